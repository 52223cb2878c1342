"""Standards as data: what is wrong is told with file and line; a deployment adds its own."""

from pathlib import Path

import pytest

from jieyue.policy.checking import check
from jieyue.policy.loading import load, read
from jieyue.policy.reading import PolicyRefused
from jieyue.programme.evaluation.gathering import OWN
from jieyue.rules.scoring import OWN_SOURCES
from jieyue.rules.values import Certainty
from jieyue.store.ledgers.offered import offered

STANDARD = """kind = "standard"
key = "city"
title = "某市标准"
issuer = "某市"
document = "某市〔2024〕2号"
from = 2024-01-01
certainty = "verified"

[[sections]]
key = "1"
name = "管理"
points = 3

[[items]]
id = "C-1"
section = "1"
group = "公示"
text = "每季度公示"
points = 3
rule = { kind = "every_period", source = "notices" }
row = "F8"
source = { document = "某市〔2024〕2号" }
certainty = "verified"
"""
CASES = """kind = "standard_cases"

[[cases]]
name = "四个季度都公示"
item = "C-1"
verdict = "earned"
points = 3
source = { document = "某市〔2024〕2号" }
facts.notices = { expected = 4, found = [{ period = "1" }, { period = "2" }, { period = "3" }, { period = "4" }] }
"""
EVERY = '{ kind = "every_period", source = "notices" }'
WATER = (
    '{ kind = "title_or_tier", title = "water-saving", source = "notices", benchmark = "notices", tiers = [[1, 1]] }'
)
GOALS = '{ kind = "target_met", source = "targets", targets = ["water_per_person_m3", "energy_per_cow"] }'


@pytest.fixture
def city(tmp_path) -> Path:
    folder = tmp_path / "standards" / "city"
    folder.mkdir(parents=True)
    (folder / "standard.toml").write_text(STANDARD, "utf-8")
    (folder / "cases.toml").write_text(CASES, "utf-8")
    return tmp_path


def test_a_deployment_adds_a_standard_with_its_cases_and_no_code(city):
    assert load((city,)).standard("city").items[0].points == 3
    report = check(city)
    assert report.is_good
    assert "四个季度都公示" in {case.name for case in report.passed}


def test_a_case_that_does_not_hold_is_told(city):
    file = city / "standards" / "city" / "cases.toml"
    file.write_text(CASES.replace('verdict = "earned"', 'verdict = "lost"'), "utf-8")
    (failed,) = check(city).failed
    assert (failed.expected, failed.got) == ("失分 3 分", "得分 3 分")


@pytest.mark.parametrize(
    ("was", "now", "says"),
    [
        ('kind = "every_period"', 'kind = "some_period"', "standard.toml:20 不认识评分规则“some_period”。"),
        (', source = "notices"', "", "standard.toml:20 规则“every_period”没有写 source。"),
        (
            'source = "notices" }',
            'source = "notices", least = 2 }',
            "standard.toml:20 规则“every_period”的参数应为：无。",
        ),
        ("points = 3\nrule", "points = 2\nrule", "standard.toml:12 “管理”写 3 分，各项相加为 2 分。"),
        ('section = "1"', 'section = "9"', "standard.toml:16 没有“9”这一部分。"),
        ('key = "city"', 'key = "national-2020"', "评价标准“national-2020”已经有了"),
        ('row = "F8"', 'row = "x"', "不能是“x”"),
        (
            EVERY,
            WATER.replace("water-saving", "water-savings"),
            "“title_or_tier”的 title 写了“water-savings”，没有这个词。",
        ),
        (EVERY, GOALS, "“target_met”的 targets 写了“energy_per_cow”，没有这个词。"),
        (EVERY, f'{{ kind = "all_hold", rules = [{GOALS}] }}', "写了“energy_per_cow”，没有这个词。"),
        ("\n[[sections", '\n[basis]\nelectricity_basis = "x"\n[[sections', "开关“electricity_basis”不能是“x”。"),
        ('certainty = "verified"\n\n[[sections', 'certainty = "sure"\n\n[[sections', "不认识“sure”。"),
    ],
)
def test_what_is_wrong_with_a_standard_is_told_with_file_and_line(city, was, now, says):
    file = city / "standards" / "city" / "standard.toml"
    assert was in STANDARD
    file.write_text(STANDARD.replace(was, now, 1), "utf-8")
    with pytest.raises(PolicyRefused) as refused:
        read((city,))
    told = [f"{Path(fault.file).name}:{fault.line} {fault.says}" for fault in refused.value.faults]
    assert any(says in each for each in told), told


@pytest.mark.parametrize(
    ("source", "more", "says"),
    [
        ("paper_by_month", "", []),
        ("vehicles", "", []),
        ("wishes", "", ["standard.toml:20 没有台账提供“wishes”。"]),
        ("wishes", 'awaits = "愿望登记"\n', []),
    ],
)
def test_an_item_asks_what_some_ledger_answers_or_says_what_it_waits_for(city, source, more, says):
    file = city / "standards" / "city" / "standard.toml"
    file.write_text(STANDARD.replace('source = "notices"', f'source = "{source}"') + more, "utf-8")
    (city / "standards" / "city" / "cases.toml").unlink()
    found = check(city, offered=offered()).faults
    assert [f"{Path(each.file).name}:{each.line} {each.says}" for each in found] == says


def test_every_source_that_is_no_ledgers_has_its_function():
    assert OWN.keys() == OWN_SOURCES


def test_the_verified_part_of_the_national_standard_adds_up_to_thirty_and_nothing_else_has_points():
    items = load().standard("national-2020").items
    verified = [each for each in items if each.certainty is Certainty.VERIFIED]
    assert sum(each.points for each in verified) == 30
    assert {each.points for each in items if each.certainty is not Certainty.VERIFIED} == {None}
    assert len(items) == 35
