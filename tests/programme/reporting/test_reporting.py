"""报送: from the unit's submission to the reviewer's acceptance, and what happens to the figures on the way."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from handed_in import picture
from jieyue.programme.entry.reversing import undo
from jieyue.programme.evidence.operations import Upload, attach
from jieyue.programme.evidence.queries import evidence_of
from jieyue.programme.people.second_person import OwnStep
from jieyue.programme.reporting import operations
from jieyue.programme.reporting.queries import grid, waiting_for
from jieyue.rules.moves import CannotMove
from jieyue.rules.period import Period
from jieyue.rules.refusal import NotThere
from jieyue.rules.reporting import NotOpen, PeriodNotReported, ReportState
from jieyue.store.ledgers.bills.models import Bill
from jieyue.store.people.models import Appointment, User
from jieyue.store.records.clock import ClockBehind
from jieyue.store.records.models import LogEntry
from jieyue.store.records.verifying import verify
from jieyue.store.reporting.guarding import PeriodLocked
from offices import Office, open_office, person_named
from reporting_desk import AT, CORRECTED, FIRST_QUARTER, Q1, do, shown

TODAY = AT.date()
Q4 = Period.parse("2025Q4")


@pytest.fixture
def office(house) -> Office:
    office = open_office(house)
    house.have("bills", FIRST_QUARTER)
    house.have("profiles", "organisation | year | floor_area_m2 | persons\nB | 2025 | 1000 | 20")
    return office


def submitted_and_accepted() -> None:
    do("submit", "wang")
    do("accept", "li")


def test_a_unit_submits_its_quarter_and_the_reviewer_sees_the_figures(office):
    do("submit", "wang")
    found = shown()
    assert found.state is ReportState.SUBMITTED
    assert [(line.resource.value, line.quantity, line.amount_yuan) for line in found.lines] == [
        ("electricity", Decimal("1500.5"), Decimal(1050))
    ]
    assert [each.organisation.code for each in waiting_for(person=person_named("li", on=TODAY), today=TODAY)] == ["B"]


def test_a_quarter_that_is_not_over_is_not_submitted(office):
    with pytest.raises(PeriodNotReported, match="还没有结束"):
        do("submit", "wang", at=AT.replace(year=2025, month=3, day=31))


@pytest.mark.parametrize("period", ["2025-03", "2025H1"])
def test_a_month_or_half_that_nobody_has_opened_is_not_reported(office, period):
    with pytest.raises(NotOpen, match="没有开报，不能报送"):
        do("submit", "wang", period=Period.parse(period))


def test_an_incomplete_ledger_is_submitted_only_with_a_reason(office):
    with pytest.raises(operations.NotComplete, match="还缺票据"):
        do("submit", "wang", code="A")
    assert do("submit", "wang", code="A", reason="三月水费单未到") is ReportState.SUBMITTED


def test_nothing_at_all_is_not_submitted(office):
    with pytest.raises(operations.NothingToReport):
        do("submit", "wang", period=Q4)


def test_who_submitted_does_not_review(office, house):
    operations.submit(organisation="B", period=Q1, by=house.person, at=AT)
    with pytest.raises(OwnStep, match="自己报送"):
        operations.accept(organisation="B", period=Q1, seen="", by=house.person, at=AT)


@pytest.mark.parametrize("who", ["sun", "feng", "zhao", "wang"])
def test_only_a_reviewer_above_the_unit_accepts(office, who):
    do("submit", "liu" if who == "liu" else "wang")
    with pytest.raises(NotThere):
        do("accept", who)


def test_returning_needs_a_reason_and_the_unit_is_told(office):
    do("submit", "wang")
    with pytest.raises(operations.ReasonNeeded):
        do("return_", "li", reason="  ")
    do("return_", "li", reason="三月电量与发票不符")
    (waiting,) = waiting_for(person=person_named("wang", on=TODAY), today=TODAY)
    assert (waiting.organisation.code, waiting.state, waiting.reason) == (
        "B",
        ReportState.RETURNED,
        "三月电量与发票不符",
    )


def test_a_reviewer_cannot_accept_figures_that_he_has_not_seen(office, house):
    do("submit", "wang")
    seen = shown().seen
    do("withdraw", "wang", reason="漏登一张")
    house.have("bills", CORRECTED, reason="发票更正")
    do("submit", "wang")
    with pytest.raises(operations.OthersSeen):
        do("accept", "li", seen=seen)
    assert do("accept", "li", seen=shown().seen) is ReportState.ACCEPTED


def test_what_was_accepted_stays_while_live_sums_change(office, house):
    submitted_and_accepted()
    house.have("bills", CORRECTED, reason="发票更正")
    assert house.quantity("C1", "2025Q1") == Decimal("1900.010")
    assert house.quantity("C1", "2025Q1", basis="accepted") == Decimal("1500.5")
    found = shown()
    (difference, money) = found.since_accepted.differences
    assert (difference.what, difference.before, difference.now) == ("电（kWh）", "1,500.500", "1,600.000")
    assert money.what == "电费用（元）"
    assert list(found.since_accepted.causes) == ["票据等记录：更正 1 条"]


def test_what_was_accepted_stays_complete_whatever_account_is_opened_later(office, house):
    submitted_and_accepted()
    later = "organisation | resource | account | start_date | end_date | quantity | unit\n"
    house.have("bills", f"{later}B | 水 | W9 | 2025-06-01 | 2025-06-30 | 12 | 吨")
    assert (shown().is_complete, shown().is_complete_now) == (True, True)
    house.have(
        "accounts", "organisation | resource | account | opened_on\nB | 水 | W9 | 2025-01-01", reason="补登开户日期"
    )
    assert (shown().is_complete, shown().is_complete_now) == (True, False)


def test_what_was_corrected_is_accepted_again(office, house):
    submitted_and_accepted()
    house.have("bills", CORRECTED, reason="发票更正")
    do("accept_again", "li", reason="已核对发票")
    assert house.quantity("B", "2025Q1", basis="accepted") == Decimal(1600)
    assert not shown().since_accepted


def test_accepted_ratios_keep_the_area_they_were_divided_by(office, house):
    submitted_and_accepted()
    before = house.statistics("B", "2025Q1", basis="accepted").indicators
    house.have("profiles", "organisation | year | floor_area_m2 | persons\nB | 2025 | 2000 | 20", reason="重新测量")
    assert house.statistics("B", "2025Q1", basis="accepted").indicators == before
    assert house.statistics("B", "2025Q1").indicators != before
    assert list(shown().since_accepted.causes) == ["年度基本信息（面积、人数）已更改"]


def test_a_late_unit_does_not_block_the_county(office, house):
    submitted_and_accepted()
    answer = house.statistics("C1", "2025Q1")
    counts = answer.completeness
    assert (counts.owed, counts.reported, counts.submitted, counts.accepted) == (2, 1, 1, 1)
    assert answer.totals.amount_yuan is not None


def test_a_locked_quarter_takes_no_bill_until_it_is_opened_for_this_unit(office, house):
    submitted_and_accepted()
    do("lock", "li")
    assert house.refused("bills", CORRECTED, reason="发票更正") == [(2, "period_locked")]
    do("reopen", "li", until=TODAY + timedelta(days=3), reason="发票开错")
    house.have("bills", CORRECTED, reason="发票更正", at=AT)
    assert house.refused("bills", CORRECTED.replace("700", "701"), reason="更正", at=AT + timedelta(days=4)) == [
        (2, "period_locked")
    ]


def test_a_lock_holds_against_notes_withdrawals_and_undoing_too(office, house):
    submitted_and_accepted()
    brought = house.have("bills", CORRECTED, reason="发票更正")
    do("accept_again", "li", reason="已核对")
    do("lock", "li")
    withdrawn = CORRECTED.replace("amount_yuan", "withdrawn").replace("| 490", "| 是")
    assert house.refused("bills", withdrawn, reason="作废") == [(2, "period_locked")]
    note = "organisation | resource | account | start_date | end_date\nB | 水 | 7 | 2025-03-01 | 2025-03-31"
    with pytest.raises(PeriodLocked, match="2025年一季度"):
        house.bring("no_use", note)
    with pytest.raises(PeriodLocked):
        undo(brought.entry, by=house.person, at=AT, reason="撤销")
    assert Bill.objects.filter(account__number="1002", quantity=700).exists()


def test_a_lock_holds_against_undoing_an_entry_that_opened_its_account(office, house):
    rows = "organisation | resource | account | start_date | end_date | quantity | unit"
    opened = house.have("bills", f"{rows}\nB | 水 | 77 | 2025-03-01 | 2025-03-31 | 60 | m3").entry
    submitted_and_accepted()
    do("lock", "li")
    with pytest.raises(PeriodLocked, match="机构 B 2025年一季度的数据已经锁定"):
        undo(opened, by=house.person, at=AT, reason="导错了")
    assert Bill.objects.filter(account__number="77").exists()


def test_other_quarters_of_a_locked_unit_stay_open(office, house):
    submitted_and_accepted()
    do("lock", "li")
    house.have("bills", CORRECTED.replace("2025-03", "2025-04").replace("04-31", "04-30"))


def test_each_move_only_starts_where_the_table_says(office):
    with pytest.raises(CannotMove, match="未报送"):
        do("withdraw", "wang", reason="试")
    do("submit", "wang")
    with pytest.raises(CannotMove, match="已报送"):
        do("submit", "wang")
    with pytest.raises(CannotMove):
        do("lock", "li")


def test_the_grid_of_a_county_shows_units_by_quarter(office):
    submitted_and_accepted()
    found = grid(organisation="C1", year=2025, person=person_named("sun", on=TODAY), today=TODAY)
    states = {unit.organisation.code: [cell.state.value for cell in unit.cells] for unit in found.units}
    assert states == {"A": ["not_submitted"] * 5, "B": ["accepted", *["not_submitted"] * 4]}
    first = found.counts[0]
    assert (first.owed, first.submitted, first.accepted) == (2, 1, 1)


def test_the_grid_asks_the_same_for_one_and_three_units(office, house):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            grid(organisation="C1", year=2025, person=person_named("sun", on=TODAY), today=TODAY)
        return len(queries)

    before = asked()
    house.have("organisations", "code | name | parent | level\nD | 丁局 | C1 | 单位\nE | 戊局 | C1 | 单位")
    assert asked() == before


def test_what_was_submitted_freezes_its_evidence(office):
    clerk = person_named("wang", on=TODAY)
    bill = Bill.objects.get(account__number="1002", end_date=date(2025, 3, 31))
    photo = Upload("三月.jpg", BytesIO(picture()))
    attach([photo], table="ledger_bills_bill", record_id=bill.id, fact_on=TODAY, by=clerk, at=AT)
    do("submit", "wang")
    (item,) = evidence_of("ledger_bills_bill", bill.id, person=clerk).items
    assert item.is_frozen


def test_the_log_holds_after_all_moves(office, house):
    submitted_and_accepted()
    do("lock", "li")
    do("reopen", "li", until=TODAY, reason="更正")
    do("submit", "wang")
    do("return_", "li", reason="再核")
    assert verify().holds
    assert [step.changes[0].after for step in shown().steps][:3] == ["已退回", "已报送", "重新开放"]


def test_a_refused_move_leaves_nothing(office):
    do("submit", "wang")
    with pytest.raises(operations.ReasonNeeded):
        do("return_", "li", reason="")
    assert shown().state is ReportState.SUBMITTED


def test_a_clock_set_back_into_the_days_of_a_re_opening_writes_nothing(office, house, monkeypatch):
    submitted_and_accepted()
    do("lock", "li")
    do("reopen", "li", until=TODAY, reason="发票开错")
    monkeypatch.setattr(timezone, "now", lambda: AT)  # what the log was recorded by is months later
    with pytest.raises(ClockBehind):
        house.bring("bills", CORRECTED, reason="更正", at=timezone.now())
    assert Bill.objects.filter(account__number="1002", start_date="2025-03-01").count() == 1
    assert shown().lines[0].quantity == Decimal("1500.5")


def test_name_and_post_travel_with_the_act_whatever_becomes_of_them(office):
    submitted_and_accepted()
    User.objects.filter(username="wang").update(name="王敏敏")
    Appointment.objects.filter(user__username="wang").update(until=TODAY)
    found = shown("sun")
    assert (found.submitted_by, found.moved_by) == ("王敏（甲县统计员）", "李强（某省主管部门）")
    assert [step.by for step in found.steps] == ["李强（某省主管部门）", "王敏（甲县统计员）"]


def test_entries_from_before_names_were_kept_tell_what_people_are_called_today(office):
    do("submit", "wang")
    entry = LogEntry.objects.get(operation="report submit")
    LogEntry.objects.filter(pk=entry.pk).update(details=entry.details.replace('"signed"', '"other"'))
    assert shown("sun").submitted_by == "王敏"
