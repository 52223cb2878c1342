"""What each column of a table is: whose row it is, which days, which figure, a check, or nothing for us."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

from jieyue.files.cells import Cell, is_blank
from jieyue.files.office.asking import LEFT_ALONE, Asking
from jieyue.files.office.context import Context, account_in
from jieyue.files.office.figures import figure
from jieyue.files.office.joining import EMPTY, SAMPLE, Holds, Joined, Times, day_of, holds_of, sample_of, times_of
from jieyue.files.office.labels import MONEY, NONE, NOT_OURS, QUANTITY, RESOURCE, UNIT, Label, Labels
from jieyue.files.office.periods import When, day_said
from jieyue.files.office.tables import Heading, Table
from jieyue.rules.values import Resource
from jieyue.rules.wording import Piece, Role

if TYPE_CHECKING:
    from jieyue.files.office.proposing import Known

MOST_OTHERS = 0.2
"""A column names figures where no more than this share of its cells says something else."""
FIGURES = (QUANTITY, MONEY)
ADDED_UP = "相加"
OF_WHICH = "其中"
WITH_TAX = "价税合计"
SIZES = frozenset((Resource.HEAT_BY_AREA.value, Resource.OTHER.value))
"""What is measured in square metres or standard coal: beside figures of others these are sizes and sums."""
ENDS = ("start_date", "end_date")
FEWEST_PARTS = 2
SAYS_WHAT = NOT_OURS - {Piece.OTHER_MONEY}
"""What tells of which figures a row is; 已缴 and 欠费 tell how a bill stands."""


@dataclass(frozen=True)
class Column:
    """A column of the sheet as it was understood: `to` is the key it becomes, "" where it is not read; `why` says so in
    words. `is_part`: another column of the sheet says the rest of it.
    """

    sheet: str
    place: int
    text: str
    to: str
    why: str
    is_part: bool = False


@dataclass
class Values:
    """A column of figures. `key` is "" where the rows say which figure it is; `rest` is what of its name is not
    understood, `organisation` and `account` whose figures it has where its name says that. `adds` marks what is added
    up with other columns to one figure, `odd` is what stands in brackets where a unit should and is not known.
    `is_known` where every name above it was understood.
    """

    place: int
    text: str
    key: str = ""
    period: When | None = None
    resources: tuple[str, ...] = ()
    word: str = ""
    use: str = ""
    unit: str = ""
    rest: str = ""
    is_total: bool = False
    organisation: str = ""
    account: str = ""
    adds: bool = False
    odd: str = ""
    is_known: bool = True


@dataclass(frozen=True)
class Reading:
    """A column of what stood on a meter, before or after, or of what it is multiplied by."""

    place: int
    text: str
    label: Label

    @property
    def is_multiplier(self) -> bool:
        return Piece.MULTIPLIER in self.label.pieces

    @property
    def is_before(self) -> bool:
        return Piece.EARLIER in self.label.pieces


@dataclass
class Layout:
    table: Table
    context: Context
    dims: dict[str, int] = field(default_factory=dict)
    joined: list[Joined] = field(default_factory=list)
    by_name: bool = False
    months: int | None = None
    years: int | None = None
    is_billing: bool = False
    reading_days: list[tuple[int, str]] = field(default_factory=list)
    months_back: int | None = None
    is_paid_on: bool = False
    dated: list[tuple[Heading, list[Cell]]] = field(default_factory=list)
    beside: list[Heading] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    parts: list[tuple[Heading, Label]] = field(default_factory=list)
    passed_over: set[int] = field(default_factory=set)
    computes: bool = False
    remark: int | None = None
    items: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    asides: list[int] = field(default_factory=list)
    days: list[Heading] = field(default_factory=list)
    values: list[Values] = field(default_factory=list)
    checks: list[Values] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)

    @property
    def months_are_across(self) -> bool:
        return any(each.period for each in self.values)

    @property
    def meter(self) -> tuple[Reading | None, Reading | None, Reading | None]:
        """The columns of the reading before, of the one after, and of the multiplier."""
        before = next((each for each in self.readings if each.is_before and not each.is_multiplier), None)
        after = next((each for each in self.readings if not each.is_before and not each.is_multiplier), None)
        return before, after, next((each for each in self.readings if each.is_multiplier), None)

    @property
    def others(self) -> list[Column]:
        """The columns of figures that are not of the bills themselves: 累计, 上年同期."""
        return [each for each in self.columns if each.place in self.passed_over]

    def say(self, heading: Heading, to: str, why: str) -> None:
        self.columns.append(Column(self.table.sheet.name, heading.place, heading.text, to, why))


def layout_of(table: Table, context: Context, labels: Labels, asking: Asking, known: "Known") -> Layout:
    layout = Layout(table, context)
    told = {heading.place: _together(heading.labels) for heading in table.headings}
    times = times_of(table, told, labels, asking)
    open_: list[Heading] = []
    for heading in table.headings:
        if not (_place_time(layout, heading, times) or _place(layout, heading, labels)):
            open_.append(heading)
    owners = _owners_among(layout, open_, labels, known)
    for heading in open_:
        if heading.place in owners:
            _place_value(layout, heading, _together(heading.labels), labels)
        elif not _names_organisations(layout, heading, known, labels):
            _place_by_content(layout, heading, labels, asking)
    _settle_days(layout, labels, asking)
    _settle_figures(layout, labels, asking, known)
    return layout


# --- moments in two columns


def _place_time(layout: Layout, heading: Heading, times: Times) -> bool:
    """Whether it was settled already: an hour, the day of hours, or a column in whose stead another is read."""
    clock, of_day = times.with_clock(heading.place), times.on_day(heading.place)
    why, own = times.instead.get(heading.place, ""), times.hourless.get(heading.place, "")
    if clock is not None:
        layout.joined.append(clock)
        layout.dims[clock.key] = heading.place
        layout.say(heading, clock.key, f"钟点，与“{clock.day.text}”的日子合起来")
    elif of_day:
        hours = "、".join(f"“{each.clock.text}”" for each in of_day)
        said, is_part = f"日子，与{hours}的钟点合起来", True
        if own:
            layout.dims[own], said, is_part = heading.place, f"{said}；自己没有钟点", False
        to = of_day[0].key if is_part else own
        layout.columns.append(Column(layout.table.sheet.name, heading.place, heading.text, to, said, is_part=is_part))
    elif why:
        layout.say(heading, "", why)
    return bool(clock or of_day or why)


# --- by name


def _place(layout: Layout, heading: Heading, labels: Labels) -> bool:
    """Whether the names above the column tell what it is."""
    label = _together(heading.labels)
    if not label.is_ours and (not label.column or label.column in FIGURES):
        return _pass_over(layout, heading, label, labels)
    if _is_value(label, labels) or (label.period and not label.roles):
        _place_value(layout, heading, label, labels)
    elif label.column and label.column == labels.of_month and layout.months is None:
        layout.months = heading.place
        layout.say(heading, label.column, "月份")
    elif label.column:
        _place_dimension(layout, heading, label, labels)
    elif label.roles:
        return _place_role(layout, heading, label, labels)
    elif label.is_total or (labels.is_energy and (label.resources or label.unit)):
        _place_value(layout, heading, label, labels)
    else:
        return False
    return True


def _pass_over(layout: Layout, heading: Heading, label: Label, labels: Labels) -> bool:
    """Figures that are not of this bill. A column of words, 指标, may say what the rows are all the same."""
    cells = list(islice(_written(layout.table, heading.place), SAMPLE))
    if cells and _are_items(cells, labels):
        return False
    readings = label.pieces & {Piece.READING, Piece.MULTIPLIER}
    if readings and labels.is_energy:
        layout.readings.append(Reading(heading.place, heading.text, label))
    if label.pieces & NOT_OURS == {Piece.PART} and label.column in FIGURES:
        layout.parts.append((heading, label))
        return True
    layout.passed_over.add(heading.place)
    layout.say(heading, "", f"{_named(label.pieces & NOT_OURS)}，不读入")
    return True


def _together(labels: Sequence[Label]) -> Label:
    """What the names above each other say together; the lower one goes before."""
    found = NONE
    for label in labels:
        both = tuple(each for each in label.resources if each in found.resources) or label.resources
        above = "" if found.column == RESOURCE and label.resources else found.column  # 能源种类 over 电 and 水
        found = Label(
            text=label.text,
            column=label.column or above,
            roles=label.roles or found.roles,
            pieces=label.pieces | found.pieces,
            resources=both or found.resources,
            word=label.word or found.word,
            use=label.use or found.use,
            unit=label.unit or found.unit,
            period=label.period or found.period,
            is_known=label.is_known,
            odd=label.odd or found.odd,
        )
    return found


def _is_value(label: Label, labels: Labels) -> bool:
    return labels.is_energy and label.column in FIGURES


def _place_value(layout: Layout, heading: Heading, label: Label, labels: Labels) -> None:
    key = label.column
    if not key and label.unit and labels.is_energy:
        key = MONEY if labels.is_money(label.unit) else QUANTITY
    rest = "".join(text for text, each in zip(heading.texts, heading.labels, strict=False) if _is_unknown(each))
    value = Values(
        heading.place,
        heading.text,
        key,
        label.period,
        label.resources,
        label.word,
        label.use,
        label.unit,
        rest,
        label.is_total,
        odd=label.odd,
        is_known=all(each.kind or each.is_known for each in heading.labels),
    )
    layout.values.append(value)


def _is_unknown(label: Label) -> bool:
    return not (label.kind or label.unit or label.is_known)


def _place_dimension(layout: Layout, heading: Heading, label: Label, labels: Labels) -> None:
    key, is_name = label.column, Role.ORGANISATION_NAME in label.roles
    if key == UNIT and _holds_names(layout, heading, labels):
        key, is_name = "organisation", True
    if key == "organisation" and key in layout.dims:
        if is_name or not layout.by_name:
            layout.say(heading, "", "已按另一列认单位，不读入")
            return
        layout.by_name = False
    elif key in layout.dims:
        layout.say(heading, "", "同样的列前面已有，不读入")
        return
    elif key == "organisation":
        layout.by_name = is_name
    layout.dims[key] = heading.place
    layout.say(heading, key, "按列名" + _lacking(layout, heading, key, labels))


def _lacking(layout: Layout, heading: Heading, key: str, labels: Labels) -> str:
    """What a column of moments does not say."""
    if key not in labels.moments:
        return ""
    lacks = {Holds.DAYS: "；只写了日期，没有写钟点", Holds.CLOCKS: "；只写了钟点，没有日期"}
    return lacks.get(holds_of(sample_of(layout.table, heading.place, labels)), "")


def _holds_names(layout: Layout, heading: Heading, labels: Labels) -> bool:
    """单位 is a unit of measure or whose figures they are: what stands in it tells."""
    cells = [cell for cell in islice(_written(layout.table, heading.place), SAMPLE) if not labels.is_total(cell)]
    measures = any(labels.is_unit(str(cell).strip()) or labels.is_money(str(cell)) for cell in cells)
    return labels.is_energy and bool(cells) and not measures


def _names_organisations(layout: Layout, heading: Heading, known: "Known", labels: Labels) -> bool:
    """A column of no name that is known, in which most are known to be units."""
    if "organisation" in layout.dims or "organisation" not in labels.keys:
        return False
    cells = [cell for cell in islice(_written(layout.table, heading.place), SAMPLE) if not labels.is_total(cell)]
    named = sum(isinstance(cell, str) and is_called(cell.strip(), known) for cell in cells)
    if not named or 2 * named <= len(cells):
        return False
    layout.dims["organisation"], layout.by_name = heading.place, True
    layout.say(heading, "organisation", "这一列写的是单位")
    return True


def _owners_among(layout: Layout, open_: Sequence[Heading], labels: Labels, known: "Known") -> set[int]:
    """The columns of figures that are called as a unit is, or after an account: 户号0031207. Short names of units count
    where there are several and every one can only mean one.
    """
    figures = [each for each in open_ if each.text and labels.is_energy and _holds_figures(layout, each, labels)]
    exact = {each.place for each in figures if account_in(each.text, labels) or is_called(each.text, known)}
    called = [known.units_called(each.text) for each in figures]
    are_all = len(figures) > 1 and all(len(same or likely) == 1 for same, likely in called)
    return {each.place for each in figures} if are_all else exact


def _holds_figures(layout: Layout, heading: Heading, labels: Labels) -> bool:
    cells = list(islice(_written(layout.table, heading.place), SAMPLE))
    return bool(cells) and sum(figure(cell, labels).value is not None for cell in cells) * 2 > len(cells)


def is_called(name: str, known: "Known") -> bool:
    """Whether one unit is called exactly so."""
    return len(known.units_called(name)[0]) == 1


def _settle_days(layout: Layout, labels: Labels, asking: Asking) -> None:
    """Where no column tells the days, those of paying may: of which month, whoever sent the sheet says."""
    says_days = layout.months is not None or layout.reading_days or {"start_date", "end_date"} & layout.dims.keys()
    is_told = not labels.is_energy or says_days or layout.months_are_across
    are_ends = not is_told and _ask_for_ends(layout, asking)
    for heading in layout.days if not are_ends else ():
        layout.dated.append((heading, list(islice(_written(layout.table, heading.place), SAMPLE))))
        layout.say(heading, "", "不是要填报的内容，不读入")
    if is_told or are_ends or layout.context.period:
        return
    for heading, cells in layout.dated:
        if cells and all(isinstance(cell, date) for cell in cells):
            choices = {f"{heading.text}所在的月": 0, f"{heading.text}的上一个月": 1}
            asks = f"表上没有写是哪个月的，只有“{heading.text}”：票据算哪个月？"
            layout.months, layout.months_back = heading.place, asking.ask(f"days:{heading.text}", asks, choices)
            layout.is_paid_on = True
            return


def _ask_for_ends(layout: Layout, asking: Asking) -> bool:
    """Two columns of days whose names nobody knows are likely first and last days, if no row has them the other way."""
    if len(layout.days) != len(ENDS):
        return False
    first, last = layout.days
    rows = [layout.table.sheet.rows[row] for row in layout.table.body]
    pairs = [(day_said(cells[first.place]), day_said(cells[last.place])) for cells in rows]
    if any(start and end and start > end for start, end in pairs):
        return False
    asks = f"“{first.text}”“{last.text}”是不是票据的起止日期？"
    if asking.ask("days:ends", asks, {"是": True, "不是": False}, proposed="是") is False:
        return False
    for key, heading in zip(ENDS, layout.days, strict=True):
        layout.dims[key] = heading.place
        layout.say(heading, key, "按您的回答")
    return True


def _place_role(layout: Layout, heading: Heading, label: Label, labels: Labels) -> bool:
    roles = label.roles
    if Role.MONTH in roles and labels.of_day and labels.of_day not in layout.dims:
        layout.dims[labels.of_day] = heading.place
        layout.say(heading, labels.of_day, "日子")
        return True
    if Role.READING_DAY in roles:
        layout.reading_days.append((heading.place, heading.text))
        layout.say(heading, "end_date" if len(layout.reading_days) > 1 else "start_date", "抄表的日子")
    elif roles & {Role.MONTH, Role.BILLING_MONTH} and _is_corner(layout, heading, labels):
        return False
    elif roles & {Role.MONTH, Role.BILLING_MONTH} and layout.months is not None:
        layout.beside.append(heading)
        layout.say(heading, "", "右边又有一列月份")
    elif roles & {Role.MONTH, Role.BILLING_MONTH}:
        layout.months, layout.is_billing = heading.place, Role.BILLING_MONTH in roles
        layout.say(heading, "start_date", "月份，一整个月")
    elif Role.YEAR in roles and layout.years is None:
        layout.years = heading.place
        layout.say(heading, "start_date", "年份")
    elif Role.REMARK in roles and layout.remark is None:
        layout.remark = heading.place
        layout.say(heading, "", "备注，只看里面写的月份")
    elif Role.ASIDE in roles and _says_what(layout, heading, labels):
        return False
    else:
        layout.asides.append(heading.place)
        layout.dated.append((heading, list(islice(_written(layout.table, heading.place), SAMPLE))))
        layout.say(heading, "", "不是要填报的内容，不读入")
    return True


def _is_corner(layout: Layout, heading: Heading, labels: Labels) -> bool:
    """月份 where the months to its right and the items below it meet."""
    across = sum(any(label.period for label in each.labels) for each in layout.table.headings)
    cells = list(islice(_written(layout.table, heading.place), SAMPLE))
    return across > 1 and bool(cells) and _are_items(cells, labels)


def _says_what(layout: Layout, heading: Heading, labels: Labels) -> bool:
    """油品 of a list of refuels: words that say what each row is of."""
    cells = list(islice(_written(layout.table, heading.place), SAMPLE))
    return labels.is_energy and bool(cells) and _are_items(cells, labels)


def _named(pieces: Iterable[Piece]) -> str:
    return "、".join(sorted(piece.zh for piece in pieces))


# --- by what stands in it


def _place_by_content(layout: Layout, heading: Heading, labels: Labels, asking: Asking) -> None:
    cells = list(islice(_written(layout.table, heading.place), SAMPLE))
    if not cells:
        if heading.text:
            layout.say(heading, "", EMPTY)
        return
    if layout.months is None and not layout.months_are_across and _are_months(cells, labels):
        layout.months = heading.place
        layout.say(heading, "start_date", "这一列写的是月份")
    elif labels.is_energy and all(day_said(cell) for cell in cells):
        layout.days.append(heading)
    elif heading.text and _may_be_when(layout, cells, labels):
        _ask_what_it_is(layout, heading, labels, asking)
    elif _are_items(cells, labels):
        layout.items.append(heading.place)
        layout.say(heading, RESOURCE if labels.is_energy else "", "这一列写的是各行是什么")
    elif sum(figure(cell, labels).value is not None for cell in cells) * 2 > len(cells) and heading.text:
        _ask_what_it_is(layout, heading, labels, asking)
    elif heading.text or layout.places:
        layout.places.append(heading.place)
        layout.say(heading, "", "不认识的文字，不读入")
    else:
        layout.places.append(heading.place)


def _may_be_when(layout: Layout, cells: Sequence[Cell], labels: Labels) -> bool:
    """Whether it says days where the ledger needs one and no column is called so."""
    needed = {each.key for each in labels.columns if each.required} & {*labels.moments, *labels.days}
    is_open = not labels.is_energy and bool(needed - layout.dims.keys())
    return is_open and all(day_of(cell) for cell in cells)


def _written(table: Table, place: int) -> Iterator[Cell]:
    rows = table.sheet.rows
    return (rows[row][place] for row in table.body if not is_blank(rows[row][place]))


def _are_months(cells: Sequence[Cell], labels: Labels) -> bool:
    data = [cell for cell in cells if not labels.is_total(cell)]
    months = sum(labels.read(cell).period is not None for cell in data)
    return bool(months) and months >= len(data) * (1 - MOST_OTHERS)


def _are_items(cells: Sequence[Cell], labels: Labels) -> bool:
    data = [cell for cell in cells if not labels.is_total(cell)]
    read = [labels.read(cell) for cell in data]
    named = sum(bool(label.column or label.resources or label.is_total or label.pieces & SAYS_WHAT) for label in read)
    return bool(named) and named >= len(data) * (1 - MOST_OTHERS)


def _ask_what_it_is(layout: Layout, heading: Heading, labels: Labels, asking: Asking) -> None:
    choices = {LEFT_ALONE: ""} | {column.zh: column.key for column in labels.columns}
    asks = f"“{heading.text}”这一列是什么？"
    key = asking.ask(f"column:{heading.text}", asks, choices, proposed=LEFT_ALONE)
    if not key:
        layout.say(heading, "", "没有认出是什么，不读入")
    elif labels.is_energy and key in FIGURES:
        layout.values.append(Values(heading.place, heading.text, key))
    elif key not in layout.dims:
        layout.dims[key] = heading.place
        layout.say(heading, key, "按您的回答")


# --- which figures are taken


def _settle_figures(layout: Layout, labels: Labels, asking: Asking, known: "Known") -> None:
    _leave_words(layout, labels)
    of_which = _settle_of_which(layout, labels)
    _settle_owners(layout, labels, known)
    if RESOURCE in layout.dims and labels.is_energy:
        layout.items.append(layout.dims[RESOURCE])
    data = [each for each in layout.values if not each.is_total]
    for value in [each for each in layout.values if each.is_total]:
        if any(_is_check_of(value, each) for each in data):
            layout.checks.append(value)
    for value in data:
        if value.period and not value.period.is_month and _covers_others(value, data):
            layout.checks.append(value)
    layout.values = [each for each in layout.values if each not in layout.checks]
    _settle_resources(layout, known, asking)
    _settle_beside_money(layout)
    _choose_among(layout, asking)
    _ask_to_add_parts(layout, labels, asking, of_which)
    _ask_to_compute(layout, asking)
    for value in layout.checks:
        layout.columns.append(Column(layout.table.sheet.name, value.place, value.text, "", "合计，只用来核对"))
    for value in layout.values:
        layout.columns.append(_column(layout, value))
    _leave_what_stands_beside(layout, asking)
    layout.items.sort()
    layout.columns.sort(key=lambda column: column.place)


def _leave_words(layout: Layout, labels: Labels) -> None:
    """供热单位 names a resource and no figure: where words stand in it alone, it has none."""
    for value in [each for each in layout.values if not each.key and not each.period]:
        cells = list(islice(_written(layout.table, value.place), SAMPLE))
        if cells and all(isinstance(cell, str) and figure(cell, labels).value is None for cell in cells):
            layout.values.remove(value)
            layout.places.append(value.place)
            why = "文字，不是要填报的数，不读入"
            layout.columns.append(Column(layout.table.sheet.name, value.place, value.text, "", why))


def _settle_owners(layout: Layout, labels: Labels, known: "Known") -> None:
    """What in the names of columns is no word of ours may be whose figures they are: a unit's name, or an account."""
    named = list(dict.fromkeys(each.rest for each in layout.values if each.rest))
    accounts = {each: account_in(each, labels) for each in named}
    called = {each: known.units_called(each) for each in named if not accounts[each]}
    are_units = "organisation" in labels.keys and "organisation" not in layout.dims
    are_units = are_units and bool(called) and all(len(exact or likely) == 1 for exact, likely in called.values())
    are_units = are_units and (len(called) > 1 or any(exact for exact, _ in called.values()))
    for value in layout.values:
        if accounts.get(value.rest):
            value.account, value.rest = accounts[value.rest], ""
        elif value.rest and are_units:
            value.organisation, value.rest = value.rest, ""


