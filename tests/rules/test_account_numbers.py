"""Which account numbers are likely to be one, written in two ways."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jieyue.rules.account_numbers import Known, Little, edits_between, folded
from soaking import rounds

ONE = Little(edits=1, shortest=5)


@pytest.mark.parametrize(
    ("one", "other"),
    [("0012345", "12345"), ("e519-a", "Ｅ519-Ａ"), ("51 01 23", "510123"), ("000", "0")],
)
def test_case_blanks_width_and_zeros_in_front_do_not_tell_accounts_apart(one, other):
    assert folded(one) == folded(other)
    assert Known([one], ONE).alike(other) == [one]


@pytest.mark.parametrize("other", ["E519001001", "E51900100011", "E5190010002", "E5190010010"])
def test_a_digit_dropped_put_in_changed_or_swapped_differs_little(other):
    assert Known(["E5190010001", "W77"], ONE).alike(other) == ["E5190010001"]


def test_short_numbers_and_two_edits_are_other_accounts():
    known = Known(["1", "A-2", "E5190010001"], ONE)
    assert [known.alike(each) for each in ("2", "A-3", "E5190010022")] == [[], [], []]
    assert known.nearest("E5190010022")[0] == "E5190010001"


def test_a_number_is_not_like_itself_or_like_none():
    assert Known(["12345"], ONE).alike("12345") == []
    assert Known([""], ONE).alike("12345") == []
    assert Known(["12345"], ONE).alike("") == []


LETTERS = st.text("0123A", min_size=0, max_size=7)


@settings(max_examples=rounds(short=60, long=1500), deadline=None)
@given(numbers=st.lists(LETTERS, max_size=12), new=LETTERS, edits=st.integers(0, 2), shortest=st.integers(0, 5))
def test_what_is_found_is_what_comparing_with_each_finds(numbers, new, edits, shortest):
    little = Little(edits, shortest)
    known = Known(numbers, little)
    close = {each for each in numbers if each != new and little.reaches(folded(new), folded(each))}
    found = known.alike(new)
    assert set(found) <= close
    assert len(found) == min(3, len(close))


@settings(max_examples=rounds(short=60, long=1500), deadline=None)
@given(one=LETTERS, other=LETTERS)
def test_edits_are_counted_alike_in_both_directions(one, other):
    assert edits_between(one, other) == edits_between(other, one)
    assert (edits_between(one, other) == 0) == (one == other)


def test_many_new_numbers_are_found_among_many_known_without_comparing_each_with_each():
    known = Known((f"{n:05}{n * 7919 % 100003:06}" for n in range(2000)), ONE)
    assert sum(bool(known.alike(f"{n:05}{n * 7919 % 100003:06}0")) for n in range(2000)) == 2000
