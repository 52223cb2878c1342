"""What was exported can be brought back, and an empty workbook tells how to fill it in."""

from dataclasses import replace

import openpyxl
import pytest

from jieyue.programme.entry import jobs
from jieyue.programme.entry.operations import kinds
from jieyue.programme.entry.queries import CannotBeWritten, export, template
from ledger_samples import sample_rows, samples

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture(autouse=True)
def _everything(house):
    house.begun(everything)


def everything(house):
    house.have(
        "organisations",
        """code | name | parent | level | kind | category | system | opened_on | closed_on | successors
           61   | 某省 |      | 省 | | | | | |
           6101 | 甲市 | 61   | 市 | | | | | |
           6102 | 乙市 | 61   | 市 | | | | | |
           A    | +甲局 | 6101 | 单位 | 行政 | 机关 | @发改 | 2020-01-01 | |
           B    | 老局 | 6101 | 单位 | 行政 | 机关 |  | | 2024-01-01 | A""",
    )
    moved = "code | name | parent | level | effective_on\nA | +甲局 | 6102 | 单位 | 2024-07-01"
    house.have("organisations", moved, reason="划转")
    house.have("profiles", "organisation | year | floor_area_m2 | persons\nA | 2024 | 1000.5 | 50")
    house.have("targets", "organisation | year | energy_per_m2_kgce | document\nA | 2024 | 12.5 | =甲〔2024〕1号")
    house.have(
        "accounts", "organisation | resource | account | closed_on | billing_months\nA | 水 | @W1 | 2024-12-01 | 2"
    )
    house.have(
        "bills",
        """organisation | 能源资源 | account | 起 | 止 | quantity | unit | amount_yuan | invoice_number | refund_of
           A | 电 | =1+1 | 2024-01-01 | 2024-01-31 | 1.5 | MWh | 1020 | 00012345678901234567 |
           A | 电 | =1+1 | 2024-01-01 | 2024-01-31 | -100 | kWh | -68 | -F2 | 00012345678901234567
           A | 汽油 | | 2024-01-01 | 2024-01-31 | 40 | L | | '+X1 | """,
    )
    house.have("no_use", "organisation | 能源资源 | account | 起 | 止\nA | 水 | @W1 | 2024-01-01 | 2024-01-31")
    for key in samples():
        house.have(key, sample_rows(key, unit="A"))


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", list(kinds()))
def test_an_export_brought_back_changes_nothing(house, person, tmp_path, kind, suffix):
    file = tmp_path / f"{kind}.{suffix}"
    count = export(kind, file, person=person)
    report = house.have(kind, file)
    assert (report.rows, report.unchanged) == (count, count)
    assert count > 0
    assert report.problems == []


def test_whether_an_export_is_large_is_counted_by_the_database_and_no_row_is_made_for_it(person, monkeypatch):
    monkeypatch.setattr(jobs, "kind_named", lambda key: replace(kinds()[key], rows=None))
    for key, kind in kinds().items():
        count = kind.model._default_manager.count()
        for most, is_large in ((count - 1, True), (count, False)):
            monkeypatch.setattr(jobs, "LARGE_EXPORT_ROWS", most)
            assert (key, jobs.has_many_rows(key, person)) == (key, is_large)


@pytest.mark.parametrize("kind", list(kinds()))
def test_a_template_has_every_column_with_a_note_and_choices_where_there_are_few(person, tmp_path, kind):
    file = tmp_path / "template.xlsx"
    template(kind, file, person=person)
    sheet = openpyxl.load_workbook(file).worksheets[0]
    columns = kinds()[kind].columns
    assert [cell.value for cell in sheet[1]] == [column.zh for column in columns]
    assert all(cell.comment for cell in sheet[1])
    offered = {str(each.sqref).partition("2:")[0] for each in sheet.data_validations.dataValidation}
    with_choices = {cell.column_letter for cell, column in zip(sheet[1], columns, strict=True) if column.choices}
    assert with_choices <= offered


def test_a_filled_template_is_taken(house, person, tmp_path):
    file = tmp_path / "template.xlsx"
    template("bills", file, person=person)
    book = openpyxl.load_workbook(file)
    book.worksheets[0].append(["A", "电", None, "D2", "2024-02-01", "2024-02-29", 900, "kWh", 612, "F9"])
    book.save(file)
    report = house.have("bills", file)
    assert (report.added, [each.rule for each in report.problems]) == (1, ["account_further"])


@pytest.mark.parametrize("name", ["bills.pdf", "bills", "nowhere/bills.csv"])
def test_what_cannot_be_written_is_refused(person, tmp_path, name):
    with pytest.raises(CannotBeWritten):
        export("bills", tmp_path / name, person=person)