def _settle_resources(layout: Layout, known: "Known", asking: Asking) -> None:
    """A column that names no resource is of the one that the others name; of several it is nobody's, or their sum."""
    named = dict.fromkeys(each.resources for each in layout.values if each.resources)
    several = [value for value in layout.values if named and not value.resources]
    for value in several:
        if len(named) == 1 and (value.key == MONEY or not value.unit or _is_measured(next(iter(named)), value, known)):
            value.resources = next(iter(named))
            value.word = next(each.word for each in layout.values if each.resources == value.resources and each.word)
            continue
        if len(named) == 1 and value.is_known:
            continue
        layout.values.remove(value)
        with_own = {each.resources for each in layout.values if each.key == value.key}
        others = _measured_in(value.unit, known) if value.unit and value.key == QUANTITY else []
        if others and set(others) <= SIZES and not any(_is_measured(may, value, known) for may in named):
            why = f"“{value.unit}”不是这些能源的计量单位，不读入"
            layout.columns.append(Column(layout.table.sheet.name, value.place, value.text, "", why))
        elif value.key and not value.is_known:
            among = [each[0] for each in named if len(each) == 1]
            _ask_of_what(layout, value, [each for each in others or among if each not in SIZES], asking)
        elif with_own == set(named):
            layout.checks.append(value)
        else:
            why = "几种能源合在一起的数，分不开，不读入"
            layout.columns.append(Column(layout.table.sheet.name, value.place, value.text, "", why))


