"""The dirty sample: an overlap and a number that cannot be are refused, the rest is taken and flagged."""

import csv
from calendar import monthrange
from pathlib import Path

import pytest

from dirty_sample import PLANTED

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

DIRTY = Path(__file__).parents[3] / "samples" / "dirty"


@pytest.fixture
def told(house):
    """The problems of the three imports, each with its row of the file."""
    found = []
    for kind in ("organisations", "profiles", "bills"):
        path = DIRTY / f"{kind}.csv"
        rows = list(csv.DictReader(path.read_text("gb18030" if kind == "bills" else "utf-8-sig").splitlines()))
        report = house.bring(kind, path, accept_good=True)
        found += [(problem, rows[problem.row - 2]) for problem in report.problems]
    return found


def test_the_planted_faults_are_those_that_the_sample_lists():
    with (DIRTY / "expected_findings.csv").open(encoding="utf-8-sig") as file:
        listed = {(row["organisation"], row["resource"], row["start"]) for row in csv.DictReader(file)}
    assert listed == set(PLANTED)


@pytest.mark.parametrize("planted", PLANTED, ids="-".join)
def test_each_planted_fault_is_found(told, planted):
    organisation, resource, start = planted
    found = set()
    for problem, row in told:
        same_unit = row["机构编码"] == organisation and row.get("能源资源", "") == resource
        if same_unit and (start in (row.get("起"), row.get("年度")) or start in problem.says):
            found.add(problem.rule)
    assert found >= PLANTED[planted]


def test_nothing_else_is_found_as_an_error(told):
    errors = [(row["机构编码"], problem.rule) for problem, row in told if problem.severity == "error"]
    assert sorted(errors) == [("610101", "duplicate_in_file"), ("610102", "overlap")]


def test_the_overlap_names_row_column_and_both_bills(told):
    (problem,) = [problem for problem, _ in told if problem.rule == "overlap"]
    assert (problem.row, problem.column) == (136, "止")
    assert "2024-03-01 至 2024-04-05" in problem.says
    assert "2024-04-01 至 2024-04-30" in problem.says
    assert "第 75 行" in problem.says


def test_an_honest_account_gives_no_finding(house):
    house.have("organisations", "code | name | level\n610101 | 甲局 | unit")
    months = [f"2024-{month:02}" for month in range(1, 13)]
    rows = [
        {
            "organisation": "610101",
            "resource": "electricity",
            "start_date": f"{month}-01",
            "end_date": f"{month}-{monthrange(2024, n + 1)[1]}",
            "quantity": 1000 + 37 * n,
            "unit": "kWh",
            "amount_yuan": round(0.68 * (1000 + 37 * n), 2),
            "invoice_number": f"F{n}",
        }
        for n, month in enumerate(months)
    ]
    assert house.have("bills", rows).problems == []
    assert house.checks("610101", "2024") == []


def test_a_heating_season_is_no_jump(house):
    house.have("organisations", "code | name | level\n610101 | 甲局 | unit")
    season = {1: 9000, 2: 8000, 3: 4000, 4: 300, 5: 100, 6: 100, 7: 90, 8: 95, 9: 110, 10: 400, 11: 5000, 12: 9000}
    ends = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    rows = [
        {
            "organisation": "610101",
            "resource": "natural_gas",
            "start_date": f"2024-{month}-1".replace("-", "/"),
            "end_date": f"2024/{month}/{ends[month - 1]}",
            "quantity": quantity,
            "unit": "m3",
        }
        for month, quantity in season.items()
    ]
    house.have("bills", rows)
    jumps = [finding for finding in house.checks("610101", "2024") if finding.rule == "quantity_jump"]
    assert jumps == []
