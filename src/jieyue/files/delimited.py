"""Sheets that are text: CSV with comma, tab or semicolon, in UTF-8 or GB18030."""

import codecs
import csv
import io
from collections.abc import Callable, Sequence

from jieyue.files.cells import Cell
from jieyue.files.grid import ROWS_OF_HEAD, Grid, Head, WholeSheet
from jieyue.files.guarding import unguarded
from jieyue.files.refused import FileRefused

DELIMITERS = ",\t;"
SAVE_AS_UTF8 = "请用 WPS 表格或 Excel 打开，另存为“CSV UTF-8（逗号分隔）”或 .xlsx 后再上传。"


def read_delimited(content: bytes, *, known: Callable[[str], bool]) -> Grid:
    """The sheet in those bytes. `known` tells a header's name from other words, which is how the delimiter is found."""
    text = decode(content)
    rows = _rows(text, _delimiter(text, known))
    if "'" in text or "=" in text:
        rows = [[unguarded(cell) for cell in row] for row in rows]
    if not rows:
        return Grid(header=[], columns=[])
    header = rows.pop(0)
    too_long = _level(rows, len(header))
    columns: list[Sequence[Cell]] = list(zip(*rows, strict=True)) if rows else [() for _ in header]
    return Grid(header=list(header), columns=columns, too_long=too_long)


def head_of(content: bytes, *, known: Callable[[str], bool]) -> Head:
    """The first rows as they are, none cut to the width of another. The header may be any of them."""
    text = decode(content)
    lines = text.splitlines(keepends=True)[:ROWS_OF_HEAD]
    delimiter = _delimiter_of(max(lines, key=lambda line: _merit(line, known), default=""), known)
    rows = csv.reader(lines, delimiter=delimiter)
    return Head("", [[unguarded(cell) for cell in row] for row in rows])


def whole_sheet_of(content: bytes, *, known: Callable[[str], bool]) -> WholeSheet:
    """All rows as they are, made as wide as the widest. The header may be any of the first."""
    text = decode(content)
    lines = text.splitlines(keepends=True)[:ROWS_OF_HEAD]
    rows = _rows(text, _delimiter_of(max(lines, key=lambda line: _merit(line, known), default=""), known))
    width = max(map(len, rows), default=0)
    return WholeSheet("", [[*map(unguarded, row), *[""] * (width - len(row))] for row in rows])


def decode(content: bytes) -> str:
    """The text, its byte order mark removed. Refused unless it is wholly UTF-8 or wholly GB18030."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or _looks_utf16(content):
        raise FileRefused.because("encoding", "文件的编码是 UTF-16（“Unicode 文本”），这里不能读。", SAVE_AS_UTF8)
    if b"\0" in content:
        raise FileRefused.because("not_a_sheet", "文件内容不是文本，也不是认识的表格格式。", SAVE_AS_UTF8)
    marked, content = content.startswith(codecs.BOM_UTF8), content.removeprefix(codecs.BOM_UTF8)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        if marked or _spoke_chinese(content[: error.start]):
            raise _unreadable(content, error.start, "UTF-8") from error
        return _from_gb18030(content, error.start)


def _spoke_chinese(start: bytes) -> bool:
    """Whether the part that is UTF-8 has Chinese in it: the file then is UTF-8 with a damaged place, nothing else."""
    return sum("\u4e00" <= letter <= "\u9fff" for letter in start.decode("utf-8", "ignore")) >= 2


def _from_gb18030(content: bytes, utf8_until: int) -> str:
    try:
        return content.decode("gb18030")
    except UnicodeDecodeError as error:
        raise _unreadable(content, max(error.start, utf8_until), "UTF-8 或 GB18030") from error


def _unreadable(content: bytes, place: int, name: str) -> FileRefused:
    line = content.count(b"\n", 0, place) + 1
    return FileRefused.because(
        "encoding", f"第 {line} 行有不能按 {name} 编码读出的字节，文件可能已经损坏或混用了编码。", SAVE_AS_UTF8
    )


def _looks_utf16(content: bytes) -> bool:
    head = content[:200]
    return len(head) >= 4 and max(head[::2].count(0), head[1::2].count(0)) * 4 > len(head)


def _delimiter(text: str, known: Callable[[str], bool]) -> str:
    """The one that finds the most known names in the first line, then the one that makes the most cells of it."""
    return _delimiter_of(text.split("\n", 1)[0].split("\r", 1)[0], known)


def _delimiter_of(line: str, known: Callable[[str], bool]) -> str:
    try:
        return max(DELIMITERS, key=lambda delimiter: _names_and_cells(line, delimiter, known))
    except csv.Error:
        return ","


def _names_and_cells(line: str, delimiter: str, known: Callable[[str], bool]) -> tuple[int, int]:
    names = next(csv.reader([line], delimiter=delimiter), [])
    return sum(map(known, names)), len(names)


def _merit(line: str, known: Callable[[str], bool]) -> tuple[int, int]:
    try:
        return max(_names_and_cells(line, delimiter, known) for delimiter in DELIMITERS)
    except csv.Error:
        return 0, 0


def _rows(text: str, delimiter: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return list(reader)
    except csv.Error as error:
        raise FileRefused.because(
            "quotes",
            f"第 {reader.line_num} 行附近的双引号不成对，后面的内容无法分列。",
            "请检查这一行及前面各行的双引号；内容里的双引号要写成两个。或者另存为 .xlsx 后再上传。",
        ) from error


def _level(rows: list[list[str]], width: int) -> dict[int, int]:
    """Make every row as wide as the header. Returns, by index, how many cells those had that said more."""
    too_long = {}
    for index, row in enumerate(rows):
        if len(row) == width:
            continue
        if any(cell.strip() for cell in row[width:]):
            too_long[index] = len(row)
        rows[index] = row[:width] + [""] * (width - len(row))
    return too_long
