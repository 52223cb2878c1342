"""Whoever had a part in the figures does not decide on them, and what is decided upon is what was seen."""

from datetime import date, timedelta

import pytest

from jieyue.programme.entry.operations import EnteredRow, enter_rows
from jieyue.programme.people.second_person import OwnStep
from jieyue.programme.publication import operations as publication
from jieyue.programme.publication.queries import notice
from jieyue.programme.records.queries import last_seen
from jieyue.programme.reporting import operations
from jieyue.rules.reporting import ReportState
from jieyue.rules.roles import Role
from jieyue.store.ledgers.bills.models import Bill
from jieyue.store.orgs.models import Organisation
from jieyue.store.people.models import Appointment, Delegation, User
from jieyue.store.records.keeping import correct, keep
from jieyue.store.records.writing import writing
from offices import open_office, person_named
from reporting_desk import AT, CORRECTED, FIRST_QUARTER, Q1, do, publish, shown

TODAY = AT.date()
SINCE = date(2024, 1, 1)
DECIDING = ("accept", "return_")


@pytest.fixture
def office(house):
    office = open_office(house)
    house.have("bills", FIRST_QUARTER)
    house.have("profiles", "organisation | year | floor_area_m2 | persons\nB | 2025 | 1000 | 20")
    appoint(house, "wang", Role.REVIEWER, "C1")
    appoint(house, "wang", Role.APPROVER, "C1")
    return office


def appoint(house, username: str, role: Role, code: str) -> None:
    user, place = User.objects.get(username=username), Organisation.objects.get(code=code)
    with writing(operation="set up", by=house.person, at=AT) as change:
        keep(change, Appointment(user=user, role=role, organisation=place, since=SINCE))


def delegate(house, username: str, role: Role, *, to: str) -> Delegation:
    own = Appointment.objects.get(user__username=username, role=role)
    stands_in = Delegation(appointment=own, to=User.objects.get(username=to), since=SINCE, last_day=TODAY)
    stands_in.state, stands_in.asked_reason = "approved", "休假"
    with writing(operation="set up", by=house.person, at=AT) as change:
        keep(change, stands_in)
    return stands_in


def enter(who: str, quantity: str = "700") -> None:
    values = {"organisation": "B", "resource": "电", "account": "1002", "unit": "kWh", "quantity": quantity}
    row = EnteredRow(1, {**values, "start_date": "2025-03-01", "end_date": "2025-03-31"})
    assert enter_rows("bills", [row], by=person_named(who, on=TODAY), at=AT, reason="更正").taken


@pytest.mark.parametrize("deciding", DECIDING)
def test_whoever_submitted_does_not_decide_and_is_told_who_can(office, deciding):
    do("submit", "wang")
    with pytest.raises(OwnStep) as refusal:
        do(deciding, "wang", reason="核对")
    assert refusal.value.do == "请由李强办理。"
    assert shown("wang").barred
    assert [move.key for move in shown("wang").moves] == ["withdraw"]
    assert not shown("li").barred


@pytest.mark.parametrize("deciding", DECIDING)
def test_whoever_changed_a_record_does_not_decide_though_another_submitted(office, house, deciding):
    appoint(house, "sun", Role.CLERK, "C1")
    enter("wang")
    do("submit", "sun")
    with pytest.raises(OwnStep):
        do(deciding, "wang", reason="核对")
    assert do("accept", "li") is ReportState.ACCEPTED


def test_whoever_corrected_what_was_accepted_does_not_accept_it_again(office):
    do("submit", "wang")
    do("accept", "li")
    enter("wang")
    with pytest.raises(OwnStep, match="不能验收更正自己报送或更改过的数据"):
        do("accept_again", "wang", reason="已核对")
    assert do("accept_again", "li", reason="已核对") is ReportState.ACCEPTED


def test_what_was_accepted_is_settled_who_changed_it_before_may_decide_on_later_changes_by_others(office, house):
    appoint(house, "sun", Role.CLERK, "C1")
    appoint(house, "sun", Role.REVIEWER, "P")
    enter("sun")
    do("submit", "wang")
    do("accept", "li")
    enter("wang", "710")
    assert do("accept_again", "sun", reason="已核对") is ReportState.ACCEPTED


MARCH = {"organisation": "B", "resource": "电", "account": "1002", "unit": "kWh", "quantity": "600.5"}
MARCH |= {"start_date": "2025-03-01", "end_date": "2025-03-31"}
METER = {
    "organisation": "B", "number": "D-1", "resource": "电", "multiplier": "10", "digits": "4", "account": "3001",
    "is_source": "是", "installed_on": "2025-01-01", "first_shown": "0",
}  # fmt: skip


def bring(who: str, kind: str, **values: object) -> None:
    record = values.pop("record", None)
    seen = record and last_seen(Bill, [record])[record]
    row = EnteredRow(1, values, record=record, seen=seen)
    assert enter_rows(kind, [row], by=person_named(who, on=TODAY), at=AT, reason="更正").taken


def take_away(who: str) -> None:
    bring(who, "bills", **MARCH, withdrawn="是")


def move_to_april(who: str) -> None:
    days = {"start_date": "2025-04-01", "end_date": "2025-04-30"}
    bring(who, "bills", **{**MARCH, **days}, record=Bill.objects.get(end_date=date(2025, 3, 31)).pk)


def take_away_what_another_added(who: str) -> None:
    bring("sun", "bills", **{**MARCH, "account": "1003"})
    bring(who, "bills", **{**MARCH, "account": "1003"}, withdrawn="是")


