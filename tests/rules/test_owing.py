"""期限: who owes what of a plan, whatever the tree, the plan's days and the unit's own."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.policy.loading import load
from jieyue.rules.calendar import Shift
from jieyue.rules.duties import (
    ABOUT,
    DAYS_AHEAD,
    RULES,
    About,
    DutyState,
    Horizon,
    Owed,
    Standing,
    decisive_days,
    duties_of,
    every,
    in_force,
    owed_by,
    state_of,
)
from jieyue.rules.plan import Due, Owes, Plan
from jieyue.rules.span import ALWAYS, Span, merged

CALENDAR = load().calendar
SICHUAN = load().plan("sichuan-2020")
DAYS = st.dates(date(2022, 6, 1), date(2026, 6, 1))
PLACES = (1, 2, 3, 4)
YEARS = range(2021, 2028)


@st.composite
def spans(draw) -> Span:
    """Of at least a day; now and then without an end."""
    since = draw(DAYS)
    until = draw(st.one_of(st.just(ALWAYS.until), DAYS))
    return Span(since, until) if since < until else Span(since, since + timedelta(days=draw(st.integers(1, 400))))


@st.composite
def stays(draw) -> list[tuple[Span, tuple[int, ...]]]:
    """Where a unit stood: one place after another, without a gap."""
    turns = sorted(draw(st.sets(DAYS, max_size=3)))
    edges = [ALWAYS.since, *turns, ALWAYS.until]
    above = st.lists(st.sampled_from(PLACES), unique=True, max_size=3).map(tuple)
    return [(Span(since, until), draw(above)) for since, until in pairwise(edges)]


PUT = st.dictionaries(st.sampled_from(PLACES), st.lists(spans(), min_size=1, max_size=2))


def is_in_force(day: date, stood, put) -> bool:
    """Day by day, as one would look it up by hand."""
    return any(span.holds(day) for stay, above in stood if stay.holds(day) for at in above for span in put.get(at, ()))


def with_owes(owes: Owes) -> Plan:
    entries = [entry if entry.due is None else replace(entry, due=_owing(entry.due, owes)) for entry in SICHUAN.entries]
    return replace(SICHUAN, entries=entries)


def _owing(due: Due, owes: Owes) -> Due:
    return replace(due, owes=owes) if ABOUT[due.rule] not in (About.NOTHING, About.YEAR) else due


@given(stays(), PUT, spans(), st.sampled_from(list(Owes)), st.data())
def test_every_duty_belongs_to_a_unit_that_exists_once_and_none_is_left_out(stood, put, exists, owes, data):
    designated = data.draw(st.sets(st.integers(2021, 2027)).map(frozenset))
    standing = Standing(in_force(stood, put), exists, designated)
    plan = with_owes(owes)
    found = duties_of(plan, standing=standing, years=YEARS, calendar=CALENDAR)
    assert len({duty.key for duty in found}) == len(found)
    wanted = set()
    for owed in every(plan, years=YEARS, calendar=CALENDAR):
        duty, period = owed.duty, owed.when.period
        decided_on = period.last if period else duty.falls_on
        is_his = exists.since <= decided_on < exists.until
        if duty.entry.if_designated:
            is_his &= duty.falls_on.year in designated
        if is_his and _is_ordered(owed, stood, put, standing):
            wanted.add(duty.key)
    assert {duty.key for duty in found} == wanted


def _is_ordered(owed: Owed, stood, put, standing: Standing) -> bool:
    owes, period = owed.due.owes, owed.when.period
    if period is None or owes is Owes.FALLING_DUE:
        return is_in_force(owed.duty.falls_on, stood, put)
    if owes is Owes.WHOLE:  # in force on its first and last day, and never ended between them
        return any(span.holds(period.first) and span.holds(period.last) for span in standing.in_force)
    return is_in_force(period.last if owes is Owes.ENDING else period.first, stood, put)


@given(stays(), PUT, DAYS)
def test_a_plan_is_in_force_on_the_days_on_which_it_is_at_one_of_those_above(stood, put, day):
    found = in_force(stood, put)
    assert any(span.holds(day) for span in found) == is_in_force(day, stood, put)
    assert list(found) == list(merged(found))


@given(stays(), PUT, spans(), DAYS)
def test_what_falls_due_or_opens_within_ninety_days_is_in_sight(stood, put, exists, today):
    horizon = Horizon(today)
    standing = Standing(in_force(stood, put), exists, frozenset(YEARS))
    owed = duties_of(SICHUAN, standing=standing, years=range(2016, 2031), calendar=CALENDAR)
    seen = [duty for duty in owed if horizon.shows(duty)]
    soon = today + timedelta(days=DAYS_AHEAD)
    must = [duty for duty in owed if today <= duty.due_on <= soon or today <= duty.opens_on <= soon]
    must += [duty for duty in owed if today.year in (duty.due_on.year, duty.falls_on.year)]
    assert [duty.key for duty in must if duty not in seen] == []
    possible = [each for each in every(SICHUAN, years=horizon.years, calendar=CALENDAR) if horizon.shows(each.duty)]
    clipped = owed_by(standing.within(decisive_days(possible)), possible)
    assert [duty for duty in clipped if horizon.shows(duty)] == seen  # those alike in these days are worked out once


def test_a_day_off_before_new_year_may_move_a_duty_back_into_the_old_year_and_it_stays_in_sight():
    filing = next(entry for entry in SICHUAN.entries if entry.key == "filing")
    due = replace(filing.due, parameters={"month": 1, "day": 1}, shift=Shift.PREVIOUS_WORKDAY)
    plan = replace(SICHUAN, entries=[replace(filing, due=due)])
    (duty,) = duties_of(plan, standing=Standing((ALWAYS,)), years=range(2026, 2027), calendar=CALENDAR)
    assert (duty.falls_on, duty.due_on, duty.opens_on) == (date(2026, 1, 1), date(2025, 12, 31), date(2025, 12, 31))
    assert all(Horizon(day).shows(duty) for day in (date(2025, 6, 1), date(2025, 12, 31), date(2026, 12, 31)))
    assert state_of(duty, is_done=False, is_exempt=False, today=date(2025, 12, 31)) is DutyState.DUE


def test_nothing_opens_before_the_plan_is_in_force():
    duties = duties_of(
        SICHUAN, standing=Standing((Span(date(2025, 3, 1)),)), years=range(2025, 2026), calendar=CALENDAR
    )
    assert min(duty.opens_on for duty in duties) == date(2025, 3, 1)


@pytest.mark.parametrize(("day", "due_on"), [(5, "2024-03-05"), ("mid", "2024-03-20"), ("last", "2024-03-31")])
def test_a_month_may_be_due_on_a_day_of_the_next(day, due_on):
    found = [when for when in RULES["monthly"]({"day": day}, range(2024, 2025)) if when.name == "2024-02"]
    assert [str(when.due_on) for when in found] == [due_on]
