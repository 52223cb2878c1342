"""备案: what the system fills in from what it knows, pinned as it is handed in, and received above."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from jieyue.documents.catalogue import documents
from jieyue.programme.duties.handing_in import NotHandedIn
from jieyue.programme.duties.operations import put_in_force
from jieyue.programme.duties.queries import duties, own_duties
from jieyue.programme.duties.receiving import paper
from jieyue.programme.evaluation.filing import hand_in_drawn
from jieyue.programme.ledgers.creation_papers import NothingPlanned
from jieyue.rules.duties import DutyState
from jieyue.rules.period import Period
from offices import open_office, person_named
from papers_desk import decide_on

pytestmark = pytest.mark.django_db
AT = datetime(2025, 4, 14, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = AT.date()
TASKS = """organisation | year | number | task | covers | wanted_count | due_on | done_on
C1 | 2025 | 1 | 本级机关自评 | 本级 | 1 | 2025-03-31 |
C1 | 2026 | 1 | 所属机关建成 | 所属 | 2 | 2026-10-31 |
C1 | 2024 | 1 | 动员 | 本级 | | 2024-05-01 |"""
WHO = [
    {"organisation": "B", "post": "创建责任人（第一责任人）", "holder": "周局长", "starts_on": "2024-01-01"},
    {"organisation": "B", "post": "能源管理岗", "holder": "何工", "starts_on": "2024-01-01"},
    {"organisation": "B", "post": "能耗统计岗", "holder": "老吴", "starts_on": "2020-01-01", "ends_on": "2024-12-31"},
]
OFFICE = {"organisation": "B", "kind": "节能管理机构", "name": "行政科", "starts_on": "2024-01-01"}


@pytest.fixture
def office(house):
    return house.begun(with_a_plan)


def with_a_plan(house):
    office = open_office(house)
    house.have("creation_tasks", TASKS)
    house.have("creation_budgets", "organisation | year | asked_yuan | granted_yuan\nC1 | 2025 | 80000 | 60000")
    house.have("posts", WHO)
    house.have("work_groups", [OFFICE])
    put_in_force(plan="sichuan-2020", organisation="P", since=date(2025, 1, 1), by=who("li"), at=AT)
    office.house = house
    return office


def who(name: str):
    return person_named(name, on=TODAY)


def handed(organisation: str, what: str, period: str = "", **more: str) -> int:
    about = {"organisation": organisation, "what": what, "period": period, "title": "材料"}
    return hand_in_drawn(**about, **more, by=who("wang"), at=AT)


def shown(record: int, name: str = "wang"):
    return paper(record, person=who(name), today=TODAY)


def text_of(key: str, content) -> str:
    return str(documents()[key].printed(content, is_draft=False))


def test_a_filing_form_is_filled_from_what_is_known_and_the_duty_becomes_done_by_itself(office):
    record = handed("B", "filing_form", "2025")
    told = text_of("filing-form", shown(record).drawn)
    assert all(each in told for each in ("甲县财政局", "周局长", "何工", "行政科"))
    assert "老吴" not in told  # held the post until last year
    decide_on(record, "approve", who("feng"), at=AT)
    decide_on(record, "receive", who("li"), at=AT)
    found = {each.duty.key: each for each in duties(organisation="B", person=who("wang"), today=TODAY)}
    assert found["filing@2025"].state is DutyState.DONE


def test_what_was_handed_in_stays_as_it_was_until_it_is_given_back(office):
    record = handed("B", "filing_form", "2025")
    office.house.have("posts", [{**WHO[0], "holder": "郑局长"}])
    assert "郑局长" not in text_of("filing-form", shown(record).drawn)
    decide_on(record, "send_back", who("feng"), at=AT, reason="责任人换了")
    assert handed("B", "filing_form", "2025") == record
    assert "郑局长" in text_of("filing-form", shown(record).drawn)


def test_a_form_of_a_year_that_has_not_begun_is_refused_and_a_plan_for_it_is_not(office):
    with pytest.raises(NotHandedIn, match="2026年度还没有开始") as refused:
        handed("B", "filing_form", "2026")
    assert (refused.value.where, "2026-01-01 以后" in refused.value.do) == ("period", True)
    handed("C1", "creation_plan", "2026")


def test_a_creation_plan_says_the_tasks_of_each_year_and_the_money_and_its_progress_is_held_against_it(office):
    record = handed("C1", "creation_plan")
    told = text_of("creation-plan", shown(record).drawn)
    assert all(each in told for each in ("甲县", "2025至2026", "本级机关自评", "所属机关建成", "80,000", "60,000"))
    assert "动员" not in told
    rows = "organisation | year | number | task | covers | wanted_count | due_on | done_on | reached_count\n"
    office.house.have(
        "creation_tasks", f"{rows}C1 | 2025 | 1 | 本级机关自评 | 本级 | 1 | 2025-03-31 | 2025-04-02 | 1", reason="进展"
    )
    office.house.have("creation_tasks", f"{rows}C1 | 2026 | 1 | 只建一家 | 所属 | 1 | 2026-10-31 | |", reason="进展")
    first, second = shown(record).progress
    assert (first.done_on, first.reached_count, first.is_changed, first.is_late(TODAY)) == (
        date(2025, 4, 2), 1, False, True,
    )  # fmt: skip
    assert (second.task, second.wanted_count, second.is_changed, second.is_late(TODAY)) == (
        "所属机关建成", 2, True, False,
    )  # fmt: skip


def test_a_plan_without_tasks_and_a_form_that_the_system_does_not_know_are_refused(office):
    with pytest.raises(NothingPlanned, match="没有登记 2025 年度以后的创建任务"):
        handed("B", "creation_plan")
    with pytest.raises(NotHandedIn, match="系统不能填写"):
        handed("B", "mobilisation", "2025")


def test_a_county_hands_its_plan_in_gets_it_back_and_has_it_received(office):
    put_in_force(plan="shaanxi-2020", organisation="C1", since=date(2020, 1, 1), by=who("li"), at=AT)
    record = handed("C1", "creation_plan")
    assert plan_of_the_county() is DutyState.SENT
    decide_on(record, "return", who("li"), at=AT, reason="请补2027年任务")
    assert plan_of_the_county() is DutyState.OVERDUE
    handed("C1", "creation_plan")
    decide_on(record, "receive", who("li"), at=AT)
    assert plan_of_the_county() is DutyState.DONE
    decide_on(record, "publish", who("li"), at=AT)
    assert (plan_of_the_county(), shown(record).line.receipt) == (DutyState.DONE, "P收〔2025〕1号")


def plan_of_the_county() -> DutyState:
    found = own_duties(organisation="C1", person=who("wang"), today=date(2020, 8, 3))
    return next(each.state for each in found if each.duty.key == "creation-plan")


def test_every_document_that_plans_ask_for_and_the_catalogue_draws_can_be_handed_in_as_drawn():
    from jieyue.programme.evaluation.filing import DRAWN  # noqa: PLC0415

    assert {each.handed_in_as for each in documents().values()} - {""} == DRAWN.keys() | {"self_evaluation"}
    assert Period.parse("2025").months in documents()["creation-plan"].months
