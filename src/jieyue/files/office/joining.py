"""Moments that a sheet tells in two columns, the day in one and the hour in another; and of several columns that are
called the same, which one is read.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from difflib import SequenceMatcher
from enum import Enum
from itertools import islice

from jieyue.files import spans
from jieyue.files.cells import Cell, CellRefused, day_and_rest, day_of_a_cell, half_width, is_blank
from jieyue.files.moments import clock_in, moment_written
from jieyue.files.office.asking import LEFT_ALONE, Asking
from jieyue.files.office.labels import NONE, Label, Labels
from jieyue.files.office.periods import day_said
from jieyue.files.office.tables import Heading, Table
from jieyue.rules.wording import Role

SAMPLE = 60
MONTH_SIGN = "月"
EMPTY = "空的"
"""Why a column without any cell is not read."""


class Holds(Enum):
    """What most cells of a column say of time."""

    NOTHING = "nothing"
    CLOCKS = "hours alone"
    DAYS = "days alone"
    OTHER = "anything else"


@dataclass(frozen=True)
class Joined:
    """The moments of the column `key` of the ledger: the hours of `clock` on the days of `day`."""

    key: str
    clock: Heading
    day: Heading

    def said(self, on: Cell, clock: Cell) -> Cell:
        """As one cell would say it. What says the day itself, 2026-11-03 01:20 among hours, stays as it is."""
        if is_blank(clock) or is_blank(on):
            return on if is_blank(clock) else clock
        found, hour = day_of(on), clock_in(clock)
        if hour is None:
            return clock if _says_its_day(clock) else f"{found or on} {clock}"
        return moment_written(found, hour) if found else f"{on} {clock}"


@dataclass
class Times:
    """What of a table's columns was settled before all others: those that are read together, and by place why a column
    is not read, another being read in its stead. `hourless` are days by place that are all that the sheet tells of a
    moment, by its key.
    """

    joined: list[Joined] = field(default_factory=list)
    instead: dict[int, str] = field(default_factory=dict)
    hourless: dict[int, str] = field(default_factory=dict)

    def with_clock(self, place: int) -> Joined | None:
        return next((each for each in self.joined if each.clock.place == place), None)

    def on_day(self, place: int) -> list[Joined]:
        return [each for each in self.joined if each.day.place == place]


@dataclass(frozen=True)
class _Columns:
    """The columns of a table by what their names and their cells say."""

    headings: Sequence[Heading]
    told: Mapping[int, Label]
    holds: Mapping[int, Holds]
    labels: Labels
    asking: Asking

    def named(self, key: str) -> list[Heading]:
        """Those with this name that hold something."""
        return [each for each in self.filled if self.told[each.place].column == key]

    @property
    def filled(self) -> list[Heading]:
        return [each for each in self.headings if self.holds[each.place] is not Holds.NOTHING]

    def of(self, holds: Holds) -> list[Heading]:
        return [each for each in self.headings if self.holds[each.place] is holds]

    def says_time(self, heading: Heading) -> bool:
        """日期 and 时间 alone."""
        label = self.told[heading.place]
        return not label.column and Role.MONTH in label.roles

    def is_unknown(self, heading: Heading) -> bool:
        label = self.told[heading.place]
        return bool(heading.text) and not label.column and not label.roles and not label.is_known

    def one_of(self, named: Sequence[Heading], key: str) -> Heading | None:
        """Of several columns that are called the same, the one that whoever sent the sheet says; None until he does."""
        if len(named) == 1:
            return named[0]
        zh = next(each.zh for each in self.labels.columns if each.key == key)
        choices = {f"{each.text}（第 {each.place + 1} 列）": each for each in named}
        exact = [said for said, each in choices.items() if each.text == zh]
        listed = "".join(f"“{each.text}”" for each in named)
        asks = f"{listed}哪一列是“{zh}”？"
        return self.asking.ask(f"column:{key}", asks, choices, proposed=(exact or list(choices))[0])


def times_of(table: Table, told: Mapping[int, Label], labels: Labels, asking: Asking) -> Times:
    """`told` is what the names above each column say together. Columns of months, and of what is compared, are for
    others to place.
    """
    found = Times()
    if labels.is_energy:
        return found
    told = {place: label if label.is_ours and not label.period else NONE for place, label in told.items()}
    holds = {each.place: holds_of(sample_of(table, each.place, labels)) for each in table.headings}
    columns = _Columns(table.headings, told, holds, labels, asking)
    for key, clock in _clocks(columns):
        day = _day_for(columns, key, clock)
        if isinstance(day, Heading):
            found.joined.append(Joined(key, clock, day))
        elif day == LEFT_ALONE:
            found.instead[clock.place] = "按您的回答，不读入"
    for key in dict.fromkeys(label.column for label in told.values()):
        if key and key not in ("organisation", labels.of_month):
            found.instead |= _others_of(columns, key, found)
    found.instead |= _days_told_already(columns, found)
    for day in dict.fromkeys(each.day for each in found.joined):
        key = told[day.place].column
        if key in labels.moments and columns.named(key) == [day] and all(each.key != key for each in found.joined):
            found.hourless[day.place] = key
    return found


# --- what stands in a column


def sample_of(table: Table, place: int, labels: Labels) -> list[Cell]:
    rows = table.sheet.rows
    cells = (rows[row][place] for row in table.body)
    return list(islice((cell for cell in cells if not is_blank(cell) and not labels.is_total(cell)), SAMPLE))


def holds_of(cells: Sequence[Cell]) -> Holds:
    if not cells:
        return Holds.NOTHING
    if 2 * sum(clock_in(cell) is not None for cell in cells) > len(cells):
        return Holds.CLOCKS
    return Holds.DAYS if 2 * sum(map(_is_day_alone, cells)) > len(cells) else Holds.OTHER


def _is_day_alone(cell: Cell) -> bool:
    if isinstance(cell, datetime):
        return cell.time() == time()
    if isinstance(cell, str):
        written = half_width(cell)
        found = spans.meant(written)
        if found and found.days:
            return found.days[0] == found.days[1]
        return MONTH_SIGN in written and spans.day_of_a_year(written) is not None
    return isinstance(cell, date)


def day_of(cell: Cell) -> date | None:
    """The day that a cell says, with or without an hour."""
    found = day_said(cell)
    if found is None and isinstance(cell, str):
        try:
            found = day_and_rest(half_width(cell))[0]
        except CellRefused:
            return None
    return None if found is None else day_of_a_cell(found)


def _says_its_day(cell: Cell) -> bool:
    return day_of(cell) is not None


# --- hours and their days


def _clocks(columns: _Columns) -> Iterator[tuple[str, Heading]]:
    """By moment of the ledger, the column of its hours."""
    clocks = columns.of(Holds.CLOCKS)
    for key in columns.labels.moments:
        whole = [each for each in columns.named(key) if columns.holds[each.place] is Holds.OTHER]
        named = [each for each in columns.named(key) if each in clocks]
        if not named and key == columns.labels.of_day:
            named = [each for each in clocks if columns.says_time(each)]
        if named and not whole:
            chosen = columns.one_of(named, key)
            if chosen is not None:
                yield key, chosen
    yield from _clocks_nobody_knows(columns)


def _clocks_nobody_knows(columns: _Columns) -> Iterator[tuple[str, Heading]]:
    named = [each for each in columns.filled if columns.holds[each.place] is not Holds.DAYS]
    taken = {columns.told[each.place].column for each in named}
    free = [each for each in columns.labels.columns if each.key in columns.labels.moments and each.key not in taken]
    for heading in columns.of(Holds.CLOCKS):
        if free and columns.is_unknown(heading):
            choices = {LEFT_ALONE: ""} | {each.zh: each.key for each in free}
            asks = f"“{heading.text}”这一列是什么？"
            if key := columns.asking.ask(f"column:{heading.text}", asks, choices, proposed=LEFT_ALONE):
                free = [each for each in free if each.key != key]
                yield key, heading


def _day_for(columns: _Columns, key: str, clock: Heading) -> Heading | str | None:
    """Whose days the hours are of: its own day, else that of the ledger's first moment or the sheet's 日期, where there
    is no other. Where there are several, or one whose name nobody knows, whoever sent the sheet says it.
    """
    days = columns.of(Holds.DAYS)
    named = {each.place: columns.told[each.place].column for each in days}
    own = [each for each in days if named[each.place] == key]
    if len(own) == 1:
        return own[0]
    others = [each for each in days if named[each.place] in columns.labels.moments]
    dates = [each for each in days if columns.says_time(each)]
    among = own or [*others, *dates, *(each for each in days if columns.is_unknown(each))]
    if not among:
        return None
    if len(among) == 1 and (among == dates or named[among[0].place] == columns.labels.of_day):
        return among[0]
    choices: dict[str, Heading | str] = {f"“{each.text}”（第 {each.place + 1} 列）": each for each in among}
    asks = f"“{clock.text}”只写了钟点，是哪一列的日子？"
    likeliest = max(choices, key=lambda said: SequenceMatcher(None, said[1:].split("”")[0], clock.text).ratio())
    return columns.asking.ask(f"day:{clock.text}", asks, choices | {LEFT_ALONE: LEFT_ALONE}, proposed=likeliest)


# --- columns of one name


def _others_of(columns: _Columns, key: str, found: Times) -> dict[int, str]:
    """The columns called so that are not read, by place with the reason."""
    same = columns.named(key)
    blank = {each.place: EMPTY for each in columns.of(Holds.NOTHING) if columns.told[each.place].column == key}
    return (blank if same else {}) | _filled_others_of(columns, same, key, found)


def _filled_others_of(columns: _Columns, same: Sequence[Heading], key: str, found: Times) -> dict[int, str]:
    joined = next((each for each in found.joined if each.key == key), None)
    if joined is not None:
        same = [each for each in same if each.place not in (joined.clock.place, joined.day.place)]
        return {each.place: f"已按“{joined.clock.text}”读，不读入" for each in same if not found.on_day(each.place)}
    same = [each for each in same if not found.on_day(each.place)]
    if len(same) < 2:
        return {}
    best = _fullest(same, key, columns)
    chosen = columns.one_of(best, key) or best[0]
    return {each.place: f"已按“{chosen.text}”读，不读入" for each in same if each is not chosen}


def _fullest(same: Sequence[Heading], key: str, columns: _Columns) -> list[Heading]:
    """Those that say the most of what is asked for: of a moment its day and hour, of a day no hour alone."""
    order = {Holds.OTHER: 0, Holds.DAYS: 1, Holds.CLOCKS: 2} if key in columns.labels.moments else {}
    order = {Holds.DAYS: 0, Holds.OTHER: 1, Holds.CLOCKS: 2} if key in columns.labels.days else order
    rank = {each.place: order.get(columns.holds[each.place], 0) for each in same}
    return [each for each in same if rank[each.place] == min(rank.values())]


def _days_told_already(columns: _Columns, found: Times) -> dict[int, str]:
    """日期 and 时间 alone, where a column of the same moment or day is there by its name."""
    key = columns.labels.of_day
    told = [each.clock for each in found.joined if each.key == key] or columns.named(key)
    if not key or not told:
        return {}
    places = {each.place for each in _both(found.joined)}
    alone = [each for each in columns.filled if columns.says_time(each) and each.place not in places]
    return {each.place: f"已按“{told[0].text}”认时间，不读入" for each in alone}


def _both(joined: Iterable[Joined]) -> Iterator[Heading]:
    for each in joined:
        yield from (each.clock, each.day)
