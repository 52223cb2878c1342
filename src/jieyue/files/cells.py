"""What one cell says: text, a code, a number, a year, a day, yes or no; and when it cannot be that, what to write.

Every parser takes a cell as the file gave it and returns None for a blank one. It raises `CellRefused` with words
made for the mistake: an officer who wrote 1.2万 is told to write 12000.
"""

import datetime
import math
import re
from calendar import monthrange
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import wraps

import orjson

from jieyue.files import spans
from jieyue.files.clocks import clock_said
from jieyue.rules.period import FIRST_KEPT

Cell = str | int | float | bool | datetime.date | datetime.datetime | datetime.time | datetime.timedelta | None

FIRST_YEAR, LAST_YEAR = FIRST_KEPT, 2100
# A hundred billion kWh is more than any province's organs use: such a figure is a slip or an invoice number.
TOO_LARGE = Decimal(10) ** 11
TOO_SMALL = -TOO_LARGE
# Excel and WPS keep fifteen significant digits of a number and turn the rest into zeros.
DIGITS_KEPT = 15
LONGEST_QUOTED = 40
ERROR_VALUES = frozenset({"#REF!", "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#VALUE!", "#SPILL!", "#CALC!"})

INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u202a\u202c\u200e\u200f"))
# Only the ASCII look-alikes: NFKC would also turn 10² into 102.
HALF_WIDTH = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0xA0: " ", 0x2212: "-"}


class CellRefused(Exception):  # noqa: N818 (the house says refused)
    """The cell cannot be what its column asks for."""

    def __init__(self, rule: str, says: str, do: str) -> None:
        super().__init__(says)
        self.rule = rule
        self.says = says
        self.do = do


class ReadWithHint(CellRefused):
    """What was written is more, or less, than the column asks for, and `value` is what is meant all the same: a sheet
    takes it and says so.
    """

    def __init__(self, rule: str, says: str, do: str, *, value: object) -> None:
        super().__init__(rule, says, do)
        self.value = value


class GluedToNumber(CellRefused):
    """A number with something behind it, which may be a unit: whoever knows units may say where that belongs."""

    def __init__(self, rule: str, says: str, do: str, *, unit: str) -> None:
        super().__init__(rule, says, do)
        self.unit = unit

    def with_unit(self) -> CellRefused:
        """The same where what stands behind the number is a unit, and has a column of its own."""
        return CellRefused(self.rule, self.says, f"{self.do}单位“{self.unit}”写到“单位”列。")


def half_width(written: str) -> str:
    """Full-width digits, letters and signs as the plain ones, blanks around removed."""
    return written.translate(INVISIBLE).translate(HALF_WIDTH).strip()


def is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.translate(INVISIBLE).strip())


# --- text


def text(cell: Cell) -> str | None:
    """What is written, without the blanks around it. A whole number becomes its digits: 610101.0 is '610101'."""
    if isinstance(cell, str):
        return _text_of_string(cell)
    if cell is None:
        return None
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        return _text_of_number(cell)
    raise CellRefused(
        "text_became_date",
        f"这里应是文字，表格软件却存成了日期或时间（{_shown(cell)}）。",
        "请先把这一列的单元格格式设为“文本”，再重新填写。",
    )


def code(cell: Cell) -> str | None:
    """Like `text`, for codes and numbers of documents: half-width and without any blank inside."""
    if isinstance(cell, str) and cell.isascii() and cell.isalnum():
        return cell  # as nearly every code is written
    written = text(cell)
    if written is None:
        return None
    return _text_of_string(_without_guards("".join(half_width(written).split())))


@wraps(code, assigned=())
def plate(cell: Cell) -> str | None:
    """The number of a vehicle as all write it in the end: half-width capitals without blanks, dots and hyphens."""
    written = code(cell)
    return None if written is None else _JOINTS.sub("", written).upper() or None


_JOINTS = re.compile(r"[\s·•・‧∙⋅●.。\-‐‑–—―_]")
_GUARDED_CODE = re.compile(r'="([^"]*)"|[\'`’‘]+(.*)')


def _without_guards(written: str) -> str:
    """Without what makes a spreadsheet program keep digits as text: `="0012345"`, an apostrophe in front."""
    while found := _GUARDED_CODE.fullmatch(written):
        written = found[1] if found[1] is not None else found[2]
    return written


