"""无, 合计 and 同上 in every column of codes, by every door: a file of either sort, the grid of a page, the API."""

from inspect import unwrap
from pathlib import Path

import pytest

from cases.office import Office, as_csv, as_xlsx
from cases.sheets import ACCOUNT, BILL, PROFILE, UNIT
from jieyue.files.cells import code
from jieyue.files.entered import sheet_of
from jieyue.files.sheet import Sheet, read_sheet
from jieyue.programme.entry.operations import kinds
from jieyue.rules.wording import NoName
from jieyue.store.policies import policy
from ledger_samples import sample_rows, samples

RIGHT = {
    "organisations": UNIT,
    "profiles": PROFILE,
    "accounts": ACCOUNT,
    "bills": BILL,
    "targets": {"organisation": "510101", "year": "2025", "document": "下达"},
    "no_use": {"organisation": "510101", "resource": "电", "start_date": "2024-01-01", "end_date": "2024-01-31"},
    **{key: sample_rows(key, unit="510101")[0] for key in samples()},
}
CODES = [(kind.key, column.key) for kind in kinds().values() for column in kind.columns if unwrap(column.parse) is code]
MEANS = {NoName.NOTHING: None, NoName.TOTAL: "total_row", NoName.DITTO: "ditto"}
DOORS = ("csv", "xlsx", "grid")  # the grid and the API are one door: rows that are entered


def sheet(folder: Path, kind: str, door: str, *rows: dict[str, str]) -> Sheet:
    header = list(dict.fromkeys(key for row in rows for key in row))
    table = [header, *([row.get(key, "") for key in header] for row in rows)]
    how = {"columns": kinds()[kind].columns, "words": policy().words}
    if door == "grid":
        return sheet_of([dict(zip(header, row, strict=True)) for row in table[1:]], name="", **how)
    path = folder / f"a.{door}"
    path.write_bytes(as_xlsx(table) if door == "xlsx" else as_csv(table))
    return read_sheet(path, **how)


def errors(found: Sheet) -> dict[int, set[str]]:
    """By row, the rules of the errors."""
    told: dict[int, set[str]] = {}
    for problem in found.problems:
        if problem.severity == "error":
            told.setdefault(problem.row, set()).add(problem.rule)
    return told


def test_every_kind_has_a_sheet_here():
    assert set(RIGHT) == set(kinds())


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(("kind", "column"), CODES)
def test_a_word_is_no_name_in_any_column_of_codes(tmp_path, kind, column, door):
    words = policy().words.no_names
    found = sheet(tmp_path, kind, door, *({**RIGHT[kind], column: word} for word in words))
    needed = next(each for each in kinds()[kind].columns if each.key == column).required
    blank = {"required"} if needed else set()
    assert set(found.columns[column]) == {None}
    assert {word: errors(found).get(row, set()) for row, word in enumerate(words, start=2)} == {
        word: {MEANS[means]} if MEANS[means] else blank for word, means in words.items()
    }


def test_a_total_row_is_told_once_and_wherever_it_stands(tmp_path):
    row = {**BILL, "start_date": "", "end_date": "", "account": ""}
    rows = [
        {**row, "resource": "合计"},
        BILL,
        {**row, "account": "1月小计："},
        {**row, "start_date": "总 计"},
        {**row, "organisation": "甲市第一机关合计"},
    ]
    found = sheet(tmp_path, "bills", "csv", *rows)
    assert [(each.row, each.rule) for each in found.problems] == [(row, "total_row") for row in (2, 4, 5, 6)]


@pytest.mark.parametrize("guarded", ['="0012345"', "\t0012345", "'0012345", "‘0012345", '＝"0012345"', "''0012345"])
@pytest.mark.parametrize("door", DOORS)
def test_what_keeps_digits_as_text_is_no_part_of_them(cases, guarded, door):
    month = {"start_date": "2024-02-01", "end_date": "2024-02-29", "account": guarded}
    table = [list(BILL), list({**BILL, "account": "0012345"}.values()), list({**BILL, **month}.values())]
    make, name = (as_xlsx, "a.xlsx") if door == "xlsx" else (as_csv, "a.csv")
    assert Office(cases.house, "bills", table, name, make, {}, is_entered=door == "grid").bring().taken
    assert [row[3] for row in kinds()["bills"].rows(cases.house.person)] == ["0012345"] * 2
