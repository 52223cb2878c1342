"""What is said of bills."""

from datetime import date

from cases.office import Remedy, add_column, add_row, ask_with, does, have, leave, look_up, take_out, write
from cases.sheets import bills
from jieyue.rules.reporting import ReportState
from jieyue.store.orgs.models import Organisation
from jieyue.store.reporting.models import Report
from samples import NOW

JANUARY, FEBRUARY, MARCH = (
    {"start_date": "2024-01-01", "end_date": "2024-01-31"},
    {"start_date": "2024-02-01", "end_date": "2024-02-29"},
    {"start_date": "2024-03-01", "end_date": "2024-03-31"},
)
REFUND = {"quantity": "-100", "amount_yuan": "-70", "invoice_number": "24510002", "refund_of": "24510001"}
FIRST = {"invoice_number": "24510001"}


def kept(*cells: dict) -> tuple[str, str]:
    return "bills", "\n".join(" | ".join(map(str, row)) for row in bills(*cells))


ROWS = [
    Remedy(
        "unknown_unit",
        bills({"unit": "m3"}),
        [
            [
                write("kWh"),
            ],
            [write("度")],
        ],
        known=1000,
    ),
    Remedy(
        "rounded", bills({"quantity": "1000.0004"}), [[look_up("请核对", "1000")], [leave("无误可不处理")]], known=1000
    ),
    Remedy(
        "rounded", bills({"amount_yuan": "700.004"}), [[look_up("请核对", "700")], [leave("无误可不处理")]], known=1000
    ),
    Remedy("ends_before_start", bills({"end_date": "2023-01-31"}), [[look_up("写错年份", "2024-01-31")]], known=1000),
    Remedy(
        "negative_without_refund",
        bills({**FIRST}, {**REFUND, "refund_of": ""}),
        [
            [write("24510001", column="refund_of", words="填写原发票号码")],
            [
                look_up("改为正数", "100"),
                take_out("改为正数", row=2),
                write("70", column="amount_yuan", row=2, words="改为正数"),
            ],
        ],
    ),
    Remedy(
        "negative_without_refund",
        bills({"amount_yuan": "-700"}),
        [[look_up("改为正数", "700")]],
        known=1000,
    ),
    Remedy(
        "positive_refund",
        bills({**FIRST}, {**REFUND, "quantity": "100"}),
        [[look_up("加负号", "-100")]],
        known=900,
    ),
    Remedy(
        "refunds_itself",
        bills({**FIRST}, {**REFUND, "refund_of": "24510002"}),
        [[look_up("填原发票的号码", "24510001")]],
        known=900,
    ),
    Remedy(
        "duplicate_in_file",
        bills({}, {}),
        [[take_out("保留正确的一行")], [look_up("核对户号和起止日期", "E2", column="account")]],
    ),
    Remedy(
        "overlap",
        bills({}, {"start_date": "2024-01-30", "end_date": "2024-02-29"}),
        [[look_up("改正起止日期", "2024-02-01", column="start_date")]],
        known=2000,
    ),
    Remedy(
        "nothing_to_withdraw",
        bills({**FEBRUARY, "withdrawn": "是"}),
        [
            [
                look_up("须与已有票据完全相同", "2024-01-01", column="start_date"),
                look_up("核对", "2024-01-31", column="end_date"),
            ]
        ],
        before=[kept({})],
        how={"reason": "重复"},
        known=0,
    ),
]

CLOSED = {"reason": "机构调整"}


def lock(house, _patch) -> None:
    """The first quarter of the unit is locked."""
    asked = {"organisation": Organisation.objects.get(code="510101"), "period": "2024Q1", "state": ReportState.ACCEPTED}
    days = {"first": date(2024, 1, 1), "until": date(2024, 4, 1)}
    Report.objects.create(**asked, **days, moved_by="a", moved_at=NOW, locked_at=NOW)


