"""What is said of a unit's year that its own parts, or another unit, contradict."""

from cases.office import Remedy, have, look_up
from cases.sheets import BILL, UNIT, bills

REFUND = {"use": "建筑", "quantity": "-100", "amount_yuan": "", "invoice_number": "9", "refund_of": "1"}
JANUARY = ("2024-01-01", "2024-01-31")
MONTHS = [JANUARY, ("2024-02-01", "2024-02-29"), ("2024-03-01", "2024-03-31")]
MONTHS += [("2024-04-01", "2024-04-30")]
OF_MONTHS = [
    {"start_date": first, "end_date": last, "quantity": str(4321 + 1111 * n), "amount_yuan": ""}
    for n, (first, last) in enumerate(MONTHS)
]
COLUMNS = list(BILL)


def _lines(rows: list[dict]) -> str:
    return "\n".join(" | ".join(map(str, row)) for row in [list(rows[0]), *(list(each.values()) for each in rows)])


REMEDIES = [
    Remedy(
        "same_as_another_unit",
        bills(*OF_MONTHS),
        [[look_up("请对照票据或抄表记录核对", "4000", column="quantity", row=2)]],
        before=[
            ("organisations", _lines([UNIT])),
            ("bills", _lines([{**BILL, **each, "organisation": UNIT["code"], "account": "E9"} for each in OF_MONTHS])),
        ],
        period="2024",
    ),
    Remedy(
        "part_above_whole",
        bills({"use": "采暖", "quantity": "500", "amount_yuan": "", "invoice_number": "1", "refund_of": ""}, REFUND),
        [
            [
                have("将它作废", "bills", _lines([{**BILL, **REFUND, "withdrawn": "是"}]), reason="用途写错"),
                look_up("按正确的用途重新登记", "采暖", column="use", row=3),
            ]
        ],
        period="2024",
    ),
]
