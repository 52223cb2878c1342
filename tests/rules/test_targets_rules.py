"""How a year will end, whether a target is kept, and how it is split."""

from decimal import Decimal

import pytest

from jieyue.rules.plan import Form
from jieyue.rules.targets import Caution, Verdict, course, most, proposed, reached, split, verdict

LAST = [Decimal(100)] * 12


def months(*known: int | None) -> list[Decimal | None]:
    return [None if each is None else Decimal(each) for each in (*known, *[None] * (12 - len(known)))]


def test_the_year_ends_as_last_year_did_times_the_ratio_of_the_months_so_far():
    found = course(months(90, 110, 70), LAST)
    assert (found.known, found.so_far, found.before, found.forecast) == (3, 270, 300, 270 + 900 * Decimal(270) / 300)


def test_a_ratio_of_few_months_counts_in_part():
    found = [course(months(*[90] * n), LAST, full_ratio=6).forecast for n in (1, 3, 6, 9)]
    assert [round(each, 6) for each in found] == [
        90 + 1100 - Decimal("18.333333"),
        270 + 900 - 45,
        540 + 600 - 60,
        810 + 300 - 30,
    ]


def test_a_month_without_its_bills_is_foreseen_like_those_to_come():
    assert course(months(50, None, 50), LAST).forecast == 600


def test_a_year_that_is_over_is_its_sum_whatever_the_year_before():
    assert course([Decimal(5)] * 12, [None] * 12).forecast == 60


@pytest.mark.parametrize(
    ("this", "last"),
    [
        (months(), LAST),
        (months(90), [None, *LAST[1:]]),
        (months(90), [*LAST[:11], None]),
        (months(90), [Decimal(0), *LAST[1:]]),
    ],
    ids=["no month", "no same month", "no month to come", "nothing used then"],
)
def test_what_is_not_known_is_not_foreseen(this, last):
    assert course(this, last).forecast is None


@pytest.mark.parametrize(
    ("form", "value", "limit"),
    [
        (Form.CAP, 900, 900),
        (Form.SAVED, 130, 1070),
        (Form.DOWN, 12, 1056),
        (Form.NO_GROWTH, None, 1200),
        (Form.LESS, None, 1200),
    ],
)
def test_each_form_says_how_much_may_be_used(form, value, limit):
    assert most(form, None if value is None else Decimal(value), Decimal(1200)) == limit
    assert form is Form.CAP or most(form, Decimal(1), None) is None


@pytest.mark.parametrize(
    ("limit", "this", "said"),
    [
        (1200, [100] * 12, Verdict.MET),
        (1199, [100] * 12, Verdict.MISSED),
        (250, [100, 100, 100], Verdict.MISSED),
        (1200, [100, 100, 100], Verdict.ON_COURSE),
        (1199, [100, 100, 100], Verdict.AT_RISK),
        (1199, [100, 100], Verdict.OPEN),
        (None, [100, 100, 100], Verdict.OPEN),
    ],
)
def test_a_verdict_is_said_when_the_year_is_over_and_foreseen_from_the_third_month(limit, this, said):
    limit = None if limit is None else Decimal(limit)
    assert verdict(limit, course(months(*this), LAST), after=3) is said


def test_less_is_not_as_much():
    found = course([Decimal(100)] * 12, LAST)
    assert verdict(Decimal(1200), found, is_below=True) is Verdict.MISSED
    assert verdict(Decimal(1200), found) is Verdict.MET


@pytest.mark.parametrize(
    ("share", "is_over", "said"), [(50, False, "met"), (49, False, "open"), (49, True, "missed"), (None, True, "open")]
)
def test_a_share_is_missed_once_its_day_is_over(share, is_over, said):
    assert reached(None if share is None else Decimal(share), Decimal(50), is_over=is_over) == said


def test_an_amount_is_split_by_use_and_its_parts_add_up():
    parts = split(Decimal(100), {"a": Decimal(1), "b": Decimal(1), "c": Decimal(1), "d": None})
    assert parts == {"a": 34, "b": 33, "c": 33, "d": None}
    assert sum(split(Decimal("0.5"), dict.fromkeys("abc", Decimal(7))).values()) == Decimal("0.5")


def test_of_a_percentage_each_gets_the_same_and_of_an_amount_what_others_have_left():
    bases = {"a": Decimal(30), "b": Decimal(10), "c": None}
    assert proposed(Form.DOWN, Decimal(2), bases) == dict.fromkeys("abc", Decimal(2))
    assert proposed(Form.CAP, Decimal(100), bases, given=Decimal(20)) == {"a": 60, "b": 20, "c": None}
    assert proposed(Form.CAP, Decimal(100), bases, given=Decimal(200))["a"] == 0


def test_a_month_counts_where_few_enough_of_the_units_lack_bills():
    caution = Caution(Decimal("0.02"), 3, 6)
    assert caution.counts(missing=1, units=50)
    assert not caution.counts(missing=1, units=49)
    assert caution.counts(missing=0, units=0)
