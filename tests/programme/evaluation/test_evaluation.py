"""自评: the score sheet as the ledgers decide it, and as it was handed in."""

import io
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from handed_in import pdf
from jieyue.programme.duties.handing_in import NotHandedIn
from jieyue.programme.duties.handing_in import hand_in as hand_in_document
from jieyue.programme.duties.operations import ReasonNeeded, put_in_force
from jieyue.programme.entry.reversing import undo
from jieyue.programme.evaluation import operations
from jieyue.programme.evaluation.aims import aims
from jieyue.programme.evaluation.queries import NATIONAL, as_json, evaluation
from jieyue.programme.evaluation.self_scoring import Said, SomeNotScored, score_items
from jieyue.programme.evidence.operations import Upload, attach
from jieyue.programme.people.second_person import OwnStep
from jieyue.programme.publication.operations import propose
from jieyue.programme.reporting.operations import submit
from jieyue.rules.period import Period
from jieyue.rules.person import Person, Post
from jieyue.rules.refusal import NotAllowed, NotThere
from jieyue.rules.roles import Right, Role
from jieyue.rules.scoring import Result, Verdict
from jieyue.store.records.models import LogEntry
from jieyue.store.registers.targets.models import Target
from offices import Office, open_office, person_named
from reporting_desk import publish

ZONE = ZoneInfo("Asia/Shanghai")
NEXT_YEAR = date(2026, 4, 20)
MONTHS = [(n, 30 if n in (4, 6, 9, 11) else 31) for n in range(2, 13)]
REST = "organisation | resource | account | start_date | end_date | quantity | unit | amount_yuan\n" + "\n".join(
    f"B | 电 | 1002 | 2025-{n:02}-01 | 2025-{n:02}-{28 if n == 2 else last} | {400 + n} | kWh | {300 + n}.25"
    for n, last in MONTHS
)


@pytest.fixture
def office(house) -> Office:
    office = open_office(house)
    put_in_force(
        plan="sichuan-2020",
        organisation="C1",
        since=date(2025, 1, 1),
        by=person_named("li", on=NEXT_YEAR),
        at=at(2025, 1, 1),
    )
    return office


def at(*day: int) -> datetime:
    return datetime(*day, 10, 0, tzinfo=ZONE)


def shown(who: str = "wang", code: str = "B", year: int = 2025, today: date = NEXT_YEAR):
    person = person_named(who, on=NEXT_YEAR)
    return evaluation(standard=NATIONAL, organisation=code, year=year, person=person, today=today)


def decision(item: str, **asked):
    return next(row.decision for row in shown(**asked).rows if row.decision.item.key == f"N20-{item}")


def submit_all(reason: str = "") -> None:
    for period, day in (
        ("2025Q1", (2025, 4, 8)),
        ("2025Q2", (2025, 7, 8)),
        ("2025Q3", (2025, 10, 9)),
        ("2025Q4", (2026, 1, 8)),
        ("2025", (2026, 3, 20)),
    ):
        clerk = person_named("wang", on=date(*day))
        submit(organisation="B", period=Period.parse(period), by=clerk, at=at(*day), reason=reason)


def publish_quarter(quarter: str) -> None:
    clerk, approver = (person_named(who, on=NEXT_YEAR) for who in ("wang", "feng"))
    propose(organisation="B", period=Period.parse(quarter), by=clerk, at=at(2026, 2, 1))
    publish(organisation="B", period=Period.parse(quarter), by=approver, at=at(2026, 2, 2))


def test_at_the_top_it_says_how_many_of_the_verified_points_are_decided(office):
    sheet = shown().sheet
    assert (sheet.verified, sheet.verified_decided, sheet.verified_earned) == (30, 6, 0)


def test_a_complete_ledger_earns_the_point_for_bills(office, house):
    lost = decision("2.2d1")
    assert (lost.verdict, lost.points) == (Verdict.LOST, 0)
    assert lost.missing[0].says == "2月缺电户号 1002的票据"
    assert lost.missing[0].thing == "account"
    house.have("bills", REST)
    earned = decision("2.2d1")
    assert (earned.verdict, earned.points, len(earned.found)) == (Verdict.EARNED, 1, 12)