def count_the_meter_otherwise(who: str) -> None:
    bring("sun", "accounts", organisation="B", resource="电", account="3001", opened_on="2025-01-01")
    bring("sun", "meters", **METER)
    for day, value in (("2025-02-01", "31"), ("2025-03-01", "59"), ("2025-04-01", "90")):
        bring("sun", "readings", organisation="B", meter="D-1", read_at=f"{day} 00:00", shown=value)
    bring(who, "meters", **{**METER, "multiplier": "20"})


@pytest.mark.parametrize(
    "take_out", [take_away, move_to_april, take_away_what_another_added, count_the_meter_otherwise]
)
def test_whoever_took_a_record_out_of_the_period_does_not_decide_and_who_did_not_may(office, house, take_out):
    appoint(house, "sun", Role.CLERK, "C1")
    take_out("wang")
    do("submit", "sun", reason="先报")
    with pytest.raises(OwnStep):
        do("accept", "wang", reason="核对")
    assert do("accept", "li") is ReportState.ACCEPTED


def test_a_record_that_was_taken_out_of_another_period_bars_nobody(office, house):
    appoint(house, "sun", Role.CLERK, "C1")
    for mark in ({}, {"withdrawn": "是"}):
        bring("wang", "bills", **{**MARCH, "start_date": "2025-04-01", "end_date": "2025-04-30"}, **mark)
    do("submit", "sun")
    assert do("accept", "wang") is ReportState.ACCEPTED


@pytest.mark.parametrize("deciding", DECIDING)
def test_whoever_was_stood_in_for_does_not_decide_on_what_his_stand_in_submitted(office, house, deciding):
    stands_in = delegate(house, "wang", Role.CLERK, to="sun")
    do("submit", "sun")
    with writing(operation="end", by=house.person, at=AT) as change:
        correct(change, stands_in, state="withdrawn")  # the log has kept for whom it was done
    with pytest.raises(OwnStep):
        do(deciding, "wang", reason="核对")


@pytest.mark.parametrize("deciding", DECIDING)
def test_the_stand_in_of_who_submitted_does_not_decide(office, house, deciding):
    delegate(house, "wang", Role.REVIEWER, to="sun")
    do("submit", "wang")
    with pytest.raises(OwnStep):
        do(deciding, "sun", reason="核对")


def test_whoever_stands_in_as_something_else_is_no_party(office, house):
    delegate(house, "feng", Role.APPROVER, to="wang")
    do("submit", "wang")
    publication.propose(organisation="B", period=Q1, by=person_named("wang", on=TODAY), at=AT)
    publish(organisation="B", period=Q1, by=person_named("feng", on=TODAY), at=AT)


def test_in_an_office_where_nobody_else_can_the_message_says_whom_to_ask(office, house):
    do("submit", "wang")
    with writing(operation="end", by=house.person, at=AT) as change:
        correct(change, Appointment.objects.get(user__username="li"), until=TODAY)
    with pytest.raises(OwnStep) as refusal:
        do("accept", "wang")
    assert "请安全管理员在上级机构任命一位" in refusal.value.do


def test_neither_who_drafted_nor_who_changed_a_bill_nor_their_stand_ins_publish(office, house):
    appoint(house, "liu", Role.CLERK, "C1")
    appoint(house, "liu", Role.APPROVER, "C1")
    delegate(house, "wang", Role.APPROVER, to="sun")
    enter("liu")
    clerk = person_named("wang", on=TODAY)
    publication.propose(organisation="B", period=Q1, by=clerk, at=AT)
    for who in ("wang", "liu", "sun"):
        with pytest.raises(OwnStep):
            publish(organisation="B", period=Q1, by=person_named(who, on=TODAY), at=AT)
    publish(organisation="B", period=Q1, by=person_named("feng", on=TODAY), at=AT)


@pytest.mark.parametrize("seen", ["", " ", "0123"])
def test_what_was_not_seen_is_not_accepted(office, seen):
    do("submit", "wang")
    with pytest.raises(operations.OthersSeen) as refusal:
        do("accept", "li", seen=seen)
    assert "核对" in refusal.value.do


def test_a_correction_that_came_a_moment_before_is_not_accepted_unseen(office, house):
    do("submit", "wang")
    do("accept", "li")
    house.have("bills", CORRECTED, reason="发票更正")
    seen = shown().seen
    house.have("bills", CORRECTED.replace("700", "999"), reason="再更正")
    for old in (seen, ""):
        with pytest.raises(operations.OthersSeen):
            do("accept_again", "li", reason="已核对", seen=old)
    assert do("accept_again", "li", reason="已核对", seen=shown().seen) is ReportState.ACCEPTED


def test_a_page_submits_only_the_figures_that_it_showed(office, house):
    seen = shown("wang").seen
    house.have("bills", CORRECTED, reason="发票更正")
    with pytest.raises(operations.OthersSeen):
        do("submit", "wang", seen=seen)
    assert do("submit", "wang", seen=shown("wang").seen) is ReportState.SUBMITTED


def test_an_approver_publishes_only_the_words_that_he_has_seen(office):
    clerk, approver, other = (person_named(who, on=TODAY) for who in ("wang", "feng", "chen"))
    about = {"organisation": "B", "period": Q1, "at": AT}
    publication.save_words(**about, reasons="气温偏低", by=clerk)
    publication.propose(**about, by=clerk)
    seen = notice(organisation="B", period=Q1, person=approver, today=TODAY).seen
    publication.send_back(**about, reason="请再写", by=other)
    publication.save_words(**about, reasons="别的话", by=clerk)
    publication.propose(**{**about, "at": AT + timedelta(minutes=1)}, by=clerk)
    for old in (seen, "", " "):
        with pytest.raises(publication.FiguresMoved):
            publication.publish(**about, seen=old, by=approver)
    publish(organisation="B", period=Q1, by=approver, at=AT)
