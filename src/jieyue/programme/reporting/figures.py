"""What is pinned of a unit and period: its facts, what was worked out from them, and everything it was worked out from.

Pinned figures can be worked out again at any time; where they are others by now, `differences` says in what and why.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import orjson
from django.db import models
from django.db.models import Q

from jieyue.programme.records.queries import last_seen
from jieyue.programme.statistics.answer import Row
from jieyue.programme.statistics.asking import factors_of
from jieyue.programme.statistics.queries import statistics
from jieyue.rules.allocation import months_touched
from jieyue.rules.factors import pinned_of
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.values import Resource
from jieyue.store.evidence.models import Link, Version
from jieyue.store.ledgers import counted_models, counting_registers, ledgers
from jieyue.store.orgs.models import Organisation, OrganisationVersion, Placement, Profile
from jieyue.store.orgs.reach import organisation_ids
from jieyue.store.orgs.standing import Stay, stays_under
from jieyue.store.policies import policy
from jieyue.store.records.any_of import any_of
from jieyue.store.records.models import RowVersion
from jieyue.store.registers.accounts.models import Account
from jieyue.store.snapshots.keeping import content_of
from jieyue.store.snapshots.models import Snapshot

if TYPE_CHECKING:
    from jieyue.programme.reporting.causes import RecordChanged

Content = Mapping[str, Any]
FOLDERS_BEHIND = ("factors", "units")
SIZES = {
    "floor_area_m2": "建筑面积（m²）",
    "heated_area_m2": "采暖面积（m²）",
    "persons": "用能人数（人）",
    "persons_water": "用水人数（人）",
}
ZERO = Decimal(0)
INDICATOR_GRAIN = 1e-12
"""Ratios are the same when they differ by less than this share."""


@dataclass(frozen=True)
class Line:
    """One resource of the pinned figures. `amount_yuan` is None where no record tells the money."""

    resource: Resource
    quantity: Decimal
    amount_yuan: Decimal | None


@dataclass(frozen=True)
class Difference:
    """Something that is no longer as it was pinned. `before` or `now` is "" where there was or is nothing."""

    what: str
    before: str
    now: str


@dataclass(frozen=True)
class Changes:
    """In what pinned figures differ from what they would be now, and what that comes from: in short, and the latest of
    the records with `more` that are left out.
    """

    differences: Sequence[Difference]
    causes: Sequence[str]
    records: "Sequence[RecordChanged]" = ()
    more: int = 0

    def __bool__(self) -> bool:
        return bool(self.differences)


def figures(unit: Organisation, period: Period, *, person: Person) -> Content:
    """As of everything written until now. JSON with figures as texts, so that none loses a digit.

    Asked as for whoever reaches everything: the figures are the unit's own, whoever asks, with what departments used
    that have moved away since.
    """
    answer = statistics(
        person=Person.at_console(person.login),
        code=unit.code,
        period=period,
        by=["organisation", "month", "resource", "use"],
        is_compared=False,
    )
    path = Placement.objects.get(organisation=unit, since__lte=period.last, until__gt=period.last).path
    content = {
        "organisation": unit.code,
        "name": answer.organisation_name,
        "period": str(period),
        "path": path,
        "on": period.last,
        "factors": answer.factors,
        "switches": dict(answer.switches),
        "conversions": pinned_of(factors_of(period)),
        "policy": _policy_behind(),
        "facts": _facts(answer.rows, unit, person),
        "totals": vars(answer.totals),
        "indicators": dict(answer.indicators),
        "completeness": {"owed": answer.completeness.owed, "reported": answer.completeness.reported},
        "sizes": _sizes(unit, period.year),
        "notes": list(answer.notes),
        "unverified": list(answer.unverified),
        **_records_behind(unit, period),
    }
    return orjson.loads(orjson.dumps(content, default=str))


def figures_now(unit: Organisation, period: Period, pinned: Snapshot | None, *, person: Person) -> Content:
    """The same; what was pinned, where everything that figures come from is as it was then: it costs some queries
    instead of a new answer of the warehouse.
    """
    content = content_of(pinned)
    return (
        content
        if pinned and _is_as_then(content, pinned.log_seq, unit, period)
        else figures(unit, period, person=person)
    )


def _is_as_then(content: Content, log_seq: int, unit: Organisation, period: Period) -> bool:
    own, factors = _stays(unit, period), factors_of(period)
    about = {
        "factors": factors.factor_set,
        "switches": dict(factors.switches.as_dict()),
        "policy": _policy_behind(),
        "path": Placement.objects.get(organisation=unit, since__lte=period.last, until__gt=period.last).path,
        "records": _records(own, period),
        "members": _members(own),
    }
    now = orjson.loads(orjson.dumps(about, default=str))
    return all(content.get(name) == value for name, value in now.items()) and not _has_changed_since(log_seq, own)


def _has_changed_since(log_seq: int, organisations: Collection[int]) -> bool:
    """Whether a size, an account, a meter or the standing of one of these was changed after an entry of the log."""
    owned = [(Profile, "organisation"), (Account, "organisation"), (OrganisationVersion, "organisation")]
    owned += [(register, register.organisation_lookup) for register in counting_registers()]
    changed = Q(table=Organisation._meta.db_table, record_id__in=any_of(organisations))
    for model, owner in owned:
        ids = model.objects.filter(**{f"{owner}__in": any_of(organisations)}).values("pk")
        changed |= Q(table=model._meta.db_table, record_id__in=ids)
    return RowVersion.objects.filter(changed, entry_id__gt=log_seq).exists()


def digest_of(content: Content) -> str:
    """By which a page says what it has seen. Ratios count as far as they are the same however often they are made."""
    return hashlib.sha256(orjson.dumps(_steady(content), option=orjson.OPT_SORT_KEYS, default=str)).hexdigest()[:32]


def _steady(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _steady(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_steady(each) for each in value]
    return f"{value:.9g}" if isinstance(value, float) else value


def lines(content: Content) -> list[Line]:
    """The facts of pinned figures by resource."""
    sums: dict[str, tuple[Decimal, Decimal | None]] = {}
    for fact in content["facts"]:
        quantity, amount = sums.get(resource := fact["resource"], (Decimal(0), None))
        money = fact["amount_yuan"]
        sums[resource] = (
            quantity + Decimal(fact["quantity"]),
            amount if money is None else Decimal(money) + (amount or 0),
        )
    return [Line(resource, *sums[resource]) for resource in Resource if resource in sums]


def quantities_in(rows: Iterable[Mapping[str, Any]]) -> dict[Resource, Decimal]:
    """By resource, from the facts of pinned figures or the rows of a notice: for who does not ask for the money."""
    sums: dict[str, Decimal] = {}
    for row in rows:
        if (quantity := row["quantity"]) is not None:
            resource = row["resource"]
            sums[resource] = sums.get(resource, ZERO) + Decimal(quantity)
    return {Resource(resource): quantity for resource, quantity in sums.items()}


def differences(pinned: Content, now: Content) -> Changes:
    """What is other in `now` than was pinned, in words."""
    found = [*other_lines(lines(pinned), lines(now)), *other_sizes(pinned["sizes"], now["sizes"])]
    found = found or list(_other_indicators(pinned, now))
    return Changes(found, list(_causes(pinned, now)) if found else [])


def is_complete(content: Content) -> bool:
    """Whether the unit had brought what it owed."""
    return content["completeness"]["reported"] == content["completeness"]["owed"]


def _policy_behind() -> dict[str, str]:
    folders = tuple(f"/{folder}/" for folder in FOLDERS_BEHIND)
    return {name: sha256 for name, sha256 in policy().documents.items() if any(each in name for each in folders)}


def _facts(rows: Sequence[Row], unit: Organisation, person: Person) -> list[dict[str, object]]:
    """A department that stands elsewhere by now is not named: what it used then is the unit's."""
    reached = organisation_ids({row.keys["organisation"] for row in rows}, person)
    named = ((row, code if (code := row.keys["organisation"]) in reached else unit.code) for row in rows)
    return [
        {
            "organisation": code,
            "month": row.keys["month"],
            "use": row.keys["use"],
            "resource": row.resource,
            "quantity": row.quantity,
            "amount_yuan": row.amount_yuan,
        }
        for row, code in named
    ]