def test_reports_on_time_earn_the_point_and_a_late_one_loses_it(office, house):
    house.have("bills", REST)
    submit_all()
    assert decision("2.2d2").verdict is Verdict.EARNED
    assert [found.thing for found in decision("2.2d2").found] == ["report"] * 5 + ["months"] * 12


def test_a_late_report_is_named(office, house):
    house.have("bills", REST)
    clerk = person_named("wang", on=NEXT_YEAR)
    submit(organisation="B", period=Period.parse("2025Q1"), by=clerk, at=at(2025, 4, 11))
    lost = decision("2.2d2")
    assert lost.verdict is Verdict.LOST
    assert [missing.says for missing in lost.missing][-1] == "2025年一季度于 2025-04-11 报送（期限 2025-04-10），逾期"


def test_four_notices_earn_the_point_for_publication(office, house):
    house.have("bills", REST)
    for quarter in ("2025Q1", "2025Q2", "2025Q3"):
        publish_quarter(quarter)
    still = decision("2.2d4", today=date(2026, 2, 10))
    assert (still.verdict, still.missing[0].says) == (Verdict.UNDECIDED, "2025年四季度没有公示")
    assert decision("2.2d4", today=date(2026, 7, 1)).verdict is Verdict.LOST
    publish_quarter("2025Q4")
    earned = decision("2.2d4")
    assert (earned.verdict, [found.period for found in earned.found]) == (
        Verdict.EARNED, ["2025Q1", "2025Q2", "2025Q3", "2025Q4"],
    )  # fmt: skip


def test_documents_handed_in_decide_their_items_with_their_files(office):
    for what, period, moment in (("creation_plan", "", at(2025, 5, 1)), ("analysis_report", "2025", at(2026, 3, 30))):
        hand_in_with_file(what, period, moment)
    assert decision("2.2a").points == 2
    assert decision("2.2d3").points == 1


def hand_in_with_file(what: str, period: str, moment: datetime, *, filed_at: datetime | None = None) -> int:
    clerk = person_named("wang", on=moment.date())
    record = hand_in_document(organisation="B", what=what, period=period, title="材料", by=clerk, at=moment)
    fact = {"table": "duties_handedin", "record_id": record, "fact_on": moment.date()}
    attach([Upload("材料.pdf", io.BytesIO(pdf()))], **fact, by=clerk, at=filed_at or moment)
    return record


def test_a_title_without_its_file_is_only_said_and_earns_nothing(office):
    clerk = person_named("wang", on=NEXT_YEAR)
    for what, period in (("creation_plan", ""), ("analysis_report", "2025")):
        hand_in_document(organisation="B", what=what, period=period, title="x", by=clerk, at=at(2025, 12, 1))
    for item in ("2.2a", "2.2d3"):
        found = decision(item)
        assert (found.verdict, found.points) == (Verdict.LOST, 0)
        assert [each.says for each in found.missing] == ["《x》自报、未核：没有上传文件"]


def test_the_day_of_a_document_is_the_day_on_which_its_file_was_here(office):
    hand_in_with_file("analysis_report", "2025", at(2026, 3, 30), filed_at=at(2026, 4, 2))
    late = decision("2.2d3")
    assert (late.verdict, late.points) == (Verdict.LOST, 0)
    assert [each.says for each in late.missing] == ["《材料》于 2026-04-02 报送，逾期"]


