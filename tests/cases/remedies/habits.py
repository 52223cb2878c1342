"""What is said of bills beside their own account, and of two accounts of a unit."""

from cases.office import Remedy, add_column, leave, look_up, take_out
from cases.sheets import bills
from jieyue.rules.period import month_end, months_later
from samples import NOW

AS_IT_IS = "说明即可"
YEARS = [months_later(NOW.date().replace(year=2023, month=1, day=1), n) for n in range(24)]


def account(usual: int = 1000, **nth: dict) -> list[dict]:
    """Two years of an account, no two months alike; `b5` is what the sixth bill has otherwise."""
    cells = []
    for n, month in enumerate(YEARS):
        quantity = usual + 3 * n
        days = {"start_date": month.isoformat(), "end_date": month_end(month).isoformat()}
        about = {**days, "quantity": str(quantity), "amount_yuan": f"{quantity * 0.7:.2f}"}
        cells.append({**about, **nth.get(f"b{n}", {})})
    return cells


def run(rows: range, column: str, values) -> dict[str, dict]:
    return {f"b{n}": {column: str(values(n))} for n in rows}


REMEDIES = [
    Remedy(
        "price_unlike_own",
        bills(*account(b5={"amount_yuan": "1420.65"})),
        [[look_up("请对照票据核对用量、金额和单位", "710.33", column="amount_yuan")], [leave(AS_IT_IS)]],
    ),
    Remedy(
        "month_unlike_last_year",
        bills(*account(b17={"quantity": "2102", "amount_yuan": ""})),
        [[look_up("请对照票据核对这张的用量", "1051")], [leave(AS_IT_IS)]],
    ),
    Remedy(
        "copied_from_last_year",
        bills(*account(**run(range(14, 17), "quantity", lambda n: 1000 + 3 * (n - 12)))),
        [[look_up("请对照票据核对用量", "1048")], [leave(AS_IT_IS)]],
    ),
    Remedy(
        "amount_of_last_year",
        bills(*account(**run(range(14, 17), "amount_yuan", lambda n: f"{(1000 + 3 * (n - 12)) * 0.7:.2f}"))),
        [[look_up("请对照票据核对金额", "733.60")], [leave(AS_IT_IS)]],
    ),
    Remedy(
        "round_amounts",
        bills(*account(**run(range(3, 7), "amount_yuan", lambda _: 700))),
        [[add_column("估算", *["是" if 3 <= n < 7 else "" for n in range(24)])], [leave(AS_IT_IS)]],
    ),
    Remedy(
        "mostly_estimated",
        bills(*({**each, "estimated": "是" if n < 8 else "否"} for n, each in enumerate(account()))),
        [
            [look_up("更正估算的票据", "否", column="estimated", row=n) for n in range(2, 5)],
            [leave("说明原因和估算的办法")],
        ],
    ),
    Remedy(
        "same_bill_twice",
        bills({}, {"account": "E2"}),
        [[take_out("将多登记的作废", row=3)], [leave(AS_IT_IS)]],
    ),
    Remedy(
        "swapped_accounts",
        bills(
            *account(b5={"quantity": "315", "amount_yuan": ""}),
            *({**each, "account": "E2"} for each in account(300, b5={"quantity": "1015", "amount_yuan": ""})),
        ),
        [
            [
                look_up("填反的换回来", "1015", column="quantity", row=7),
                look_up("填反的换回来", "315", column="quantity", row=31),
            ],
            [leave(AS_IT_IS)],
        ],
    ),
]
