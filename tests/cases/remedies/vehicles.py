"""What is said of vehicles and of what they are refuelled with."""

from cases.office import Remedy, add_row, have, leave, look_up, take_out, write
from ledger_samples import sample_rows

UNIT = "510101"
CAR, ELECTRIC, PLUG_IN, VAN = sample_rows("vehicles", unit=UNIT)
FIRST, NEXT = sample_rows("refuellings", unit=UNIT)
CHARGED, NEXT_CHARGED = sample_rows("chargings", unit=UNIT)
SEALED, ON_DUTY = sample_rows("sealings", unit=UNIT)
OUT, TRIP, NEXT_TRIP, *_ = sample_rows("trips", unit=UNIT)
_, STOP, NEXT_STOP, _ = sample_rows("stops", unit=UNIT)
STATION, PILE = sample_rows("filling_stations", unit=UNIT)
OWN = CAR["card_number"]
OF_CAR = {"kind": "refuellings", "before": [("vehicles", [CAR, VAN, ELECTRIC]), ("refuellings", [FIRST])]}
OF_REGISTER = {"kind": "vehicles", "before": [("vehicles", [CAR])]}

OF_VAN = {**NEXT, "vehicle": VAN["plate"], "card_number": VAN["card_number"], "station": ""}
USUAL = [
    {**OF_VAN, "refuelled_on": f"2025-01-{day:02}", "odometer_km": str(40_000 + 100 * day)} for day in (1, 6, 11, 16)
]
"""Nine litres for a hundred kilometres."""
PETROL = {"organisation": UNIT, "resource": "汽油", "use": "车辆", "account": "加油", "unit": "L"}
HALF = {**PETROL, "start_date": "2025-01-01", "end_date": "2025-01-15", "quantity": "45"}
OTHER_HALF = {**PETROL, "start_date": "2025-01-16", "end_date": "2025-01-31", "quantity": "42.5"}

OF_SEALINGS = {"kind": "sealings", "before": [("vehicles", [CAR, VAN])]}
JANUARY = {**SEALED, "sealed_on": "2025-01-18", "unsealed_on": "2025-01-24", "occasion": "春节"}
OF_SEALED = {
    "kind": "refuellings",
    "before": [("vehicles", [CAR]), ("refuellings", [FIRST]), ("sealings", [JANUARY])],
}
OF_ELECTRIC = {
    "kind": "chargings",
    "before": [("vehicles", [CAR, ELECTRIC, PLUG_IN]), ("chargings", [CHARGED])],
}
CHARGED_BEFORE = [
    {**CHARGED, "charged_on": f"2024-{n // 2 + 1:02}-{n % 2 * 14 + 1:02}", "odometer_km": str(10_000 + 250 * n)}
    for n in range(20)
]
"""Fifteen kWh for a hundred kilometres, until 14,750 km on 15 October."""
OF_YEAR = {"kind": "chargings", "before": [("vehicles", [ELECTRIC]), ("chargings", CHARGED_BEFORE)]}
SEALED_TOO = {**JANUARY, "vehicle": ELECTRIC["plate"]}
OF_SEALED_ELECTRIC = {
    "kind": "chargings",
    "before": [("vehicles", [ELECTRIC]), ("chargings", [CHARGED]), ("sealings", [SEALED_TOO])],
}

