"""A unit's savings for programs: the document of the command."""

from datetime import date


def test_a_change_is_answered_for_every_account_and_with_the_weather_taken(office, program):
    house = office.house
    house.have(
        "bills",
        [
            {
                "organisation": "A",
                "resource": "电",
                "account": "1001",
                "start_date": "2024-01-01",
                "end_date": "2024-01-31",
                "quantity": 90,
                "unit": "kWh",
            }
        ],
    )
    house.have("weather", [{"organisation": "C1", "day": date(2024, 1, 1), "mean_celsius": -3}])
    answer = program("wang").asks("GET", "/savings", organisation="A", began_on="2024-06-01", done_on="2024-06-20")
    told = answer.json()
    assert answer.status_code == 200
    assert (told["method"], told["began_on"], told["done_on"]) == ("caltrack-2.0-billing", "2024-06-01", "2024-06-20")
    assert told["weather"] == {"organisation": "C1", "days": 1}
    [meter] = told["meters"]
    assert (meter["status"], meter["saving"], meter["conclusion"]) == ("no_data", None, "no_answer")


def test_days_that_cannot_be_are_refused_in_words(program):
    answer = program("wang").asks("GET", "/savings", organisation="A", began_on="2024-06-01", done_on="2024-05-01")
    assert (answer.status_code, answer.json()["says"]) == (400, "完工日期早于开工日期。")


def test_a_unit_beyond_reach_is_as_one_that_is_not_there(program):
    assert program("wang").asks("GET", "/savings", organisation="X", began_on="2024-06-01").status_code == 404
