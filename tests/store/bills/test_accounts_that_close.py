"""An account does not end before what is kept of it: bills after its end are refused, and so is an end before bills."""

import pytest
from django.apps import apps

from jieyue.store.registers.accounts.models import Account

CLOSING = "organisation | 能源资源 | account | closed_on"


@pytest.fixture
def unit(house):
    house.have("organisations", "code | name | parent | level\nP | 省 | | 省\nA | 甲 | P | 单位")
    house.have(
        "bills",
        "organisation | 能源资源 | account | 起 | 止 | quantity | unit\n"
        "A | 电 | 1001 | 2025-01-01 | 2025-01-31 | 1 | kWh\n"
        "A | 电 | 1001 | 2025-02-01 | 2025-02-28 | 1 | kWh\n"
        "A | 水 | W | 2025-01-01 | 2025-01-31 | 1 | m3",
    )
    house.have("no_use", "organisation | 能源资源 | account | 起 | 止\nA | 水 | W | 2025-03-01 | 2025-03-31")
    return house


@pytest.mark.parametrize(
    ("line", "named"),
    [("A | 电 | 1001 | 2025-02-01", "票据 2025-02-01 至 2025-02-28"), ("A | 水 | W | 2025-02-01", "本月未使用")],
)
def test_an_account_is_not_closed_before_what_is_kept_of_it(unit, line, named):
    report = unit.bring("accounts", f"{CLOSING}\n{line}", reason="销户")
    (problem,) = report.problems
    assert (problem.rule, problem.row) == ("closed_before_records", 2)
    assert named in problem.says
    assert "作废" in problem.do
    assert not Account.objects.exclude(closed_on=None).exists()


def test_it_is_closed_after_them_and_what_is_so_already_is_no_change(unit):
    line = f"{CLOSING}\nA | 电 | 1001 | 2025-03-01"
    assert unit.have("accounts", line, reason="销户").problems == []
    Account.objects.filter(number="1001").update(closed_on="2025-01-15")  # as older versions let it be
    report = unit.have("accounts", f"{CLOSING}\nA | 电 | 1001 | 2025-01-15")
    assert (report.unchanged, report.problems) == (1, [])


def test_all_that_is_kept_of_an_account_has_days_to_look_at():
    """A ledger to come is looked at by itself, if it says which its days are."""
    related = {each.related_model for each in Account._meta.related_objects}
    assert {model for model in related if not getattr(model, "day_columns", ())} == set()
    assert related <= set(apps.get_models())
