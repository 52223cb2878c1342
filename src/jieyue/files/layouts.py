"""Sheets that are not laid out as the template: which of the shapes that offices use they have, and the way from there.

They are not read. What is said names the sheet, the row, the shape and what to do, instead of column by column what
the template does not know.
"""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import product
from typing import NamedTuple

from jieyue.files import spans
from jieyue.files.cells import Cell, is_blank
from jieyue.files.grid import Head
from jieyue.files.header import Named, Names, as_written
from jieyue.rules.problem import Problem
from jieyue.rules.values import Resource
from jieyue.rules.wording import OfficeWords, Role

FEWEST_MONTHS = 3
FEWEST_RESOURCES = 2
FEWEST_WORDS = 2
"""So many cells of a row make a shape."""
MOST_NAMED = 6
BY_ROWS = "每张票据一行"


class Shape(NamedTuple):
    """What a sheet looks like and how it becomes rows of the template."""

    says: str
    do: str


Row = Sequence[Cell]


def explained(heads: Sequence[Head], names: Names, columns: Sequence[Named], words: OfficeWords) -> Problem | None:
    """Where the header is, or which shape the sheet has; None when neither is to be seen."""
    return _header_elsewhere(heads, names) or _other_layout(heads, names, columns, words)


# --- the header is elsewhere


def _header_elsewhere(heads: Sequence[Head], names: Names) -> Problem | None:
    for head in heads:
        for index, row in enumerate(head.rows):
            if names.are_complete(row):
                return _elsewhere(heads, head, index)
    return None


def _elsewhere(heads: Sequence[Head], head: Head, index: int) -> Problem | None:
    is_first = head is heads[0]
    if is_first and index == 0:
        return None
    place = f"第 {index + 1} 行" if is_first else f"工作表“{head.name}”的第 {index + 1} 行"
    first = "第 1 行不是表头" if is_first else f"第一张可见的工作表“{heads[0].name}”里没有表头"
    steps = [] if is_first else [f"把工作表“{head.name}”移到最前面（或者另存为单独的文件）"]
    steps += [f"删去表头上面的 {index} 行（标题、说明、空行）"] if index else []
    return Problem(
        row=1 if is_first else None,
        column=None,
        rule="no_header",
        says=f"{first}，表头在{place}。",
        do=f"请{'，并'.join(steps)}。",
    )


# --- another layout


def _other_layout(heads: Sequence[Head], names: Names, columns: Sequence[Named], words: OfficeWords) -> Problem | None:
    if "resource" not in {column.key for column in columns}:
        return None
    rows = ((head, index, row) for head in heads for index, row in enumerate(head.rows))
    for (head, index, row), shape_of in product(rows, SHAPES):
        below = head.rows[index + 1] if index + 1 < len(head.rows) else []
        if shape := shape_of(row, below, names, words):
            return _laid_out_otherwise(heads, head, index, shape, columns)
    return None


def _laid_out_otherwise(
    heads: Sequence[Head], head: Head, index: int, shape: Shape, columns: Sequence[Named]
) -> Problem:
    sheet = f"工作表“{head.name}”" if head.name else ""
    needed = "、".join(column.zh for column in columns if column.required)
    return Problem(
        row=index + 1 if head is heads[0] else None,
        column=None,
        rule="other_layout",
        says=f"{sheet}第 {index + 1} 行的表头不是模板的样式：{shape.says}",
        do=f"请下载模板，改成{BY_ROWS}（{needed}）：{shape.do}",
    )


def _listed(cells: Sequence[Cell]) -> str:
    named = [f"“{as_written(cell)}”" for cell in cells]
    return "、".join(named[:MOST_NAMED]) + (f"等 {len(named)} 列" if len(named) > MOST_NAMED else "")


def _months_across(row: Row, _below: Row, names: Names, _words: OfficeWords) -> Shape | None:
    months = [cell for cell in row if cell not in names and _is_month(cell)]
    if len(months) < FEWEST_MONTHS:
        return None
    return Shape(
        f"各月排成了列（{_listed(months)}）。",
        "一个月写一行，“起”“止”写这个月的第一天和最后一天，“数量”写这个月那一列的数；“合计”那一列不写。",
    )


def _is_month(cell: Cell) -> bool:
    if isinstance(cell, date):
        return cell.day == 1
    written = as_written(cell)
    if not written or not any(letter in written for letter in "月-/."):
        return False
    found = spans.meant(written)
    if found is None:
        return False
    first, last = found.days or (None, None)
    return found.months is not None or (first is not None and (first.year, first.month) == (last.year, last.month))


def _utility_list(row: Row, _below: Row, _names: Names, words: OfficeWords) -> Shape | None:
    by_role: dict[Role, list[Cell]] = {}
    for cell in row:
        for role in words.roles(cell):
            by_role.setdefault(role, []).append(cell)
    own = (Role.TOTAL, Role.MONTH, Role.PART, Role.READING, Role.PAYER)
    if Role.TOTAL not in by_role or sum(len(by_role.get(role, ())) for role in own) <= FEWEST_WORDS:
        return None
    parts, months = by_role.get(Role.PART, []), by_role.get(Role.MONTH, [])
    says = f"这是供电、供水企业的清单，{_listed(by_role[Role.TOTAL])}是数量"
    says += f"，{_listed(months)}是月份" if months else ""
    says += f"，{_listed(parts)}是其中的一部分，不要再加" if parts else ""
    do = f"“数量”写{_listed(by_role[Role.TOTAL])}"
    do += f"，“起”“止”写{_listed(months)}那个月的第一天和最后一天" if months else ""
    return Shape(f"{says}。", f"{do}，“金额”写应收的钱数，再补上机构编码和能源资源。")


def _two_rows(row: Row, below: Row, names: Names, words: OfficeWords) -> Shape | None:
    """Blank cells beside a resource, and in the row below measures for them and no figure."""
    measures = [place for place, cell in enumerate(below) if Role.MEASURE in words.roles(cell)]
    spread = [place for place in measures if place < len(row) and is_blank(row[place])]
    over = [cell for cell in row if cell not in names and Role.FIGURES in words.roles(cell)]
    if not over or len(measures) < FEWEST_WORDS or not spread or any(isinstance(cell, int | float) for cell in below):
        return None
    return Shape(
        f"表头有两行，{_listed(over)}下面又分了{_listed([below[place] for place in measures])}。",
        "一种能源写一行，“能源资源”写上面一行的名称，“数量”“金额”写它下面的数。",
    )


def _side_by_side(row: Row, _below: Row, names: Names, words: OfficeWords) -> Shape | None:
    by_resource: dict[str, list[Cell]] = {}
    for cell in row:
        resource = "" if cell in names else words.roles(cell).get(Role.FIGURES, "")
        if resource:
            by_resource.setdefault(resource, []).append(cell)
    if len(by_resource) < FEWEST_RESOURCES:
        return None
    told = "，".join(f"{_listed(cells)}是{Resource(resource).zh}" for resource, cells in by_resource.items())
    return Shape(
        f"几种能源并排在一行里（{told}）。",
        "一种能源写一行，“能源资源”写它的名称，“数量”“金额”写它的数；按月的，“起”“止”写这个月的第一天和最后一天。",
    )


SHAPES: tuple[Callable[[Row, Row, Names, OfficeWords], Shape | None], ...] = (
    _months_across,
    _utility_list,
    _two_rows,
    _side_by_side,
)
