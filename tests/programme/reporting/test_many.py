"""Many reports moved in one go: each has its own result, and nothing is done twice or unseen."""

from calendar import monthrange
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jieyue.programme.reporting import many
from jieyue.programme.reporting.desk import OneByOne, desk, startable
from jieyue.programme.reporting.operations import ReasonNeeded
from jieyue.programme.reporting.queries import next_waiting
from jieyue.rules.refusal import NotAllowed
from jieyue.rules.reporting import MoveResult, ReportState
from jieyue.store.records.models import LogEntry
from jieyue.store.reporting.models import Batch, BatchItem, Report
from offices import open_office, person_named
from reporting_desk import AT, Q1, do, shown

TODAY = AT.date()
UNITS = [f"U{n:02}" for n in range(12)]
HEADER = "organisation | resource | account | start_date | end_date | quantity | unit | amount_yuan"
DONE, ALREADY, CHANGED, OWN, REFUSED = MoveResult


def bills(code: str, quantity: int, year: int = 2025, months: int = 3) -> str:
    ends = [(month, monthrange(year, month)[1]) for month in range(1, months + 1)]
    return "\n".join(
        f"{code} | 电 | {code}-1 | {year}-{month:02}-01 | {year}-{month:02}-{end} | {quantity} | kWh | {quantity}.5"
        for month, end in ends
    )


@pytest.fixture
def office(house):
    return house.begun(with_a_dozen)


def with_a_dozen(house):
    """A dozen units of a county, which all have submitted the first quarter."""
    office = open_office(house)
    tree = "\n".join(f"{code} | 单位{code} | C1 | 单位 | 机关" for code in UNITS)
    house.have("organisations", f"code | name | parent | level | category\n{tree}")
    rows = [bills(code, 400 + 7 * n) for n, code in enumerate(UNITS)] + [bills("U00", 800, year=2024, months=12)]
    house.have("bills", "\n".join([HEADER, *rows]))
    for code in UNITS:
        do("submit", "wang", code=code)
    return office


def li():
    return person_named("li", on=TODAY)


def rows(**more):
    return desk(organisation="C1", period=Q1, person=li(), today=TODAY, **more).rows


def seen_of(codes) -> list[many.Chosen]:
    return [many.Chosen(row.organisation.code, row.seen) for row in rows() if row.organisation.code in codes]


def press(codes, move="accept", *, by=None, mark=None, **more):
    chosen = codes if codes and isinstance(codes[0], many.Chosen) else seen_of(codes)
    about = {"move": move, "organisation": "C1", "period": Q1, "at": AT, "batch_id": mark}
    return many.begin(chosen, by=by or li(), **about, **more)


def results(batch, by=None) -> dict[str, MoveResult | None]:
    found = many.own_batch(batch, person=by or li(), today=TODAY)
    return {line.organisation.code: line.result for line in found.lines}


def states() -> dict[str, str]:
    return dict(Report.objects.values_list("organisation__code", "state"))


def test_a_row_shows_by_what_it_is_judged(office):
    first = next(row for row in rows(only="waiting") if row.organisation.code == "U00")
    assert (first.is_complete, first.is_clean, first.findings) == (True, False, 2)
    assert round(first.change_percent, 1) == -50
    assert first.seen == shown("li", code="U00").seen
    assert [move.key for move in first.moves] == ["accept", "return"]


def test_the_desk_asks_the_same_for_one_row_and_for_twelve(office):
    def asked(**more) -> int:
        rows(**more)
        with CaptureQueriesContext(connection) as queries:
            rows(**more)
        return len(queries)

    assert asked(only="waiting", many=1) == asked(only="waiting", many=12)


def test_each_of_many_has_its_own_result_and_one_that_is_refused_holds_up_none(office, house):
    chosen = seen_of(UNITS[:4])
    do("withdraw", "wang", code="U01", reason="漏登一张")
    do("withdraw", "wang", code="U02", reason="漏登一张")
    house.have("bills", f"{HEADER}\n{bills('U02', 999)}", reason="更正")
    do("submit", "wang", code="U02")
    found = many.own_batch(press(chosen), person=li(), today=TODAY)
    told = {line.organisation.code: (line.result, line.says) for line in found.lines}
    assert told["U00"] == told["U03"] == (DONE, "")
    assert told["U01"] == (REFUSED, "单位U012025年一季度的报送现在是“未报送”，不能验收。")
    assert told["U02"] == (CHANGED, "数据已经变动，与您看到的不同。")
    assert (found.done, found.refused, found.waiting) == (2, 2, 0)
    assert states()["U00"] == states()["U03"] == ReportState.ACCEPTED


