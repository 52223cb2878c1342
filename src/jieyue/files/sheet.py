"""What a sheet is: a file an office sent, read into typed columns with all that is wrong with it."""

import gc
import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from jieyue.files.cells import Cell
from jieyue.files.delimited import head_of, read_delimited
from jieyue.files.grid import Grid, Head
from jieyue.files.header import Names, read_header
from jieyue.files.kinds import kind_of
from jieyue.files.large_workbook import heads_within_limits, read_within_limits
from jieyue.files.layouts import explained
from jieyue.files.refused import FileRefused, empty
from jieyue.files.typed import Typing
from jieyue.rules.problem import Problem
from jieyue.rules.wording import OfficeWords

__all__ = ["Column", "FileRefused", "Sheet", "read_sheet"]

MOST_BYTES = 40 * 1024 * 1024
MOST_UNPACKED_BYTES = 600 * 1024 * 1024


@dataclass(frozen=True)
class Column:
    """A column that a sheet may have: its key and Chinese name, and how its cells are read.

    `choices` are all that may be written in it, where there are few; `note` tells whoever fills it in what to write.
    `is_organisation` marks the code of the unit that a row is about: a sheet may name the unit instead. `says` gives a
    value as the sheet would write it, whether it was read just now or comes from the log.
    """

    key: str
    zh: str
    parse: Callable[[Cell], object]
    required: bool = False
    choices: tuple[str, ...] = ()
    note: str = ""
    is_organisation: bool = False
    says: Callable[[object], str] = str


@dataclass
class Sheet:
    """The rows of a file that hold anything.

    `header` gives each present column's name as it was written, `row_numbers` each row's number in the file (the
    header's is 1). `columns` has a list of values for every declared column, all of equal length, None where the
    cell is blank or refused. `by_name` are columns of codes in which names stand.
    """

    name: str
    sha256: str
    header: dict[str, str]
    row_numbers: list[int]
    columns: dict[str, list]
    problems: list[Problem]
    by_name: frozenset[str] = frozenset()

    @property
    def refused_rows(self) -> set[int]:
        """The numbers of the rows that have an error."""
        return {problem.row for problem in self.problems if problem.severity == "error" and problem.row is not None}


def read_sheet(
    path: Path,
    *,
    columns: Sequence[Column],
    words: OfficeWords,
    most_bytes: int = MOST_BYTES,
    most_unpacked_bytes: int = MOST_UNPACKED_BYTES,
    may_have_others: bool = False,
) -> Sheet:
    """The first visible sheet of a CSV, XLSX, XLS or ET file. `words` are those that offices write where a name or the
    name of a column is asked for. `may_have_others`: columns that are not known are left alone.

    What is wrong with single cells and rows is in the sheet's `problems`. Raises FileRefused, with everything that is
    wrong with the header at once, when there is nothing that could be read at all.
    """
    try:
        content = content_of(path, most_bytes)
        with collector_at_rest():
            grid = grid_of(path.name, content, columns, most_unpacked_bytes)
            sheet = sheet_in(
                grid,
                columns,
                words,
                name=path.name,
                sha256=hashlib.sha256(content).hexdigest(),
                heads=partial(heads_of, path.name, content, columns, most_unpacked_bytes),
                may_have_others=may_have_others,
            )
        if not sheet.row_numbers:
            raise FileRefused.because("no_rows", "只有表头，没有数据。", "请从第 2 行起填写数据。")
        return sheet
    except FileRefused as refusal:
        refusal.about(path)
        raise


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Millions of new cells or facts set off one vain collection of garbage after another: a third of the time of
    reading a sheet, a sixth of that of scoring units.
    """
    was_at_work = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_at_work:
            gc.enable()


def content_of(path: Path, most_bytes: int = MOST_BYTES) -> bytes:
    """The file's bytes. Raises FileRefused."""
    try:
        _refuse_unreadable(path, most_bytes)
        return path.read_bytes()
    except OSError as error:
        raise FileRefused.because("unreadable", "文件打不开。", "请检查文件的权限，或者重新复制一份。") from error


def _refuse_unreadable(path: Path, most_bytes: int) -> None:
    if path.is_dir():
        raise FileRefused.because("directory", "这是一个文件夹，不是文件。", "请指定文件夹里的表格文件。")
    if not path.is_file():
        raise FileRefused.because("missing", "没有这个文件。", "请检查文件名和所在的文件夹。")
    size = path.stat().st_size
    if size == 0:
        raise empty()
    if size > most_bytes:
        raise FileRefused.because(
            "too_large_file",
            f"文件有 {size / 1024 / 1024:.1f} MB，超过 {most_bytes / 1024 / 1024:g} MB 的上限。",
            "请把数据分成几个文件上传。",
        )


def grid_of(name: str, content: bytes, columns: Sequence[Column], most_unpacked_bytes: int) -> Grid:
    """The first visible sheet as the file holds it. Raises FileRefused."""
    kind = kind_of(content, name=name)
    if kind not in ("xlsx", "xls"):
        return read_delimited(content, known=Names(columns).__contains__)
    return read_within_limits(name, content, kind=kind, most_unpacked_bytes=most_unpacked_bytes)


def heads_of(name: str, content: bytes, columns: Sequence[Column], most_unpacked_bytes: int) -> list[Head]:
    """The first rows of every visible sheet. Raises FileRefused."""
    kind = kind_of(content, name=name)
    if kind not in ("xlsx", "xls"):
        return [head_of(content, known=Names(columns).__contains__)]
    return heads_within_limits(name, content, kind=kind, most_unpacked_bytes=most_unpacked_bytes)


def sheet_in(
    grid: Grid,
    columns: Sequence[Column],
    words: OfficeWords,
    *,
    name: str,
    sha256: str,
    heads: Callable[[], Sequence[Head]] = list,
    may_have_others: bool = False,
) -> Sheet:
    """The grid typed. `heads` gives the first rows of every sheet of the file, to say where a header is that is not
    where it should be.
    """
    try:
        header = read_header(grid, columns, words, may_have_others=may_have_others)
    except FileRefused as refusal:
        told = explained(heads(), Names(columns, words), columns, words)
        if told is None:
            raise
        raise FileRefused([told]) from refusal
    typing = Typing(grid, columns, header, words)
    return Sheet(
        name=name,
        sha256=sha256,
        header=header.names,
        row_numbers=typing.row_numbers,
        columns=typing.columns,
        problems=[*grid.warnings, *header.notes, *typing.problems],
        by_name=header.by_name,
    )
