"""What goes to the level above: received there with a number, or given back with a reason and handed in again."""

import io
import re
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from handed_in import pdf
from jieyue.programme.duties import operations
from jieyue.programme.duties.awaited import Awaited, Pile, awaited, to_approve
from jieyue.programme.duties.handing_in import AlreadyReceived, NotAbove, NothingThere, OthersSeen, decide, hand_in
from jieyue.programme.duties.queries import Shown, at_place, own_duties, papers
from jieyue.programme.duties.receiving import Wanted, handed_in_below, paper
from jieyue.programme.evidence.operations import Upload, attach
from jieyue.programme.people.second_person import OwnStep
from jieyue.rules.duties import DutyState
from jieyue.rules.moves import CannotMove
from jieyue.rules.person import Post
from jieyue.rules.receiving import PaperState
from jieyue.rules.refusal import NotThere
from jieyue.rules.roles import Right, Role
from jieyue.store.duties.models import HandedIn
from offices import open_office, person_named
from papers_desk import decide_on, hand_in_with_file

pytestmark = pytest.mark.django_db
PLAN = "shaanxi-2020"


def on(month: int, day: int) -> datetime:
    return datetime(2022, month, day, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def who(name: str):
    """Posts of the office begin in 2024; what they do here is of 2022."""
    return person_named(name, on=date(2025, 1, 1))


@pytest.fixture
def office(house):
    return house.begun(with_a_plan)


def with_a_plan(house):
    office = open_office(house)
    operations.put_in_force(plan=PLAN, organisation="P", since=date(2020, 1, 1), by=who("li"), at=on(1, 3))
    return office


def handed(
    day: datetime, *, organisation: str = "C1", what: str = "evaluation_summary", pages: int = 1, reason: str = ""
) -> int:
    about = {"organisation": organisation, "what": what, "period": "2022", "reason": reason}
    record = hand_in_with_file(who("wang"), at=day, pages=pages, **about)
    if what == "evaluation_summary" and HandedIn.objects.get(pk=record).state == PaperState.PROPOSED:
        acted(record, "approve", "feng", day)
    return record


def acted(record: int, move: str, name: str, day: datetime, reason: str = "") -> None:
    decide_on(record, move, who(name), at=day, reason=reason)


def waits(name: str, organisation: str = "") -> Awaited:
    return awaited(person=who(name), today=date(2022, 8, 22), organisation=organisation)


def duty(day: datetime, code: str = "C1") -> Shown:
    found = own_duties(organisation=code, person=who("wang"), today=day.date())
    return next(each for each in found if each.duty.key == "evaluation@2022")


def test_what_is_handed_in_lies_with_the_level_above_until_it_is_received_with_a_number(office):
    record = handed(on(8, 20))
    assert (duty(on(9, 10)).state, duty(on(9, 10)).is_late) == (
        DutyState.SENT,
        False,
    )  # its day is over, it came before
    counted = at_place(organisation="P", person=who("li"), today=date(2022, 9, 10)).tallies
    [all_] = [each for each in counted if each.duty.key == "evaluation@2022"]
    assert (all_.owed, all_.done, all_.sent, [each.code for each in all_.late]) == (2, 0, 1, ["C2"])
    acted(record, "receive", "li", on(9, 12))
    shown = duty(on(9, 12))
    assert (shown.state, shown.done.on, shown.done.says) == (
        DutyState.DONE, date(2022, 8, 20), "《材料》已接收：P收〔2022〕1号",
    )  # fmt: skip
    told = paper(record, person=who("wang"), today=date(2022, 9, 12))
    assert (told.decided_by, told.decided_on, told.line.receipt) == ("李强", date(2022, 9, 12), "P收〔2022〕1号")


def test_what_is_given_back_is_owed_again_until_it_comes_corrected(office):
    record = handed(on(8, 20))
    with pytest.raises(operations.ReasonNeeded):
        acted(record, "return", "li", on(8, 25))
    acted(record, "return", "li", on(8, 25), "缺各单位名单")
    back = duty(on(8, 26))
    assert (back.state, back.under_way.says) == (DutyState.DUE, "《材料》已退回：缺各单位名单")
    assert duty(on(9, 10)).state is DutyState.OVERDUE
    with pytest.raises(CannotMove, match="现在是“已退回”，不能接收"):
        acted(record, "receive", "li", on(8, 26))
    assert handed(on(9, 11), reason="名单已补") == record
    assert duty(on(9, 11)).state is DutyState.SENT
    acted(record, "receive", "li", on(9, 12))
    shown = duty(on(9, 12))
    assert (shown.state, shown.done.on, shown.is_late) == (DutyState.DONE, date(2022, 8, 20), False)
    assert HandedIn.objects.get(pk=record).sent_on == date(2022, 9, 11)


def test_what_came_after_its_day_says_so(office):
    record = handed(on(9, 5))
    assert (duty(on(9, 6)).state, duty(on(9, 6)).is_late) == (DutyState.SENT, True)
    acted(record, "receive", "li", on(9, 6))
    assert (duty(on(9, 6)).state, duty(on(9, 6)).is_late) == (DutyState.DONE, True)


def test_numbers_go_up_by_place_and_year_and_stay_with_the_document(office):
    first = handed(on(8, 20))
    second = handed(on(8, 21), organisation="B", what="analysis_report")
    acted(second, "receive", "li", on(8, 22))
    acted(first, "receive", "li", on(8, 23))
    acted(second, "take_back", "li", on(8, 24), "收错了")
    assert duty(on(8, 24)).state is DutyState.DONE
    acted(second, "receive", "li", on(8, 25))
    numbers = dict(HandedIn.objects.values_list("what", "receipt_number"))
    assert numbers == {"analysis_report": 1, "evaluation_summary": 2}
    assert [step.reason for step in paper(second, person=who("li"), today=date(2022, 8, 25)).history][1] == "收错了"


def test_the_first_receipts_of_two_levels_differ_for_whoever_holds_both(office):
    of_place, of_county = (
        handed(on(8, 20), organisation="B", what=what) for what in ("filing_form", "analysis_report")
    )
    county = next(post.path for post in who("wang").posts)
    in_county = replace(who("li"), posts=tuple(replace(post, path=county) for post in who("li").posts))
    acted(of_place, "approve", "feng", on(8, 21))
    acted(of_place, "receive", "li", on(8, 22))
    seen = paper(of_county, person=in_county, today=date(2022, 8, 22)).seen
    decide(of_county, "receive", seen=seen, by=in_county, at=on(8, 22))
    held = papers(organisation="B", person=who("wang"), today=date(2022, 8, 23))
    assert {each.receipt for each in held} == {"P收〔2022〕1号", "C1收〔2022〕1号"}


def test_a_receipt_is_taken_back_with_a_reason_and_the_duty_is_open_again(office):
    record = handed(on(8, 20))
    acted(record, "receive", "li", on(8, 22))
    with pytest.raises(AlreadyReceived, match="已由上级接收"):
        handed(on(8, 23))
    with pytest.raises(operations.ReasonNeeded):
        acted(record, "take_back", "li", on(8, 23))
    acted(record, "take_back", "li", on(8, 23), "名单有误")
    assert duty(on(8, 23)).state is DutyState.SENT


def test_nobody_receives_from_his_own_office_nor_what_he_brought(office):
    record = handed(on(8, 20))
    for name in ("wang", "sun", "feng", "zhao"):
        with pytest.raises(NotThere):
            acted(record, "receive", name, on(8, 21))
    assert (waits("li").to_receive, waits("wang").to_receive) == (Pile(1, record), Pile())
    county = next(post.path for post in who("wang").posts)
    its_own = replace(who("li"), posts=tuple(replace(post, path=county) for post in who("li").posts))
    with pytest.raises(NotAbove):
        decide(record, "receive", seen="", by=its_own, at=on(8, 21))


def test_whoever_looked_at_another_file_decides_on_nothing(office):
    record = handed(on(8, 20))
    seen = paper(record, person=who("li"), today=date(2022, 8, 21)).seen
    handed(on(8, 20), pages=2)
    with pytest.raises(OthersSeen):
        decide(record, "receive", seen=seen, by=who("li"), at=on(8, 21))


def test_what_has_no_file_does_not_count_among_what_waits_for_a_receipt(office):
    about = {"organisation": "B", "what": "analysis_report", "period": "2022", "title": "只有名称"}
    hand_in(**about, by=who("wang"), at=on(8, 20))
    assert waits("li").to_receive == Pile()
    with_file = handed(on(8, 21), organisation="B", what="self_evaluation")
    assert waits("li").to_receive == Pile(1, with_file)
    listed = handed_in_below(wanted=Wanted(), person=who("li"), today=date(2022, 8, 22))
    assert listed.lines[0].id == with_file


def test_what_goes_up_says_to_whom_where_nobody_was_named(office):
    record = handed(on(8, 20), organisation="B", what="analysis_report")
    stays = handed(on(8, 20), organisation="B", what="mobilisation")
    assert [paper(each, person=who("wang"), today=date(2022, 8, 21)).to for each in (record, stays)] == ["甲县", ""]


def test_a_title_alone_is_not_received(office):
    about = {"organisation": "C1", "what": "evaluation_summary", "period": "2022", "title": "只有名称"}
    record = hand_in(**about, by=who("wang"), at=on(8, 20))
    with pytest.raises(NothingThere):
        acted(record, "approve", "feng", on(8, 21))
    assert duty(on(8, 21)).state is DutyState.DUE


def test_a_list_shows_what_is_below_and_what_waits_first(office):
    first, second = handed(on(8, 20)), handed(on(8, 21), organisation="B")
    acted(first, "receive", "li", on(8, 22))
    found = handed_in_below(wanted=Wanted(), person=who("li"), today=date(2022, 8, 22))
    assert [(each.id, each.state) for each in found.lines] == [
        (second, PaperState.HANDED_IN), (first, PaperState.RECEIVED),
    ]  # fmt: skip
    assert handed_in_below(wanted=Wanted("B"), person=who("wang"), today=date(2022, 8, 22)).count == 1
    assert handed_in_below(wanted=Wanted(), person=who("zhao"), today=date(2022, 8, 22)).count == 0
    assert re.fullmatch(r"[0-9a-f]{32}", paper(first, person=who("li"), today=date(2022, 8, 22)).seen)


def test_what_stays_here_is_done_when_it_is_noted(office):
    record = handed(on(8, 20), organisation="B", what="mobilisation")
    assert HandedIn.objects.get(pk=record).state == PaperState.NOTED
    with pytest.raises(CannotMove):
        acted(record, "receive", "li", on(8, 21))


def test_whoever_handed_it_in_does_not_approve_of_it(office):
    about = {"organisation": "B", "what": "filing_form"}
    record = handed(on(8, 20), **about)
    assert [move.key for move in paper(record, person=who("wang"), today=date(2022, 8, 21)).moves] == []
    acted(record, "send_back", "feng", on(8, 21), "建筑面积不对")
    assert handed(on(8, 22), **about, reason="面积已改") == record
    assert HandedIn.objects.get(pk=record).sent_on is None
    acted(record, "approve", "feng", on(8, 23))
    kept = HandedIn.objects.get(pk=record)
    assert (kept.handed_in_on, kept.sent_on, kept.state) == (date(2022, 8, 23), date(2022, 8, 23), "handed_in")


def test_whoever_had_it_handed_in_by_his_stand_in_does_not_receive_it(office):
    """The authority of the province lets the county's clerk maintain for him, who hands in the county's summary."""
    (province,) = who("li").paths(Right.SHAPE)
    clerk = who("wang")
    for_li = replace(clerk, posts=(*clerk.posts, Post(Role.AUTHORITY, province, on_behalf_of="li")))
    record = hand_in_with_file(for_li, at=on(8, 20), organisation="C1", what="evaluation_summary", period="2022")
    acted(record, "approve", "feng", on(8, 20))
    with pytest.raises(OwnStep):
        acted(record, "receive", "li", on(8, 21))


def test_a_document_waits_for_who_may_approve_of_it_and_given_back_for_who_may_hand_it_in(office):
    records = [handed(on(8, 20), organisation=code, what="filing_form") for code in "AB"]
    assert (waits("feng").to_approve, waits("feng", "B").to_approve) == (Pile(2), Pile(1, records[1]))
    assert not any(waits(name).is_any for name in ("wang", "li", "zhao", "sun"))
    received = handed(on(8, 19))
    first = handed_in_below(wanted=Wanted(), person=who("feng"), today=date(2022, 8, 22)).lines
    assert ({each.id for each in first[:2]}, first[2].id) == (set(records), received)
    acted(records[0], "send_back", "feng", on(8, 21), "建筑面积不对")
    assert waits("feng").to_approve == Pile(1, records[1])
    assert waits("wang").returned == Pile(1, records[0], "建筑面积不对")
    assert (waits("liu").returned.count, waits("zhao").is_any) == (1, False)
    assert (waits("li").to_receive, waits("li", "C2").to_receive) == (Pile(1, received), Pile())


def test_nobody_is_told_to_approve_of_what_he_brought_himself_or_through_his_stand_in(office):
    (county,) = who("feng").paths(Right.APPROVE)
    record = handed(on(8, 20), organisation="B", what="filing_form")
    rows = HandedIn.objects.all()
    both = replace(who("wang"), posts=(*who("wang").posts, Post(Role.APPROVER, county)))
    for_wang = replace(who("sun"), posts=(Post(Role.APPROVER, county, on_behalf_of="wang"),))
    for_feng = replace(who("sun"), posts=(Post(Role.APPROVER, county, on_behalf_of="feng"),))
    assert [each.pk for each in to_approve(rows, for_feng)] == [record]
    assert not to_approve(rows, both)
    assert not to_approve(rows, for_wang)


def test_what_waits_is_asked_for_in_as_many_queries_for_one_as_for_three(office):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            waits("feng")
        return len(queries)

    handed(on(8, 20), organisation="B", what="filing_form")
    before = asked()
    for code in ("A", "C1"):
        handed(on(8, 20), organisation=code, what="filing_form")
    assert (asked(), waits("feng").to_approve.count) == (before, 3)


def test_what_was_given_back_goes_up_unchanged_only_with_a_reason(office):
    record = handed(on(8, 20), organisation="B", what="filing_form")
    again = {"organisation": "B", "what": "filing_form", "period": "2022", "title": "材料", "by": who("wang")}
    acted(record, "send_back", "feng", on(8, 21), "建筑面积不对")
    with pytest.raises(operations.ReasonNeeded, match="退回以后没有改动"):
        hand_in(**again, at=on(8, 22))
    assert HandedIn.objects.get(pk=record).state == PaperState.RETURNED
    hand_in(**again, at=on(8, 22), reason="面积核对过，没有错")
    acted(record, "send_back", "feng", on(8, 23), "仍请核对")
    new = Upload("新.pdf", io.BytesIO(pdf(2)))
    attach([new], table="duties_handedin", record_id=record, fact_on=date(2022, 8, 24), by=who("wang"), at=on(8, 24))
    assert hand_in(**again, at=on(8, 24)) == record