def test_each_is_an_operation_of_its_own(office):
    before = LogEntry.objects.count()
    press(UNITS[:3])
    assert list(LogEntry.objects.order_by("seq").values_list("operation", flat=True)[before:]) == ["report accept"] * 3


def test_a_large_one_is_a_workers_and_is_carried_out_once_however_often_it_is_taken_up(office):
    batch = press(UNITS, mark=(mark := uuid4()))
    assert set(results(batch).values()) == {None}
    assert press(UNITS, mark=mark) == batch
    assert Batch.objects.count() == 1
    before = LogEntry.objects.count()
    for _ in range(2):
        many.carry_on.func(str(batch))
    assert set(results(batch).values()) == {DONE}
    assert LogEntry.objects.count() == before + len(UNITS)


def test_a_worker_that_died_over_it_leaves_the_rest_for_the_next(office, monkeypatch):
    batch = press(UNITS)
    items = list(BatchItem.objects.order_by("code"))
    for item in items[:5]:
        many._carry_out_one(Batch.objects.get(), item, by=li())
    many.carry_on.func(str(batch))
    assert set(results(batch).values()) == {DONE}
    assert LogEntry.objects.filter(operation="report accept").count() == len(UNITS)


def test_a_fault_of_one_is_told_by_its_number_and_the_others_are_done(office, monkeypatch):
    accept = many.ACTS["accept"]

    def failing(*, organisation, **about):
        if organisation == "U01":
            raise ZeroDivisionError
        return accept(organisation=organisation, **about)

    monkeypatch.setitem(many.ACTS, "accept", failing)
    found = many.own_batch(press(UNITS[:3]), person=li(), today=TODAY)
    assert [line.result for line in found.lines] == [DONE, REFUSED, DONE]
    assert "错误编号" in found.lines[1].says
    assert states()["U01"] == ReportState.SUBMITTED


def test_four_eyes_hold_for_each(office, house):
    by = house.person  # has every right, and brought the bills in
    found = many.own_batch(press(UNITS[:2], by=by), person=by, today=TODAY)
    assert [line.result for line in found.lines] == [OWN, OWN]
    assert "不能验收自己报送或更改过的数据" in found.lines[0].says
    assert states()["U00"] == ReportState.SUBMITTED


def test_returning_many_takes_a_reason_before_any_is_moved(office):
    with pytest.raises(ReasonNeeded):
        press(UNITS[:2], "return", reason="  ")
    batch = press(UNITS[:2], "return", reason="缺佐证")
    assert set(results(batch).values()) == {DONE}
    assert {each.reason for each in Report.objects.filter(state="returned")} == {"缺佐证"}


def test_what_was_corrected_since_is_not_locked_with_the_others(office, house):
    press(UNITS[:3])
    house.have("bills", f"{HEADER}\n{bills('U01', 999)}", reason="更正")
    found = many.own_batch(press([many.Chosen(code) for code in UNITS[:3]], "lock"), person=li(), today=TODAY)
    assert [line.result for line in found.lines] == [DONE, CHANGED, DONE]
    assert "验收更正" in found.lines[1].do


@pytest.mark.parametrize("who", ["wang", "sun", "feng"])
def test_who_does_not_review_presses_for_nothing(office, who):
    chosen = seen_of(UNITS[:2])
    with pytest.raises(NotAllowed):
        press(chosen, by=person_named(who, on=TODAY))
    assert not Batch.objects.exists()


def test_a_batch_is_its_own_persons(office):
    batch = press(UNITS[:2])
    with pytest.raises(many.NoSuchBatch):
        many.own_batch(batch, person=person_named("chen", on=TODAY), today=TODAY)


def test_what_is_old_is_swept(office):
    press(UNITS[:2])
    many.begin([many.Chosen("U05")], move="accept", organisation="C1", period=Q1, by=li(), at=AT + timedelta(days=8))
    assert Batch.objects.count() == 1


def test_below_a_place_those_are_taken_from_which_the_move_starts(office):
    found = startable(organisation="C1", is_below=True, period=Q1, move="accept", person=li(), today=TODAY)
    assert [each.code for each in found.chosen] == UNITS
    assert dict(found.others) == {ReportState.NOT_SUBMITTED: 2}
    with pytest.raises(OneByOne):
        startable(organisation="C1", is_below=True, period=Q1, move="accept_again", person=li(), today=TODAY)


def test_a_reviewer_is_led_from_one_to_the_next_that_waits(office):
    first = next_waiting(person=li(), today=TODAY, than=shown("li", code="U03"))
    assert (first.organisation.code, first.period) == ("U00", Q1)
    press(UNITS)
    many.carry_on.func(str(Batch.objects.get().pk))
    assert next_waiting(person=li(), today=TODAY, than=shown("li", code="U03")) is None
