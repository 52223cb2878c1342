"""The files of a user: bills of meters, temperatures of stations, and a meter's own periods."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np

from jieyue.files.cells import Cell, CellRefused, number, text
from jieyue.files.refused import FileRefused, RowsRefused
from jieyue.files.sheet import Column, Sheet, read_sheet
from jieyue.programme.savings.asked import Named
from jieyue.programme.savings.moments import Moment, PeriodRefused, moment, period
from jieyue.rules.problem import Problem
from jieyue.rules.savings.degree_days import HOURS, Temperatures
from jieyue.rules.signs import as_printed
from jieyue.rules.values import Resource
from jieyue.store.policies import policy
from jieyue.store.records.parsing import word_column

MOST_BYTES = 400 * 1024 * 1024
COLDEST, HOTTEST = -70, 60
"""Beyond what was ever measured in the open, in degrees Celsius: such a figure is a slip, or Fahrenheit."""

Periods = tuple[tuple[int, int], tuple[int, int]]
Bill = tuple[int, int, int, float, str, str]


def temperature_c(cell: Cell) -> float | None:
    """Degrees Celsius, as people or programs write them."""
    found = _float(cell)
    if found is not None and not COLDEST <= found <= HOTTEST:
        do = "请核对；华氏度请先换算成摄氏度：（华氏度 − 32）÷ 1.8。"
        raise CellRefused("impossible_temperature", f"气温 {found:g} ℃ 不可能，像是华氏度或写错了。", do)
    return found


def _float(cell: Cell) -> float | None:
    """Programs write small numbers as 1e-05."""
    try:
        found = number(cell)
    except CellRefused:
        if isinstance(cell, str) and "e" in cell.casefold():
            return _of_exponent(cell)
        raise
    return None if found is None else float(found)


def _of_exponent(cell: str) -> float | None:
    try:
        found = float(cell)
    except ValueError:
        found = float("nan")
    if not np.isfinite(found):
        raise CellRefused("not_a_number", f"“{cell[:40]}”不是数字。", "请只填数字。")
    return found


USAGE = (
    Column("meter", "表号", text, required=True),
    Column("station", "气象站", text, required=True),
    word_column("resource", "能源资源", Resource, required=True),
    Column("start", "起", moment, required=True),
    Column("end", "止", moment, required=True),
    Column("quantity", "数量", _float),
    Column("unit", "单位", text, required=True),
)
TEMPERATURE = (
    Column("station", "气象站", text, required=True),
    Column("time", "时间", moment, required=True),
    Column("temperature_c", "气温", temperature_c, required=True),
)
PERIODS = (
    Column("meter", "表号", text, required=True),
    Column("baseline", "基准期", text, required=True),
    Column("reporting", "报告期", text, required=True),
)


def _read(file: Path, columns: Sequence[Column], also: Sequence[str] = ()) -> Sheet:
    """Raises FileRefused and RowsRefused. Columns `also` have to be there, though their cells may be blank."""
    sheet = read_sheet(file, columns=columns, words=policy().words, most_bytes=MOST_BYTES)
    for column in columns:
        if column.key in also and column.key not in sheet.header:
            do = "请加上这一列；不知道的格子留空。"
            raise FileRefused.because("missing_column", f"缺少“{column.zh}”（{column.key}）列。", do, row=1).about(file)
    _refuse(file, [problem for problem in sheet.problems if problem.severity == "error"])
    return sheet


def _refuse(file: Path, problems: Sequence[Problem]) -> None:
    if problems:
        raise RowsRefused(file, problems)


# --- bills


@dataclass(frozen=True)
class Usage:
    named: list[Named]
    bills: list[Bill]
    rows: int


def read_usage(file: Path) -> Usage:
    """Bills of meters, each in one unit. Raises FileRefused and RowsRefused."""
    sheet = _read(file, USAGE, also=["quantity"])
    reading = _Usage()
    problems = [problem for row in _rows(sheet, USAGE) if (problem := reading.take(Line(*row)))]
    _refuse(file, problems or list(reading.overlaps()))
    return Usage(list(reading.named.values()), reading.bills, len(sheet.row_numbers))


def _rows(sheet: Sheet, columns: Sequence[Column]) -> Iterator[tuple]:
    return zip(sheet.row_numbers, *(sheet.columns[column.key] for column in columns), strict=True)


class Line(NamedTuple):
    """A row of the file of bills."""

    row: int
    meter: str
    station: str
    resource: str
    start: Moment
    end: Moment
    quantity: float | None
    unit: str


class _Usage:
    def __init__(self) -> None:
        self.named: dict[str, Named] = {}
        self.bills: list[Bill] = []
        self._number: dict[str, int] = {}
        self._row_of: list[int] = []
        self._converted: Callable[[Resource, str], tuple[str, float]] = _conversions()

    def take(self, line: Line) -> Problem | None:
        """A bill more, or what is wrong with it."""
        of, meter = Resource(line.resource), line.meter
        try:
            unit, times = self._converted(of, line.unit)
        except CellRefused as refusal:
            return Problem(line.row, "unit", refusal.rule, refusal.says, refusal.do)
        own = Named(meter, line.station, of, unit)
        known = self.named.setdefault(meter, own)
        if known != own:
            return _other(line.row, known, own)
        start, end = line.start, line.end
        if end.hour_behind <= start.hour:
            says = f"表 {meter} 的止“{end.written}”不晚于起“{start.written}”。"
            return Problem(line.row, "end", "ends_before_start", says, "请核对起止；只写日期的，止日是最后一天。")
        number_of = self._number.setdefault(meter, len(self._number))
        value = float("nan") if line.quantity is None else line.quantity * times
        self.bills.append((number_of, start.hour, end.hour_behind, value, start.written, end.written))
        self._row_of.append(line.row)
        return None

    def overlaps(self) -> Iterator[Problem]:
        order = sorted(range(len(self.bills)), key=lambda n: self.bills[n][:2])
        names = list(self.named)
        for one, other in pairwise(order):
            (meter, _, end, *_), (next_meter, start, *_) = self.bills[one], self.bills[other]
            if meter == next_meter and start < end:
                says = f"表 {names[meter]} 的账期与第 {self._row_of[one]} 行重叠。"
                yield Problem(self._row_of[other], "start", "overlap", says, "请核对起止，重复的请删去一行。")


def _other(row: int, known: Named, own: Named) -> Problem:
    says = (
        f"表 {own.name} 前面是{known.resource.zh}、{as_printed(known.unit)}、气象站 {known.station}，"
        f"这里是{own.resource.zh}、{as_printed(own.unit)}、气象站 {own.station}。"
    )
    return Problem(row, "meter", "another_meter", says, "一块表只能有一种能源、一个单位、一个气象站；请核对表号。")


def _conversions() -> Callable[[Resource, str], tuple[str, float]]:
    """To the resource's own unit, where the system knows the unit; another is kept as it is. Raises CellRefused for one
    that measures something else.
    """
    known: dict[tuple[Resource, str], tuple[str, float]] = {}
    policies = policy()

    def converted(resource: Resource, unit: str) -> tuple[str, float]:
        if (resource, unit) not in known:
            times = policies.unit_multiplier(resource, unit)
            if times is None and policies.is_unit(unit):
                do = f"可用：{'、'.join(policies.units_of(resource))}。"
                raise CellRefused("wrong_unit", f"{resource.zh}不能按“{unit}”计量。", do)
            known[resource, unit] = (unit, 1.0) if times is None else (resource.unit, float(times))
        return known[resource, unit]

    return converted


# --- temperatures


def read_temperatures(files: Sequence[Path]) -> dict[str, Temperatures]:
    """By station. A station whose rows are all plain days has the mean of the day for each of its hours. Raises
    FileRefused and RowsRefused.
    """
    rows: dict[str, dict[int, tuple[float, bool]]] = {}
    for file in files:
        sheet = _read(file, TEMPERATURE)
        _refuse(file, list(_taken(sheet, rows)))
    return {station: _hourly(of) for station, of in rows.items()}


def _taken(sheet: Sheet, rows: dict[str, dict[int, tuple[float, bool]]]) -> Iterator[Problem]:
    for row, station, at, celsius in _rows(sheet, TEMPERATURE):
        own = rows.setdefault(station, {})
        known = own.setdefault(at.hour, (celsius, at.is_day))
        if known[0] != celsius:
            says = f"气象站 {station} 在 {at.written} 已经有气温 {known[0]:g} ℃，这里是 {celsius:g} ℃。"
            yield Problem(row, "temperature_c", "two_temperatures", says, "一个小时只能有一个气温，请核对后删去一行。")


def _hourly(rows: Mapping[int, tuple[float, bool]]) -> Temperatures:
    hours = np.fromiter(rows, dtype=np.int64)
    celsius = np.fromiter((value for value, _ in rows.values()), dtype=np.float64)
    is_daily = all(is_day for _, is_day in rows.values())
    return of_days(hours, celsius) if is_daily else _placed(hours, celsius, 1)


def of_days(hours: np.ndarray, celsius: np.ndarray) -> Temperatures:
    """Means of days, by their first hours."""
    return _placed(hours, celsius, HOURS)


def _placed(hours: np.ndarray, celsius: np.ndarray, each: int) -> Temperatures:
    first = int(hours.min())
    found = np.full(int(hours.max()) - first + each, np.nan)
    places = (hours - first)[:, None] + np.arange(each)
    found[places] = celsius[:, None]
    return Temperatures(first, found)


# --- periods


def read_periods(file: Path) -> dict[str, Periods]:
    """By meter. Raises FileRefused and RowsRefused."""
    sheet = _read(file, PERIODS)
    found: dict[str, Periods] = {}
    problems = []
    for row, meter, baseline, reporting in _rows(sheet, PERIODS):
        try:
            own = (period(baseline, called="基准期"), period(reporting, called="报告期"))
        except PeriodRefused as refusal:
            problems.append(Problem(row, None, "not_a_period", refusal.says, refusal.do))
            continue
        if found.setdefault(meter, own) != own:
            says = f"表 {meter} 前面已经写了别的基准期或报告期。"
            problems.append(Problem(row, "meter", "two_periods", says, "一块表只写一行。"))
    _refuse(file, problems)
    return found
