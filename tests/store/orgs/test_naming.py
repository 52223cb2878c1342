"""Units that a sheet gives by name."""

import pytest

from jieyue.rules.person import Person, Post
from jieyue.rules.roles import Role
from jieyue.store.orgs.models import Placement, Profile
from samples import NOW

TREE = """code | name | parent | level
P  | 某省     |    | 省
C1 | 甲县     | P  | 县
C2 | 乙县     | P  | 县
A  | 第一中学 | C1 | 单位
B  | 财政局   | C1 | 单位
X  | 财政局   | C2 | 单位"""
PROFILE = "机构名称 | 年度 | 建筑面积 | 用能人数\n{} | 2024 | 5000 | 100"


@pytest.fixture
def tree(house):
    house.have("organisations", TREE)
    return house


def clerk(code: str) -> Person:
    path = Placement.objects.get(organisation__code=code).path
    return Person("wang", "a test", (Post(Role.CLERK, path),), on=NOW.date())


def rules(report) -> list[tuple[int, str]]:
    return [(each.row, each.rule) for each in report.problems]


def owners() -> list[str]:
    return list(Profile.objects.values_list("organisation__code", flat=True))


@pytest.mark.parametrize("name", ["第一中学", " 第一 中学", "第一中学\u200b"])
def test_a_name_of_one_unit_is_as_good_as_its_code(tree, name):
    assert tree.have("profiles", PROFILE.format(name)).problems == []
    assert owners() == ["A"]


def test_a_name_of_several_is_told_with_their_codes(tree):
    report = tree.bring("profiles", PROFILE.format("财政局"))
    assert rules(report) == [(2, "name_of_several")]
    assert "（B、X）" in report.problems[0].says


def test_of_two_alike_the_one_within_reach_is_meant(tree):
    assert tree.have("profiles", PROFILE.format("财政局"), by=clerk("C1")).problems == []
    assert owners() == ["B"]


def test_a_unit_beyond_reach_sounds_like_none(tree):
    told = [tree.bring("profiles", PROFILE.format(name), by=clerk("C2")).problems for name in ("第一中学", "第九中学")]
    assert [problem.rule for [problem] in told] == ["unknown_name", "unknown_name"]
    assert told[0][0].says.replace("第一", "第九") == told[1][0].says


def test_who_was_renamed_is_known_by_either_name(tree):
    renamed = "code | name | parent | level | effective_on\nA | 实验中学 | C1 | 单位 | 2024-07-01"
    tree.have("organisations", renamed, reason="更名")
    for name in ("第一中学", "实验中学"):
        assert tree.have("profiles", PROFILE.format(name)).problems == []
    assert owners() == ["A"]


def test_beside_the_codes_names_are_passed_over(tree):
    rows = "机构编码 | 机构名称 | 年度 | 建筑面积 | 用能人数\nA | 财政局 | 2024 | 5000 | 100"
    assert rules(tree.have("profiles", rows)) == [(1, "passed_over")]
    assert owners() == ["A"]


def test_a_total_among_names_is_a_total(tree):
    assert rules(tree.bring("profiles", PROFILE.format("合计"))) == [(2, "total_row")]
