"""Where meters stand, whatever they say of one another: each is shown once, and none is lost."""

from hypothesis import given
from hypothesis import strategies as st

from jieyue.rules.meter_places import Links, in_a_circle, places

some = st.integers(1, 6)
links = st.dictionaries(
    some, st.builds(Links, st.none() | some, st.none() | some, st.sampled_from(["water", "electricity"])), max_size=6
)


def shown(of: dict[int, Links]) -> list[tuple[tuple[int, ...], int, bool]]:
    return [(each.meters, each.depth, each.is_adrift) for top in places(of) for each in top.each()]


@given(links)
def test_every_meter_stands_in_one_place_whatever_they_say_of_one_another(of):
    assert sorted(meter for meters, *_ in shown(of) for meter in meters) == sorted(of)


def test_the_sub_meters_of_a_main_that_was_replaced_go_on_under_the_new_one():
    of = {1: Links(), 2: Links(main=1), 9: Links(replaces=1)}
    assert shown(of) == [((1, 9), 0, False), ((2,), 1, False)]


def test_a_new_meter_hangs_where_the_old_one_hung():
    of = {1: Links(), 2: Links(main=1), 9: Links(replaces=2), 10: Links(replaces=9)}
    assert shown(of) == [((1,), 0, False), ((2, 9, 10), 1, False)]


def test_mains_in_a_circle_are_found_and_do_not_vanish():
    of = {1: Links(main=2), 2: Links(main=1), 3: Links(main=2), 4: Links()}
    assert in_a_circle(of) == {1, 2}
    assert shown(of) == [((1,), 0, True), ((2,), 0, True), ((3,), 1, False), ((4,), 0, False)]


def test_a_meter_that_hangs_under_the_one_it_replaced_goes_round_in_a_circle():
    assert in_a_circle({1: Links(), 2: Links(main=1, replaces=1)}) == {1, 2}
    assert in_a_circle({1: Links(replaces=2), 2: Links(replaces=1)}) == {1, 2}
    assert in_a_circle({1: Links(), 2: Links(main=1), 3: Links(main=2)}) == set()


def test_a_main_of_another_unit_or_of_another_kind_leaves_the_meter_on_top_and_marked():
    assert shown({2: Links(main=7)}) == [((2,), 0, True)]
    assert shown({1: Links(kind="water"), 2: Links(main=1, kind="electricity")}) == [((1,), 0, False), ((2,), 0, True)]
