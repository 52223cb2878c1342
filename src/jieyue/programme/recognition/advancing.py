"""先进单位的遴选: what becomes of each recognised organ of a place by the stated rule, and why."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from jieyue.programme.organisations.naming import Named, named
from jieyue.programme.recognition.organs import Organ, Recognised, points_of_rounds, stood_at, titled, units_on
from jieyue.rules.findings import OVER
from jieyue.rules.period import same_day_months_before
from jieyue.rules.person import Person
from jieyue.rules.recognition import PERCENT, Candidate, Choosing, Chosen, Exclusion, Place, Score, choose
from jieyue.store.findings.models import Finding
from jieyue.store.ledgers.merits.models import Merit
from jieyue.store.orgs.reach import organisation_within
from jieyue.store.policies import policy
from jieyue.store.records.any_of import any_of
from jieyue.store.scores.models import ScoreSheet
from jieyue.store.snapshots.keeping import numbers_of

AT_A_TIME = 200


@dataclass(frozen=True)
class Line:
    """A recognised organ: what it got, in percent, what becomes of it, by which cases it is left out, and since when it
    has the title already.
    """

    organ: Organ
    percent: Decimal | None
    place: Place
    excluded: Sequence[Exclusion]
    titled_on: date | None


@dataclass(frozen=True)
class Advanced:
    """A place today. `organs` are all of it, `lines` those recognised: who is in first, then by points."""

    organisation: Named
    on: date
    rule: Choosing
    organs: int
    lines: Sequence[Line]

    @property
    def places(self) -> int:
        """How many the rule lets in, whoever is level with the last of them aside."""
        return self.rule.most(len(self.lines))

    def with_result(self, result: Chosen | None) -> list[Line]:
        """Those whom a number counts; all where none is named."""
        return [each for each in self.lines if result is None or each.place.result is result]


ORDER = {result: nth for nth, result in enumerate(Chosen)}


def advanced(*, organisation: str, person: Person, today: date) -> Advanced:
    """By the rule of the policy, in as many questions however many organs there are. Raises OrganisationUnknown."""
    subject = organisation_within(organisation, person)
    path = stood_at(subject, today)
    organs = [each for each in units_on(path, today, person=person) if each.is_organ] if path else []
    able = [each for each in organs if each.is_recognised]
    rule, ids = policy().recognition.choosing, [each.id for each in able]
    scores = _scores(rule.score, {each.id: each.found for each in able})
    cases = _cases(rule, ids, today)
    told = choose([Candidate(str(id_), scores.get(id_), cases.get(id_, ())) for id_ in ids], rule)
    held = titled(ids, policy().recognition.advanced, today)
    lines = [
        Line(each, scores.get(each.id), told[str(each.id)], cases.get(each.id, ()), held.get(each.id)) for each in able
    ]
    name = named([subject.pk], on=person.on)[subject.pk]
    return Advanced(name, today, rule, len(organs), sorted(lines, key=_best_first))


def _best_first(line: Line) -> tuple[int, Decimal, str]:
    return ORDER[line.place.result], -(line.percent or Decimal(0)), line.organ.organisation.code


def _scores(score: Score, found: Mapping[int, Recognised]) -> dict[int, Decimal | None]:
    return _of_rounds(found) if score is Score.ROUND else _of_sheets(found)


def _of_rounds(found: Mapping[int, Recognised]) -> dict[int, Decimal | None]:
    lasts = {unit: each.last for unit, each in found.items() if each.last and each.last.passed}
    of = points_of_rounds({each.round for each in lasts.values()})
    return {unit: _percent(each.points, of[each.round]) for unit, each in lasts.items()}


def _of_sheets(found: Mapping[int, Recognised]) -> dict[int, Decimal | None]:
    """Of what was handed in last: what the system found earned, of the points that are verified."""
    kept = ScoreSheet.objects.filter(organisation__in=any_of(found)).order_by("year", "handed_in_at", "pk")
    rows = kept.values_list("organisation_id", "snapshot__content").iterator(chunk_size=AT_A_TIME)
    told = {unit: numbers_of(content, "verified_earned", "verified_points") for unit, content in rows}
    return {unit: _percent(earned, of) for unit, (earned, of) in told.items()}


def _percent(points: Decimal | None, of: Decimal | None) -> Decimal | None:
    return PERCENT * points / of if points is not None and of else None


def _cases(rule: Choosing, units: Collection[int], today: date) -> dict[int, tuple[Exclusion, ...]]:
    """By unit, why it would be left out; whoever is in no such case is missing."""
    asked = {Exclusion.OVERDUE_FINDING: _overdue, Exclusion.CRITICISED: _criticised}
    by_case = {case: asked[case](rule, units, today) for case in rule.excluded}
    found = {unit: tuple(case for case, who in by_case.items() if unit in who) for unit in units}
    return {unit: cases for unit, cases in found.items() if cases}


def _overdue(_rule: Choosing, units: Collection[int], today: date) -> set[int]:
    rows = Finding.objects.filter(organisation__in=any_of(units), due_on__lt=today).exclude(state__in=OVER)
    return set(rows.values_list("organisation_id", flat=True))


def _criticised(rule: Choosing, units: Collection[int], today: date) -> set[int]:
    """As whole units, not single departments or people of them."""
    since = same_day_months_before(today, rule.criticised_months)
    rows = Merit.objects.filter(organisation__in=any_of(units), kind__in=rule.criticised_by, department="", name="")
    dated = rows.filter(decided_on__gt=since, decided_on__lte=today)
    return set(dated.values_list("organisation_id", flat=True))
