"""可再得的分: what is still to be earned, in the order of points, and what is lost for good."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from jieyue.rules.factors import Source
from jieyue.rules.gaining import gains
from jieyue.rules.scoring import Decision, Item, Missing, Rule, Sheet, Standard, Verdict
from jieyue.rules.values import Certainty

D = Decimal
DUE = date(2025, 10, 31)
LACKS = (Missing("2025-05", "5月没有票据", "months"),)


def item(key: str, points: str | None, *, is_gate: bool = False) -> Item:
    known = None if points is None else D(points)
    rule = Rule("manual")
    return Item(key, "1", "组", "内容", known, Certainty.VERIFIED, is_gate, rule, "F4", (), Source("标准", ""))


def decided(key: str, verdict: Verdict, of: str | None = "1", points: str | None = None, **more) -> Decision:
    is_gate = more.pop("is_gate", False)
    given = None if points is None else D(points)
    return Decision(item(key, of, is_gate=is_gate), verdict, given, "理由。", (), **more)


def open_of(*decisions: Decision, **asked) -> list[tuple[str, Decimal, date | None]]:
    known = ("市", "市", "", date(2020, 1, 1), None, Certainty.VERIFIED, None, None, "")
    standard = Standard("x", *known, (), tuple(each.item for each in decisions))
    found = gains(Sheet(standard, decisions), due=DUE, **asked)
    return [(each.decision.item.key, each.points, each.until) for each in found.every]


def test_the_most_points_come_first_and_of_as_many_the_gate_and_what_is_due_sooner():
    soon = (replace(LACKS[0], until=date(2025, 7, 10)),)
    assert open_of(
        decided("X-1", Verdict.UNDECIDED, "2", missing=LACKS),
        decided("X-2", Verdict.LOST, "2", "0", missing=soon),
        decided("X-3", Verdict.UNDECIDED, "2", missing=LACKS, is_gate=True),
        decided("X-4", Verdict.UNDECIDED, "9"),
    ) == [("X-4", D(9), DUE), ("X-3", D(2), DUE), ("X-2", D(2), date(2025, 7, 10)), ("X-1", D(2), DUE)]


def test_of_an_item_that_has_some_points_the_rest_can_be_earned():
    assert open_of(decided("X-1", Verdict.LOST, "3", "2", missing=LACKS)) == [("X-1", D(1), DUE)]


def test_nothing_is_promised_of_what_nobody_can_change():
    late = (*LACKS, replace(LACKS[0], is_past=True))
    assert open_of(
        decided("X-1", Verdict.EARNED, "5", "5"),
        decided("X-2", Verdict.NOT_APPLICABLE, "5"),
        decided("X-3", Verdict.LOST, "5", "0", missing=late),
        decided("X-4", Verdict.LOST, "5", "0"),
        decided("X-5", Verdict.UNDECIDED, "5", is_early=True),
        decided("X-6", Verdict.UNDECIDED, None, missing=LACKS),
    ) == []  # fmt: skip


def test_what_a_running_year_lacks_already_can_be_put_right():
    assert open_of(decided("X-1", Verdict.UNDECIDED, "5", missing=LACKS, is_early=True)) == [("X-1", D(5), DUE)]


def test_what_the_unit_has_said_and_proved_waits_for_somebody_else():
    asked = (decided("X-1", Verdict.UNDECIDED, "5"), decided("X-2", Verdict.UNDECIDED, "4", missing=LACKS))
    assert open_of(*asked, is_said=bool) == [("X-2", D(4), DUE)]