def test_only_whoever_directs_the_unit_says_that_it_was_handed_in_earlier_and_why(office):
    record = hand_in_with_file("analysis_report", "2025", at(2026, 4, 2))
    asked = {"organisation": "B", "what": "analysis_report", "period": "2025", "title": "材料", "at": at(2026, 4, 3)}
    earlier = {**asked, "handed_in_on": date(2026, 3, 30)}
    with pytest.raises(NotHandedIn, match="只有上级主管部门可以补登"):
        hand_in_document(**earlier, by=person_named("wang", on=NEXT_YEAR), reason="当时交的纸质件")
    superior = person_named("li", on=NEXT_YEAR)
    with pytest.raises(ReasonNeeded):
        hand_in_document(**earlier, by=superior)
    assert decision("2.2d3").verdict is Verdict.LOST
    assert hand_in_document(**earlier, by=superior, reason="三月收到纸质件") == record
    assert decision("2.2d3").verdict is Verdict.EARNED


def test_what_the_system_cannot_decide_yet_says_what_it_waits_for(office):
    travel = decision("3.5")
    assert (travel.verdict, travel.points) == (Verdict.UNDECIDED, None)
    assert "系统里还没有绿色出行活动登记" in travel.why


def test_items_without_known_points_have_none(office):
    told = as_json(shown().sheet)
    loose = [item for item in told["items"] if item["item"] == "N20-3.2"]
    assert (loose[0]["of"], loose[0]["points"]) == (None, None)
    assert told["points_possible"] == 30


def test_who_has_no_vehicles_need_not_account_for_their_fuel(office, house):
    house.have(
        "profiles",
        "organisation | year | floor_area_m2 | persons | vehicles_petrol | vehicles_diesel | vehicles_new_energy\n"
        "B | 2025 | 1000 | 20 | 0 | 0 | 0",
    )
    assert decision("3.6").verdict is Verdict.NOT_APPLICABLE


def test_the_gate_is_open_as_long_as_targets_are_not_known(office):
    assert shown().sheet.gate is None


TARGET = (
    "organisation | year | energy_per_m2_kgce | energy_per_person_kgce | water_per_person_m3\nB | 2025 | {} | 9999 | 99"
)
WATER = "organisation | resource | account | start_date | end_date | quantity | unit\n" + "\n".join(
    f"B | 水 | 2002 | 2025-{n:02}-01 | 2025-{n:02}-{28 if n == 2 else last} | {10 + n} | m3"
    for n, last in [(1, 31), *MONTHS]
)
PROFILE = "organisation | year | floor_area_m2 | persons\nB | 2025 | 1000 | 20"


@pytest.mark.parametrize("cap", [Decimal(n) / 1000 for n in (6_007, 12_300, 33_333)])
def test_a_target_is_met_exactly_at_its_cap_and_missed_a_thousandth_above(office, house, cap):
    """Electricity at 0.1229 kgce on 122.9 m2: the ratio is a thousandth of the kWh, to the digit."""
    january = cap * 1000 - sum(400 + n for n, _ in MONTHS)
    house.have("profiles", "organisation | year | floor_area_m2 | persons\nB | 2025 | 122.9 | 20")
    house.have("bills", REST)
    line = f"B | 电 | 1002 | 2025-01-01 | 2025-01-31 | {january:f} | kWh"
    house.have("bills", f"{REST.partition(' | amount')[0]}\n{line}", reason="更正")
    house.have("bills", WATER)
    house.have("targets", TARGET.format(cap))
    assert decision("1.1").verdict is Verdict.EARNED
    house.have("targets", TARGET.format(cap - Decimal("0.001")), reason="改")
    assert decision("1.1").verdict is Verdict.LOST


@pytest.mark.parametrize(("cap", "verdict", "gate"), [("1", Verdict.EARNED, True), ("0.1", Verdict.LOST, False)])
def test_the_gate_is_decided_by_the_targets_once_the_year_is_complete(office, house, cap, verdict, gate):
    house.have("profiles", PROFILE)
    house.have("targets", TARGET.format(cap))
    assert decision("1.1").verdict is Verdict.UNDECIDED
    house.have("bills", REST)
    house.have("bills", WATER)
    found = decision("1.1")
    assert (found.verdict, found.points) == (verdict, 5 if gate else 0)
    assert "目标不高于" in found.found[0].says
    assert shown().sheet.gate is gate
    assert shown().sheet.result is (Result.OPEN if gate else Result.FAILED)
    assert decision("1.1", today=date(2025, 12, 1)).verdict is Verdict.UNDECIDED


