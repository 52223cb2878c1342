"""The rows below a header: what is data, what is a total, a note or a signature, and the records that data make."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from jieyue.files.cells import Cell, is_blank
from jieyue.files.header import as_written
from jieyue.files.office.asking import Asking
from jieyue.files.office.figures import Figure, figure
from jieyue.files.office.joining import Joined
from jieyue.files.office.labels import MONEY, NONE, NOT_OURS, QUANTITY, RESOURCE, UNIT, Label, Labels
from jieyue.files.office.layout import FIGURES, OF_WHICH, SAMPLE, Layout, Values
from jieyue.files.office.periods import LAST_MONTH, When, day_said, in_year, when, when_with_year, year_of
from jieyue.rules.problem import Problem
from jieyue.rules.values import Resource, Use
from jieyue.rules.wording import Piece

READING_DAYS = "reading days"
FIRST = 1
"""People count rows from one."""
FEWEST_GROUPS = FEWEST_RESOURCES = 2
SLACK = 0.015
"""What sums of money may differ by: half a cent at each end, and the noise of what a spreadsheet adds up."""


@dataclass(frozen=True)
class LeftOut:
    """`row` as people count it, None for a sheet or a file as a whole."""

    sheet: str
    row: int | None
    why: str


@dataclass
class Record:
    """One row of the ledger to be: where it stands, whose it is as far as the sheet says, when, and its values by key.

    `resources` are those that may be meant by `word`.
    """

    sheet: str
    row: int
    values: dict[str, Any]
    period: When | None = None
    resources: tuple[str, ...] = ()
    word: str = ""
    unit: str = ""
    place: str = ""
    odd: str = ""


@dataclass
class Sums:
    """What was taken of each column, by figure, since the top and since the last row of totals."""

    whole: dict[tuple[int, str], float] = field(default_factory=dict)
    lately: dict[tuple[int, str], float] = field(default_factory=dict)

    def add(self, place: int, key: str, value: Any) -> None:
        number = float(value)
        self.whole[place, key] = self.whole.get((place, key), 0.0) + number
        self.lately[place, key] = self.lately.get((place, key), 0.0) + number


@dataclass
class Read:
    """What came of one table."""

    records: list[Record] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    agreed: int = 0


@dataclass
class Line:
    """A row of data: what its words say, and of its figures those that were taken and those that are none."""

    row: int
    cells: Sequence[Cell]
    item: Label
    base: dict[str, Any]
    period: When | None
    taken: dict[tuple[int, str], float] = field(default_factory=dict)
    none: dict[str, None] = field(default_factory=dict)


class Broken(NamedTuple):
    """Why a figure of a row cannot be taken, and what to do."""

    rule: str
    says: str
    do: str


class About(NamedTuple):
    """What figures are of, as far as the sheet says."""

    period: When | None
    resources: tuple[str, ...] = ()
    word: str = ""
    use: str = ""
    unit: str = ""
    rest: str = ""
    odd: str = ""


class Rows:
    """The work of reading the rows of one table; `before` read the one above it, of which it may be the next page."""

    def __init__(self, layout: Layout, labels: Labels, asking: Asking, before: "Rows | None" = None) -> None:
        self.layout, self.labels, self.asking = layout, labels, asking
        self.sheet, self.rows = layout.table.sheet, layout.table.sheet.rows
        self.found = Read()
        is_next_page = before is not None and before.layout.table.texts == layout.table.texts
        self.sums = Sums(dict(before.sums.whole)) if before is not None and is_next_page else Sums()
        self.by_key: dict[tuple, Record] = {}
        self._above: list[tuple[int, Sequence[Cell]]] = []
        self._abouts: dict[tuple[object, ...], About] = {}
        self._checked: dict[int, list[tuple[int, str]]] = {}
        self.running = _Running()
        self._spanning: list[int] = []
        self._by_month: dict[int, list[tuple[When, float]]] = {}
        self._months_told: dict[int, When] = {}
        self._periods_before: dict[tuple[str, ...], When] = {}
        self._times_known: dict[tuple[str, ...], Any] = {}
        self._years_given: dict[int, dict[int, Cell]] = {}
        self._value_places = {each.place for each in (*layout.values, *layout.checks)}
        self._word_places = [each for each in range(self._width) if each not in self._value_places | {layout.remark}]
        self._filled = self._merged_words()
        self._filled |= self._carried_down()
        self._broken = self._broken_cells()
        self._hidden = self._hidden_rows()
        self._figure = self._figure_of_all()

    @property
    def _width(self) -> int:
        return len(self.layout.table.headings)

    def read(self) -> Read:
        for row in self.layout.table.body:
            self._read_row(row, self.rows[row])
        if self.found.records:
            for row, cells in self._above:
                self._check_total(row, cells)
        for row in self._spanning:
            self._check_spanning(row)
        self._ask_about_money_alone()
        self._tell_of_years()
        return self.found

    def _leave(self, row: int, why: str) -> None:
        self.found.left_out.append(LeftOut(self.sheet.name, row + FIRST, why))

    # --- beforehand

    def _merged_words(self) -> dict[tuple[int, int], Cell]:
        """A word that is merged over rows stands in each of them."""
        filled: dict[tuple[int, int], Cell] = {}
        words = set(self._word_places)
        for (top, left), (bottom, _) in self.sheet.merged:
            if top in self.layout.table.body and bottom > top and left in words:
                filled |= {(row, left): self.rows[top][left] for row in range(top + 1, bottom + 1)}
        return filled

    def _carried_down(self) -> dict[tuple[int, int], Cell]:
        """Words that stand in the first of several rows only: the same as above, if whoever sent the sheet says so."""
        carried: dict[tuple[int, int], Cell] = {}
        for place in self._leading_places():
            blank = self._blank_below(place)
            if not blank:
                continue
            name = self.layout.table.headings[place].text or f"第 {place + 1} 列"
            asks = f"{_of_sheet(self.sheet.name)}“{name}”列第 {in_short(list(blank))} 行空着，是不是同上一行？"
            is_same = self.asking.ask(f"blank:{name}", asks, {"同上一行": True, "就是空的": False})
            carried |= {(row, place): cell for row, cell in blank.items()} if is_same else {}
        return carried

    def _leading_places(self) -> list[int]:
        """Columns that say of which unit, resource or month a row is; and the account, where one has several rows."""
        layout = self.layout
        days = [each.day.place for each in layout.joined]
        places = [layout.dims.get("organisation"), *layout.items, layout.months, layout.years, *days]
        if len(layout.items) > (RESOURCE in layout.dims):
            places.append(layout.dims.get("account"))
        return [place for place in dict.fromkeys(places) if place is not None]

    def _blank_below(self, place: int) -> dict[int, Cell]:
        """By row with figures whose cell is blank, what stands above."""
        found: dict[int, Cell] = {}
        above: Cell = None
        for row in self.layout.table.body:
            cells = self.rows[row]
            cell = self._filled.get((row, place), cells[place])
            if any(self.labels.is_total(cells[each]) for each in self._word_places):
                continue
            if not is_blank(cell):
                above = cell
            elif above is not None and self._names_more(row, cells):
                found[row] = above
        return found

    def _names_more(self, row: int, cells: Sequence[Cell]) -> bool:
        """Whether a row with a blank has figures and another word: it is no sum that nobody named."""
        has_figure = any(figure(cells[each], self.labels).value is not None for each in self._value_places)
        has_figure = has_figure or any(not is_blank(cells[each.clock.place]) for each in self.layout.joined)
        return has_figure and any(not is_blank(self._cell(row, each)) for each in self._word_places)

    def _broken_cells(self) -> dict[int, Broken]:
        """By row, why a figure of it cannot be taken: merged over rows, a formula without a value, an error."""
        marks, body = self.sheet.marks, self.layout.table.body
        found: dict[int, Broken] = {}
        for (top, left), (bottom, right) in self.sheet.merged:
            places = {each for each in self._value_places if left <= each <= right}
            if places and bottom > top and top in body and not is_blank(self.rows[top][left]):
                found |= dict.fromkeys(range(top, bottom + 1), MERGED)
        found |= {row: NO_VALUE for row, place in marks.formulas_without_value if place in self._value_places}
        return found | {row: WRONG for row, place in marks.errors if place in self._value_places}

    def _hidden_rows(self) -> frozenset[int]:
        """The hidden rows that are not read, because whoever sent the sheet says so."""
        hidden = sorted(row for row in self.sheet.marks.hidden_rows if row in self.layout.table.body)
        hidden = [row for row in hidden if any(not is_blank(self.rows[row][place]) for place in self._value_places)]
        if not hidden:
            return frozenset()
        asks = f"{_of_sheet(self.sheet.name)}第 {in_short(hidden)} 行是隐藏的（筛选或手工隐藏），读不读入？"
        choices = {"不读入": False, "读入": True}
        is_read = self.asking.ask(f"hidden:{self.sheet.name}", asks, choices, is_of_layout=False)
        return frozenset() if is_read else frozenset(hidden)

    def _figure_of_all(self) -> str:
        """Which figure the columns hold that do not say so themselves, where the rows do not say it either."""
        if not self.labels.is_energy or all(each.key for each in self.layout.values):
            return ""
        if self._rows_name_figures():
            return ""
        if self._has_units():
            return QUANTITY
        if self.layout.context.figure:
            return self.layout.context.figure
        in_money = {self.labels.is_money(each) for each in self.layout.context.units}
        if len(in_money) == 1:
            return MONEY if in_money.pop() else QUANTITY
        choices = {"数量（用量）": QUANTITY, "金额（元）": MONEY}
        asks = f"{_of_sheet(self.sheet.name)}表里的数是用量，还是金额？"
        return self.asking.ask(f"figure:{self.sheet.name}", asks, choices) or ""

    def _rows_name_figures(self) -> bool:
        if not self.layout.items:
            return False
        labels = [self._item(row) for row in self.layout.table.body]
        return any(label.column in FIGURES or label.unit for label in labels)

    def _has_units(self) -> bool:
        """A column of units of measure beside the figures: they are quantities."""
        place = self.layout.dims.get(UNIT)
        cells = (self.rows[row][place] for row in self.layout.table.body) if place is not None else ()
        return any(isinstance(cell, str) and self.labels.is_unit(cell.strip()) for cell in cells)

    # --- a row

    def _cell(self, row: int, place: int | None) -> Cell:
        if place is None:
            return None
        cell = self.rows[row][place]
        return self._filled.get((row, place), cell) if self._filled and is_blank(cell) else cell

    def _item(self, row: int) -> Label:
        """What the row is of, by the columns that say so, the one further right going before. 燃气费 below 天然气 is of
        natural gas, where no row is of another that it may mean.
        """
        found = self._item_as_written(row)
        if len(found.resources) < FEWEST_RESOURCES:
            return found
        among = [each for each in self._certain if each[0] in found.resources]
        return replace(found, resources=among[0]) if len(among) == 1 else found

    def _item_as_written(self, row: int) -> Label:
        found = NONE
        for place in self.layout.items:
            found = _refined(found, self.labels.read(self._cell(row, place)))
        return found

    @cached_property
    def _certain(self) -> set[tuple[str, ...]]:
        """The resources that rows name beyond doubt."""
        named = {self._item_as_written(row).resources for row in self.layout.table.body}
        return {each for each in named if len(each) == 1}

    def _read_row(self, row: int, cells: Sequence[Cell]) -> None:
        if all(cell is None or cell == "" for cell in cells):
            return
        if row in self._hidden:
            self._leave(row, "隐藏的行，没有读入")
            return
        words = [cells[place] for place in self._word_places if isinstance(cells[place], str) and cells[place]]
        if any(map(self.labels.is_total, words)) or self._instead.get(row, NONE).is_total:
            self._read_total(row, cells)
            return
        if row in self._broken and (self._period_of(row, say=False) or self._item(row).kind):
            self._refuse(row, self._broken[row])
            return
        if not self._has_figures(row, cells) and not self._is_plain_row(row):
            self._read_words(row, words)
            return
        if not words and self._is_unnamed_total(cells):
            self._leave(row, "没有写名称，等于以上各行之和，按合计行核对")
            return
        item = self._item(row) if self.layout.items else NONE
        told = (NONE if self._is_part_to_add(item) else item, self._instead.get(row, NONE))
        aside = next((each for each in told if not each.is_ours), None)
        if aside is not None:
            self._leave(row, f"“{aside.text}”不是本期要填报的数，没有读入")
        elif row in self._broken:
            self._refuse(row, self._broken[row])
        elif row in self._sums_of_months:
            self._spanning.append(row)
        elif row in self._without_month and self._is_no_bill(row):
            self._leave(row, "没有写月份，按您的回答没有读入")
        else:
            self._take(row, cells, item)

    def _read_total(self, row: int, cells: Sequence[Cell]) -> None:
        """累计电量 beside 本月电量 adds up months and no rows."""
        self._periods_before.clear()
        item = self._item(row) if self.layout.items else NONE
        if Piece.RUNNING in item.pieces and item.column in FIGURES:
            self._leave(row, f"“{item.text}”不是本期要填报的数，没有读入")
        else:
            self._check_total(row, cells)

    def _is_part_to_add(self, item: Label) -> bool:
        """峰, 平 and 谷 in rows of their own without a row of their total: parts of one bill, which are added up."""
        if item.pieces & NOT_OURS != {Piece.PART} or item.text.startswith(OF_WHICH):
            return False
        return not self._has_totals_of_parts

    @cached_property
    def _has_totals_of_parts(self) -> bool:
        return any(not label.pieces & NOT_OURS and label.kind for label in map(self._item, self.layout.table.body))

    def _is_unnamed_total(self, cells: Sequence[Cell]) -> bool:
        """A row of nothing but the sums of what was taken above it."""
        if any(not is_blank(cells[place]) for place in self._word_places) or len(self.found.records) < FEWEST_GROUPS:
            return False
        told = [(value.place, figure(cells[value.place], self.labels).value) for value in self.layout.values]
        return all(self._agrees(place, float(value)) for place, value in told if value is not None)

    def _has_figures(self, row: int, cells: Sequence[Cell]) -> bool:
        """A word where a figure should be is one that nobody understands; below a table it is a signature."""
        written = [cells[place] for place in self._value_places if not is_blank(cells[place])]
        if not written:
            return False
        is_figure = any(type(cell) is float or figure(cell, self.labels).value is not None for cell in written)
        return is_figure or bool(self._period_of(row, say=False) or self._item(row).kind)

    def _is_plain_row(self, row: int) -> bool:
        """A row of a ledger whose figures stand in columns of their own."""
        dims = [place for key, place in self.layout.dims.items() if key != "organisation"]
        return not self.layout.values and sum(not is_blank(self._cell(row, place)) for place in dims) > 1

    def _refuse(self, row: int, why: Broken) -> None:
        says = f"{_of_sheet(self.sheet.name)}{why.says}"
        self.found.problems.append(Problem(row + FIRST, None, why.rule, says, why.do))
        self._leave(row, why.says)

    def _read_words(self, row: int, words: Sequence[str]) -> None:
        """A row without a figure: what the rows below are of, a month without a bill, or words."""
        text = "".join(as_written(word) for word in words)
        if not words:
            return
        if len(words) == 1 and self.running.takes(text, self.labels):
            self._leave(row, f"“{text}”是以下各行的标题")
        elif self._period_of(row, say=False) or self._item(row).kind:
            note = f"（{as_written(self._cell(row, self.layout.remark))}）" if self._has_remark(row) else ""
            self._leave(row, f"“{as_written(words[0])}”没有数，没有票据{note}" if self.labels.is_energy else "没有数")
        else:
            self._leave(row, f"“{text[:30]}”：说明或签字，不是数据")

    def _has_remark(self, row: int) -> bool:
        return self.layout.remark is not None and not is_blank(self._cell(row, self.layout.remark))

    # --- rows that name no month of their own

    @cached_property
    def _without_month(self) -> dict[int, Cell]:
        """By row with figures, of a table of months, that names no month: what stands in the place of one."""
        layout = self.layout
        is_told = layout.is_paid_on or layout.reading_days or layout.context.period or "start_date" in layout.dims
        if layout.months is None or is_told or not self.labels.is_energy:
            return {}
        rows = (row for row in layout.table.body if self._has_number(row) and row not in self._hidden)
        return {row: self._in_place_of_month(row) for row in rows if self._period_of(row, say=False) is None}

    def _has_number(self, row: int) -> bool:
        cells = self.rows[row]
        return any(figure(cells[each], self.labels).value is not None for each in self._value_places)

    def _in_place_of_month(self, row: int) -> Cell:
        places = dict.fromkeys((self.layout.months, *self._word_places))
        cells = (self._cell(row, place) for place in places)
        return next((cell for cell in cells if not is_blank(cell)), None)

    @cached_property
    def _instead(self) -> dict[int, Label]:
        """By row, what stands where its month or unit should and is a word of ours: 平均, 去年同期, 全年."""
        found = {row: self.labels.read(cell) for row, cell in self._without_month.items() if isinstance(cell, str)}
        place = self.layout.dims.get("organisation")
        for row in self.layout.table.body if place is not None and self.labels.is_energy else ():
            found.setdefault(row, self.labels.read(self._cell(row, place)))
        return {row: label for row, label in found.items() if label.is_total or label.pieces & NO_ROW_OF_OURS}

    def _is_no_bill(self, row: int) -> bool:
        """Of a row that names no month: whether whoever sent the sheet says that it is none, else its month is kept."""
        if day_said(self._cell(row, self.layout.months)) is not None:
            return False
        text = as_written(self._without_month[row])
        asks = f"{_of_sheet(self.sheet.name)}第 {row + FIRST} 行“{text}”没有写月份，是哪个月的？（如 2025-10）"
        key = f"period:{self.sheet.name}!{row + FIRST}"
        told = self.asking.ask(key, asks, {NO_BILL: NO_BILL}, read=when_with_year, is_of_layout=False)
        if isinstance(told, When):
            self._months_told[row] = told
        return told == NO_BILL

    @cached_property
    def _sums_of_months(self) -> set[int]:
        """The rows of a quarter, a half or a year of which the months stand in rows of their own: they add them up."""
        if self.layout.months is None or not self.labels.is_energy:
            return set()
        single: dict[int, set[tuple[str, ...]]] = {}
        longer: list[tuple[int, When]] = []
        for row in self.layout.table.body:
            period = self._period_of(row, say=False)
            if period is None or period.days or row in self._hidden or not self._has_number(row):
                continue
            if period.is_month:
                single.setdefault(period.first, set()).add(self._words_of(row))
            else:
                longer.append((row, period))
        return {
            row
            for row, period in longer
            for month in range(period.first, period.last + 1)
            if any(_is_of(self._words_of(row), each) for each in single.get(month, ()))
        }

    def _words_of(self, row: int) -> tuple[str, ...]:
        """Of which year, unit, resource and account it is, and whatever else it says but its month."""
        places = [each for each in self._word_places if each != self.layout.months]
        return tuple(as_written(self._cell(row, place)) for place in places)

    def _check_spanning(self, row: int) -> None:
        period, wrong = self._period_of(row, say=False), []
        for value in self.layout.values:
            told = figure(self.rows[row][value.place], self.labels).value
            taken = [
                each for when_, each in self._by_month.get(value.place, ()) if period and _is_within(when_, period)
            ]
            if told is not None and all(abs(found - float(told)) > SLACK for found in (sum(taken), 0.0)):
                wrong.append(f"“{value.text}”表上是 {_plain(told)}，读入的各月之和是 {_plain(sum(taken))}")
        self._leave(row, f"“{period}”是各月的合计，不是数据" + ("" if wrong else "，与读入的各月之和相等"))
        if wrong:
            self._ask_about_sum(row, wrong)

    def _ask_about_money_alone(self) -> None:
        """Rows with money and without a quantity among rows that have one: 充值, 退款, or a bill that lacks it."""
        records = self.found.records
        alone = [each for each in records if MONEY in each.values and QUANTITY not in each.values]
        if not self.labels.is_energy or not alone or len(alone) == len(records):
            return
        rows = in_short([each.row - FIRST for each in alone])
        asks = f"{_of_sheet(self.sheet.name)}第 {rows} 行只有金额，没有用量：读不读入？"
        choices = {"不读入（充值、预存、滞纳金之类，不是票据）": False, "读入（是票据，数量随后补上）": True}
        if self.asking.ask(f"money:{self.sheet.name}", asks, choices, is_of_layout=False) is False:
            self.found.records = [each for each in records if each not in alone]
            for each in alone:
                self._leave(each.row - FIRST, "只有金额，没有用量，按您的回答没有读入")

    # --- when

    def _period_of(self, row: int, *, say: bool = True) -> When | None:
        layout = self.layout
        cell = self._cell(row, layout.months)
        if layout.is_paid_on:
            return self._paid(cell)
        found = when(cell, bare=True) if layout.months is not None else None
        if found and found.is_unsure and say:
            found = self._sure(row, found)
        if say and (found is None or isinstance(cell, date)) and (day := day_said(cell)) is not None:
            found = self._of_a_day(day) if self._tells_days else When(day.year, day.month, day.month)
        year = year_of(self._cell(row, layout.years)) if layout.years is not None else None
        if year is None:
            return self._in_year_before(row, found) if say and layout.years is None else found
        return found.in_year(year) if found else When(year)

    def _in_year_before(self, row: int, period: When | None) -> When | None:
        """12月 below 2025年11月 is of 2025 and 1月 below that of the next year; 10月 below it may be of any."""
        dims = self.layout.dims
        own = [as_written(self._cell(row, dims[key])) for key in ("organisation", "account", RESOURCE) if key in dims]
        items = [as_written(self._cell(row, place)) for place in (*self.layout.items, *self.layout.places)]
        key = (*own, *items, self.running.word)
        before = self._periods_before.get(key)
        if period and before and before.year is not None and period.year is None and not period.days:
            if period.first >= before.first:
                period = period.in_year(before.year)
            elif before.last == LAST_MONTH and period.first == 1:
                period = period.in_year(before.year + 1)
        if period and not period.days:
            self._periods_before[key] = period
        return period

    def _paid(self, cell: Cell) -> When | None:
        """The month in which it was paid, or the one before, as was said; none while nobody has said it."""
        back = self.layout.months_back
        if not isinstance(cell, date) or back is None:
            return None
        month = cell.year * LAST_MONTH + cell.month - 1 - back
        return When(month // LAST_MONTH, month % LAST_MONTH + 1, month % LAST_MONTH + 1)

    def _sure(self, row: int, period: When) -> When:
        """2024.1 may have been typed as 2024.10: what stands above and below it tells, else whoever sent it."""
        near = [self._month_at(row - 1), self._month_at(row + 1)]
        if near[0] == 9 or (near[0] is None and near[1] == 11):
            return When(period.year, 10, 10)
        if near[1] == 2 or (near[1] is None and near[0] == 12):
            return period
        asks = f"{_of_sheet(self.sheet.name)}第 {row + FIRST} 行的月份 {period.year}.1 是 1 月，还是 10 月？"
        month = self.asking.ask(f"month:{row + FIRST}", asks, {"1月": 1, "10月": 10}, is_of_layout=False)
        return When(period.year, month, month) if month else period

    def _month_at(self, row: int) -> int | None:
        place = self.layout.months
        if place is None or row not in self.layout.table.body:
            return None
        found = when(self.rows[row][place], bare=True)
        return found.first if found and not found.is_unsure else None

    @cached_property
    def _tells_days(self) -> bool:
        """Of its days not all are firsts, which stand for their months: then the first of a month is a day too."""
        cells = (self.rows[row][self.layout.months or 0] for row in self.layout.table.body)
        return any(day is not None and day.day != 1 for day in map(day_said, cells))

    @cached_property
    def _are_purchases(self) -> bool:
        """Fuel of vehicles is bought on a day."""
        named = {each for value in self.layout.values for each in value.resources}
        named |= {each for row in self.layout.table.body for each in self._item(row).resources}
        resources = named or set(self.layout.context.resources)
        return bool(resources) and all(Use.usual(Resource(each)) is Use.VEHICLE for each in resources)

    def _of_a_day(self, day: date) -> When | None:
        name = self.layout.table.headings[self.layout.months or 0].text
        asks = f"“{name}”列写的是具体的日子（如 {day:%Y-%m-%d}），票据算哪些天？"
        choices = {MONTH_OF_DAY: True, THAT_DAY: False}
        usual = THAT_DAY if self._are_purchases else MONTH_OF_DAY
        is_month = self.asking.ask(f"days:{name}", asks, choices, proposed=usual)
        return When(None, days=(day, day)) if is_month is False else When(day.year, day.month, day.month)

    # --- records

    def _take(self, row: int, cells: Sequence[Cell], item: Label) -> None:
        base = {key: self._cell(row, place) for key, place in self.layout.dims.items()}
        base |= {each.key: self._joined(row, each) for each in self.layout.joined}
        base = {key: self._with_year(row, key, value) for key, value in base.items()}
        base = {key: value for key, value in base.items() if not (value is None or value == "")}
        if self.layout.reading_days:
            base[READING_DAYS] = tuple(self._cell(row, place) for place, _ in self.layout.reading_days)
        line = Line(row, cells, item, base, self._period_of(row))
        line.period = line.period or self._months_told.get(row)
        for group in self._groups:
            self._take_group(line, group)
        if not self._groups:
            self._append(line, base, About(line.period))
        if line.none:
            self._leave(row, f"{'、'.join(line.none)}没有数，没有票据")
        if self.layout.checks:
            self._check_across(line)

    def _joined(self, row: int, of: Joined) -> Cell:
        """Day and hour as one. A moment that may be left out is left out where no hour stands, as of a trip that is
        still on its way.
        """
        on, clock = self._cell(row, of.day.place), self._cell(row, of.clock.place)
        if is_blank(clock) and of.key not in self._required:
            return None
        return of.said(self._dated(row, of.day.place, on), self._dated(row, of.clock.place, clock))

    @cached_property
    def _required(self) -> set[str]:
        return {each.key for each in self.labels.columns if each.required}

    def _with_year(self, row: int, key: str, cell: Cell) -> Cell:
        is_day = not self.labels.is_energy and (key in self.labels.moments or key in self.labels.days)
        return self._dated(row, self.layout.dims[key], cell) if is_day else cell

    def _dated(self, row: int, place: int, cell: Cell) -> Cell:
        """11月26日 with the year that the title names, where it names one."""
        year = self.layout.context.only_year
        if not isinstance(cell, str) or year is None:
            return cell
        found = in_year(cell, year, self.layout.context.period)
        if found is None:
            return cell
        self._years_given.setdefault(place, {}).setdefault(row, cell)
        return found

    def _tell_of_years(self) -> None:
        about = self.layout.context
        for place, given in self._years_given.items():
            row, cell = next(iter(given.items()))
            says = f"“{as_written(cell)}”没有写年份，按{about.year_source}里的 {about.only_year} 年读入。"
            says += f"同样的共 {len(given)} 行。" if len(given) > 1 else ""
            do = "请核对；不是这一年的，请在表里写上年份后重新上传。"
            name = self.layout.table.headings[place].text
            self.found.problems.append(Problem(row + FIRST, name, "year_of_title", says, do, "warning"))

    @cached_property
    def _groups(self) -> list[list[Values]]:
        """The columns whose figures make one record together."""
        groups: dict[tuple[object, ...], list[Values]] = {}
        for value in self.layout.values:
            of = (value.period, self._resource_of(value), value.use, value.rest, value.organisation, value.account)
            groups.setdefault(of, []).append(value)
        return list(groups.values())

    def _resource_of(self, value: Values) -> tuple[str, ...]:
        """油费 beside 汽油 is that of petrol, where diesel has no column."""
        if len(value.resources) < 2:
            return value.resources
        certain = {each.resources for each in self.layout.values if len(each.resources) == 1}
        among = [each for each in certain if each[0] in value.resources]
        return among[0] if len(among) == 1 else value.resources

    def _take_group(self, line: Line, group: Sequence[Values]) -> None:
        values: dict[str, Any] = {}
        glued = ""
        for value in group:
            cell = line.cells[value.place]
            read = Figure(cell) if type(cell) is float else figure(cell, self.labels)
            if read.is_absent:
                continue
            key = value.key or line.item.column or self._by_unit(line.item) or self._figure
            own = self._exact(cell, read, value, line.item) if key == MONEY else self._as_read(cell, read)
            values[key] = self._added(values.get(key), own) if value.adds else own
            glued = glued or (read.unit if key != MONEY else "")
            if read.value is not None:
                line.taken[value.place, key] = float(read.value)
                self.sums.add(value.place, key, read.value)
                if line.period is not None:
                    self._by_month.setdefault(value.place, []).append((line.period, float(read.value)))
        if self.layout.computes and QUANTITY not in values and (computed := self._computed(line)) is not None:
            values[QUANTITY] = computed
        if values:
            self._keep(line, {**line.base, **_owner(group[0]), **values}, self._about(line, group, glued))
        else:
            line.none[self._said(group[0])] = None

    def _added(self, one: Any, other: Any) -> Any:
        """The sum; what is no number stays, to be refused."""
        if one is None or isinstance(other, str):
            return other
        return one if isinstance(one, str) else self.labels.exact(one) + self.labels.exact(other)

    def _computed(self, line: Line) -> Any:
        """What the readings tell, multiplied."""
        before, after, times = (
            each and figure(line.cells[each.place], self.labels).value for each in self.layout.meter
        )
        if before is None or after is None:
            return None
        return (self.labels.exact(after) - self.labels.exact(before)) * self.labels.exact(times or 1)

    def _said(self, value: Values) -> str:
        if len(self._groups) < FEWEST_GROUPS:
            return "这一行"
        return str(value.period or value.word or value.text)

    def _about(self, line: Line, group: Sequence[Values], glued: str) -> About:
        """The same for all rows that say the same."""
        key = (id(group), line.item, line.period, glued, self.running.resources)
        if key not in self._abouts:
            self._abouts[key] = self._about_anew(line, group, glued)
        return self._abouts[key]

    def _about_anew(self, line: Line, group: Sequence[Values], glued: str) -> About:
        first, item = group[0], line.item
        resources, word = self._resources(first, group, item)
        of_column = next((each.unit for each in group if each.key != MONEY and each.unit), "")
        of_row = "" if self.labels.is_money(item.unit) else item.unit
        unit = glued or of_column or of_row
        period = first.period.within(line.period) if first.period else line.period
        odd = next((each.odd for each in group if each.key != MONEY), "")
        return About(period, resources, word, first.use or item.use, unit, first.rest, odd)

    @staticmethod
    def _as_read(cell: Cell, read: Figure) -> Any:
        return cell if read.value is None else read.value

    def _exact(self, cell: Cell, read: Figure, value: Values, item: Label) -> Any:
        """Money in yuan, whatever it is told in."""
        if read.value is None:
            return cell
        times = self._times(read.unit, value.unit, item.unit)
        return read.value if times == 1 else self.labels.exact(read.value) * times

    def _times(self, *units: str) -> Any:
        """How many yuan one of the money is that is named first."""
        if units not in self._times_known:
            named = (*units, *self.layout.context.units)
            money = next((each for each in named if each and self.labels.is_money(each)), "")
            self._times_known[units] = self.labels.words.money.get(money, 1)
        return self._times_known[units]

    def _by_unit(self, item: Label) -> str:
        if not self.labels.is_energy or not item.unit:
            return QUANTITY if self.labels.is_energy and item.resources and not self._figure else ""
        return MONEY if self.labels.is_money(item.unit) else QUANTITY

    def _resources(self, first: Values, group: Sequence[Values], item: Label) -> tuple[tuple[str, ...], str]:
        resources = self._resource_of(first)
        word = next((each.word for each in group if each.resources == resources), first.word)
        for more, named in ((item.resources, item.word or item.text), (self.running.resources, self.running.word)):
            both = tuple(each for each in resources if each in more)
            resources, word = (both, word or named) if both else (resources or more, word or (named if more else ""))
        context = self.layout.context
        both = tuple(each for each in resources if each in context.resources)
        if both or not resources:
            return both or context.resources, word or context.word
        return resources, word

    def _keep(self, line: Line, values: dict[str, Any], about: About) -> None:
        """A row that says only the money belongs to the record of the row with the quantity."""
        figures = self._figures_of(line.item)
        if not figures:
            self._append(line, values, about)
            return
        own = [pair for pair in values.items() if pair[0] not in figures and pair[0] != RESOURCE]
        key = (about.period, about.resources, about.use, about.rest, *own, *self._places_of(line.row))
        record = self.by_key.get(key)
        if record is None or record.values.keys() & values.keys() & figures:
            self.by_key[key] = self._append(line, values, about)
            return
        record.values |= {each: values[each] for each in figures if each in values}
        record.unit = record.unit or about.unit
        if QUANTITY in values:
            record.row = line.row + FIRST

    def _figures_of(self, item: Label) -> set[str]:
        """Those of which the rows of one record tell one each; none where a row tells all of its record."""
        if self.labels.is_energy:
            return set(FIGURES) if item.column in FIGURES or self._by_unit(item) else set()
        return self.labels.keys - self.layout.dims.keys() if item.column else set()

    def _places_of(self, row: int) -> tuple[str, ...]:
        return tuple(as_written(self._cell(row, place)) for place in self.layout.places)

    def _append(self, line: Line, values: Mapping[str, Any], about: About) -> Record:
        own, unit, word = dict(values), about.unit, about.word
        if about.use and "use" not in own:
            own["use"] = about.use
        if self.labels.is_energy:
            word = word or as_written(own.pop(RESOURCE, None))
            own.pop(RESOURCE, None)
            unit = as_written(own.pop(UNIT, None)) or unit
        place = about.rest or ("" if self._telling is None else as_written(self._cell(line.row, self._telling)))
        record = Record(
            self.sheet.name,
            line.row + FIRST,
            own,
            about.period,
            about.resources,
            word,
            unit,
            place=place,
            odd=about.odd,
        )
        self._read_remark(line.row, record)
        self.found.records.append(record)
        return record

    @cached_property
    def _telling(self) -> int | None:
        """The column whose words tell rows of one month apart: 楼栋, 用途, or one that nobody knows."""
        if self.layout.places:
            return self.layout.places[0]
        use = self.layout.dims.get("use")
        places = [*self.layout.asides, *(() if use is None else (use,))]
        sample = self.layout.table.body[:SAMPLE]
        told = {
            each: {as_written(self._cell(row, each)) for row in sample if self._is_word(row, each)} for each in places
        }
        most = max(places, key=lambda each: len(told[each]), default=None)
        return most if most is not None and len(told[most]) > 1 else None

    def _is_word(self, row: int, place: int) -> bool:
        cell = self._cell(row, place)
        return isinstance(cell, str) and not is_blank(cell) and day_said(cell) is None

    # --- remarks that name other months

    def _read_remark(self, row: int, record: Record) -> None:
        period = record.period
        if not self.labels.is_energy or self.layout.remark is None or period is None or not period.is_month:
            return
        cell = self._cell(row, self.layout.remark)
        if not isinstance(cell, str) or not self._is_about(cell, record):
            return
        told = self.labels.other_month(cell, period.first)
        if told is None:
            return
        first, last = told
        both, alone = f"两个月（{first}月至{last}月）", f"只有{period.first}月"
        both = both if last - first == 1 else f"{last - first + 1} 个月（{first}月至{last}月）"
        asks = f"{_of_sheet(self.sheet.name)}第 {row + FIRST} 行备注“{cell}”：{record.word}的这张票据是几个月的？"
        is_longer = self.asking.ask(
            f"days:{self.sheet.name}!{row + FIRST}:{record.word}",
            asks,
            {f"是，{both}": True, alone: False},
            proposed=f"是，{both}",
            is_of_layout=False,
        )
        if is_longer:
            record.period = When(period.year, first, last)

    def _is_about(self, remark: str, record: Record) -> bool:
        resources, _ = self.labels.resources_in(remark)
        return not resources or not record.resources or bool(set(resources) & set(record.resources))

    # --- checks

    def _check_total(self, row: int, cells: Sequence[Cell]) -> None:
        """A row of totals is no data: the sum of what was taken must equal it. One above all data waits for them."""
        if not self.found.records and not self.sums.whole:
            self._above.append((row, cells))
            return
        wrong, before = [], self.found.agreed
        for value in self.layout.values:
            told = figure(cells[value.place], self.labels).value
            if told is None:
                continue
            if not self._agrees(value.place, float(told)):
                taken = self._taken(value.place)
                wrong.append(f"“{value.text}”表上是 {_plain(told)}，读入的各行之和是 {_plain(taken)}")
            else:
                self.found.agreed += 1
        self.sums.lately.clear()
        is_checked = self.found.agreed > before and not wrong
        self._leave(row, "合计行，不是数据" + ("，与读入的各行之和相等" if is_checked else ""))
        if wrong:
            self._ask_about_sum(row, wrong)

    def _agrees(self, place: int, told: float) -> bool:
        sums = (self.sums.lately, self.sums.whole)
        each = [found for sum_ in sums for (where, _), found in sum_.items() if where == place]
        each += [sum(found for (where, _), found in sum_.items() if where == place) for sum_ in sums]
        return any(abs(found - told) <= SLACK for found in each)

    def _taken(self, place: int) -> float:
        return sum(found for (where, _), found in self.sums.whole.items() if where == place)

    def _check_across(self, line: Line) -> None:
        wrong = []
        for check in self.layout.checks:
            told = figure(line.cells[check.place], self.labels).value
            if told is None:
                continue
            if check.place not in self._checked:
                self._checked[check.place] = self._among(check)
            sums = _runs([line.taken[each] for each in self._checked[check.place] if each in line.taken])
            if any(abs(found - float(told)) <= SLACK for found in sums):
                self.found.agreed += 1
            else:
                wrong.append(f"“{check.text}”表上是 {_plain(told)}，读入的各列之和是 {_plain(sum(sums[-1:]))}")
        if wrong:
            self._ask_about_sum(line.row, wrong)

    def _among(self, check: Values) -> list[tuple[int, str]]:
        """The columns that a column of totals may add up, in order, up to it."""
        return [
            (value.place, key)
            for value in self.layout.values
            for key in ((value.key,) if value.key else (*FIGURES, ""))
            if (not check.key or not value.key or check.key == value.key)
            and (not check.resources or not value.resources or set(check.resources) & set(value.resources))
            and (check.period is None or _is_within(value.period, check.period))
        ]

    def _ask_about_sum(self, row: int, wrong: Sequence[str]) -> None:
        asks = (
            f"{_of_sheet(self.sheet.name)}第 {row + FIRST} 行合计对不上：{'；'.join(wrong[:3])}。仍按各行的数读入吗？"
        )
        choices = {"按各行的数读入": True}
        self.asking.ask(f"sum:{self.sheet.name}!{row + FIRST}", asks, choices, is_of_layout=False)


@dataclass
class _Running:
    """What a row of one word says of the rows below it."""

    resources: tuple[str, ...] = ()
    word: str = ""

    def takes(self, text: str, labels: Labels) -> bool:
        label = labels.read(text)
        if labels.is_energy and (label.resources or (found := labels.resources_in(text))[0]):
            self.resources, self.word = (label.resources, label.word) if label.resources else found
            return True
        return False


def _refined(found: Label, more: Label) -> Label:
    both = tuple(each for each in more.resources if each in found.resources) or more.resources or found.resources
    return Label(
        text=more.text or found.text,
        column=more.column or found.column,
        roles=more.roles | found.roles,
        pieces=more.pieces | found.pieces,
        resources=both,
        word=more.word or found.word,
        use=more.use or found.use,
        unit=more.unit or found.unit,
        period=more.period or found.period,
        is_known=more.is_known or found.is_known,
    )


def _is_within(period: When | None, whole: When) -> bool:
    return period is not None and whole.first <= period.first and period.last <= whole.last


def _runs(values: Sequence[float]) -> list[float]:
    """The sums of the first, the first two and so on; a quarter's of its last three months."""
    return [sum(values[-count:]) for count in range(1, len(values) + 1)]