OF_TRIPS = {"kind": "trips", "before": [("vehicles", [CAR, PLUG_IN]), ("trips", [TRIP])]}
"""A use of 9 June until half past five, from 6,000 to 6,150 km."""
TRIPS_OF_CAR = [
    {**TRIP, "vehicle": CAR["plate"], "left_at": f"2025-01-{day} 08:30", "back_at": f"2025-01-{day} 17:30"}
    | {"odometer_out_km": str(out), "odometer_back_km": str(back), "approved_on": "2025-01-06"}
    for day, out, back in (("07", 61200, 61240), ("08", 61240, 61400), ("24", 61760, 61900))
]
LEFT_OUT = {
    **TRIPS_OF_CAR[0], "left_at": "2025-01-15 08:30", "back_at": "2025-01-21 17:30",
    "odometer_out_km": "61400", "odometer_back_km": "61760",
}  # fmt: skip
SHORT = {**LEFT_OUT, "left_at": "2025-01-20 08:30", "odometer_out_km": "61740"}
OF_DRIVEN = {
    "kind": "refuellings",
    "before": [("vehicles", [CAR, VAN]), ("refuellings", [FIRST]), ("trips", TRIPS_OF_CAR)],
}
OF_DRIVEN_SHORT = {**OF_DRIVEN, "before": [*OF_DRIVEN["before"], ("trips", [SHORT])]}
TRIPS_OF_ELECTRIC = [
    {**each, "vehicle": ELECTRIC["plate"], "odometer_out_km": str(out), "odometer_back_km": str(back)}
    for each, out, back in zip(TRIPS_OF_CAR, (18000, 18200, 18480), (18200, 18210, 18500), strict=True)
]
LEFT_OUT_ELECTRIC = {
    **LEFT_OUT, "vehicle": ELECTRIC["plate"], "back_at": "2025-01-23 17:30",
    "odometer_out_km": "18210", "odometer_back_km": "18480",
}  # fmt: skip
SHORT_ELECTRIC = {**LEFT_OUT_ELECTRIC, "left_at": "2025-01-23 08:30", "odometer_out_km": "18460"}
OF_DRIVEN_ELECTRIC = {
    "kind": "chargings",
    "before": [("vehicles", [ELECTRIC, PLUG_IN]), ("chargings", [CHARGED]), ("trips", TRIPS_OF_ELECTRIC)],
}
OF_DRIVEN_ELECTRIC_SHORT = {
    **OF_DRIVEN_ELECTRIC,
    "before": [*OF_DRIVEN_ELECTRIC["before"], ("trips", [SHORT_ELECTRIC])],
}

OF_STOPS = {"kind": "stops", "before": [("vehicles", [PLUG_IN])]}
AFTER_STOP = {"kind": "stops", "before": [("vehicles", [PLUG_IN, CAR]), ("stops", [STOP])]}
ELSEWHERE = {**STOP, "vehicle": CAR["plate"], "arrived_at": "2025-01-20 17:30", "left_at": "2025-01-22 08:30"}
OFF_TRACK = {
    "kind": "refuellings",
    "before": [("vehicles", [CAR, VAN]), ("filling_stations", [STATION]), ("stops", [ELSEWHERE])],
}
ELSEWHERE_ELECTRIC = {**ELSEWHERE, "vehicle": ELECTRIC["plate"], "left_at": "2025-01-24 08:30"}
OFF_TRACK_ELECTRIC = {
    "kind": "chargings",
    "before": [("vehicles", [ELECTRIC, PLUG_IN]), ("filling_stations", [PILE]), ("stops", [ELSEWHERE_ELECTRIC])],
}
HOME_OF_CAR = {**NEXT_STOP, "vehicle": CAR["plate"], "arrived_at": "2025-01-18 16:00", "left_at": "2025-01-20 08:20"}
SEALED_AWAY = {
    "kind": "stops",
    "before": [("vehicles", [CAR, VAN]), ("sealings", [JANUARY]), ("stops", [HOME_OF_CAR])],
}
HOME_KEPT = {**HOME_OF_CAR, "arrived_at": "2025-01-14 16:00", "left_at": "2025-01-15 08:20"}
MOVED = {
    "kind": "stops",
    "before": [("vehicles", [CAR, VAN]), ("trips", TRIPS_OF_CAR), ("stops", [HOME_KEPT])],
}


def _sheet(usual: dict[str, str], **cells: str) -> list[list[object]]:
    row = {**usual, **cells}
    return [list(row), list(row.values())]


def _car(words: str, **cells: str):
    return have(words, "vehicles", [{**CAR, **cells}], reason="核对后更正")


def _electric(words: str, **cells: str):
    return have(words, "vehicles", [{**ELECTRIC, **cells}], reason="核对后更正")


def _plug_in(words: str, **cells: str):
    return have(words, "vehicles", [{**PLUG_IN, **cells}], reason="核对后更正")


def _apart(words: str, kwh: str, usual: dict[str, str] = NEXT_CHARGED) -> list:
    """Written as two rows of half as much, by their numbers."""
    row = {**usual, "receipt_number": "2", "kwh": kwh}
    return [look_up(words, kwh, column="kwh"), add_row(words, *row.values())]


