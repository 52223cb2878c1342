"""Each vehicle is accounted for: what cannot be is found and answered, what is right is summed, scored, published."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from jieyue.programme.completeness.queries import State
from jieyue.programme.duties import operations as plans
from jieyue.programme.duties.queries import own_duties
from jieyue.programme.entry.reversing import undo
from jieyue.programme.evaluation.queries import NATIONAL, evaluation
from jieyue.programme.findings import operations as answering
from jieyue.programme.findings.queries import finding as asked
from jieyue.programme.ledgers.coming import coming
from jieyue.programme.ledgers.missing import missing_by_subject
from jieyue.programme.ledgers.summary import summary
from jieyue.programme.people.second_person import OwnStep
from jieyue.programme.publication import operations
from jieyue.programme.publication.catalogue import NotPublishable
from jieyue.programme.publication.queries import notice, notices
from jieyue.rules.duties import DutyState
from jieyue.rules.findings import EXPLAIN
from jieyue.rules.period import Period
from jieyue.rules.scoring import Decision, Verdict
from jieyue.store.findings.models import Finding
from jieyue.store.orgs.models import Organisation
from jieyue.store.people.models import User
from jieyue.store.records.models import LogEntry
from jieyue.store.warehouse.refreshing import up_to_date
from offices import open_office, person_named

pytestmark = pytest.mark.django_db
AFTER = date(2026, 2, 1)
AT = datetime(2026, 2, 1, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
CAR, VAN = "陕A12345", "陕A67890"
OFFICIAL = {"organisation": "A", "kind": "机要通信用车", "fuel": "汽油", "tank_litres": "60"}
MAY = Period.parse("2025-05")


@pytest.fixture
def house(house):
    return house.begun(with_vehicles)


def with_vehicles(house):
    open_office(house)
    house.have(
        "vehicles",
        [
            {**OFFICIAL, "plate": CAR, "card_number": "100", "stations": "城东加油站、城西加油站"},
            {**OFFICIAL, "plate": VAN, "fuel": "柴油", "card_number": "200"},
            {**OFFICIAL, "plate": "陕AD00001", "fuel": "纯电动", "tank_litres": ""},
        ],
    )
    return house


def filled(day: str, litres: object, km: object, plate: str = CAR, **more: str) -> dict[str, str]:
    about = {"organisation": "A", "vehicle": plate, "refuelled_on": day}
    return {**about, "litres": str(litres), "odometer_km": str(km), **more}


USUAL = [filled(f"2025-{month:02}-10", 45, 10000 + 500 * month) for month in range(1, 5)]
"""Nine litres for a hundred kilometres."""


def found() -> list[tuple[str, str]]:
    """Rule and day of what is open."""
    rows = Finding.objects.filter(ledger="refuellings", state="open").order_by("day", "rule")
    return [(rule, f"{day:%m-%d}") for rule, day in rows.values_list("rule", "day")]


# --- what cannot be


@pytest.mark.parametrize(
    ("row", "rules"),
    [
        (filled("2025-05-10", 45, 12500), []),
        (filled("2025-05-10", 66, 12700), []),  # a tenth more than the tank is said to hold
        (filled("2025-05-10", 66.01, 12733), ["beyond_the_tank"]),
        (filled("2025-05-10", 45, 11999), ["odometer_went_back"]),
        (filled("2025-05-10", 45, 12000), ["odometer_stood_still"]),
        (filled("2025-05-31", 0, 12000), []),  # it did not move, and was not refuelled
        (filled("2025-04-11", 45, 14001), ["too_far_between"]),
        (filled("2025-05-10", 59, 12500), ["fuel_above_usual"]),  # 11.8 where it takes 9
        (filled("2025-05-10", 58, 12500), []),
        (filled("2025-05-10", 45, 12500, card_number="200"), ["card_of_another"]),
        (filled("2025-05-10", 45, 12500, card_number="300"), ["card_not_its_own"]),
        (filled("2025-05-10", 45, 12500, card_number="100", station="城西加油站"), []),
        (filled("2025-05-10", 45, 12500, station="路边加油站"), ["station_not_designated"]),
        (filled("2025-05-10", 45, 12500, amount_yuan="351"), []),
        (filled("2025-05-10", 45, 12500, amount_yuan="3510"), ["fuel_price"]),
    ],
)
def test_a_refuelling_is_held_against_its_vehicle_and_the_one_before(house, row, rules):
    house.have("refuellings", USUAL)
    report = house.have("refuellings", [row])
    assert [each.rule for each in report.problems] == rules
    assert [rule for rule, _ in found()] == rules
    for finding in Finding.objects.filter(ledger="refuellings"):
        assert CAR in finding.says
        assert "请" in finding.do


SEALED = {"organisation": "A", "vehicle": CAR, "sealed_on": "2025-04-30", "occasion": "劳动节", "place": "车库"}


@pytest.mark.parametrize(
    ("more", "day", "is_told"),
    [
        ({"unsealed_on": "2025-05-06"}, "2025-05-01", True),
        ({"unsealed_on": "2025-05-06"}, "2025-05-05", True),
        ({"unsealed_on": "2025-05-06"}, "2025-05-06", False),  # it is driven again
        ({"unsealed_on": "2025-05-06"}, "2025-04-30", False),  # filled before it was put away
        ({}, "2025-05-20", True),  # nobody has said that it is over
        ({"on_duty": "是", "unsealed_on": "2025-05-06"}, "2025-05-03", False),
        ({"vehicle": VAN, "unsealed_on": "2025-05-06"}, "2025-05-03", False),
    ],
)
def test_who_refuels_a_vehicle_that_is_locked_away_is_asked(house, more, day, is_told):
    house.have("refuellings", USUAL)
    house.have("sealings", [{**SEALED, **more}])
    told = house.have("refuellings", [filled(day, 45, 12500)]).problems
    assert [each.rule for each in told] == ["refuelled_while_sealed"] * is_told
    assert [rule for rule, _ in found()] == ["refuelled_while_sealed"] * is_told


def test_what_was_found_on_a_sealed_day_closes_with_the_sealing_and_opens_with_it(house):
    house.have("refuellings", USUAL)
    house.have("sealings", [{**SEALED, "unsealed_on": "2025-05-06"}])
    house.have("refuellings", [filled("2025-05-03", 45, 12500)])
    told = ["refuelled_while_sealed"]
    assert [rule for rule, _ in found()] == told
    house.have("sealings", [{**SEALED, "unsealed_on": "2025-05-02"}], reason="早就启封了")
    assert found() == []
    undo(LogEntry.objects.latest("seq").seq, by=house.person, at=AT, reason="没有启封")
    assert [rule for rule, _ in found()] == told
    house.have("sealings", [{**SEALED, "unsealed_on": "2025-05-06", "withdrawn": "是"}], reason="没有封存")
    assert found() == []


@pytest.mark.parametrize(("until", "told"), [("2025-05-06", 1), ("2025-05-03", 0), ("", 1)])
def test_a_sealing_that_is_written_down_later_finds_who_refuelled_meanwhile(house, until, told):
    house.have("refuellings", [*USUAL, filled("2025-05-03", 45, 12500)])
    assert found() == []
    house.have("sealings", [{**SEALED, "unsealed_on": until}, {**SEALED, "vehicle": VAN}])
    assert [rule for rule, _ in found()] == ["refuelled_while_sealed"] * told


def test_whoever_writes_down_a_sealing_is_told_at_once_what_it_raised_at_other_rows(house, jieyue):
    house.have("refuellings", [*USUAL, filled("2025-05-03", 45, 12500), filled("2025-06-03", 45, 13000)])
    client = Client()
    client.force_login(User.objects.get(username="wang"))
    address = reverse("ledgers:grid_save", args=["sealings"], query={"organisation": "A", "period": "2025"})

    def told(sealed: str, unsealed: str) -> str:
        values = {key: each for key, each in SEALED.items() if key != "organisation"}
        values |= {"sealed_on": sealed, "unsealed_on": unsealed}
        rows = [{"row": 1, "id": None, "seen": None, "values": values}]
        answer = client.post(address, {"rows": rows, "reason": ""}, content_type="application/json")
        assert answer.status_code == 200, answer.json()
        return answer.json()["html"]["#raised"].strip()

    assert "另有 1 个问题" in told("2025-04-30", "2025-05-06")
    assert told("2025-03-01", "2025-03-03") == ""
    later = house.sheet([{**SEALED, "sealed_on": "2025-06-01", "unsealed_on": "2025-06-08"}])
    assert "另有 1 个问题" in jieyue("import", "sealings", later).out


def test_what_was_found_by_a_card_of_another_vehicle_closes_with_that_vehicle(house):
    house.have("refuellings", [*USUAL, filled("2025-05-10", 45, 12500, card_number="200")])
    assert [rule for rule, _ in found()] == ["card_of_another"]
    van = {**OFFICIAL, "plate": VAN, "fuel": "柴油"}
    house.have("vehicles", [{**van, "card_number": "201"}], reason="卡号写错")
    assert [rule for rule, _ in found()] == ["card_not_its_own"]


@pytest.mark.parametrize(("km", "more", "is_told"), [(5, {}, False), (6, {}, True), (400, {"on_duty": "是"}, False)])
def test_a_vehicle_that_was_locked_away_has_not_been_driven(house, km, more, is_told):
    row = {**SEALED, "unsealed_on": "2025-05-06", "sealed_km": "12000", "unsealed_km": str(12000 + km), **more}
    assert [each.rule for each in house.have("sealings", [row]).problems] == ["driven_while_sealed"] * is_told
    assert Finding.objects.filter(ledger="sealings", state="open").count() == is_told


@pytest.mark.parametrize(
    ("more", "is_told"),
    [
        ({"sealed_on": "2025-05-04"}, True),
        ({"sealed_on": "2025-05-06"}, False),  # on the day on which the first was over
        ({"sealed_on": "2025-05-04", "on_duty": "是"}, False),
        ({"sealed_on": "2025-05-04", "vehicle": VAN}, False),
    ],
)
def test_a_vehicle_is_locked_away_once_at_a_time(house, more, is_told):
    first = {**SEALED, "sealed_on": "2025-05-01", "unsealed_on": "2025-05-06", "sealed_km": "", "unsealed_km": ""}
    house.have("sealings", [first])
    report = house.have("sealings", [{**first, "unsealed_on": "", "occasion": "检修", **more}])
    assert [each.rule for each in report.problems] == ["sealings_overlap"] * is_told
    house.have("sealings", [{**first, "unsealed_on": "2025-05-03"}], reason="提前启封")
    assert not Finding.objects.filter(ledger="sealings", state="open").exists()


def test_a_row_that_would_change_a_kept_one_says_in_what_and_what_it_empties(house):
    house.have("refuellings", [filled("2025-05-10", 45, 12500, amount_yuan="351")])
    report = house.bring("refuellings", [filled("2025-05-10", 46, 12500, amount_yuan="")])
    (problem,) = report.problems
    assert problem.rule == "reason_needed"
    assert "的加油量、加油金额（清空）有变化，" in problem.says


def test_two_fillings_of_a_day_are_no_more_than_the_tank_holds(house):
    twice = [filled("2025-05-10", 40, 12500, receipt_number="1"), filled("2025-05-10", 40, 12900, receipt_number="2")]
    house.have("refuellings", [*USUAL, *twice])
    assert found() == [("beyond_the_tank_in_a_day", "05-10"), ("beyond_the_tank_in_a_day", "05-10")]
    house.have("refuellings", [{**twice[0], "litres": "20"}], reason="小票写错")
    assert found() == []


def test_what_was_found_by_a_tank_or_a_card_that_was_written_wrong_closes_with_its_correction(house):
    house.have("refuellings", [*USUAL, filled("2025-05-10", 75, 12850, card_number="300")])
    assert found() == [("beyond_the_tank", "05-10"), ("card_not_its_own", "05-10")]
    car = {**OFFICIAL, "plate": CAR, "card_number": "100", "stations": "城东加油站、城西加油站"}
    house.have("vehicles", [{**car, "tank_litres": "75"}], reason="油箱容积写错")
    assert found() == [("card_not_its_own", "05-10")]
    house.have("vehicles", [{**car, "tank_litres": "75", "card_number": "300"}], reason="换了新卡")
    assert found() == []
    undo(LogEntry.objects.latest("seq").seq, by=house.person, at=AT, reason="没有换")
    assert found() == [("card_not_its_own", "05-10")]


def test_a_vehicle_with_a_norm_is_held_against_that(house):
    house.have("vehicles", [{**OFFICIAL, "plate": CAR, "norm_l_per_100km": "10"}], reason="定了定额")
    house.have("refuellings", [*USUAL, filled("2025-05-10", 57.5, 12500), filled("2025-06-10", 58, 13000)])
    assert found() == [("fuel_above_norm", "06-10")]  # 11.6, where 11.5 is let pass
    says = Finding.objects.get(rule="fuel_above_norm").says
    assert "自 2025-05-10 起行驶 500 km，用油 58 L，百公里 11.6 L，比定额 10.0 L 多 16%" in says


def test_a_tank_that_was_not_filled_up_is_judged_with_those_before(house):
    """Half a tank now and a whole one next time is no waste."""
    parts = [filled("2025-05-02", 9, 12250), filled("2025-05-10", 36, 12500), filled("2025-05-31", 0, 12650)]
    house.have("refuellings", [*USUAL, *parts, filled("2025-06-03", 27, 12800)])
    assert found() == []


def test_a_reading_that_nobody_noted_makes_no_later_one_odd(house):
    house.have("refuellings", [*USUAL, filled("2025-05-10", 45, ""), filled("2025-06-10", 45, 13000)])
    assert found() == []


def test_a_finding_is_closed_by_whichever_row_was_wrong(house):
    """What is said of a row hangs on the one before it, whichever comes or goes or is mended."""
    house.have("refuellings", USUAL)
    house.have("refuellings", [filled("2025-05-10", 45, 125000), filled("2025-06-10", 45, 13000)])
    assert found() == [("too_far_between", "05-10"), ("odometer_went_back", "06-10")]
    house.have("refuellings", [filled("2025-05-10", 45, 12500)], reason="多写了一位")
    assert found() == []
    undo(LogEntry.objects.latest("seq").seq, by=house.person, at=AT, reason="改错了")
    assert found() == [("too_far_between", "05-10"), ("odometer_went_back", "06-10")]
    house.have("refuellings", [filled("2025-05-10", 45, 125000, withdrawn="是")], reason="不是这辆车")
    assert found() == []


@pytest.mark.parametrize(
    ("wrong", "rules"),
    [
        (10500, [("odometer_went_back", "05-10")]),
        (13100, [("odometer_went_back", "06-10")]),
        (125000, [("too_far_between", "05-10"), ("odometer_went_back", "06-10")]),
    ],
)
def test_one_wrong_reading_is_told_and_no_later_fill_for_its_sake(house, wrong, rules):
    house.have("refuellings", [*USUAL, filled("2025-05-10", 45, wrong)])
    after = [filled(f"2025-{month:02}-10", 45, 10000 + 500 * month) for month in range(6, 13)]
    house.have("refuellings", after)
    assert found() == rules


def test_what_stands_behind_another_odometer_is_judged_by_itself(house):
    after = [filled(f"2025-{month:02}-10", 45, 500 * (month - 4)) for month in range(5, 10)]
    house.have("refuellings", [*USUAL, *after, filled("2025-10-10", 60, 3000)])
    assert found() == [("odometer_went_back", "05-10"), ("fuel_above_usual", "10-10")]


def test_a_row_that_comes_late_is_held_against_what_follows(house):
    house.have("refuellings", [*USUAL, filled("2025-06-10", 45, 13000)])
    house.have("refuellings", [filled("2025-05-10", 45, 13500)])
    assert found() == [("odometer_went_back", "06-10")]


def test_an_electric_vehicle_is_not_refuelled_and_owes_nothing(house):
    assert house.refused("refuellings", [filled("2025-05-10", 45, 100, "陕AD00001")]) == [(2, "burns_no_fuel")]
    electric = {**OFFICIAL, "plate": "陕AD00001", "fuel": "纯电动", "tank_litres": "", "used_since": "2024-01-01"}
    house.have(
        "vehicles",
        [electric, {**OFFICIAL, "plate": VAN, "fuel": "柴油", "used_since": "2024-01-01"}],
        reason="补填日期",
    )
    house.have("refuellings", USUAL)
    unit = Organisation.objects.get(code="A").pk
    [own] = [each for each in coming([unit], today=date(2025, 5, 20)) if each.ledger.key == "refuellings"]
    assert {each.name for each in own.to_come} == {CAR, VAN}


def test_what_was_found_is_answered_and_stays_answered(house):
    house.have("refuellings", [*USUAL, filled("2025-05-10", 45, 12500, station="路边加油站")])
    clerk = person_named("wang", on=AFTER)
    [finding] = Finding.objects.filter(ledger="refuellings")
    seen = asked(finding.pk, person=clerk, today=AFTER).seen
    answering.move(finding.pk, EXPLAIN.key, seen=seen, words="出差途中加油", by=clerk, at=AT)
    house.have("refuellings", [filled("2025-05-10", 45, 12500, station="路边加油站", driver="赵六")], reason="补填")
    finding.refresh_from_db()
    assert (finding.state, finding.answer) == ("explained", "出差途中加油")


# --- beside the bills


def bills(litres: object, month: str = "2025-05", resource: str = "汽油") -> dict[str, str]:
    last = {"2025-05": "31", "2025-06": "30"}[month]
    days = {"start_date": f"{month}-01", "end_date": f"{month}-{last}"}
    return {"organisation": "A", "resource": resource, "account": "加油", **days, "quantity": str(litres), "unit": "L"}


def beside_bills(house) -> list[str]:
    return [each.says for each in house.checks("A", "2025") if each.rule == "fuel_bills_differ"]


def test_refuellings_are_compared_with_bills_and_never_counted_beside_them(house):
    house.have("refuellings", [filled("2025-05-10", 45, 12500), filled("2025-05-20", 45, 13000)])
    house.have("bills", [bills(100)])
    assert beside_bills(house) == []  # a tenth is let pass
    house.have("bills", [bills(101)], reason="更正")
    assert len(beside_bills(house)) == 1
    assert "加油记录共 90 L，计入统计的车辆用汽油为 101 L" in beside_bills(house)[0]
    may = person_named("wang", on=AFTER)
    told = summary("refuellings", person=may, code="A", period=MAY, today=AFTER)
    assert told.whole.figures[0].now == 90
    assert house.quantity("A", "2025-05", "petrol") == 101


def test_what_was_refuelled_and_never_billed_is_told_once_the_month_is_past(house):
    house.have("refuellings", [filled("2025-05-10", 45, 12500)])
    assert beside_bills(house) == []
    house.have("refuellings", [filled("2025-06-02", 45, 13000)])
    assert len(beside_bills(house)) == 1
    assert "2025-05 加油记录共 45 L，没有计入统计的车辆用汽油" in beside_bills(house)[0]


# --- what is known of a vehicle's months


def missing():
    return missing_by_subject("refuellings", person=person_named("wang", on=AFTER), code="A", year=2025, today=AFTER)


def test_a_month_in_which_a_vehicle_did_not_move_is_kept_by_saying_so(house):
    house.have("refuellings", [*USUAL[:2], filled("2025-03-31", 0, 11000)])
    [car] = [each for each in missing() if each.name == CAR]
    states = {cell.month.month: cell.state for cell in car.cells}
    assert [states[month] for month in (1, 2, 3, 4)] == [State.COMPLETE] * 3 + [State.MISSING]


def item(key: str = "N20-3.6") -> Decision:
    asked = {"organisation": "A", "year": 2025, "person": person_named("wang", on=AFTER), "today": AFTER}
    return next(row.decision for row in evaluation(standard=NATIONAL, **asked).rows if row.decision.item.key == key)


def accounted(*plates: str, months=range(1, 13)) -> list[dict[str, str]]:
    return [filled(f"2025-{month:02}-10", 45, 10000 + 500 * month, plate) for plate in plates for month in months]


def test_every_month_of_every_vehicle_decides_the_item_and_what_is_missing_is_named(house):
    profile = {"organisation": "A", "year": "2025", "floor_area_m2": "1000", "persons": "40"}
    house.have("profiles", [{**profile, "vehicles_petrol": "1", "vehicles_diesel": "1"}])
    assert item().verdict is Verdict.LOST
    house.have("refuellings", [*accounted(CAR), *accounted(VAN, months=range(1, 12))])
    lost = item()
    assert lost.verdict is Verdict.LOST
    assert [each.says for each in lost.missing] == [f"{VAN} 12月没有加油记录或没有里程"]
    house.have("refuellings", accounted(VAN, months=[12]))
    assert item().verdict is Verdict.EARNED
    house.have("profiles", [{**profile, "vehicles_petrol": "2", "vehicles_diesel": "1"}], reason="少登一辆")
    assert item().verdict is Verdict.UNDECIDED
    assert "3 辆，公务用车登记了 2 辆" in item().why


def test_a_vehicle_owes_no_month_before_its_first_day_or_from_its_end_on(house):
    house.have(
        "vehicles",
        [
            {**OFFICIAL, "plate": CAR, "used_since": "2025-03-15", "first_km": "11000"},
            {**OFFICIAL, "plate": VAN, "fuel": "柴油", "used_until": "2025-01-02"},
        ],
        reason="更正日期",
    )
    house.have("refuellings", accounted(CAR, months=range(3, 13)))
    assert item().verdict is Verdict.EARNED


# --- sums


def measured(period: str = "2025-05") -> dict[str, Decimal | None]:
    person = person_named("wang", on=AFTER)
    found = summary("refuellings", person=person, code="A", period=Period.parse(period), today=AFTER)
    pairs = zip(found.columns, found.whole.figures, strict=True)
    return {column.key[0]: figure.now for column, figure in pairs}


def test_kilometres_count_where_they_were_read_and_the_ratio_comes_from_sums(house):
    house.have("refuellings", [*USUAL, filled("2025-05-10", 40, 12500), filled("2025-05-20", 50, 13000)])
    house.have("refuellings", [filled("2025-05-05", 60, 500, VAN)])
    told = measured()
    assert (told["refuelled_litres"], told["driven_km"], told["litres_of_known_way"]) == (150, 1000, 90)
    assert told["litres_per_100km"] == 9
    year = measured("2025")
    assert (year["driven_km"], year["litres_per_100km"]) == (2500, 9)


def test_a_plug_in_goes_its_way_and_is_left_out_of_the_litres_for_a_hundred_kilometres(house):
    house.have("vehicles", [{**OFFICIAL, "plate": "陕AF00001", "fuel": "插电式混合动力"}])
    house.have("refuellings", [*USUAL, filled("2025-05-10", 45, 12500)])
    readings = (("2025-05-02", 100), ("2025-05-22", 1100))
    house.have("refuellings", [filled(day, 20, km, "陕AF00001") for day, km in readings])
    told = measured()
    assert (told["driven_km"], told["fuel_driven_km"], told["litres_of_known_way"]) == (1500, 500, 45)
    assert told["litres_per_100km"] == 9


def test_a_corrected_reading_moves_the_kilometres_of_the_month_after(house):
    house.have("refuellings", [*USUAL, filled("2025-05-10", 45, 12500)])
    up_to_date()
    house.have("refuellings", [filled("2025-04-10", 45, 11900)], reason="抄错")
    assert (measured("2025-04")["driven_km"], measured("2025-05")["driven_km"]) == (400, 600)
    house.have("refuellings", [filled("2025-04-10", 45, "")], reason="没有记")
    assert (measured("2025-04")["driven_km"], measured("2025-05")["driven_km"]) == (None, 1000)
    assert measured("2025-05")["litres_of_known_way"] == 90


def test_what_the_register_says_of_the_first_day_counts_in_the_first_month(house):
    house.have("refuellings", [filled("2025-05-10", 45, 12500)])
    assert measured()["driven_km"] is None
    house.have(
        "vehicles", [{**OFFICIAL, "plate": CAR, "used_since": "2025-05-01", "first_km": "12100"}], reason="补填里程"
    )
    assert measured()["driven_km"] == 400


# --- made public


def who(name: str):
    return person_named(name, on=AFTER)


ABOUT = {"organisation": "A", "what": "vehicle_fuel", "period": MAY}


def publish(at: datetime = AT) -> None:
    operations.propose(**ABOUT, by=who("wang"), at=at)
    seen = notice(**ABOUT, person=who("feng"), today=at.date()).seen
    operations.publish(**ABOUT, seen=seen, by=who("feng"), at=at)


def test_a_month_is_drafted_by_itself_and_published_with_day_litres_and_way(house):
    house.have("refuellings", [*USUAL, filled("2025-05-10", 45, 12500, card_number="100", driver="赵六")])
    lines = notices(organisation="A", person=who("wang"), today=AFTER)
    assert "vehicle_fuel-2025-05" in {line.called for line in lines}
    publish()
    house.have("refuellings", [filled("2025-05-10", 46, 12500)], reason="更正")
    content = notice(**ABOUT, person=who("sun"), today=AFTER).content
    first, whole = content["lines"]
    assert (first["vehicle"], first["refuelled_on"], first["driven_km"]) == (CAR, "2025-05-10", {"figure": "500"})
    assert (whole["litres"], whole["per_100km"]) == ({"figure": "45.00"}, {"figure": "9.0"})
    assert "赵六" not in str(content["lines"])


def test_a_published_month_says_what_the_ledger_says_otherwise_since(house):
    house.have("refuellings", [*USUAL, filled("2025-05-10", 45, 12500)])
    assert not notice(**ABOUT, person=who("wang"), today=AFTER).since
    publish()
    assert not notice(**ABOUT, person=who("sun"), today=AFTER).since
    house.have("refuellings", [filled("2025-05-10", 46, 12500), filled("2025-05-20", 10, 12600)], reason="更正")
    since = notice(**ABOUT, person=who("sun"), today=AFTER).since
    told = {each.what: (each.before, each.now) for each in since.differences}
    assert told[f"{CAR} 2025-05-10 加油量（L）"] == ("45.00", "46.00")
    assert told[f"{CAR} 2025-05-20 加油量（L）"] == ("", "10.00")
    assert told[f"{CAR} 小计 加油量（L）"] == ("45.00", "56.00")
    client = Client()
    client.force_login(User.objects.get(username="wang"))
    page = client.get("/notices/A/vehicle_fuel-2025-05/").content.decode()
    assert "公示以后台账有变化" in page
    assert "/ledgers/refuellings/?organisation=A&amp;since=2025-05&amp;until=2025-05" in page
    ledger = client.get("/ledgers/refuellings/?organisation=A&since=2025-05&until=2025-05")
    assert "2025-05-20" in ledger.content.decode()


def test_whoever_brought_a_row_does_not_approve_of_its_publication(house):
    house.have("refuellings", USUAL)
    house.have("refuellings", [filled("2025-05-10", 45, 12500)], by=who("wang"))
    operations.propose(**ABOUT, by=who("liu"), at=AT)
    seen = notice(**ABOUT, person=who("feng"), today=AFTER).seen
    with pytest.raises(OwnStep):
        operations.publish(**ABOUT, seen=seen, by=_as_approver("wang"), at=AT)
    operations.publish(**ABOUT, seen=seen, by=who("feng"), at=AT)


def _as_approver(name: str):
    person, approver = who(name), who("feng")
    return replace(person, posts=(*person.posts, *approver.posts))


def test_a_month_that_is_not_over_or_has_no_row_is_not_published(house):
    with pytest.raises(NotPublishable, match="不是月份"):
        operations.propose(**{**ABOUT, "period": Period.parse("2025Q1")}, by=who("wang"), at=AT)
    with pytest.raises(NotPublishable, match="还没有结束"):
        operations.propose(**{**ABOUT, "period": Period.parse("2026-02")}, by=who("wang"), at=AT)
    with pytest.raises(NotPublishable, match="没有加油记录"):
        operations.propose(**ABOUT, by=who("wang"), at=AT)


LATER = date(2025, 7, 15)


def duty(organisation: str):
    own = own_duties(organisation=organisation, person=person_named("wang", on=LATER), today=LATER)
    return next(each for each in own if each.duty.entry.key == "vehicle-notice" and each.duty.period == str(MAY))


def test_the_monthly_duty_is_done_by_the_notice_and_whoever_has_no_vehicle_owes_none(house):
    plans.put_in_force(plan="municipal-unit-2021", organisation="P", since=date(2021, 1, 1), by=who("li"), at=AT)
    house.have("refuellings", [*USUAL, filled("2025-05-10", 45, 12500)])
    assert duty("A").state is DutyState.OVERDUE
    publish(datetime(2025, 7, 10, 9, 0, tzinfo=AT.tzinfo))
    done = duty("A")
    assert (done.state, done.done.names) == (DutyState.DONE, ("A", "vehicle_fuel-2025-05"))
    assert duty("B").state is DutyState.DONE
    assert "没有登记在用的公务用车" in duty("B").done.says