def _plain(value: Any) -> str:
    return f"{float(value):.2f}".rstrip("0").rstrip(".")


def _of_sheet(name: str) -> str:
    return f"工作表“{name}”" if name else ""


def in_short(rows: Sequence[int]) -> str:
    told = [str(row + FIRST) for row in rows]
    return "、".join(told[:10]) + (f"等 {len(told)}" if len(told) > 10 else "")


def _owner(value: Values) -> dict[str, str]:
    """Whose figures a column has whose name says it."""
    named = {"organisation": value.organisation, "account": value.account}
    return {key: said for key, said in named.items() if said}


def _is_of(words: Sequence[str], single: Sequence[str]) -> bool:
    """Whether what a row says is what the other says too, as far as it says anything."""
    return all(one in ("", other) for one, other in zip(words, single, strict=True))


NO_BILL = "不是票据（平均、对比、合计之类），不读入"
NO_ROW_OF_OURS = frozenset((Piece.EARLIER, Piece.COMPARED, Piece.RUNNING))
MONTH_OF_DAY, THAT_DAY = "那一天所在的整个月", "就是那一天"
MERGED = Broken(
    "merged_cells",
    "这一行的数是合并单元格，看不出属于哪一行。",
    "请取消合并（开始 → 合并后居中），并在每一行都填上数据。",
)
NO_VALUE = Broken(
    "formula_without_value",
    "这一行有公式没有保存计算结果。",
    "请用 WPS 表格或 Excel 打开并保存一次，或者把公式粘贴为数值。",
)
WRONG = Broken("error_value", "这一行有公式出错。", "请改正公式，或者直接填写数据。")
