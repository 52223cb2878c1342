"""怎么数: what is said of a class goes before what is said of all, a region's own before the nation's."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.policy.loading import load
from jieyue.policy.reading import PolicyRefused
from jieyue.rules.counting import Counted, CountingRule, PersonPart, PersonsCounted, counted, rules_for
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
        ("kindergarten", "370102", Counted.WATER, "住宿生人数×2"),
        ("kindergarten", "", Counted.PERSONS, "全国没有查到规定"),
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


# --- persons from their parts

NUMBERS = st.decimals(0, 10**6, places=2)


def made(class_: str, what: Counted, parts: dict[PersonPart, Decimal | None], region: str = "") -> PersonsCounted:
    own = rules_for(Institution(class_=class_, level=None, region=region), RULES)
    return counted(next(each for each in own if each.what is what and each.terms), parts)


def test_a_hospital_counts_beds_in_use_interns_by_months_and_visits_a_day():
    figures = dict(zip(PersonPart, map(Decimal, (200, 30, 10, 0, 24, 6, 300, 80, 73000)), strict=False))
    found = made("hospital-2", Counted.PERSONS, figures)
    assert found.value == 200 + 30 + 10 + 12 + 240 + 200
    assert found.in_figures == "200＋30＋10＋24×6÷12＋300×80÷100＋73000÷365"
    assert "开放床位数×床位使用率÷100" in found.formula


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_a_service_hall_has_its_visitors_for_energy_and_not_for_water(post, long, short, visitors):
    parts = {PersonPart.POST: post, PersonPart.LONG: long, PersonPart.SHORT: short, PersonPart.VISITORS: visitors}
    both = [made("service-hall", what, parts).value for what in (Counted.PERSONS, Counted.WATER)]
    assert both == [post + long + short + visitors, post + long + short]


@given(st.sampled_from([each for each in RULES if each.terms]), st.data())
def test_a_part_that_is_blank_is_no_nought(rule, data):
    """Whichever is blank: there is no value, and it is named."""
    asked = sorted({part for term in rule.terms for part in term.parts})
    blank = data.draw(st.sampled_from(asked))
    found = counted(rule, {part: None if part is blank else Decimal(0) for part in asked})
    assert (found.value, list(found.missing), found.differs(Decimal(5))) == (None, [blank], False)
    assert counted(rule, dict.fromkeys(asked, Decimal(0))).value == 0


@given(NUMBERS)
def test_rounding_to_whole_persons_is_no_difference(post):
    parts = {PersonPart.POST: post, PersonPart.LONG: Decimal(0)}
    found = made("organ", Counted.WATER, parts, region="370102")
    assert not found.differs(found.value.to_integral_value())
    assert found.differs(found.value + 1)


def test_an_area_is_not_made_of_persons(tmp_path):
    own = tmp_path / "quotas"
    own.mkdir()
    about = 'certainty = "verified"\nsource = { document = "某文" }'
    rule = f'what = "floor_area_m2"\ntext = "全部"\nterms = [{{ parts = ["interns"] }}]\n{about}'
    (own / "own.toml").write_text(f'kind = "counting_rules"\n\n[[rules]]\n{rule}\n', "utf-8")
    with pytest.raises(PolicyRefused, match="面积不由人数的组成计算"):
        load([tmp_path])
