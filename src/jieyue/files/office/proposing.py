"""An office's own sheet, whatever its layout, as the rows of a ledger: proposed, with what has to be asked.

Nothing is guessed silently: what the sheet does not say is a question, what is not taken is told with the reason.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, Protocol

from jieyue.files.cells import is_blank
from jieyue.files.grid import WholeSheet
from jieyue.files.office.asking import Asking, Question
from jieyue.files.office.context import Context, context_of, texts_of
from jieyue.files.office.joining import EMPTY
from jieyue.files.office.labels import MONEY, Labels
from jieyue.files.office.layout import Column, Layout, is_called, layout_of
from jieyue.files.office.periods import years_said
from jieyue.files.office.rows import LeftOut, Read, Rows
from jieyue.files.office.settling import Settling
from jieyue.files.office.tables import Table, tables_of
from jieyue.files.refused import NO_ROWS, FileRefused
from jieyue.rules.problem import Problem
from jieyue.rules.wording import folded


class Known(Protocol):
    """What is known of units, accounts and units of measure, for whoever brings the sheet."""

    def units_called(self, name: str) -> tuple[Sequence[tuple[str, str]], Sequence[tuple[str, str]]]:
        """Code and name of those of exactly this name or code, and of those who may be meant."""

    def units_in(self, title: str) -> Sequence[tuple[str, str]]:
        """Those whose name stands in a title."""

    def usual_unit(self) -> tuple[str, str] | None:
        """Of a sheet that names none."""

    def units(self) -> Sequence[tuple[str, str]]:
        """Some of those that may be meant at all."""

    def units_of(self, resource: str) -> Sequence[str]:
        """What a resource is measured in, the unit that it is reported in first."""

    def is_unit_of(self, resource: str, unit: str) -> bool: ...

    def accounts(self, organisation: str, resource: str) -> Sequence[str]: ...

    def kept(self, organisation: str, resource: str) -> Mapping[tuple[date, date], Decimal]:
        """What was entered, by first and last day."""

    def likely_years(self) -> Sequence[int]:
        """The years of which a sheet may be, the likeliest first."""


@dataclass
class Proposal:
    """What was made of a file: `rows` hold values by column's key; a row's number is that of the sheet, its sheet in
    `sheets`. `headers` are the texts of its headers, by which the same layout is known again.
    """

    kind: str
    zh: Mapping[str, str] = field(default_factory=dict)
    headers: list[str] = field(default_factory=list)
    tables: list[Layout] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    answered: Mapping[str, tuple[Question, str]] = field(default_factory=dict)
    rows: list[dict[str, Any]] = field(default_factory=list)
    numbers: list[tuple[str, int]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    agreed: int = 0
    not_asked: list[str] = field(default_factory=list)

    @property
    def sheet_names(self) -> list[str]:
        return list(dict.fromkeys(each.table.sheet.name for each in self.tables))

    @property
    def header_rows(self) -> list[int]:
        return [row + 1 for row in self.tables[0].table.header] if self.tables else []

    @property
    def reading(self) -> dict[str, str]:
        """What each column that holds anything was read as, "" where it was not, by its name without a year."""
        told = {_without_year(each.text): each.to for each in self.columns if each.text and each.why != EMPTY}
        return dict(sorted(told.items()))

    @property
    def layout(self) -> str:
        """In a sentence."""
        return "；".join(
            dict.fromkeys(_sentence(each, self.zh, several=len(self.sheet_names) > 1) for each in self.tables)
        )


def nothing_recalled(_headers: Sequence[str], _asking: Asking) -> None:
    """For sheets of which nothing is remembered."""


def propose(
    sheets: Sequence[WholeSheet],
    labels: Labels,
    asking: Asking,
    known: Known,
    recall: Callable[[list[str], Asking], None] = nothing_recalled,
    *,
    file_name: str = "",
) -> Proposal:
    """`recall` is told the headers and remembers what was answered to a sheet of the same.

    Raises FileRefused where no sheet has a table that could be read, and AnswerNotUnderstood.
    """
    found = Proposal(labels.ledger, zh={column.key: column.zh for column in labels.columns})
    is_unit = partial(is_called, known=known)
    tables = {each.name: tables_of(each, labels, is_unit) for each in sheets if each.is_visible}
    if not any(tables.values()):
        raise FileRefused([_nothing_found(sheets)])
    if all(_has_no_rows(each) for many in tables.values() for each in many):
        raise FileRefused([_only_headings([each for many in tables.values() for each in many])])
    found.headers = headers_of([each for many in tables.values() for each in many])
    recall(found.headers, asking)
    outer = _cover([each for each in sheets if each.is_visible and not tables[each.name]], labels, found)
    outer.years_of_file = years_said(file_name)
    hidden = (each.name for each in sheets if not each.is_visible)
    found.left_out += [LeftOut(name, None, f"工作表“{name}”是隐藏的，没有读入") for name in hidden]
    reads = [
        read
        for sheet, own in tables.items()
        for read in _read(sheet, own, outer, labels=labels, asking=asking, known=known, found=found)
    ]
    found.tables = [layout for layout, _ in reads]
    if not reads or not any(read.records or read.problems for _, read in reads):
        raise FileRefused([_no_rows(found.left_out)])
    _gather(found, reads)
    settled = Settling(labels, asking, known).settle(reads)
    found.rows, found.numbers = settled.rows, settled.numbers
    found.left_out += settled.left_out
    found.left_out.sort(key=lambda left: (left.row is not None, 0))
    found.questions, found.answered = list(asking.open.values()), asking.answered
    found.not_asked = asking.not_asked
    return found


def _read(
    sheet: str,
    tables: Sequence[Table],
    outer: Context,
    *,
    labels: Labels,
    asking: Asking,
    known: Known,
    found: Proposal,
) -> Iterator[tuple[Layout, Read]]:
    """The tables of a sheet that can be read, from the top down: what a title says holds for those below it too."""
    before, page = Context(), None
    for table in tables:
        own = context_of([sheet, *table.above], labels)
        before = context = own.below(_without_account(before)).below(outer)
        layout = layout_of(table, context, labels, asking, known)
        if _can_be_read(layout, labels, found):
            page = Rows(layout, labels, asking, before=page)
            yield layout, page.read()


def _without_account(context: Context) -> Context:
    return Context(**{**vars(context), "account": "", "titles": []})


def _cover(sheets: Sequence[WholeSheet], labels: Labels, found: Proposal) -> Context:
    """What sheets without a table say of all others."""
    outer = Context()
    for sheet in sheets:
        texts = texts_of(sheet)
        outer = outer.below(context_of(texts, labels))
        why = "里没有表格，只用了其中的说明" if texts else "是空的"
        found.left_out.append(LeftOut(sheet.name, None, f"工作表“{sheet.name}”{why}"))
    outer.resources, outer.word, outer.account, outer.units, outer.figure = (), "", "", [], ""
    return outer


def _can_be_read(layout: Layout, labels: Labels, found: Proposal) -> bool:
    """Whether there is a column of figures, or of anything that a row of the ledger says."""
    own = set(layout.dims) - {"organisation"}
    if not labels.is_energy and (layout.values or own):
        return True
    if any(value.key != MONEY for value in layout.values) or (layout.values and None not in layout.meter[:2]):
        return True
    why = "只有金额，没有用量，不能成为票据" if layout.values else "没有看出数量、金额的列"
    if not layout.values and (others := [f"“{each.text}”（{each.why.partition('，')[0]}）" for each in layout.others]):
        why = f"只有{'、'.join(others[:4])}，没有各月的用量"
    found.left_out.append(LeftOut(layout.table.sheet.name, layout.table.header[0] + 1, f"这张表{why}，没有读入"))
    return False


def _gather(found: Proposal, reads: Iterable[tuple[Layout, Read]]) -> None:
    for layout, read in reads:
        found.columns += [each for each in layout.columns if each not in found.columns]
        found.left_out += _hidden_but_read(layout)
        found.left_out += read.left_out
        found.problems += read.problems
        found.agreed += read.agreed


def _hidden_but_read(layout: Layout) -> list[LeftOut]:
    """Columns that a sheet hides are read as any other: told, so that nothing comes out of them unseen."""
    hidden = layout.table.sheet.marks.hidden_columns
    names = [each.text for each in layout.columns if each.to and each.place in hidden]
    why = f"列{'、'.join(f'“{name}”' for name in names)}是隐藏的，也读入了；不要的请删去这些列"
    return [LeftOut(layout.table.sheet.name, None, why)] if names else []


def headers_of(tables: Iterable[Table]) -> list[str]:
    """The names of all columns, by which a layout is known again; months without their year."""
    names = (_without_year(heading.text) for table in tables for heading in table.headings if heading.text)
    return list(dict.fromkeys(names))


def fingerprint_of(headers: Iterable[str]) -> str:
    """The same for the same names, wherever they stand."""
    return hashlib.sha256("\n".join(sorted(headers)).encode()).hexdigest()


def _without_year(said: str) -> str:
    plain = folded(said)
    return plain if not plain[:4].isdigit() else plain[4:].lstrip("年-/.")


def _sentence(layout: Layout, zh: Mapping[str, str], *, several: bool) -> str:
    rows = [row + 1 for row in layout.table.header]
    header = f"第 {rows[0]} 行是表头" if len(rows) == 1 else f"第 {rows[0]} 至 {rows[-1]} 行是表头"
    where = f"工作表“{layout.table.sheet.name}”" if several else ""
    months = [value for value in layout.values if value.period]
    said = [f"{where}{header}"]
    own = [each for each in layout.columns if each.to and not each.is_part and not _is_month(each, months)]
    days = {each.clock.place: f"{each.day.text}+" for each in layout.joined}
    said += [f"{days.get(each.place, '')}{each.text}={NAMES.get(each.to) or zh.get(each.to, each.to)}" for each in own]
    if months:
        said.append(f"{months[0].period}至{months[-1].period}排成了列")
    return "，".join(said)


def _is_month(column: Column, months: Sequence[Any]) -> bool:
    return any(column.place == each.place for each in months)


NAMES = {"organisation": "单位", "start_date": "起止"}
"""What is said of a column that fills more than one."""


def _nothing_found(sheets: Sequence[WholeSheet]) -> Problem:
    visible = [each for each in sheets if each.is_visible]
    if all(is_blank(cell) for each in visible for row in each.rows for cell in row):
        do = "请在第一行写列名，下面填写数据；可先下载模板。"
        return Problem(None, None, "empty_sheet", "表格是空的，没有任何内容。", do)
    where = "、".join(f"“{each.name}”" for each in visible if each.name)
    says = (
        "每张可见的工作表" + (f"（{where}）" if where else "") + "的前 20 行里都没有看出表头。"
        if where
        else "前 20 行里没有看出表头。"
    )
    do = "请让表头写明各列是什么（如月份、用电量、电费），表头放在前 20 行以内；或者下载模板填写。"
    return Problem(None, None, "no_layout", says, do)


def _has_no_rows(table: Table) -> bool:
    return all(is_blank(cell) for row in table.body for cell in table.sheet.rows[row])


def _only_headings(tables: Sequence[Table]) -> Problem:
    row = tables[0].header[-1] + 1
    says, do = f"只有表头（第 {row} 行），表头下面没有数据。", f"请从第 {row + 1} 行起填写数据。"
    return Problem(None, None, NO_ROWS, says, do)


def _no_rows(left_out: Sequence[LeftOut]) -> Problem:
    why = "；".join(dict.fromkeys(each.why for each in left_out if each.row is not None))[:200]
    says = "看出了表头，但没有看出要填报的数" + (f"（{why}）。" if why else "。")
    do = "请核对表头下面各行是不是数据，用量的列名是不是写明了；或者下载模板填写。"
    return Problem(None, None, "no_rows_below", says, do)
