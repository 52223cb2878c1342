"""What a change at a unit saved, from the bills and the weather that are kept."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jieyue.programme.savings.lines import lines
from jieyue.programme.savings.of_unit import Change, ChangeRefused, savings_of_unit
from jieyue.programme.sentences.lists import of_list, place_of
from jieyue.programme.sentences.telling import Now
from jieyue.rules.own_lists import SAVINGS
from jieyue.rules.period import month_end, months_later
from jieyue.rules.refusal import NotThere
from jieyue.rules.savings.judging import Conclusion
from offices import Office, open_office, person_named

TODAY = date(2025, 4, 1)
BEGAN, DONE = date(2024, 2, 10), date(2024, 2, 25)
CHANGE = Change.of(BEGAN, DONE)
ROW = {"organisation": "A", "resource": "电", "account": "9001", "unit": "kWh"}


def celsius(day: date) -> float:
    """Cold in January, warm in July, with a week's ups and downs."""
    return round(14 - 14 * (1 - abs(day.timetuple().tm_yday - 197) / 91) * -1 + day.toordinal() % 7 - 3, 1)


def weather(code: str, *, since: date = date(2022, 11, 1), days: int = 900) -> list[dict[str, object]]:
    each = [since + timedelta(days=n) for n in range(days)]
    return [{"organisation": code, "day": day, "mean_celsius": celsius(day)} for day in each]


def months(*, factor: float, since: date = date(2023, 1, 1), many: int = 27) -> Iterable[tuple[date, float]]:
    """Bills of 10 a day and 2 for each degree below 18, less by the factor from March 2024 on."""
    for month in (months_later(since, n) for n in range(many)):
        days = [month + timedelta(days=n) for n in range((month_end(month) - month).days + 1)]
        used = sum(10 + 2 * max(18 - celsius(day), 0) for day in days)
        yield month, round(used * (factor if month >= date(2024, 3, 1) else 1), 3)


def bills(factor: float = 0.8, **about: object) -> list[dict[str, object]]:
    row = {**ROW, **about}
    return [
        {**row, "start_date": month, "end_date": month_end(month), "quantity": used}
        for month, used in months(factor=factor)
    ]


def with_weather(house) -> Office:
    office = open_office(house)
    house.have("weather", weather("C1"))
    house.have("bills", [*bills(), *bills(1.0, account="9002"), *bills(resource="水", unit="m3", account="W")])
    return office


@pytest.fixture
def office(house) -> Office:
    return house.begun(with_weather)


def asked(code: str = "A", *, who: str = "wang", change: Change = CHANGE):
    return savings_of_unit(organisation=code, change=change, person=person_named(who, on=TODAY))


def of(number: str, found=None):
    return next(each for each in lines(found or asked()) if number in each.label)


def test_a_fifth_less_after_the_work_is_a_fifth_saved(office):
    found, line = asked(), of("9001")
    assert (found.weather.place.code, found.weather.is_own) == ("C1", False)
    assert line.percent == pytest.approx(20, abs=0.3)
    assert line.conclusion is Conclusion.SAVED
    assert "天冷" in line.model
    assert line.heating_balance_c == pytest.approx(18, abs=0.6)
    assert line.disqualified == []
    assert of("9002").percent == pytest.approx(0, abs=0.3)
    assert of("9002").conclusion is Conclusion.UNSURE


def test_a_usual_year_saves_the_same_share_in_the_mean_weather_of_the_years_that_are_known(office):
    line, answer = of("9001"), asked().answer
    assert line.normal_years == 2
    number = next(n for n, each in enumerate(asked().accounts) if "9001" in each.label)
    assert line.normal_saving / answer.normal.before[number] == pytest.approx(0.2, abs=0.01)


def test_twelve_whole_bills_before_the_work_are_learnt_from_and_the_month_of_the_work_belongs_to_neither(office):
    before = [each for each in of("9001").bills if each.is_baseline]
    after = [each for each in of("9001").bills if not each.is_baseline]
    assert (before[0].start, before[-1].end, len(before)) == (date(2023, 2, 1), date(2024, 1, 31), 12)
    assert (after[0].start, after[-1].end, len(after)) == (date(2024, 3, 1), date(2025, 2, 28), 12)
    assert after[-1].saved_so_far == pytest.approx(of("9001").saving)


def test_a_sentence_of_a_plan_is_kept_where_last_year_saved_by_the_weather_and_no_account_rose(office, house):
    def told(code: str):
        return next(of_list(SAVINGS, place_of(code, person_named("wang", on=TODAY), TODAY)))

    one = told("A")
    assert (one.now, one.thing, one.names) == (Now.MET, "savings", ("A", "2024-01-01"))
    assert one.says.startswith("2024 年起一年与此前一年相比，按气温折算：确有节约 1 户，")
    house.have("bills", bills(1.4, account="9003"))
    assert (told("A").now, "用量上升 1 户" in told("A").says) == (Now.UNMET, True)
    assert told("B").now is Now.NOTHING


