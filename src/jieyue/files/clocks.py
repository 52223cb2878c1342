"""What a text says of the hour: 8:30, 上午8时30分, 晚上七点半, 8:30 PM, 次日1:20. What may be either hour is none."""

import re
from datetime import time
from typing import NamedTuple

from jieyue.files import spans

HALF_A_DAY = 12
MINUTES_OF_A_QUARTER = 15
_ORDINARY = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.\d+)?)?", re.ASCII)


class Clock(NamedTuple):
    """A time of day; `later` is how many days behind the one that it is told beside."""

    at: time
    later: int = 0


def _hours(same: range, after_noon: range) -> dict[int, int]:
    """By the hour that is written, the one that is meant."""
    return {each: each for each in same} | {each: each + HALF_A_DAY for each in after_noon}


_BEFORE_NOON = _hours(range(1, 12), range(0))
_AFTER_NOON = _hours(range(12, 24), range(1, 12))
_EVENING = _hours(range(17, 24), range(5, 12))
_PARTS: dict[str, dict[int, int]] = {
    **dict.fromkeys(("凌晨",), _hours(range(7), range(0))),
    **dict.fromkeys(("清晨", "早晨", "早上", "早", "上午"), _BEFORE_NOON),
    **dict.fromkeys(("中午", "正午"), _hours(range(11, 15), range(1, 3))),
    **dict.fromkeys(("下午",), _AFTER_NOON),
    **dict.fromkeys(("傍晚", "晚上", "晚间", "夜晚", "夜间", "夜里", "晚"), _EVENING),
    "am": _BEFORE_NOON | {HALF_A_DAY: 0},
    "pm": _AFTER_NOON,
}
_LATER = ("次日", "翌日", "第二天", "隔天")
_PART = "|".join(sorted((each for each in _PARTS if not each.isascii()), key=len, reverse=True))
_CLOCK = re.compile(
    rf"(?P<later>{'|'.join(_LATER)})?(?P<part>{_PART})?(?P<hour>\d{{1,2}})"
    r"(?::(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:\.\d+)?)?分?"
    r"|[时點点](?:(?P<half>半)|(?P<quarter>[13])刻|整|(?P<past>\d{1,2})分?(?:(?P<seconds>\d{1,2})秒)?)?)"
    r"(?P<half_day>[ap]m)?",
    re.ASCII | re.IGNORECASE,
)


def clock_said(written: str) -> Clock | None:
    """Of a text with plain figures and signs; None where it says no hour, or one that may be another."""
    if found := _ORDINARY.fullmatch(written):
        return Clock(time(int(found[1]), int(found[2]), int(found[3] or 0)))
    found = _CLOCK.fullmatch("".join(spans.in_digits(written).replace("∶", ":").split()))
    return _meant(found) if found else None


def _meant(found: re.Match[str]) -> Clock | None:
    hour = _hour(int(found["hour"]), found["part"], (found["half_day"] or "").casefold())
    try:
        at = None if hour is None else time(hour, _minute(found), int(found["second"] or found["seconds"] or 0))
    except ValueError:
        return None
    return None if at is None else Clock(at, 1 if found["later"] else 0)


def _hour(written: int, *parts: str | None) -> int | None:
    told = {_PARTS[part].get(written) for part in parts if part}
    if not told:
        return written
    return told.pop() if len(told) == 1 else None


def _minute(found: re.Match[str]) -> int:
    if found["half"]:
        return 30
    quarters = int(found["quarter"] or 0)
    return quarters * MINUTES_OF_A_QUARTER or int(found["minute"] or found["past"] or 0)
