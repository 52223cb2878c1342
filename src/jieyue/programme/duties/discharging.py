"""What discharges duties: the thing itself. A function for each `by` that plans can name."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial
from threading import RLock
from typing import Protocol

import orjson
from cachetools import LRUCache, cached
from django.db.models import Min
from django.utils import timezone

from jieyue.programme.completeness.queries import incomplete_months, kept_months
from jieyue.programme.duties.by_ledgers import answering, first_records, late_with, recorded_in
from jieyue.programme.duties.concluded import Told as ToldConcluded
from jieyue.programme.duties.concluded import concluded, held, put_right
from jieyue.programme.duties.documents import Handed, handed_in, is_score_sheet
from jieyue.programme.duties.entered import days_entered, late_with_any
from jieyue.programme.ledgers.catalogue import all_ledgers
from jieyue.rules.duties import HELD, Duty
from jieyue.rules.period import Period, month_of
from jieyue.rules.person import Person
from jieyue.rules.plan import Discharge
from jieyue.rules.publication import ENERGY, NoticeState
from jieyue.rules.receiving import PaperState
from jieyue.rules.values import Word
from jieyue.store.duties.models import HandedIn
from jieyue.store.ledgers import counted_models
from jieyue.store.machine.coverage import Subject, subjects_of
from jieyue.store.machine.ledger import Ledger
from jieyue.store.notices.models import Notice
from jieyue.store.orgs.tree import ever_at_or_below
from jieyue.store.policies import policy
from jieyue.store.records.any_of import any_of
from jieyue.store.reporting.counting import SUBMITTED
from jieyue.store.reporting.models import Report
from jieyue.store.scores.models import ScoreSheet
from jieyue.store.snapshots.models import SCORE_SHEET, Snapshot
from jieyue.store.warehouse.refreshing import up_to_date

MOST_DATED = 200
"""Of more units than these nobody looks through the days on which each row was entered: the database counts who was
late."""


MOST_KEPT = 32 * 1024 * 1024
"""Bytes of who was late: of a province in which everybody was, a month is 2.5 MB."""
BYTES_OF_A_UNIT, BYTES_OF_NOBODY = 64, 1024


class HowFar(Word):
    """办到哪一步: only what is done discharges a duty."""

    DONE = "done", "已办"
    SENT = "sent", "待上级接收"
    WITH_UNIT = "with_unit", "待本机构办理"
    CLAIMED = "claimed", "自报、未核"


@dataclass(frozen=True)
class Done:
    """What discharged a duty, on which day where that is known, and what it is: a word for the thing and its names.

    `how_far`: what was sent has still to be received, what was given back to be corrected, and what is only claimed is
    not here itself. `due_days` are those that held when it was done, as JSON by plan and entry.
    """

    says: str
    on: date | None
    thing: str
    names: tuple[str, ...]
    how_far: HowFar = HowFar.DONE
    due_days: str = ""

    def was_late(self, duty: Duty) -> bool:
        """By the day that held when it was done: a plan that is changed afterwards makes nobody late. A day that the
        authority has put off afterwards counts.
        """
        if self.on is None:
            return False
        then = orjson.loads(self.due_days).get(f"{duty.plan}/{duty.entry.key}") if self.due_days else None
        last = date.fromisoformat(then) if then else duty.due_on
        return self.on > (max(last, duty.due_on) if duty.was_due_on else last)


@dataclass(frozen=True)
class Asked:
    """Whose duties are looked at: units by id with their codes, at or below `subject`, an organisation of this code and
    id; on `today`, of these years. `records` are what they have to enter a record of, each with its period.
    """

    person: Person
    subject: str
    subject_id: int
    units: Mapping[int, str]
    years: Collection[int]
    today: date
    records: Collection[tuple[str, str]] = ()

    @cached_property
    def recorded(self) -> Mapping[tuple[str, str], Set[int]]:
        """Of each of these who has one: looked up together."""
        return recorded_in(self.records, self.units)

    @property
    def are_dated(self) -> bool:
        """Whether so few are asked that each month and record is looked up."""
        return len(self.units) <= MOST_DATED

    def of_one(self, unit: int) -> "Asked":
        return replace(self, units={unit: self.units[unit]})


Things = Mapping[tuple[int, str], Done]
"""By unit and period."""


class Discharged(Protocol):
    """Who has come how far with what, asked one by one or all at once; and who has done it after its day. `of_one` is
    the same where only one of the units is looked at from here on.
    """

    def there(self, unit: int, period: str) -> Done | None: ...
    def who(self, period: str, how_far: HowFar = HowFar.DONE) -> Set[int]: ...
    def late(self, duty: Duty) -> Set[int]: ...
    def of_one(self, unit: int) -> "Discharged": ...


class OneByOne:
    """Things of which each is kept."""

    def __init__(self, things: Things) -> None:
        self.things = things
        self.units: dict[tuple[str, HowFar], set[int]] = {}
        self.by_day: dict[str, dict[date, set[int]]] = {}
        self.with_own_days: dict[str, list[tuple[int, Done]]] = {}
        for (unit, period), done in things.items():
            self.units.setdefault((period, done.how_far), set()).add(unit)
            if done.how_far is HowFar.DONE and done.due_days:
                self.with_own_days.setdefault(period, []).append((unit, done))
            elif done.how_far is HowFar.DONE and done.on:
                self.by_day.setdefault(period, {}).setdefault(done.on, set()).add(unit)

    def of_one(self, _unit: int) -> "OneByOne":
        return self

    def there(self, unit: int, period: str) -> Done | None:
        return self.things.get((unit, period))

    def who(self, period: str, how_far: HowFar = HowFar.DONE) -> Set[int]:
        return self.units.get((period, how_far), frozenset())

    def late(self, duty: Duty) -> Set[int]:
        days = self.by_day.get(duty.period, {})
        own = {unit for unit, done in self.with_own_days.get(duty.period, ()) if done.was_late(duty)}
        return own.union(*(units for on, units in days.items() if on > duty.due_on))


Told = Callable[[int, str, date | None], Done]
"""What a month of a unit is called that has been complete since a day."""


@dataclass(frozen=True)
class CompleteMonths:
    """Months that are over, by their names, each with the units that lack nothing in it. `since` looks up when each
    came to be so; `late_of` counts of many units those of a month that were complete only after a day.
    """

    asked: Asked
    complete: Mapping[str, Set[int]]
    told: Told
    since_of: Callable[[Asked], Mapping[tuple[int, str], date]]
    late_of: Callable[[Asked, str, date], Set[int]]

    @cached_property
    def since(self) -> Mapping[tuple[int, str], date]:
        return self.since_of(self.asked)

    def of_one(self, unit: int) -> "CompleteMonths":
        return replace(self, asked=self.asked.of_one(unit))

    def there(self, unit: int, period: str) -> Done | None:
        return self.told(unit, period, self.since.get((unit, period))) if unit in self.who(period) else None

    def late(self, duty: Duty) -> Set[int]:
        done, last = self.who(duty.period), duty.due_on
        if not self.asked.are_dated:
            return done & self.late_of(self.asked, duty.period, last)
        return {unit for unit in done if self.since.get((unit, duty.period), last) > last}

    def who(self, period: str, how_far: HowFar = HowFar.DONE) -> Set[int]:
        return self.complete.get(period, frozenset()) if how_far is HowFar.DONE else frozenset()


def reports(asked: Asked, _what: str) -> Things:
    kept = Report.objects.filter(organisation__in=any_of(asked.units), state__in=SUBMITTED)
    rows = kept.values_list("organisation_id", "period", "first_submitted_at")
    return {
        (unit, period): Done("已报送", _day(at), "report", (asked.units[unit], period)) for unit, period, at in rows
    }


class OfWhatIsThere(OneByOne):
    """Notices of what a register keeps: in a month for which it has nothing in use, there is nothing to publish."""

    def __init__(self, things: Things, asked: Asked, ledger: Ledger) -> None:
        super().__init__(things)
        self.asked, self.ledger = asked, ledger

    @cached_property
    def subjects(self) -> Sequence[Subject]:
        return subjects_of(self.ledger, self.asked.units)

    def idle(self, period: str) -> Set[int]:
        return self.asked.units.keys() - {each.unit for each in self.subjects if each.owes(period)}

    def there(self, unit: int, period: str) -> Done | None:
        if found := super().there(unit, period):
            return found
        if unit not in self.idle(period):
            return None
        register = self.ledger.model._meta.get_field(self.ledger.series_of).related_model
        says = f"没有登记在用的{register._meta.verbose_name}，不用公示"
        return Done(says, None, "ledger", (self.ledger.key, self.asked.units[unit], period))

    def who(self, period: str, how_far: HowFar = HowFar.DONE) -> Set[int]:
        own = super().who(period, how_far)
        return own | self.idle(period) if how_far is HowFar.DONE else own


def notices(asked: Asked, what: str) -> Things | Discharged:
    """By the day of the first: what corrects it was published later. Without a word, of what was used."""
    public = (NoticeState.PUBLISHED, NoticeState.REPLACED)
    kind = policy().publications[what or ENERGY]
    kept = Notice.objects.filter(organisation__in=any_of(asked.units), what=kind.key, state__in=public, number=1)
    rows = kept.values_list("organisation_id", "period", "published_at")
    found = {
        (unit, period): Done("已公示", _day(at), "notice", (asked.units[unit], kind.called_as(period)))
        for unit, period, at in rows
    }
    ledger = all_ledgers()[kind.ledger] if kind.ledger else None
    return OfWhatIsThere(found, asked, ledger) if ledger and ledger.series_of else found


def documents(asked: Asked, what: str) -> Things:
    """A document without a period discharges what has none; one that a plan asks for once a year names the year. The
    score sheet that was handed in is the self-evaluation, unless the level above has given it back; that it was
    received says its receipt.
    """
    kept = HandedIn.objects.filter(organisation__in=any_of(asked.units), what=what)
    found = {(each.organisation, each.period): _document(each) for each in handed_in(kept)}
    if not is_score_sheet(what):
        return found
    told = {key: _evaluated(done) for key, done in found.items() if done.how_far is not HowFar.CLAIMED}
    return {**found, **_score_sheets(asked), **told}


def _evaluated(done: Done) -> Done:
    return replace(done, how_far=HowFar.DONE) if done.how_far is HowFar.SENT else done


def _document(handed: Handed) -> Done:
    return Done(handed.says, handed.on, "document", handed.names, _how_far(handed), handed.due_days)


def _how_far(handed: Handed) -> HowFar:
    if not handed.is_there:
        return HowFar.CLAIMED
    if handed.state.is_with_unit:
        return HowFar.WITH_UNIT
    return HowFar.SENT if handed.state is PaperState.HANDED_IN else HowFar.DONE


def _score_sheets(asked: Asked) -> Things:
    """By the day on which each was first handed in."""
    sheets = ScoreSheet.objects.filter(organisation__in=any_of(asked.units))
    first = Snapshot.objects.filter(what=SCORE_SHEET, organisation__in=sheets.values("organisation_id"))
    days = first.values_list("organisation_id", "period").annotate(at=Min("made_at"))
    return {
        (unit, period): Done("已提交自评打分表", _day(at), SCORE_SHEET, (asked.units[unit], period))
        for unit, period, at in days
    }


def ledger_months(asked: Asked, _what: str) -> CompleteMonths:
    """Months that are over in which all is there of each open account."""
    every = (month for year in asked.years for month in Period.parse(f"{year:04}").each_month())
    lacking: dict[date, Set[int]] = {month: frozenset() for month in every if month < month_of(asked.today)}
    for year in {month.year for month in lacking}:
        for month, units in incomplete_months(person=asked.person, code=asked.subject, year=year).items():
            if month in lacking:
                lacking[month] = units
    complete = {f"{month:%Y-%m}": asked.units.keys() - units for month, units in lacking.items()}

    def told(unit: int, period: str, on: date | None) -> Done:
        return Done("票据齐全", on, "months", (asked.units[unit], period[:4]))

    return CompleteMonths(asked, complete, told, _since_last_bill, _late_with_a_bill)


def _since_last_bill(asked: Asked) -> Mapping[tuple[int, str], date]:
    entered = days_entered(counted_models(), asked.units, asked.years)
    return {key: last for key, (_, last) in entered.items()}


def _late_with_a_bill(asked: Asked, period: str, due_on: date) -> Set[int]:
    month = Period.parse(period)
    return _late_below(asked.subject_id, month.first, due_on, _written_about(month, "month"))


def _late_with_a_record(what: str, asked: Asked, period: str, due_on: date) -> Set[int]:
    """Kept where the warehouse is told of every row of the ledger."""
    if not answering(what).ledger.keeps_months:
        return late_with(what, asked.units, period, due_on)
    written = _written_about(Period.parse(period), "measured")
    return _late_with_records_below(asked.subject_id, what, period, due_on, written)


def _written_about(period: Period, word: str) -> tuple[str, ...]:
    """Who stood where and the months of a period, each by the entry that wrote of it last; "" where nobody did."""
    parts = up_to_date()[1].parts
    names = ("standing", *(f"{word} {month:%Y-%m}" for month in period.each_month()))
    return tuple(parts[name].made_from if name in parts else "" for name in names)


def _size_of(units: Set[int]) -> int:
    return BYTES_OF_NOBODY + BYTES_OF_A_UNIT * len(units)


@cached(LRUCache(MOST_KEPT, getsizeof=_size_of), lock=RLock())
def _late_below(
    place: int,
    month: date,
    due_on: date,
    written: tuple[str, ...],  # noqa: ARG001 (a key)
) -> Set[int]:
    """The units that ever stood at or below a place, by its id, of which something of a month that statistics count was
    entered after the day: the same as long as nobody has written about the month.
    """
    units = list(ever_at_or_below(place))
    return frozenset().union(*(late_with_any(model, units, month, due_on) for model in counted_models()))


@cached(LRUCache(MOST_KEPT, getsizeof=_size_of), lock=RLock())
def _late_with_records_below(
    place: int,
    what: str,
    period: str,
    due_on: date,
    written: tuple[str, ...],  # noqa: ARG001 (a key)
) -> Set[int]:
    """Of those units the ones of whose records of the period none was entered by the day."""
    return late_with(what, list(ever_at_or_below(place)), period, due_on)


def months_of_ledger(asked: Asked, what: str) -> CompleteMonths:
    """Months that are over for which the ledger is kept."""
    ledger = answering(what).ledger

    def told(unit: int, period: str, on: date | None) -> Done:
        return Done(f"已登记{ledger.zh}", on, "ledger", (ledger.key, asked.units[unit], period))

    def since(asked: Asked) -> Mapping[tuple[int, str], date]:
        entered = days_entered((ledger.model,), asked.units, asked.years)
        return {key: first for key, (first, _) in entered.items()}

    about = {"person": asked.person, "code": asked.subject, "today": asked.today}
    kept = {
        f"{month:%Y-%m}": asked.units.keys() & units
        for year in asked.years
        for month, units in kept_months(ledger, **about, year=year).items()
    }
    return CompleteMonths(asked, kept, told, since, partial(_late_with_a_record, what))


class Recorded:
    """Records of a ledger: the first of each unit and period is looked for only where units are shown one by one."""

    def __init__(self, asked: Asked, what: str) -> None:
        self.asked, self.what = asked, what

    @cached_property
    def first(self) -> Things:
        return {
            (each.unit, each.period): Done(
                f"已登记{each.ledger.zh}（{each.on}）", each.entered_on, "ledger_row", (each.ledger.key, str(each.id))
            )
            for each in first_records(self.what, self.asked.units, self.asked.years)
        }

    def of_one(self, unit: int) -> "Recorded":
        """Without looking for the first record of all the others."""
        return Recorded(self.asked.of_one(unit), self.what)

    def there(self, unit: int, period: str) -> Done | None:
        return self.first.get((unit, period))

    def who(self, period: str, how_far: HowFar = HowFar.DONE) -> Set[int]:
        return self.asked.recorded.get((self.what, period), frozenset()) if how_far is HowFar.DONE else frozenset()

    def late(self, duty: Duty) -> Set[int]:
        if not self.asked.are_dated:
            return self.who(duty.period) & _late_with_a_record(self.what, self.asked, duty.period, duty.due_on)
        done = ((unit, self.first.get((unit, duty.period))) for unit in self.who(duty.period))
        return {unit for unit, each in done if each and each.was_late(duty)}


def conclusions(asked: Asked, what: str) -> Things:
    """By the year in which it was to be concluded, the last word of the year. What is to be put right after a failure
    goes by the year of the failure, and is on its way as long as something of its list is open.
    """
    told = CONCLUDING[what](asked.units)
    return {(each.organisation, each.period): _concluded(each, asked.units[each.organisation], what) for each in told}


CONCLUDING: Mapping[str, Callable[[Collection[int]], Iterable[ToldConcluded]]] = {
    "round": concluded,
    "draw": partial(concluded, only_drawn=True),
    "rectified": put_right,
    "rounds": held,
    "sample": partial(held, only_drawn=True),
}


def _concluded(told: ToldConcluded, code: str, what: str) -> Done:
    thing = ("round", (str(told.round),)) if what in HELD else ("conclusion", (str(told.round), code))
    return Done(told.says, told.on, *thing, HowFar.DONE if told.on else HowFar.WITH_UNIT)


DISCHARGING: Mapping[str, Callable[[Asked, str], Things | Discharged]] = {
    "report": reports,
    "notice": notices,
    "document": documents,
    "ledger_month": ledger_months,
    "ledger": months_of_ledger,
    "record": Recorded,
    "conclusion": conclusions,
}


def discharged(asked: Asked, discharge: Discharge) -> Discharged:
    found = DISCHARGING[discharge.by](asked, discharge.what)
    return OneByOne(found) if isinstance(found, Mapping) else found


def _day(at) -> date | None:
    return timezone.localdate(at) if at else None