def _is_measured(resources: Sequence[str], value: Values, known: "Known") -> bool:
    return any(known.is_unit_of(each, value.unit) for each in resources)


def _measured_in(unit: str, known: "Known") -> list[str]:
    return [each.value for each in Resource if known.is_unit_of(each.value, unit)]


def _ask_of_what(layout: Layout, value: Values, among: Sequence[str], asking: Asking) -> None:
    """空调（度）beside those of electricity and water: a part of one of them, or one more."""
    choices: dict[str, tuple[str, ...]] = {LEFT_ALONE: ()} | {Resource(each).zh: (each,) for each in among}
    asks = f"“{value.text}”这一列是哪一种能源？是其中一部分的，不读入"
    value.resources = asking.ask(f"column:{value.text}", asks, choices, proposed=LEFT_ALONE) or ()
    if value.resources:
        layout.values.append(value)
    else:
        layout.columns.append(Column(layout.table.sheet.name, value.place, value.text, "", "没有认出是什么，不读入"))


def _settle_beside_money(layout: Layout) -> None:
    """天然气 beside 天然气费 is its quantity."""
    paid = [(each.period, set(each.resources)) for each in layout.values if each.key == MONEY]
    for value in layout.values:
        if not value.key and any(value.period == period and may & set(value.resources) for period, may in paid):
            value.key = QUANTITY


