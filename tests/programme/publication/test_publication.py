"""公示: drafted by itself, approved by a second person, frozen, objected to, corrected only by a new notice."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from jieyue.policy.reading import OWN_FOLDER
from jieyue.programme.people.second_person import OwnStep
from jieyue.programme.publication import operations
from jieyue.programme.publication.queries import notice, notices, sent_back, shown_now, waiting_for
from jieyue.programme.reporting.operations import submit
from jieyue.rules.moves import CannotMove
from jieyue.rules.period import Period
from jieyue.rules.publication import NoticeState
from jieyue.rules.refusal import NotThere
from jieyue.rules.roles import Right
from jieyue.store.records.verifying import verify
from offices import Office, open_office, person_named
from reporting_desk import accept

AT = datetime(2025, 4, 14, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = AT.date()
Q1 = Period.parse("2025Q1")
BILLS = """organisation | resource | account | start_date | end_date | quantity | unit | amount_yuan
B | 电 | 1002 | 2024-01-01 | 2024-01-31 | 1000 | kWh | 700
B | 电 | 1002 | 2025-02-01 | 2025-02-28 | 500 | kWh | 350
B | 电 | 1002 | 2025-03-01 | 2025-03-31 | 600 | kWh | 420"""
CORRECTED = """organisation | resource | account | start_date | end_date | quantity | unit | amount_yuan
B | 电 | 1002 | 2025-03-01 | 2025-03-31 | 700 | kWh | 490"""


@pytest.fixture
def office(house) -> Office:
    office = open_office(house)
    house.have("bills", BILLS)
    house.have("profiles", "organisation | year | floor_area_m2 | persons\nB | 2025 | 1000 | 20")
    return office


def do(operation: str, who: str, *, at=AT, **more):
    by = person_named(who, on=at.date())
    if operation == "publish" and "seen" not in more:
        more["seen"] = shown(who).seen if by.may(Right.APPROVE) else ""
    return getattr(operations, operation)(organisation="B", period=Q1, by=by, at=at, **more)


def test_a_draft_that_nobody_has_touched_is_the_first_and_has_its_files(office):
    for who in ("wang", "feng"):
        assert shown(who, number=1).state is NoticeState.DRAFT
        assert office.as_(who).get("/notices/B/2025Q1/1/notice.docx").status_code == 200
    with pytest.raises(NotThere):
        shown("wang", number=2)
    with pytest.raises(NotThere):
        shown("sun", number=1)


def shown(who: str = "wang", number=None, today: date = TODAY):
    person = person_named(who, on=TODAY)
    return notice(organisation="B", period=Q1, number=number, person=person, today=today)


def electricity(found) -> dict:
    return next(row for row in found.content["rows"] if row["resource"] == "electricity")


def told(changes) -> list[tuple[str, str, str]]:
    return [(each.what, each.before, each.now) for each in changes.differences]


def publish() -> None:
    do("propose", "wang")
    do("publish", "feng")


def test_the_draft_is_there_by_itself_once_the_quarter_is_over(office):
    found = shown()
    row = electricity(found)
    assert (found.id, found.state) == (None, NoticeState.DRAFT)
    assert (row["quantity"], row["then"], row["change"]) == ("1500.000", "1000.000", "50.0")
    assert found.content["is_accepted"] is False


def test_the_draft_is_kept_up_to_date_until_it_is_approved(office, house):
    do("propose", "wang")
    house.have("bills", CORRECTED, reason="发票更正")
    assert electricity(shown())["quantity"] == "1600.000"
    do("publish", "feng")
    house.have("bills", CORRECTED.replace("700", "800"), reason="再次更正")
    found = shown("sun")
    assert electricity(found)["quantity"] == "1600.000"
    assert told(found.since) == [("电（kWh）", "1,600.000", "1,700.000")]
    (record,) = found.since.records
    assert (record.what, record.says, record.reason) == (
        "更正", "电（建筑）户号 1002 2025-03-01 至 2025-03-31 的票据", "再次更正",
    )  # fmt: skip


def test_the_draft_shows_accepted_figures_where_there_are_some(office, house):
    submit(organisation="B", period=Q1, by=person_named("wang", on=TODAY), at=AT, reason="去年的票据未补齐")
    accept(organisation="B", period=Q1, by=person_named("li", on=TODAY), at=AT)
    house.have("bills", CORRECTED, reason="发票更正")
    found = shown()
    assert found.content["is_accepted"]
    assert electricity(found)["quantity"] == "1500.000"
    assert told(found.since)[0] == ("电（kWh）", "1,500.000", "1,600.000")  # of the draft, while it is one
    publish()
    assert told(shown("sun").since)[0] == ("电（kWh）", "1,500.000", "1,600.000")
    assert [record.reason for record in shown("sun").since.records] == ["发票更正"]


def test_a_withdrawn_bill_is_named_at_the_notice_with_the_reason(office, house):
    publish()
    withdrawn = CORRECTED.replace("amount_yuan", "withdrawn").replace("| 490", "| 是").replace("| 700", "| 600")
    house.have("bills", withdrawn, reason="重复登记")
    (record,) = shown("sun").since.records
    assert (record.what, record.reason, record.is_reached) == ("作废或移出本期", "重复登记", True)


def test_what_is_typed_is_saved_by_whoever_hands_it_in(office):
    do("save_words", "wang", reasons="旧的", place="一楼")
    do("propose", "wang", words=operations.Words(reasons="气温偏低", place="大厅", telephone="028-1", days=7))
    found = shown("feng")
    assert found.state is NoticeState.PROPOSED
    assert [found.words[name] for name in ("reasons", "place", "telephone", "days")] == ["气温偏低", "大厅", "028-1", 7]


def test_a_notice_that_was_sent_back_waits_for_the_clerk_with_the_reason(office):
    do("propose", "wang")
    assert sent_back(person=person_named("wang", on=TODAY), today=TODAY) == []
    do("send_back", "feng", reason="请写增减原因")
    (line,) = sent_back(person=person_named("wang", on=TODAY), today=TODAY)
    assert (line.organisation.code, line.period, line.reason) == ("B", Q1, "请写增减原因")
    assert sent_back(person=person_named("feng", on=TODAY), today=TODAY) == []
    do("propose", "wang")
    assert sent_back(person=person_named("wang", on=TODAY), today=TODAY) == []


def test_what_was_handed_in_is_taken_back_before_it_is_decided(office):
    with pytest.raises(CannotMove):
        do("withdraw", "wang")
    do("propose", "wang")
    assert [move.key for move in shown("wang").moves] == ["withdraw"]
    for who in ("sun", "feng", "zhao"):
        with pytest.raises(NotThere):
            do("withdraw", who)
    seen = shown("feng").seen
    do("withdraw", "wang")
    assert (shown().state, shown().may_edit) == (NoticeState.DRAFT, True)
    with pytest.raises(CannotMove):
        do("publish", "feng", seen=seen)
    publish()
    with pytest.raises(CannotMove):
        do("withdraw", "wang")
    assert verify().holds


def test_nobody_sees_a_draft_but_who_enters_and_who_approves(office):
    do("propose", "wang")
    assert shown("feng").state is NoticeState.PROPOSED
    for who in ("sun", "li"):
        with pytest.raises(NotThere):
            shown(who)


def test_who_proposed_does_not_approve(office, house):
    operations.propose(organisation="B", period=Q1, by=house.person, at=AT)
    with pytest.raises(OwnStep):
        operations.publish(organisation="B", period=Q1, seen="", by=house.person, at=AT)


@pytest.mark.parametrize("who", ["wang", "sun", "li", "zhao"])
def test_only_an_approver_approves(office, who):
    do("propose", "wang")
    with pytest.raises(NotThere):
        do("publish", who)


def test_an_approver_who_saw_other_figures_is_told(office, house):
    do("propose", "wang")
    seen = shown("feng").seen
    house.have("bills", CORRECTED, reason="发票更正")
    with pytest.raises(operations.FiguresMoved):
        do("publish", "feng", seen=seen)


def test_it_is_shown_inside_the_unit_for_its_days(office):
    do("save_words", "wang", days=5, telephone="028-1234567", reasons="气温偏低")
    publish()
    third = person_named("sun", on=TODAY)
    (line,) = shown_now(person=third, today=date(2025, 4, 18))
    assert (line.organisation.code, line.shown_from, line.shown_until) == ("B", TODAY, date(2025, 4, 18))
    assert shown_now(person=third, today=date(2025, 4, 19)) == []
    assert shown("sun").content["reasons"] == "气温偏低"


def test_a_published_notice_is_corrected_only_by_a_new_one_that_names_it(office, house):
    publish()
    house.have("bills", CORRECTED, reason="发票更正")
    with pytest.raises(CannotMove):
        do("save_words", "wang", reasons="改一改")
    do("begin_correction", "wang", correction="三月电量应为700千瓦时")
    assert shown("sun").number == 1
    publish()
    new = shown("sun")
    assert (new.number, new.content["correction"], electricity(new)["quantity"]) == (
        2,
        "三月电量应为700千瓦时",
        "1600.000",
    )
    old = shown("sun", number=1)
    assert (old.state, electricity(old)["quantity"], old.later) == (NoticeState.REPLACED, "1500.000", 2)


def test_an_objection_is_answered_once(office):
    publish()
    id_ = shown("sun").id
    third, clerk = person_named("sun", on=TODAY), person_named("wang", on=TODAY)
    objection = operations.raise_objection(notice=id_, text="三月电量偏高？", by=third, at=AT)
    operations.answer_objection(objection=objection, answer="三月供暖延长，已核对电表。", by=clerk, at=AT)
    (found,) = shown("sun").objections
    assert (found.by, found.answer) == ("孙丽（甲县查阅人）", "三月供暖延长，已核对电表。")
    with pytest.raises(operations.FiguresMoved):
        operations.answer_objection(objection=objection, answer="再答", by=clerk, at=AT)


def test_nobody_objects_to_what_he_may_not_read(office):
    publish()
    with pytest.raises(operations.NoticeUnknown):
        operations.raise_objection(notice=shown("sun").id, text="？", by=person_named("zhao", on=TODAY), at=AT)


def test_sent_back_it_is_a_draft_again_with_the_reason(office):
    do("propose", "wang")
    assert [each.organisation.code for each in waiting_for(person=person_named("feng", on=TODAY), today=TODAY)] == ["B"]
    do("send_back", "feng", reason="请写增减原因")
    found = shown()
    assert (found.state, found.decided_reason) == (NoticeState.DRAFT, "请写增减原因")


def test_no_draft_is_made_for_a_quarter_that_ended_before_the_unit_existed(office, house):
    house.have("organisations", "code | name | parent | level | opened_on\nN | 新局 | C1 | 单位 | 2025-05-20")
    lines = notices(organisation="N", person=person_named("wang", on=TODAY), today=date(2025, 10, 1))
    assert [str(line.period) for line in lines] == ["2025Q3", "2025Q2"]


def test_the_list_has_a_draft_for_each_quarter_that_is_over(office):
    publish()
    lines = notices(organisation="B", person=person_named("wang", on=TODAY), today=TODAY)
    assert [(str(line.period), line.state.value) for line in lines] == [
        ("2025Q1", "published"), ("2024Q4", "draft"), ("2024Q3", "draft"), ("2024Q2", "draft"), ("2024Q1", "draft"),
    ]  # fmt: skip
    assert len(notices(organisation="B", person=person_named("sun", on=TODAY), today=TODAY)) == 1


def test_an_unfinished_quarter_is_not_published(office):
    with pytest.raises(operations.NotPublishable, match="还没有结束"):
        do("propose", "wang", at=AT.replace(month=3, day=31))


def test_the_log_holds(office):
    publish()
    assert verify().holds
    assert Decimal(electricity(shown("sun"))["quantity"]) == 1500


def test_what_vehicles_used_stands_apart_and_the_whole_in_standard_coal(office, house):
    header = "organisation | resource | use | account | start_date | end_date | quantity | unit | amount_yuan"
    rows = ["B | 汽油 | 车辆 | V1 | 2025-03-01 | 2025-03-31 | 100 | L | 800",
            "B | 汽油 | 建筑 | G1 | 2025-03-01 | 2025-03-31 | 10 | L | 80"]  # fmt: skip
    house.have("bills", "\n".join([header, *rows]))
    content = shown().content
    petrol = [(row["use"], row["quantity"], row["amount_yuan"]) for row in content["rows"] if row["unit"] == "L"]
    assert petrol == [("vehicle", "100.000", "800.00"), ("other", "10.000", "80.00")]
    answer = house.statistics("B", "2025Q1")
    assert Decimal(content["energy"]["quantity"]) == answer.totals.tce
    assert content["indicators"] == {key: answer.indicators[key] for key in content["indicators"]}
    assert (content["factors"], content["switches"]) == (answer.factors, dict(answer.switches))


def test_ratios_stand_beside_the_target_of_the_year_and_how_much_of_it_is_used(office, house):
    header = "organisation | year | energy_per_m2_kgce | document"
    house.have("targets", f"{header}\nB | 2025 | 0.5 | 市管字3号")
    content = shown().content
    area, person, water = content["ratios"]
    assert area["target"] == "0.500"
    assert Decimal(area["share"]) == round(Decimal(str(area["total"])) / Decimal("0.5") * 100, 1)
    assert (person["target"], person["share"], water["quantity"]) == (None, None, None)
    assert content["target_document"] == "市管字3号"


def test_accepted_quarters_and_those_of_the_ledger_are_added_up(office, house):
    """The second quarter's notice: the first was accepted, and corrected since."""
    submit(organisation="B", period=Q1, by=person_named("wang", on=TODAY), at=AT, reason="去年的票据未补齐")
    accept(organisation="B", period=Q1, by=person_named("li", on=TODAY), at=AT)
    house.have("bills", CORRECTED, reason="发票更正")
    later = CORRECTED.replace("2025-03-01", "2025-04-01").replace("2025-03-31", "2025-04-30")
    house.have("bills", later)
    person = person_named("wang", on=date(2025, 7, 1))
    found = notice(organisation="B", period=Period.parse("2025Q2"), person=person, today=date(2025, 7, 1))
    row = electricity(found)
    assert (row["quantity"], row["total"]) == ("700.000", "2200.000")  # 1500 accepted, not the 1600 of now
    assert found.content["not_accepted"] == ["2025Q2"]
    ratio = found.content["ratios"][0]
    first = shown().content["indicators"]["energy_per_m2_kgce"]
    assert ratio["total"] == pytest.approx(first + ratio["quantity"])


