"""jieyue demo: a city that does not exist, built through the product's own operations."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from PIL import Image

from jieyue.cli.demo import city
from jieyue.cli.demo.building import Building
from jieyue.cli.demo.people import as_of, hire
from jieyue.cli.demo.supervising import supervise
from jieyue.cli.demo.verifying import LOOK_BACK, NAME, hold_whole_round
from jieyue.programme.rounds.queries import round_of
from jieyue.programme.supervision.planning import plans
from jieyue.programme.supervision.planning import shown as plan_shown
from jieyue.rules.findings import FindingState
from jieyue.rules.publication import NoticeState
from jieyue.rules.receiving import PaperState
from jieyue.rules.rounds import Outcome, UnitState
from jieyue.rules.supervision import Planned
from jieyue.store.duties.models import HandedIn, PlanInForce
from jieyue.store.evidence.models import Link
from jieyue.store.evidence.vault import content
from jieyue.store.findings.models import Finding
from jieyue.store.ledgers.bills.models import Bill
from jieyue.store.notices.models import Notice, Objection
from jieyue.store.records.verifying import verify
from jieyue.store.reminders.models import Circular, Reminder
from jieyue.store.reporting.models import Report
from jieyue.store.rounds.models import Round, RoundUnit
from jieyue.store.scores.models import ScoreSheet
from jieyue.store.supervision.models import AppraisalAnswer


def test_a_small_city_is_built_up_to_its_announcement_and_told(jieyue, home):
    said = jieyue("demo", "--stage", "announced", "--units", "2", "--no-serve", "--json")
    assert said.status == 0
    assert said.json["units"] == 2
    assert {"wang", "zhao", "li", "anquan"} <= {each["username"] for each in said.json["accounts"]}
    assert str(PlanInForce.objects.get().since).endswith("-01-01")
    assert _states_of_last_year(jieyue) == ["done", "done"]
    assert Report.objects.filter(accepted__isnull=False).exists()
    assert Notice.objects.filter(state="published").exists()
    assert ScoreSheet.objects.count() == 2  # of last year, and of the year before for its round
    _came_to_its_announcement()
    assert [circular.reads.count() < circular.units for circular in Circular.objects.all()] == [True]
    assert {bool(each.read_by) for each in Reminder.objects.all()} == {True, False}
    _looks_through_to_its_invoice()
    assert verify().holds
    assert json.loads((home / "demo.json").read_text())["stage"] == "announced"
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


def _came_to_its_announcement() -> None:
    """What the round came to, was published, objected to, corrected, found by inspections, and reported upwards."""
    first, second = RoundUnit.objects.filter(round__name=NAME).order_by("pk")
    assert (first.outcome, second.outcome) == (Outcome.PASSED, Outcome.FAILED)
    kept = Notice.objects.filter(what="energy", organisation=first.organisation).order_by("period", "number")
    assert [each.state for each in kept[:2]] == [NoticeState.REPLACED, NoticeState.PUBLISHED]
    assert Notice.objects.get(what="verification_result").state == NoticeState.PUBLISHED
    assert sorted(bool(each.answer) for each in Objection.objects.all()) == [False, True]
    reported = HandedIn.objects.filter(what="evaluation_summary").order_by("pk")
    assert [each.state for each in reported] == [PaperState.PUBLISHED, PaperState.RETURNED]
    assert set(Finding.objects.values_list("state", flat=True)) == {each.value for each in FindingState}
    assert AppraisalAnswer.objects.count() == 1


def test_in_twelve_units_every_state_of_a_round_and_of_a_planned_inspection_occurs(house):
    """Of a city without a bill: what they used is another stage."""
    today = timezone.localdate()
    of = Building(12, today, house.person, Path(settings.JIEYUE_HOME), lambda _: None)
    begin = of.moment(date(of.years[0], 1, 1))
    house.have("organisations", city.organisations(of.count), at=begin)
    hire(of.people, since=begin.date(), by=of.by, at=begin, now=timezone.now(), home=of.home)
    hold_whole_round(of, house.have)
    supervise(of, house.have)
    li = as_of("li", timezone.now())
    lines = round_of(number=Round.objects.get(name=NAME).pk, person=li, today=today).lines
    assert {line.state for line in lines} == set(UnitState)
    assert Round.objects.get(name=LOOK_BACK).units.count() == 2
    shown = {
        each.id for year in range(today.year - 1, today.year + 2) for each in plans(year=year, person=li, today=today)
    }
    units = [unit for number in shown for unit in plan_shown(number, person=li, today=today).units]
    assert {unit.state for unit in units} == set(Planned)


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
