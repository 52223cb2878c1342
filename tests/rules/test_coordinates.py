"""How far two places lie apart on the earth."""

from math import isclose, pi

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.rules.coordinates import EARTH_RADIUS_M, Coordinates, metres_between

NASHVILLE, LOS_ANGELES = Coordinates(-86.67, 36.12), Coordinates(-118.40, 33.94)
places = st.builds(Coordinates, st.floats(-180, 180), st.floats(-90, 90))


def test_the_published_example_of_the_formula_comes_out():
    """Rosetta Code, “Haversine formula”: between the airports of Nashville and Los Angeles, by 6,371 km."""
    assert metres_between(NASHVILLE, LOS_ANGELES) / 1000 == pytest.approx(2886.44444283798, abs=1e-9)


def test_a_degree_of_a_meridian_is_the_same_everywhere_and_one_of_a_parallel_shrinks_to_the_north():
    degree = pi * EARTH_RADIUS_M / 180
    assert metres_between(Coordinates(108, 34), Coordinates(108, 35)) == pytest.approx(degree)
    assert metres_between(Coordinates(108, 60), Coordinates(109, 60)) == pytest.approx(degree / 2, rel=1e-4)


def test_round_the_date_line_it_is_not_far():
    assert metres_between(Coordinates(179.5, 0), Coordinates(-179.5, 0)) == pytest.approx(pi * EARTH_RADIUS_M / 180)


@given(places, places)
def test_there_is_as_far_as_back_and_no_place_is_further_than_the_other_end_of_the_earth(one, other):
    there = metres_between(one, other)
    assert isclose(there, metres_between(other, one), abs_tol=1e-6)
    assert 0 <= there <= pi * EARTH_RADIUS_M
    assert metres_between(one, one) == 0


@given(places, places, places)
def test_over_a_third_place_it_is_never_nearer(one, other, third):
    over = metres_between(one, third) + metres_between(third, other)
    assert metres_between(one, other) <= over + 0.01  # at the other end of the earth the formula is out by a hair


@pytest.mark.parametrize(
    ("longitude", "latitude", "is_there"),
    [
        (73, 3, True),
        (136, 54, True),
        (108.95, 34.27, True),
        (72.99, 30, False),
        (100, 2.99, False),
        (34.27, 108.95, False),
    ],
)
def test_what_lies_in_china(longitude, latitude, is_there):
    place = Coordinates(longitude, latitude)
    assert place.is_in_china == is_there
    assert place.swapped.swapped == place