# Excel writes a long digit string as 2.24E+20 when it saves a CSV; the digits are gone.
_EXCEL_SCIENTIFIC = re.compile(r"[+-]?\d(\.\d+)?E\+\d{2,3}", re.ASCII)


def _text_of_string(written: str) -> str | None:
    written = written.strip() if written.isascii() else written.translate(INVISIBLE).strip()
    if not written:
        return None
    if written[0] == "#" and written.upper() in ERROR_VALUES:
        raise _error_value(written)
    if "E+" in written and _EXCEL_SCIENTIFIC.fullmatch(written):
        raise CellRefused(
            "scientific_notation",
            f"“{written}”是科学计数法，后面的数字已经丢失。",
            "请把这一列的单元格格式设为“文本”，再按原件重新填写完整号码。",
        )
    return written


def _text_of_number(value: float) -> str:
    if not abs(value) < 10**DIGITS_KEPT:
        raise CellRefused(
            "digits_lost",
            f"这个号码被存成了数字（{_shown(value)}），表格软件只保留前 {DIGITS_KEPT} 位，后面的数字已经不可信。",
            "请把这一列的单元格格式设为“文本”，再按原件重新填写完整号码。",
        )
    return format(_decimal(value), "f")


def _error_value(written: str) -> CellRefused:
    return CellRefused("error_value", f"公式出错，结果是 {written}。", "请改正公式，或者直接填写数据。")


def _shown(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 10**21:
        return str(int(cell))
    return _cut(str(cell))


def _cut(written: str) -> str:
    """A message quotes so much of a cell and no more; the patterns for mistakes need not read a novel either."""
    return written if len(written) <= LONGEST_QUOTED else f"{written[:LONGEST_QUOTED]}…"


# --- numbers

# What nearly every cell of a number column is: read without further questions.
_ORDINARY = re.compile(r"-?\d{1,10}(\.\d{1,10})?", re.ASCII)
_ORDINARY_SIZE = 1e10
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)", re.ASCII)
_WITH_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?", re.ASCII)


def number(cell: Cell) -> Decimal | None:
    """The number that is written, thousands separators and full-width digits allowed; always below 1e11 in size."""
    if isinstance(cell, float) and -_ORDINARY_SIZE < cell < _ORDINARY_SIZE:
        return _decimal(cell)
    if isinstance(cell, str):
        if _ORDINARY.fullmatch(cell):
            return Decimal(cell)
        value = _number_of_string(cell)
    elif cell is None:
        return None
    else:
        value = _number_of_value(cell)
    if value is not None and not TOO_SMALL < value < TOO_LARGE:
        raise CellRefused(
            "too_large", f"数字 {_shown(cell)} 太大（应小于 1000 亿）。", "请核对位数，以及是否把号码填进了数量列。"
        )
    return value


def numbers_of_floats(values: Sequence[float]) -> list[Decimal]:
    """The same of many that a program stored as numbers: written out all at once, for that is most of what it takes.

    Raises CellRefused where one of them would be refused.
    """
    told = orjson.dumps(values).decode()[1:-1]
    if not values or "e" in told or "u" in told or not -_ORDINARY_SIZE < min(values) <= max(values) < _ORDINARY_SIZE:
        return [found for value in values if (found := number(value)) is not None]
    written = f"{told},".replace(".0,", ",").split(",")[:-1]
    if max(map(len, written)) <= DIGITS_KEPT:
        return list(map(Decimal, written))
    both = zip(written, values, strict=True)
    return [Decimal(each) if len(each) <= DIGITS_KEPT else _decimal(value) for each, value in both]


def _number_of_value(cell: Cell) -> Decimal:
    if isinstance(cell, bool):
        raise CellRefused("not_a_number", "这里应是数字，填的却是“是/否”（TRUE 或 FALSE）。", "请填写数字。")
    if isinstance(cell, int | float):
        return _decimal(cell)
    raise _date_for_number(_shown(cell))


def _decimal(value: float) -> Decimal:
    """A stored number as it was typed: the noise of 0.1+0.2 lies beyond the fifteenth digit."""
    written = repr(value)
    if len(written) <= DIGITS_KEPT and "e" not in written and "n" not in written:
        return Decimal(written.removesuffix(".0"))
    if not math.isfinite(value):
        raise CellRefused("not_a_number", "这个单元格存的不是有效的数字。", "请重新填写数字。")
    return Decimal(int(value)) if value == int(value) else Decimal(f"{value:.{DIGITS_KEPT}g}")


