"""Rows come back from their text as SQLite keeps them, whatever stands in them."""

import json
import uuid
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.store.deployment.text import lines, rows_for_sqlite

pytestmark = pytest.mark.one_database


def there_and_back(kind: str, value: object) -> object:
    ((kept,),) = rows_for_sqlite(lines([(value,)], [kind]), [kind])
    return kept


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text(text):
    assert there_and_back("text", text) == text


@given(st.lists(st.none() | st.text("\\\tn\nN\r"), min_size=1))
def test_nothing_is_not_the_word_for_nothing(values):
    kinds = ["text"] * len(values)
    assert list(rows_for_sqlite(lines([values], kinds), kinds)) == [values]


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, max_value=10**14, min_value=-(10**14)))
def test_decimals_are_exact(number):
    assert Decimal(there_and_back("decimal", number)) == number


@pytest.mark.parametrize(
    ("kind", "value", "kept"),
    [
        ("integer", -7, "-7"),
        ("boolean", True, True),
        ("boolean", False, False),
        ("moment", datetime(2026, 1, 15, 1, 2, 3, 120000, tzinfo=UTC), "2026-01-15 01:02:03.120000"),
        ("uuid", uuid.UUID(int=5), uuid.UUID(int=5).hex),
        ("bytes", b"\x00\xff\n", b"\x00\xff\n"),
        ("text", None, None),
    ],
)
def test_other_kinds(kind, value, kept):
    assert there_and_back(kind, value) == kept


def test_postgresql_writes_a_moment_shorter():
    assert list(rows_for_sqlite([b"2026-01-15 01:02:03.12+00"], ["moment"])) == [["2026-01-15 01:02:03.120000"]]


@given(st.lists(st.none() | st.text() | st.integers()))
def test_json(value):
    assert json.loads(there_and_back("json", value)) == value
