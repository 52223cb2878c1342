"""Organisations from a file: the tree as it was, is and will be."""

from datetime import date
from itertools import permutations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jieyue.rules.tree import BEGINNING, FOREVER
from jieyue.store.orgs.models import Organisation, OrganisationVersion, Placement, Succession
from jieyue.store.orgs.tree import path_on, under
from jieyue.store.records.models import LogEntry, RowVersion
from jieyue.store.records.verifying import verify
from soaking import rounds

TREE = """
code   | name   | parent | level | category | system   | kind
61     | 样本省 |        | 省    |          |          |
6101   | 样本市 | 61     | 市    |          |          |
610101 | 甲县   | 6101   | 县    |          |          |
610102 | 乙县   | 6101   | 县    |          |          |
U1     | 一中   | 610101 | 单位  | 教育     | 教育系统 |
U2     | 财政局 | 610101 | 单位  | 机关     | 财政系统 | 行政
U2A    | 办公室 | U2     | 部门  |          |          |
"""


@pytest.fixture
def tree(house):
    house.have("organisations", TREE)
    return house


def codes_on_path(code: str, on: date) -> list[str]:
    codes = dict(Organisation.objects.values_list("id", "code"))
    return [codes[int(part)] for part in path_on(Organisation.objects.get(code=code).id, on).strip("/").split("/")]


def test_the_rows_of_a_file_may_come_in_any_order(house):
    header, *lines = TREE.strip().splitlines()
    house.have("organisations", "\n".join([header, *reversed(lines)]))
    assert codes_on_path("U2A", date(2024, 1, 1)) == ["61", "6101", "610101", "U2", "U2A"]


@pytest.mark.parametrize("order", list(permutations(range(4)))[::5])
def test_every_order_gives_the_same_tree(house, order):
    rows = ["A | 甲 | | 省", "B | 乙 | A | 市", "C | 丙 | B | 单位", "D | 丁 | C | 部门"]
    house.have("organisations", "\n".join(["code | name | parent | level", *(rows[n] for n in order)]))
    assert codes_on_path("D", date(2024, 1, 1)) == ["A", "B", "C", "D"]


def test_chinese_headers_and_words_are_as_good_as_keys(house):
    house.have(
        "organisations",
        """
        机构编码 | 机构名称 | 层级 | 统计分类 | 机关类别
        A        | 甲局     | 单位 | 机关     | 行政
        B        | 乙院     | unit | health   | party
        """,
    )
    kept = Organisation.objects.order_by("code").values_list("code", "level", "category", "kind")
    assert list(kept) == [
        ("A", "unit", "state_organ", "administration"),
        ("B", "unit", "health", "party"),
    ]


def test_the_same_file_again_changes_nothing(tree):
    before = LogEntry.objects.count(), RowVersion.objects.count()
    report = tree.have("organisations", TREE)
    assert (report.added, report.changed, report.unchanged) == (0, 0, 7)
    assert (LogEntry.objects.count(), RowVersion.objects.count()) == before


HISTORY = """
code | name     | parent | level | effective_on
U9   | 老干部局 | 610101 | 单位  |
U9   | 老干部局 | 610102 | 单位  | 2022-03-01
U9   | 老龄委   | 610102 | 单位  | 2023-05-01
"""


def test_the_rows_of_one_code_are_its_history(tree):
    report = tree.have("organisations", HISTORY)
    assert (report.added, report.changed) == (1, 2)
    assert codes_on_path("U9", date(2022, 2, 28))[-2] == "610101"
    assert codes_on_path("U9", date(2022, 3, 1))[-2] == "610102"
    names = OrganisationVersion.objects.filter(organisation__code="U9").order_by("since")
    assert list(names.values_list("since", "name")) == [
        (BEGINNING, "老干部局"),
        (date(2022, 3, 1), "老干部局"),
        (date(2023, 5, 1), "老龄委"),
    ]