def _number_of_string(cell: str) -> Decimal | None:
    if _PLAIN.fullmatch(cell):
        return Decimal(cell)
    written = half_width(cell)
    if not written:
        return None
    if _PLAIN.fullmatch(written):
        return Decimal(written)
    if _WITH_THOUSANDS.fullmatch(written):
        return Decimal(written.replace(",", ""))
    raise _misread_number(_cut(written))


def _misread_number(written: str) -> CellRefused:
    for pattern, explain in _MISREADINGS:
        if found := pattern.fullmatch(written):
            return explain(found)
    return _not_a_number(written)


def _not_a_number(written: str) -> CellRefused:
    return CellRefused("not_a_number", f"“{written}”不是数字。", "请对照原件只填一个数字，文字说明不要写在这一格。")


def _date_for_number(shown: str) -> CellRefused:
    return CellRefused(
        "date_for_number",
        f"这里应是数字，却是日期（{shown}），可能是表格软件自动把数字变成了日期。",
        "请把这一列的单元格格式设为“数值”，再重新填写数字。",
    )


def _accounting_negative(found: re.Match[str]) -> CellRefused:
    return CellRefused(
        "accounting_negative",
        f"“{found[0]}”用括号表示负数。",
        f"如果是负数，请写 -{found[1]}；如果不是，请去掉括号。",
    )


def _currency(found: re.Match[str]) -> CellRefused:
    digits = (found[1] or found[2]).replace(",", "")
    return CellRefused("currency_sign", f"“{found[0]}”带有货币符号。", f"请只写数字：{digits}。")


_MULTIPLES = {"十": 1, "百": 2, "千": 3, "万": 4, "十万": 5, "百万": 6, "千万": 7, "亿": 8, "万亿": 12, "w": 4, "W": 4}


def _wan(found: re.Match[str]) -> CellRefused:
    value = Decimal(found[1].replace(",", "")).scaleb(_MULTIPLES[found[2]])
    return GluedToNumber(
        "ten_thousands",
        f"“{found[0]}”用“{found[2]}”表示倍数。",
        f"请写完整的数字：{_full(value)}。",
        unit=found[3].strip(),
    )


def _full(value: Decimal) -> str:
    written = format(value, "f")
    return written.rstrip("0").rstrip(".") if "." in written else written


def _percent(found: re.Match[str]) -> CellRefused:
    return CellRefused("percent", f"“{found[0]}”是百分数，这里应是数量。", "请填写数量本身，不要写百分数。")


def _scientific(found: re.Match[str]) -> CellRefused:
    whole = f"：{_full(Decimal(found[0]))}" if abs(int(found[1])) < 12 else ""
    return CellRefused("scientific_notation", f"“{found[0]}”是科学计数法。", f"请核对后写完整的数字{whole}。")


def _range(found: re.Match[str]) -> CellRefused:
    return CellRefused(
        "range", f"“{found[0]}”是一个范围，也可能是月份。", f"请只填一个数，不要同时写 {found[1]} 和 {found[2]}。"
    )


def _fraction(found: re.Match[str]) -> CellRefused:
    return CellRefused("fraction", f"看不出“{found[0]}”是分数、日期还是两个数。", "请只填一个数，用小数表示。")


def _date_text_for_number(found: re.Match[str]) -> CellRefused:
    return _date_for_number(found[0])


def _misplaced_separator(found: re.Match[str]) -> CellRefused:
    return CellRefused(
        "misplaced_separator",
        f"“{found[0]}”的逗号或小数点位置不对。",
        "千位分隔逗号应每三位一个（如 1,234.5），小数点只有一个；拿不准就不写逗号。",
    )


def _inner_blank(found: re.Match[str]) -> CellRefused:
    joined = "".join(found[0].split())
    return CellRefused("inner_blank", f"“{found[0]}”中间有空格。", f"如果是一个数，请写 {joined}。")


def _error_in_number(found: re.Match[str]) -> CellRefused:
    return _error_value(found[0])


def _dash(found: re.Match[str]) -> CellRefused:
    return CellRefused(
        "not_a_number", f"“{found[0]}”不是数字。", "请写数字，为零就写 0；这一列可以不填的，没有数就留空。"
    )


def _unit_glued(found: re.Match[str]) -> CellRefused:
    return GluedToNumber(
        "unit_in_number",
        f"“{found[0]}”在数字之外还写了别的。",
        f"请只写数字：{found[1].replace(',', '')}。",
        unit=found[2].strip(),
    )