def _leave_what_stands_beside(layout: Layout, asking: Asking) -> None:
    """A second column of months to the right is of another table, unless each row has the same month in both."""
    rows, left = layout.table.sheet.rows, layout.months
    for heading in layout.beside:
        if left is None or all(rows[row][heading.place] in ("", None, rows[row][left]) for row in layout.table.body):
            continue
        asks = (
            f"右边（{_letters(heading.place)} 列起）还有一张表，月份与左边不同。先只读左边的吗？右边的请另存为一张表。"
        )
        asking.ask(f"beside:{layout.table.sheet.name}", asks, {"只读左边的": True}, is_of_layout=False)
        layout.values = [each for each in layout.values if each.place < heading.place]
        layout.checks = [each for each in layout.checks if each.place < heading.place]
        return


def _is_check_of(total: Values, value: Values) -> bool:
    """Whether a column of totals adds up a column of figures: 合计 over months, 合计金额 over resources."""
    if total.key and value.key and total.key != value.key:
        return False
    return not (total.resources and value.resources) or bool(set(total.resources) & set(value.resources))


def _covers_others(value: Values, data: Sequence[Values]) -> bool:
    """一季度 beside 1月, 2月 and 3月."""
    own = value.period
    return any(
        other.period and other.period.is_month and own.first <= other.period.first <= own.last
        for other in data
        if own and other is not value
    )


