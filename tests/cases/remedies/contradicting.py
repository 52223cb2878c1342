"""What is said of a unit's year that its own parts, or another unit, contradict."""

from datetime import date, timedelta

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

PROFILE = {"organisation": "510101", "year": "2024", "floor_area_m2": "5000", "persons": "100"}
FUEL = {"resource": "汽油", "use": "车辆", "unit": "L", "amount_yuan": ""}
GAS = {"resource": "天然气", "use": "建筑", "unit": "m3", "amount_yuan": ""}
SAME = {"amount_yuan": ""}
IN_2023, IN_2020 = ({"start_date": f"{year}-01-01", "end_date": f"{year}-01-31"} for year in (2023, 2020))
OF_SHANDONG = {**UNIT, "code": "370101", "name": "乙市第一机关", "region_code": "370100"}
SIZES_THERE = {**PROFILE, "organisation": "370101", "floor_area_m2": "1000", "persons": "50"}


def _year(first: str) -> list[list[object]]:
    """Of a unit of Shandong, a bill a month, of which the first says so much."""
    days = [(date(2024, n, 1), date(2024 + n // 12, n % 12 + 1, 1) - timedelta(days=1)) for n in range(1, 13)]
    usual = {**SAME, "organisation": "370101"}
    rows = [{**usual, "start_date": f"{start}", "end_date": f"{end}", "quantity": "1000"} for start, end in days]
    return bills({**rows[0], "quantity": first}, *rows[1:])


def _vehicles(words: str, petrol: str):
    return have(words, "profiles", [{**PROFILE, "vehicles_petrol": petrol}], reason="补报")


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
    Remedy(
        "energy_change",
        bills({**SAME, **IN_2023}, {**GAS, **IN_2023, "quantity": "100"}, SAME, {**GAS, "quantity": "1000"}),
        [[look_up("核对两年的票据", "100", column="quantity", row=5)]],
        period="2024Q1",
    ),
    Remedy(
        "change_from_base",
        bills({**SAME, **IN_2020}, {**SAME, "quantity": "1600"}),
        [[look_up("核对两年的票据", "1000", column="quantity", row=3)]],
        period="2024Q1",
    ),
    Remedy(
        "fuel_without_vehicles",
        bills(FUEL),
        [
            [_vehicles("请补年度基本信息", "2")],
            [
                have("核对用途", "bills", [{**BILL, **FUEL, "withdrawn": "是"}], reason="用途写错"),
                look_up("是否应为其他用油", "建筑", column="use", row=2),
            ],
        ],
        before=[("profiles", [{**PROFILE, "vehicles_petrol": "0"}], {"reason": "补报"})],
        period="2024",
    ),
    Remedy(
        "cost_missing",
        bills(SAME),
        [[look_up("补填金额", "600", column="amount_yuan", row=2)]],
        period="2024",
    ),
    Remedy(
        "fuel_for_vehicles",
        bills({**FUEL, "quantity": "20000"}),
        [[look_up("加油的数量", "200", column="quantity", row=2)], [_vehicles("汽油车的数量", "2")]],
        before=[("profiles", [{**PROFILE, "vehicles_petrol": "1"}], {"reason": "补报"})],
        period="2024",
    ),
    Remedy(
        "above_quota",
        _year("100000"),
        [[look_up("核对用量", "1000", column="quantity", row=2)]],
        before=[("organisations", [OF_SHANDONG]), ("profiles", [SIZES_THERE])],
        period="2024",
    ),
    Remedy(
        "far_below_quota",
        _year("1000"),
        [[look_up("有没有漏录的票据", "60000", column="quantity", row=2)]],
        before=[("organisations", [OF_SHANDONG]), ("profiles", [SIZES_THERE])],
        period="2024",
    ),
]