def _number_among_words(found: re.Match[str]) -> CellRefused:
    return CellRefused(
        "not_a_number",
        f"“{found[0]}”在数字之外还写了别的。",
        f"请对照原件写确切的数字：{found[1].replace(',', '')}。",
    )


_N = r"([+-]?[\d,]*\.?\d+)"
# In this order: the first that fits explains the cell. 千瓦时 and 千克 are units, not thousands.
_MISREADINGS: list[tuple[re.Pattern[str], Callable[[re.Match[str]], CellRefused]]] = [
    (re.compile(pattern, re.ASCII), explain)
    for pattern, explain in [
        (r"#[A-Z/0!?]+", _error_in_number),
        (r"[-—–/\\]+", _dash),
        (r"\(\s*[¥$]?\s*([\d,]*\.?\d+)\s*\)", _accounting_negative),
        (rf"(?:[¥￥$€£]|RMB|CNY)\s*{_N}\s*元?|{_N}\s*(?:[¥￥$€£]|RMB|CNY)", _currency),
        (rf"{_N}\s*[%‰]", _percent),
        (r"[+-]?\d*\.?\d+[eE]([+-]?\d{1,9})", _scientific),
        (rf"{_N}\s*(十万|百万|千万|万亿|十|百|万|亿|千(?![瓦克米卡焦伏安帕])|[wW](?![hH]))\s*(\D*)", _wan),
        (r"\d{4}\s*[-/.年]\s*\d{1,2}\s*(?:[-/.月]\s*\d{1,2}\s*日?|月)", _date_text_for_number),
        (rf"{_N}\s*(?:[~～—–-]+|至|到)\s*{_N}", _range),
        (r"[+-]?\d+\s*/\s*\d+", _fraction),
        (r"[+-]?[\d,.]*\d[\d,.]*", _misplaced_separator),
        (r"[+-]?\s*[\d,.]+(\s+[\d,.]+)*", _inner_blank),
        (rf"{_N}\s*([^\d\s,.+-]\D*)", _unit_glued),
        (rf"[^\d,.+-]+{_N}\D*", _number_among_words),
    ]
]


def whole(cell: Cell) -> int | None:
    """A number without a fraction: persons, vehicles."""
    value = number(cell)
    if value is None:
        return None
    if value != int(value):
        raise CellRefused("not_whole", f"这里应是整数，填的是 {_full(value)}。", "请填写整数。")
    return int(value)


# --- years, days


def year(cell: Cell) -> int | None:
    """A year of four digits, 年 or 年度 after it allowed."""
    if isinstance(cell, datetime.date | datetime.time | datetime.timedelta):
        raise CellRefused("not_a_year", f"这里应是年份，却是日期（{_shown(cell)}）。", "请只写四位年份，如 2024。")
    if isinstance(cell, str):
        cell = half_width(cell).removesuffix("度").removesuffix("年").strip()
    if is_blank(cell):
        return None
    written = _shown(cell)
    if not re.fullmatch(r"\d{4}", written, re.ASCII):
        raise CellRefused("not_a_year", f"“{written}”不是年份。", "请写四位年份，如 2024。")
    return _year_in_bounds(int(written))


def _year_in_bounds(value: int) -> int:
    if not FIRST_YEAR <= value <= LAST_YEAR:
        raise CellRefused("year_out_of_bounds", f"年份 {value} 不在 {FIRST_YEAR} 至 {LAST_YEAR} 之间。", "请核对年份。")
    return value


def day(cell: Cell) -> datetime.date | None:
    """A day written 2024-03-01, 2024/3/1, 2024.3.1 or 2024年3月1日, or a date cell of Excel. Of a moment its day is
    meant, as ReadWithHint says.
    """
    if isinstance(cell, str):
        return _day_of_string(cell)
    if cell is None:
        return None
    if isinstance(cell, datetime.datetime):
        return _day_of_moment(cell)
    if isinstance(cell, datetime.date):
        _year_in_bounds(cell.year)
        return cell
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        raise _number_for_day(_shown(cell))
    raise _not_a_day(_shown(cell))


_ORDINARY_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_DAY = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})(?!\d)|/(\d{1,2})/(\d{1,2})(?!\d)"
    r"|\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*(?:[日号]|(?!\d))|\.(\d{1,2})\.(\d{1,2})(?!\d))",
    re.ASCII,
)
_CLOCK_BEHIND = re.compile(r"(?:[\sT]\s*|(?<=[日号])|(?=[^\s\x00-\x7f]))(.+)")