def test_water_and_vehicles_are_not_set_right_for_the_weather(office, house):
    house.have("bills", [{**each, "use": "车辆", "account": "C"} for each in bills()])
    assert {each.resource for each in asked().accounts} == {"electricity"}
    assert sorted(each.label[-4:] for each in asked().accounts) == ["1001", "9001", "9002"]


def test_the_weather_of_the_unit_itself_goes_before_that_of_its_county_where_as_much_is_known(office, house):
    house.have("weather", weather("A", days=100))
    assert asked().weather.place.code == "C1"
    house.have("weather", weather("A"))
    assert (asked().weather.place.code, asked().weather.is_own) == ("A", True)


def test_without_weather_there_is_no_figure_and_every_bill_says_why(house):
    open_office(house)
    house.have("bills", bills())
    line = of("9001")
    assert asked().weather.place is None
    assert (line.saving, line.conclusion) == (None, Conclusion.NO_ANSWER)
    assert {each.left_out for each in line.bills} == {"缺少气温"}


def test_what_the_year_before_lacks_makes_the_figure_unreliable_and_it_is_told_all_the_same(office):
    line = of("9001", asked(change=Change.of(date(2023, 7, 1), None)))
    assert line.conclusion is Conclusion.UNRELIABLE
    assert line.saving is not None
    assert any("天，短于" in each for each in line.disqualified)


def test_a_refund_of_the_days_of_a_bill_is_taken_off_and_another_is_told(office, house):
    months_of = {"organisation": "A", "resource": "电", "account": "9001", "unit": "kWh"}
    first = {"start_date": "2024-03-01", "end_date": "2024-03-31"}
    house.have("bills", [{**months_of, **first, "quantity": -100, "refund_of": "F1", "invoice_number": "R1"}])
    assert of("9001").bills[12].observed == pytest.approx(
        next(used for m, used in months(factor=0.8) if m == date(2024, 3, 1)) - 100
    )
    other = {"start_date": "2024-03-05", "end_date": "2024-03-09"}
    house.have("bills", [{**months_of, **other, "quantity": -5, "refund_of": "F1", "invoice_number": "R2"}])
    assert any("有 1 张冲减" in note for note in of("9001").notes)


def test_whoever_cannot_see_the_unit_is_told_of_nothing(office):
    with pytest.raises(NotThere):
        asked("NICHTS")
    with pytest.raises(NotThere):
        asked("A", who="zhao")


def test_days_that_cannot_be_are_refused():
    with pytest.raises(ChangeRefused, match="早于开工"):
        Change.of(DONE, BEGAN)
    with pytest.raises(ChangeRefused, match="三年"):
        Change.of(BEGAN, BEGAN + timedelta(days=1200))


def test_more_accounts_ask_no_more_of_the_database(office, house):
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked_of:
            lines(asked())
        return len(asked_of)

    before = queries()
    house.have("bills", [row for n in range(5) for row in bills(account=f"91{n}77{n}3")], new_accounts=True)
    assert (len(asked().accounts), queries()) == (8, before)


# --- page and API


PAGE = "/savings/?organisation=A&began=2024-02-10&done=2024-02-25"


def page(office, who: str, address: str) -> str:
    answer = office.as_(who).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_asks_for_a_day_and_then_tells_of_every_account(office):
    asked_for = page(office, "wang", "/savings/?organisation=A")
    assert "开工日期" in asked_for
    assert "各户号" not in asked_for
    told = page(office, "wang", PAGE)
    assert "确有节约" in told
    assert "分不出节约" in told
    assert "气温取自" in told
    assert "改造后累计节能量" in told
    assert "试过哪些模型" in told


def test_another_account_is_told_in_full_when_it_is_asked_for(office):
    account = of("9002").account
    assert f'<h2 id="one">{of("9002").label}</h2>' in page(office, "wang", f"{PAGE}&account={account}")
    refused = office.as_("wang").get(f"{PAGE}&account=999999")
    assert (refused.status_code, "没有“999999”这一项" in refused.content.decode()) == (404, True)


def test_a_page_without_weather_says_what_to_enter_and_where(house):
    office = open_office(house)
    house.have("bills", bills())
    told = page(office, "wang", PAGE)
    assert "没有气温，算不出节能量" in told
    assert "/ledgers/weather/" in told


def test_days_in_the_wrong_order_are_told_on_the_page(office):
    assert "完工日期早于开工日期" in page(office, "wang", "/savings/?organisation=A&began=2024-03-01&done=2024-02-01")
