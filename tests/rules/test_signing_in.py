"""Passwords, drawn codes and the codes of authenticators."""

from base64 import b32encode
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.rules.signing_in import (
    STEP_SECONDS,
    as_username,
    code_at,
    digest_of_code,
    drawn,
    is_expired,
    password_faults,
    step_at,
    step_of_code,
)

SECRET = b32encode(b"12345678901234567890").decode()
RFC_6238 = [
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
    (20000000000, "353130"),
]
"""Appendix B of RFC 6238, SHA-1: seconds since 1970 and the last six of the eight digits given there."""


@pytest.mark.parametrize(("seconds", "code"), RFC_6238)
def test_codes_are_those_of_the_standard(seconds, code):
    assert code_at(SECRET, step_at(datetime.fromtimestamp(seconds, UTC))) == code


moments = st.integers(1_600_000_000, 2_800_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@given(moments, st.integers(-3, 3))
def test_a_code_holds_half_a_minute_either_way_and_once(now, steps_off):
    code = code_at(SECRET, step_at(now) + steps_off)
    found = step_of_code(SECRET, code, at=now, after=0)
    if abs(steps_off) <= 1:
        assert found == step_at(now) + steps_off
        assert step_of_code(SECRET, code, at=now, after=found) is None
        assert step_of_code(SECRET, f" {code[:3]} {code[3:]} ", at=now, after=0) == found
    else:
        near = {code_at(SECRET, step_at(now) + n) for n in (-1, 0, 1)}
        assert (found is not None) == (code in near)


def test_a_code_of_before_is_not_taken_after_a_later_one():
    now = datetime(2026, 1, 15, tzinfo=UTC)
    later = step_of_code(SECRET, code_at(SECRET, step_at(now)), at=now, after=0)
    earlier = code_at(SECRET, step_at(now - timedelta(seconds=STEP_SECONDS)))
    assert step_of_code(SECRET, earlier, at=now, after=later) is None


@pytest.mark.parametrize("password", ["Lv.dou-tang_88", "雨后春笋-Shan7hu", "correct horse Battery 9"])
def test_good_passwords(password):
    assert password_faults(password, username="wangmin", name="王敏") == []


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("Kurz-1", "至少 10 位"),
        ("abcdefghijklmn", "至少要有 3 种"),
        ("Wangmin-2031-x", "不能包含用户名"),
        ("Password2026!", "太常见"),
        ("P@ssw0rd#2026", "太常见"),
        ("Qwerty!123456", "太常见"),
        ("Lvdou-aaaa-88", "连续出现"),
    ],
)
def test_faults_are_named(password, says):
    assert says in "".join(password_faults(password, username="wangmin", name="王敏"))


@pytest.mark.parametrize("typed", ["WangMin", " wangmin ", "ｗａｎｇｍｉｎ", "WANGMIN"])
def test_a_name_is_the_same_however_it_is_typed(typed):
    assert as_username(typed) == "wangmin"


@given(st.randoms(use_true_random=False), st.integers(1, 5))
def test_drawn_codes_have_no_sign_that_looks_like_another(random, groups):
    code = drawn(random.choice, groups=groups)
    assert [len(group) for group in code.split("-")] == [4] * groups
    assert not set(code) & set("0o1il")
    assert digest_of_code(code.upper().replace("-", " "), owner=7) == digest_of_code(code, owner=7)
    assert digest_of_code(code, owner=8) != digest_of_code(code, owner=7)


def test_passwords_expire_only_where_a_deployment_says_so():
    changed = datetime(2026, 1, 1, tzinfo=UTC)
    assert not is_expired(changed, at=changed + timedelta(days=9999), days=0)
    assert not is_expired(changed, at=changed + timedelta(days=89), days=90)
    assert is_expired(changed, at=changed + timedelta(days=90), days=90)
    assert not is_expired(None, at=changed, days=90)
