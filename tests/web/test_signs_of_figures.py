"""A change that rounds to nothing has no minus, on pages as in papers."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.programme.ledgers.summary import Figure
from jieyue.web.templatetags import figures

CHANGES = st.decimals(-1, 1, places=4) | st.floats(-1, 1)


@pytest.mark.parametrize("shown", [figures.signed, figures.signed_percent, figures.ratio, figures.percent])
@given(CHANGES)
def test_no_figure_is_minus_zero(shown, change):
    said = shown(change).rstrip("%")
    assert not (said.startswith("-") and not float(said))


@pytest.mark.parametrize("shown", [figures.tonnes, figures.signed_tonnes])
@given(st.floats(-100, 100))
def test_no_tonnes_are_minus_zero(shown, kilograms):
    said = shown(kilograms)
    assert not (said.startswith("-") and not float(said))


def test_a_change_from_year_to_year_is_no_minus_zero():
    assert str(Figure(Decimal("999.9"), Decimal(1000)).change_percent) == "0.0"
    assert str(Figure(Decimal(990), Decimal(1000)).change_percent) == "-1.0"
