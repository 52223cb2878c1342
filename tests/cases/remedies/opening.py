"""What is said of accounts that are named for the first time, and of those that are to go."""

from cases.office import Remedy, ask_with, have, leave, look_up, write
from cases.remedies.registers import BILL
from cases.sheets import accounts, bills

KNOWN = BILL.replace("E1", "E5190010001")
FEBRUARY = {"start_date": "2024-02-01", "end_date": "2024-02-29"}
NEW = {"account": "E519001001", **FEBRUARY}

REMEDIES = [
    Remedy(
        "account_like_known",
        bills(NEW),
        [
            [write("E5190010001")],
            [look_up("在“开户日期”列填写", "2024-02-01", column="开户日期")],
            [ask_with("点“这些是新户号”", new_accounts=True)],
        ],
        before=[("bills", KNOWN)],
        known=2000,
    ),
    Remedy(
        "account_further",
        bills({"account": "S77", **FEBRUARY}),
        [[look_up("改为已知的户号", "E5190010001")], [leave("确是新户号的，可不处理")]],
        before=[("bills", KNOWN)],
        known=2000,
    ),
    Remedy(
        "account_spelt_twice",
        bills({"account": "e1-a"}, {"account": "E1-A", **FEBRUARY}),
        [
            [write("e1-a")],
            [look_up("在“开户日期”列填写", "2024-02-01", column="开户日期")],
            [ask_with("点“这些是新户号”", new_accounts=True)],
        ],
        known=2000,
    ),
    Remedy(
        "account_known_already",
        bills({"account": "E5190010001", "opened_on": "2023-01-01", **FEBRUARY}),
        [[leave("可不处理")]],
        before=[("bills", KNOWN)],
        known=2000,
    ),
    Remedy(
        "opened_after_start",
        bills({"opened_on": "2024-01-15"}),
        [[look_up("不晚于 2024-01-01", "2024-01-01")]],
        known=1000,
    ),
    Remedy(
        "opened_on_two_days",
        bills({"opened_on": "2023-01-01"}, {"opened_on": "2024-01-01", **FEBRUARY}),
        [[write("2023-01-01")], [look_up("清空这一格", "")]],
        known=2000,
    ),
    Remedy(
        "account_has_records",
        accounts({"withdrawn": "是"}),
        [
            [
                look_up("清空“作废”列", "", column="withdrawn"),
                look_up("填写销户日期", "2024-02-01", column="closed_on"),
            ],
            [
                have(
                    "先作废这些记录",
                    "bills",
                    BILL.replace("unit", "unit | withdrawn").replace("kWh", "kWh | 是"),
                    reason="登记错了",
                )
            ],
        ],
        kind="accounts",
        before=[("bills", BILL)],
        how={"reason": "登记错了"},
    ),
]