def _choose_among(layout: Layout, asking: Asking) -> None:
    """Of several columns for the same figure whoever sent the sheet says which it is, or that they are its parts; a
    column of their total says so too.
    """
    groups: dict[tuple, list[Values]] = {}
    for value in layout.values:
        whose = (value.organisation, value.account)
        groups.setdefault((value.key, value.period, value.resources, value.use, value.rest, *whose), []).append(value)
    for (key, *_), same in groups.items():
        if len(same) < 2 or not key:
            continue
        if any(
            each.key == key and each.period == same[0].period and _is_check_of(each, same[0]) for each in layout.checks
        ):
            _add_together(same)
            continue
        choices = {f"{each.text}（{_letters(each.place)} 列）": each for each in same}
        asks = f"{'、'.join(f'“{said}”' for said in choices)}哪一列是{'金额' if key == MONEY else '数量'}？"
        with_tax = [said for said in choices if said.startswith(WITH_TAX)]
        proposed = with_tax[0] if len(with_tax) == 1 else ""
        chosen = asking.ask(f"column:{key}:{same[0].text}", asks, {**choices, ADDED_UP: same}, proposed=proposed)
        if chosen is same:
            _add_together(same)
            continue
        others = [each for each in same if each is not (chosen or same[0])]
        layout.values = [each for each in layout.values if each not in others]
        for each in others:
            layout.columns.append(Column(layout.table.sheet.name, each.place, each.text, "", "没有选这一列，不读入"))