def test_one_of_three_targets_does_not_open_the_gate_however_well_it_is_met(office, house):
    house.have("profiles", PROFILE)
    house.have("bills", REST)
    house.have("targets", "organisation | year | energy_per_m2_kgce\nB | 2025 | 9999")
    found = decision("1.1")
    assert (found.verdict, found.points, shown().sheet.gate) == (Verdict.UNDECIDED, None, None)
    assert [each.says for each in found.missing] == [
        "没有登记上级下达的人均综合能耗目标", "没有登记上级下达的人均水耗目标",
    ]  # fmt: skip


def test_what_the_unit_enters_itself_waits_for_its_superior(office, house):
    clerk, superior = (person_named(who, on=NEXT_YEAR) for who in ("wang", "li"))
    for kind, rows in (("profiles", PROFILE), ("bills", REST), ("bills", WATER)):
        house.have(kind, rows)
    report = house.have("targets", TARGET.format("0.1"), by=clerk)
    assert [each.rule for each in report.problems] == ["waits_for_superior"]
    waits = decision("1.1")
    assert (waits.verdict, waits.missing[0].says) == (Verdict.UNDECIDED, "年度目标待上级确认")
    about = {"organisation": "B", "year": 2025, "at": at(2026, 4, 1)}
    for who in ("wang", "sun", "feng", "zhao"):
        with pytest.raises((NotThere, NotAllowed)):
            operations.confirm_targets(**about, by=person_named(who, on=NEXT_YEAR), seen=seen_by(superior))
    for other in ("another", ""):
        with pytest.raises(operations.TargetsMoved):
            operations.confirm_targets(**about, by=superior, seen=other)
    operations.confirm_targets(**about, by=superior, seen=seen_by(superior))
    assert decision("1.1").verdict is Verdict.LOST
    house.have("targets", TARGET.format("0.1"), by=clerk)  # the same once more changes nothing
    assert decision("1.1").verdict is Verdict.LOST
    house.have("targets", TARGET.format("9999"), by=clerk, reason="改")
    assert decision("1.1").verdict is Verdict.UNDECIDED
    house.have("targets", TARGET.format("9999"), by=superior)  # the same from above, by file or API, confirms it
    assert decision("1.1").verdict is Verdict.EARNED


def seen_by(person: Person) -> str:
    return aims(organisation="B", year=2025, person=person).seen


def test_what_the_superior_set_the_unit_does_not_undo(office, house):
    clerk, superior = (person_named(who, on=NEXT_YEAR) for who in ("wang", "li"))
    house.have("targets", TARGET.format("9"), by=superior)
    house.have("targets", TARGET.format("0.1"), by=superior, reason="下达更严的目标")
    last = LogEntry.objects.latest("seq").seq
    with pytest.raises(NotAllowed):
        undo(last, by=clerk, at=at(2026, 4, 2), reason="太严")
    assert Target.objects.get().energy_per_m2_kgce == Decimal("0.1")


def test_whoever_stands_in_for_his_superior_does_not_confirm_what_he_proposed(office, house):
    clerk = person_named("wang", on=NEXT_YEAR)
    house.have("targets", TARGET.format("9"), by=clerk)
    (province,) = person_named("li", on=NEXT_YEAR).paths(Right.SHAPE)
    stand_in = replace(clerk, posts=(*clerk.posts, Post(Role.AUTHORITY, province, on_behalf_of="li")))
    about = {"organisation": "B", "year": 2025, "at": at(2026, 4, 1)}
    with pytest.raises(NotAllowed):
        operations.confirm_targets(**about, seen=seen_by(stand_in), by=stand_in)
    assert not Target.objects.get().is_confirmed


