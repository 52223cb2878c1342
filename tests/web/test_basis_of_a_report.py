"""What a report is judged by: each figure beside the quarter and the year before, its size, the target and its like."""

from calendar import monthrange
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from handed_in import picture
from jieyue.programme.evidence.operations import Upload, attach
from jieyue.programme.reporting.basis import Basis, basis
from jieyue.rules.period import Period
from jieyue.store.ledgers.bills.models import Bill
from offices import open_office, person_named
from reporting_desk import AT, do, shown
from web.test_programme_pages import page

TODAY = AT.date()
Q2, YEAR = Period.parse("2025Q2"), Period.parse("2025")
HEADER = "organisation | resource | account | start_date | end_date | quantity | unit | amount_yuan"
LIKE = [f"L{n}" for n in range(6)]
SIZES = "organisation | year | floor_area_m2 | persons\nB | 2025 | 1000 | 20\nB | 2024 | 1000 | 20"
TARGETS = "organisation | year | energy_per_m2_kgce | document\nB | 2025 | 10 | 某机管〔2025〕1号"


def month(code: str, year: int, month: int, quantity: int) -> str:
    first, last = f"{year}-{month:02}-01", f"{year}-{month:02}-{monthrange(year, month)[1]}"
    return f"{code} | 电 | {code}-1 | {first} | {last} | {quantity} | kWh | {quantity * 6 / 10}"


@pytest.fixture
def office(house):
    return house.begun(with_two_years)


def with_two_years(house):
    """B used 6,000 kWh a month of 2024, 3,000 in each of the first quarter of 2025 and 4,500 in the second; its like in
    that used more and more.
    """
    office = open_office(house)
    tree = "\n".join(f"{code} | 单位{code} | C1 | 单位 | 机关" for code in LIKE)
    house.have("organisations", f"code | name | parent | level | category\n{tree}")
    house.have("profiles", "\n".join([SIZES, *(f"{code} | 2025 | 1000 | 20" for code in LIKE)]))
    house.have("targets", TARGETS)
    own = [month("B", 2024, n, 6000) for n in range(1, 13)]
    own += [month("B", 2025, n, 3000 if n <= 3 else 4500) for n in range(1, 13)]
    like = [month(code, 2025, n, 1000 + 1200 * nth) for nth, code in enumerate(LIKE) for n in (4, 5, 6)]
    house.have("bills", "\n".join([HEADER, *own, *like]))
    do("submit", "wang", period=Q2, reason="有户号未到")
    do("submit", "wang", period=YEAR, reason="有户号未到")
    return office


def judged(period: Period = Q2, who: str = "li") -> Basis:
    return basis(shown(who, period=period), person=person_named(who, on=TODAY))


def test_of_a_period_that_runs_as_much_of_the_year_is_over_as_months_are(office):
    may = person_named("li", on=date(2025, 5, 20))
    told = [basis(shown(period=each), person=may).indicators[0].time_gone for each in (Q2, YEAR)]
    assert told == [33, 33]


def test_each_figure_stands_beside_the_quarter_before_the_year_before_and_its_size(office):
    [electricity] = [each for each in judged().resources if each.resource.value == "electricity"]
    beside = electricity.beside
    assert (beside.now, beside.last, beside.then) == (13500, 9400, 18000)  # 400 of the office's January are B's too
    assert (beside.change, round(beside.change_since_last, 1)) == (-25, Decimal("43.6"))
    assert (beside.per_m2, beside.per_person) == (Decimal("13.5"), 675)


def test_energy_and_indicators_are_compared_and_measured_against_the_target(office):
    found = judged()
    assert [round(each, 3) for each in (found.energy.now, found.energy.last, found.energy.then)] == [
        Decimal("1.659"), Decimal("1.155"), Decimal("2.212"),
    ]  # fmt: skip
    per_m2 = found.indicators[0]
    assert (per_m2.key, per_m2.target, per_m2.time_gone) == ("energy_per_m2_kgce", 10, 50)
    assert (round(per_m2.so_far, 2), round(per_m2.share)) == (Decimal("2.81"), 28)
    assert (per_m2.is_over, per_m2.is_ahead, found.target_document) == (False, False, "某机管〔2025〕1号")


def test_a_year_stands_beside_the_year_before_alone(office):
    found = judged(YEAR)
    [electricity] = found.resources[:1]
    assert (electricity.beside.now, electricity.beside.last, electricity.beside.then) == (49900, None, 72000)
    assert found.last is None
    assert "上季度" not in page(office, "li", "/reporting/B/2025/")


def test_its_place_among_like_units_is_told_where_figures_may_be(office):
    """Three of the six use less; who does not know them all is told in quarters."""
    assert judged().indicators[0].standing.higher_than == 50
    assert judged(who="sun").indicators[0].standing.higher_than == 50
    do("submit", "zhao", code="X", period=Period.parse("2025Q1"), reason="未到")
    alone = basis(shown("zhao", code="X", period=Period.parse("2025Q1")), person=person_named("zhao", on=TODAY))
    assert {each.standing.higher_than for each in alone.indicators} == {None}


def test_the_page_leads_to_the_bills_and_the_pictures_behind_its_figures(office):
    bill = Bill.objects.get(account__number="B-1", start_date="2025-04-01")
    photo = Upload("四月电费单.jpg", BytesIO(picture()))
    attach(
        [photo], table="ledger_bills_bill", record_id=bill.id, fact_on=TODAY, by=person_named("wang", on=TODAY), at=AT
    )
    found = judged().evidence
    assert (found.count, found.without, [each.name for each in found.items]) == (1, 2, ["四月电费单"])
    text = page(office, "li", "/reporting/B/2025Q2/")
    for period in ("2025Q2", "2025Q1", "2024Q2"):
        assert f"period={period}&amp;word-resource=" in text
    assert f"/evidence/{found.items[0].id}/" in text
    assert "高于 50% 的甲县机关（共 7 家）" in text
    assert "已用 28%，一年过去 50%" in text


def test_it_asks_the_same_for_one_bill_and_for_many(office, house):
    def asked() -> int:
        judged()
        with CaptureQueriesContext(connection) as queries:
            judged()
        return len(queries)

    rows = [month("B", 2025, n, 10).replace("B-1", f"B-{m}") for n in (4, 5, 6) for m in range(2, 6)]
    house.have("bills", "\n".join([HEADER, rows[0]]), reason="补录")
    before = asked()
    house.have("bills", "\n".join([HEADER, *rows[1:]]), reason="补录")
    assert asked() == before
