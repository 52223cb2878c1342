"""From records as the sheet has them to rows of the ledger: whose, when, of which resource and in which unit; asked
where the sheet does not say.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from jieyue.files import spans
from jieyue.files.cells import Cell, CellRefused, code, day, half_width, is_blank, text
from jieyue.files.header import as_written
from jieyue.files.office.asking import Asking
from jieyue.files.office.labels import QUANTITY, RESOURCE, UNIT, Labels
from jieyue.files.office.layout import FIGURES, Layout
from jieyue.files.office.periods import When, when, when_with_year, year_of
from jieyue.files.office.rows import READING_DAYS, LeftOut, Read, Record
from jieyue.rules.values import Resource

if TYPE_CHECKING:
    from jieyue.files.office.proposing import Known

MOST_CHOICES = 30
FEWEST_ALIKE = 2
"""So many figures alike are no accident."""
WHOLE_MONTH = "自然月（1日至月末）"
FROM_DAY_TO_DAY = "上次抄表日的次日至本次抄表日"
AS_PRINTED = "上次抄表日至本次抄表日"
ADD_UP, BY_PLACE = "相加成一张票据", "分别是几个户号"
NOT_COPIED = ("organisation", "start_date", "end_date", READING_DAYS)
NO_ACCOUNT = "不分户号（留空）"
YEAR = "year"


@dataclass
class Settled:
    rows: list[dict[str, Any]] = field(default_factory=list)
    numbers: list[tuple[str, int]] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


class Settling:
    def __init__(self, labels: Labels, asking: Asking, known: "Known") -> None:
        self.labels, self.asking, self.known = labels, asking, known
        self.keys = [column.key for column in labels.columns]
        self.found = Settled()
        self._likely: dict[str, str] = {}
        self._memory: dict[tuple[object, ...], Any] = {}

    def settle(self, reads: Sequence[tuple[Layout, Read]]) -> Settled:
        pairs = [(layout, record) for layout, read in reads for record in read.records]
        if self.labels.is_energy:
            self._settle_energy(pairs)
        else:
            self._settle_plain(pairs)
        return self.found

    def _once(self, key: tuple[object, ...], work_out: Callable[[], Any]) -> Any:
        if key not in self._memory:
            self._memory[key] = work_out()
        return self._memory[key]

    # --- energy

    def _settle_energy(self, pairs: Sequence[tuple[Layout, Record]]) -> None:
        self._settle_years(pairs)
        made = [self._row(layout, record) for layout, record in pairs]
        made = self._settle_same(made, [record for _, record in pairs])
        self._settle_accounts(made)
        for values, record in made:
            self.found.rows.append(values)
            self.found.numbers.append((record.sheet, record.row))

    def _row(self, layout: Layout, record: Record) -> tuple[dict[str, Any], Record]:
        values = record.values
        if "estimated" in values and is_blank(values["estimated"]):
            del values["estimated"]
        row: dict[str, Any] = {"organisation": self._organisation(layout, record)}
        resource = self._resource(record)
        row[RESOURCE] = resource
        row |= self._days(layout, record)
        row |= {key: value for key, value in values.items() if key not in NOT_COPIED}
        if "account" in row:
            row["account"] = _code(row["account"])
        elif layout.context.account:
            row["account"] = layout.context.account
        if QUANTITY in row:
            row[UNIT] = self._unit(layout, record, resource)
        return row, record

    # --- whose

    def _organisation(self, layout: Layout, record: Record) -> str | None:
        written = record.values.get("organisation")
        if written is not None and not is_blank(written):
            said = str(_text(written))
            return self._once(("unit", said), lambda: self._unit_called(said))
        return self._once(("unit of", id(layout)), lambda: self._unit_of_sheet(layout))

    def _unit_called(self, said: str) -> str | None:
        exact, likely = self.known.units_called(said)
        if len(exact) == 1:
            return exact[0][0]
        among = [*exact, *likely] or list(self.known.units())
        choices = {f"{code_} {name}": code_ for code_, name in among[:MOST_CHOICES]}
        proposed = next(iter(choices)) if len(exact or likely) == 1 else ""
        self._likely[said] = choices.get(proposed, "")
        asks = f"表上写的“{said}”是哪个单位？"
        return self.asking.ask(f"organisation:{said}", asks, choices, proposed=proposed, read=self._registered)

    def _registered(self, written: str) -> str | None:
        exact = self.known.units_called(written.partition(" ")[0])[0] or self.known.units_called(written)[0]
        return exact[0][0] if len(exact) == 1 else None

    def _unit_of_sheet(self, layout: Layout) -> str | None:
        """By what is said above the table; else that of a sheet that names none."""
        named = self._units_named(layout)
        usual = self.known.usual_unit()
        if len(named) == 1 and (usual is None or usual[0] in named):
            return next(iter(named))
        if usual and not named:
            return usual[0]
        both = dict(named) | ({usual[0]: usual[1]} if usual else {})
        if both:
            asks = f"表上写的是{'、'.join(f'“{name}”' for name in named.values())}，这些数记在哪个单位？"
        else:
            asks = "表上没有写是哪个单位的，这些数记在哪个单位？"
            both = dict(self.known.units()[:MOST_CHOICES])
        choices = {f"{code_} {name}": code_ for code_, name in both.items()}
        return self.asking.ask("organisation", asks, choices, read=self._registered, is_of_layout=False)

    def _units_named(self, layout: Layout) -> dict[str, str]:
        """By code, whoever the texts above the table name: whole, else within a title."""
        context = layout.context
        whole = [self.known.units_called(said)[0] for said in (*context.names, *context.titles)]
        found = {code_: name for exact in whole if len(exact) == 1 for code_, name in exact}
        if found:
            return found
        return {code_: name for title in context.titles for code_, name in self.known.units_in(title)}

    # --- of what

    def _resource(self, record: Record) -> str | None:
        means = record.resources
        if len(means) == 1:
            return means[0]
        return self._once(("resource", record.word, means), lambda: self._ask_resource(record))

    def _ask_resource(self, record: Record) -> str | None:
        by_unit = [each for each in record.resources if record.unit and self.known.is_unit_of(each, record.unit)]
        if len(by_unit) == 1:
            return by_unit[0]
        among = [Resource(each) for each in record.resources] or list(Resource)
        choices = {each.zh: each.value for each in among}
        if record.word:
            asks = f"表上的“{record.word}”是哪一种能源？"
            return self.asking.ask(f"resource:{record.word}", asks, choices, read=_resource_named, is_free=False)
        where = f"工作表“{record.sheet}”" if record.sheet else "这张表"
        return self.asking.ask(
            f"resource:{record.sheet}", f"{where}没有写明是哪一种能源", choices, read=_resource_named
        )

    # --- in which unit

    def _unit(self, layout: Layout, record: Record, resource: str | None) -> str | None:
        key = ("measure", record.unit, resource, record.word, record.odd, id(layout))
        return self._once(key, lambda: self._measure(layout, record, resource))

    def _measure(self, layout: Layout, record: Record, resource: str | None) -> str | None:
        if record.unit:
            return record.unit
        means = [resource] if resource else list(record.resources)
        for unit in layout.context.units:
            if any(self.known.is_unit_of(each, unit) for each in means):
                return unit
        units = list(dict.fromkeys(unit for each in record.resources or means for unit in self.known.units_of(each)))
        name = record.word if len(record.resources) != 1 else Resource(record.resources[0]).zh
        asks = f"{f'“{name}”的' if name else ''}数量用什么单位？"
        odd = record.odd or "、".join(layout.context.odd_units)
        asks += f"表上写的“{odd}”不是认得的单位" if odd else "表上没有写"
        proposed = units[0] if len(means) == 1 and units and not odd else ""
        units = units or list(dict.fromkeys(each.unit for each in Resource))
        choices = {each: each for each in units}
        about = {"proposed": proposed, "read": self._measured, "is_free": False}
        return self.asking.ask(f"unit:{name or record.sheet}", asks, choices, **about)

    def _measured(self, written: str) -> str | None:
        return written if self.labels.is_unit(written) else None

    # --- when

    def _settle_years(self, pairs: Sequence[tuple[Layout, Record]]) -> None:
        """The year that titles name, else asked once; months that go on from December to January are of two years."""
        for layout, record in pairs:
            if record.period is None and not layout.reading_days and "start_date" not in record.values:
                record.period = layout.context.period
        without = [(layout, each) for layout, each in pairs if each.period and each.period.dates() is None]
        if not without:
            return
        by_sheet: dict[tuple[int, ...], list[tuple[Layout, Record]]] = {}
        for layout, record in without:
            by_sheet.setdefault(tuple(layout.context.years), []).append((layout, record))
        for years, found in by_sheet.items():
            wraps = _wrapping(found)
            if len(years) == 1 and not wraps:
                year: int | None = years[0]
            elif len(years) == 2 and wraps and years[1] == years[0] + 1:
                year = years[0]
            else:
                agreed = None if YEAR in self.asking.given else self._year_by_agreement(found)
                year = agreed or self._ask_year(years, found[0][1], wraps=bool(wraps))
            for _, record in found:
                if record.period and year is not None:
                    record.period = record.period.in_year(year + wraps.get(id(record), 0))

    def _year_by_agreement(self, found: Sequence[tuple[Layout, Record]]) -> int | None:
        """The one year in which figures of the sheet have been entered already: some agree and none differs."""
        agree: dict[int, int] = {}
        differ: set[int] = set()
        for layout, record in found if self.labels.is_energy else ():
            whose = self._organisation(layout, record), self._resource(record)
            kept = self.known.kept(*whose) if all(whose) else {}
            for (start, end), quantity in kept.items():
                if record.period and record.period.in_year(start.year).dates() == (start, end):
                    is_same = _equals(record.values.get(QUANTITY), quantity)
                    agree[start.year] = agree.get(start.year, 0) + is_same
                    differ |= set() if is_same else {start.year}
        likely = [year for year, count in agree.items() if count >= FEWEST_ALIKE and year not in differ]
        return likely[0] if len(likely) == 1 else None

    def _ask_year(self, years: Sequence[int], record: Record, *, wraps: bool) -> int | None:
        first = record.period
        asks = "表上没有写是哪一年的" if not years else f"表上写了几个年份（{'、'.join(map(str, years))}）"
        asks += f"，第一个月（{first}）是哪一年？" if wraps else "，这些月份是哪一年的？"
        choices = {str(year): year for year in years or self.known.likely_years()}
        return self.asking.ask(YEAR, asks, choices, read=year_of, is_of_layout=False)

    def _days(self, layout: Layout, record: Record) -> dict[str, Any]:
        own = {key: record.values[key] for key in ("start_date", "end_date") if key in record.values}
        if own:
            return _two_days(own)
        if layout.reading_days and record.period is None:
            return self._by_reading_days(layout, record)
        period = record.period
        if period is None and (layout.is_paid_on or layout.months is not None):
            return {"start_date": None, "end_date": None}
        if period is None:
            period = self._once(("period", record.sheet), lambda: self._ask_period(record))
        dates = period.dates() if period else None
        if dates is None:
            return {"start_date": None, "end_date": None}
        if layout.is_billing and period and period.is_month:
            return self._billed(layout, dates)
        return {"start_date": dates[0], "end_date": dates[1]}

    def _ask_period(self, record: Record) -> When | None:
        where = f"工作表“{record.sheet}”" if record.sheet else "这张表"
        asks = f"{where}没有写是哪个月的，是哪个月？（如 2025-10）"
        return self.asking.ask(f"period:{record.sheet}", asks, {}, read=when_with_year, is_of_layout=False)

    def _billed(self, layout: Layout, dates: tuple[date, date]) -> dict[str, Any]:
        """电费年月 is the month of the bill: of whole days or from reading to reading, the sheet does not say."""
        name = layout.table.headings[layout.months or 0].text
        asks = f"“{name}”的票据算哪些天？按抄表日结算的，请写每月几日抄表（如 25）"
        last = self.asking.ask(f"days:{name}", asks, {WHOLE_MONTH: 0}, proposed=WHOLE_MONTH, read=_day_of_month)
        if not last:
            return {"start_date": dates[0], "end_date": dates[1]}
        before = date(dates[0].year - (dates[0].month == 1), (dates[0].month - 2) % 12 + 1, min(last, 28))
        return {"start_date": before.replace(day=min(last, 28) + 1), "end_date": dates[0].replace(day=min(last, 28))}

    def _by_reading_days(self, layout: Layout, record: Record) -> dict[str, Any]:
        cells = record.values.get(READING_DAYS, ())
        found = [_one_day(cell) for cell in cells]
        name = "、".join(f"“{text_}”" for _, text_ in layout.reading_days)
        if len(found) > 1 and all(found):
            choices = {FROM_DAY_TO_DAY: 1, AS_PRINTED: 0}
            asks = f"{name}：票据从哪天算起？"
            later = self.asking.ask("days:reading", asks, choices, proposed=FROM_DAY_TO_DAY)
            first = found[0] if later is not None else None
            return {"start_date": first and first + timedelta(days=later or 0), "end_date": found[-1]}
        asks = f"只有{name}，票据算哪些天？"
        is_month = self.asking.ask("days:reading", asks, {WHOLE_MONTH: True}, proposed=WHOLE_MONTH)
        dates = When(found[-1].year, found[-1].month, found[-1].month).dates() if is_month and found[-1] else None
        return dict(zip(("start_date", "end_date"), dates or (None, None), strict=True))

    # --- the same twice

    def _settle_same(
        self, made: list[tuple[dict[str, Any], Record]], records: Sequence[Record]
    ) -> list[tuple[dict[str, Any], Record]]:
        """Rows of one unit, resource and month without an account, told apart by a place alone: one bill or several?"""
        groups: dict[tuple[object, ...], list[int]] = {}
        for index, (row, record) in enumerate(made):
            if not row.get("account") and row.get("invoice_number") is None:
                key = (row["organisation"], row[RESOURCE], row.get("use"), str(record.period), row.get("start_date"))
                groups.setdefault((*key, row.get("end_date")), []).append(index)
        several = [same for same in groups.values() if len(same) > 1 and _told_apart([records[each] for each in same])]
        if not several:
            return made
        places = list(dict.fromkeys(records[each].place for same in several for each in same))
        named = "、".join(each or "没有写名称" for each in places[:6])
        asks = f"同一个月有几行没有写户号（{named}）：是一张票据的几部分，还是几个户号？"
        is_sum = self.asking.ask("same", asks, {ADD_UP: True, BY_PLACE: False})
        gone: set[int] = set()
        for same in several:
            if is_sum:
                _add_up([made[each][0] for each in same])
                gone |= set(same[1:])
            elif is_sum is False:
                for each in same:
                    made[each][0]["account"] = records[each].place
        return [pair for index, pair in enumerate(made) if index not in gone]

    def _settle_accounts(self, made: Iterable[tuple[dict[str, Any], Record]]) -> None:
        """A sheet without accounts, of a unit that has some: which one is it?"""
        for row, record in made:
            unit = row["organisation"] or self._likely.get(as_written(record.values.get("organisation")), "")
            if row.get("account") or not unit or not row[RESOURCE]:
                continue
            whose = unit, row[RESOURCE]
            if account := self._once(("account", *whose), partial(self._account, whose)):
                row["account"] = account

    def _account(self, whose: tuple[str, str]) -> str | None:
        organisation, resource = whose
        known = [each for each in self.known.accounts(organisation, resource) if each]
        if not known:
            return None
        name = Resource(resource).zh
        asks = f"表上没有写户号，{organisation} 的“{name}”记在哪个户号？"
        choices = {each: each for each in known[:MOST_CHOICES]} | {NO_ACCOUNT: ""}
        proposed = known[0] if len(known) == 1 else ""
        return self.asking.ask(f"account:{organisation}:{name}", asks, choices, proposed=proposed)

    # --- other ledgers

    def _settle_plain(self, pairs: Sequence[tuple[Layout, Record]]) -> None:
        self._settle_years(pairs)
        of_month = self.labels.of_month
        for layout, record in pairs:
            row = dict(record.values)
            if "organisation" in self.keys:
                row["organisation"] = self._organisation(layout, record)
            period = record.period
            if of_month and of_month not in row and period and period.is_month and period.year:
                row[of_month] = f"{period.year:04}-{period.first:02}"
            self.found.rows.append(row)
            self.found.numbers.append((record.sheet, record.row))


def _equals(value: Any, quantity: Decimal) -> bool:
    return isinstance(value, int | float | Decimal) and Decimal(str(value)) == quantity


def _resource_named(written: str) -> str | None:
    found = Resource.named(written)
    return found.value if found else None


def _day_of_month(written: str) -> int | None:
    digits = "".join(each for each in half_width(written) if each.isdigit())
    return int(digits) if digits and 1 <= int(digits) <= 31 else None


def _code(cell: Cell) -> Cell:
    try:
        return code(cell)
    except CellRefused:
        return cell


def _text(cell: Cell) -> Cell:
    try:
        return text(cell)
    except CellRefused:
        return str(cell)


def _two_days(own: Mapping[str, Any]) -> dict[str, Any]:
    """Two columns of days; months in them are whole ones."""
    first, last = own.get("start_date"), own.get("end_date")
    start, end = _one_day(first), _one_day(last)
    of_start, of_end = when(first), when(last)
    if start and end and start == end and start.day == 1 and of_start:
        return dict(zip(("start_date", "end_date"), of_start.dates() or (start, end), strict=True))
    if of_start and not start and (dates := of_start.dates()):
        start = dates[0]
        end = end or (dates[1] if last is None else None)
    if of_end and not end and (dates := of_end.dates()):
        end = dates[1]
    return {"start_date": start or first, "end_date": end or last}


def _one_day(cell: Cell) -> date | None:
    try:
        return day(cell)
    except CellRefused:
        found = spans.meant(half_width(str(cell)))
        days = found.days if found else None
        return days[0] if days and days[0] == days[1] else None


def _wrapping(found: Sequence[tuple[Layout, Record]]) -> dict[int, int]:
    """By record, how many years after the first it is: where months of one series fall back to January."""
    last: dict[tuple[object, ...], tuple[int, int]] = {}
    later: dict[int, int] = {}
    for layout, record in found:
        own = record.values
        key = (id(layout), record.resources, record.place, own.get("organisation"), str(own.get("account")))
        before, years = last.get(key, (0, 0))
        first = record.period.first if record.period else 0
        years += first == 1 and before == 12
        last[key] = (first, years)
        if years:
            later[id(record)] = years
    return later


def _told_apart(records: Sequence[Record]) -> bool:
    return len({record.place for record in records}) == len(records)


def _add_up(rows: Sequence[dict[str, Any]]) -> None:
    for key in FIGURES:
        told = [row[key] for row in rows if row.get(key) is not None]
        if told and all(isinstance(each, int | float | Decimal) for each in told):
            rows[0][key] = sum((Decimal(str(each)) for each in told), Decimal(0))