def test_whoever_had_targets_proposed_by_his_stand_in_does_not_confirm_them(office, house):
    """He is a clerk of the unit besides, and lets another enter for him."""
    clerk, superior = (person_named(who, on=NEXT_YEAR) for who in ("wang", "li"))
    for_li = replace(clerk, posts=tuple(replace(post, on_behalf_of="li") for post in clerk.posts))
    house.have("targets", TARGET.format("9"), by=for_li)
    assert not Target.objects.get().is_confirmed
    about = {"organisation": "B", "year": 2025, "at": at(2026, 4, 1)}
    with pytest.raises(OwnStep):
        operations.confirm_targets(**about, seen=seen_by(superior), by=superior)


def test_reports_without_a_day_to_judge_by_are_neither_on_time_nor_late(house):
    open_office(house)
    house.have("bills", REST)
    submit_all()
    found = decision("2.2d2")
    assert (found.verdict, found.points) == (Verdict.UNDECIDED, None)
    assert "没有规定期限" in found.why


def test_reports_on_time_of_a_ledger_without_may_earn_nothing(office, house):
    house.have("bills", "\n".join(line for line in REST.split("\n") if "2025-05" not in line))
    submit_all("五月的票据还没有拿到")
    found = decision("2.2d2")
    assert (found.verdict, found.points) == (Verdict.LOST, 0)
    assert "5月缺电户号 1002的票据" in [each.says for each in found.missing]


def test_what_is_improbable_leaves_it_open_whether_the_figures_are_true(office, house):
    house.have("bills", REST.replace("| 405 |", "| 99999 |"))
    submit_all()
    found = decision("2.2d2")
    assert (found.verdict, found.points) == (Verdict.UNDECIDED, None)
    assert "可疑" in found.why


def test_vehicles_of_new_energy_are_told_and_decide_nothing_alone(office, house):
    house.have(
        "profiles",
        "organisation | year | floor_area_m2 | persons | vehicles_petrol | vehicles_new_energy\n"
        "B | 2025 | 1000 | 20 | 1 | 2",
    )
    found = decision("3.11")
    assert (found.verdict, "新能源 2 辆" in found.why) == (Verdict.UNDECIDED, True)


def test_the_units_own_points_stand_beside_and_need_a_reason(office):
    clerk = person_named("wang", on=NEXT_YEAR)
    about = {"standard": NATIONAL, "organisation": "B", "year": 2025, "by": clerk, "at": at(2026, 4, 1)}
    for points, because, wrong in ((1, "", "理由"), (2, "有文件", "超过满分")):
        with pytest.raises(SomeNotScored) as refused:
            score_items(**about, said=[Said("N20-2.1a", Decimal(points), because)])
        assert wrong in refused.value.each["N20-2.1a"].says
    score_items(**about, said=[Said("N20-2.1a", Decimal(1), "甲财〔2025〕2号明确责任人")])
    row = next(row for row in shown().rows if row.decision.item.key == "N20-2.1a")
    assert (row.own.points, row.own.reason, row.decision.verdict) == (1, "甲财〔2025〕2号明确责任人", Verdict.UNDECIDED)


def test_what_was_handed_in_stays_and_shows_what_is_other_now(office, house):
    house.have("bills", REST)
    clerk = person_named("wang", on=NEXT_YEAR)
    operations.hand_in(standard=NATIONAL, organisation="B", year=2025, by=clerk, at=at(2026, 4, 20))
    assert shown().changed == 0
    withdrawn = "organisation | resource | account | start_date | end_date | quantity | unit | withdrawn\n"
    house.have("bills", withdrawn + "B | 电 | 1002 | 2025-05-01 | 2025-05-31 | 405 | kWh | 是", reason="错登")
    row = next(row for row in shown().rows if row.decision.item.key == "N20-2.2d1")
    assert (row.decision.verdict, row.was) == (Verdict.LOST, "得分 1 分")


