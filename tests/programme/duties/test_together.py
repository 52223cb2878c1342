"""Several plans in force order the same thing: it stands once with their titles, or with what they say differently."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from jieyue.programme.duties import operations
from jieyue.programme.duties.queries import at_place, duties
from jieyue.programme.duties.together import together
from offices import open_office, person_named

pytestmark = pytest.mark.django_db
AT = datetime(2025, 5, 20, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = AT.date()
PLAN = """kind = "plan"
key = "{key}"
title = "{title}"
issuer = "某省"
document = "某文"
from = 2020-01-01
certainty = "verified"
levels = ["unit"]

[[entries]]
key = "{key}-analysis"
sentence = 1
order = "obligation"
quote = "每年报送分析"
row = "B7"
what = "报送年度分析"
discharge = {{ by = "document", what = "analysis_report" }}

[entries.due]
rule = "yearly"
month = 6
day = 30
shift = "none"
source = {{ document = "某文" }}
certainty = "verified"

[[entries]]
key = "{key}-plan"
sentence = 2
order = "obligation"
quote = "每年报送方案"
row = "B7"
what = "{what}"
discharge = {{ by = "document", what = "creation_plan" }}

[entries.due]
rule = "yearly"
month = {month}
day = 28
shift = "none"
source = {{ document = "某文" }}
certainty = "verified"
"""
TEXT = "## 一、要求\n\n1. 每年报送分析。\n2. 每年报送方案。\n"
PLANS = (
    {"key": "of-province", "title": "省方案", "what": "报送实施方案", "month": "9"},
    {"key": "of-city", "title": "市方案", "what": "报送创建方案", "month": "8"},
)


@pytest.fixture
def office(house, tmp_path, settings):
    for each in PLANS:
        own = tmp_path / "policy" / "plans" / each["key"]
        own.mkdir(parents=True)
        (own / "text.md").write_text(TEXT, "utf-8")
        (own / "plan.toml").write_text(PLAN.format(**each), "utf-8")
    settings.JIEYUE_POLICY_FOLDERS = [tmp_path / "policy"]
    return house.begun(with_both)


def with_both(house):
    office = open_office(house)
    for each in PLANS:
        about = {"organisation": "P", "since": date(2025, 1, 1), "by": who("li"), "at": AT}
        operations.put_in_force(plan=each["key"], **about)
    return office


def who(name: str):
    return person_named(name, on=TODAY)


def told(found) -> list[tuple]:
    return [(each.first.duty.what, each.plans, list(each.otherwise)) for each in together(found)]


SAME = ("报送年度分析", ["市方案", "省方案"], [])
OTHERWISE = [
    ("报送创建方案", [], ["《省方案》也要求这件事，写的是“报送实施方案”，期限是 2025-09-28。"]),
    ("报送实施方案", [], ["《市方案》也要求这件事，写的是“报送创建方案”，期限是 2025-08-28。"]),
]


def test_what_both_order_alike_stands_once_and_names_both_and_what_differs_says_how(office):
    found = duties(organisation="A", person=who("wang"), today=TODAY)
    assert len(found) == 4
    assert sorted(told(found)) == sorted([SAME, *OTHERWISE])
    counted = at_place(organisation="C1", person=who("wang"), today=TODAY).tallies
    assert sorted(told(counted)) == sorted([SAME, *OTHERWISE])


def test_what_is_exempt_by_one_plan_alone_is_still_to_be_done_and_stands_apart(office):
    about = {"organisation": "A", "by": who("li"), "at": AT, "reason": "已并入"}
    operations.exempt(plan="of-city", entry="of-city-analysis", **about)
    found = [each for each in duties(organisation="A", person=who("wang"), today=TODAY) if each.duty.what == SAME[0]]
    assert told(found) == [(SAME[0], [], []), (SAME[0], [], [])]


def test_every_list_of_duties_says_it_once(office):
    clerk = office.as_("wang")
    lists = ["/duties/?organisation=A", "/duties/?organisation=C1"]
    for address in lists:
        page = clerk.get(address).content.decode()
        assert page.count("《市方案》《省方案》都要求，办一次即可。") == page.count("报送年度分析（") > 0, address
        assert page.count("《市方案》也要求这件事") == page.count("报送实施方案（") > 0, address
    feed = clerk.get("/duties/calendar.ics?organisation=A").content.decode().replace("\r\n ", "")
    assert feed.count("：报送年度分析（2025）") == 1


def test_the_plans_in_force_are_listed_for_whoever_reads_with_a_way_to_their_sentences(office):
    reader = office.as_("sun")
    page = reader.get("/duties/plans/").content.decode()
    assert [each["title"] in page for each in PLANS] == [True, True]
    assert "/duties/plans/of-city/?organisation=" in page
    text = reader.get("/duties/plans/of-city/").content.decode()
    assert "每年报送分析。" in text
    assert "共 2 句" in text
