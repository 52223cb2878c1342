"""评价轮次: opened on a standard that is kept, judged by a team without a conflict of interest, concluded once."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from jieyue.programme.evaluation.kept_standards import UnderReview, standard_for
from jieyue.programme.evaluation.queries import NATIONAL, evaluation
from jieyue.programme.rounds import operations
from jieyue.programme.rounds.conflicts import OwnUnit
from jieyue.programme.rounds.operations import Judged
from jieyue.programme.rounds.queries import round_of, rounds, unit_in_round
from jieyue.programme.rounds.reaching import RoundUnknown
from jieyue.rules.rounds import Outcome, Stage, UnitState
from jieyue.store.policies import policy
from jieyue.store.rounds.models import RoundUnit
from jieyue.store.snapshots.keeping import content_of
from review_desk import AT, DAYS, TODAY, appoint, begin, open_desk, say, send_sheet, who

ITEM = "N20-2.1a"


@pytest.fixture
def desk(house):
    return house.begun(open_desk)


def begun(*members: str) -> int:
    number = begin()
    appoint(number, *members)
    say()
    send_sheet()
    return number


def judge(number: int, points: object, because: str = "", *, by: str = "gao", item: str = ITEM, unit: str = "B") -> int:
    said = [Judged(item, None if points is None else Decimal(points), because)]
    return operations.judge(number=number, organisation=unit, said=said, by=who(by), at=AT)


def seen(number: int, unit: str = "B", *, by: str = "gao", on: date = TODAY):
    return unit_in_round(number=number, organisation=unit, person=who(by, on), today=on)


def settle_all(number: int, *, by: str = "gao") -> None:
    """The leader gives every item that nobody has decided what it is worth."""
    rows = [row for _, rows in seen(number).sections for row in rows]
    open_ = [row.entry.item for row in rows if not row.entry.settled.is_settled]
    gates = [row.entry.item for row in rows if row.entry.item.is_gate]
    said = [
        Judged(each.key, each.points, "看过材料") for each in {each.key: each for each in [*open_, *gates]}.values()
    ]
    operations.judge(number=number, organisation="B", said=said, by=who(by), at=AT)


def conclude(number: int, outcome: Outcome = Outcome.PASSED, *, by: str = "gao", token: str = "", reason="材料齐全"):
    asked = {"number": number, "organisation": "B", "outcome": outcome, "reason": reason}
    operations.conclude(**asked, seen=token or seen(number).seen, by=who(by), at=AT)


def test_a_round_has_all_units_below_its_place_or_those_that_were_chosen(desk):
    every = round_of(number=begin(), person=who("li"), today=TODAY)
    assert [line.organisation.code for line in every.lines] == ["A", "B"]
    assert (every.count, every.handed_in, every.concluded, every.days, every.stage) == (2, 0, 0, DAYS, Stage.HAND_IN)
    chosen = begin(organisation="P", units=["X"], name="省级")
    assert [each.organisation.code for each in round_of(number=chosen, person=who("li"), today=TODAY).lines] == ["X"]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": " "}, "名称"),
        ({"standard": "nichts"}, "不适用"),
        ({"units": ["X"]}, "不是所辖的单位：X"),
        ({"days": {**DAYS, Stage.SITE: date(2026, 1, 1)}}, "早于"),
        ({"days": {Stage.HAND_IN: date(2026, 4, 1)}}, "还没有写明"),
    ],
)
def test_what_is_wrong_in_a_round_is_said_and_nothing_is_opened(desk, wrong, says):
    with pytest.raises(operations.NotOpened, match=says):
        begin(**wrong)
    assert rounds(person=who("li"), today=TODAY) == []


def test_a_unit_is_not_in_two_running_rounds_of_one_standard(desk):
    begin()
    with pytest.raises(operations.NotOpened, match="另一轮"):
        begin(name="又一轮")


def test_only_who_directs_a_place_opens_a_round_there(desk):
    with pytest.raises(operations.Refused):
        begin(by=who("gao"))


def test_a_unit_sees_of_a_round_its_own_line_and_another_county_nothing(desk):
    number = begun()
    lines = round_of(number=number, person=who("liu"), today=TODAY).lines
    assert [each.organisation.code for each in lines] == ["A"]
    for code, username in (("B", "liu"), ("A", "zhao")):
        with pytest.raises(RoundUnknown):
            unit_in_round(number=number, organisation=code, person=who(username), today=TODAY)
    with pytest.raises(RoundUnknown):
        round_of(number=number, person=who("zhao"), today=TODAY)


def test_a_standard_that_changes_on_disk_changes_nothing_in_a_running_round(desk, monkeypatch):
    number = begun()
    judge(number, 0, "没有文件")
    before = seen(number).sections, evaluation(organisation="B", year=2025, person=who("wang"), today=TODAY).sheet
    known = policy().standards[NATIONAL]
    halved = replace(known, items=tuple(replace(each, points=Decimal(9)) for each in known.items[:3]))
    monkeypatch.setitem(policy().standards, NATIONAL, halved)
    assert standard_for(0, 2025, NATIONAL) == halved
    assert (seen(number).sections, evaluation(organisation="B", year=2025, person=who("wang"), today=TODAY).sheet) == (
        before
    )


def test_a_late_unit_is_named_and_holds_up_nobody(desk):
    number, later = begun(), date(2026, 5, 4)
    lines = {each.organisation.code: each for each in round_of(number=number, person=who("li"), today=later).lines}
    assert (lines["A"].state, lines["A"].late) == (UnitState.OWED, Stage.HAND_IN)
    assert (lines["B"].state, lines["B"].late) == (UnitState.HANDED_IN, None)
    settle_all(number)
    conclude(number)
    shown = round_of(number=number, person=who("li"), today=later)
    assert [each.state for each in shown.lines] == [UnitState.OWED, UnitState.PASSED]
    assert (shown.handed_in, shown.concluded) == (1, 1)


def test_nobody_judges_a_unit_in_which_he_holds_an_office(desk):
    number = begun("ma")
    with pytest.raises(OwnUnit, match="任职"):
        judge(number, 1, by="ma")
    assert "任职" in seen(number, by="ma").barred
    [member] = [each for each in round_of(number=number, person=who("li"), today=TODAY).members if each.name == "马宁"]
    assert member.barred == ["甲县财政局"]
    say(unit="A", by="liu")
    send_sheet("A", by="liu")
    assert judge(number, 1, by="ma", unit="A") == 1


def test_nobody_leads_a_round_in_which_his_own_unit_is(desk):
    with pytest.raises(operations.NotAppointed, match="回避"):
        appoint(begin(), leader="ma")


def test_nobody_is_appointed_who_may_not_review_there_nor_a_second_leader(desk):
    number = begin()
    with pytest.raises(operations.NotAppointed, match="没有审核权限"):
        appoint(number, leader="zhao")
    appoint(number)
    with pytest.raises(operations.NotAppointed, match="已经有组长"):
        operations.appoint_member(number=number, username="he", is_leader=True, by=who("li"), at=AT)


def test_who_is_no_member_judges_nothing_and_who_was_dismissed_no_longer(desk):
    number = begun("he")
    with pytest.raises(operations.NotMember):
        judge(number, 1, by="li")
    judge(number, 1, by="he")
    operations.dismiss_member(number=number, username="he", by=who("li"), at=AT)
    with pytest.raises(operations.NotMember):
        judge(number, 1, by="he")
    [row] = [row for _, rows in seen(number).sections for row in rows if row.entry.item.key == ITEM]
    assert [each.name for each in row.opinions] == ["何静"]


@pytest.mark.parametrize(
    ("points", "because", "says"), [(0, "", "请写明理由"), (2, "多", "应在 0 分和满分"), (-1, "少", "应在 0 分和满分")]
)
def test_points_that_differ_need_a_reason_and_stay_within_what_the_item_is_worth(desk, points, because, says):
    number = begun()
    with pytest.raises(operations.SomeNotJudged, match="1 项有误") as refused:
        judge(number, points, because)
    assert says in refused.value.each[ITEM].says


def test_each_reviewer_has_points_of_his_own_and_the_leader_settles_what_differs(desk):
    number = begun("he")
    judge(number, 0, "没有盖章", by="he")
    judge(number, "0.5", "只有草稿")
    [row] = [row for _, rows in seen(number).sections for row in rows if row.entry.item.key == ITEM]
    assert {each.name: each.points for each in row.opinions} == {"何静": 0, "高远": Decimal("0.5")}
    assert row.entry.settled.points == Decimal("0.5")
    judge(number, None)
    assert judge(number, None) == 0


def test_reviewers_points_are_not_shown_to_the_unit_before_it_is_concluded(desk):
    number = begun()
    judge(number, 0, "没有文件")
    own = [row for _, rows in seen(number, by="wang").sections for row in rows]
    assert not any(row.opinions for row in own)
    settle_all(number)
    conclude(number, Outcome.FAILED)
    own = [row for _, rows in seen(number, by="wang").sections for row in rows]
    assert any(row.opinions for row in own)


def test_a_question_is_answered_by_the_unit_in_the_page(desk):
    number = begun()
    question = operations.ask(number=number, organisation="B", text="文件在哪里？", item=ITEM, by=who("gao"), at=AT)
    assert seen(number).state is UnitState.ASKED
    with pytest.raises(operations.RoundUnknown):
        operations.answer(question=question, text="在", by=who("zhao"), at=AT)
    operations.answer(question=question, text="已补传", by=who("wang"), at=AT)
    [asked] = seen(number).questions
    assert (asked.item, asked.by, asked.answer, asked.answered_by) == ("2.1a", "高远", "已补传", "王敏")
    assert seen(number).state is UnitState.HANDED_IN


def test_what_is_under_review_is_not_handed_in_again(desk):
    number = begun()
    send_sheet()
    judge(number, 1)
    with pytest.raises(UnderReview):
        send_sheet()


def test_the_leader_concludes_when_every_item_has_points_and_what_was_said_is_pinned(desk):
    number = begun("he")
    with pytest.raises(operations.NotConcluded, match="还有没定分"):
        conclude(number)
    settle_all(number)
    with pytest.raises(operations.NotMember, match="组长"):
        conclude(number, by="he")
    conclude(number)
    shown = seen(number, by="wang")
    assert (shown.outcome, shown.state, shown.concluded_by) == (Outcome.PASSED, UnitState.PASSED, "高远")
    kept = content_of(RoundUnit.objects.get(organisation__code="B").snapshot)
    assert Decimal(kept["points"]) == shown.points
    assert {each["item"] for each in kept["items"]} >= {ITEM}
    with pytest.raises(operations.Concluded):
        judge(number, 1)


def test_a_unit_whose_gate_is_not_full_does_not_pass(desk):
    number = begun()
    settle_all(number)
    [gate] = {row.entry.item.key for _, rows in seen(number).sections for row in rows if row.entry.item.is_gate}
    judge(number, 0, "目标没有完成", item=gate)
    with pytest.raises(operations.NotConcluded, match="必须完成项"):
        conclude(number)
    with pytest.raises(operations.NotConcluded, match="理由"):
        conclude(number, Outcome.FAILED, reason="")
    conclude(number, Outcome.FAILED)


def test_what_moved_since_it_was_looked_at_is_not_concluded_and_the_second_to_conclude_is_told(desk):
    number = begun("he")
    settle_all(number)
    token = seen(number).seen
    judge(number, 0, "补看后不符", by="he")
    with pytest.raises(operations.Concluded, match="刚有变化"):
        conclude(number, token=token)
    token = seen(number).seen
    conclude(number, token=token)
    with pytest.raises(operations.Concluded, match="高远已于 2026-04-20 10:00 作出结论：合格"):
        conclude(number, Outcome.FAILED, token=token)
    assert RoundUnit.objects.get(organisation__code="B").outcome == "passed"


def test_a_unit_that_never_handed_in_can_be_failed_once_it_is_late(desk):
    number = begun()
    asked = {"number": number, "organisation": "A", "outcome": Outcome.FAILED, "reason": "逾期未报送"}
    with pytest.raises(operations.NotConcluded, match="还没有报送"):
        operations.conclude(**asked, seen=seen(number, "A").seen, by=who("gao"), at=AT)
    later = AT.replace(month=5)
    operations.conclude(**asked, seen=seen(number, "A").seen, by=who("gao", later.date()), at=later)
    assert seen(number, "A").state is UnitState.RECTIFYING
