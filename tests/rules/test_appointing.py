"""三员分立, tenures by days, and who approves."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from jieyue.rules.appointing import Tenure, already_held, barred_by, exclude_each_other, first_day_without, last_day
from jieyue.rules.approving import Approver, may_approve, nearest
from jieyue.rules.roles import ADMINISTRATORS, Role

START = date(2026, 1, 1)
days = st.integers(0, 40).map(lambda n: START + timedelta(days=n))


@st.composite
def tenures(draw, roles=tuple(Role)):
    role, since = draw(st.sampled_from(roles)), draw(days)
    until = draw(st.none() | st.integers(1, 20).map(lambda n: since + timedelta(days=n)))
    place = None if role.is_administrator else draw(st.integers(1, 3))
    return Tenure(draw(st.integers(1, 4)), role, place, since, until)


def held_on(tenure: Tenure, day: date) -> bool:
    return tenure.since <= day and (tenure.until is None or day < tenure.until)


EVERY_DAY = [START + timedelta(days=n) for n in range(90)]


@given(tenures(), tenures())
def test_two_tenures_meet_where_a_day_lies_in_both(one, other):
    assert one.meets(other) == any(held_on(one, day) and held_on(other, day) for day in EVERY_DAY)
    assert one.meets(other) == other.meets(one)


def test_an_administrator_holds_nothing_else():
    for role in ADMINISTRATORS:
        for other in Role:
            assert exclude_each_other(role, other) == (role is not other)
    assert not exclude_each_other(Role.CLERK, Role.APPROVER)


@given(st.lists(tenures(), max_size=8))
def test_whoever_is_let_in_one_by_one_never_holds_two_of_the_three(asked):
    held: list[Tenure] = []
    for new in asked:
        own = [each for each in held if each.user == new.user]
        if barred_by(new, own) is None and already_held(new, own) is None:
            held.append(new)
    for day in EVERY_DAY:
        for user in range(1, 5):
            roles = {each.role for each in held if each.user == user and held_on(each, day)}
            assert len(roles) <= 1 or not roles & set(ADMINISTRATORS)


@given(st.lists(tenures(roles=(Role.AUDITOR,)), max_size=6))
def test_the_first_day_without_is_the_first_on_which_nobody_holds_it(held):
    found = first_day_without(Role.AUDITOR, held, start=START)
    vacant = [day for day in EVERY_DAY if not any(held_on(each, day) for each in held)]
    assert found == (vacant[0] if vacant else None)


def test_the_last_day_is_the_one_before_it_ends():
    assert last_day(START) == date(2025, 12, 31)
    assert last_day(None) is None


paths = st.lists(st.integers(1, 3), min_size=1, max_size=4).map(lambda ids: "/" + "/".join(map(str, ids)) + "/")
approvers = st.builds(Approver, st.integers(1, 6), paths, st.integers(1, 6))


@given(st.lists(approvers, max_size=10), paths, st.sets(st.integers(1, 6), max_size=3))
def test_no_party_approves_nor_whoever_stands_in_for_one(found, path, parties):
    may = may_approve(found, path=path, parties=parties)
    for each in may:
        assert path.startswith(each.path)
        assert not {each.user, each.appointee} & parties
    out = [each for each in found if each not in may]
    assert all(not path.startswith(each.path) or {each.user, each.appointee} & parties for each in out)
    if may:
        assert {each.path for each in nearest(may)} == {max((each.path for each in may), key=len)}
