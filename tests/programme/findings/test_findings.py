"""问题: raised, explained or put right, looked at again by another, closed by the record itself, late ones go up."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import orjson
import pytest
from PIL import Image

from jieyue.programme.checking.deciding import NotAbove
from jieyue.programme.checking.queries import checks
from jieyue.programme.entry.reversing import undo
from jieyue.programme.evaluation.gathering import facts_of, year_of
from jieyue.programme.evaluation.standards import NATIONAL
from jieyue.programme.evidence import operations as evidence
from jieyue.programme.evidence.operations import Upload
from jieyue.programme.evidence.queries import evidence_of
from jieyue.programme.findings import operations, queries
from jieyue.programme.findings.queries import Mine, Repeated, ToDo, Wanted
from jieyue.programme.people.second_person import OwnStep
from jieyue.programme.reporting.basis import basis
from jieyue.programme.reporting.judging import findings_of_units
from jieyue.programme.reporting.queries import report
from jieyue.programme.workbench import queries as workbench
from jieyue.rules.findings import FindingState, Origin
from jieyue.rules.moves import CannotMove
from jieyue.rules.period import Period
from jieyue.rules.refusal import Meanwhile, NotThere
from jieyue.rules.roles import Role
from jieyue.store.evidence.keeping import IsCited
from jieyue.store.evidence.models import Item
from jieyue.store.findings.keeping import Raised, keep_findings
from jieyue.store.findings.models import Finding
from jieyue.store.orgs.models import Organisation
from jieyue.store.people.models import Appointment, User
from jieyue.store.policies import policy
from jieyue.store.records.keeping import keep
from jieyue.store.records.models import LogEntry
from jieyue.store.records.verifying import verify
from jieyue.store.records.writing import writing
from offices import Office, open_office, person_named
from samples import NOW

AT = datetime(2025, 7, 14, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = AT.date()
S = FindingState
LAMP = {"title": "下班没有关灯", "says": "三楼会议室 19:30 灯全开", "place": "三楼会议室"}
JUMP = """organisation | resource | account | start_date | end_date | quantity | unit | amount_yuan
B | 电 | 1002 | 2025-02-01 | 2025-02-28 | 410 | kWh | 287
B | 电 | 1002 | 2025-03-01 | 2025-03-31 | 405 | kWh | 284
B | 电 | 1002 | 2025-04-01 | 2025-04-30 | 9000 | kWh | 6300
B | 电 | 1002 | 2025-05-01 | 2025-05-31 | 408 | kWh | 286
B | 电 | 1002 | 2025-06-01 | 2025-06-30 | 402 | kWh | 281"""
APRIL = """organisation | resource | account | start_date | end_date | quantity | unit | amount_yuan
B | 电 | 1002 | 2025-04-01 | 2025-04-30 | {quantity} | kWh | {yuan}"""


@pytest.fixture
def office(house) -> Office:
    """王敏 enters for the county, 刘洋 for the school alone; 何审 reviews the county, 林审 the school alone."""
    office = open_office(house)
    with writing(operation="set up", by=house.person, at=NOW) as change:
        for username, name, role, code in (("he", "何审", Role.REVIEWER, "C1"), ("lin", "林审", Role.REVIEWER, "A")):
            user = User(username=username, name=name, password="!", password_changed_at=NOW)  # noqa: S106
            keep(change, user)
            place = Organisation.objects.get(code=code)
            keep(change, Appointment(user=user, role=role, organisation=place, since=date(2024, 1, 1)))
    return office


def who(username: str, at: datetime = AT):
    return person_named(username, on=at.date())


def raised(by: str = "he", *, origin: Origin = Origin.REVIEWER, organisation: str = "A", **more) -> int:
    about = {**LAMP, **more}
    return operations.raise_finding(organisation=organisation, origin=origin, **about, by=who(by), at=AT)


def shown(finding: int, by: str = "wang", today: date = TODAY) -> queries.Shown:
    return queries.finding(finding, person=who(by), today=today)


def move(finding: int, key: str, by: str, *, at: datetime = AT, **more) -> None:
    seen = more.pop("seen", None) or shown(finding, by).seen
    operations.move(finding, key, seen=seen, by=who(by), at=at, **{"words": "已核实", **more})


def state(finding: int) -> FindingState:
    return FindingState(Finding.objects.get(pk=finding).state)


def photo(name: str = "现场.png", colour: int = 7) -> Upload:
    import io  # noqa: PLC0415

    made = io.BytesIO()
    Image.new("RGB", (8, 8), (colour, 0, 0)).save(made, "PNG")
    made.seek(0)
    made.name = name
    return Upload(name, made)


@pytest.mark.django_db
def test_a_finding_goes_from_the_inspector_to_the_unit_and_back(office):
    finding = raised(do="请下班时检查", due_on=TODAY + timedelta(days=5))
    assert queries.to_do(person=who("liu"), today=TODAY) == ToDo(to_answer=1)
    move(finding, "correct", "liu", words="已装感应开关")
    assert queries.to_do(person=who("liu"), today=TODAY) == ToDo()
    assert queries.to_do(person=who("he"), today=TODAY) == ToDo(to_recheck=1)
    move(finding, "send_back", "he", words="走廊也要装")
    assert (state(finding), shown(finding).decision) == (S.OPEN, "走廊也要装")
    move(finding, "correct", "liu", words="走廊已装")
    move(finding, "close", "he")
    assert state(finding) is S.CLOSED
    assert [step.operation for step in shown(finding).history] == [
        "问题：复查通过", "问题：报告已整改", "问题：退回", "问题：报告已整改", "登记问题",
    ]  # fmt: skip
    assert verify().holds


@pytest.mark.django_db
def test_whoever_answered_does_not_close_even_when_he_reviews_too(office, house):
    finding = raised()
    with writing(operation="set up", by=house.person, at=NOW) as change:
        both = {"user": User.objects.get(username="liu"), "organisation": Organisation.objects.get(code="C1")}
        keep(change, Appointment(**both, role=Role.REVIEWER, since=date(2024, 1, 1)))
    move(finding, "explain", "liu")
    assert shown(finding, "liu").barred
    assert [each.key for each in shown(finding, "liu").moves] == ["take_back"]
    with pytest.raises(OwnStep, match="林审"):
        move(finding, "close", "liu")
    assert state(finding) is S.EXPLAINED


@pytest.mark.django_db
def test_of_two_who_decide_at_once_the_second_is_told(office):
    finding = raised()
    seen = shown(finding, "liu").seen
    move(finding, "explain", "wang", seen=seen)
    with pytest.raises(CannotMove, match="已说明"):
        move(finding, "correct", "liu", seen=seen)
    move(finding, "take_back", "wang")
    with pytest.raises(Meanwhile, match="刚有变化"):
        move(finding, "correct", "liu", seen=seen)
    assert state(finding) is S.OPEN


@pytest.mark.django_db
@pytest.mark.parametrize(("key", "by"), [("explain", "zhao"), ("close", "wang"), ("extend", "liu"), ("explain", "sun")])
def test_nobody_moves_what_is_not_his(office, key, by):
    finding = raised()
    with pytest.raises(NotThere, match="没有这个问题"):
        operations.move(finding, key, seen=shown(finding).seen, words="已核实", by=who(by), at=AT)


@pytest.mark.django_db
def test_a_neighbour_neither_sees_nor_counts_nor_raises_it(office):
    finding = raised()
    neighbour = who("zhao")
    with pytest.raises(NotThere):
        queries.finding(finding, person=neighbour, today=TODAY)
    assert queries.findings(person=neighbour, wanted=Wanted(), today=TODAY).count == 0
    assert queries.to_do(person=neighbour, today=TODAY) == ToDo()
    with pytest.raises(NotThere):
        raised("zhao", origin=Origin.PATROL)
    with pytest.raises(NotThere):
        operations.move(finding, "explain", seen=1, words="不是我们", photos=[photo()], by=neighbour, at=AT)


@pytest.mark.django_db
def test_a_clerk_patrols_his_own_house_and_inspects_nobody(office):
    assert state(raised("liu", origin=Origin.PATROL)) is S.OPEN
    with pytest.raises(NotThere):
        raised("liu", origin=Origin.REVIEWER, place="二楼")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"title": " "}, "title"),
        ({"says": ""}, "says"),
        ({"day": TODAY + timedelta(days=1)}, "day"),
        ({"due_on": TODAY - timedelta(days=1)}, "due_on"),
        ({"due_on": date(2099, 1, 1)}, "due_on"),
        ({"responsible": "zhao"}, "responsible"),
        ({"origin": Origin.CHECK}, "origin"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_kept(office, wrong, where):
    with pytest.raises(operations.NotRaised) as refused:
        raised(**wrong)
    assert (refused.value.where, Finding.objects.count()) == (where, 0)


@pytest.mark.django_db
def test_the_same_thing_seen_twice_on_a_day_is_one_finding(office):
    raised()
    with pytest.raises(operations.AlreadyRaised):
        raised(says=f" {LAMP['says']} ")
    assert raised(place="四楼会议室")
    assert Finding.objects.count() == 2


@pytest.mark.django_db
def test_an_answer_needs_words(office):
    finding = raised()
    with pytest.raises(operations.NotRaised) as refused:
        move(finding, "explain", "liu", words="  ")
    assert refused.value.where == "words"


@pytest.mark.django_db
def test_what_is_late_goes_up_and_an_answer_takes_it_down_again(office):
    finding = raised(due_on=TODAY)
    late = TODAY + timedelta(days=1)
    assert queries.to_do(person=who("li"), today=TODAY).overdue_below == 0
    counts = {name: queries.to_do(person=who(name), today=late).overdue_below for name in ("li", "he", "feng", "liu")}
    assert counts == {"li": 1, "he": 1, "feng": 1, "liu": 0}
    assert queries.to_do(person=who("liu"), today=late).late == 1
    overdue = queries.findings(person=who("li"), wanted=Wanted(mine=Mine.OVERDUE), today=late)
    assert [line.id for line in overdue.lines] == [finding]
    move(finding, "explain", "liu")
    assert queries.to_do(person=who("li"), today=late).overdue_below == 0


@pytest.mark.django_db
def test_the_policy_gives_the_day_and_a_superior_extends_it(office):
    finding = raised()
    assert shown(finding).line.due_on == TODAY + timedelta(days=30)
    with pytest.raises(operations.NotRaised, match="原期限"):
        move(finding, "extend", "he", due_on=TODAY)
    move(finding, "extend", "he", due_on=TODAY + timedelta(days=45), words="等配件")
    assert shown(finding).line.due_on == TODAY + timedelta(days=45)
    move(finding, "urge", "li", words="请抓紧")
    assert (state(finding), shown(finding).decision) == (S.OPEN, "请抓紧")


@pytest.mark.django_db
def test_a_named_person_has_it_to_do_and_his_colleague_may_still_answer(office):
    finding = raised(responsible="liu")
    assert queries.people_for(organisation="A", person=who("he"), today=TODAY) == {"liu": "刘洋", "wang": "王敏"}
    assert [queries.to_do(person=who(name), today=TODAY).to_answer for name in ("liu", "wang")] == [1, 0]
    assert shown(finding).line.responsible == "刘洋"
    move(finding, "explain", "wang")
    assert state(finding) is S.EXPLAINED


@pytest.mark.django_db
def test_what_was_raised_by_mistake_is_withdrawn_and_counts_no_more(office):
    first, second = raised(), raised(place="四楼")
    asked = {"organisation": "C1", "year": 2025, "person": who("li"), "today": TODAY}
    assert [(each.title, each.count, each.open) for each in queries.repeated(**asked)] == [("下班没有关灯", 2, 2)]
    assert shown(second).nth == 2
    move(first, "withdraw", "he", words="看错了楼")
    assert queries.repeated(**asked) == []
    assert shown(second).nth == 1


@pytest.mark.django_db
def test_repeated_ones_are_counted_by_unit(office):
    for place in ("一楼", "二楼", "三楼"):
        raised(place=place)
    raised(organisation="B")
    [found] = queries.repeated(organisation="C1", year=2025, person=who("li"), today=TODAY)
    assert isinstance(found, Repeated)
    assert (found.organisation.code, found.count) == ("A", 3)


@pytest.mark.django_db
def test_a_list_asks_as_often_for_three_as_for_one(office, django_assert_num_queries):
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            queries.findings(person=who("li"), wanted=Wanted(organisation="C1"), today=TODAY)
            queries.to_do(person=who("li"), today=TODAY)
        return len(found)

    raised(responsible="liu")
    once = asked()
    raised("wang", origin=Origin.PATROL, organisation="B", responsible="wang")
    raised(place="四楼")
    assert asked() == once


# --- photos


@pytest.mark.django_db
def test_an_inspectors_photo_stays_whatever_the_unit_wants(office):
    finding = raised(photos=[photo()])
    [item] = Item.objects.values_list("pk", flat=True)
    with pytest.raises(IsCited):
        evidence.remove(item, by=who("wang"), at=AT, reason="不好看")
    found = evidence_of(queries.TABLE, finding, person=who("liu"))
    assert [each.newest.file_name for each in found.items] == ["现场.png"]


# --- what a check of a ledger finds


def outside(organisation: int, record: int = 7, *, celsius: str = "23") -> Raised:
    says = f"四楼办公室 {celsius} 度，低于 26 度"
    return Raised(
        organisation, "too_cold", "夏季空调低于 26 度", says, "请调高", TODAY, table="rooms", record=record,
        place="四楼办公室", figures={"celsius": celsius},
    )  # fmt: skip


def checked(office, found: list[Raised], looked_at: tuple[int, ...] = (7,)) -> None:
    about = {"by": office.house.person, "at": AT}
    with writing(operation="import temperature", **about) as change:
        keep_findings(change, "temperature", found=found, looked_at=looked_at, **about)


@pytest.mark.django_db
def test_a_check_run_twice_raises_one_and_nothing_is_written_the_second_time(office):
    unit = Organisation.objects.get(code="A").pk
    checked(office, [outside(unit)])
    entries = LogEntry.objects.count()
    checked(office, [outside(unit)])
    assert (Finding.objects.count(), LogEntry.objects.count()) == (1, entries)


@pytest.mark.django_db
def test_a_corrected_record_closes_its_finding_and_a_wrong_one_opens_it_again(office):
    unit = Organisation.objects.get(code="A").pk
    checked(office, [outside(unit)])
    finding = Finding.objects.get().pk
    checked(office, [])
    assert state(finding) is S.RESOLVED
    checked(office, [outside(unit, celsius="22")])
    again = Finding.objects.get()
    assert (again.state, again.times, orjson.loads(again.figures)) == (S.OPEN, 2, {"celsius": "22"})
    assert verify().holds


@pytest.mark.django_db
def test_what_was_not_looked_at_stays_as_it_is(office):
    unit = Organisation.objects.get(code="A").pk
    checked(office, [outside(unit), outside(unit, record=8)], looked_at=(7, 8))
    checked(office, [], looked_at=(7,))
    assert [FindingState(each.state) for each in Finding.objects.order_by("record_id")] == [S.RESOLVED, S.OPEN]


@pytest.mark.django_db
def test_the_unit_closes_what_a_check_found_in_a_room_without_the_level_above(office):
    checked(office, [outside(Organisation.objects.get(code="A").pk)])
    finding = Finding.objects.get().pk
    move(finding, "correct", "liu")
    move(finding, "close", "lin")
    assert state(finding) is S.CLOSED


# --- what the data checks of bills find


def live(code: str = "B") -> list:
    return checks(person=who("wang"), code=code, period=Period.parse("2025"))


def explained(office, words: str = "四月办展览") -> int:
    office.house.have("bills", JUMP)
    [found] = live()
    about = {"organisation": "B", "year": 2025, "mark": found.mark}
    return operations.explain_check(**about, words=words, by=who("wang"), at=AT)


def doubt() -> str:
    unit = Organisation.objects.get(code="B")
    return facts_of(year_of(unit, 2025, who("li"), TODAY), policy().standard(NATIONAL))["open_findings"].doubt


@pytest.mark.django_db
def test_an_explained_finding_is_answered_on_the_workbench_and_decided_once_it_is_accepted_above(office):
    finding = explained(office)
    assert workbench.findings(organisation="B", today=TODAY, person=who("wang")) == ([], 0)
    assert "1 条可疑" in doubt()
    move(finding, "close", "he")
    assert doubt() == ""
    assert [(each.kept, each.is_accepted) for each in live()] == [(finding, True)]


@pytest.mark.django_db
def test_what_was_accepted_is_no_longer_counted_beside_a_report_and_what_was_only_explained_is(office):
    finding, unit = explained(office), Organisation.objects.get(code="B")
    about = {"period": Period.parse("2025Q2"), "person": who("li"), "today": TODAY}

    def counted() -> tuple[int, list]:
        judged_by = basis(report(organisation="B", **about), person=who("li"))
        return findings_of_units([unit.pk], **about)[unit.pk], [each.kept for each in judged_by.found]

    assert counted() == (1, [finding])
    move(finding, "close", "he")
    assert counted() == (0, [])


@pytest.mark.django_db
def test_the_unit_itself_does_not_accept_its_own_explanation_of_figures(office, house):
    finding = explained(office)
    with writing(operation="set up", by=house.person, at=NOW) as change:
        own = {"user": User.objects.get(username="lin"), "organisation": Organisation.objects.get(code="B")}
        keep(change, Appointment(**own, role=Role.REVIEWER, since=date(2024, 1, 1)))
    assert shown(finding, "lin").waits_for_above
    with pytest.raises(NotAbove, match="上一级"):
        move(finding, "close", "lin")
    assert "1 条可疑" in doubt()


@pytest.mark.django_db
def test_a_corrected_bill_closes_the_finding_and_undoing_it_opens_it_again(office):
    finding = explained(office)
    report = office.house.have("bills", APRIL.format(quantity=400, yuan=280), reason="小数点错")
    assert (state(finding), live()) == (S.RESOLVED, [])
    undo(report.entry, by=office.house.person, at=AT, reason="还是原来的对")
    assert (state(finding), len(live())) == (S.OPEN, 1)
    assert verify().holds


@pytest.mark.django_db
def test_a_bill_that_was_asked_about_is_looked_at_by_who_asked_when_it_is_corrected(office):
    finding = explained(office)
    move(finding, "send_back", "he", words="展览没有用这么多")
    report = office.house.have("bills", APRIL.format(quantity=400, yuan=280), reason="小数点错")
    assert (state(finding), live()) == (S.CORRECTED, [])
    undo(report.entry, by=office.house.person, at=AT, reason="还是原来的对")
    assert (state(finding), len(live())) == (S.OPEN, 1)


@pytest.mark.django_db
def test_an_accepted_explanation_holds_for_its_figures_and_not_for_others(office):
    finding = explained(office)
    move(finding, "close", "he")
    later = APRIL.replace("-04-01", "-07-01").replace("-04-30", "-07-31").format(quantity=412, yuan=288)
    office.house.have("bills", later)
    assert [each.is_accepted for each in live()] == [True]
    office.house.have("bills", APRIL.format(quantity=12000, yuan=8400), reason="抄错")
    assert state(finding) is S.OPEN
    assert [(each.state, each.is_answered) for each in live()] == [(S.OPEN, False)]


@pytest.mark.django_db
def test_nobody_withdraws_what_a_check_finds(office):
    finding = explained(office)
    move(finding, "send_back", "he", words="看不清")
    assert "withdraw" not in {each.key for each in shown(finding, "he").moves}
    with pytest.raises(operations.NotRaised, match="不能撤销"):
        move(finding, "withdraw", "he")


@pytest.mark.django_db
def test_what_was_closed_by_its_record_and_is_found_again_is_not_answered(office):
    """As with a comparison of years, whose figures are there only after the operation that changed them."""
    finding = explained(office)
    Finding.objects.filter(pk=finding).update(state=S.RESOLVED)
    assert [each.is_answered for each in live()] == [False]
    about = {"organisation": "B", "year": 2025, "mark": live()[0].mark}
    assert operations.explain_check(**about, words="又有展览", by=who("wang"), at=AT) == finding
    assert state(finding) is S.EXPLAINED


@pytest.mark.django_db
def test_two_who_explain_the_same_finding_leave_one(office):
    explained(office)
    with pytest.raises(CannotMove, match="已说明"):
        operations.explain_check(
            organisation="B", year=2025, mark=live()[0].mark, words="我也知道", by=who("wang"), at=AT
        )
    assert Finding.objects.count() == 1


@pytest.mark.django_db
def test_what_a_check_does_not_find_cannot_be_explained(office):
    with pytest.raises(operations.NotFoundNow):
        operations.explain_check(organisation="B", year=2025, mark="0" * 32, words="没有", by=who("wang"), at=AT)
    with pytest.raises(NotThere):
        operations.explain_check(organisation="B", year=2025, mark="0" * 32, words="没有", by=who("zhao"), at=AT)


@pytest.mark.django_db
def test_looking_again_says_whether_it_is_still_there(office):
    finding = explained(office)
    with pytest.raises(operations.StillFound):
        operations.recheck(finding, by=who("wang"), at=AT)
    assert state(finding) is S.EXPLAINED
    by_hand = raised()
    with pytest.raises(operations.NotRaised):
        operations.recheck(by_hand, by=who("liu"), at=AT)


@pytest.mark.django_db
def test_whoever_reads_it_it_is_known_by_the_same_mark(office):
    office.house.have("bills", JUMP)
    year = Period.parse("2025")
    marks = [[each.mark for each in checks(person=who(by), code="B", period=year)] for by in ("wang", "li")]
    assert marks[0] == marks[1] != []


@pytest.mark.django_db
def test_a_list_says_of_each_whose_turn_it_is(office):
    first, second = raised(), raised(place="四楼")
    move(first, "explain", "liu")
    mine = {each: queries.findings(person=who("he"), wanted=Wanted(mine=each), today=TODAY).lines for each in Mine}
    assert {each: [line.id for line in lines] for each, lines in mine.items()} == {
        Mine.ANSWER: [], Mine.RECHECK: [first], Mine.OVERDUE: [],
    }  # fmt: skip
    by_state = queries.findings(person=who("liu"), wanted=replace(Wanted(), state="open"), today=TODAY)
    assert [line.id for line in by_state.lines] == [second]


# --- asked about

CAR = {"organisation": "A", "plate": "陕A12345", "kind": "机要通信用车", "fuel": "汽油", "tank_litres": "50"}
FILL = {"organisation": "A", "vehicle": "陕A12345", "refuelled_on": "2025-05-10", "litres": "80"}


@pytest.fixture
def sent_back(office) -> int:
    """What the check found in a refuelling, explained by the unit, and the explanation sent back with a question."""
    office.house.have("vehicles", [CAR])
    office.house.have("refuellings", [FILL])
    found = Finding.objects.get(rule="beyond_the_tank").pk
    move(found, "explain", "wang", words="加满了")
    move(found, "send_back", "he", words="油箱只有 50 升，多出来的加到哪里了？")
    return found


def corrected(office, litres: str, **more) -> None:
    office.house.have("refuellings", [{**FILL, "litres": litres, **more}], reason="抄错")


def test_a_question_does_not_go_away_because_the_record_was_changed(office, sent_back):
    corrected(office, "40")
    assert state(sent_back) is S.CORRECTED
    assert "核对不再发现" in shown(sent_back).answer
    assert shown(sent_back).decision == "油箱只有 50 升，多出来的加到哪里了？"
    move(sent_back, "close", "he", words="小票已看")
    assert state(sent_back) is S.CLOSED


def test_it_waits_as_well_where_the_row_was_withdrawn(office, sent_back):
    corrected(office, "80", withdrawn="是")
    assert state(sent_back) is S.CORRECTED


def test_it_is_open_again_where_the_correction_is_taken_back(office, sent_back):
    corrected(office, "40")
    undo(LogEntry.objects.latest("seq").seq, by=office.house.person, at=AT, reason="小票就是 80 升")
    assert state(sent_back) is S.OPEN


def test_looked_for_again_it_is_told_that_it_waits(office, sent_back):
    corrected(office, "40")
    assert operations.recheck(sent_back, by=who("wang"), at=AT) is S.CORRECTED


def test_what_the_record_put_right_does_not_come_again_and_again(office):
    office.house.have("vehicles", [CAR])
    for day in ("2025-05-10", "2025-05-11"):
        office.house.have("refuellings", [{**FILL, "refuelled_on": day}])
    asked = {"organisation": "A", "year": 2025, "person": who("wang"), "today": TODAY}
    assert [each.count for each in queries.repeated(**asked)] == [2]
    corrected(office, "40")
    assert queries.repeated(**asked) == []
    assert queries.by_rule(**asked) == []


def test_a_finding_is_found_by_what_it_says(office):
    office.house.have("vehicles", [CAR])
    office.house.have("refuellings", [FILL])
    found = queries.findings(person=who("wang"), wanted=Wanted(title="陕A12345"), today=TODAY)
    assert [each.title for each in found.lines] == ["加油量超过油箱"]
