"""Text that looks like a formula is guarded in CSV, and is the same text again when the file comes back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.files.delimited import read_delimited
from jieyue.files.writing import csv_lines
from jieyue.programme.entry.operations import kinds

TRICKY = st.text("'=+-@\t\r\n\",;0１2甲a .", max_size=8)
ANY = st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=12)


@pytest.mark.parametrize("kind", sorted(kinds()))
@given(data=st.data())
def test_any_text_of_any_kind_comes_back_as_it_was(kind, data):
    header = [column.zh for column in kinds()[kind].columns]
    row = st.lists(TRICKY | ANY, min_size=len(header), max_size=len(header))
    rows = data.draw(st.lists(row, min_size=1, max_size=3))
    grid = read_delimited(b"".join(csv_lines(header, rows)), known=set(header).__contains__)
    assert grid.header == header
    assert [list(each) for each in zip(*grid.columns, strict=True)] == rows


@given(TRICKY | ANY)
def test_nothing_is_run_as_a_formula(text):
    *_, line = csv_lines(["名称"], [[text]])
    opened = line.decode().removeprefix('"')
    assert opened[:1] not in ("=", "@", "\t", "\r")
    assert opened[:1] not in ("+", "-") or text[1:].replace(".", "").isdigit()


@pytest.mark.parametrize("written", ['="0012345"', "'0012345", "0012345", "\t0012345"])
def test_what_excel_guards_as_text_is_that_text(house, db, written):
    house.have("organisations", "code | name | parent | level\nP | 省 | | 省\nA | 甲 | P | 单位")
    bill = {"organisation": "A", "能源资源": "电", "quantity": "1", "unit": "kWh"}
    days = [("2024-01-01", "2024-01-31"), ("2024-02-01", "2024-02-29")]
    rows = [{**bill, "account": account, "起": first, "止": last}
            for account, (first, last) in zip(("0012345", written), days, strict=True)]  # fmt: skip
    report = house.have("bills", rows)
    assert (report.added, report.problems) == (2, [])
