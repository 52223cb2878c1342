"""A day that a holiday shifts over New Year: it belongs to its own year and to the one in which it now falls."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from test_changed_plans import ENTRY, HEAD, WHAT, folder_of

from jieyue.programme.duties.discharging import DISCHARGING
from jieyue.programme.duties.operations import put_in_force
from jieyue.programme.duties.queries import at_place, counts_by_unit, duties
from jieyue.rules.duties import DutyState
from jieyue.rules.person import Person

pytestmark = pytest.mark.django_db
AT = datetime(2022, 1, 3, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TREE = "code | name | parent | level\nP | 某省 | | 省\nA | 甲局 | P | 单位"
QUARTER = 'rule = "quarterly", days = 92', "{year}Q3"
MONTH = 'rule = "monthly", day = "last", leaves_month = true', "{year}-11"
YEAR = 'rule = "yearly", month = 12, day = 31', "{year}"
DUES = {"report": QUARTER, "notice": QUARTER, "ledger_month": MONTH, "ledger": MONTH}


@pytest.fixture
def unit(house, tmp_path, settings):
    told = [HEAD]
    for by in DISCHARGING:
        others = ", by_others = true" if by == "conclusion" else ""
        discharge = f'{{ by = "{by}", what = "{WHAT.get(by, "")}"{others} }}'
        told.append(ENTRY.format(key=by.replace("_", "-"), discharge=discharge, due=DUES.get(by, YEAR)[0]))
    plan = "".join(told).replace('shift = "none"', 'shift = "next_workday"')
    settings.JIEYUE_POLICY_FOLDERS = folder_of(plan, tmp_path / "policy")
    return house.begun(with_the_plan)


def with_the_plan(house):
    house.have("organisations", TREE)
    put_in_force(plan="own", organisation="P", since=date(2022, 1, 1), by=house.person, at=AT)


@pytest.mark.parametrize("year", [2022, 2023, 2028])
def test_it_shows_in_both_years_whatever_discharges_it(unit, year):
    keys = {by: f"{by.replace('_', '-')}@{DUES.get(by, YEAR)[1].format(year=year)}" for by in DISCHARGING}
    about = {"organisation": "A", "person": Person.at_console("t")}
    last, new_year = date(year, 12, 31), date(year + 1, 1, 1)
    for today, state in ((last, DutyState.DUE), (new_year, DutyState.DUE)):
        shown = {each.duty.key: each for each in duties(**about, today=today)}
        for by, key in keys.items():
            assert shown[key].duty.falls_on == last, by
            assert new_year < shown[key].duty.due_on <= date(year + 1, 1, 4), by
            assert shown[key].state is state, (by, today)
        counted = {each.duty.key: each.owed for each in at_place(**{**about, "organisation": "P"}, today=today).tallies}
        assert [counted[key] for key in keys.values()] == [1] * len(keys)
        assert counts_by_unit(**about, today=today)["A"][DutyState.DUE] >= len(keys)
    over = max(each.duty.due_on for each in shown.values() if each.duty.key in keys.values()) + timedelta(days=1)
    late = {each.duty.key: each.state for each in duties(**about, today=over)}
    assert {late[key] for key in keys.values()} == {DutyState.OVERDUE}
