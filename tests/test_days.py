"""A day is a day in China: between midnight and eight in the morning there, it is still yesterday in UTC."""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.utils import timezone

import jieyue

SOURCE = Path(jieyue.__file__).parent
HALF_PAST_MIDNIGHT = datetime(2026, 11, 26, 16, 30, tzinfo=UTC)
WITHOUT_ZONE = {"files/cells.py"}
"""Where a moment is a cell of a sheet, which knows no zone."""


def days_of_moments() -> Iterator[str]:
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "date":
                yield f"{file.relative_to(SOURCE).as_posix()}:{node.lineno}"


def test_no_day_is_taken_of_a_moment_but_by_the_zone_of_the_house():
    found = {place for place in days_of_moments() if place.rpartition(":")[0] not in WITHOUT_ZONE}
    assert not found, "ask timezone.localdate(moment) instead"


def test_a_bill_that_ends_today_is_not_of_days_to_come_at_half_past_midnight(house):
    house.have("organisations", "code | name | level\nA | 甲局 | unit")
    bills = "organisation | resource | start_date | end_date | quantity | unit\nA | 电 | 2026-11-01 | {} | 5 | kWh"
    warned = {
        day: {
            problem.rule for problem in house.bring("bills", bills.format(day), at=HALF_PAST_MIDNIGHT, **how).problems
        }
        for day, how in (("2026-11-28", {"dry_run": True}), ("2026-11-27", {}))
    }
    assert "days_to_come" in warned["2026-11-28"]
    assert "days_to_come" not in warned["2026-11-27"]


@pytest.mark.parametrize(
    "moment", [HALF_PAST_MIDNIGHT, pytest.param(HALF_PAST_MIDNIGHT.replace(hour=4), marks=pytest.mark.soak)]
)
def test_the_demonstration_city_is_built_at_any_hour(jieyue, monkeypatch, moment):
    monkeypatch.setattr(timezone, "now", lambda: moment)
    said = jieyue("demo", "--stage", "ledgers", "--units", "1", "--no-serve")
    assert said.status == 0, said.err