def _add_together(values: Sequence[Values]) -> None:
    for value in values:
        value.adds = True


def _letters(place: int) -> str:
    """As spreadsheets call a column: A, Z, AA."""
    said = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        said = chr(ord("A") + rest) + said
    return said


def _settle_of_which(layout: Layout, labels: Labels) -> list[tuple[Heading, Label]]:
    """其中：电费 is a figure of its own where no other column has it. What is left is a part of another figure."""
    of_which = [each for each in layout.parts if each[0].text.startswith(OF_WHICH)]
    for heading, label in list(of_which):
        same = (each for each in layout.values if each.key == label.column and not each.is_total)
        if label.resources and not any(set(each.resources) & set(label.resources) for each in same):
            of_which.remove((heading, label))
            layout.parts.remove((heading, label))
            _place_value(layout, heading, label, labels)
    return of_which


def _ask_to_add_parts(
    layout: Layout, labels: Labels, asking: Asking, of_which: Sequence[tuple[Heading, Label]]
) -> None:
    """峰, 平 and 谷 are the figure where no column has their sum. Until that is answered they are taken so."""
    for key in FIGURES:
        parts = [each for each in layout.parts if each[1].column == key and each not in of_which]
        is_told = any(each.key in ("", key) for each in layout.values)
        if len(parts) < FEWEST_PARTS or is_told:
            continue
        names = "、".join(f"“{heading.text}”" for heading, _ in parts)
        asks = f"表上没有总的{'金额' if key == MONEY else '用量'}，把{names}相加吗？"
        if asking.ask(f"add:{key}", asks, {ADDED_UP: True, "不相加，不读入": False}, proposed=ADDED_UP) is not False:
            layout.parts = [each for each in layout.parts if each not in parts]
            for heading, label in parts:
                _place_value(layout, heading, label, labels)
            _add_together(layout.values[-len(parts) :])
    for heading, label in layout.parts:
        layout.say(heading, "", f"{_named(label.pieces & NOT_OURS)}，不读入")


def _ask_to_compute(layout: Layout, asking: Asking) -> None:
    """What stood on the meter before and after tells the quantity, where no column does."""
    if any(value.key != MONEY for value in layout.values) or None in layout.meter[:2]:
        return
    before, after, times = layout.meter
    names = [each.text for each in (after, before, times) if each]
    said = f"（{names[0]}－{names[1]}）" + (f"×{names[2]}" if times else "")
    asks = f"表上没有用量这一列，按{said}计算吗？"
    layout.computes = bool(asking.ask("quantity", asks, {"按示数计算": True, "不计算": False}, proposed="按示数计算"))


def _column(layout: Layout, value: Values) -> Column:
    said = f"{value.period}的" if value.period else ""
    what = {QUANTITY: "数量", MONEY: "金额"}.get(value.key, "数")
    return Column(layout.table.sheet.name, value.place, value.text, value.key or QUANTITY, f"{said}{what}")