REMEDIES = [
    Remedy(
        "beyond_the_tank",
        _sheet(NEXT, litres="80"),
        [
            [look_up("核对小票的升数", "45")],
            [_car("登记的油箱容积", tank_litres="90")],
            [look_up("改记到那辆车", VAN["plate"], column="vehicle")],
            [leave("说明用途")],
        ],
        **OF_CAR,
    ),
    Remedy(
        "beyond_the_tank_in_a_day",
        _sheet(NEXT, refuelled_on=FIRST["refuelled_on"], receipt_number="2", odometer_km="61500"),
        [[look_up("核对小票的日期", "2025-01-21", column="refuelled_on")], [leave("说明行程")]],
        **OF_CAR,
    ),
    Remedy(
        "odometer_went_back",
        _sheet(NEXT, odometer_km="61000"),
        [[look_up("核对两次的读数", "61740")], [leave("换过里程表的，请说明")]],
        **OF_CAR,
    ),
    Remedy(
        "odometer_stood_still",
        _sheet(NEXT, odometer_km=FIRST["odometer_km"]),
        [[look_up("核对里程表读数", "61740")], [leave("送修后说明")]],
        **OF_CAR,
    ),
    Remedy(
        "too_far_between",
        _sheet(NEXT, odometer_km="99999"),
        [
            [look_up("多写了一位", "61740")],
            [have("请补登", "refuellings", [{**FIRST, "refuelled_on": "2025-01-15", "odometer_km": "61500"}])],
        ],
        **OF_CAR,
    ),
    Remedy(
        "fuel_above_norm",
        _sheet(NEXT, litres="55"),
        [[look_up("核对升数", "45")], [leave("说明路况")]],
        **OF_CAR,
    ),
    Remedy(
        "fuel_above_usual",
        _sheet(OF_VAN, litres="65", odometer_km="42100"),
        [
            [look_up("核对升数", "45")],
            [have("漏登加油", "refuellings", [{**OF_VAN, "refuelled_on": "2025-01-18", "odometer_km": "41900"}])],
            [leave("说明原因")],
        ],
        kind="refuellings",
        before=[("vehicles", [CAR, VAN]), ("refuellings", USUAL)],
    ),
    Remedy(
        "fuel_bills_differ",
        _sheet(NEXT),
        [[have("漏登的油费", "bills", [OTHER_HALF])]],
        kind="refuellings",
        period="2025",
        before=[*OF_CAR["before"], ("bills", [HALF])],
    ),
    Remedy(
        "fuel_bills_differ",
        _sheet(FIRST),
        [[have("漏登的加油", "refuellings", [NEXT])]],
        kind="refuellings",
        period="2025",
        before=[("vehicles", [CAR, VAN]), ("bills", [HALF, OTHER_HALF])],
    ),
    Remedy(
        "card_of_another",
        _sheet(NEXT, card_number=VAN["card_number"]),
        [[look_up("核对卡号", OWN)], [leave("说明原因")]],
        **OF_CAR,
    ),
    Remedy(
        "card_not_its_own",
        _sheet(NEXT, card_number="999"),
        [[look_up("核对卡号", OWN)], [_car("更正“公务用车”的加油卡号", card_number="999")]],
        **OF_CAR,
    ),
    Remedy(
        "station_not_designated",
        _sheet(NEXT, station="路边加油站"),
        [[look_up("核对加油站", "城东加油站")], [leave("说明行程")]],
        **OF_CAR,
    ),
    Remedy(
        "fuel_price",
        _sheet(NEXT, amount_yuan="3510"),
        [[look_up("核对升数和金额", "351")], [leave("分开登记")]],
        **OF_CAR,
    ),
    Remedy(
        "not_in_use",
        _sheet(NEXT, refuelled_on="2021-01-21"),
        [[look_up("核对加油日期", "2025-01-21")], [_car("启用、停用日期", used_since="2020-01-01")]],
        **OF_CAR,
    ),
    Remedy(
        "refuelled_while_sealed",
        _sheet(NEXT),
        [
            [look_up("核对加油日期", "2025-01-25", column="refuelled_on")],
            [have("填启封日期", "sealings", [{**JANUARY, "unsealed_on": "2025-01-20"}], reason="提前启封")],
            [leave("说明事由")],
        ],
        **OF_SEALED,
    ),
    Remedy(
        "driven_while_sealed",
        _sheet(SEALED, unsealed_km="68500"),
        [
            [look_up("核对两个读数", "68201", column="unsealed_km")],
            [write("是", column="on_duty", words="把“值班车”填“是”")],
            [leave("说明事由")],
        ],
        **OF_SEALINGS,
    ),
    Remedy(
        "sealings_overlap",
        _sheet(SEALED, sealed_on="2025-01-20", unsealed_on="2025-01-26", occasion="值班"),
        [
            [look_up("核对封存日期", "2025-01-25", column="sealed_on")],
            [have("补填启封日期", "sealings", [{**JANUARY, "unsealed_on": "2025-01-20"}], reason="提前启封")],
            [leave("请作废一行")],
        ],
        kind="sealings",
        before=[("vehicles", [CAR, VAN]), ("sealings", [JANUARY])],
    ),
    Remedy(
        "unsealed_before_sealed",
        _sheet(SEALED, unsealed_on="2025-09-01"),
        [[look_up("核对两个日期", "2025-10-09", column="unsealed_on")]],
        **OF_SEALINGS,
    ),
    Remedy(
        "odometer_below_sealed",
        _sheet(SEALED, unsealed_km="6820"),
        [[look_up("核对两个读数", "68201", column="unsealed_km")]],
        **OF_SEALINGS,
    ),
    Remedy(
        "burns_no_fuel",
        [*_sheet(NEXT, vehicle=ELECTRIC["plate"]), list({**NEXT, "refuelled_on": "2025-01-30"}.values())],
        [
            [look_up("核对号牌号码", CAR["plate"])],
            [take_out("删去这一行"), have("登记到“充电记录”", "chargings", [CHARGED])],
            [have("请先更正", "vehicles", [{**ELECTRIC, "fuel": "油电混合", "battery_kwh": ""}], reason="燃料写错了")],
        ],
        **OF_CAR,
    ),
    Remedy(
        "is_not_charged",
        [
            *_sheet(NEXT_CHARGED, vehicle=CAR["plate"]),
            list({**NEXT_CHARGED, "charged_on": "2025-01-30", "odometer_km": "18700"}.values()),
        ],
        [
            [look_up("核对号牌号码", ELECTRIC["plate"])],
            [_car("请先更正", fuel="插电式混合动力")],
            [take_out("删去这一行"), have("登记到“加油记录”", "refuellings", [NEXT])],
        ],
        **OF_ELECTRIC,
    ),
    Remedy(
        "beyond_the_battery",
        _sheet(NEXT_CHARGED, kwh="60"),
        [
            [look_up("核对充电量", "41.2")],
            [_electric("登记的电池容量", battery_kwh="60")],
            _apart("按次分开登记", "30"),
            [look_up("改记到那辆车", PLUG_IN["plate"], column="vehicle"), _plug_in("登记的电池容量", battery_kwh="60")],
        ],
        **OF_ELECTRIC,
    ),
    Remedy(
        "beyond_any_battery",
        _sheet(NEXT_CHARGED, vehicle=PLUG_IN["plate"], kwh="412"),
        [
            [look_up("多写了一位", "41.2")],
            _apart("按次分开登记", "206", {**NEXT_CHARGED, "vehicle": PLUG_IN["plate"]}),
            [_plug_in("填电池容量", battery_kwh="400")],
        ],
        **OF_ELECTRIC,
    ),
    Remedy(
        "power_too_little",
        _sheet(NEXT_CHARGED, odometer_km="19300"),
        [
            [look_up("核对充电量和里程", "18470", column="odometer_km")],
            [
                have(
                    "漏登的请补登",
                    "chargings",
                    [{**CHARGED, "charged_on": f"2025-01-{day}", "odometer_km": ""} for day in (12, 15, 18)],
                )
            ],
        ],
        **OF_ELECTRIC,
    ),
    Remedy(
        "power_too_much",
        _sheet(NEXT_CHARGED, kwh="1600", odometer_km="19200"),
        [
            [look_up("充电量是否多写了一位", "160")],
            [look_up("改记到那辆车", PLUG_IN["plate"], column="vehicle")],
        ],
        **OF_ELECTRIC,
    ),
    Remedy(
        "power_above_usual",
        _sheet(NEXT_CHARGED, charged_on="2024-10-20", kwh="150", odometer_km="15000"),
        [
            [look_up("核对充电量", "37")],
            [leave("说明原因")],
        ],
        **OF_YEAR,
    ),
    Remedy(
        "charging_price",
        _sheet(NEXT_CHARGED, amount_yuan="576.8"),
        [[look_up("核对充电量和费用", "57.68")], [leave("请分开")]],
        **OF_ELECTRIC,
    ),
    Remedy(
        "odometer_went_back",
        _sheet(NEXT_CHARGED, odometer_km="18000"),
        [[look_up("核对两次的读数", "18470")], [leave("换过里程表的，请说明")]],
        **OF_ELECTRIC,
    ),
    Remedy(
        "odometer_stood_still",
        _sheet(NEXT_CHARGED, odometer_km=CHARGED["odometer_km"]),
        [[look_up("核对里程表读数", "18470")], [leave("送修后说明")]],
        **OF_ELECTRIC,
    ),
    Remedy(
        "too_far_between",
        _sheet(NEXT_CHARGED, odometer_km="184700"),
        [
            [look_up("多写了一位", "18470")],
            [
                have(
                    "登记的充电，请补登", "chargings", [{**CHARGED, "charged_on": "2025-01-15", "odometer_km": "18300"}]
                )
            ],
        ],
        **OF_ELECTRIC,
    ),
    Remedy(
        "not_in_use",
        _sheet(NEXT_CHARGED, charged_on="2023-01-23"),
        [[look_up("核对充电日期", "2025-01-23")], [_electric("启用、停用日期", used_since="2023-01-01")]],
        **OF_ELECTRIC,
    ),
    Remedy(
        "charged_while_sealed",
        _sheet(NEXT_CHARGED),
        [
            [look_up("核对充电日期", "2025-01-25", column="charged_on")],
            [have("填启封日期", "sealings", [{**SEALED_TOO, "unsealed_on": "2025-01-20"}], reason="提前启封")],
            [leave("说明事由")],
        ],
        **OF_SEALED_ELECTRIC,
    ),
    Remedy(
        "trip_overlaps",
        _sheet(NEXT_TRIP, left_at="2025-06-09 16:00"),
        [
            [look_up("核对两次的出车时间", "2025-06-11 09:00", column="left_at")],
            [have("回场时间和号牌", "trips", [{**TRIP, "back_at": "2025-06-09 15:50"}], reason="写错了")],
            [have("请作废一行", "trips", [{**TRIP, "withdrawn": "是"}], reason="登记了两行")],
        ],
        **OF_TRIPS,
    ),
    Remedy(
        "trip_without_return",
        _sheet(NEXT_TRIP),
        [
            [have("补填上一次的回场时间", "trips", [TRIP], reason="补填")],
            [have("请作废那一行", "trips", [{**TRIP, "withdrawn": "是"}], reason="没有出车")],
        ],
        kind="trips",
        before=[("vehicles", [PLUG_IN]), ("trips", [{**TRIP, "back_at": ""}])],
    ),
    Remedy(
        "trip_odometer_back",
        _sheet(NEXT_TRIP, odometer_out_km="6100"),
        [
            [look_up("核对两次的里程", "6150", column="odometer_out_km")],
            [have("更正写错的一次", "trips", [{**TRIP, "odometer_back_km": "6100"}], reason="抄错了")],
            [leave("换过里程表的，请说明")],
        ],
        **OF_TRIPS,
    ),
    Remedy(
        "way_between_trips",
        _sheet(NEXT_TRIP, odometer_out_km="6190"),
        [
            [look_up("核对两次的里程", "6150", column="odometer_out_km")],
            [
                have(
                    "漏登的用车，请补登",
                    "trips",
                    [
                        {**TRIP, "left_at": "2025-06-10 08:30", "back_at": "2025-06-10 11:30"}
                        | {"odometer_out_km": "6150", "odometer_back_km": "6190"}
                    ],
                )
            ],
            [leave("请说明情况")],
        ],
        **OF_TRIPS,
    ),
    Remedy(
        "trip_stood_still",
        [
            *_sheet(NEXT_TRIP, odometer_back_km="6150"),
            list({**NEXT_TRIP, "left_at": "2025-06-12 09:00", "back_at": "2025-06-12 11:40"}.values()),
        ],
        [[look_up("核对出车和回场时的里程", "6200", column="odometer_back_km")], [take_out("请作废这一行")]],
        **OF_TRIPS,
    ),
    Remedy(
        "trip_too_far",
        _sheet(NEXT_TRIP, odometer_back_km="62000"),
        [
            [look_up("多写了一位", "6200", column="odometer_back_km")],
            [
                look_up("回场时间写错", "2025-06-13 11:40", column="back_at"),
                look_up("多写了一位", "6200", column="odometer_back_km"),
            ],
        ],
        **OF_TRIPS,
    ),
    Remedy(
        "trip_while_sealed",
        _sheet(
            {**TRIP, "vehicle": CAR["plate"]}, left_at="2025-01-20 08:30", back_at="2025-01-20 17:30", approved_on=""
        ),
        [
            [
                look_up("核对出车时间", "2025-01-24 18:30", column="left_at"),
                look_up("核对出车时间", "2025-01-24 21:30", column="back_at"),
            ],
            [have("填启封日期", "sealings", [{**JANUARY, "unsealed_on": "2025-01-20"}], reason="提前启封")],
            [have("把“值班车”填“是”", "sealings", [{**JANUARY, "on_duty": "是"}], reason="留作值班")],
            [leave("请说明事由")],
        ],
        kind="trips",
        before=[("vehicles", [CAR]), ("sealings", [JANUARY])],
    ),
    Remedy(
        "trip_not_in_use",
        _sheet(NEXT_TRIP, left_at="2023-05-11 09:00", back_at="2023-05-11 11:40", approved_on="2023-05-11"),
        [
            [
                look_up("核对出车时间", "2025-06-11 09:00", column="left_at"),
                look_up("回场时间", "2025-06-11 11:40", column="back_at"),
            ],
            [_plug_in("启用、停用日期", used_since="2023-01-01")],
        ],
        **OF_TRIPS,
    ),
    Remedy(
        "trip_unapproved",
        _sheet(NEXT_TRIP, approved_by="", approved_on=""),
        [[look_up("补填审批人", "王五", column="approved_by")], [leave("请说明原因")]],
        **OF_TRIPS,
    ),
    Remedy(
        "trip_approved_late",
        _sheet(NEXT_TRIP, approved_on="2025-06-12"),
        [[look_up("核对审批日期", "2025-06-11", column="approved_on")], [leave("事后补办审批的，请说明")]],
        **OF_TRIPS,
    ),
    Remedy(
        "back_before_it_left",
        _sheet(NEXT_TRIP, back_at="2025-06-11 08:40"),
        [
            [look_up("核对两个时间", "2025-06-11 11:40", column="back_at")],
            [look_up("第二天才回场的", "2025-06-12 08:40", column="back_at")],
        ],
        **OF_TRIPS,
    ),
    Remedy(
        "odometer_below_out",
        _sheet(NEXT_TRIP, odometer_back_km="620"),
        [[look_up("核对两个读数", "6200", column="odometer_back_km")]],
        **OF_TRIPS,
    ),
    Remedy(
        "distance_unlike_odometers",
        _sheet(NEXT_TRIP, distance_km="60"),
        [
            [look_up("核对两个里程", "6210", column="odometer_back_km")],
            [look_up("清空“行驶里程”", "", column="distance_km")],
        ],
        **OF_TRIPS,
    ),
    Remedy(
        "refuelled_without_trip",
        _sheet(NEXT),
        [
            [have("请在“用车记录”补登", "trips", [LEFT_OUT])],
            [look_up("改记到那辆车", VAN["plate"], column="vehicle")],
            [look_up("核对加油日期", "2025-01-24", column="refuelled_on")],
        ],
        **OF_DRIVEN,
    ),
    Remedy(
        "odometer_off_trips",
        _sheet(NEXT, odometer_km="61800"),
        [
            [look_up("核对加油记录", "61750", column="odometer_km")],
            [
                have(
                    "漏登的用车，请补登",
                    "trips",
                    [
                        {**LEFT_OUT, "left_at": "2025-01-21 18:00", "back_at": "2025-01-21 19:30"}
                        | {"odometer_out_km": "61760", "odometer_back_km": "61800"}
                    ],
                )
            ],
        ],
        **{**OF_DRIVEN, "before": [*OF_DRIVEN["before"], ("trips", [LEFT_OUT])]},
    ),
    Remedy(
        "way_unlike_trips",
        _sheet(NEXT),
        [
            [
                have(
                    "漏登的用车，请补登",
                    "trips",
                    [
                        {**LEFT_OUT, "left_at": "2025-01-10 08:30", "back_at": "2025-01-10 17:30"}
                        | {"odometer_out_km": "61400", "odometer_back_km": "61740"}
                    ],
                )
            ],
            [have("“用车记录”的里程", "trips", [{**SHORT, "odometer_out_km": "61400"}], reason="抄错了")],
            [look_up("核对两次里程表读数", "61400", column="odometer_km")],
        ],
        **OF_DRIVEN_SHORT,
    ),
    Remedy(
        "charged_without_trip",
        _sheet(NEXT_CHARGED),
        [
            [have("请在“用车记录”补登", "trips", [LEFT_OUT_ELECTRIC])],
            [look_up("改记到那辆车", PLUG_IN["plate"], column="vehicle")],
            [look_up("核对充电日期", "2025-01-24", column="charged_on")],
            [look_up("更正充电地点", "本单位充电桩", column="place")],
        ],
        **OF_DRIVEN_ELECTRIC,
    ),
    Remedy(
        "odometer_off_trips",
        _sheet(NEXT_CHARGED, odometer_km="18550"),
        [[look_up("核对充电记录", "18470", column="odometer_km")]],
        **{**OF_DRIVEN_ELECTRIC, "before": [*OF_DRIVEN_ELECTRIC["before"], ("trips", [LEFT_OUT_ELECTRIC])]},
    ),
    Remedy(
        "way_unlike_trips",
        _sheet(NEXT_CHARGED),
        [
            [have("“用车记录”的里程", "trips", [{**SHORT_ELECTRIC, "odometer_out_km": "18210"}], reason="抄错了")],
            [look_up("核对两次里程表读数", "18240", column="odometer_km")],
        ],
        **OF_DRIVEN_ELECTRIC_SHORT,
    ),
    Remedy(
        "left_before_it_arrived",
        _sheet(STOP, left_at="2025-06-11 09:00"),
        [[look_up("核对两个时间", "2025-06-11 11:18:05", column="left_at")]],
        **OF_STOPS,
    ),
    Remedy(
        "stop_without_place",
        _sheet(STOP, place="", longitude="", latitude=""),
        [
            [look_up("填写停留位置", "市政务中心", column="place")],
            [look_up("填写经度", "108.9397", column="longitude"), look_up("和纬度", "34.3433", column="latitude")],
        ],
        **OF_STOPS,
    ),
    Remedy(
        "half_of_a_place",
        _sheet(STOP, latitude=""),
        [[look_up("补填纬度", "34.3433", column="latitude")], [look_up("清空经度", "", column="longitude")]],
        **OF_STOPS,
    ),
    Remedy(
        "degrees_swapped",
        _sheet(STOP, longitude=STOP["latitude"], latitude=STOP["longitude"]),
        [
            [
                look_up("对调", STOP["longitude"], column="longitude"),
                look_up("对调", STOP["latitude"], column="latitude"),
            ],
        ],
        **OF_STOPS,
    ),
    Remedy(
        "degrees_abroad",
        _sheet(STATION, longitude="10.90213"),
        [[look_up("核对经度和纬度", "109.0213", column="longitude")]],
        kind="filling_stations",
    ),
    Remedy(
        "refuelled_off_track",
        _sheet(NEXT),
        [
            [look_up("核对加油日期", "2025-01-23", column="refuelled_on")],
            [look_up("改记到那辆车", VAN["plate"], column="vehicle")],
            [look_up("和加油站", "高速服务区加油站", column="station")],
            [
                have(
                    "的经纬度写错的，请更正",
                    "filling_stations",
                    [{**STATION, "longitude": ELSEWHERE["longitude"], "latitude": ELSEWHERE["latitude"]}],
                    reason="写错了",
                )
            ],
            [leave("平台漏记停留的，请说明")],
        ],
        **OFF_TRACK,
    ),
    Remedy(
        "charged_off_track",
        _sheet(NEXT_CHARGED),
        [
            [look_up("核对充电日期", "2025-01-25", column="charged_on")],
            [look_up("改记到那辆车", PLUG_IN["plate"], column="vehicle")],
            [look_up("和充电站", "高速服务区充电站", column="station")],
            [
                have(
                    "的经纬度写错的，请更正",
                    "filling_stations",
                    [{**PILE, "longitude": ELSEWHERE["longitude"], "latitude": ELSEWHERE["latitude"]}],
                    reason="写错了",
                )
            ],
            [leave("平台漏记停留的，请说明")],
        ],
        **OFF_TRACK_ELECTRIC,
    ),
    Remedy(
        "stops_overlap",
        _sheet(NEXT_STOP, arrived_at="2025-06-11 11:10"),
        [
            [look_up("核对两次的到达时间", "2025-06-11 11:39:30", column="arrived_at")],
            [have("离开时间", "stops", [{**STOP, "left_at": "2025-06-11 11:05"}], reason="写错了")],
            [look_up("和号牌", CAR["plate"], column="vehicle")],
            [have("请作废一行", "stops", [{**STOP, "withdrawn": "是"}], reason="登记了两行")],
        ],
        **AFTER_STOP,
    ),
    Remedy(
        "moved_while_sealed",
        _sheet(ELSEWHERE, arrived_at="2025-01-20 09:10"),
        [
            [look_up("核对号牌", VAN["plate"], column="vehicle")],
            [
                look_up("时间和位置", HOME_OF_CAR["longitude"], column="longitude"),
                look_up("时间和位置", HOME_OF_CAR["latitude"], column="latitude"),
            ],
            [have("填启封日期", "sealings", [{**JANUARY, "unsealed_on": "2025-01-20"}], reason="提前启封")],
            [have("把“值班车”填“是”", "sealings", [{**JANUARY, "on_duty": "是"}], reason="留作值班")],
            [leave("请说明事由")],
            [leave("定位偏移的，请说明")],
        ],
        **SEALED_AWAY,
    ),
    Remedy(
        "moved_without_trip",
        _sheet(ELSEWHERE, arrived_at="2025-01-15 09:10", left_at="2025-01-15 10:40"),
        [
            [look_up("核对号牌", VAN["plate"], column="vehicle")],
            [
                look_up("时间和位置", HOME_OF_CAR["longitude"], column="longitude"),
                look_up("时间和位置", HOME_OF_CAR["latitude"], column="latitude"),
            ],
            [have("请在“用车记录”补登", "trips", [LEFT_OUT])],
            [leave("请说明情况")],
            [leave("定位偏移的，请说明")],
        ],
        **MOVED,
    ),
    Remedy(
        "card_of_two_vehicles",
        _sheet(VAN, card_number=OWN),
        [[look_up("核对卡号", VAN["card_number"])], [leave("办理分卡")]],
        **OF_REGISTER,
    ),
    Remedy("no_tank", _sheet(VAN, tank_litres=""), [[look_up("随车说明书", "75")]], **OF_REGISTER),
    Remedy(
        "ends_before_it_begins",
        _sheet(VAN, used_until="2020-01-01"),
        [[look_up("核对两个日期", "2025-01-01")]],
        **OF_REGISTER,
    ),
    Remedy(
        "battery_without_charging",
        _sheet(VAN, battery_kwh="50"),
        [
            [look_up("核对“使用燃料”", "插电式混合动力", column="fuel")],
            [look_up("清空“电池容量”", "", column="battery_kwh")],
        ],
        **OF_REGISTER,
    ),
    Remedy(
        "tank_without_fuel",
        _sheet(VAN, fuel="纯电动"),
        [[look_up("核对“使用燃料”", "柴油", column="fuel")], [look_up("清空“油箱容积”", "", column="tank_litres")]],
        **OF_REGISTER,
    ),
]
