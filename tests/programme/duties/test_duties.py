"""期限: what a plan in force makes of a unit's year, and how the thing itself discharges it."""

import io
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from handed_in import pdf
from jieyue.policy.loading import load
from jieyue.programme.duties import operations
from jieyue.programme.duties.handing_in import hand_in
from jieyue.programme.duties.queries import at_place, designations, duties, papers, plans_of
from jieyue.programme.evaluation.operations import hand_in as hand_in_sheet
from jieyue.programme.evaluation.queries import NATIONAL
from jieyue.programme.evidence.operations import Upload, attach
from jieyue.programme.reporting.operations import submit
from jieyue.rules.duties import DutyState
from jieyue.rules.period import Period
from jieyue.rules.plan import Carried
from jieyue.rules.refusal import NotThere
from offices import Office, open_office, person_named
from papers_desk import decide_on

AT = datetime(2025, 4, 14, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = AT.date()
PLAN = "sichuan-2020"
REST = """organisation | resource | account | start_date | end_date | quantity | unit | amount_yuan
B | 电 | 1002 | 2025-02-01 | 2025-02-28 | 500 | kWh | 350
B | 电 | 1002 | 2025-03-01 | 2025-03-31 | 600 | kWh | 420"""


@pytest.fixture
def office(house) -> Office:
    office = open_office(house)
    put("li", "C1")
    return office


def put(who: str, code: str, since=date(2025, 1, 1)) -> None:
    operations.put_in_force(plan=PLAN, organisation=code, since=since, by=person_named(who, on=TODAY), at=AT)


def states(code: str = "B", who: str = "wang", today: date = TODAY) -> dict[str, DutyState]:
    found = duties(organisation=code, person=person_named(who, on=TODAY), today=today)
    return {each.duty.key: each.state for each in found}


def test_a_plan_in_force_for_a_county_gives_its_units_their_duties(office):
    found = states()
    assert found["report-quarter@2025Q1"] is DutyState.OVERDUE
    assert found["notice-of-quarter@2025Q1"] is DutyState.DUE
    assert found["filing@2025"] is DutyState.DUE
    assert found["creation@2025"] is DutyState.AHEAD
    assert found["bills-by-month@2025-01"] is DutyState.DONE
    assert found["bills-by-month@2025-02"] is DutyState.OVERDUE
    assert "creation-plan" not in found  # its day was before the plan was put in force here


def test_a_submission_discharges_the_duty_to_submit(office, house):
    house.have("bills", REST)
    submit(organisation="B", period=Period.parse("2025Q1"), by=person_named("wang", on=TODAY), at=AT)
    (found,) = [
        each
        for each in duties(organisation="B", person=person_named("wang", on=TODAY), today=TODAY)
        if each.duty.key == "report-quarter@2025Q1"
    ]
    assert (found.state, found.done.on, found.is_late) == (DutyState.DONE, TODAY, True)


def test_a_complete_month_discharges_the_monthly_duty(office, house):
    house.have("bills", REST)
    assert states()["bills-by-month@2025-02"] is DutyState.DONE


def test_bills_that_were_brought_after_the_day_of_their_month_were_late(office, house):
    house.have("bills", REST, at=AT)
    assert bills_of_months() == {"2025-02": (TODAY, True), "2025-03": (TODAY, False)}
    house.have("bills", REST.replace("| 600 |", "| 601 |"), reason="更正", at=AT + timedelta(days=60))
    assert bills_of_months() == {"2025-02": (TODAY, True), "2025-03": (TODAY, False)}


def bills_of_months() -> dict[str, tuple[date, bool]]:
    """Of February and March, when each was complete and whether that was late."""
    found = duties(organisation="B", person=person_named("wang", on=TODAY), today=TODAY)
    own = [each for each in found if each.duty.period in ("2025-02", "2025-03")]
    return {each.duty.period: (each.done.on, each.is_late) for each in own if each.duty.entry.key == "bills-by-month"}


def test_a_document_handed_in_with_its_file_discharges_its_duty(office):
    clerk = person_named("wang", on=TODAY)
    about = {"organisation": "B", "what": "filing_form", "period": "2025", "title": "创建备案表"}
    record = hand_in(**about, handed_in_on=TODAY, by=clerk, at=AT)
    (said,) = [each for each in duties(organisation="B", person=clerk, today=TODAY) if each.duty.key == "filing@2025"]
    assert (said.state, said.done, said.claimed.says) == (
        DutyState.DUE, None, "《创建备案表》自报、未核：没有上传文件",
    )  # fmt: skip
    fact = {"table": "duties_handedin", "record_id": record, "fact_on": TODAY, "by": clerk, "at": AT}
    attach([Upload("备案表.pdf", io.BytesIO(pdf()))], **fact)
    assert states()["filing@2025"] is DutyState.DUE  # somebody of the unit approves of it first
    decide_on(record, "approve", person_named("feng", on=TODAY), at=AT)
    assert states()["filing@2025"] is DutyState.SENT
    decide_on(record, "receive", person_named("li", on=TODAY), at=AT)
    assert states()["filing@2025"] is DutyState.DONE
    (paper,) = papers(organisation="B", person=person_named("sun", on=TODAY), today=TODAY)
    assert (paper.title, paper.handed_in_on) == ("创建备案表", TODAY)


def test_self_evaluation_is_a_duty_only_of_who_was_designated(office):
    assert "self-evaluation@2025" not in states()
    operations.designate(
        organisation="B",
        year=2025,
        decided_on=TODAY,
        document="甲机管〔2025〕3号",
        by=person_named("li", on=TODAY),
        at=AT,
    )
    assert states()["self-evaluation@2025"] is DutyState.DUE
    assert "self-evaluation@2025" not in states("A")
    hand_in_sheet(standard=NATIONAL, organisation="B", year=2025, by=person_named("wang", on=TODAY), at=AT)
    assert states()["self-evaluation@2025"] is DutyState.DONE


def test_a_designation_is_taken_back_with_a_reason_and_nothing_is_owed_of_it(office):
    li, about = person_named("li", on=TODAY), {"organisation": "B", "year": 2025, "at": AT}
    operations.designate(**about, decided_on=TODAY, by=li)
    [shown] = designations(organisation="B", person=person_named("wang", on=TODAY))
    assert ([duty.key for duty in shown.owes], shown.may_be_taken_back) == (
        ["self-evaluation@2025", "verification@2025"], False,
    )  # fmt: skip
    with pytest.raises(operations.ReasonNeeded):
        operations.take_back_designation(**about, by=li, reason=" ")
    with pytest.raises(NotThere):
        operations.take_back_designation(**about, by=person_named("wang", on=TODAY), reason="试")
    operations.take_back_designation(**about, by=li, reason="错登了单位")
    assert "self-evaluation@2025" not in states()
    with pytest.raises(operations.NotDesignated, match="没有被确定为2025年度创建单位"):
        operations.take_back_designation(**about, by=li, reason="错登了单位")


def test_an_exemption_carries_its_reason(office):
    with pytest.raises(operations.ReasonNeeded):
        exempt("li", "")
    exempt("li", "合署办公，由县委办统一备案")
    (found,) = [
        each
        for each in duties(organisation="B", person=person_named("wang", on=TODAY), today=TODAY)
        if each.duty.key == "filing@2025"
    ]
    assert (found.state, found.exempt_because) == (DutyState.EXEMPT, "合署办公，由县委办统一备案")


def exempt(who: str, reason: str) -> None:
    by = person_named(who, on=TODAY)
    operations.exempt(plan=PLAN, entry="filing", period="2025", organisation="B", by=by, at=AT, reason=reason)


@pytest.mark.parametrize("who", ["wang", "sun", "zhao", "feng"])
def test_only_the_authority_exempts_designates_and_puts_plans_in_force(office, who):
    by = person_named(who, on=TODAY)
    with pytest.raises(NotThere):
        exempt(who, "试")
    with pytest.raises(NotThere):
        put(who, "C1")
    with pytest.raises(NotThere):
        operations.designate(organisation="B", year=2025, decided_on=TODAY, by=by, at=AT)


def test_a_clerk_sees_no_duties_of_another_county(office):
    with pytest.raises(NotThere):
        states("X")
    assert {
        each.organisation.code for each in duties(organisation="C1", person=person_named("wang", on=TODAY), today=TODAY)
    } == {"A", "B"}


def test_the_plan_holds_from_above_and_says_where_it_was_put_in_force(office):
    (found,) = plans_of(organisation="B", person=person_named("wang", on=TODAY), today=TODAY)
    assert (found.plan.key, found.organisation.code, found.since) == (PLAN, "C1", date(2025, 1, 1))


def test_a_place_counts_who_is_late(office):
    (found,) = [
        each
        for each in at_place(organisation="C1", person=person_named("li", on=TODAY), today=TODAY).tallies
        if each.duty.key == "report-quarter@2025Q1"
    ]
    assert (found.owed, found.done, [each.code for each in found.late]) == (2, 0, ["A", "B"])


def test_duties_ask_the_same_for_one_unit_and_for_three(office, house):
    def asked() -> int:
        duties(organisation="C1", person=person_named("li", on=TODAY), today=TODAY)  # the warehouse is brought up first
        with CaptureQueriesContext(connection) as queries:
            duties(organisation="C1", person=person_named("li", on=TODAY), today=TODAY)
        return len(queries)

    before = asked()
    house.have("organisations", "code | name | parent | level\nD | 丁局 | C1 | 单位\nE | 戊局 | C1 | 单位")
    assert asked() == before


def test_the_command_tells_duties_as_json(office, jieyue):
    said = jieyue("duties", "--organisation", "B", "--today", "2025-04-14", "--json")
    (found,) = [each for each in said.json["duties"] if each["key"] == "filing@2025"]
    assert (said.status, found["due_on"], found["state"]) == (0, "2025-05-12", "open")
    assert "每年5月10日前" in found["sentence"]


def test_the_command_puts_a_plan_in_force(house, jieyue):
    open_office(house)
    said = jieyue("plan", PLAN, "--organisation", "C1", "--from", "2025-01-01")
    assert (said.status, "生效" in said.out) == (0, True)
    assert jieyue("plan", "nothing", "--organisation", "C1").status == 2
    listed = jieyue("plan")
    counts = load().plan(PLAN).counts()
    assert f"《省直机关工委创建节约型机关行动方案》，32 句，由系统判定 {counts[Carried.DECIDED]} 句" in listed.out


def test_the_command_answers_programs_whatever_it_does_with_a_plan(house, jieyue):
    open_office(house)
    assert [each["plan"] for each in jieyue("plan", "--json").json["plans"]] == list(load().plans)
    assert [each["plan"] for each in jieyue("plan", PLAN, "--json").json["plans"]] == [PLAN]
    about = ("plan", PLAN, "--organisation", "C1", "--json")
    put = {"plan": PLAN, "organisation": "C1", "from": "2025-01-01", "was_from": None, "was_until": None}
    assert jieyue(*about, "--from", "2025-01-01").json == put
    again = jieyue(*about, "--from", "2025-02-01")
    assert (again.status, "已经自 2025-01-01 起执行" in again.json["error"]["says"]) == (2, True)
    moved = jieyue(*about, "--from", "2025-02-01", "--reason", "上级通知").json
    assert (moved["from"], moved["was_from"]) == ("2025-02-01", "2025-01-01")
    ended = {"plan": PLAN, "organisation": "C1", "until": "2025-03-01"}
    assert jieyue(*about, "--until", "2025-03-01", "--reason", "新方案").json == ended
    refused = jieyue(*about, "--from", "2025-05-01", "--reason", "恢复")
    assert (refused.status, "--revive" in refused.json["error"]["do"]) == (2, True)
    assert jieyue(*about, "--from", "2025-05-01", "--reason", "恢复", "--revive").json["was_until"] == "2025-03-01"
    (line,) = jieyue("plan", "--organisation", "A", "--json").json["plans"]
    assert (line["put_in_force_at"], line["from"], line["until"]) == ("C1", "2025-05-01", None)


def test_a_plan_that_was_ended_orders_nothing_after_its_day(office, jieyue):
    refused = jieyue("plan", PLAN, "--organisation", "C1", "--until", "2025-04-01")
    assert (refused.status, "原因" in refused.err) == (2, True)
    ended = jieyue("plan", PLAN, "--organisation", "C1", "--until", "2025-04-01", "--reason", "新方案印发")
    assert ended.status == 0
    assert "filing@2025" not in states()
    assert "report-quarter@2025Q1" in states()


def test_a_plan_is_ended_on_the_page_of_where_it_was_put_in_force(office):
    li, page = office.as_("li"), f"/duties/C1/plan/{PLAN}/end/"
    assert page in li.get("/duties/C1/plan/").content.decode()
    assert li.post(page, {"until": "2025-04-01"}).status_code == 422
    assert li.post(page, {"until": "2025-04-01", "reason": "新方案印发"}).status_code == 302
    assert "filing@2025" not in states()
    assert "report-quarter@2025Q1" in states()
    assert li.get(f"/duties/A/plan/{PLAN}/end/").status_code == 404
    assert office.as_("wang").post(page, {"until": "2025-03-01", "reason": "改"}).status_code == 422
