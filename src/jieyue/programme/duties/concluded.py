"""What evaluation rounds have come to, as duties ask for it: of the units in them, and of the places that hold them.

A round about another title than that of the plans (`other_standards`) is none of these.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from jieyue.programme.duties.exempt_in_rounds import exempt_in
from jieyue.rules.findings import OVER
from jieyue.rules.rounds import Outcome, Ruling, Stage
from jieyue.store.policies import policy
from jieyue.store.records.any_of import any_of
from jieyue.store.rounds.models import Round, RoundRuling, RoundStage, RoundTask, RoundUnit


@dataclass(frozen=True)
class Told:
    """Of an organisation and a year: what came of it, on which day, and of which round. `on` is None where it is not
    done yet. What a round concludes later than it had set itself counts for the year in which it was to conclude.
    """

    organisation: int
    year: int
    says: str
    on: date | None
    round: int

    @property
    def period(self) -> str:
        return f"{self.year:04}"


@dataclass(frozen=True)
class Failed:
    """A unit that a team did not let pass. `put_right_on` is None while something of its list is open, or where the
    re-check has not let it pass either.
    """

    unit: int
    round: int
    on: date
    open_tasks: int
    put_right_on: date | None


def concluded(units: Collection[int], *, only_drawn: bool = False) -> Iterator[Told]:
    """Each unit of which a round's team has concluded, in the order of time; only whom the spot check has drawn."""
    kept = _of_plans(RoundUnit.objects.filter(organisation__in=any_of(units))).exclude(outcome="")
    kept = kept.filter(drawn__isnull=False) if only_drawn else kept
    kept = kept.filter(round__stages__stage=Stage.CONCLUDE).order_by("concluded_at")
    fields = ("organisation_id", "round_id", "round__stages__last_day", "outcome", "concluded_at")
    for unit, round_, last_day, outcome, at in kept.values_list(*fields):
        on = timezone.localdate(at)
        yield Told(unit, min(last_day, on).year, f"评价结论：{Outcome(outcome).zh}", on, round_)


def put_right(units: Collection[int]) -> Iterator[Told]:
    """Each unit and year in which it failed, whether all that was to be put right is."""
    by_year: dict[tuple[int, int], list[Failed]] = defaultdict(list)
    for each in failed(units):
        by_year[each.unit, each.on.year].append(each)
    for (unit, year), own in by_year.items():
        days, open_ = [each.put_right_on for each in own], sum(each.open_tasks for each in own)
        last = None if None in days else max(day for day in days if day)
        says = f"整改清单还有 {open_} 项没有销号" if open_ else "整改清单已全部销号，待复查合格"
        yield Told(unit, year, "整改清单已全部销号" if last else says, last, own[-1].round)


def failed(units: Collection[int]) -> list[Failed]:
    """Not whom an appeal has let pass after all."""
    kept = _of_plans(RoundUnit.objects.filter(organisation__in=any_of(units), outcome=Outcome.FAILED))
    rows = {each: told for each, *told in kept.values_list("id", "organisation_id", "round_id", "concluded_at")}
    last = _last_rulings(rows)
    tasks = _tasks(rows)
    return [
        Failed(
            unit,
            round_,
            timezone.localdate(at),
            sum(1 for state, _ in tasks[id_] if state not in OVER),
            _put_right_on(tasks[id_], last.get(id_)),
        )
        for id_, (unit, round_, at) in rows.items()
        if last.get(id_) != (Ruling.APPEAL, Outcome.PASSED)
    ]


def _last_rulings(rows: Collection[int]) -> dict[int, tuple[str, str]]:
    """By unit of a round, of the re-checks and appeals the last."""
    kept = RoundRuling.objects.filter(unit__in=any_of(rows)).exclude(kind=Ruling.WITHDRAWAL).order_by("pk")
    return {unit: (kind, outcome) for unit, kind, outcome in kept.values_list("unit_id", "kind", "outcome")}


def _tasks(rows: Collection[int]) -> Mapping[int, list[tuple[str, date]]]:
    found: dict[int, list[tuple[str, date]]] = defaultdict(list)
    kept = RoundTask.objects.filter(unit__in=any_of(rows))
    fields = ("unit_id", "finding__state", "finding__decided_at", "finding__raised_at")
    for unit, state, decided_at, raised_at in kept.values_list(*fields):
        found[unit].append((state, timezone.localdate(decided_at or raised_at)))
    return found


def _put_right_on(tasks: Collection[tuple[str, date]], last: tuple[str, str] | None) -> date | None:
    if last == (Ruling.RECHECK, Outcome.FAILED) or not tasks or any(state not in OVER for state, _ in tasks):
        return None
    return max(day for _, day in tasks)


def held(places: Collection[int], *, only_drawn: bool = False) -> Iterator[Told]:
    """Each round of these places in which the team has concluded of every unit that is not exempt; `only_drawn`: of
    every one that was drawn for its spot check.
    """
    rounds = {each.pk: each for each in _of_plans(Round.objects.filter(organisation__in=any_of(places)), "")}
    stages = RoundStage.objects.filter(round__in=any_of(rounds), stage=Stage.CONCLUDE)
    last_days = dict(stages.values_list("round_id", "last_day"))
    units = RoundUnit.objects.filter(round__in=any_of(rounds))
    units = units.filter(drawn__isnull=False) if only_drawn else units
    by_round: dict[int, list[RoundUnit]] = defaultdict(list)
    for unit in units.order_by("concluded_at", "pk"):
        by_round[unit.round_id].append(unit)
    for number, own in by_round.items():
        days = [timezone.localdate(each.concluded_at) for each in own if each.concluded_at]
        open_ = [each.organisation_id for each in own if not each.outcome]
        if days and not _still_open(rounds[number], open_, on=max(days)):
            what = f"抽查的 {len(own)} 家" if only_drawn else f"{len(days)} 家"
            says = f"{rounds[number].name}：{what}都已作出结论"
            year = min(last_days[number], max(days)).year
            yield Told(rounds[number].organisation_id, year, says, max(days), number)


def _still_open(round_: Round, open_: Iterable[int], *, on: date) -> set[int]:
    left = set(open_)
    return left - exempt_in(round_, left, today=on).keys() if left else left


def _of_plans(rows: QuerySet, way: str = "round__") -> QuerySet:
    return rows.exclude(**{f"{way}standard__in": policy().recognition.other_standards})
