"""怎么数: what is said of a class goes before what is said of all, a region's own before the nation's."""

import pytest

from jieyue.policy.loading import load
from jieyue.policy.reading import PolicyRefused
from jieyue.rules.counting import Counted, CountingRule, rules_for
from jieyue.rules.quotas import Institution

RULES = load().counting_rules


def told(class_: str = "", region: str = "") -> dict[Counted, str]:
    institution = Institution(class_=class_, level=None, region=region)
    return {each.what: each.text for each in rules_for(institution, RULES)}


def test_everybody_is_told_how_each_figure_is_counted():
    assert list(told()) == list(Counted)
    assert all(each.source.document for each in RULES)


@pytest.mark.parametrize(
    ("class_", "region", "what", "says"),
    [
        ("organ", "370102", Counted.PERSONS, "按全年日平均"),
        ("organ", "110101", Counted.PERSONS, "工勤保障"),
        ("organ", "510101", Counted.PERSONS, "办公区实际办公"),
        ("hospital-2", "510101", Counted.PERSONS, "年门诊人次÷365"),
        ("service-hall", "", Counted.WATER, "不算流动人数"),
        ("university", "", Counted.WATER, "教职工人数×0.5"),
        ("school", "370102", Counted.WATER, "住宿生人数×2"),
    ],
)
def test_the_narrowest_holds(class_, region, what, says):
    assert says in told(class_, region)[what]


def test_without_any_rule_somebody_is_told_something_else():
    """No entry is there that nobody reads."""
    kinds = {"", *(key for each in RULES for key in each.classes)}
    regions = {"", *(key for each in RULES for key in each.regions)}

    def all_told(rules: tuple[CountingRule, ...]) -> list:
        asked = [Institution(class_=kind, level=None, region=region) for kind in kinds for region in regions]
        return [rules_for(each, rules) for each in asked]

    whole = all_told(RULES)
    assert [each for n, each in enumerate(RULES) if all_told(RULES[:n] + RULES[n + 1 :]) == whole] == []


def test_a_class_that_nobody_knows_is_a_fault(tmp_path):
    own = tmp_path / "quotas"
    own.mkdir()
    about = 'certainty = "verified"\nsource = { document = "某文" }'
    rule = f'what = "persons"\ntext = "全部"\nclasses = ["palace"]\n{about}'
    (own / "own.toml").write_text(f'kind = "counting_rules"\n\n[[rules]]\n{rule}\n', "utf-8")
    with pytest.raises(PolicyRefused, match="palace"):
        load([tmp_path])
