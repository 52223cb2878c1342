"""The zip package around an XLSX: whether it may be unpacked, and which part holds which sheet."""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.parsers import expat

from jieyue.files.grid import MOST_CELLS, Marks
from jieyue.files.refused import SAVE_AS_XLSX, FileRefused, damaged
from jieyue.files.sheet_xml import reach_of, read_marks

MOST_PARTS = 5000
# A small part that the reading itself needs whole: the list of sheets and where they are.
MOST_INDEX_BYTES = 4 * 1024 * 1024
# Deflate cannot do better than 1032:1, so what a small entry unpacks to is bounded without unpacking it.
DEFLATE_RATIO = 1032
# Sheets of figures shrink ten- to twentyfold. What unpacks to far more is made to cost, not to be read.
MOST_TIMES_LARGER = 60
ALWAYS_UNPACKED_BYTES = 32 * 1024 * 1024
# Each text of the common list takes several times its bytes in memory, also where no cell shows it.
MOST_BYTES_OF_TEXTS = 64 * 1024 * 1024
TEXTS = "sharedstrings.xml"
CHUNK_BYTES = 1024 * 1024
# A clue may lie across the border of two chunks: the longest is a row with its attributes.
OVERLAP_BYTES = 256
# An address that is cut off by the end of a chunk is looked at in the next; what ends a sheet is longer than that.
CELL_BYTES = 32

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_R_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}"


@dataclass(frozen=True)
class SheetPart:
    """One sheet of the workbook: its name, the path of its XML in the package, whether it is shown."""

    name: str
    path: str
    is_visible: bool


def _too_large(most_bytes: int) -> FileRefused:
    return FileRefused.because(
        "unpacks_too_large",
        f"工作簿解压后超过 {most_bytes // (1024 * 1024)} MB，不能读取。",
        "请删去图片和多余的工作表，或者把数据分成几个文件上传。",
    )


def part_names(content: bytes) -> set[str]:
    """The paths in a zip file, in small letters with plain slashes."""
    with _opened(content) as archive:
        return {_plain(entry.filename) for entry in archive.infolist()}


def unpacked_bytes(content: bytes) -> int:
    """What the parts of a zip file unpack to, as it declares."""
    with _opened(content) as archive:
        return sum(entry.file_size for entry in archive.infolist())


def _opened(content: bytes) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except Exception as error:  # zipfile raises whatever its parsing stumbles on
        raise damaged() from error
    # No spreadsheet program writes a comment; one could hide a second directory, read by another reader.
    if archive.comment:
        raise damaged()
    if len(archive.infolist()) > MOST_PARTS:
        raise FileRefused.because("too_many_parts", f"工作簿内的部件超过 {MOST_PARTS} 个，不能读取。", SAVE_AS_XLSX)
    return archive


def _plain(path: str) -> str:
    return path.replace("\\", "/").lstrip("/").lower()


def _are_texts(entry: zipfile.ZipInfo) -> bool:
    return _plain(entry.filename).endswith(TEXTS)


