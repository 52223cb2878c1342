"""What can be brought in, as an empty workbook, and what was brought in, in the same columns."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from jieyue.files.marking import write_marked_copy
from jieyue.files.template import write_template
from jieyue.files.writing import Table, csv_lines, write_csv, write_xlsx
from jieyue.programme.entry.operations import kind_named
from jieyue.rules.person import Person
from jieyue.rules.problem import Problem
from jieyue.rules.refusal import Refused
from jieyue.rules.roles import Right
from jieyue.store.orgs.reach import organisations_within, refuse_without

MOST_LISTED = 5000


class CannotBeWritten(Refused):
    """The file cannot be written where or as it was asked for."""


def template(kind: str, file: Path, *, person: Person) -> None:
    """The empty import workbook of a kind, with the codes of organisations within reach to choose from."""
    found = kind_named(kind)
    _refuse_other_than(file, ".xlsx")
    codes = list(
        organisations_within(person, found.right).order_by("code").values_list("code", flat=True)[:MOST_LISTED]
    )
    try:
        write_template(file, found.zh, found.columns, listed={"organisation": codes, "parent": codes})
    except OSError as error:
        raise _unwritable(file, error) from error


def export(kind: str, file: Path, *, person: Person) -> int:
    """The rows of a kind as CSV or XLSX that can be imported again; gives their number."""
    found = kind_named(kind)
    _refuse_other_than(file, ".csv", ".xlsx")
    rows = list(found.rows(person))
    header = [column.zh for column in found.columns]
    try:
        if file.suffix.lower() == ".csv":
            write_csv(file, header, rows)
        else:
            write_xlsx(file, [Table(found.zh, header, rows)])
    except OSError as error:
        raise _unwritable(file, error) from error
    return len(rows)


def export_lines(kind: str, *, person: Person) -> Iterator[bytes]:
    """The rows of a kind as the lines of a CSV file, made while they are read."""
    found = kind_named(kind)
    refuse_without(person, Right.READ)
    return csv_lines([column.zh for column in found.columns], found.rows(person))


def refuse_as_marked_copy(file: Path) -> None:
    """Asked before anything is brought in: afterwards it would be too late to refuse."""
    _refuse_other_than(file, ".xlsx")
    if not file.absolute().parent.is_dir():
        raise CannotBeWritten(f"没有文件夹 {file.absolute().parent}。", do="请先建好文件夹。")


def marked_copy(kind: str, source: Path, file: Path, problems: Sequence[Problem]) -> None:
    """What somebody brought, as XLSX, each problem marked at its cell."""
    try:
        write_marked_copy(source, file, problems, columns=kind_named(kind).columns)
    except OSError as error:
        raise _unwritable(file, error) from error


def _refuse_other_than(file: Path, *suffixes: str) -> None:
    if file.suffix.lower() not in suffixes:
        raise CannotBeWritten(f"不能写成 {file.name}。", do=f"文件名请以 {'、'.join(suffixes)} 结尾。")


def _unwritable(file: Path, error: OSError) -> CannotBeWritten:
    return CannotBeWritten(f"不能写入 {file}（{error.strerror}）。", do="请核对文件夹是否存在、文件是否正被打开。")