def _day_of_string(cell: str) -> datetime.date | None:
    if found := _ORDINARY_DAY.fullmatch(cell):
        return _day_that_exists(int(found[1]), int(found[2]), int(found[3]), cell)
    written = cell if cell.isascii() else half_width(cell)
    written = written.strip()
    if not written:
        return None
    found = _DAY.match(written)
    if found is None:
        raise _misread_day(_cut(written))
    if found.end() == len(written):
        return _day_that_exists(*_parts_of(found), written)
    day, rest = day_and_rest(written)
    clock = clock_said(rest)
    if day is None or clock is None or clock.later:
        raise _misread_day(_cut(written))
    if clock.at != datetime.time():
        raise _has_time(_cut(written), day)
    return day


def day_and_rest(written: str) -> tuple[datetime.date | None, str]:
    """The day with which a text of plain figures and signs begins, None where it begins with none, and what stands
    behind it. Raises CellRefused for a day that there is not.
    """
    found = _DAY.match(written)
    behind = _CLOCK_BEHIND.fullmatch(written, found.end()) if found else None
    if found is None or not (behind or found.end() == len(written)):
        return None, written
    return _day_that_exists(*_parts_of(found), _cut(written)), behind[1].strip() if behind else ""


def _parts_of(found: re.Match[str]) -> tuple[int, int, int]:
    year, month, day = (int(part) for part in found.groups() if part)
    return year, month, day


def _day_that_exists(y: int, m: int, d: int, written: str) -> datetime.date:
    _year_in_bounds(y)
    if not 1 <= m <= 12:
        raise CellRefused("impossible_date", f"“{written}”：没有 {m} 月。", "请核对日期，月份为 1 至 12。")
    last = monthrange(y, m)[1]
    if not 1 <= d <= last:
        raise CellRefused(
            "impossible_date",
            f"“{written}”：{y} 年 {m} 月没有 {d} 日，最后一天是 {y}-{m:02}-{last:02}。",
            "请核对日期。",
        )
    return datetime.date(y, m, d)


def day_of_a_cell(cell: datetime.date) -> datetime.date:
    """The day of a date cell or of one with a time, which knows no zone."""
    return cell.date() if isinstance(cell, datetime.datetime) else cell


def _day_of_moment(cell: datetime.datetime) -> datetime.date:
    _year_in_bounds(cell.year)
    if cell.time() != datetime.time():
        raise _has_time(cell.isoformat(sep=" "), cell.date())
    return cell.date()


def _has_time(written: str, on: datetime.date) -> ReadWithHint:
    says = f"“{written}”带有钟点，这一列只要日期，按 {on} 读入。"
    return ReadWithHint("time_in_date", says, "不用处理；日期不对的请更正。", value=on)


def _not_a_day(written: str) -> CellRefused:
    return CellRefused("not_a_date", f"“{written}”不是日期。", "请写成 2024-03-01、2024/3/1 或 2024年3月1日。")


def _number_for_day(written: str) -> CellRefused:
    if found := _YEAR_AND_MONTH.fullmatch(written):
        return _year_and_month(written, int(found[1]), int(found[2]))
    if re.fullmatch(r"\d{8}", written, re.ASCII):
        return _misread_day(written)
    if re.fullmatch(r"\d{5}", written, re.ASCII) and 32874 <= int(written) <= 73415:
        meant = datetime.date(1899, 12, 30) + datetime.timedelta(days=int(written))
        return CellRefused(
            "number_for_date",
            f"这里应是日期，却是数字 {written}；如果它是表格软件的日期序号，就是 {meant}。",
            f"请核对后写成 {meant}，或者把单元格格式设为“日期”。",
        )
    return CellRefused("number_for_date", f"这里应是日期，却是数字 {written}。", "请写成 2024-03-01 这样的日期。")


def _year_and_month(written: str, y: int, m: int) -> CellRefused:
    """A number: what was typed as 2024.10 has become 2024.1."""
    says = f"这里应是日期，却是数字 {written}。"
    if m == 1:
        says += f"它可能是 {y} 年 1 月，也可能是 10 月（表格软件会丢掉末尾的 0）。"
    last = monthrange(y, m)[1] if m >= 1 and 1 <= y <= LAST_YEAR else 31
    return CellRefused(
        "number_for_date",
        says,
        f"请对照原件写到日，如开始的日期写 {y}-{m:02}-01，结束的日期写 {y}-{m:02}-{last}。",
    )