def test_a_history_sent_again_changes_nothing(tree):
    tree.have("organisations", HISTORY)
    report = tree.have("organisations", HISTORY)
    assert (report.added, report.changed, report.unchanged) == (0, 0, 3)


def test_a_history_may_come_backwards(tree):
    header, *rows = HISTORY.strip().splitlines()
    tree.have("organisations", "\n".join([header, *reversed(rows)]))
    assert codes_on_path("U9", date(2022, 2, 28))[-2] == "610101"


def test_two_changes_on_one_day_are_a_duplicate(tree):
    rows = HISTORY + "U9 | 老年大学 | 610102 | 单位 | 2023-05-01"
    assert tree.refused("organisations", rows) == [(5, "duplicate_in_file")]


MOVE = "code | name | parent | level | effective_on\nU1 | 一中 | 610102 | 单位 | 2024-07-01"


def test_a_change_needs_a_reason(tree):
    assert tree.refused("organisations", MOVE) == [(2, "reason_needed")]
    assert codes_on_path("U1", date(2024, 7, 1))[-2] == "610101"


def test_a_change_holds_from_its_day_on(tree):
    report = tree.have("organisations", MOVE, reason="区划调整")
    assert (report.changed, report.unchanged) == (1, 0)
    assert codes_on_path("U1", date(2024, 6, 30))[-2] == "610101"
    assert codes_on_path("U1", date(2024, 7, 1))[-2] == "610102"


def test_a_change_is_logged_with_who_when_and_why(tree):
    tree.have("organisations", MOVE, reason="区划调整")
    entry = LogEntry.objects.latest("seq")
    assert (entry.operation, entry.by, entry.login, entry.reason) == (
        "import organisations",
        "console",
        "tester@machine",
        "区划调整",
    )
    assert entry.row_count == 1
    assert verify().holds


def test_a_change_of_parent_without_its_day_is_refused(tree):
    rows = "code | name | parent | level\nU1 | 一中 | 610102 | 单位"
    assert tree.refused("organisations", rows, reason="调整") == [(2, "effective_date_needed")]


def test_a_change_before_the_last_one_is_refused(tree):
    tree.have("organisations", MOVE, reason="区划调整")
    rows = "code | name | parent | level | effective_on\nU1 | 第一中学 | 610101 | 单位 | 2023-01-01"
    assert tree.refused("organisations", rows, reason="更名") == [(2, "later_change_exists")]


def test_a_change_can_be_corrected_on_its_own_day(tree):
    tree.have("organisations", MOVE, reason="区划调整")
    rows = "code | name | parent | level | effective_on\nU1 | 一中 | 6101 | 单位 | 2024-07-01"
    tree.have("organisations", rows, reason="上一份写错了")
    assert codes_on_path("U1", date(2024, 7, 1))[-2] == "6101"
    assert OrganisationVersion.objects.filter(organisation__code="U1").count() == 2
    assert verify().holds


def test_a_blank_cell_changes_nothing(tree):
    rows = "code | name | parent | level | category | system\nU2 | 财政局 | | 单位 | |"
    assert tree.have("organisations", rows).unchanged == 1


def test_a_county_moves_with_everything_below_it(tree):
    tree.have("organisations", "code | name | parent | level\n6102 | 另市 | 61 | 市")
    move = "code | name | parent | level | effective_on\n610101 | 甲县 | 6102 | 县 | 2024-07-01"
    tree.have("organisations", move, reason="区划调整")
    assert codes_on_path("U2A", date(2024, 6, 30)) == ["61", "6101", "610101", "U2", "U2A"]
    assert codes_on_path("U2A", date(2024, 7, 1)) == ["61", "6102", "610101", "U2", "U2A"]


