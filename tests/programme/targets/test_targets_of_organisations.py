"""目标: forms, progress, forecast and split, of two units of a county and the county itself."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jieyue.programme.duties.operations import put_in_force
from jieyue.programme.entry.operations import EnteredRow, enter_rows
from jieyue.programme.targets import operations
from jieyue.programme.targets.queries import TargetUnknown, split_of, standings_below, targets_of, warnings
from jieyue.rules.refusal import NotThere
from jieyue.rules.targets import Verdict
from jieyue.rules.values import Kind
from jieyue.store.orgs.models import Organisation
from jieyue.store.records.keeping import correct
from jieyue.store.records.models import LogEntry
from jieyue.store.records.writing import writing
from jieyue.store.registers.savings_targets.models import SavingsTarget
from jieyue.store.registers.targets.models import Target
from offices import Office, open_office, person_named

ZONE = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 5, 10)
AT = datetime(2026, 5, 10, 10, tzinfo=ZONE)
LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
USED = {"A": ("1001", 300, 330), "B": ("1002", 100, 80)}
"""Account, kWh a month of 2025 and of 2026; money is as many yuan."""


def bills() -> str:
    lines = ["organisation | resource | account | start_date | end_date | quantity | unit | amount_yuan"]
    for unit, (account, *years) in USED.items():
        for year, kwh in zip((2025, 2026), years, strict=True):
            for n, last in list(enumerate(LENGTHS, 1))[: 12 if year == 2025 else 4]:
                days = f"{year}-{n:02}-01 | {year}-{n:02}-{last}"
                lines.append(f"{unit} | 电 | {account} | {days} | {kwh} | kWh | {kwh}")
    return "\n".join(lines)


def world(house) -> Office:
    return open_office(house, bills=bills())


@pytest.fixture
def office(house) -> Office:
    return house.begun(world)


def enter(who: str, organisation: str, measure: str, form: str, value="", *, reason: str = "", **more):
    row = {"organisation": organisation, "year": "2026", "measure": measure, "form": form, "value": str(value), **more}
    return enter_rows(
        "savings_targets", [EnteredRow(row=1, values=row)], by=person_named(who, on=TODAY), at=AT, reason=reason
    )


def line(code: str, measure: str, who: str = "li"):
    shown = targets_of(organisation=code, year=2026, person=person_named(who, on=TODAY), today=TODAY)
    return next(each for each in shown.lines if each.aim.key == measure)


def split(measure: str = "electricity", who: str = "li", **how) -> int:
    return operations.split(organisation="C1", year=2026, measure=measure, by=person_named(who, on=TODAY), at=AT, **how)


def parts(measure: str = "electricity"):
    return split_of(organisation="C1", year=2026, measure=measure, person=person_named("li", on=TODAY), today=TODAY)


def test_a_unit_sees_month_by_month_how_its_target_stands_and_how_the_year_will_end(office):
    assert enter("li", "A", "用电量", "下降", 2, origin="上级下达").taken
    found = line("A", "electricity", "liu")
    assert (found.base, found.limit) == (3600, Decimal("3528"))
    assert (found.course.known, found.course.so_far, found.course.forecast) == (4, 1320, 3880)
    assert found.verdict is Verdict.AT_RISK
    assert found.over == 352
    told = warnings(organisation="A", year=2026, person=person_named("liu", on=TODAY), today=TODAY)
    assert [each.aim.key for each in told.own] == ["electricity"]
    above = warnings(organisation="C1", year=2026, person=person_named("li", on=TODAY), today=TODAY)
    assert (above.own, above.below) == ([], 1)


@pytest.mark.parametrize(
    ("measure", "form", "value", "limit", "verdict"),
    [
        ("用电量", "不超过", 4000, 4000, "on_course"),
        ("用电量", "不增长", "", 3600, "at_risk"),
        ("电、蒸汽费用", "节约", 100, 3500, "at_risk"),
        ("综合能耗", "不超过", "0.1", Decimal("0.1"), "missed"),
    ],
)
def test_each_form_is_judged(office, measure, form, value, limit, verdict):  # noqa: PLR0917
    assert enter("li", "A", measure, form, value, origin="上级下达").taken
    shown = targets_of(organisation="A", year=2026, person=person_named("liu", on=TODAY), today=TODAY)
    assert [(each.limit, each.verdict) for each in shown.lines] == [(limit, verdict)]


def test_of_what_was_never_entered_nothing_is_said(office):
    assert enter("li", "A", "水费", "不增长", origin="上级下达").taken
    found = line("A", "water-cost")
    assert (found.verdict, found.limit, found.course.forecast) == (Verdict.OPEN, None, None)
    assert "没有登记过" in found.why_open


def test_the_page_asks_as_much_for_many_as_for_one(office):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert office.as_("li").get("/targets/?organisation=C1&year=2026").status_code == 200
        return len(queries)

    assert enter("li", "A", "用电量", "下降", 2, origin="上级下达").taken
    asked()
    one = asked()
    for unit, measure in (("B", "用电量"), ("A", "综合能耗"), ("B", "综合能耗")):
        assert enter("li", unit, measure, "下降", 2, origin="上级下达").taken
    asked()
    assert asked() == one


def test_a_cap_of_a_ratio_is_judged_by_the_size_of_the_year(office, house):
    sizes = "organisation | year | floor_area_m2 | persons\nA | 2025 | 100 | 10\nA | 2026 | 100 | 10"
    house.have("profiles", sizes)
    house.have("targets", "organisation | year | energy_per_m2_kgce\nA | 2026 | 4.5")
    found = line("A", "energy-per-area")
    assert found.course.forecast == Decimal(3880) * Decimal("0.1229") / 100
    assert found.verdict is Verdict.AT_RISK


def test_costs_are_judged_by_the_months_that_were_entered(office, house):
    rows = ["organisation | month | kind | amount_yuan"]
    rows += [f"A | 2025-{n:02} | 公务接待管理费用 | 100" for n in range(1, 13)]
    rows += [f"A | 2026-{n:02} | 公务接待管理费用 | 80" for n in range(1, 4)]
    house.have("costs", "\n".join(rows), at=AT)
    assert enter("liu", "A", "公务接待管理费用", "下降", 10).taken
    found = line("A", "reception-cost")
    assert (found.course.known, found.course.forecast, found.limit) == (3, 1050, 1080)
    assert (found.verdict, found.aim.origin) == (Verdict.ON_COURSE, "own")


def test_a_plan_in_force_sets_its_targets_by_itself(office, house):
    put_in_force(plan="bureau-2009", organisation="A", since=date(2009, 1, 1), by=house.person, at=AT)
    person = person_named("liu", on=TODAY)
    asked = {"organisation": "A", "person": person, "today": TODAY}
    of_plan = [(each.aim.key, each.aim.form.value) for each in targets_of(year=2009, **asked).lines]
    assert ("electricity-and-heat-cost", "saved") in of_plan
    assert ("materials-cost", "no_growth") in of_plan
    assert [each.aim.key for each in targets_of(year=2026, **asked).lines] == ["paper"]


def test_a_title_is_aimed_at_by_a_day_of_ones_own_and_reached_when_it_is_held(office, house):
    house.have(
        "title_aims",
        "organisation | title | document | due_on\n"
        "A | 节约型机关 | 方案 | 2026-12-31\nB | 节约型机关 | 方案 | 2026-04-30",
    )
    house.have("titles", "organisation | title | given_on\nA | 节约型机关 | 2026-05-01", at=AT)
    asked = {"year": 2026, "person": person_named("li", on=TODAY), "today": TODAY}
    told = {code: targets_of(organisation=code, **asked).titles for code in ("A", "B")}
    assert [each.verdict for each in told["A"]] == [Verdict.MET]
    assert [(each.verdict, each.days_left) for each in told["B"]] == [(Verdict.MISSED, -10)]


def test_a_share_of_organs_with_a_title_is_reached(office, house):
    house.have("titles", "organisation | title | given_on\nB | 节约型机关 | 2026-05-01", at=AT)
    assert enter("li", "C1", "建成节约型机关的单位占比", "占比达到", 50, origin="上级下达").taken
    found = line("C1", "conservation-oriented-share")
    assert (found.course.so_far, found.verdict) == (100, Verdict.MET)  # the school is no organ


def test_shares_of_a_plan_are_of_the_organs_of_their_level(office, house):
    with writing(operation="set up", by=house.person, at=AT) as change:
        for unit in Organisation.objects.filter(code__in="ABX"):
            correct(change, unit, kind=Kind.PARTY)
    house.have("titles", "organisation | title | given_on\nA | 节约型机关 | 2021-05-01")
    put_in_force(plan="shaanxi-2020", organisation="P", since=date(2020, 1, 1), by=house.person, at=AT)
    asked = {"organisation": "P", "person": person_named("li", on=TODAY), "today": TODAY}
    told = {each.aim.says: each for each in targets_of(year=2021, **asked).lines if each.aim.scope}
    local = told["40%以上的市县（区）党政机关建成"]
    assert (round(local.course.so_far, 2), local.verdict) == (Decimal("33.33"), Verdict.MISSED)
    assert told["50%以上的省级党政机关建成"].why_open == "其下没有这样的单位。"


# --- the split


def test_a_cap_is_split_by_what_each_used_and_the_sum_stands_beside_it(office):
    assert enter("li", "C1", "用电量", "不超过", 4400, origin="上级下达").taken
    proposed = {name.code: (part.base, part.proposed) for name, part in parts().parts}
    assert proposed == {"A": (3600, 3300), "B": (1200, 1100)}
    assert split() == 2
    found = parts()
    assert (found.together.limit, found.together.parts, found.together.given, found.together.over) == (4400,) * 3 + (0,)
    assert found.together.is_whole
    assert {name.code: part.value for name, part in found.parts} == {"A": 3300, "B": 1100}
    assert line("A", "electricity", "liu").aim.origin == "superior"
    below = standings_below(organisation="C1", year=2026, person=person_named("li", on=TODAY), today=TODAY)
    assert [(row.organisation.code, row.worst) for row in below.rows] == [("A", "at_risk"), ("B", "on_course")]


def test_a_part_is_adjusted_with_its_reason_and_the_rest_is_split_over_the_others(office):
    assert enter("li", "C1", "用电量", "不超过", 4400, origin="上级下达").taken
    asked = {"organisation": "C1", "year": 2026, "measure": "electricity", "below": "A"}
    by = {"by": person_named("li", on=TODAY), "at": AT}
    with pytest.raises(operations.NotSplit) as refused:
        operations.adjust(**asked, value=Decimal(3400), **by)
    assert refused.value.where == "because"
    operations.adjust(**asked, value=Decimal(3400), because="新增一栋教学楼", **by)
    assert {name.code: part.proposed for name, part in parts().parts} == {"A": 3300, "B": 1000}
    assert split() == 1
    assert {name.code: (part.value, part.because) for name, part in parts().parts} == {
        "A": (3400, "新增一栋教学楼"),
        "B": (1000, ""),
    }
    with pytest.raises(operations.NotSplit):
        split()
    assert split(anew=True, reason="重新核定") == 2
    assert {name.code: part.value for name, part in parts().parts} == {"A": 3300, "B": 1100}


def test_percentages_and_ratios_are_split_alike(office, house):
    sizes = "organisation | year | floor_area_m2 | persons\nA | 2025 | 100 | 10\nB | 2025 | 100 | 10"
    house.have("profiles", sizes + "\nA | 2026 | 100 | 10\nB | 2026 | 100 | 10")
    house.have("targets", "organisation | year | energy_per_m2_kgce\nC1 | 2026 | 2.4")
    assert enter("li", "C1", "水费", "下降", 3, origin="上级下达").taken
    assert split("energy-per-area") == 2
    caps = dict(Target.objects.filter(year=2026).values_list("organisation__code", "energy_per_m2_kgce"))
    assert caps == {"C1": Decimal("2.4"), "A": Decimal("3.6"), "B": Decimal("1.2")}
    assert parts("energy-per-area").together.parts == Decimal("2.4")
    assert split("water-cost") == 2
    assert set(SavingsTarget.objects.filter(measure="water-cost").values_list("value", flat=True)) == {Decimal(3)}


def test_who_looked_at_another_split_is_told_so_and_nothing_is_written(office):
    assert enter("li", "C1", "用电量", "不超过", 4400, origin="上级下达").taken
    seen = parts().seen
    split(seen=seen)
    before = LogEntry.objects.count()
    with pytest.raises(operations.PartsMoved):
        split(seen=seen)
    assert LogEntry.objects.count() == before
    assert SavingsTarget.objects.filter(measure="electricity").count() == 3


def test_a_unit_neither_changes_what_was_set_for_it_nor_says_that_it_was(office):
    assert enter("li", "A", "用电量", "下降", 2, origin="上级下达").taken
    for told in (
        enter("liu", "A", "用电量", "下降", 1, reason="改小"),
        enter("liu", "A", "用电量", "下降", 2, withdrawn="是", reason="不要"),
        enter("liu", "A", "用水量", "下降", 1, origin="上级下达"),
    ):
        assert not told.taken
        assert [problem.rule for problem in told.problems] in (["set_by_superior"], ["not_the_superior"])
    assert enter("liu", "A", "用水量", "下降", 1).taken


@pytest.mark.parametrize(
    ("measure", "form", "value", "column"),
    [
        ("用电量", "不增长", 5, "value"),
        ("用电量", "下降", "", "value"),
        ("用电量", "下降", 120, "value"),
        ("用电量", "占比达到", 50, "form"),
        ("单位建筑面积能耗", "不超过", 5, "measure"),
    ],
)
def test_a_form_takes_the_value_that_it_needs(office, measure, form, value, column):
    told = enter("li", "A", measure, form, value, origin="上级下达")
    assert [(each.rule, each.column) for each in told.problems] == [("not_a_target", column)]


def test_what_only_a_plan_can_say_is_not_offered_to_be_split(office, house):
    house.have("organisations", "code | name | parent | level\nA1 | 甲县一中教务处 | A | 部门")
    put_in_force(plan="bureau-2009", organisation="A", since=date(2009, 1, 1), by=house.person, at=AT)
    found = targets_of(organisation="A", year=2026, person=person_named("li", on=TODAY), today=TODAY)
    assert [(each.aim.key, each.aim.can_be_split) for each in found.lines] == [("paper", False)]
    page = office.as_("li").get("/targets/?organisation=A&year=2026").content.decode()
    assert found.has_below
    assert "/targets/A/2026/paper/" not in page


def test_only_who_directs_a_place_splits_its_target_and_none_is_split_that_is_not_there(office):
    assert enter("li", "C1", "用电量", "不超过", 4400, origin="上级下达").taken
    with pytest.raises(NotThere):
        split(who="wang")
    with pytest.raises(TargetUnknown):
        parts("water")