def _sizes(unit: Organisation, year: int) -> dict[str, object]:
    return sizes_of_units([unit.pk], year).get(unit.pk, {})


def sizes_of_units(units: Iterable[int], year: int) -> dict[int, dict[str, object]]:
    """By unit that has any, as they are pinned."""
    rows = Profile.objects.filter(organisation__in=any_of(units), year=year).values("organisation_id", *SIZES)
    return {row.pop("organisation_id"): _as_pinned(row) for row in rows}


def _as_pinned(row: Mapping[str, object]) -> dict[str, object]:
    return {name: None if value is None else str(value) for name, value in row.items()}


def _records_behind(unit: Organisation, period: Period) -> dict[str, object]:
    """The records that count for the unit in the period, with the version that was seen, the files that prove
    them, and from when until when whoever has accounts stood there.
    """
    own = _stays(unit, period)
    records = _records(own, period)
    return {"records": records, "evidence": _evidence_of(records), "members": _members(own)}


def _members(own: Mapping[int, list[Stay]]) -> list[tuple[int, date, date]]:
    members = set(Account.objects.filter(organisation__in=any_of(own)).values_list("organisation_id", flat=True))
    return [(each, stay.since, stay.until) for each in sorted(members) for stay in own[each]]


def records_of(unit: Organisation, period: Period) -> list[tuple[str, int, int]]:
    """Table, id and the version that was seen of the records that count for the unit in the period."""
    return _records(_stays(unit, period), period)


