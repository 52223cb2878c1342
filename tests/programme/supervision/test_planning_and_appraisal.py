"""检查安排 and 考核记录: done by the record itself, unannounced to the unit, and answered by whom it is about."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from jieyue.programme.findings import queries as found
from jieyue.programme.supervision import appraising, operations, planning, queries
from jieyue.programme.supervision.operations import Looked
from jieyue.programme.supervision.planning import NotPlanned, PlanUnknown, Wanted
from jieyue.rules.refusal import NotAllowed
from jieyue.rules.supervision import Planned
from offices import Office, open_office, person_named

pytestmark = pytest.mark.django_db
AT = datetime(2025, 7, 14, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = AT.date()
DAYS = {"first_day": TODAY, "last_day": date(2025, 7, 31)}
AFTER = date(2025, 8, 1)


@pytest.fixture
def office(house) -> Office:
    return open_office(house)


def who(username: str, on: date = TODAY):
    return person_named(username, on=on)


def plan(kind: str = "planned", *, by: str = "li", place: str = "C1", **more) -> int:
    about = {"name": "七月检查", "kind": kind, "items": ("food", "signs"), "inspectors": "李强", **DAYS, **more}
    return planning.plan(organisation=place, wanted=Wanted(**about), by=who(by), at=AT)


def inspect(organisation: str, *looked: Looked, kind: str = "planned", by: str = "li"):
    about = {"organisation": organisation, "kind": kind, "day": TODAY, "place": "食堂", "inspected_by": "李强"}
    return operations.inspect(**about, looked=looked, by=who(by), at=AT)


def states(number: int, *, by: str = "li", on: date = TODAY) -> dict[str, Planned]:
    units = planning.shown(number, person=who(by, on), today=on).units
    return {each.organisation.code: each.state for each in units}


def test_a_planned_inspection_is_done_by_what_the_ledger_says_and_late_once_its_days_are_over(office):
    number = plan()
    assert states(number) == {"A": Planned.NOW, "B": Planned.NOW}
    inspect("A", Looked("food", is_wrong=True, what="剩饭"))
    inspect("B", Looked("food"), kind="unannounced")  # in another way than was planned
    assert states(number) == {"A": Planned.DONE, "B": Planned.NOW}
    assert states(number, on=AFTER) == {"A": Planned.DONE, "B": Planned.LATE}
    [line] = planning.plans(year=2025, person=who("li"), today=AFTER)
    assert (line.units, line.done, line.late) == (2, 1, 1)
    [first, _] = sorted(
        planning.shown(number, person=who("li"), today=TODAY).units, key=lambda each: each.organisation.code
    )
    assert (first.on, first.wrong, first.open) == (TODAY, 1, 1)


def test_a_unit_sees_its_own_part_of_a_planned_inspection_and_nothing_of_an_unannounced_one(office):
    told, secret = plan(), plan("unannounced", name="突击检查")
    assert states(told, by="liu") == {"A": Planned.NOW}
    assert [each.name for each in planning.plans(year=2025, person=who("liu"), today=TODAY)] == ["七月检查"]
    assert len(planning.plans(year=2025, person=who("li"), today=TODAY)) == 2
    for username in ("liu", "wang", "zhao", "sun"):
        with pytest.raises(PlanUnknown):
            planning.shown(secret, person=who(username), today=TODAY)
        if username in ("liu", "wang"):
            with pytest.raises(PlanUnknown):
                queries.checklist(organisation="A", person=who(username), today=TODAY, plan=secret)


def test_whoever_carries_a_plan_out_is_told_what_is_to_be_inspected_now_and_what_is_late(office):
    plan()
    inspect("A", Looked("food"))
    assert planning.to_inspect(person=who("li"), today=TODAY) == (1, 0)
    assert planning.to_inspect(person=who("li", AFTER), today=AFTER) == (0, 1)
    for username in ("liu", "zhao", "sun"):  # a unit's clerk is inspected, others have nothing to do with it
        assert planning.to_inspect(person=who(username), today=TODAY) == (0, 0)
    plan("own", by="liu", place="A")
    assert planning.to_inspect(person=who("liu"), today=TODAY) == (1, 0)


def test_by_a_plan_only_its_items_are_asked_in_its_way(office):
    about = queries.checklist(organisation="A", person=who("li"), today=TODAY, plan=plan())
    assert [each.key for each in about.kinds] == ["planned"]
    assert {each.key for each in about.items} == {"food", "signs"}


def test_a_unit_plans_only_its_own_checks_and_nobody_plans_for_units_out_of_reach(office):
    own = plan("own", by="liu", place="A")
    assert states(own, by="liu") == {"A": Planned.NOW}
    for refused in (
        {"kind": "planned", "by": "liu", "place": "A"},
        {"units": ("X",)},
        {"items": ()},
        {"last_day": TODAY - timedelta(days=1)},
        {"name": " "},
        {"inspectors": ""},
    ):
        with pytest.raises(NotPlanned):
            plan(**{"name": "八月检查", **refused})
    with pytest.raises(PlanUnknown):
        planning.cancel(plan(), reason="并入下季度", by=who("liu"), at=AT)


def test_a_plan_is_moved_and_cancelled_with_a_reason_and_what_was_inspected_stays_so(office):
    number = plan()
    inspect("A", Looked("food"))
    with pytest.raises(NotPlanned):
        planning.cancel(number, reason=" ", by=who("li"), at=AT)
    planning.move(number, first_day=TODAY, last_day=AFTER, reason="台风", by=who("li"), at=AT)
    assert states(number, on=AFTER)["B"] == Planned.NOW
    planning.cancel(number, reason="并入下季度", by=who("li"), at=AT)
    assert states(number, on=AFTER) == {"A": Planned.DONE, "B": Planned.CANCELLED}
    with pytest.raises(NotPlanned):
        planning.move(number, first_day=TODAY, last_day=AFTER, reason="再改", by=who("li"), at=AT)


def test_a_count_of_what_comes_again_opens_as_many_findings_of_that_year(office):
    inspect("A", Looked("food", is_wrong=True, what="剩饭"))
    inspect("B", Looked("food", is_wrong=True, what="剩饭"))
    [rule] = found.by_rule(year=2025, person=who("li"), today=TODAY)
    wanted = found.Wanted(title=rule.title, year=2025)
    assert found.findings(person=who("li"), wanted=wanted, today=TODAY).count == rule.count == 2
    assert found.findings(person=who("li"), wanted=found.Wanted(year=2024), today=TODAY).count == 0


@pytest.fixture
def kept(office) -> Office:
    """Liu Yang of A is named with a problem and a praise, somebody without an account with a problem."""
    due = TODAY + timedelta(days=3)
    inspect("A", Looked("food", is_wrong=True, what="剩饭", department="教务处", responsible="刘洋", due_on=due))
    inspect("A", Looked("signs", is_wrong=True, what="缺", responsible="王晓明"))
    merit = {"organisation": "A", "decided_on": "2025-07-02", "department": "教务处", "name": "刘洋", "kind": "表扬"}
    office.house.have("merits", [{**merit, "why": "全年无浪费"}])
    return office


def record(name: str = "刘洋", *, by: str = "liu", on: date = TODAY, year: int = 2025) -> appraising.Record:
    return appraising.record(organisation="A", name=name, year=year, person=who(by, on), today=on)


def test_a_person_sees_what_the_ledgers_say_of_him_and_answers_and_the_unit_sees_both(kept):
    mine = record()
    assert [(each.title, each.department) for each in mine.problems] == [("没有浪费粮食", "教务处")]
    assert [(each.kind, each.why) for each in mine.decided] == [("表扬", "全年无浪费")]
    assert mine.may_answer
    appraising.answer(organisation="A", name="刘洋", year=2025, text="已整改", seen=mine.seen, by=who("liu"), at=AT)
    theirs = record(by="li")
    assert (theirs.answer.text, theirs.answer.is_of_another_record, theirs.may_answer) == ("已整改", False, False)
    assert record(on=AFTER).problems[0].is_overdue
    told = appraising.people(organisation="A", year=2025, person=who("li"), today=AFTER)
    assert [(each.name, each.problems, each.late, dict(each.decided), each.has_answered) for each in told] == [
        ("刘洋", 1, 1, {"表扬": 1}, True),
        ("王晓明", 1, 0, {}, False),
    ]
    assert [(each.problems, each.decided) for each in appraising.own(year=2025, person=who("liu"), today=TODAY)] == [
        (1, 1)
    ]


def test_an_answer_given_to_an_older_record_says_so_and_is_not_given_unseen(kept):
    appraising.answer(organisation="A", name="刘洋", year=2025, text="无意见", seen=record().seen, by=who("liu"), at=AT)
    inspect("A", Looked("no-waste", is_wrong=True, what="长明灯", responsible="刘洋"))
    assert record(by="li").answer.is_of_another_record
    with pytest.raises(appraising.NotAnswered):
        appraising.answer(organisation="A", name="刘洋", year=2025, text="无意见", seen="old", by=who("liu"), at=AT)


def test_others_neither_see_somebodys_record_nor_answer_for_him(kept):
    with pytest.raises(NotAllowed):
        record(by="sun")  # reads the unit, and appraises nobody
    for username in ("zhao",):
        with pytest.raises(Exception, match="管辖范围"):
            record(by=username)
    with pytest.raises(appraising.RecordUnknown):
        record("王晓明", by="li", year=2024)
    with pytest.raises(appraising.NotOwn):
        appraising.answer(
            organisation="A", name="刘洋", year=2025, text="无意见", seen=record().seen, by=who("li"), at=AT
        )
    with pytest.raises(NotAllowed):
        appraising.people(organisation="A", year=2025, person=who("sun"), today=TODAY)
