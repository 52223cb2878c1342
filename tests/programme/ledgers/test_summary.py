"""What a ledger measured goes up the tree as figures of energy do: where its unit stood in its month, once."""

from datetime import date
from decimal import Decimal

import pytest

from jieyue.programme.ledgers.catalogue import LedgerUnknown
from jieyue.programme.ledgers.summary import summary
from jieyue.rules.period import Period
from jieyue.rules.person import Person, Post
from jieyue.rules.refusal import NotThere
from jieyue.rules.roles import Role
from jieyue.store.orgs.models import Placement

pytestmark = pytest.mark.django_db
D = Decimal
TODAY = date(2026, 1, 15)
TREE = """code | name | parent | level
P  | 某省     |    | 省
C1 | 甲县     | P  | 县
C2 | 乙县     | P  | 县
A  | 甲县一中 | C1 | 单位
A1 | 教务处   | A  | 部门
B  | 甲县财政局 | C1 | 单位
X  | 乙县医院 | C2 | 单位"""
PAPER = """organisation | month | bought_reams | used_reams
A  | 2025-01 | 10 | 4.5
A1 | 2025-01 | 2  | 1
A  | 2024-01 | 8  | 5
B  | 2025-02 | 20 | 8
X  | 2025-01 | 7  | 7"""


def someone(code: str, role: Role = Role.CLERK) -> Person:
    on = date(2026, 1, 15)
    path = Placement.objects.get(organisation__code=code, since__lte=on, until__gt=on).path
    return Person("wang", "10.0.0.9", (Post(role, path),), on=on)


@pytest.fixture
def place(house):
    house.have("organisations", TREE)
    house.have("paper", PAPER)
    return house


def told(code: str, period: str = "2025", *, who: str = "", ledger: str = "paper", today: date = TODAY):
    found = summary(ledger, person=someone(who or code), code=code, period=Period.parse(period), today=today)
    column = next(n for n, each in enumerate(found.columns) if each.key[0] == "paper_used_reams")
    rows = {row.organisation.code: row.figures[column].now for row in found.rows}
    return found, column, rows


def test_a_province_by_counties_a_county_by_units_and_a_unit_by_departments(place):
    found, column, rows = told("P")
    assert rows == {"C1": D("13.5"), "C2": D("7")}
    assert found.whole.figures[column].now == D("20.5")
    assert told("C1")[2] == {"A": D("5.5"), "B": D("8")}
    assert told("A")[2] == {"A": D("4.5"), "A1": D("1")}


def test_against_the_same_period_of_the_year_before(place):
    found, column, _ = told("A", "2025-01")
    figure = found.whole.figures[column]
    assert (figure.now, figure.before, figure.change_percent) == (D("5.5"), D("5"), D("10.0"))
    assert told("B")[0].whole.figures[column].change_percent is None


def test_what_nobody_kept_is_no_saving(place):
    """B has kept its paper of this January alone, A of both."""
    header = "organisation | month | bought_reams | used_reams"
    place.have("paper", f"{header}\nB | 2025-01 | 1 | 3\nA1 | 2024-01 | 1 | 3")
    found, column, _ = told("C1", "2025-01")
    figure, alike = found.whole.figures[column], found.alike.figures[column]
    assert (figure.now, figure.before) == (D("8.5"), D("8"))
    assert (alike.now, alike.before, found.alike.units, found.alike.owed) == (D("5.5"), D("8"), 1, 2)
    assert told("C1", "2025")[0].alike.units == 0


def test_a_year_that_is_not_over_is_compared_by_the_months_that_are(place):
    header = "organisation | month | bought_reams | used_reams"
    place.have("paper", f"{header}\nA | 2024-03 | 1 | 9\nA | 2025-03 | 1 | 2")
    found, column, _ = told("A", today=date(2025, 3, 20))
    figure = found.whole.figures[column]
    assert (figure.now, figure.before, found.is_part, found.last_day) == (D("5.5"), D("5"), True, date(2025, 2, 28))
    found, column, _ = told("A")
    assert (found.whole.figures[column].before, found.is_part) == (D("14"), False)


def test_per_person_of_those_alone_who_have_a_profile(place):
    found, column, _ = told("C1")
    assert (found.persons, found.per_person[column]) == (None, None)
    place.have("profiles", "organisation | year | floor_area_m2 | persons\nB | 2025 | 900 | 4")
    found, column, _ = told("C1")
    assert (found.persons, found.per_person[column]) == (D(4), D(2))


def test_what_is_corrected_withdrawn_and_undone_is_counted_anew(place):
    header = "organisation | month | bought_reams | used_reams | withdrawn"
    place.have("paper", f"{header}\nA | 2025-01 | 10 | 6.5 |", reason="抄错")
    assert told("A")[2]["A"] == D("6.5")
    place.have("paper", f"{header}\nA | 2025-01 | 10 | 6.5 | 是", reason="重复")
    assert told("A")[2] == {"A": None, "A1": D("1")}


def test_a_unit_that_moves_counts_where_it_stood_in_the_month(place):
    move = "code | name | parent | level | effective_on\nA | 甲县一中 | C2 | 单位 | 2025-02-01"
    place.have("organisations", move, reason="划转")
    place.have("paper", "organisation | month | bought_reams | used_reams\nA | 2025-03 | 1 | 3")
    assert told("P")[2] == {"C1": D("13.5"), "C2": D("10")}
    found, _, rows = told("C1")
    assert (rows, found.left_out) == ({"B": D("8")}, 2)


def test_a_measure_is_told_apart_by_the_words_that_were_used(house):
    house.have("organisations", TREE)
    house.have("waste_points", "机构编码 | 投放点\nA | 1号")
    house.have(
        "waste",
        "organisation | point | collected_on | waste_class | weight_kg | receiver\n"
        "A | 1号 | 2025-03-01 | 厨余垃圾 | 30.5 | 环卫所\nA | 1号 | 2025-03-02 | 厨余垃圾 | 9.5 | 环卫所\n"
        "A | 1号 | 2025-03-02 | 其他垃圾 | 12 | 环卫所",
    )
    found = summary("waste", person=someone("C1"), code="C1", period=Period.parse("2025Q1"), today=TODAY)
    assert [(each.word, each.unit) for each in found.columns] == [("厨余垃圾", "kg"), ("其他垃圾", "kg")]
    assert [figure.now for figure in found.whole.figures] == [D(40), D(12)]


def test_what_is_beyond_reach_or_measures_nothing_is_not_there(place):
    with pytest.raises(NotThere):
        told("C2", who="C1")
    with pytest.raises(LedgerUnknown):
        told("A", ledger="rooms")
