"""Whose duties: units that open, close and move, plans at several levels, put in force again and ended."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from jieyue.programme.duties import operations
from jieyue.programme.duties.handing_in import hand_in
from jieyue.programme.duties.queries import at_place, duties, exemptions, plans_of, pressing
from jieyue.rules.duties import ABOUT, DAYS_AHEAD, About, DutyState
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.refusal import NotThere
from jieyue.store.duties.models import HandedIn, PlanInForce
from jieyue.web.duties.forms import HandInForm
from soaking import rounds

PLAN = "sichuan-2020"
AT = datetime(2025, 12, 20, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = AT.date()
HEAD = "code | name | parent | level | effective_on | opened_on | closed_on\n"
TREE = (
    HEAD
    + """P | 某省 | | 省 | | |
C1 | 甲县 | P | 县 | | |
C2 | 乙县 | P | 县 | | |
A | 甲局 | C1 | 单位 | | |
N | 新局 | C1 | 单位 | | 2025-06-01 |
Z | 旧局 | C1 | 单位 | | | 2025-12-25"""
)


@pytest.fixture
def tree(house):
    house.have("organisations", TREE)
    return house


def put(code: str, since=date(2025, 1, 1), **more) -> operations.Put:
    by = Person.at_console("t")
    return operations.put_in_force(plan=PLAN, organisation=code, since=since, by=by, at=AT, **more)


def end(code: str, until: date) -> None:
    by = Person.at_console("t")
    operations.end_plan(plan=PLAN, organisation=code, until=until, by=by, at=AT, reason="新方案印发")


def seen(code: str, today: date = TODAY) -> list:
    return duties(organisation=code, person=Person.at_console("t"), today=today)


def keys(code: str, today: date = TODAY) -> list[str]:
    return [each.duty.key for each in seen(code, today)]


def test_a_plan_in_force_at_two_levels_orders_everything_once(tree):
    put("P")
    once = keys("A")
    put("C1", date(2025, 3, 1))
    assert keys("A") == once
    assert len(set(once)) == len(once)
    (shown,) = plans_of(organisation="A", person=Person.at_console("t"), today=TODAY)
    assert (shown.organisation.code, shown.since) == ("C1", date(2025, 3, 1))
    counted = at_place(organisation="P", person=Person.at_console("t"), today=TODAY).tallies
    assert {each.owed for each in counted if each.duty.entry.key == "filing"} == {2}  # not the one opened in June


def test_what_a_place_above_ordered_stays_ordered_when_one_below_ends_it(tree):
    put("P")
    once = keys("A")
    put("C1")
    end("C1", date(2025, 2, 1))
    assert keys("A") == once
    (shown,) = plans_of(organisation="A", person=Person.at_console("t"), today=TODAY)
    assert (shown.organisation.code, shown.until) == ("P", None)


def test_nothing_is_owed_from_before_a_unit_existed_or_after_it_closed(tree):
    put("P", date(2024, 1, 1))
    new, old = keys("N"), keys("Z")
    assert "filing@2025" not in new
    assert "report-quarter@2025Q1" not in new
    assert [key for key in new if key.endswith("Q2")] == ["report-quarter@2025Q2", "notice-of-quarter@2025Q2"]
    assert "bills-by-month@2025-05" not in new
    assert "bills-by-month@2025-11" in old
    assert "report-quarter@2025Q4" not in old
    assert seen("Z", date(2025, 12, 25)) == []


def test_who_moves_takes_along_what_was_due_and_owes_from_then_on_what_is_due_there(tree):
    put("C1")
    moved = "code | name | parent | level | effective_on\nA | 甲局 | C2 | 单位 | 2025-07-01"
    tree.have("organisations", moved, reason="划转")
    found = keys("A")
    assert "report-quarter@2025Q2" in found
    assert "report-quarter@2025Q3" not in found
    put("C2", date(2025, 10, 1))
    assert "report-quarter@2025Q3" not in keys("A")
    assert "report-quarter@2025Q4" in keys("A")


def test_january_is_in_sight_in_december(tree):
    put("P")
    found = {each.duty.key: each for each in pressing(organisation="A", person=Person.at_console("t"), today=TODAY)}
    assert (found["report-quarter@2025Q4"].state, str(found["report-quarter@2025Q4"].duty.due_on)) == (
        DutyState.AHEAD,
        "2026-01-12",
    )
    assert "report-year@2025" in found  # it opens in January


def test_what_a_holiday_moves_over_new_year_is_seen_on_both_sides_of_it(tree):
    put("P", date(2022, 1, 1))
    operations.designate(organisation="A", year=2022, decided_on=TODAY, by=Person.at_console("t"), at=AT)
    for day in (date(2022, 6, 1), date(2022, 12, 31), date(2023, 1, 1), date(2023, 1, 10)):
        assert "verification@2022" in keys("A", day), day


def test_a_year_that_ends_in_force_is_owed_though_the_plan_began_in_its_first_days(tree):
    put("P", date(2025, 1, 2))
    assert {"report-year@2025", "analysis-report@2025"} <= set(keys("A"))


def test_a_month_of_three_years_ago_whose_bills_are_there_is_not_asked_for_again(tree):
    put("P", date(2022, 1, 1))
    head = "organisation | resource | start_date | end_date | quantity | unit\n"
    tree.have("bills", head + "A | 电 | 2022-12-01 | 2022-12-31 | 10 | kWh\nA | 电 | 2025-12-01 | 2025-12-02 | 1 | kWh")
    states = {each.duty.key: each.state for each in seen("A")}
    assert states.get("bills-by-month@2022-12") in (None, DutyState.DONE)
    assert states["bills-by-month@2023-01"] is DutyState.OVERDUE


def test_again_it_needs_a_reason_and_says_since_when_it_was_in_force(tree):
    put("C1")
    with pytest.raises(operations.ReasonNeeded, match="已经自 2025-01-01 起执行"):
        put("C1", date(2025, 3, 1))
    with pytest.raises(operations.PlanNotPut, match="没有要改的"):
        put("C1", reason="再次")
    assert put("C1", date(2025, 3, 1), reason="上级通知").says == "原自 2025-01-01 起执行，现改为自 2025-03-01 起"
    assert PlanInForce.objects.get().since == date(2025, 3, 1)


def test_a_plan_that_ended_comes_back_only_if_that_is_said_and_keeps_what_it_ordered(tree):
    put("C1")
    end("C1", date(2025, 4, 1))
    with pytest.raises(operations.PlanNotPut, match="2025-04-01 起已经终止"):
        put("C1", date(2025, 7, 1), reason="恢复")
    with pytest.raises(operations.PlanNotPut, match="2025-04-01 以前已经执行过"):
        put("C1", date(2025, 3, 1), reason="恢复", is_to_revive=True)
    with pytest.raises(operations.ReasonNeeded):
        put("C1", date(2025, 7, 1), is_to_revive=True)
    put("C1", date(2025, 7, 1), reason="恢复", is_to_revive=True)
    found = keys("A")
    assert {"report-quarter@2025Q1", "report-quarter@2025Q3"} <= set(found)
    assert "report-quarter@2025Q2" not in found
    with pytest.raises(operations.PlanNotPut, match="2025-04-01 以前"):
        put("C1", date(2025, 2, 1), reason="提前")


def test_what_has_ended_ends_no_later_without_being_revived(tree):
    put("C1")
    end("C1", date(2025, 4, 1))
    with pytest.raises(operations.PlanNotPut, match="已经终止"):
        end("C1", date(2025, 8, 1))
    end("C1", date(2025, 3, 1))
    assert "report-quarter@2025Q1" not in keys("A")


def exempt(code: str, **more) -> None:
    about = {"plan": PLAN, "entry": "filing", "period": "2025", "organisation": code, "reason": "合署办公", **more}
    operations.exempt(**about, by=Person.at_console("t"), at=AT)


def filing(code: str, of: str = "A", today: date = TODAY):
    own = [each for each in seen(code, today) if each.duty.key == "filing@2025" and each.organisation.code == of]
    return own[0] if own else None


def test_an_exemption_for_all_below_holds_for_each_is_listed_there_and_can_be_lifted(tree):
    put("P")
    with pytest.raises(operations.NotExempt, match="没有要求甲县自己"):
        exempt("C1")
    exempt("C1", covers_below=True)
    shown = filing("A")
    assert (shown.state, shown.exempt_because, shown.exempt_by) == (DutyState.EXEMPT, "合署办公", "甲县")
    asked = {"person": Person.at_console("t"), "today": TODAY}
    (counted,) = [each for each in at_place(organisation="P", **asked).tallies if each.duty.key == "filing@2025"]
    assert counted.counts[DutyState.EXEMPT] == 2
    for code in ("A", "C1", "P"):
        (line,) = exemptions(organisation=code, **asked)
        assert (line.organisation.code, line.covers_below, line.reason) == ("C1", True, "合署办公")
    assert exemptions(organisation="C2", **asked) == []
    with pytest.raises(operations.ReasonNeeded):
        lift(line.id, "")
    lift(line.id, "分开办公")
    assert filing("A").state is DutyState.OVERDUE
    with pytest.raises(NotThere):
        lift(line.id, "再次")


def lift(exemption: int, reason: str) -> None:
    operations.lift_exemption(exemption=exemption, by=Person.at_console("t"), at=AT, reason=reason)


def test_who_moved_away_keeps_what_was_lifted_while_he_stood_there(tree):
    put("P")
    exempt("C1", covers_below=True)
    head = "code | name | parent | level | effective_on\n"
    moved = f"{head}A | 甲局 | C2 | 单位 | 2025-07-01\nZ | 旧局 | C2 | 单位 | 2025-02-01"
    tree.have("organisations", moved, reason="划转")
    assert filing("A").state is DutyState.EXEMPT
    assert filing("Z", of="Z").state is DutyState.OVERDUE


MENU_TEXT = "## 一、措施\n\n1. 每年6月10日前报送食堂菜谱。\n"
MENU = """kind = "plan"
key = "canteens"
title = "某省食堂节约方案"
issuer = "某省"
document = "某省〔2024〕1号"
from = 2024-01-01
certainty = "verified"
documents = [{ key = "menu", name = "食堂菜谱" }]

