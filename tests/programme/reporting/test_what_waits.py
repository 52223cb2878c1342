"""The list of what waits for a reviewer: why, in which order, narrowed to what he looks for; and what changed since."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jieyue.programme.checking.queries import checks
from jieyue.programme.findings.operations import explain_check
from jieyue.programme.publication.operations import propose
from jieyue.programme.publication.queries import overtaken
from jieyue.programme.reporting import many
from jieyue.programme.reporting.desk import WAITING, WITH, WITHOUT
from jieyue.programme.reporting.queries import corrected_for, to_review
from jieyue.rules.reporting import ReportState, ToReview
from offices import person_named
from programme.reporting.test_many import HEADER, TODAY, UNITS, bills, li, press, results, rows, with_a_dozen
from reporting_desk import AT, Q1, do, publish, shown


@pytest.fixture
def office(house):
    return house.begun(with_a_dozen)


def waiting(**more) -> dict[str, ToReview | None]:
    return {row.organisation.code: row.to_review for row in rows(only=WAITING, **more)}


def returned_and_back(code: str) -> None:
    do("return_", "li", code=code, reason="为什么")
    do("submit", "wang", code=code, answers={each.id: "已核对" for each in shown("wang", code=code).questions})


def corrected(house, code: str) -> None:
    do("accept", "li", code=code)
    house.have("bills", f"{HEADER}\n{bills(code, 999)}", reason="发票更正", by=person_named("wang", on=TODAY))


def explained(code: str) -> None:
    found = next(each for each in checks(person=li(), code=code, period=Q1) if each.rule == "electricity_change")
    do("accept", "li", code=code)
    clerk = person_named("wang", on=TODAY)
    explain_check(organisation=code, year=2025, period=Q1, mark=found.mark, words="改了照明", by=clerk, at=AT)


def test_what_waits_says_why_in_the_order_in_which_it_is_looked_at(office, house):
    returned_and_back("U05")
    corrected(house, "U07")
    explained("U00")
    do("accept", "li", code="U01")
    found = waiting()
    assert list(found.items())[:3] == [
        ("U05", ToReview.RESUBMITTED), ("U00", ToReview.EXPLAINED), ("U07", ToReview.CHANGED),
    ]  # fmt: skip
    assert set(list(found.values())[3:]) == {ToReview.SUBMITTED}
    assert "U01" not in found
    (row,) = rows(only=ToReview.CHANGED)
    assert (row.organisation.code, row.why, [move.key for move in row.moves]) == ("U07", "发票更正", [])


def test_the_list_is_narrowed_by_findings_and_by_name(office, house):
    house.have("bills", f"{HEADER}\nU01 | 电 | U01-1 | 2025-02-01 | 2025-02-28 | 433 | kWh | 433", reason="更正")
    assert set(waiting(findings=WITH)) == set(UNITS) - {"U01"}
    assert set(waiting(findings=WITHOUT)) == {"U01"}
    assert set(waiting(name="位u1")) == {"U10", "U11"}


def test_the_reviewer_is_told_by_period_how_much_waits(office, house):
    returned_and_back("U05")
    corrected(house, "U07")
    (found,) = to_review(person=li(), today=TODAY)
    assert (found.period, found.submitted, found.resubmitted, found.changed) == (Q1, 10, 1, 1)
    assert to_review(person=person_named("wang", on=TODAY), today=TODAY) == []


def test_what_waits_asks_the_same_for_one_and_for_many(office, house):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            rows(only=WAITING, findings=WITH)
            to_review(person=li(), today=TODAY)
            corrected_for(person=li(), today=TODAY)
        return len(queries)

    corrected(house, "U07")
    returned_and_back("U05")
    asked()
    one = asked()
    for code in ("U08", "U09"):
        corrected(house, code)
    for code in ("U02", "U03"):
        returned_and_back(code)
    asked()
    assert asked() == one


def test_what_changed_names_the_bills_who_changed_them_and_why(office, house):
    corrected(house, "U07")
    corrected(house, "U08")
    told = {each.organisation.code: each for each in corrected_for(person=li(), today=TODAY)}
    assert set(told) == {"U07", "U08"}
    first = told["U07"].records[0]
    assert (first.what, first.by, first.reason) == ("更正", "王敏（甲县统计员）", "发票更正")
    assert "U07-1" in first.says
    assert len(told["U07"].records) == 3
    assert not {each.id for each in told["U07"].records} & {each.id for each in told["U08"].records}


def test_what_was_done_before_and_what_is_ones_own_are_told_apart(office, house):
    do("accept", "li", code="U01")
    chosen = [many.Chosen("U01", "old"), *(many.Chosen(row.organisation.code, row.seen) for row in rows()[-1:])]
    assert list(results(press(chosen)).values()) == [many.MoveResult.ALREADY, many.MoveResult.DONE]
    by = house.person
    assert set(results(press(UNITS[2:4], by=by), by=by).values()) == {many.MoveResult.OWN}


def test_a_region_is_locked_whole_but_for_what_changed(office, house):
    corrected(house, "U07")
    for code in ("U01", "U02"):
        do("accept", "li", code=code)
    found = rows(only="to_lock")
    assert [row.organisation.code for row in found] == ["U01", "U02"]
    told = results(press([many.Chosen(code) for code in ("U01", "U02", "U07")], "lock"))
    assert list(told.values()) == [many.MoveResult.DONE, many.MoveResult.DONE, many.MoveResult.CHANGED]
    assert shown(code="U01").state is ReportState.LOCKED


def test_a_notice_whose_quarter_was_accepted_anew_is_work_for_who_corrects_it(office, house):
    clerk = person_named("wang", on=TODAY)
    do("accept", "li", code="U07")
    propose(organisation="U07", period=Q1, by=clerk, at=AT)
    publish(organisation="U07", period=Q1, by=person_named("feng", on=TODAY), at=AT)
    assert overtaken(person=clerk, today=TODAY) == []
    house.have("bills", f"{HEADER}\n{bills('U07', 999)}", reason="发票更正")
    do("accept_again", "li", code="U07", reason="核对过发票")
    assert [line.organisation.code for line in overtaken(person=clerk, today=TODAY)] == ["U07"]
    assert overtaken(person=li(), today=TODAY) == []