def test_a_correction_shows_beside_every_report_and_notice_that_cites_the_old_figure(office, house):
    house.have("bills", REST)
    submit_all()
    publish_quarter("2025Q2")
    assert not any("有变化" in found.says for found in decision("2.2d2").found)
    corrected = "organisation | resource | account | start_date | end_date | quantity | unit\n"
    house.have("bills", corrected + "B | 电 | 1002 | 2025-05-01 | 2025-05-31 | 999 | kWh", reason="发票更正")
    changed = [found.period for found in decision("2.2d2").found if "此后台账有变化" in found.says]
    assert changed == ["2025Q2", "2025"]
    assert "此后台账有变化" in decision("2.2d4", today=date(2026, 2, 10)).found[0].says


@pytest.mark.parametrize("who", ["sun", "li", "feng"])
def test_only_who_enters_for_the_unit_scores(office, who):
    by = person_named(who, on=NEXT_YEAR)
    with pytest.raises(NotThere):
        operations.hand_in(standard=NATIONAL, organisation="B", year=2025, by=by, at=at(2026, 4, 20))


def test_another_countys_sheet_is_not_there(office):
    with pytest.raises(NotThere):
        shown("zhao")


def test_the_command_gives_the_sheet_as_json(office, jieyue):
    said = jieyue("evaluate", "--standard", NATIONAL, "--organisation", "B", "--year", "2025", "--json")
    assert said.status == 0
    assert {
        "standard",
        "gate",
        "points",
        "points_possible",
        "undecided_points",
        "unverified_points",
        "items",
    } <= said.json.keys()
    assert jieyue("evaluate", "--standard", "none", "--organisation", "B", "--year", "2025").status == 2
    words = jieyue("evaluate", "--organisation", "B", "--year", "2025").out
    assert "分值已核对的 30 分中" in words


def test_a_sheet_is_handed_in_as_it_was_seen(office, house):
    house.have("bills", REST)
    clerk, seen = person_named("wang", on=NEXT_YEAR), shown().seen
    about = {"standard": NATIONAL, "organisation": "B", "year": 2025, "by": clerk}
    withdrawn = "organisation | resource | account | start_date | end_date | quantity | unit | withdrawn\n"
    house.have("bills", withdrawn + "B | 电 | 1002 | 2025-05-01 | 2025-05-31 | 405 | kWh | 是", reason="错登")
    with pytest.raises(operations.SheetMoved):
        operations.hand_in(**about, seen=seen, at=at(2026, 4, 20))
    seen = shown().seen
    operations.hand_in(**about, seen=seen, at=at(2026, 4, 20))
    with pytest.raises(operations.SheetMoved):  # somebody else pressed at the same time
        operations.hand_in(**about, seen=seen, at=at(2026, 4, 20))


def test_a_unit_is_asked_for_nothing_from_before_it_existed(office, house):
    house.have("organisations", "code | name | parent | level | opened_on\nN | 新局 | C1 | 单位 | 2025-06-10")
    asked = {"who": "li", "code": "N", "today": date(2027, 4, 20)}
    for item, wanted in {
        "2.2d1": [f"2025-{month:02}" for month in range(6, 13)],
        "2.2d2": ["2025Q2", "2025Q3", "2025Q4", "2025", *(f"2025-{month:02}" for month in range(6, 13))],
        "2.2d4": ["2025Q2", "2025Q3", "2025Q4"],
    }.items():
        found = decision(item, **asked)
        assert [each.period for each in found.missing] == wanted
        assert [each.period for each in found.found] == []


def test_a_year_long_ago_is_still_judged_by_its_days(office, house):
    house.have("bills", REST)
    clerk = person_named("wang", on=NEXT_YEAR)
    submit(organisation="B", period=Period.parse("2025Q1"), by=clerk, at=at(2025, 4, 11))
    late = decision("2.2d2", today=date(2031, 4, 20)).missing
    assert [missing.says for missing in late][-1] == "2025年一季度于 2025-04-11 报送（期限 2025-04-10），逾期"
