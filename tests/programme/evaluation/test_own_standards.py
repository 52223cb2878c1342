"""An authority brings the standard it holds by Excel, sees what could not be understood, and its units go by it."""

import re
from datetime import UTC, date, datetime

import pytest

from jieyue.policy.loading import StandardUnknown
from jieyue.programme.evaluation.own_standards import key_of
from jieyue.programme.evaluation.queries import evaluation
from jieyue.programme.evaluation.standards import NATIONAL, NotChosen, choice, choose_standard
from jieyue.rules.refusal import NotAllowed
from jieyue.rules.scoring import Result, Verdict
from jieyue.store.orgs.models import Organisation
from jieyue.store.registers.standard_items.models import StandardItem
from offices import open_office, person_named

pytestmark = pytest.mark.django_db
TODAY = date(2026, 2, 1)
AT = datetime(2026, 2, 1, 9, tzinfo=UTC)
TITLE = "某省节约型机关评价标准"
HEAD = "organisation | standard | number | section | text | points | decided_as | is_gate | is_starred | evidence"
ROWS = f"""{HEAD}
C1 | {TITLE} | 1.1 | 目标管理 | 完成年度目标 | 20 | 1.1 | 是 | 否 |
C1 | {TITLE} | 2.1 | 制度 | 逐月整理票据 | 10 | 2.2d1 | 否 | 否 | 票据清单、扫描件
C1 | {TITLE} | 2.2 | 制度 | 领导重视 | 5 | 人工 | 否 | 是 |
C1 | {TITLE} | 3.1 | 能耗 | 面积能耗与均值比 | | DU-1.1 | 否 | 否 |"""


@pytest.fixture
def office(house):
    return open_office(house)


def who(username: str):
    return person_named(username, on=TODAY)


def key(place: str = "C1") -> str:
    return key_of(Organisation.objects.get(code=place).pk, TITLE)


def chosen(place: str, standard: str, by: str = "li") -> None:
    choose_standard(organisation=place, year=2025, standard=standard, by=who(by), at=AT)


def test_a_standard_brought_as_a_sheet_is_offered_below_its_place_and_decides_by_the_rules_it_names(office, house):
    house.have("standard_items", ROWS)
    assert TITLE in {each.title for each in choice(organisation="C1", year=2025, person=who("li")).known.values()}
    assert key() not in choice(organisation="C2", year=2025, person=who("li")).known
    chosen("C1", key())
    shown = evaluation(organisation="A", year=2025, person=who("wang"), today=TODAY)
    assert shown.sheet.standard.title == TITLE
    found = {row.decision.item.number: row.decision for row in shown.rows}
    assert (found["2.1"].verdict, found["2.1"].of) == (Verdict.LOST, 10)
    assert (found["2.2"].verdict, found["2.2"].item.is_starred) == (Verdict.UNDECIDED, True)
    assert [section.points for section, _ in shown.sections] == [20, 15, None]
    assert found["2.1"].item.evidence == ("票据清单", "扫描件")
    assert shown.sheet.result is Result.OPEN


def test_what_could_not_be_understood_is_named_row_by_row_and_nothing_is_kept(office, house):
    broken = ROWS.replace("| 2.2d1 |", "| 2.2d9 |").replace("| 3.1 |", "| 三/1 |")
    report = house.bring("standard_items", broken)
    said = {(problem.row, problem.column): problem for problem in report.problems}
    assert set(said) == {(3, "decided_as"), (5, "number")}
    assert "没有看懂判定方式“2.2d9”" in said[3, "decided_as"].says
    assert "2.2d1" in said[3, "decided_as"].do
    assert not StandardItem.objects.exists()


def test_what_another_place_brought_is_not_chosen_and_what_is_withdrawn_gives_way_to_the_national_one(office, house):
    house.have("standard_items", ROWS)
    with pytest.raises(NotChosen) as refused:
        chosen("C2", key())
    assert "别处自带" in refused.value.says
    with pytest.raises(StandardUnknown):
        evaluation(standard=key(), organisation="X", year=2025, person=who("zhao"), today=TODAY)
    chosen("C1", key())
    rows = [
        dict(zip(HEAD.split(" | "), (cell.strip() for cell in line.split("|")), strict=True))
        for line in ROWS.splitlines()[1:]
    ]
    house.have("standard_items", [{**row, "withdrawn": "是"} for row in rows], reason="换新标准")
    shown = evaluation(organisation="A", year=2025, person=who("wang"), today=TODAY)
    assert shown.sheet.standard.key == NATIONAL


def test_whoever_enters_for_units_brings_no_standard(office, house):
    with pytest.raises(NotAllowed):
        house.bring("standard_items", ROWS, by=who("wang"))
    assert not StandardItem.objects.exists()


def test_the_page_of_choosing_leads_to_the_template(office):
    page = office.as_("li").get("/evaluation/C1/2025/standard/").content.decode()
    assert "用 Excel 导入自己的标准" in page
    link = re.search(r'href="([^"]*kind=standard_items)"', page)[1]
    shown = office.as_("li").get(link).content.decode()
    assert "自带评价标准" in shown
    assert "模板" in shown