def _records(own: Mapping[int, list[Stay]], period: Period) -> list[tuple[str, int, int]]:
    found = []
    for model in counted_models():
        ids = list(_counted(model, own, period))
        found += _seen(model, ids)
    for ledger in (each for each in ledgers() if each.facts and each.facts.behind):
        rows = ledger.facts.behind(own, period.first, period.last)
        ids = [row.id for row in rows if any(stay.since <= row.day < stay.until for stay in own[row.organisation])]
        found += _seen(ledger.model, ids)
    return found


def _seen(model: type[models.Model], ids: Sequence[int]) -> list[tuple[str, int, int]]:
    return [(model._meta.db_table, id_, seen) for id_, seen in sorted(last_seen(model, ids).items())]


def _stays(unit: Organisation, period: Period) -> dict[int, list[Stay]]:
    own: dict[int, list[Stay]] = {}
    for stay in stays_under(unit.pk, period.first, period.until):
        own.setdefault(stay.organisation, []).append(stay)
    return own


def _counted(model: type[models.Model], own: Mapping[int, list[Stay]], period: Period) -> Iterator[int]:
    """The records that count in a month in which their organisation stood there."""
    (first, last), way = model.day_columns, model.organisation_lookup
    days = {f"{first}__lt": period.until, f"{last}__gte": period.first}
    rows = model.objects.filter(**{f"{way}__in": any_of(own)}, **days)
    for id_, organisation, start, end in rows.values_list("id", f"{way}_id", first, last):
        months = list(months_touched(start, end))
        if any(stay.since <= month < stay.until for stay in own[organisation] for month in months):
            yield id_


def _evidence_of(records: Sequence[tuple[str, int, int]]) -> list[tuple[str, int, str]]:
    """Table, record and digest of the newest file of each item that proves it."""
    found = []
    for table in {table for table, *_ in records}:
        ids = [id_ for own, id_, _ in records if own == table]
        links = list(Link.objects.filter(table=table, record_id__in=any_of(ids)).values_list("record_id", "item_id"))
        items = {item for _, item in links}
        newest = Version.objects.filter(item__in=any_of(items)).order_by("item_id", "number")
        digests = dict(newest.values_list("item_id", "sha256"))
        found += [(table, record, digests[item]) for record, item in links]
    return sorted(found)


def other_lines(pinned: Iterable[Line], now: Iterable[Line]) -> Iterator[Difference]:
    before, after = ({line.resource: line for line in each} for each in (pinned, now))
    for resource in (each for each in Resource if each in before or each in after):
        one, other = before.get(resource), after.get(resource)
        if (one and one.quantity) != (other and other.quantity):
            yield Difference(f"{resource.zh}（{resource.sign}）", _plain(one, "quantity"), _plain(other, "quantity"))
        if (one and one.amount_yuan) != (other and other.amount_yuan):
            yield Difference(f"{resource.zh}费用（元）", _plain(one, "amount_yuan"), _plain(other, "amount_yuan"))


def _plain(line: Line | None, name: str) -> str:
    value = getattr(line, name) if line else None
    return "" if value is None else f"{value:,f}"


def other_sizes(pinned: Mapping[str, object], now: Mapping[str, object]) -> Iterator[Difference]:
    """Both as they are pinned, as texts or None."""
    for name, zh in SIZES.items():
        before, after = pinned.get(name), now.get(name)
        if before != after:
            yield Difference(zh, _size(before), _size(after))


def _size(written: object) -> str:
    return "" if written is None else f"{Decimal(str(written)):,f}"


def _other_indicators(pinned: Content, now: Content) -> Iterator[Difference]:
    """Ratios whose factors are others by now; where a quantity or a size is another, that is said by its line."""
    for key, before in pinned["indicators"].items():
        after = now["indicators"].get(key)
        if not _same(before, after):
            yield Difference(key, _ratio(before), _ratio(after))


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= INDICATOR_GRAIN * max(abs(one), abs(other))


def _ratio(value: float | None) -> str:
    return "" if value is None else f"{value:,.6g}"


def _causes(pinned: Content, now: Content) -> Iterator[str]:
    before, after = ({(table, id_): seen for table, id_, seen in each["records"]} for each in (pinned, now))
    counts = {
        "新登记": len(after.keys() - before.keys()),
        "作废或移出本期": len(before.keys() - after.keys()),
        "更正": sum(1 for key in before.keys() & after.keys() if before[key] != after[key]),
    }
    said = "、".join(f"{what} {count} 条" for what, count in counts.items() if count)
    if said:
        yield f"票据等记录：{said}"
    if pinned["sizes"] != now["sizes"]:
        yield "年度基本信息（面积、人数）已更改"
    if pinned["factors"] != now["factors"] or pinned["policy"] != now["policy"]:
        yield "折算系数已更改"
    if pinned["path"] != now["path"] or pinned.get("members", now["members"]) != now["members"]:
        yield "机构在树中的位置或其内设部门已变动"
