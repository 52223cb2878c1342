"""What a large workbook may cost is bounded: it is read in a process with limits, and is the same as if read here."""

import io
import pickle
from datetime import date, datetime

import openpyxl
import pytest

from jieyue.files import large_workbook
from jieyue.files.apart import DidNotEndWell, Limits, said_apart
from jieyue.files.refused import FileRefused
from jieyue.files.workbook import read_workbook
from samples import SAMPLES

MOST = 64 * 1024 * 1024


def workbook(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.create_sheet("另一张").append(["值"])
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


ROWS = (
    ["机构编码", "起", "数量", "估算", "备注"],
    ["A", date(2024, 1, 31), 1234.5, True, "一\n二"],
    ["B", datetime(2024, 2, 29, 8, 30), -7, None, "=1+1"],  # noqa: DTZ001 (a sheet knows no zones)
)


def test_a_workbook_read_apart_is_what_it_is_when_it_is_read_here():
    content = workbook(*ROWS)
    here, apart = (
        read_workbook("xlsx", content, most_unpacked_bytes=MOST),
        large_workbook.read_apart("a.xlsx", content, most_unpacked_bytes=MOST),
    )
    assert vars(apart) == vars(here)
    assert [problem.rule for problem in apart.warnings] == ["other_sheets"]


def test_a_refusal_comes_back_in_the_same_words():
    content = workbook(*ROWS)[:-200]
    with pytest.raises(FileRefused) as here:
        read_workbook("xlsx", content, most_unpacked_bytes=MOST)
    with pytest.raises(FileRefused) as apart:
        large_workbook.read_apart("a.xlsx", content, most_unpacked_bytes=MOST)
    assert apart.value.problems == here.value.problems


def test_only_what_unpacks_to_much_is_read_apart(monkeypatch):
    asked = []
    monkeypatch.setattr(large_workbook, "read_apart", lambda name, *_, **_how: asked.append(name))
    content = workbook(*ROWS)
    large_workbook.read_within_limits("small.xlsx", content, kind="xlsx", most_unpacked_bytes=MOST)
    monkeypatch.setattr(large_workbook, "MOST_UNPACKED_HERE_BYTES", 1000)
    large_workbook.read_within_limits("large.xlsx", content, kind="xlsx", most_unpacked_bytes=MOST)
    assert asked == ["large.xlsx"]


def test_what_takes_more_than_it_may_is_refused_in_words(monkeypatch):
    def too_much(*_asked, **_how):
        raise DidNotEndWell("reading")

    monkeypatch.setattr(large_workbook, "said_apart", too_much)
    with pytest.raises(FileRefused, match="限定的内存（4 GB）和时间内读不完。 请删去图片"):
        large_workbook.read_apart("a.xlsx", workbook(*ROWS), most_unpacked_bytes=MOST)


def test_a_process_that_takes_more_memory_than_it_may_ends_alone():
    limits = "from jieyue.files.apart import Limits; Limits(memory_bytes=300 * 2**20, cpu_seconds=5).impose()"
    code = f"{limits}; held = bytearray(400 * 2**20)"
    assert Limits(memory_bytes=1, cpu_seconds=1).file_bytes == 0
    with pytest.raises(DidNotEndWell):
        said_apart("timeit", "-n", "1", "-r", "1", code, seconds=30)


def test_nothing_but_values_is_taken_from_the_other_process():
    class Else:
        def __reduce__(self):
            return print, ("taken over",)

    with pytest.raises(pickle.UnpicklingError, match="no value of a sheet"):
        large_workbook._Plain(io.BytesIO(pickle.dumps({"header": Else()}))).load()


def test_all_sheets_read_apart_are_the_same_as_read_here(monkeypatch):
    content = (SAMPLES / "office-sheets" / "08-one-sheet-a-resource.xlsx").read_bytes()
    about = {"kind": "xlsx", "most_unpacked_bytes": 10**9}
    here = large_workbook.whole_sheets_within_limits("a.xlsx", content, **about)
    monkeypatch.setattr(large_workbook, "MOST_UNPACKED_HERE_BYTES", 0)
    assert large_workbook.whole_sheets_within_limits("a.xlsx", content, **about) == here
    assert [each.name for each in here if not each.is_visible] == ["2024旧表"]