REFUSALS = [
    ("U9 | 某局 | 9999 | 单位 | | | |", "unknown_parent"),
    ("U9 | 某局 | U9 | 单位 | | | |", "own_parent"),
    ("U9 | 某市 | 610101 | 市 | | | |", "level_turned_round"),
    ("U9 | 某县 | 610101 | 县 | | | |", "level_turned_round"),
    ("U9 | 某局 | U2A | 单位 | | | |", "level_turned_round"),
    ("U9 | 某局 | 610101 | 单位 | | 9135010 | |", "credit_code"),
    ("U9 | 某局 | 610101 | 单位 | | 91350100M000100Y44 | |", "credit_code"),
    ("U9 | 某局 | 610101 | 单位 | | | 2024-01-01 | 2024-01-01", "closed_before_opened"),
    ("U9 | 某局 | 610101 | 股室 | | | |", "unknown_word"),
    (f"{'9' * 41} | 某局 | 610101 | 单位 | | | |", "too_long"),
    (f"U9 | {'某' * 201} | 610101 | 单位 | | | |", "too_long"),
]


@pytest.mark.parametrize(("row", "rule"), REFUSALS)
def test_what_cannot_be_is_refused_with_its_row(tree, row, rule):
    header = "code | name | parent | level | category | credit_code | opened_on | closed_on\n"
    assert tree.refused("organisations", header + row) == [(2, rule)]


def test_a_refusal_says_what_to_do(tree):
    (problem,) = tree.bring("organisations", "code | name | parent | level\nU9 | 某局 | 9999 | 单位").problems
    assert (problem.column, problem.says) == (
        "parent",
        "上级“9999”没有登记（或者不归您维护），本文件中也没有可用的这一行。",
    )
    assert problem.do.startswith("请核对上级编码，或在本文件中补上这个上级；")


def test_a_code_twice_in_one_file_is_refused_naming_both(tree):
    rows = "code | name | parent | level\nU9 | 某局 | 610101 | 单位\nU9 | 某局 | 610101 | 单位"
    (problem,) = tree.bring("organisations", rows).problems
    assert (problem.row, problem.rule) == (3, "duplicate_in_file")
    assert "第 2 行" in problem.says


CREDIT = "91350100M000100Y43"


def test_a_credit_code_belongs_to_one(tree):
    header = "code | name | parent | level | credit_code\n"
    two = f"U8 | 甲局 | 610101 | 单位 | {CREDIT}\nU9 | 乙局 | 610101 | 单位 | {CREDIT}"
    assert tree.refused("organisations", header + two) == [(3, "credit_code_shared")]
    tree.have("organisations", f"{header}U8 | 甲局 | 610101 | 单位 | {CREDIT}")
    other = f"{header}U9 | 乙局 | 610101 | 单位 | {CREDIT.lower()}"
    assert tree.refused("organisations", other) == [(2, "credit_code_shared")]
    assert tree.have("organisations", f"{header}U8 | 甲局 | 610101 | 单位 | {CREDIT}").unchanged == 1


def test_a_circle_is_refused_naming_its_members(tree):
    tree.have("organisations", "code | name | parent | level\nD1 | 一科 | U2 | 部门\nD2 | 二科 | D1 | 部门")
    rows = "code | name | parent | level | effective_on\nD1 | 一科 | D2 | 部门 | 2024-01-01"
    report = tree.bring("organisations", rows, reason="调整")
    assert [(each.row, each.rule) for each in report.problems] == [(2, "circle")]
    assert "D1、D2" in report.problems[0].says
    assert codes_on_path("D1", date(2024, 1, 1))[-2] == "U2"


def test_a_circle_among_new_rows_is_refused(tree):
    rows = "code | name | parent | level\nD1 | 一科 | D2 | 部门\nD2 | 二科 | D1 | 部门"
    assert {rule for _, rule in tree.refused("organisations", rows)} == {"unknown_parent"}


def test_who_stood_above_may_come_to_stand_below(tree):
    tree.have("organisations", "code | name | parent | level\nD1 | 一科 | U2 | 部门\nD2 | 二科 | D1 | 部门")
    rows = """
    code | name | parent | level | effective_on
    D2   | 二科 | U2     | 部门  | 2024-01-01
    D1   | 一科 | D2     | 部门  | 2024-01-01
    """
    tree.have("organisations", rows, reason="内设机构调整")
    assert codes_on_path("D2", date(2023, 12, 31))[-3:] == ["U2", "D1", "D2"]
    assert codes_on_path("D1", date(2024, 1, 1))[-3:] == ["U2", "D2", "D1"]


