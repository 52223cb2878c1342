"""What does not fit the description is told in words of the house, whatever it is."""

import re
from typing import get_args

import pytest
from pydantic_core.core_schema import ErrorType

from jieyue.api.unreadable import ELSE, unreadable

KNOWN = re.compile(r"JSON|true|false|2026-03-01T08:00:00|2026-03-01")
LATIN = re.compile(r"[A-Za-z]{2,}")


@pytest.mark.parametrize("kind", get_args(ErrorType))
def test_every_kind_of_error_is_told_in_chinese(kind):
    said = unreadable(kind, {})
    assert said
    assert LATIN.search(KNOWN.sub("", said)) is None


@pytest.mark.parametrize(
    ("address", "query", "told"),
    [
        ("/ledgers/bills", {"page": -1}, "“query.page”不对：不能小于 1。"),
        ("/ledgers/bills", {"per_page": 9999}, "“query.per_page”不对：不能大于 500。"),
        ("/ledgers/bills", {"page": "一"}, "“query.page”不对：应是整数。"),
        ("/savings", {"organisation": "A", "began_on": "昨天"}, "不对：应是日期，如 2026-03-01。"),
    ],
)
def test_what_is_wrong_with_a_question_is_told_by_its_name(program, address, query, told):
    answer = program("wang").asks("GET", address, **query)
    assert answer.status_code == 422
    assert told in answer.json()["says"]
    assert ELSE not in answer.json()["says"]


def test_what_is_missing_is_named(program):
    answer = program("wang").asks("POST", "/rows/bills", {})
    assert (answer.status_code, answer.json()["where"]) == (422, "body.sent.rows")
    assert answer.json()["says"].endswith("不对：没有写。")


def test_what_is_no_json_is_told_so(program):
    answer = program("wang").asks("POST", "/rows/bills", "{", content_type="application/json")
    assert (answer.status_code, answer.json()["says"]) == (400, "请求的内容不是 JSON。")
