import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.rules.signs import as_printed

KEPT = ("m2", "m3", "Nm3", "kgce", "kWh", "GJ", "L", "人", "CO2", "kgCO2", "tCO2", "(床·d)", "万", "元", "/", "·", " ")


@pytest.mark.parametrize(
    ("kept", "printed"),
    [
        ("m3", "m³"),
        ("m2", "m²"),
        ("万m3", "万m³"),
        ("万Nm3", "万Nm³"),
        ("m3/人", "m³/人"),
        ("m3/m2", "m³/m²"),
        ("元/m3", "元/m³"),
        ("kgce/m2", "kgce/m²"),
        ("kWh/(m2·a)", "kWh/(m²·a)"),
        ("kgCO2/m2", "kgCO₂/m²"),
        ("m3焦炉煤气", "m³焦炉煤气"),
        ("tce", "吨标准煤"),
        ("kgce", "kgce"),
        ("L/(床·d)", "L/(床·d)"),
        ("SM3", "SM3"),
        ("area_m2", "area_m2"),
        ("m30", "m30"),
        ("", ""),
    ],
)
def test_a_unit_is_printed_as_papers_have_it(kept, printed):
    assert as_printed(kept) == printed


@given(st.lists(st.sampled_from(KEPT), max_size=6).map("".join))
def test_what_is_printed_is_the_same_unit_and_printed_as_it_is(kept):
    printed = as_printed(kept)
    assert as_printed(printed) == printed
    assert unicodedata.normalize("NFKC", printed) == kept