_DAY_IN_OTHER_FORM = re.compile(r"(\d{4})(?:(\d\d)(\d\d)|[.\-/年、 ]\s*(\d{1,2})[.\-/月、 ]\s*(\d{1,2})日?)", re.ASCII)
_SHORT_YEAR = re.compile(r"(\d{2})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", re.ASCII)
_DAY_FIRST = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{4}", re.ASCII)
_YEAR_AND_MONTH = re.compile(r"(\d{4})\.(\d)", re.ASCII)


def _misread_day(written: str) -> CellRefused:
    if found := _DAY_IN_OTHER_FORM.fullmatch(written):
        return _other_form(written, *(int(part) for part in found.groups() if part))
    return _unclear_day(written) or _day_in_words(written)


def _unclear_day(written: str) -> CellRefused | None:
    if _DAY_FIRST.fullmatch(written):
        return CellRefused("day_first", f"“{written}”看不出哪个是月、哪个是日。", "请按年、月、日写，如 2024-03-01。")
    if found := _SHORT_YEAR.fullmatch(written):
        year, month, day = (int(part) for part in found.groups())
        meant = f"20{year:02}-{month:02}-{day:02}"
        return CellRefused("short_year", f"“{written}”的年份只有两位。", f"请写四位年份，如 {meant}。")
    return _number_for_day(written) if re.fullmatch(r"\d{5}", written, re.ASCII) else None


def _day_in_words(written: str) -> CellRefused:
    if words := spans.meant(written):
        return _in_words(written, words)
    if of_a_year := spans.day_of_a_year(written):
        meant = "2024-{:02}-{:02}".format(*of_a_year)
        return CellRefused("year_missing", f"“{written}”没有写年份。", f"请对照原件补上年份，如 2024 年的写 {meant}。")
    if re.fullmatch(r"\d+(\.\d+)?", written, re.ASCII):
        return _number_for_day(written)
    return _not_a_day(written)


def _other_form(written: str, y: int, m: int, d: int) -> CellRefused:
    try:
        meant = _day_that_exists(y, m, d, written)
    except CellRefused as refusal:
        return refusal
    return CellRefused("date_form", f"“{written}”不是约定的日期写法。", f"请写成 {meant}。")


def _in_words(written: str, words: spans.Meant) -> CellRefused:
    if words.days is None:
        return _without_year(written, *(words.months or (1, 12)))
    first, last = words.days
    if not FIRST_YEAR <= first.year <= last.year <= LAST_YEAR:
        return _not_a_day(written)
    if first == last:
        return CellRefused("date_form", f"“{written}”不是约定的日期写法。", f"请写成 {first}。")
    is_month = first.day == 1 and last == _month_end(first)
    return CellRefused(
        "month_only" if is_month else "days_in_words",
        f"“{written}”指 {first} 至 {last}，不是一天。",
        f"请写到日：开始的日期写 {first}，结束的日期写 {last}。",
    )


def _month_end(of: datetime.date) -> datetime.date:
    return of.replace(day=monthrange(of.year, of.month)[1])


def _without_year(written: str, first: int, last: int) -> CellRefused:
    return CellRefused(
        "year_missing",
        f"“{written}”没有写年份，也没有写到日。",
        f"请补上年份并写到日，如 2024 年的开始日期写 2024-{first:02}-01，"
        f"结束日期写 2024-{last:02}-{monthrange(2024, last)[1]:02}。",
    )


# --- yes or no

_YES_NO = {"是": True, "true": True, "1": True, "y": True, "yes": True, "√": True}
_YES_NO |= {"否": False, "false": False, "0": False, "n": False, "no": False}


def yes_no(cell: Cell) -> bool | None:
    """Whether: 是 or 否, also true/false, 1/0, y/n, yes/no and √."""
    if isinstance(cell, bool):
        return cell
    written = half_width(_shown(cell)) if cell is not None else ""
    if not written:
        return None
    answer = _YES_NO.get(written.casefold())
    if answer is None:
        raise CellRefused("not_yes_or_no", f"“{_cut(written)}”看不出是“是”还是“否”。", "请写“是”或“否”，不清楚就留空。")
    return answer