class Package:
    """An XLSX package that has been found safe to unpack."""

    def __init__(self, content: bytes, *, most_unpacked_bytes: int) -> None:
        self._archive = _opened(content)
        self._entries = {_plain(entry.filename): entry for entry in self._archive.infolist()}
        self._clues: dict[str, Clues] = {}
        self._check(min(most_unpacked_bytes, max(ALWAYS_UNPACKED_BYTES, MOST_TIMES_LARGER * len(content))))

    def _check(self, most_bytes: int) -> None:
        entries = self._archive.infolist()
        if any(e.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or e.flag_bits & 1 for e in entries):
            raise damaged()
        if len(self._entries) < len(entries):
            raise damaged()
        if sum(entry.file_size for entry in entries) > most_bytes:
            raise _too_large(most_bytes)
        if any(_are_texts(entry) and entry.file_size > MOST_BYTES_OF_TEXTS for entry in entries):
            raise _too_large(MOST_BYTES_OF_TEXTS)
        self._measure(entries, most_bytes)

    def _measure(self, entries: list[zipfile.ZipInfo], most_bytes: int) -> None:
        """Unpack in passing whatever could be more than it declares, and note the clues of the sheets on the way."""
        budget = most_bytes
        for entry in sorted(entries, key=lambda e: e.compress_size):
            bound = entry.compress_size * DEFLATE_RATIO
            is_sheet = "sheet" in entry.filename.lower()
            if not is_sheet and not _are_texts(entry) and bound <= budget // len(entries):
                budget -= bound
                continue
            clues, texts_budget = Clues(), MOST_BYTES_OF_TEXTS
            for chunk in self._chunks(entry):
                budget -= len(chunk)
                texts_budget -= len(chunk) if _are_texts(entry) else 0
                if budget < 0 or texts_budget < 0:
                    raise _too_large(most_bytes)
                clues.look(chunk)
            self._clues[_plain(entry.filename)] = clues

    def _chunks(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        """The entry's true content, whatever size it declares."""
        try:
            raw = self._raw(entry)
            if entry.compress_type == zipfile.ZIP_STORED:
                yield raw
                return
            unpack = zlib.decompressobj(-zlib.MAX_WBITS)
            while chunk := unpack.decompress(raw, CHUNK_BYTES):
                yield chunk
                raw = unpack.unconsumed_tail
        except (zlib.error, ValueError) as error:
            raise damaged() from error

    def _raw(self, entry: zipfile.ZipInfo) -> bytes:
        source = self._archive.fp
        source.seek(entry.header_offset)
        header = source.read(30)
        if len(header) < 30 or header[:4] != b"PK\x03\x04":
            raise damaged()
        source.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), io.SEEK_CUR)
        return source.read(entry.compress_size)

    # --- sheets

    def sheets(self) -> list[SheetPart]:
        """The worksheets in the order of their tabs."""
        try:
            return list(self._sheets())
        except (ElementTree.ParseError, ValueError, LookupError) as error:
            raise damaged() from error

    def _sheets(self) -> Iterator[SheetPart]:
        workbook = dict(self._links("", "_rels/.rels").values())["officeDocument"]
        folder, file = posixpath.split(workbook)
        links = self._links(folder, f"{folder}/_rels/{file}.rels")
        for sheet in self._xml(workbook).iterfind("{*}sheets/{*}sheet"):
            kind, path = links[sheet.get(f"{_R}id") or sheet.get(f"{_R_STRICT}id") or ""]
            if kind == "worksheet":
                yield SheetPart(sheet.attrib["name"], path, sheet.get("state", "visible") == "visible")

    def linked_outside(self) -> set[str]:
        """The kinds of everything that a part of the package refers to outside of it: hyperlink, image, oleObject …"""
        try:
            links = (link for path in self._entries if path.endswith(".rels") for link in self._xml(path))
            return {
                link.get("Type", "").rpartition("/")[2]
                for link in links
                if link.get("TargetMode", "").strip().lower() == "external"
            }
        except (ElementTree.ParseError, ValueError, LookupError) as error:
            raise damaged() from error

    def _links(self, folder: str, path: str) -> dict[str, tuple[str, str]]:
        """By their id, the kind and target of what a part refers to."""
        links = {}
        for link in self._xml(path):
            target = link.get("Target", "").replace("\\", "/")
            full = target if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            links[link.get("Id", "")] = (link.get("Type", "").rpartition("/")[2], full.lstrip("/"))
        return links

    def _xml(self, path: str) -> ElementTree.Element:
        content = b""
        for chunk in self._chunks(self._entries[_plain(path)]):
            content += chunk
            if len(content) > MOST_INDEX_BYTES:
                raise damaged()
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise damaged()
        return ElementTree.fromstring(content)  # noqa: S314 (small, and without entities)

    def holds_values(self, sheet: SheetPart) -> bool:
        clues = self._clues.get(_plain(sheet.path))
        return clues is not None and clues.values

    def hidden_columns(self, sheet: SheetPart) -> set[int]:
        """They are told at the head of a sheet, before its rows."""
        head = next(self._chunks(self._entries[_plain(sheet.path)]), b"")
        hidden: set[int] = set()
        for found in _HIDDEN_COLUMNS.finditer(head):
            first, last = _MIN.search(found[1]), _MAX.search(found[1])
            if first and last:
                hidden |= set(range(int(first[1]) - 1, min(int(last[1]), MOST_COLUMNS)))
        return hidden

    def marks(self, sheet: SheetPart) -> Marks:
        """Formulas, errors, hidden rows and extent of a sheet; read only when the clues say that there is something."""
        clues = self._clues.get(_plain(sheet.path))
        if clues is None:
            raise damaged()
        if not clues.are_worth_reading:
            return Marks()
        entry = self._entries[_plain(sheet.path)]
        if clues.is_only_unusual and (reach := reach_of(self._chunks(entry))) and reach.cells <= MOST_CELLS:
            return reach
        try:
            return read_marks(self._chunks(entry))
        except (expat.ExpatError, ValueError) as error:
            raise damaged() from error


_HIDDEN_COLUMNS = re.compile(rb"<(?:[a-z]+:)?col\s([^>]*hidden=.(?:1|true)[^>]*)>")
_MIN, _MAX = (re.compile(rb"\b%b=.([0-9]{1,5})" % each) for each in (b"min", b"max"))
MOST_COLUMNS = 16_384
_FORMULA = re.compile(rb"<f[\s>/]")
# Any cell that is not plainly one of A1 to Z999999 with its address first: its sheet may stretch far.
_UNUSUAL_CELL = re.compile(rb'<c(?![a-zA-Z]| r="[A-Z][0-9]{1,6}")')


# A hidden column betrays nothing.
_HIDDEN_ROW = re.compile(rb"<(?:[a-z]+:)?row\s[^>]*hidden=.(?:1|true)")


@dataclass
class Clues:
    """What a sheet's bytes betray in passing: cheap to look for, at times a false alarm."""

    formulas: bool = False
    errors: bool = False
    unusual: bool = False
    hidden: bool = False
    values: bool = False
    _tail: bytes = b""

    @property
    def are_worth_reading(self) -> bool:
        return self.formulas or self.errors or self.unusual or self.hidden

    @property
    def is_only_unusual(self) -> bool:
        """It may stretch far, and nothing else is to be told of it."""
        return not (self.formulas or self.errors or self.hidden)

    def look(self, chunk: bytes) -> None:
        seen = self._tail + chunk
        prefixed = b":c" in seen
        # A single letter is found, or found to be nowhere, twenty times as fast as what it stands in.
        has_f, has_e, has_h = b"f" in seen, b"e" in seen, b"h" in seen
        self.formulas = self.formulas or prefixed or (has_f and _FORMULA.search(seen) is not None)
        self.errors = self.errors or (has_e and b't="e"' in seen)
        self.hidden = self.hidden or (has_h and b"hidden=" in seen and _HIDDEN_ROW.search(seen) is not None)
        # The tail may end inside a cell's address, which the next look sees whole.
        self.unusual = self.unusual or prefixed or self._unusual(seen)
        self.values = self.values or b"<v>" in seen or b"<is>" in seen or b":v>" in seen
        self._tail = seen[-OVERLAP_BYTES:]

    def _unusual(self, seen: bytes) -> bool:
        return any(found.start() < len(seen) - CELL_BYTES for found in _UNUSUAL_CELL.finditer(seen))
