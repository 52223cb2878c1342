"""The rules of scoring that no standard of the house uses yet, and what does not apply."""

from datetime import date
from decimal import Decimal

import pytest

from jieyue.rules.factors import Source
from jieyue.rules.scoring import (
    Facts,
    Found,
    Item,
    Rule,
    Standard,
    Verdict,
    WhereNotApplicable,
    decide,
    score_sheet,
)
from jieyue.rules.values import Certainty

D = Decimal


def item(rule: Rule, points: str | None = "7", key: str = "X-1", **more) -> Item:
    about = {"section": "1", "group": "组", "text": "内容", "certainty": Certainty.VERIFIED, "is_gate": False}
    known = None if points is None else D(points)
    return Item(key=key, points=known, rule=rule, row="B7", evidence=(), source=Source("标准", ""), **{**about, **more})


def facts(*values: str | None, is_over: bool = True) -> Facts:
    found = tuple(Found("", "", value=None if value is None else D(value)) for value in values)
    return Facts(found, (), len(found), is_over)


TIERS = [["0.9", "7"], ["1", "6"], ["1.1", "5"], ["1.2", "4"]]


@pytest.mark.parametrize(
    ("value", "points", "verdict"),
    [("9", "7", Verdict.EARNED), ("9.01", "6", Verdict.LOST), ("10", "6", Verdict.LOST), ("11", "5", Verdict.LOST),
     ("12", "4", Verdict.LOST), ("12.01", "0", Verdict.LOST)],
)  # fmt: skip
def test_the_benchmark_of_demonstration_units_gives_points_by_tiers(value, points, verdict):
    """节约型公共机构示范单位评价标准 D-1.1: x<=0.9A 7; <=A 6; <=1.1A 5; <=1.2A 4; else 0."""
    rule = Rule("tier_vs_benchmark", "energy", {"benchmark": "mean", "tiers": TIERS})
    found = decide(item(rule), {"energy": facts(value), "mean": facts("10")})
    assert (found.points, found.verdict) == (D(points), verdict)


def test_without_a_benchmark_nothing_is_decided():
    rule = Rule("tier_vs_benchmark", "energy", {"benchmark": "mean", "tiers": TIERS})
    assert decide(item(rule), {"energy": facts("9")}).verdict is Verdict.UNDECIDED


@pytest.mark.parametrize(("count", "points"), [(0, "7"), (2, "4"), (9, "0")])
def test_each_violation_takes_points_away_and_never_more_than_there_are(count, points):
    rule = Rule("deduct_per_violation", "violations", {"each": "1.5"})
    assert decide(item(rule), {"violations": facts(*[None] * count)}).points == D(points)


def test_parts_that_are_there_add_up():
    rule = Rule("sum_parts", "", {"parts": {"one": 3, "two": 4}})
    assert decide(item(rule), {"one": facts(None), "two": facts()}).points == 3
    assert decide(item(rule), {"one": facts(None), "two": facts(None)}).verdict is Verdict.EARNED
    assert decide(item(rule), {"one": facts(None)}).verdict is Verdict.UNDECIDED


@pytest.mark.parametrize(("count", "verdict"), [(1, Verdict.LOST), (2, Verdict.EARNED)])
def test_so_many_at_least_are_asked_for(count, verdict):
    rule = Rule("count_at_least", "trainings", {"least": 2})
    assert decide(item(rule), {"trainings": facts(*[None] * count)}).verdict is verdict


@pytest.mark.parametrize(
    ("said", "points"),
    [(WhereNotApplicable.FULL_POINTS, D(7)), (WhereNotApplicable.ZERO, D(0)), (WhereNotApplicable.NOT_SAID, None)],
)
def test_what_does_not_apply_gets_what_the_standard_says(said, points):
    given = item(Rule("exists", "canteen_evaluation"), applies_if=Rule("exists", "canteen"), not_applicable=said)
    found = decide(given, {"canteen": facts(), "canteen_evaluation": facts()})
    assert (found.verdict, found.points) == (Verdict.NOT_APPLICABLE, points)


def test_what_is_excluded_is_made_up_for_by_the_rest():
    """Three of four points earned of what applies are six of eight of all."""
    rule = Rule("count_capped", "things", {"each": 1, "most": 4})
    out = item(
        Rule("exists", "x"), "4", "X-2", applies_if=Rule("exists", "canteen"),
        not_applicable=WhereNotApplicable.EXCLUDE_AND_RESCALE,
    )  # fmt: skip
    standard = Standard(
        "s", "标准", "", "", date(2020, 1, 1), None, Certainty.VERIFIED, None, None, "", (), (item(rule, "4"), out)
    )
    sheet = score_sheet(standard, {"things": facts(None, None, None), "canteen": facts(), "x": facts()})
    assert sheet.points == 6


def test_a_gate_item_that_is_lost_closes_the_gate_and_an_undecided_one_leaves_it_open():
    gate = item(Rule("exists", "thing"), is_gate=True)
    standard = Standard("s", "标准", "", "", date(2020, 1, 1), None, Certainty.VERIFIED, None, None, "", (), (gate,))
    assert score_sheet(standard, {"thing": facts()}).gate is False
    assert score_sheet(standard, {}).gate is None
    assert score_sheet(standard, {"thing": facts(None)}).gate is True


def test_points_that_are_not_known_stay_unknown_however_it_ends():
    rule = Rule("exists", "thing")
    for found in (facts(), facts(None)):
        decision = decide(item(rule, None), {"thing": found})
        assert (decision.points, decision.of) == (None, None)


def test_of_several_rules_each_says_what_it_is_about():
    rules = (Rule("exists", "trainings", what="培训"), Rule("ratio_threshold", "signed", {"least": 1}, "标识"))
    several = item(Rule("all_hold", "", {"rules": rules}))
    earned = decide(several, {"trainings": facts(None), "signed": facts("1")})
    assert earned.why == "培训：有 1 项。标识：为 1，应不低于 1。"
    assert decide(several, {"trainings": facts(None), "signed": facts("0.5")}).why == "标识：为 0.5，应不低于 1。"
