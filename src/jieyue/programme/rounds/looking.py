"""What a round has of its units, read for a page of them at once: sheets as handed in, points, questions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from jieyue.programme.duties.exempt_in_rounds import exempt_in
from jieyue.programme.reporting.figures import digest_of
from jieyue.rules.findings import UNANSWERED, FindingState
from jieyue.rules.rounds import (
    Opinion,
    Outcome,
    Ruling,
    Settled,
    Stage,
    UnitState,
    late_at,
    settle,
    state_after,
    state_of,
)
from jieyue.rules.scoring import Item, Standard
from jieyue.store.records.any_of import any_of
from jieyue.store.rounds.models import (
    Round,
    RoundAppeal,
    RoundQuestion,
    RoundRuling,
    RoundScore,
    RoundTask,
    RoundUnit,
    SiteLook,
)
from jieyue.store.scores.models import ScoreSheet
from jieyue.store.snapshots.keeping import content_of


@dataclass(frozen=True)
class Entry:
    """An item of the kept standard at a unit. `own` and `system` are what the handed-in sheet says; `why` and `because`
    are their reasons. `opinions` are of all reviewers, `on_site` what they saw there, the oldest first.
    """

    item: Item
    own: Decimal | None
    because: str
    system: Decimal | None
    verdict: str
    why: str
    evidence: Sequence[str]
    opinions: Sequence[Opinion]
    settled: Settled
    on_site: Sequence[SiteLook] = ()


@dataclass(frozen=True)
class After:
    """What came after a conclusion, each the oldest first."""

    tasks: Sequence[RoundTask] = ()
    rulings: Sequence[RoundRuling] = ()
    appeals: Sequence[RoundAppeal] = ()

    @property
    def open_appeal(self) -> RoundAppeal | None:
        return next((each for each in self.appeals if each.ruling_id is None), None)

    @property
    def last(self) -> Ruling | None:
        """What made the outcome what it is; None where it is that of the conclusion."""
        return Ruling(self.rulings[-1].kind) if self.rulings else None

    def overdue(self, today: date) -> int:
        """How many of the list nobody has answered in time."""
        return sum(1 for each in self.tasks if each.finding.state in UNANSWERED and each.finding.due_on < today)


@dataclass(frozen=True)
class Look:
    """A unit in a round, with all that its conclusion rests on. `exempt` is the title by which it is, "" otherwise."""

    unit: RoundUnit
    sheet: ScoreSheet | None
    entries: Sequence[Entry]
    questions: Sequence[RoundQuestion]
    state: UnitState
    late: Stage | None
    exempt: str
    after: After

    @property
    def outcome(self) -> Outcome | None:
        """What holds now."""
        return _outcome(self.unit, self.after)

    @property
    def open_items(self) -> list[Entry]:
        return [each for each in self.entries if not each.settled.is_settled]

    @property
    def points(self) -> Decimal:
        """Of what is settled."""
        return sum((each.settled.points for each in self.entries if each.settled.points is not None), Decimal(0))

    @property
    def own_points(self) -> Decimal | None:
        return _sum(each.own for each in self.entries)

    @property
    def system_points(self) -> Decimal | None:
        return _sum(each.system for each in self.entries)

    @property
    def by_reviewer(self) -> Mapping[str, tuple[Decimal, int]]:
        """By username: the sum of the points given, and of how many items."""
        found: dict[str, tuple[Decimal, int]] = {}
        for opinion in (each for entry in self.entries for each in entry.opinions):
            points, many = found.get(opinion.reviewer, (Decimal(0), 0))
            found[opinion.reviewer] = (points + opinion.points, many + 1)
        return found

    @property
    def seen(self) -> str:
        """By which whoever concludes says what he looked at."""
        return digest_of(
            {
                "sheet": self.sheet.snapshot_id if self.sheet else None,
                "opinions": [
                    [entry.item.key, each.reviewer, f"{each.points:.2f}", each.reason]
                    for entry in self.entries
                    for each in entry.opinions
                ],
                "on_site": [[each.pk, each.differs, each.text] for entry in self.entries for each in entry.on_site],
                "questions": [[each.pk, each.answer] for each in self.questions],
                "outcome": self.unit.outcome,
                "tasks": [[each.pk, each.finding.state] for each in self.after.tasks],
                "rulings": [each.pk for each in self.after.rulings],
                "appeals": [each.pk for each in self.after.appeals],
            }
        )


def days_of(kept: Round) -> dict[Stage, date]:
    """In the order of the stages."""
    days = dict(kept.stages.values_list("stage", "last_day"))
    return {stage: days[stage] for stage in Stage if stage in days}


def leader_of(kept: Round) -> str:
    """The username; "" where nobody leads."""
    return kept.members.filter(is_leader=True).values_list("user__username", flat=True).first() or ""


def looks(kept: Round, units: Sequence[RoundUnit], standard: Standard, *, today: date) -> list[Look]:
    """In as many questions however many units there are."""
    days, leader, own = days_of(kept), leader_of(kept), any_of(each.pk for each in units)
    sheets = ScoreSheet.objects.filter(
        year=kept.year, standard=kept.standard, organisation__in=any_of(each.organisation_id for each in units)
    )
    handed_in = {each.organisation_id: each for each in sheets.select_related("snapshot")}
    opinions: dict[int, dict[str, list[Opinion]]] = {}
    for each in RoundScore.objects.filter(unit__in=own).order_by("reviewer"):
        by_item = opinions.setdefault(each.unit_id, {})
        by_item.setdefault(each.item, []).append(Opinion(each.reviewer, each.points, each.reason))
    on_site: dict[int, dict[str, list[SiteLook]]] = {}
    for each in SiteLook.objects.filter(unit__in=own).order_by("looked_at", "pk"):
        on_site.setdefault(each.unit_id, {}).setdefault(each.item, []).append(each)
    questions: dict[int, list[RoundQuestion]] = {}
    for each in RoundQuestion.objects.filter(unit__in=own).order_by("pk"):
        questions.setdefault(each.unit_id, []).append(each)
    after = _after(own)
    exempt = exempt_in(kept, [each.organisation_id for each in units], today=today)
    return [
        _look(
            each, handed_in.get(each.organisation_id), standard, opinions=opinions.get(each.pk, {}),
            on_site=on_site.get(each.pk, {}), questions=questions.get(each.pk, []), leader=leader, days=days,
            today=today, exempt=exempt.get(each.organisation_id, ""), after=after.get(each.pk, After()),
        )
        for each in units
    ]  # fmt: skip


def _look(
    unit: RoundUnit, sheet: ScoreSheet | None, standard: Standard, *, opinions: Mapping[str, Sequence[Opinion]],
    on_site: Mapping[str, Sequence[SiteLook]], questions: Sequence[RoundQuestion], leader: str,
    days: Mapping[Stage, date], today: date, exempt: str, after: After,
) -> Look:  # fmt: skip
    told = {each["item"]: each for each in content_of(sheet.snapshot)["items"]} if sheet else {}
    outcome = Outcome(unit.outcome) if unit.outcome else None
    is_asked = any(each.answered_at is None for each in questions)
    about = {"is_handed_in": sheet is not None, "is_scored": bool(opinions), "is_asked": is_asked}
    state = state_of(**about, outcome=outcome, is_exempt=bool(exempt))
    if outcome is not None:
        state = _state_after(unit, after)
    late = late_at(is_handed_in=sheet is not None, is_concluded=outcome is not None, days=days, today=today)
    late = None if state is UnitState.EXEMPT else late
    entries = [
        replace(
            _entry(each, told.get(each.key, {}), opinions.get(each.key, ()), leader), on_site=on_site.get(each.key, ())
        )
        for each in standard.items
    ]
    return Look(unit, sheet, entries, questions, state, late, exempt, after)


def _after(units: Any) -> dict[int, After]:
    """By unit."""
    found: dict[int, dict[str, list]] = {}
    for name, model, beside in (
        ("tasks", RoundTask, "finding"),
        ("rulings", RoundRuling, None),
        ("appeals", RoundAppeal, "ruling"),
    ):
        rows = model.objects.filter(unit__in=units).order_by("pk")
        for each in rows.select_related(beside) if beside else rows:
            found.setdefault(each.unit_id, {}).setdefault(name, []).append(each)
    return {unit: After(**told) for unit, told in found.items()}


def _outcome(unit: RoundUnit, after: After) -> Outcome | None:
    said = after.rulings[-1].outcome if after.rulings else unit.outcome
    return Outcome(said) if said else None


def _state_after(unit: RoundUnit, after: After) -> UnitState:
    tasks = [FindingState(each.finding.state) for each in after.tasks]
    about = {"last": after.last, "is_appealed": after.open_appeal is not None, "tasks": tasks}
    return state_after(_outcome(unit, after), **about)


def _entry(item: Item, told: Mapping[str, Any], opinions: Sequence[Opinion], leader: str) -> Entry:
    system = _number(told.get("points"))
    return Entry(
        item=item,
        own=_number(told.get("own_points")),
        because=told.get("own_reason") or "",
        system=system,
        verdict=told.get("verdict") or "",
        why=told.get("why") or "",
        evidence=told.get("evidence") or (),
        opinions=opinions,
        settled=settle(opinions, leader=leader, system=system, of=item.points),
    )


def _number(told: object) -> Decimal | None:
    return None if told is None else Decimal(str(told))


def _sum(points) -> Decimal | None:
    given = [each for each in points if each is not None]
    return sum(given, Decimal(0)) if given else None
