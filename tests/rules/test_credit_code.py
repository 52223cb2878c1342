import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.rules.credit_code import compact, fault_of

# Of public institutions and companies, as they publish them.
REAL = ["91350100M000100Y43", "91110000600037341L", "91110000802100433B", "914403001922038216"]
DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@pytest.mark.parametrize("code", REAL)
def test_real_codes_have_no_fault(code):
    assert fault_of(code) == ""


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("", "18 位"),
        ("91350100M000100Y4", "18 位"),
        ("91350100M000100Y433", "18 位"),
        ("91350100M000100Y44", "末位校验码"),
        ("9135010OM000100Y43", "不应出现的字符"),
        ("91350100M0001I0Y43", "不应出现的字符"),
    ],
)
def test_each_fault_is_said_as_what_it_is(code, says):
    assert says in fault_of(code)


@given(st.sampled_from(REAL), st.integers(8, 17), st.sampled_from(DIGITS))
def test_one_wrong_character_never_passes(code, place, other):
    wrong = code[:place] + other + code[place + 1 :]
    assert (fault_of(wrong) == "") == (wrong == code)


def test_the_inner_check_character_is_looked_at_too():
    """A code whose last character is right for a subject number that is not."""
    weights = [3**n % 31 for n in range(17)]
    body = "91350100M000100Y5"[:17]
    check = DIGITS[-sum(w * DIGITS.index(c) for w, c in zip(weights, body, strict=True)) % 31]
    assert "第 9 至 17 位" in fault_of(body + check)


def test_a_code_is_kept_in_capitals_without_blanks_or_dashes():
    assert compact("9135 0100-m000100y43") == "91350100M000100Y43"