def test_closing_over_others_is_refused_naming_them(tree):
    rows = "code | name | parent | level | closed_on\n610101 | 甲县 | 6101 | 县 | 2024-07-01"
    report = tree.bring("organisations", rows, reason="撤县")
    assert [(each.row, each.rule) for each in report.problems] == [(2, "closed_over_children")]
    assert "U1、U2" in report.problems[0].says


def test_a_county_merges_into_another(tree):
    rows = """
    code   | name   | parent | level | effective_on | closed_on  | successors
    610101 | 甲县   | 6101   | 县    |              | 2024-07-01 | 610102
    U1     | 一中   | 610102 | 单位  | 2024-07-01   |            |
    U2     | 财政局 | 610101 | 单位  |              | 2024-07-01 | U3
    U2A    | 办公室 | U2     | 部门  |              | 2024-07-01 |
    U3     | 财政局 | 610102 | 单位  | 2024-07-01   |            |
    """
    report = tree.have("organisations", rows, reason="撤县并入")
    assert (report.added, report.changed) == (1, 4)
    became = Succession.objects.order_by("id").values_list("organisation__code", "successor__code")
    assert sorted(became) == [("610101", "610102"), ("U2", "U3")]
    again = tree.have("organisations", rows, reason="撤县并入")
    assert (again.changed, again.unchanged) == (0, 5)
    assert verify().holds


def test_a_unit_splits_into_two(tree):
    rows = """
    code | name     | parent | level | closed_on  | successors
    U1   | 一中     | 610101 | 单位  | 2024-09-01 | U11、U12
    U11  | 一中东校 | 610101 | 单位  |            |
    U12  | 一中西校 | 610101 | 单位  |            |
    """
    tree.have("organisations", rows, reason="分设")
    assert Succession.objects.filter(organisation__code="U1").count() == 2


@pytest.mark.parametrize(("successor", "rule"), [("U1", "own_successor"), ("U77", "unknown_organisation")])
def test_a_successor_must_be_another_who_is_registered(tree, successor, rule):
    rows = (
        f"code | name | parent | level | closed_on | successors\nU1 | 一中 | 610101 | 单位 | 2024-09-01 | {successor}"
    )
    assert tree.refused("organisations", rows, reason="撤并") == [(2, rule)]


def test_nobody_is_placed_under_a_closed_organisation(tree):
    rows = "code | name | parent | level | closed_on\nU2A | 办公室 | U2 | 部门 | 2024-01-01"
    tree.have("organisations", rows, reason="撤销")
    under_it = "code | name | parent | level\nD9 | 某组 | U2A | 部门"
    assert tree.refused("organisations", under_it) == [(2, "parent_closed")]


def test_a_level_is_not_changed_over_those_below(tree):
    rows = "code | name | parent | level\n610101 | 甲县 | 6101 | 部门"
    assert tree.refused("organisations", rows, reason="改") == [(2, "level_turned_round")]


def test_the_good_rows_taken_alone_never_hang_in_the_air(tree):
    """A new county that can't be takes the units below it with it: none of them lands at the top."""
    rows = """
    code   | name | parent | level | closed_on
    610103 | 丙县 | 6101   | 县    | 2024-07-01
    U7     | 七局 | 610103 | 单位  |
    U8     | 八局 | 610102 | 单位  |
    """
    report = tree.bring("organisations", rows, accept_good=True)
    kept = OrganisationVersion.objects.filter(organisation__code__in=["610103", "U7", "U8"])
    assert set(kept.values_list("organisation__code", "parent__code")) <= {("610103", "6101"), ("U8", "610102")}
    assert report.refused == 1
    assert OrganisationVersion.objects.filter(parent=None).count() == 1


