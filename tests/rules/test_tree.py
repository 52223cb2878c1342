"""Where everyone stood, against an oracle that looks at each day by itself."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.rules.tree import BEGINNING, FOREVER, Link, Stretch, TreeHasCircle, stretches

DAYS = [date(2024, 1, 1) + timedelta(days=n) for n in range(6)]


class Circle(Exception):  # noqa: N818
    pass


def path_by_looking(links: list[Link], child: int, day: date) -> str:
    path, here, passed = "/", child, set()
    while here is not None:
        if here in passed:
            raise Circle
        passed.add(here)
        path = f"/{here}{path}"
        own = [link for link in links if link.child == here and link.since <= day]
        here = max(own, key=lambda link: link.since).parent
    return path


def histories(*, free: bool):
    """Trees of up to eight with moves; where parents have lower numbers no circle can be."""

    def parent_of(child):
        others = [n for n in range(8) if n < child or (free and n != child)]
        return st.none() | st.sampled_from(others) if others else st.none()

    def moves_of(child):
        moves = st.dictionaries(st.sampled_from(DAYS), parent_of(child), max_size=3)
        return st.tuples(parent_of(child), moves)

    return st.tuples(*(moves_of(child) for child in range(8))).map(
        lambda all_: [
            Link(child, since, parent, version=100 * child + n)
            for child, (first, moves) in enumerate(all_)
            for n, (since, parent) in enumerate(sorted({BEGINNING: first, **moves}.items()))
        ]
    )


def agrees_on_every_day(links):
    found = stretches(links, known={})
    for child, own in found.items():
        assert (own[0].since, own[-1].until) == (BEGINNING, FOREVER)
        assert all(one.until == other.since for one, other in pairwise(own))
        for day in [BEGINNING, *DAYS, FOREVER - timedelta(days=1)]:
            (here,) = [stretch for stretch in own if stretch.since <= day < stretch.until]
            assert here.path == path_by_looking(links, child, day)
            in_force = [link for link in links if link.child == child and link.since <= day]
            assert here.version == max(in_force, key=lambda link: link.since).version


@given(histories(free=False))
def test_paths_are_those_of_each_day(links):
    agrees_on_every_day(links)


@given(histories(free=True))
def test_a_circle_is_found_on_whatever_day_it_is_and_on_no_other(links):
    try:
        for child in range(8):
            for day in [BEGINNING, *DAYS]:
                path_by_looking(links, child, day)
    except Circle:
        with pytest.raises(TreeHasCircle):
            stretches(links, known={})
    else:
        agrees_on_every_day(links)


@given(histories(free=False), st.integers(1, 7))
def test_who_is_known_already_need_not_be_placed_again(links, top):
    whole = stretches(links, known={})
    rest = [link for link in links if link.child >= top]
    known = {child: own for child, own in whole.items() if child < top}
    assert stretches(rest, known=known) == {child: own for child, own in whole.items() if child >= top}


def test_a_circle_names_its_members():
    links = [Link(n, BEGINNING, parent, n) for n, parent in ((1, None), (2, 4), (3, 2), (4, 3), (5, 4))]
    with pytest.raises(TreeHasCircle) as refused:
        stretches(links, known={})
    assert sorted(refused.value.members) == [2, 3, 4]


def test_a_deep_tree_needs_no_deep_stack():
    links = [Link(n, BEGINNING, n - 1 if n else None, n) for n in reversed(range(5000))]
    assert stretches(links, known={})[1] == [Stretch(BEGINNING, FOREVER, "/0/1/", 1)]


def test_two_who_change_places_on_one_day_are_no_circle():
    links = [
        Link(1, BEGINNING, None, 1),
        Link(2, BEGINNING, 1, 2),
        Link(1, DAYS[0], 2, 3),
        Link(2, DAYS[0], None, 4),
    ]
    assert [stretch.path for stretch in stretches(links, known={})[1]] == ["/1/", "/2/1/"]
