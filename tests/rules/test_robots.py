"""What is posted to a group's robot, as the makers publish it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.rules.reminders import WAITS, next_try
from jieyue.rules.robots import MOST_BYTES, Post, RobotKind, dingtalk_sign, feishu_sign, post_of, shortened, wrong_in

AT = datetime.fromtimestamp(1700000000, UTC)


def test_signatures_are_those_that_the_makers_work_out():
    assert dingtalk_sign("SECsample", 1700000000000) == "Mj2fZo4lFhoowyHG4iTB1phlfXoznquzWDvIseFCHFM%3D"
    assert feishu_sign("sample", 1700000000) == "CFz/OqiucB+l0VTT2gEZrW0p7Nb5RWH289Esx/V2Uvg="


def test_dingtalk_is_signed_in_the_address_and_feishu_in_the_body_and_wecom_not_at_all():
    ding = posted(RobotKind.DINGTALK, "http://d/send?access_token=T", "SECsample")
    sign = dingtalk_sign("SECsample", 1700000000000)
    assert ding.address == f"http://d/send?access_token=T&timestamp=1700000000000&sign={sign}"
    flying = posted(RobotKind.FEISHU, "http://f/hook/1", "sample")
    assert (flying.address, flying.body["timestamp"]) == ("http://f/hook/1", "1700000000")
    assert flying.body["content"] == {"text": "催办"}
    plain = posted(RobotKind.WECOM, "http://w/send?key=K", "")
    assert (plain.address, plain.body) == ("http://w/send?key=K", {"msgtype": "text", "text": {"content": "催办"}})


def posted(kind: RobotKind, address: str, secret: str) -> Post:
    return post_of(kind, address=address, secret=secret, text="催办", at=AT)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ('{"errcode": 0, "errmsg": "ok"}', ""),
        ('{"code": 0, "msg": "success"}', ""),
        ('{"StatusCode": 0}', ""),
        ('{"errcode": 93000, "errmsg": "invalid webhook url"}', "机器人没有接收（93000）：invalid webhook url"),
        ('{"code": 19021, "msg": "sign match fail"}', "机器人没有接收（19021）：sign match fail"),
        ("<html>", "机器人的答复看不懂：<html>"),
        ("[]", "机器人的答复看不懂：[]"),
    ],
)
def test_an_error_in_the_body_is_one_whatever_the_status_was(answer, says):
    assert wrong_in(answer) == says


@given(st.text(max_size=3000))
def test_a_text_is_cut_at_a_character_within_what_the_narrowest_takes(text):
    said = shortened(text)
    assert text.startswith(said)
    assert len(said.encode()) <= MOST_BYTES
    assert said == text or len(text[: len(said) + 1].encode()) > MOST_BYTES


def test_what_failed_is_tried_again_later_each_time_and_then_given_up():
    tries = [next_try(n, AT) for n in range(1, len(WAITS) + 2)]
    assert tries[0] == AT + timedelta(minutes=5)
    assert tries[:-1] == sorted(tries[:-1])
    assert tries[-1] is None
