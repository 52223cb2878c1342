"""Large workbooks, read in a process with limits: what an XLSX takes in memory is many times its size.

A sheet of 200,000 rows unpacks to 170 MB and takes 320 MB of memory; so much is read where it is asked for. As a
program this module reads the workbook from its input and writes the grid, or why it is refused. What comes back is
taken apart by a reader that knows texts, numbers and moments only, so nothing else can be sent by the other process.
"""

import datetime
import io
import pickle
import sys
from dataclasses import asdict
from threading import BoundedSemaphore

from jieyue.files.apart import DidNotEndWell, Limits, said_apart
from jieyue.files.grid import Grid, Head, Marks, WholeSheet
from jieyue.files.kinds import kind_of
from jieyue.files.package import unpacked_bytes
from jieyue.files.refused import FileRefused
from jieyue.files.workbook import heads, read_workbook, whole_sheets
from jieyue.rules.problem import Problem

MOST_UNPACKED_HERE_BYTES = 192 * 1024**2
MOST_XLS_HERE_BYTES = 16 * 1024**2
LIMITS = Limits(memory_bytes=4 * 1024**3, cpu_seconds=120)
SECONDS = 240
AT_ONCE = 2
_turns = BoundedSemaphore(AT_ONCE)
MOMENTS = {name: getattr(datetime, name) for name in ("date", "datetime", "time", "timedelta")}


def read_within_limits(name: str, content: bytes, *, kind: str, most_unpacked_bytes: int) -> Grid:
    """The first visible sheet: read here as long as that costs little, else in another process. Raises FileRefused."""
    if _is_small(content, kind):  # also where it lies about its size: what unpacks to more than it may here is refused
        most = min(most_unpacked_bytes, MOST_UNPACKED_HERE_BYTES)
        return read_workbook(kind, content, most_unpacked_bytes=most)
    return read_apart(name, content, most_unpacked_bytes=most_unpacked_bytes)


def heads_within_limits(name: str, content: bytes, *, kind: str, most_unpacked_bytes: int) -> list[Head]:
    """The first rows of every visible sheet, in the same way. Raises FileRefused."""
    if _is_small(content, kind):
        return heads(kind, content, most_unpacked_bytes=min(most_unpacked_bytes, MOST_UNPACKED_HERE_BYTES))
    told = _asked_apart("heads", name, content, most_unpacked_bytes)
    return [Head(**each) for each in told["heads"]]


def whole_sheets_within_limits(name: str, content: bytes, *, kind: str, most_unpacked_bytes: int) -> list[WholeSheet]:
    """Every sheet with its rows, in the same way. Raises FileRefused."""
    if _is_small(content, kind):
        most = min(most_unpacked_bytes, MOST_UNPACKED_HERE_BYTES)
        return whole_sheets(kind, content, most_unpacked_bytes=most)
    told = _asked_apart("sheets", name, content, most_unpacked_bytes)
    return [WholeSheet(**{**each, "marks": Marks(**each["marks"])}) for each in told["sheets"]]


def _is_small(content: bytes, kind: str) -> bool:
    if kind == "xls":
        return len(content) <= MOST_XLS_HERE_BYTES
    return unpacked_bytes(content) <= MOST_UNPACKED_HERE_BYTES


def read_apart(name: str, content: bytes, *, most_unpacked_bytes: int) -> Grid:
    """The first visible sheet, as `read_workbook` gives it. Raises FileRefused."""
    told = _asked_apart("grid", name, content, most_unpacked_bytes)
    marks, warnings = Marks(**told.pop("marks")), [Problem(**each) for each in told.pop("warnings")]
    return Grid(**told, marks=marks, warnings=warnings)


def _asked_apart(what: str, name: str, content: bytes, most_unpacked_bytes: int) -> dict:
    try:
        with _turns:
            said = said_apart(__name__, name, str(most_unpacked_bytes), what, given=content, seconds=SECONDS)
    except DidNotEndWell as failure:
        says = f"工作簿在限定的内存（{LIMITS.memory_bytes // 1024**3} GB）和时间内读不完。"
        do = "请删去图片、多余的工作表和格式，或者把数据分成几个文件上传。"
        raise FileRefused.because("costs_too_much", says, do) from failure
    told = _Plain(io.BytesIO(said)).load()
    if "problems" in told:
        raise FileRefused([Problem(**each) for each in told["problems"]])
    return told


class _Plain(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> type:
        if module == "datetime" and name in MOMENTS:
            return MOMENTS[name]
        raise pickle.UnpicklingError(f"{module}.{name} is no value of a sheet")


def main(name: str, most_unpacked_bytes: str, what: str = "grid") -> None:
    LIMITS.impose()
    content = sys.stdin.buffer.read()
    try:
        kind, most = kind_of(content, name=name), int(most_unpacked_bytes)
        if what == "heads":
            told = {"heads": [asdict(each) for each in heads(kind, content, most_unpacked_bytes=most)]}
        elif what == "sheets":
            sheets = whole_sheets(kind, content, most_unpacked_bytes=most)
            told = {"sheets": [{**vars(each), "marks": vars(each.marks)} for each in sheets]}
        else:
            grid = read_workbook(kind, content, most_unpacked_bytes=most)
            told = {**vars(grid), "marks": vars(grid.marks), "warnings": [asdict(each) for each in grid.warnings]}
    except FileRefused as refusal:
        told = {"problems": [asdict(each) for each in refusal.problems]}
    pickle.dump(told, sys.stdout.buffer, protocol=5)


if __name__ == "__main__":
    main(*sys.argv[1:])