def test_a_published_notice_keeps_the_layout_in_which_it_was_published(office, house, settings, tmp_path):
    publish()
    own = tmp_path / "papers"
    own.mkdir()
    text = (OWN_FOLDER / "papers" / "energy-notice.toml").read_text("utf-8")
    (own / "ours.toml").write_text(text.replace('能源资源消费公示"', '用能公示"'), "utf-8")
    settings.JIEYUE_POLICY_FOLDERS = [str(tmp_path)]
    assert shown().content["layout"]["lines"][0]["text"] == "【单位名称】【报告期】能源资源消费公示"
    do("begin_correction", "wang", correction="改版式")
    assert shown().content["layout"]["lines"][0]["text"] == "【单位名称】【报告期】用能公示"


@pytest.mark.parametrize("sized", [(), ("B",), ("B1",), ("B", "B1")])
def test_the_ratios_are_those_of_statistics_whoever_has_a_profile(house, sized):
    open_office(house)
    house.have("organisations", "code | name | parent | level\nB1 | 财政局一科 | B | 部门")
    house.have("bills", BILLS + "\nB1 | 电 | 1008 | 2025-03-01 | 2025-03-31 | 80 | kWh | 56")
    sizes = "\n".join(f"{code} | 2025 | {1000 * n} | {10 * n}" for n, code in enumerate(sized, start=1))
    if sized:
        house.have("profiles", f"organisation | year | floor_area_m2 | persons\n{sizes}")
    indicators = shown().content["indicators"]
    assert indicators == {key: house.statistics("B", "2025Q1").indicators[key] for key in indicators}


def test_no_notice_is_drafted_of_quarters_in_which_the_unit_was_not_there(office, house):
    house.have("organisations", "code | name | parent | level | opened_on\nN | 新局 | C1 | 单位 | 2024-11-20")
    person = person_named("wang", on=TODAY)
    lines = notices(organisation="N", person=person, today=TODAY)
    assert [str(line.period) for line in lines] == ["2025Q1", "2024Q4"]
    before = Period.parse("2024Q3")
    with pytest.raises(NotThere):
        notice(organisation="N", period=before, person=person, today=TODAY)
    with pytest.raises(operations.NotPublishable, match="还没有设立"):
        operations.propose(organisation="N", period=before, by=person, at=AT)
