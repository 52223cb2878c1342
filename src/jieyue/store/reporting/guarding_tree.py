"""The tree under a locked period stays: nobody moves, merges or closes so that what counts in it becomes another's."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

import orjson
from django.utils import timezone

from jieyue.rules.allocation import months_between, months_touched
from jieyue.rules.period import Period
from jieyue.rules.tree import Link, stretches
from jieyue.store.orgs.models import Organisation, OrganisationVersion, Placement, Profile
from jieyue.store.orgs.standing import Stay, stays, stays_of
from jieyue.store.records.any_of import any_of
from jieyue.store.records.writing import Version
from jieyue.store.reporting.guarding import PeriodLocked, dated_models
from jieyue.store.reporting.locks import Stretch, locked_in, locked_periods

Locked = tuple[date, str, int]
"""A month, the locked period it lies in, and whose that is."""
ByUnit = Mapping[int, list[Stretch]]


def refuse_moved_figures(versions: Sequence[Version], at: datetime) -> None:
    """Raises PeriodLocked where what counted under a unit in a locked month would no longer, or would from now on."""
    tables = {version[0] for version in versions}
    if not tables & {Organisation._meta.db_table, OrganisationVersion._meta.db_table}:
        return
    by_unit = locked_periods(timezone.localdate(at))
    moved = dict(months_moved(versions, by_unit)) if by_unit else {}
    for organisation, (month, period, unit) in _that_count(moved):
        codes = dict(Organisation.objects.filter(id__in=[organisation, unit]).values_list("id", "code"))
        locked = Period.parse(period).zh
        raise PeriodLocked(
            f"机构 {codes.get(organisation, '')} 的变动会改变单位 {codes.get(unit, '')} 已锁定的{locked}的数据："
            f"它 {month:%Y-%m} 的票据等记录会改归另一个单位。",
            do="请核对生效日期，改到这一期以后；确需如此的，请主管部门先重新开放这一期，再办理变动。",
        )


def months_moved(versions: Sequence[Version], by_unit: ByUnit) -> Iterator[tuple[int, set[Locked]]]:
    """Who stood under locked units in other months before than now: these months."""
    before = _by_organisation(_stays_before(versions))
    now = _by_organisation(stays_of(_all_organisations() | before.keys()))
    for organisation in before.keys() | now.keys():
        was, is_ = before.get(organisation, []), now.get(organisation, [])
        if was != is_ and (other := _locked_months(was, by_unit) ^ _locked_months(is_, by_unit)):
            yield organisation, other


def _locked_months(own: Iterable[Stay], by_unit: ByUnit) -> set[Locked]:
    return {
        (month, period, unit)
        for stay in own
        for unit in stay.above & by_unit.keys()
        for first, until, period in locked_in(stay, {unit: by_unit[unit]})
        for month in months_between(first, until - timedelta(days=1))
    }


def _that_count(moved: Mapping[int, set[Locked]]) -> Iterator[tuple[int, Locked]]:
    """Of them, those who have a record that counts in such a month."""
    for model in dated_models():
        rows = model._base_manager.filter(**{f"{model.organisation_lookup}__in": any_of(moved)})
        for organisation, start, end in rows.values_list(model.organisation_lookup, *model.day_columns):
            counted = set(months_touched(start, end))
            yield from ((organisation, each) for each in sorted(moved[organisation]) if each[0] in counted)
    sizes = Profile.objects.filter(organisation__in=any_of(moved)).values_list("organisation_id", "year")
    for organisation, year in sizes:
        whole = str(Period.parse(f"{year:04}"))
        yield from ((organisation, each) for each in sorted(moved[organisation]) if each[1] == whole)


def _stays_before(versions: Sequence[Version]) -> Iterator[Stay]:
    """Where everybody's months counted before these changes."""
    fields = ("organisation_id", "since", "parent_id", "id")
    links = {row[-1]: Link(*row) for row in OrganisationVersion.objects.values_list(*fields).iterator(chunk_size=5000)}
    closed = dict(Organisation.objects.values_list("id", "closed_on").iterator(chunk_size=5000))
    for table, id_, before, _ in reversed(versions):
        row = orjson.loads(before) if before else None
        if table == OrganisationVersion._meta.db_table:
            _put_back(links, id_, row and Link(row["organisation_id"], _day(row["since"]), row["parent_id"], id_))
        elif table == Organisation._meta.db_table:
            closed[id_] = _day(row["closed_on"]) if row else None
    for child, own in stretches(links.values(), known={}).items():
        yield from stays((child, each.path, each.since, each.until, closed.get(child)) for each in own)


def _put_back(links: dict[int, Link], id_: int, link: Link | None) -> None:
    if link is None:
        links.pop(id_, None)
    else:
        links[id_] = link


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def _by_organisation(found: Iterable[Stay]) -> dict[int, list[Stay]]:
    own: dict[int, list[Stay]] = {}
    for stay in sorted(found, key=lambda stay: (stay.organisation, stay.since)):
        own.setdefault(stay.organisation, []).append(stay)
    return own


def _all_organisations() -> set[int]:
    return set(Placement.objects.values_list("organisation_id", flat=True).distinct())
