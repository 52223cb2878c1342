"""What a standard asks of ledgers is asked of the ledgers: their rows decide items, and what is missing is named."""

from datetime import date

import pytest

from jieyue.programme.evaluation.queries import NATIONAL, evaluation
from jieyue.programme.ledgers.catalogue import all_ledgers
from jieyue.rules.scoring import Decision, Verdict
from jieyue.store.policies import policy
from offices import open_office, person_named

pytestmark = pytest.mark.django_db
AFTER = date(2026, 2, 1)
MONTHS = [f"2025-{month:02}" for month in range(1, 13)]


@pytest.fixture
def office(house):
    return open_office(house)


def decisions(today: date = AFTER) -> dict[str, Decision]:
    about = {"organisation": "A", "year": 2025, "person": person_named("wang", on=AFTER), "today": today}
    return {row.decision.item.key: row.decision for row in evaluation(standard=NATIONAL, **about).rows}


def item(key: str, *, today: date = AFTER) -> Decision:
    return decisions(today)[key]


def paper(*months: str) -> list[dict[str, str]]:
    return [{"organisation": "A", "month": month, "bought_reams": "10", "used_reams": "5"} for month in months]


def test_every_source_of_a_ledger_is_asked_by_some_standard():
    asked = {source for standard in policy().standards.values() for source in standard.sources}
    offered = {source for ledger in all_ledgers().values() for source in ledger.sources}
    assert offered <= asked


def test_an_item_that_waits_for_nothing_is_asked_of_something_there_is(office):
    waiting = [each.item for each in decisions().values() if "系统里还没有" in each.why]
    assert [each.key for each in waiting if not each.awaits] == []


def test_twelve_months_of_paper_decide_the_item_and_a_missing_one_is_named_with_its_sheet(office):
    office.house.have("paper", paper(*MONTHS[:11]))
    lost = item("N20-3.2")
    assert lost.verdict is Verdict.LOST
    assert [(each.period, each.thing, each.names) for each in lost.missing] == [
        ("2025-12", "ledger", ("paper", "A", "2025-12"))
    ]
    office.house.have("paper", paper("2025-12"))
    assert item("N20-3.2").verdict is Verdict.EARNED


def test_nothing_is_decided_before_the_year_is_over(office):
    office.house.have("paper", paper(*MONTHS[:6]))
    assert item("N20-3.2", today=date(2025, 7, 15)).verdict is Verdict.UNDECIDED


def test_a_lecture_is_training_and_no_campaign(office):
    lecture = {"organisation": "A", "held_on": "2025-05-16", "title": "节能讲座", "kind": "知识讲座"}
    office.house.have("activities", [lecture])
    assert item("N20-5.2").verdict is Verdict.EARNED
    assert item("N20-5.1").verdict is Verdict.LOST
    office.house.have("activities", [{**lecture, "title": "节水", "kind": "宣传实践活动", "campaign": "世界水日"}])
    assert item("N20-5.1").verdict is Verdict.EARNED


def looked_for_plastics(*months: str, found: int = 0) -> list[dict[str, object]]:
    about = {"organisation": "A", "place": "食堂", "item": "不可降解一次性塑料餐具", "found": found}
    return [{**about, "checked_on": f"{month}-10"} for month in months]


def test_plastics_are_banned_where_each_month_was_looked_through_and_none_found(office):
    assert item("N20-4.3").verdict is Verdict.UNDECIDED
    office.house.have("plastics", looked_for_plastics(*MONTHS[:11]))
    lost = item("N20-4.3")
    assert (lost.verdict, [each.says for each in lost.missing]) == (Verdict.LOST, ["12月没有自查"])
    office.house.have("plastics", looked_for_plastics("2025-12", found=3))
    assert [each.says for each in item("N20-4.3").missing] == ["12月发现 3 件"]
    office.house.have("plastics", looked_for_plastics("2025-12"), reason="看错了")
    assert item("N20-4.3").verdict is Verdict.EARNED


def test_points_with_signs_a_training_and_a_rating_of_departments_decide_the_sorting_of_waste(office):
    about = {"organisation": "A", "recyclable": 1, "other": 1}
    office.house.have("waste_points", [{**about, "name": "东侧", "has_signs": "是"}, {**about, "name": "食堂"}])
    activity = {
        "organisation": "A",
        "held_on": "2025-06-12",
        "title": "分类培训",
        "kind": "干部职工培训",
        "participants": 9,
    }
    office.house.have("activities", [activity])
    lost = item("N20-4.4")
    assert (lost.verdict, [each.says for each in lost.missing][:1]) == (Verdict.LOST, ["食堂没有分类标识"])
    office.house.have("waste_points", [{**about, "name": "食堂", "has_signs": "是"}], reason="已张贴")
    assert item("N20-4.4").verdict is Verdict.LOST, "no department was rated"
    office.house.have(
        "sorting_ratings", [{"organisation": "A", "month": "2025-03", "department": "办公室", "points": 95}]
    )
    assert item("N20-4.4").verdict is Verdict.EARNED
