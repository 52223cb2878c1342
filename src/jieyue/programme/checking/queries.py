"""The data checks of an organisation and all below it."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from jieyue.programme.checking.live import Live, of_all
from jieyue.rules.findings import UNANSWERED, FindingState, is_same
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.values import Level
from jieyue.store.findings.keeping import Key, figures_of, key_of
from jieyue.store.findings.models import Finding
from jieyue.store.orgs.models import Placement
from jieyue.store.orgs.reach import organisation_within, reached, within
from jieyue.store.orgs.tree import path_on, under
from jieyue.store.records.any_of import any_of


@dataclass(frozen=True)
class CheckFinding:
    """A finding as it is shown: `period` the year or month concerned, `resource` null where it is about the unit.

    `mark` is what it is about, whoever reads it. Where somebody took it in hand, `kept` is the number under which,
    `state` how far that is, and `answer` what the unit said; none of it holds any more once its figures are others.
    """

    rule: str
    severity: str
    organisation: str
    resource: str | None
    period: str
    says: str
    figures: Mapping[str, object]
    do: str
    mark: str
    kept: int | None = None
    state: FindingState | None = None
    is_accepted: bool = False
    answer: str = ""

    @property
    def is_answered(self) -> bool:
        """Whether the unit has said what there is to say."""
        return self.state is not None and self.state not in UNANSWERED


def checks(
    *,
    person: Person,
    code: str,
    period: Period,
) -> list[CheckFinding]:
    """Everything improbable about the records of a period, by unit, resource and day."""
    return [each for _, each in _told(*_found(code, period, person), period)]


def checks_by_unit(units: Collection[int], *, period: Period, person: Person) -> dict[int, list[CheckFinding]]:
    """By unit the same of many, by their ids, for whoever has been asked who they are; each with its departments,
    and what stands below several of them at the nearest.
    """
    is_one = len(units) == 1
    everywhere = Placement.objects.filter(since__lte=period.last, until__gt=period.last)
    placements = under(path_on(*units, period.last), period.last) if is_one else everywhere
    rows = within(placements, person, organisation="organisation", are_few=is_one)
    wanted, unit_of, codes = set(units), {}, {}
    for id_, code, path in rows.values_list("organisation_id", "organisation__code", "path"):
        nearest = next((int(each) for each in reversed(path.strip("/").split("/")) if int(each) in wanted), None)
        if nearest is not None:
            unit_of[id_], codes[id_] = nearest, code
    found: dict[int, list[CheckFinding]] = {}
    for organisation, each in _told(codes, list(of_all(codes, period, person=person)), period):
        found.setdefault(unit_of[organisation], []).append(each)
    return found


def _told(codes: Mapping[int, str], found: list[Live], period: Period) -> Iterator[tuple[int, CheckFinding]]:
    """With whose it is, by unit, resource and day."""
    keyed = [(each, each.key) for each in found]
    kept = _in_hand({key: each for each, key in keyed})
    keyed.sort(key=lambda pair: _place(pair[0], codes))
    for each, key in keyed:
        yield each.organisation, _shown(each, key, codes[each.organisation], period, kept.get(key))


def _place(each: Live, codes: Mapping[int, str]) -> tuple[str, str, date, str]:
    return codes[each.organisation], each.resource or "", each.finding.start, each.finding.rule


def live_of(*, code: str, period: Period, person: Person) -> list[Live]:
    """The same as the checks have it, for whoever takes it in hand."""
    return _found(code, period, person)[1]


def _found(code: str, period: Period, person: Person) -> tuple[dict[int, str], list[Live]]:
    """With the codes of whom it may concern."""
    subject = organisation_within(code, person)
    placements = under(path_on(subject.id, period.last), period.last)
    seen = within(placements, person, organisation="organisation", are_few=subject.level == Level.UNIT)
    codes = dict(seen.values_list("organisation_id", "organisation__code"))
    return codes, list(of_all(codes, period, person=person))


def counts(organisations: Iterable[int], *, period: Period, person: Person) -> Counter[int]:
    """How many findings each of these organisations has in the period, those that the person reaches, in as many
    queries as for one. What the level above has accepted is settled and not counted; what is only explained waits for
    just those who read the count.
    """
    own = sorted(reached(set(organisations), person))
    keyed = [(each.key, each) for each in of_all(own, period, person=person)]
    settled = {key for key, each in _in_hand(dict(keyed)).items() if each.state == FindingState.CLOSED}
    return Counter(each.organisation for key, each in keyed if key not in settled)


def _in_hand(found: Mapping[Key, Live]) -> dict[Key, Finding]:
    """What somebody took in hand of these, where it is still what he took in hand."""
    units, marks = {key[0] for key in found}, {key[2] for key in found}
    kept = Finding.objects.filter(organisation__in=any_of(units), about__in=any_of(marks))
    kept = kept.exclude(state=FindingState.RESOLVED)  # it is found again, and nothing has looked since
    return {
        key: each
        for each in (kept if found else ())
        if (key := key_of(each)) in found and is_same(figures_of(each), found[key].finding.figures)
    }


def _shown(each: Live, key: Key, code: str, period: Period, kept: Finding | None) -> CheckFinding:
    finding, (_, _, mark, _) = each.finding, key
    return CheckFinding(
        rule=finding.rule,
        severity="warning",
        organisation=code,
        resource=each.resource,
        period=finding.period or (f"{finding.end:%Y-%m}" if each.resource else str(period.year)),
        says=finding.says,
        figures=finding.figures,
        do=finding.do,
        mark=mark,
        kept=kept and kept.pk,
        state=FindingState(kept.state) if kept else None,
        is_accepted=bool(kept and kept.state == FindingState.CLOSED),
        answer=kept.answer if kept else "",
    )
