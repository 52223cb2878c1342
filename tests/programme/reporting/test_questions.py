"""Returning asks something: the unit answers in its place, and what was said stays with the report."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jieyue.programme.checking.queries import checks
from jieyue.programme.reporting import operations
from jieyue.programme.reporting.asking import MOST_WORDS, Asked, FindingGone, NotAnswered, QuestionUnknown, WordsTooMany
from jieyue.programme.reporting.basis import basis
from jieyue.programme.reporting.queries import waiting_for
from jieyue.rules.findings import FindingState
from jieyue.rules.moves import CannotMove
from jieyue.rules.reporting import ReportState
from jieyue.store.findings.models import Finding
from jieyue.store.records.verifying import verify
from jieyue.store.reporting.models import Question, Report
from offices import open_office, person_named
from reporting_desk import AT, CORRECTED, FIRST_QUARTER, Q1, do, shown

TODAY = AT.date()
SMALL = "organisation | year | floor_area_m2 | persons\nB | 2025 | 1 | 1"
"""For what it uses, which the checks find."""
TWO = (Asked("三月的电量是怎么来的？"), Asked("二月有没有停用？"))


@pytest.fixture
def office(house):
    return house.begun(with_one_submitted)


def with_one_submitted(house):
    office = open_office(house)
    house.have("bills", FIRST_QUARTER)
    house.have("profiles", SMALL)
    do("submit", "wang")
    return office


def asked() -> list[int]:
    return [each.id for each in reversed(shown("wang").questions) if each.is_open]


def test_the_same_figures_without_an_answer_are_refused_with_the_way_out(office):
    do("return_", "li", questions=TWO)
    with pytest.raises(NotAnswered, match="还有 2 个没有答复：三月的电量是怎么来的？；二月有没有停用？") as refused:
        do("submit", "wang")
    assert "在每个问题下面写明答复" in refused.value.do
    first, second = sorted(asked())
    with pytest.raises(NotAnswered, match="还有 1 个"):
        do("submit", "wang", answers={first: "按表计", second: "  "})
    assert shown().state is ReportState.RETURNED
    assert do("submit", "wang", answers={first: "按表计", second: "没有"}) is ReportState.SUBMITTED


def test_the_reviewer_reads_who_said_what_beside_his_question(office):
    do("return_", "li", questions=TWO)
    first, second = sorted(asked())
    do("answer", "wang", answers={first: "按表计"})
    do("submit", "wang", answers={second: "没有"})
    told = [(each.text, each.asked_by, each.answer, each.answered_by) for each in shown("li").questions]
    assert told == [
        ("三月的电量是怎么来的？", "李强（某省主管部门）", "按表计", "王敏（甲县统计员）"),
        ("二月有没有停用？", "李强（某省主管部门）", "没有", "王敏（甲县统计员）"),
    ]
    assert verify().holds


def test_a_reason_alone_is_a_question_too(office):
    do("return_", "li", reason="三月电量与发票不符")
    assert [(each.text, each.about) for each in shown("wang").questions] == [("三月电量与发票不符", "")]
    with pytest.raises(NotAnswered):
        do("submit", "wang")


def test_what_was_asked_is_why_it_waits(office):
    do("return_", "li", questions=TWO)
    (waiting,) = waiting_for(person=person_named("wang", on=TODAY), today=TODAY)
    assert waiting.reason == "三月的电量是怎么来的？；二月有没有停用？"


def test_a_question_of_a_finding_tells_what_the_check_said(office):
    found = next(each for each in checks(person=person_named("li", on=TODAY), code="B", period=Q1))
    do("return_", "li", questions=[Asked(mark=found.mark)])
    (question,) = shown("wang").questions
    assert (question.about, question.mark) == (found.says, found.mark)
    assert question.text.startswith("请核对这一条")


def asked_about_a_finding() -> None:
    found = checks(person=person_named("li", on=TODAY), code="B", period=Q1)[0]
    do("return_", "li", questions=[Asked(mark=found.mark)])
    do("submit", "wang", answers=dict.fromkeys(asked(), "面积还没有核实"))


def explained() -> dict[int, int]:
    return basis(shown("li"), person=person_named("li", on=TODAY)).explained


def test_an_answer_about_a_finding_explains_it_and_acceptance_closes_what_was_agreed_to(office):
    asked_about_a_finding()
    (finding,) = Finding.objects.all()
    assert (finding.state, finding.answer) == (FindingState.EXPLAINED, "面积还没有核实")
    do("accept", "li", agreed=explained())
    finding.refresh_from_db()
    assert (finding.state, finding.decided_by) == (FindingState.CLOSED, "li")
    assert verify().holds


def test_an_explanation_that_was_not_read_goes_on_waiting(office):
    asked_about_a_finding()
    (number,) = explained()
    do("accept", "li", agreed={number: 1})
    assert Finding.objects.get().state == FindingState.EXPLAINED


def test_another_units_finding_is_not_closed_with_it(office, house):
    asked_about_a_finding()
    do("submit", "wang", code="A", reason="三月未到")
    do("accept", "li", code="A", agreed=explained())
    assert Finding.objects.get().state == FindingState.EXPLAINED


def test_what_was_explained_in_passing_is_agreed_to_after_acceptance_too(office):
    do("withdraw", "wang", reason="补说明")
    found = checks(person=person_named("wang", on=TODAY), code="B", period=Q1)[0]
    do("submit", "wang", explained={found.mark: " 面积还没有核实 ", "0" * 32: "没有了"})
    assert [each.answer for each in Finding.objects.all()] == ["面积还没有核实"]
    do("accept", "li")
    (number,) = explained()
    with pytest.raises(operations.NothingToAgree):
        do("agree", "li", agreed={number: 1})
    assert do("agree", "li", agreed=explained()) == 1
    assert Finding.objects.get().state == FindingState.CLOSED


def test_a_finding_that_is_gone_is_not_asked_about(office):
    with pytest.raises(FindingGone):
        do("return_", "li", questions=[Asked(mark="0" * 32)])
    assert not Question.objects.exists()


def test_the_same_is_asked_once(office):
    do("return_", "li", reason="再核", questions=[Asked("再核"), Asked(" 再核 ")])
    assert Question.objects.count() == 1


def test_an_answer_too_long_is_refused_whole(office):
    do("return_", "li", questions=TWO)
    first, second = sorted(asked())
    with pytest.raises(WordsTooMany, match=f"最多 {MOST_WORDS} 个"):
        do("answer", "wang", answers={first: "有", second: "字" * (MOST_WORDS + 1)})
    assert set(Question.objects.values_list("answer", flat=True)) == {""}


def test_only_the_last_ones_are_answered_and_only_by_whose_turn_it_is(office):
    do("return_", "li", questions=TWO[:1])
    first = asked()
    do("submit", "wang", answers=dict.fromkeys(first, "按表计"))
    with pytest.raises(CannotMove):
        do("answer", "wang", answers=dict.fromkeys(first, "别的"))
    do("return_", "li", questions=TWO[1:])
    with pytest.raises(QuestionUnknown):
        do("answer", "wang", answers=dict.fromkeys(first, "别的"))
    assert [each.text for each in shown("wang").questions] == ["二月有没有停用？", "三月的电量是怎么来的？"]


def test_another_units_question_is_not_there(office):
    do("submit", "wang", code="A", reason="三月未到")
    do("return_", "li", code="A", questions=TWO[:1])
    do("return_", "li", questions=TWO[1:])
    others = list(Question.objects.filter(report__organisation__code="A").values_list("id", flat=True))
    with pytest.raises(QuestionUnknown):
        do("answer", "wang", answers=dict.fromkeys(others, "越权"))


def test_who_answers_for_the_unit_does_not_accept(office):
    do("return_", "li", questions=TWO[:1])
    operations.answer(organisation="B", period=Q1, answers=dict.fromkeys(asked(), "按表计"), by=office_person(), at=AT)
    do("submit", "wang")
    with pytest.raises(operations.Refused, match="不能验收自己报送"):
        operations.accept(organisation="B", period=Q1, seen=shown().seen, by=office_person(), at=AT)


def office_person():
    from jieyue.rules.person import Person, Post  # noqa: PLC0415
    from jieyue.rules.roles import Role  # noqa: PLC0415

    return Person("both", "a test", (Post(Role.CLERK), Post(Role.REVIEWER)))


def test_what_changed_after_acceptance_is_given_back_and_stays_accepted_meanwhile(office, house):
    do("accept", "li")
    with pytest.raises(operations.NothingChanged):
        do("return_changed", "li", reason="为什么")
    house.have("bills", CORRECTED, reason="发票更正")
    found = shown("li")
    assert {"accept_again", "return_changed"} <= {move.key for move in found.moves}
    with pytest.raises(operations.OthersSeen):
        do("return_changed", "li", reason="为什么", seen="old")
    do("return_changed", "li", reason="发票在哪里？", seen=found.seen)
    assert shown().state is ReportState.RETURNED
    assert house.quantity("C1", "2025Q1", basis="accepted") == 1500.5
    do("submit", "wang", answers=dict.fromkeys(asked(), "已补上传"))
    do("accept", "li")
    assert not shown().since_accepted
    assert Report.objects.get().state == ReportState.ACCEPTED


def test_a_report_asks_the_same_whether_one_question_was_asked_or_ten(office):
    def queries() -> int:
        shown()
        with CaptureQueriesContext(connection) as found:
            shown()
        return len(found)

    do("return_", "li", questions=TWO[:1])
    one = queries()
    do("submit", "wang", answers=dict.fromkeys(asked(), "按表计"))
    do("return_", "li", questions=[Asked(f"第 {n} 问") for n in range(9)])
    assert queries() == one
