"""What is said of a unit as a whole: counted twice, beside its size and beside the year before."""

from cases.office import Remedy, does, leave, look_up, take_out
from cases.remedies.bills import kept
from cases.sheets import bills

MAIN = {"account": "主表", "quantity": "1000"}
PARTS = (
    {"account": "分1", "quantity": "600", "amount_yuan": ""},
    {"account": "分2", "quantity": "400", "amount_yuan": ""},
)
AT_BOTH = ({"account": "778899"}, {"account": "778899", "organisation": "510102"})
YEAR_BEFORE = {"start_date": "2023-01-01", "end_date": "2023-01-31"}
WATER = {"resource": "水", "unit": "m3"}


def withdraw(*cells: dict):
    """Withdraw bills that are kept."""

    def act(office, _problem) -> None:
        rows = bills(*({**each, "withdrawn": "是"} for each in cells))
        office.house.have("bills", "\n".join(" | ".join(map(str, row)) for row in rows), reason="重复")

    return act


REMEDIES = [
    Remedy(
        "sum_of_others",
        bills(MAIN, *PARTS),
        [
            [take_out("请删去电（建筑）户号 分1、电（建筑）户号 分2的行", row=4), take_out("分1", row=3)],
        ],
        known=1000,
    ),
    Remedy(
        "sum_of_others",
        bills(*PARTS, {"organisation": "510102"}),
        [[take_out("分2的行", row=3), take_out("分1", row=2)], [leave("各自计费、并不重复的，可不处理")]],
        before=[kept(MAIN)],
    ),
    Remedy(
        "account_at_two_units",
        bills(*AT_BOTH),
        [[take_out("请删去这些行", row=2)]],
        known=1000,
    ),
    Remedy(
        "account_at_two_units",
        bills(AT_BOTH[1]),
        [[does("请将机构 510101的这些票据作废", withdraw(AT_BOTH[0]))]],
        before=[kept(AT_BOTH[0])],
        known=1000,
    ),
    Remedy(
        "use_for_size",
        bills({"quantity": "1.2", "amount_yuan": ""}),
        [[look_up("万kWh、万m³ 填成了 kWh、m³", "万kWh", column="unit")], [leave("确有原因的，可不处理")]],
    ),
    Remedy(
        "electricity_change",
        bills({**YEAR_BEFORE, "amount_yuan": ""}, {"quantity": "10000", "amount_yuan": ""}),
        [[look_up("核对两年的票据", "1000", column="quantity", row=3)]],
        known=2000,
        period="2024Q1",
    ),
    Remedy(
        "water_change",
        bills(
            {**WATER, **YEAR_BEFORE, "amount_yuan": ""},
            {**WATER, "quantity": "1000", "account": "E2", "amount_yuan": ""},
            {**WATER, "amount_yuan": ""},
        ),
        [[does("错录、漏录、重复", withdraw({**WATER, "account": "E2"})), take_out("重复", row=3)]],
        known=2000,
        period="2024Q1",
    ),
]
