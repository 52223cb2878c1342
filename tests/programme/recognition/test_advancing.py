"""先进单位的遴选: the rule of the policy applied to the recognised organs of a place."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jieyue.programme.recognition import advancing
from jieyue.programme.recognition.advancing import advanced
from jieyue.rules.recognition import Chosen, Exclusion, Score
from jieyue.rules.refusal import NotThere
from jieyue.rules.rounds import Outcome
from jieyue.store.policies import policy
from jieyue.store.records.keeping import correct
from jieyue.store.records.writing import writing
from jieyue.store.rounds.models import RoundUnit
from offices import open_office, person_named
from review_desk import AT, TODAY, begin, say, send_sheet

MORE = """code | name | parent | level | kind | category
D | 甲县审计局 | C1 | 单位 | 行政 | 机关
E | 甲县司法局 | C1 | 单位 | 行政 | 机关
F | 甲县信访局 | C1 | 单位 | 行政 | 机关"""
TITLES = """organisation | title | given_on | taken_on | document
F | 节约型机关 | 2021-05-01 | | 某发〔2021〕1号
D | 节约型机关先进单位 | 2024-05-01 | | 某发〔2024〕1号"""
MERITS = """organisation | decided_on | kind | why
E | 2025-09-01 | 通报批评 | 长明灯"""


def opened(house):
    office = open_office(house)
    house.have("organisations", MORE)
    house.have("titles", TITLES, at=AT)
    say()
    send_sheet()
    number = begin(units=["B", "D", "E"])
    of = policy().standards["national-2020"].points_known
    with writing(operation="round conclude", by=house.person, at=AT) as change:
        for code, percent in {"B": 91, "D": 97, "E": 99}.items():
            about = {"outcome": Outcome.PASSED, "points": of * percent / 100, "concluded_at": AT}
            correct(change, RoundUnit.objects.get(round=number, organisation__code=code), **about)
    return office


@pytest.fixture
def office(house):
    return house.begun(opened)


def shown(place: str = "C1", who: str = "li"):
    return advanced(organisation=place, person=person_named(who, on=TODAY), today=TODAY)


def told(found) -> dict[str, tuple[str, int | None]]:
    return {each.organ.organisation.code: (each.place.result.value, each.place.rank) for each in found.lines}


def test_the_best_of_the_last_round_is_chosen_and_whoever_was_criticised_or_has_no_points_is_not(office, house):
    assert told(shown()) == {"E": ("chosen", 1), "D": ("no_place", 2), "B": ("no_place", 3), "F": ("no_score", None)}
    house.have("merits", MERITS, at=AT)
    found = shown()
    assert told(found) == {"D": ("chosen", 1), "B": ("no_place", 2), "F": ("no_score", None), "E": ("excluded", None)}
    assert [each.percent for each in found.lines[:2]] == [Decimal(97), Decimal(91)]
    assert found.lines[-1].excluded == (Exclusion.CRITICISED,)
    assert found.lines[0].titled_on == date(2024, 5, 1)
    assert (found.places, found.organs) == (1, 4)


def test_a_criticism_counts_for_the_months_of_the_rule(office, house):
    house.have("merits", MERITS.replace("2025-09-01", "2025-04-20"), at=AT)
    assert told(shown())["E"] == ("chosen", 1)


def test_a_rule_by_score_sheets_ranks_by_what_the_system_found(office, monkeypatch):
    ours = policy()
    recognised = replace(ours.recognition, choosing=replace(ours.recognition.choosing, score=Score.SHEET))
    monkeypatch.setattr(advancing, "policy", lambda: replace(ours, recognition=recognised))
    [line] = [each for each in shown().lines if each.organ.organisation.code == "B"]
    assert line.place.result is Chosen.BELOW
    assert line.percent is not None


def test_the_page_says_the_rule_and_why_each_is_in_or_not(office, house):
    house.have("merits", MERITS.replace("2025-09-01", f"{timezone.localdate()}"), at=timezone.now())
    client = office.as_("li")
    page = client.get(reverse("recognition:advanced"), {"organisation": "C1"}).content.decode()
    assert all(each in page for each in ("入选 1", "名额已满 1", "不参加遴选 1", "受过通报批评、诫勉", "97.00"))
    only = client.get(reverse("recognition:advanced"), {"organisation": "C1", "result": "excluded"}).content.decode()
    assert "甲县司法局" in only
    assert "甲县审计局" not in only
    file = client.get(reverse("recognition:advanced-file", args=["csv"]), {"organisation": "C1"})
    lines = b"".join(file.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[1].startswith("D,甲县审计局,甲县审计局,县,1,97.00,入选")
    assert "不低于90%" in lines[1]


def test_nobody_sees_who_is_chosen_elsewhere_and_no_question_is_asked_for_each_unit(office, house):
    with pytest.raises(NotThere):
        shown("C2", who="wang")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            shown()
        return len(queries)

    before = asked()
    rows = "\n".join(f"N{n} | 第{n}局 | C1 | 单位 | 行政 | 机关" for n in range(20))
    house.have("organisations", f"code | name | parent | level | kind | category\n{rows}")
    titles = "\n".join(f"N{n} | 节约型机关 | 2022-01-01 | 某发" for n in range(20))
    house.have("titles", f"organisation | title | given_on | document\n{titles}", at=AT)
    assert asked() == before
    assert len(shown().lines) == 24
