"""What is said of the days of bills, of purchases, and of rows that are parts of one bill."""

from cases.office import Remedy, ask_with, leave, look_up, take_out, write
from cases.remedies.bills import FEBRUARY, FIRST, JANUARY, MARCH, kept
from cases.sheets import bills

NO_MONEY = {"amount_yuan": ""}
PARTS = ({**FIRST, "quantity": "400", "amount_yuan": "400"}, {**FIRST, "quantity": "600", "amount_yuan": "300"})
FUEL = {"resource": "汽油", "account": "甲A0001", "unit": "L", "start_date": "2024-03-05", "end_date": "2024-03-05"}

REMEDIES = [
    Remedy(
        "period_length",
        bills({"start_date": "2024-03-01", "end_date": "2024-03-01"}),
        [[write("2024-03-31")], [leave("确为这些天的，可不处理")]],
        known=1000,
    ),
    Remedy(
        "period_length",
        bills({"start_date": "2024-01-01", "end_date": "2024-12-31"}),
        [[look_up("核对起止日期", "2024-01-31")], [leave("确为这些天的，可不处理")]],
        known=1000,
    ),
    Remedy(
        "bought_on_one_day",
        bills({**FUEL, "quantity": "40", "amount_yuan": "320"}, {**FUEL, "quantity": "45", "amount_yuan": "360"}),
        [[leave("确为几次的，可不处理")]],
        known=85,
    ),
    Remedy(
        "bought_on_one_day",
        bills({**FUEL, "quantity": "40", "amount_yuan": "320"}, {**FUEL, "quantity": "40", "amount_yuan": "320"}),
        [[take_out("删去多填的一行")]],
        known=40,
    ),
    Remedy(
        "reading_as_use",
        bills(
            {**JANUARY, **NO_MONEY, "quantity": "11000"},
            {**FEBRUARY, **NO_MONEY, "quantity": "12000"},
            {**MARCH, **NO_MONEY, "quantity": "12900"},
        ),
        [
            [
                look_up("本次示数减去上次示数", "1100", row=2),
                look_up("为 1000.000 kWh", "1000", row=3),
                look_up("本次示数减去上次示数", "900", row=4),
            ],
            [leave("确为用量的，可不处理")],
        ],
    ),
    Remedy(
        "parts_of_one_row",
        bills(*PARTS),
        [
            [ask_with("选“相加为一张票据”", adds_up=True)],
            [
                write("1000", words="数量写 1000", row=2),
                write("700", words="金额写 700", column="amount_yuan", row=2),
                take_out("合并成一行"),
            ],
            [look_up("不是同一张票据的，请核对户号", "E2", column="account")],
        ],
        known=1000,
    ),
    Remedy(
        "added_up",
        bills(*PARTS),
        [[leave("无误可不处理")]],
        how={"adds_up": True},
        known=1000,
    ),
    Remedy(
        "duplicate_in_file",
        bills({"quantity": "400"}, {"quantity": "600"}),
        [
            [
                write("1000", words="数量写 1000", column="quantity", row=2),
                write("1400", words="金额写 1400", column="amount_yuan", row=2),
                take_out("合并成一行"),
            ],
            [look_up("不是同一张票据的，请核对户号", "E2", column="account")],
        ],
        known=1000,
    ),
    Remedy(
        "overlap",
        bills({}, {"start_date": "2024-01-31", "end_date": "2024-02-29"}),
        [
            [write("2024-01-30", column="end_date", row=2)],
            [look_up("不是抄表日的，请对照两张票据改正起止日期", "2024-02-01", column="start_date")],
        ],
        known=2000,
    ),
    Remedy(
        "overlap",
        bills({**FEBRUARY, "end_date": "2024-03-01"}, {"end_date": "2024-02-01"}),
        [[write("2024-01-31")]],
        known=2000,
    ),
    Remedy(
        "overlap",
        bills({"start_date": "2024-01-31", "end_date": "2024-02-29"}),
        [[write("2024-02-01")]],
        before=[kept({})],
        known=2000,
    ),
]