def test_a_chain_without_end_is_refused_in_words(house):
    rows = [{"code": "D0", "name": "零", "parent": "", "level": "部门"}]
    rows += [{"code": f"D{n}", "name": "某", "parent": f"D{n - 1}", "level": "部门"} for n in range(1, 2000)]
    report = house.bring("organisations", list(reversed(rows)))
    assert not report.taken
    assert {problem.rule for problem in report.problems} == {"too_deep"}


def test_no_character_is_beyond_the_store(house):
    """What a database can't keep is refused or kept, never a fault."""
    house.bring("organisations", [{"code": "A", "name": "甲\x00局🏛", "parent": "", "level": "单位"}])


def test_placements_cover_all_days_without_a_hole(tree):
    tree.have("organisations", MOVE, reason="区划调整")
    for code in ("U1", "U2A", "61"):
        own = list(Placement.objects.filter(organisation__code=code).order_by("since").values_list("since", "until"))
        assert [own[0][0], own[-1][1]] == [BEGINNING, FOREVER]
        assert [until for _, until in own[:-1]] == [since for since, _ in own[1:]]


def test_under_finds_everyone_at_or_below_whatever_the_collation(tree, on_postgresql):
    if on_postgresql:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute('ALTER TABLE orgs_placement ALTER COLUMN path TYPE varchar(200) COLLATE "und-x-icu"')
    found = under(path_on(Organisation.objects.get(code="610101").id, date(2024, 1, 1)), date(2024, 1, 1))
    assert sorted(found.values_list("organisation__code", flat=True)) == ["610101", "U1", "U2", "U2A"]


def queries_of(work) -> int:
    """Without the one by which PostgreSQL looks at a table anew after ten thousand rows."""
    with CaptureQueriesContext(connection) as caught:
        work()
    return sum(not query["sql"].startswith("ANALYZE") for query in caught)


def test_one_row_and_three_take_the_same_number_of_queries(tree):
    header = "code | name | parent | level | credit_code | closed_on | successors\n"
    tree.have("organisations", header + "\n".join(f"S{n} | 某局 | 610102 | 单位 | | |" for n in range(9)))

    def closing(codes):
        rows = "\n".join(f"{code} | 某局 | 610102 | 单位 | | 2024-01-01 | U1" for code in codes)
        return lambda: tree.have("organisations", header + rows, reason="撤销")

    assert queries_of(closing(["S0"])) == queries_of(closing(["S1", "S2", "S3"]))


def test_thousands_of_nodes_move_in_as_many_queries_as_four_hundred(house):
    many = rounds(short=4_000, long=40_000)

    def county(code, units):
        rows = [{"code": code, "name": "某县", "parent": "6101", "level": "县"}]
        return rows + [
            {"code": f"{code}-{n}", "name": f"单位{n}", "parent": code, "level": "单位"} for n in range(units)
        ]

    def moved(code):
        row = {"code": code, "name": "某县", "parent": "6102", "level": "县", "effective_on": "2024-07-01"}
        return lambda: house.have("organisations", [row], reason="区划调整")

    house.have("organisations", "code|name|parent|level\n61|省||省\n6101|甲市|61|市\n6102|乙市|61|市")
    house.have("organisations", county("S", 400))
    few = queries_of(moved("S"))
    house.have("organisations", county("L", many))
    # SQLite gets many rows at a time and the rest of them, PostgreSQL one copy.
    assert queries_of(moved("L")) == few
    assert codes_on_path(f"L-{many - 1}", date(2024, 7, 1)) == ["61", "6102", "L", f"L-{many - 1}"]


def test_a_mistaken_closing_is_taken_back(house):
    house.have("organisations", "code | name | level\nA | 甲局 | 单位")
    house.have("organisations", "code | name | level | closed_on\nA | 甲局 | 单位 | 2024-07-01", reason="撤销")
    report = house.have("organisations", "code | name | level | closed_on\nA | 甲局 | 单位 | 未撤销", reason="误填")
    assert report.changed == 1
    assert Organisation.objects.get(code="A").closed_on is None
