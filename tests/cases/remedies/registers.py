"""What is said of the registers, of notes of no use, and of rows that are known by a key."""

from cases.office import Remedy, ask_the_superior, ask_with, have, look_up, take_out, write
from cases.sheets import accounts, bills, profiles
from jieyue.rules.roles import Role
from ledger_samples import sample_rows

BILL = """organisation | resource | account | start_date | end_date | quantity | unit
510101 | 电 | E1 | 2024-01-01 | 2024-01-31 | 1000 | kWh"""
NOTE = {
    "organisation": "510101",
    "resource": "电",
    "account": "E1",
    "start_date": "2024-02-01",
    "end_date": "2024-02-29",
}
ITEM = sample_rows("standard_items", unit="510101")[0]
TARGET = {"organisation": "510101", "year": "2024", "measure": "用电量", "form": "下降", "value": "2"}
SET_ABOVE = {**TARGET, "origin": "上级下达"}


def target(**cells: str) -> list[list[object]]:
    row = {**TARGET, **cells}
    return [list(row), list(row.values())]


def note(**cells: str) -> list[list[object]]:
    row = {**NOTE, **cells}
    return [list(row), list(row.values())]


def item(**cells: str) -> list[list[object]]:
    row = {**ITEM, **cells}
    return [list(row), list(row.values())]


REMEDIES = [
    Remedy(
        "billing_months", accounts({"billing_months": "13"}), [[write("1")], [write("2")]], kind="accounts", known=1
    ),
    Remedy(
        "closed_before_opened",
        accounts({"opened_on": "2024-05-01", "closed_on": "2024-01-01"}),
        [[look_up("核对两个日期", "2024-06-01")]],
        kind="accounts",
        known=1,
    ),
    Remedy(
        "closed_before_records",
        accounts({"closed_on": "2024-01-01"}),
        [
            [look_up("最后一张票据之后的日期", "2024-02-01")],
            [
                have(
                    "先作废",
                    "bills",
                    BILL.replace("unit", "unit | withdrawn").replace("kWh", "kWh | 是"),
                    reason="登记错了",
                )
            ],
        ],
        kind="accounts",
        before=[("bills", BILL)],
        how={"reason": "销户"},
        known=1,
    ),
    Remedy(
        "duplicate_in_file",
        accounts({}, {}),
        [[take_out("保留正确的一行")]],
        kind="accounts",
        known=1,
    ),
    Remedy(
        "reason_needed",
        profiles({"year": "2024", "persons": "105"}),
        [[ask_with("写明更正原因", reason="补报")], [look_up("改正此行", "100", column="persons")]],
        kind="profiles",
        known=34000,
    ),
    Remedy(
        "ends_before_start",
        note(end_date="2024-01-01"),
        [[look_up("核对起止日期", "2024-02-29")]],
        kind="no_use",
        known=1,
    ),
    Remedy(
        "overlap",
        note(start_date="2024-01-01"),
        [[look_up("有票据的日期不能登记为未使用", "2024-02-01")]],
        kind="no_use",
        before=[("bills", BILL)],
        known=1,
    ),
    Remedy(
        "nothing_to_withdraw",
        note(withdrawn="是"),
        [[look_up("须与已有的登记完全相同", "2024-03-31", column="end_date")]],
        kind="no_use",
        before=[
            (
                "no_use",
                "organisation | resource | account | start_date | end_date\n510101 | 电 | E1 | 2024-02-01 | 2024-03-31",
            )
        ],
        how={"reason": "登记错了"},
        known=0,
    ),
    Remedy(
        "unknown_organisation",
        bills({"organisation": "519999"}),
        [
            [look_up("核对机构编码", "510101")],
            [
                have(
                    "请先由主管部门登记",
                    "organisations",
                    "code | name | parent | level\n519999 | 新机关 | 5101 | 单位",
                )
            ],
        ],
        known=1000,
    ),
    Remedy(
        "profile_change",
        profiles({"persons": "200"}),
        [[look_up("请核对", "100")], [ask_with("写明原因", reason="新建")]],
        kind="profiles",
        known=39000,
    ),
    Remedy(
        "waits_for_superior",
        "organisation | year | energy_per_m2_kgce\n510101 | 2024 | 8",
        [[ask_the_superior("或由其登记")]],
        kind="targets",
        by=(Role.CLERK, "510101"),
        known=1,
    ),
    Remedy(
        "not_a_number",
        item(number="第一条"),
        [[write("2.2.1")], [write("3-1")]],
        kind="standard_items",
        known=1,
    ),
    Remedy(
        "unknown_rule",
        item(decided_as="看情况"),
        [[write("人工")], [write("2.2d1")]],
        kind="standard_items",
        known=1,
    ),
    Remedy(
        "set_by_superior",
        target(value="1", origin="本单位自定"),
        [[ask_the_superior("请由上级主管部门登记或更改")]],
        kind="savings_targets",
        before=[("savings_targets", [SET_ABOVE])],
        how={"reason": "改小"},
        by=(Role.CLERK, "510101"),
        known=1,
    ),
    Remedy(
        "not_the_superior",
        target(origin="上级下达"),
        [[ask_the_superior("请由上级主管部门登记")], [write("本单位自定")]],
        kind="savings_targets",
        by=(Role.CLERK, "510101"),
        known=1,
    ),
    Remedy(
        "not_a_target",
        target(value="120"),
        [[look_up("大于 0、不大于 100 的数", "12")]],
        kind="savings_targets",
        known=1,
    ),
    Remedy(
        "signed_online",
        [
            ["organisation", "year", "department", "name", "signed_on", "way"],
            ["510101", "2024", "办公室", "王晓明", "2024-01-05", "网上签署"],
        ],
        [[write("纸质签署")]],
        kind="pledges",
        known=1,
    ),
]
