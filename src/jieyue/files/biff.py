"""XLS and ET: the OLE2 container, and what the BIFF8 records say beside the values."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from jieyue.files.grid import Marks
from jieyue.files.refused import damaged, encrypted

OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
END_OF_CHAIN = 0xFFFFFFFA  # this and the special numbers above it
MINI_SECTOR_BYTES = 64
DIRECTORY_ENTRY_BYTES = 128

ROW, HIDDEN = 0x208, 0x20
FORMULA, BOOLERR, MULRK, BOUNDSHEET, FILEPASS, BOF, EOF = 0x06, 0x205, 0xBD, 0x85, 0x2F, 0x809, 0x0A
MACRO_SHEET = 1
VALUES = {FORMULA, BOOLERR, MULRK, 0x27E, 0x203, 0xFD, 0x204, 0xD6}  # RK, NUMBER, LABELSST, LABEL, RSTRING
ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


@dataclass(frozen=True)
class SheetPlace:
    """One worksheet: where in the workbook stream its records begin, whether it is shown."""

    offset: int
    is_visible: bool


# --- OLE2


def stream_names(content: bytes) -> set[str]:
    """The names of the streams in an OLE2 file. ValueError or struct.error when it is broken."""
    return set(_Container(content).streams)


class _Container:
    def __init__(self, content: bytes) -> None:
        self._content = content
        self._sector_bytes = 1 << min(struct.unpack_from("<H", content, 30)[0], 16)
        self._mini_cutoff = struct.unpack_from("<I", content, 56)[0]
        self._next = self._table(self._fat_sectors())
        directory = self._chain(struct.unpack_from("<I", content, 48)[0])
        self._mini_next = self._table(self._sectors(struct.unpack_from("<I", content, 60)[0]))
        self.streams: dict[str, tuple[int, int]] = {}
        self._mini = b""
        for at in range(0, len(directory) - DIRECTORY_ENTRY_BYTES + 1, DIRECTORY_ENTRY_BYTES):
            self._enter(directory[at : at + DIRECTORY_ENTRY_BYTES])

    def _enter(self, entry: bytes) -> None:
        length, kind = struct.unpack_from("<HB", entry, 64)
        start, size = struct.unpack_from("<II", entry, 116)
        if kind == 5:
            self._mini = self._chain(start)[:size]
        if kind == 2:
            self.streams.setdefault(entry[: max(length - 2, 0)].decode("utf-16-le", "replace"), (start, size))

    def stream(self, name: str) -> bytes:
        start, size = self.streams[name]
        if size >= self._mini_cutoff:
            return self._chain(start)[:size]
        pieces = (
            self._mini[s * MINI_SECTOR_BYTES : (s + 1) * MINI_SECTOR_BYTES] for s in _follow(start, self._mini_next)
        )
        return b"".join(pieces)[:size]

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self._sector_bytes
        return self._content[at : at + self._sector_bytes]

    def _sectors(self, start: int) -> list[int]:
        return list(_follow(start, self._next))

    def _chain(self, start: int) -> bytes:
        return b"".join(map(self._sector, self._sectors(start)))

    def _table(self, sectors: list[int]) -> list[int]:
        joined = b"".join(map(self._sector, sectors))
        return list(struct.unpack(f"<{len(joined) // 4}I", joined[: len(joined) // 4 * 4]))

    def _fat_sectors(self) -> list[int]:
        sectors = list(struct.unpack_from("<109I", self._content, 76))
        following, seen = struct.unpack_from("<I", self._content, 68)[0], set()
        while following < END_OF_CHAIN and following not in seen:
            seen.add(following)
            numbers = struct.unpack(f"<{self._sector_bytes // 4}I", self._sector(following))
            sectors += numbers[:-1]
            following = numbers[-1]
        sectors = [number for number in sectors if number < END_OF_CHAIN]
        if len(set(sectors)) < len(sectors):
            raise ValueError("a sector of the table is listed twice")
        return sectors


def _follow(start: int, following: list[int]) -> Iterator[int]:
    """The sectors of a chain. ValueError when it runs in a circle; IndexError when it leaves the file."""
    steps = 0
    while start < END_OF_CHAIN:
        steps += 1
        if steps > len(following):
            raise ValueError("a chain of sectors has no end")
        yield start
        start = following[start]


# --- BIFF8


class Book:
    """The records of an XLS workbook. Refused when it is damaged or has a password."""

    has_macro_sheets = False

    def __init__(self, content: bytes) -> None:
        try:
            container = _Container(content)
            self._records_of_book = container.stream("Workbook" if "Workbook" in container.streams else "Book")
            self.sheets = list(self._sheets())
        except (struct.error, ValueError, LookupError) as error:
            raise damaged() from error

    def _sheets(self) -> Iterator[SheetPlace]:
        for kind, at, _ in self._records(0):
            if kind == FILEPASS:
                raise encrypted()
            if kind == BOUNDSHEET:
                offset, state, sort = struct.unpack_from("<IBB", self._records_of_book, at)
                self.has_macro_sheets = self.has_macro_sheets or sort == MACRO_SHEET
                yield SheetPlace(offset, is_visible=not state & 3 and sort == 0)

    def _records(self, at: int) -> Iterator[tuple[int, int, int]]:
        """Kind, place and size of the records of one substream; charts inside a sheet are stepped over."""
        book, depth = self._records_of_book, 0
        while at + 4 <= len(book):
            kind, size = struct.unpack_from("<HH", book, at)
            depth += (kind == BOF) - (kind == EOF)
            if depth <= 1:
                yield kind, at + 4, size
            if depth <= 0:
                return
            at += 4 + size

    def marks(self, sheet: SheetPlace) -> Marks:
        """Formulas, errors, hidden rows and extent of a sheet."""
        marks = Marks()
        try:
            for kind, at, size in self._records(sheet.offset):
                if kind in VALUES:
                    self._note(marks, kind, at, size)
                elif kind == ROW and self._records_of_book[at + 12] & HIDDEN:
                    marks.hidden_rows.add(struct.unpack_from("<H", self._records_of_book, at)[0])
        except (struct.error, IndexError) as error:
            raise damaged() from error
        return marks

    def _note(self, marks: Marks, kind: int, at: int, size: int) -> None:
        book = self._records_of_book
        row, column = struct.unpack_from("<HH", book, at)
        if kind == MULRK:
            column = struct.unpack_from("<H", book, at + size - 2)[0]
        marks.reach(row, column)
        if kind == BOOLERR and book[at + 7]:
            marks.errors[row, column] = ERRORS.get(book[at + 6], "#ERROR!")
        if kind == FORMULA:
            marks.formulas.add((row, column))
            if book[at + 12 : at + 14] == b"\xff\xff" and book[at + 6] == 2:
                marks.errors[row, column] = ERRORS.get(book[at + 8], "#ERROR!")
