"""The sample of a spot check: what must hold of any list, seed and size."""

import hashlib
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jieyue.rules.drawing import Candidate, DrawRefused, by_chance, digest_of, draw

codes = st.lists(st.text("0123456789A中", min_size=1, max_size=8), min_size=2, max_size=30, unique=True)
rosters = codes.flatmap(
    lambda named: st.tuples(*(st.sampled_from(["0", "1", "2.5", "2.50"]) for _ in named)).map(
        lambda risks: [Candidate(code, Decimal(risk)) for code, risk in zip(named, risks, strict=True)]
    )
)
seeds = st.text("0123456789 年月", min_size=1, max_size=12).filter(str.strip)


@settings(max_examples=60, deadline=None)
@given(rosters, seeds, st.data())
def test_whoever_has_list_and_seed_draws_the_same(roster, seed, data):
    size = data.draw(st.integers(1, len(roster)))
    drawn = draw(roster, seed=seed, size=size)
    again = data.draw(st.permutations(roster))
    assert draw(again, seed=f" {seed} ", size=size) == drawn
    assert digest_of(again) == digest_of(roster)
    assert len({each.organisation for each in drawn}) == size
    smaller = draw(roster, seed=seed, size=data.draw(st.integers(1, size)))
    assert drawn[: len(smaller)] == smaller
    left = [each for each in roster if each not in drawn]
    assert max((each.risk for each in left), default=0) <= drawn[-1].risk


def test_the_order_is_the_one_that_was_published_byte_for_byte():
    """By the rule as its sentence says it, so that anyone can work it out with a tool of his own."""
    roster = [Candidate(f"5101{n:02}") for n in range(40)]
    by_hand = sorted(roster, key=lambda each: hashlib.sha256(f"2026 开奖\n{each.organisation}".encode()).hexdigest())
    assert draw(roster, seed="2026 开奖", size=40) == by_hand
    drawn = draw([Candidate(each) for each in ("510101", "510102", "510103", "510104")], seed="7", size=4)
    assert [each.organisation for each in drawn] == ["510101", "510103", "510102", "510104"]


def test_another_seed_draws_others_and_each_is_drawn_about_as_often():
    roster = [Candidate(f"5101{n:02}") for n in range(20)]
    times = dict.fromkeys((each.organisation for each in roster), 0)
    for seed in range(2000):
        for each in draw(roster, seed=f"第 {seed} 次", size=5):
            times[each.organisation] += 1
    assert sum(times.values()) == 10_000
    assert all(400 < count < 600 for count in times.values())


def test_chance_is_what_was_left_to_it():
    roster = [Candidate("A", Decimal(2)), *(Candidate(each, Decimal(1)) for each in "BCD")]
    assert [by_chance(roster, draw(roster, seed="s", size=size)) for size in (1, 2, 3, 4)] == [0, 1, 2, 0]


def test_the_digest_tells_when_a_risk_was_changed_and_not_how_it_was_written():
    assert digest_of([Candidate("A", Decimal("2.0"))]) == digest_of([Candidate("A", Decimal(2))])
    assert digest_of([Candidate("A", Decimal(2))]) != digest_of([Candidate("A", Decimal(3))])
    assert digest_of([Candidate("A", Decimal(100))]) != digest_of([Candidate("A", Decimal(1))])


@pytest.mark.parametrize(
    ("roster", "seed", "size", "says"),
    [
        ("AB", "  ", 1, "种子是空的"),
        ("AB", "一\n二", 1, "看不见"),
        ("AB", "\udcff", 1, "看不见"),
        ("AB", "s", 0, "是 0"),
        ("AB", "s", 3, "只有 2 家"),
        ("ABA", "s", 1, "不止一次：A"),
    ],
)
def test_what_cannot_be_drawn_is_refused(roster, seed, size, says):
    with pytest.raises(DrawRefused, match=says):
        draw([Candidate(each) for each in roster], seed=seed, size=size)