OF_OTHERS = [
    Remedy(
        "before_opened",
        bills({"organisation": "510109"}),
        [
            [
                look_up("核对日期", "2025-01-31", column="end_date"),
                look_up("核对日期", "2025-01-01", column="start_date"),
            ],
            [look_up("记在原机构名下", "510101", column="organisation")],
        ],
        before=[("organisations", "code | name | parent | level | opened_on\n510109 | 新 | 5101 | 单位 | 2025-01-01")],
        known=1000,
    ),
    Remedy(
        "after_closed",
        bills({"organisation": "510109"}),
        [[write("510101", column="organisation")]],
        before=[
            (
                "organisations",
                "code | name | parent | level | closed_on | successors\n"
                "510109 | 旧 | 5101 | 单位 | 2023-01-01 | 510101",
            )
        ],
        known=1000,
    ),
    Remedy(
        "account_closed",
        bills({}),
        [
            [look_up("核对户号和日期", "E2", column="account")],
            [
                have(
                    "先更正户号登记",
                    "accounts",
                    "organisation | resource | account | closed_on\n510101 | 电 | E1 | 2030-01-01",
                    reason="重新启用",
                )
            ],
        ],
        before=[("accounts", "organisation | resource | account | closed_on\n510101 | 电 | E1 | 2023-01-01")],
        known=1000,
    ),
    Remedy(
        "reason_needed",
        bills({"quantity": "1100"}),
        [[ask_with("写明更正原因", reason="抄错")], [look_up("改正此行", "1000", column="quantity")]],
        before=[kept({})],
    ),
    Remedy(
        "period_locked",
        bills({}),
        [[does("请主管部门重新开放这一期", lambda _office, _: Report.objects.update(reopened_until=date(2099, 1, 1)))]],
        given=lock,
        known=1000,
    ),
]

DAYS_TO_COME = [
    Remedy(
        "days_to_come",
        bills({"end_date": "2026-12-31", "start_date": "2026-12-01"}),
        [
            [look_up("核对年月", "2025-12-31"), look_up("核对年月", "2025-12-01", column="start_date")],
            [leave("预付的票据可不处理")],
        ],
        known=1000,
    ),
    Remedy(
        "unknown_invoice",
        bills({**REFUND}),
        [[look_up("补录", "24510001"), have("补录", "bills", "\n".join(" | ".join(r) for r in bills({**FIRST})))]],
        known=900,
    ),
]

FINDINGS = [
    Remedy(
        "gap",
        bills({}, MARCH),
        [[add_row("补录缺少的票据", "510101", "电", "E1", "2024-02-01", "2024-02-29", "900", "kWh", "630")]],
        known=2900,
    ),
    Remedy(
        "gap",
        bills({}, MARCH),
        [
            [
                have(
                    "登记“本月未使用”",
                    "no_use",
                    "organisation | resource | account | start_date | end_date\n"
                    "510101 | 电 | E1 | 2024-02-01 | 2024-02-29",
                )
            ]
        ],
        known=2000,
    ),
    Remedy(
        "month_not_covered",
        bills({"end_date": "2024-01-25"}, FEBRUARY),
        [[look_up("下一张起日的前一天", "2024-01-31")]],
        known=2000,
    ),
    Remedy(
        "one_side_only",
        bills({"quantity": "0"}),
        [[look_up("对照票据核对用量和金额", "1000")], [leave("只收基本费或免费的，可不处理")]],
    ),
    Remedy("unit_price", bills({"amount_yuan": "7"}), [[look_up("请核对用量、金额和单位", "700")]], known=1000),
    Remedy(
        "quantity_jump",
        bills(
            *(
                {
                    "start_date": f"2024-{n:02}-01",
                    "end_date": f"2024-{n:02}-28",
                    "quantity": "20000" if n == 4 else str(1000 + n),
                    "amount_yuan": "",
                }
                for n in range(1, 9)
            )
        ),
        [[look_up("对照票据核对用量和单位", "1004")], [leave("确有原因的，可不处理")]],
    ),
    Remedy(
        "same_quantity",
        bills({"amount_yuan": ""}, {**FEBRUARY, "amount_yuan": ""}, {**MARCH, "amount_yuan": ""}),
        [[add_column("估算", "是", "是", "是")]],
        known=3000,
    ),
    Remedy(
        "invoice_used_again",
        bills({**FEBRUARY, **FIRST}),
        [[look_up("核对发票号码", "24510009")], [leave("包含几个户号的，可不处理")]],
        before=[kept({**FIRST})],
        known=2000,
    ),
    Remedy(
        "invoice_used_again",
        bills({**FIRST}, {**FEBRUARY, **FIRST}),
        [[look_up("核对发票号码", "24510009", column="invoice_number", row=3)]],
        known=2000,
        period="2024",
    ),
]


REMEDIES = [*ROWS, *OF_OTHERS, *DAYS_TO_COME, *FINDINGS]
