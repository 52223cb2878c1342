"""What electric vehicles are charged with is accounted for beside what others burn, and is no energy of its own."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from jieyue.programme.entry.reversing import undo
from jieyue.programme.ledgers.coming import coming
from jieyue.programme.ledgers.summary import summary
from jieyue.rules.period import Period
from jieyue.store.findings.models import Finding
from jieyue.store.orgs.models import Organisation
from jieyue.store.records.models import LogEntry
from jieyue.store.warehouse.refreshing import up_to_date
from offices import open_office, person_named

pytestmark = pytest.mark.django_db
AFTER = date(2026, 2, 1)
AT = datetime(2026, 2, 1, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
CAR, BUS, PLUG_IN, PETROL = "陕AD00001", "陕AD00002", "陕AF00001", "陕A12345"
OFFICIAL = {"organisation": "A", "kind": "其他公务用车", "used_since": "2024-01-01"}
ELECTRIC = {**OFFICIAL, "plate": CAR, "fuel": "纯电动", "battery_kwh": "50"}
OWN, PUBLIC = "本单位充电桩", "社会充电站"


@pytest.fixture
def house(house):
    return house.begun(with_vehicles)


def with_vehicles(house):
    open_office(house)
    house.have(
        "vehicles",
        [
            ELECTRIC,
            {**OFFICIAL, "plate": BUS, "fuel": "纯电动"},
            {**OFFICIAL, "plate": PLUG_IN, "fuel": "插电式混合动力", "tank_litres": "45", "battery_kwh": "18"},
            {**OFFICIAL, "plate": PETROL, "fuel": "汽油", "tank_litres": "60"},
        ],
    )
    return house


def charged(day: str, kwh: object, km: object, plate: str = CAR, **more: str) -> dict[str, str]:
    about = {"organisation": "A", "vehicle": plate, "charged_on": day}
    return {**about, "kwh": str(kwh), "odometer_km": str(km), **more}


def found() -> list[tuple[str, str]]:
    """Rule and day of what is open."""
    rows = Finding.objects.filter(ledger="chargings", state="open").order_by("day", "rule")
    return [(rule, f"{day:%m-%d}") for rule, day in rows.values_list("rule", "day")]


def measured(period: str = "2025-05", ledger: str = "chargings") -> dict[str, Decimal | None]:
    person = person_named("wang", on=AFTER)
    told = summary(ledger, person=person, code="A", period=Period.parse(period), today=AFTER)
    pairs = zip(told.columns, told.whole.figures, strict=True)
    return {column.key[0]: figure.now for column, figure in pairs}


# --- sums


def test_three_chargings_make_the_kwh_of_a_hundred_kilometres_as_by_hand(house):
    """36 + 42 kWh on 240 + 260 km are 15.6 for a hundred; the way before the first reading is not known."""
    house.have(
        "chargings",
        [
            charged("2025-05-06", 30, 10000, place=OWN),
            charged("2025-05-13", 36, 10240, place=OWN, amount_yuan="0"),
            charged("2025-05-20", 42, 10500, place=PUBLIC, amount_yuan="58.80"),
        ],
    )
    told = measured()
    assert (told["charged_kwh"], told["charged_yuan"]) == (108, Decimal("58.8"))
    assert (told["electric_driven_km"], told["kwh_of_known_way"]) == (500, 78)
    assert told["kwh_per_100km"] == Decimal("15.6")


def test_what_a_period_sums_is_what_was_charged_in_it_whichever_period_is_asked(house):
    house.have("chargings", [charged(f"2025-{n:02}-15", 20 + n, 10000 + 150 * n) for n in range(1, 13)])
    months = [measured(f"2025-{n:02}") for n in range(1, 13)]
    quarters, [year] = [measured(f"2025Q{n}") for n in range(1, 5)], [measured("2025")]
    for name, whole in (("charged_kwh", 20 * 12 + 78), ("electric_driven_km", 150 * 11)):
        assert {sum(each[name] or 0 for each in told) for told in (months, quarters, [year])} == {whole}


def test_a_battery_that_was_not_charged_full_counts_with_what_follows(house):
    house.have(
        "chargings",
        [
            charged("2025-05-06", 40, 10000),
            charged("2025-05-13", 5, 10300),
            charged("2025-05-14", 25, "", receipt_number="1"),
            charged("2025-05-20", 48, 10500),
            charged("2025-05-31", 0, 10520),
        ],
    )
    told = measured()
    assert (told["electric_driven_km"], told["kwh_of_known_way"]) == (520, 78)
    assert told["kwh_per_100km"] == 15
    assert found() == []


def test_a_reading_that_comes_late_moves_the_way_on_both_sides(house):
    house.have("chargings", [charged("2025-04-20", 40, 10000), charged("2025-06-20", 40, 10600)])
    up_to_date()
    assert [measured(f"2025-{n:02}")["electric_driven_km"] for n in (4, 5, 6)] == [None, None, 600]
    house.have("chargings", [charged("2025-05-20", 40, 10250)])
    assert [measured(f"2025-{n:02}")["electric_driven_km"] for n in (4, 5, 6)] == [None, 250, 350]
    house.have("chargings", [charged("2025-05-20", 40, 10700)], reason="看错了")
    assert [measured(f"2025-{n:02}")["electric_driven_km"] for n in (4, 5, 6)] == [None, 700, None]
    assert found() == [("odometer_went_back", "06-20")]
    house.have("chargings", [charged("2025-05-20", 40, 10250)], reason="核对后更正")
    assert found() == []


def test_what_also_burns_fuel_has_its_chargings_kept_and_its_way_told_by_its_refuellings(house):
    house.have("chargings", [charged("2025-05-06", 9, 5000, PLUG_IN), charged("2025-05-20", 9, 5400, PLUG_IN)])
    about = {"organisation": "A", "vehicle": PLUG_IN}
    house.have(
        "refuellings",
        [
            {**about, "refuelled_on": "2025-05-05", "litres": "30", "odometer_km": "4990"},
            {**about, "refuelled_on": "2025-05-25", "litres": "30", "odometer_km": "5500"},
        ],
    )
    told = measured()
    assert told["charged_kwh"] == 18
    assert (told["electric_driven_km"], told["kwh_per_100km"]) == (None, None)
    assert measured(ledger="refuellings")["driven_km"] == 510


def test_a_vehicle_that_was_registered_as_electric_by_mistake_leaves_the_way_of_all_its_months(house):
    house.have("chargings", [charged(f"2025-{n:02}-20", 15, 10000 + 100 * n) for n in (3, 4, 5)])
    up_to_date()
    assert [measured(f"2025-{n:02}")["electric_driven_km"] for n in (4, 5)] == [100, 100]
    plug_in = {**ELECTRIC, "fuel": "插电式混合动力", "tank_litres": "45"}
    house.have("vehicles", [plug_in], reason="登记错了")
    assert [measured(f"2025-{n:02}")["electric_driven_km"] for n in (4, 5)] == [None, None]
    undo(LogEntry.objects.latest("seq").seq, by=house.person, at=AT, reason="没有错")
    assert [measured(f"2025-{n:02}")["electric_driven_km"] for n in (4, 5)] == [100, 100]


def test_what_is_charged_is_no_energy_beside_the_bills(house):
    bill = {"organisation": "A", "resource": "电", "account": "0001", "start_date": "2025-05-01"}
    house.have("bills", [{**bill, "end_date": "2025-05-31", "quantity": "1000", "unit": "kWh"}])
    house.have("chargings", [charged("2025-05-06", 40, 10000, place=OWN)])
    assert house.quantity("A", "2025-05", "electricity") == 1000


# --- what cannot be


def test_a_vehicle_that_only_burns_fuel_is_not_charged_and_what_burns_any_owes_no_charging(house):
    assert house.refused("chargings", [charged("2025-05-06", 40, 10000, PETROL)]) == [(2, "is_not_charged")]
    house.have("chargings", [charged("2025-05-06", 40, 10000)])
    unit = Organisation.objects.get(code="A").pk
    [own] = [each for each in coming([unit], today=date(2025, 6, 20)) if each.ledger.key == "chargings"]
    assert {each.name for each in own.to_come} == {CAR, BUS}


def test_the_months_before_the_first_row_are_neither_missing_nor_to_be_entered(house):
    house.have("vehicles", [{**ELECTRIC, "plate": CAR, "used_since": "2025-01-01"}], reason="补填日期")
    house.have("chargings", [charged("2025-06-06", 40, 10000)])
    unit = Organisation.objects.get(code="A").pk
    [own] = [each for each in coming([unit], today=date(2025, 6, 20)) if each.ledger.key == "chargings"]
    assert f"{own.month:%Y-%m}" == "2025-06"
    assert CAR not in {each.name for each in own.to_come}
    [later] = [each for each in coming([unit], today=date(2025, 7, 20)) if each.ledger.key == "chargings"]
    assert f"{later.month:%Y-%m}" == "2025-07"


USUAL = [charged(f"2025-{n // 4 + 1:02}-{n % 4 * 7 + 1:02}", 37.5, 10000 + 250 * n) for n in range(18)]
"""Fifteen kWh for a hundred kilometres, a thousand kilometres a month, until 8 May."""
NEXT = "2025-05-15"


@pytest.mark.parametrize(
    ("row", "rules"),
    [
        (charged(NEXT, 37.5, 14500), []),
        (charged(NEXT, 57.5, 14500), []),  # a seventh more than the battery is said to hold
        (charged(NEXT, 57.51, 14500), ["beyond_the_battery"]),
        (charged(NEXT, 37.5, 14249), ["odometer_went_back"]),
        (charged(NEXT, 37.5, 14250), ["odometer_stood_still"]),
        (charged(NEXT, 0, 14250), []),  # it did not move, and was not charged
        (charged("2025-05-09", 50, 16251), ["too_far_between"]),
        (charged(NEXT, 37.5, 14500, amount_yuan="112.5"), []),
        (charged(NEXT, 37.5, 14500, amount_yuan="112.6"), ["charging_price"]),
        (charged("2023-12-31", 37.5, 9900), ["not_in_use"]),
        (charged(NEXT, 400, 14500, BUS), []),
        (charged(NEXT, 401, 14500, BUS), ["beyond_any_battery"]),
    ],
)
def test_a_charging_is_held_against_its_vehicle_and_the_one_before(house, row, rules):
    house.have("chargings", USUAL)
    assert found() == []
    report = house.have("chargings", [row])
    assert [each.rule for each in report.problems] == rules
    assert [rule for rule, _ in found()] == rules
    for finding in Finding.objects.filter(ledger="chargings"):
        assert row["vehicle"] in finding.says
        assert "请" in finding.do


def test_a_vehicle_that_takes_half_as_much_again_as_in_its_year_is_told(house):
    """Over the last thousand kilometres: 22.6 where it takes 15."""
    more = [charged(f"2025-05-{day}", 56.5, 14250 + 250 * n) for n, day in enumerate((15, 18, 21, 24), 1)]
    house.have("chargings", [*USUAL, *more])
    assert found() == [("power_above_usual", "05-24")]
    says = Finding.objects.get(rule="power_above_usual").says
    assert "1000 km，用电 226 kWh，百公里 22.6 kWh，比本车以前平均 15.0 kWh 多 51%" in says


@pytest.mark.parametrize(
    ("kwh", "rules"), [(49, ["power_too_little"]), (50, []), (1500, []), (1501, ["power_too_much"])]
)
def test_no_vehicle_takes_less_or_more_than_any(house, kwh, rules):
    """Of a bus that is charged once in a thousand kilometres, or whose chargings were added up."""
    house.have("vehicles", [{**OFFICIAL, "plate": BUS, "fuel": "纯电动", "battery_kwh": "2000"}], reason="补填")
    house.have("chargings", [charged("2025-05-01", 40, 10000, BUS), charged("2025-05-20", kwh, 11000, BUS)])
    assert [rule for rule, _ in found()] == rules


def test_what_also_burns_fuel_is_not_judged_by_what_it_was_charged_with(house):
    rows = [charged(f"2025-{n:02}-10", 1, 10000 + 1000 * n, PLUG_IN) for n in range(1, 13)]
    house.have("chargings", rows)
    assert found() == []


def test_an_ordinary_year_with_a_cold_winter_and_half_charges_is_not_told_of(house):
    """Thirteen kWh in summer and nineteen in winter, charged to another level each time."""
    rows, km, left = [], 10000, 0
    for n in range(104):
        day = date.fromordinal(date(2024, 1, 8).toordinal() + 7 * n)
        per_100km = {12: 19, 1: 19, 2: 18, 11: 17, 3: 16}.get(day.month, 13)
        level = (0, 12, -12, 6)[n % 4]
        km += 200
        rows.append(charged(str(day), per_100km * 2 + level - left, km))
        left = level
    house.have("chargings", rows)
    assert found() == []


def test_who_charges_a_vehicle_that_is_locked_away_is_asked(house):
    house.have("chargings", USUAL)
    sealed = {"organisation": "A", "vehicle": CAR, "sealed_on": "2025-05-10", "occasion": "检修", "place": "车库"}
    house.have("sealings", [{**sealed, "unsealed_on": "2025-05-16"}])
    told = house.have("chargings", [charged(NEXT, 20, 14260), charged("2025-05-16", 20, 14300)])
    assert [(each.row, each.rule) for each in told.problems] == [(2, "charged_while_sealed")]
    assert "充电 20 kWh，这辆车 2025-05-10 起封存（检修）" in told.problems[0].says


def test_what_was_found_by_a_battery_that_was_written_wrong_closes_with_its_correction(house):
    house.have("chargings", [charged("2025-05-06", 60, 10000)])
    assert found() == [("beyond_the_battery", "05-06")]
    house.have("vehicles", [{**ELECTRIC, "battery_kwh": "60"}], reason="电池容量写错")
    assert found() == []
