"""jieyue demo: a city that does not exist, built through the product's own operations."""

import json

import pytest
from django.utils import timezone
from PIL import Image

from jieyue.cli.demo import city
from jieyue.cli.demo.building import LATER
from jieyue.store.duties.models import PlanInForce
from jieyue.store.evidence.models import Link
from jieyue.store.evidence.vault import content
from jieyue.store.ledgers.bills.models import Bill
from jieyue.store.notices.models import Notice
from jieyue.store.records.verifying import verify
from jieyue.store.reporting.models import Report
from jieyue.store.scores.models import ScoreSheet


@pytest.mark.smoke
def test_a_small_city_is_built_up_to_self_evaluation_and_told(jieyue, home):
    said = jieyue("demo", "--units", "2", "--no-serve", "--json")
    assert said.status == 0
    assert said.json["units"] == 2
    assert {"wang", "zhao", "li", "anquan"} <= {each["username"] for each in said.json["accounts"]}
    assert str(PlanInForce.objects.get().since).endswith("-01-01")
    assert _states_of_last_year(jieyue) == ["done", "done"]
    assert Report.objects.filter(accepted__isnull=False).exists()
    assert Notice.objects.filter(state="published").exists()
    assert ScoreSheet.objects.count() == 1
    _looks_through_to_its_invoice()
    assert verify().holds
    assert json.loads((home / "demo.json").read_text())["stage"] == "self-evaluation"
    again = jieyue("demo", "--no-serve")
    assert (again.status, "直接使用" in again.err) == (0, True)


def _looks_through_to_its_invoice() -> None:
    """Every bill of the first unit that a quarter has just been submitted with has a picture, dated by the bill."""
    first = city.units(1)[0].code
    links = Link.objects.filter(table=Bill._meta.db_table).select_related("item")
    proved = {link.record_id: link.item for link in links}
    quarter = Report.objects.filter(organisation__code=first, period__contains="Q").latest("first")
    own = Bill.objects.filter(
        account__organisation__code=first, end_date__gte=quarter.first, end_date__lt=quarter.until
    )
    assert own.count() > 3
    assert {bill.id: bill.end_date for bill in own} == {bill.id: proved[bill.id].fact_on for bill in own}
    version = proved[own[0].id].versions.get()
    with Image.open(content(version.sha256)) as picture:
        assert (picture.format, min(picture.size) > 400, version.size_bytes < 50_000) == ("PNG", True, True)


def _states_of_last_year(jieyue) -> list[str]:
    """Of the first unit: the year's figures and its analysis."""
    year, (unit,) = timezone.localdate().year - 1, city.units(1)
    said = jieyue("duties", "--organisation", unit.code, "--today", f"{year + 1}-12-01", "--json")
    found = {each["key"]: each["state"] for each in said.json["duties"]}
    return [found[f"report-year@{year}"], found[f"analysis-report@{year}"]]


def test_it_stops_at_the_stage_that_is_asked_for(jieyue):
    assert jieyue("demo", "--stage", "ledgers", "--units", "1", "--no-serve").status == 0
    assert Bill.objects.exists()
    assert not Report.objects.exists()


@pytest.mark.parametrize("stage", LATER)
def test_later_stages_say_that_they_come_later(jieyue, stage):
    said = jieyue("demo", "--stage", stage, "--no-serve")
    assert (said.status, "还没有做" in said.err) == (2, True)


def test_a_home_with_real_data_is_refused(house, jieyue):
    house.have("organisations", "code | name | level\nP | 某省 | 省")
    said = jieyue("demo", "--units", "1", "--no-serve")
    assert (said.status, "正式数据" in said.err) == (2, True)
    assert not Bill.objects.exists()


def test_a_city_that_was_not_finished_is_not_served(jieyue, home):
    (home / "demo.json").write_text('{"stage": null}')
    said = jieyue("demo", "--no-serve")
    assert (said.status, "没有建完" in said.err) == (2, True)


@pytest.mark.parametrize("units", ["0", "50000"])
def test_an_impossible_number_of_units_is_refused(jieyue, units):
    assert jieyue("demo", "--units", units, "--no-serve").status == 2