[[entries]]
key = "menu"
sentence = 1
order = "obligation"
quote = "每年6月10日前报送食堂菜谱"
row = "D2"
what = "报送食堂菜谱"
due = { rule = "yearly", month = 6, day = 10, shift = "none", source = { document = "1号" }, certainty = "verified" }
discharge = { by = "document", what = "menu" }
"""


@pytest.fixture
def canteens(tmp_path, settings):
    folder = tmp_path / "policy" / "plans" / "canteens"
    folder.mkdir(parents=True)
    (folder / "text.md").write_text(MENU_TEXT, "utf-8")
    (folder / "plan.toml").write_text(MENU, "utf-8")
    settings.JIEYUE_POLICY_FOLDERS = [tmp_path / "policy"]


def test_a_document_that_only_the_plan_names_is_asked_for_and_can_be_handed_in(tree, canteens):
    by = Person.at_console("t")
    operations.put_in_force(plan="canteens", organisation="P", since=date(2025, 1, 1), by=by, at=AT)
    (shown,) = [each for each in seen("A") if each.duty.key == "menu@2025"]
    assert shown.state is DutyState.OVERDUE
    assert dict(HandInForm().fields["what"].choices)["menu"] == "食堂菜谱"
    paper = {"organisation": "A", "what": "食堂菜谱", "period": "2025", "title": "六月菜谱", "handed_in_on": TODAY}
    record = hand_in(**paper, by=by, at=AT)
    assert HandedIn.objects.get(pk=record).what == "menu"


DAYS = st.dates(date(2023, 1, 1), date(2026, 3, 1))


@st.composite
def worlds(draw) -> SimpleNamespace:
    """Units with days of opening, closing and moving; plans put in force at some places, some of them ended."""
    units = {}
    for code in ("U1", "U2", "U3"):
        opened = draw(st.none() | DAYS)
        closed = draw(st.none() | DAYS)
        if opened and closed and closed <= opened:
            closed = None
        units[code] = (draw(st.sampled_from(["C1", "C2"])), opened, closed, draw(st.none() | DAYS))
    ends = st.none() | st.integers(1, 900).map(lambda days: timedelta(days=days))
    plans = draw(st.dictionaries(st.sampled_from(["P", "C1", "C2", "U1"]), st.tuples(DAYS, ends), min_size=1))
    return SimpleNamespace(units=units, plans=plans, today=draw(DAYS))


@given(worlds())
@settings(
    max_examples=rounds(short=6, long=300),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_every_duty_shown_is_of_a_unit_in_its_time_once_and_what_falls_due_soon_is_there(house, world):
    with transaction.atomic():
        moves = build(house, world)
        found = seen("P", world.today)
        transaction.set_rollback(True)
    shown = [(each.organisation.code, each.duty.key) for each in found]
    assert len(set(shown)) == len(shown)
    for each in found:
        assert is_owed(world, moves, each.organisation.code, _decided_on(each.duty)), each
    for code, (_, _, closed, _) in world.units.items():
        for month in months_due_soon(world.today) if closed is None or closed > world.today else ():
            owed = is_owed(world, moves, code, Period.parse(month).last)
            assert ((code, f"bills-by-month@{month}") in shown) == owed, (code, month)


def build(house, world) -> dict[str, date]:
    rows = ["P | 某省 | | 省 | |", "C1 | 甲县 | P | 县 | |", "C2 | 乙县 | P | 县 | |"]
    for code, (county, opened, closed, _) in world.units.items():
        rows.append(f"{code} | {code}局 | {county} | 单位 | {opened or ''} | {closed or ''}")
    house.have("organisations", "code | name | parent | level | opened_on | closed_on\n" + "\n".join(rows))
    moves = {code: on for code, (_, _, _, on) in world.units.items() if on}
    for code, on in moves.items():
        county = other(world.units[code][0])
        row = f"code | name | parent | level | effective_on\n{code} | {code}局 | {county} | 单位 | {on}"
        report = house.bring("organisations", row, reason="划转")
        moves = moves if report.taken else {each: day for each, day in moves.items() if each != code}
    for code, (since, days) in world.plans.items():
        put(code, since)
        if days:
            end(code, since + days)
    return moves


def other(county: str) -> str:
    return {"C1": "C2", "C2": "C1"}[county]


def is_owed(world, moves: dict[str, date], code: str, day: date) -> bool:
    """By hand: it existed on that day, and the plan was in force somewhere above it."""
    county, opened, closed, _ = world.units[code]
    if (opened and day < opened) or (closed and day >= closed):
        return False
    stood = other(county) if code in moves and day >= moves[code] else county
    ordered = (world.plans[at] for at in (code, stood, "P") if at in world.plans)
    return any(since <= day and (days is None or day < since + days) for since, days in ordered)


def _decided_on(duty) -> date:
    has_period = ABOUT[duty.entry.due.rule] not in (About.NOTHING, About.YEAR)
    return Period.parse(duty.period).last if has_period else duty.falls_on


def months_due_soon(today: date) -> list[str]:
    """The months whose bills are due from today on until ninety days later: on the last day of the next month."""
    months = [month for year in (today.year - 1, today.year) for month in Period.parse(f"{year}").each_month()]
    periods = [Period.parse(f"{month:%Y-%m}") for month in months]
    due = {str(period): Period.parse(f"{period.until:%Y-%m}").last for period in periods}
    return [month for month, day in due.items() if today <= day <= today + timedelta(days=DAYS_AHEAD)]
