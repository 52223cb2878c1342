"""Which styles of a workbook show a day as its month: the cell says 2024年3月 and holds the first of March."""

import re
from xml.etree.ElementTree import Element

BUILT_IN = frozenset({17, 27, 36, 50, 52, 57})
"""Those that programs know without the file saying so, in Chinese ones `yyyy"年"m"月"`."""
_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


def month_styles(styles: Element) -> frozenset[str]:
    """The numbers by which cells name such styles."""
    own = {each.get("numFmtId"): shows_month(each.get("formatCode", "")) for each in styles.iterfind(".//{*}numFmt")}
    used = (each.get("numFmtId", "0") for each in styles.iterfind("{*}cellXfs/{*}xf"))
    return frozenset(str(n) for n, format_ in enumerate(used) if own.get(format_, _is_built_in(format_)))


def _is_built_in(format_: str) -> bool:
    return format_.isdecimal() and int(format_) in BUILT_IN


def shows_month(code: str) -> bool:
    shown = set(_NOT_SHOWN.sub("", code.partition(";")[0]).lower())
    return {"y", "m"} <= shown and not shown & set("dhs")
