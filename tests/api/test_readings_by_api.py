"""A gateway sends readings by the thousand, again after every failure, and out of order."""

from datetime import datetime, timedelta

import orjson
import pytest

from jieyue.store.ledgers.readings.models import Reading
from samples import NOW
from soaking import rounds

METER = {"organisation": "B", "number": "D-1", "resource": "电", "multiplier": "1", "digits": "6"}
EVERY = timedelta(minutes=15)
MANY = rounds(short=1000, long=3000)


@pytest.fixture
def gateway(program, office):
    office.house.have("meters", [METER])
    return program("wang")


def row(n: int, **other: object) -> dict:
    at = datetime(2025, 1, 1, tzinfo=NOW.tzinfo) + n * EVERY
    values = {"organisation": "B", "meter": "D-1", "read_at": f"{at:%Y-%m-%d %H:%M}", "shown": n, "read_by": "系统采集"}
    return {"values": {**values, **other}, "external_id": f"D-1/{n}"}


def brings(gateway, rows: list[dict], **how):
    body = b"\n".join(orjson.dumps(each) for each in rows)
    about = {"source": "网关一", "accept_good": True, **how}
    return gateway.asks("POST", "/bulk/readings", body, "application/x-ndjson", **about).json()


def test_thousands_of_readings_sent_again_are_the_same_readings(gateway):
    rows = [row(n) for n in range(MANY)]
    first, again = brings(gateway, rows), brings(gateway, list(reversed(rows)))
    assert (first["added"], again["added"], again["unchanged"]) == (MANY, 0, MANY)
    assert Reading.objects.count() == MANY


def test_what_was_lost_on_the_way_comes_later_with_what_had_come_already(gateway):
    brings(gateway, [row(n) for n in (0, 1, 4, 5)])
    assert (brings(gateway, [row(n) for n in range(6)])["added"], Reading.objects.count()) == (2, 6)


def test_a_reading_of_an_id_sent_before_corrects_it_with_a_reason(gateway):
    brings(gateway, [row(0), row(1)])
    assert brings(gateway, [row(1, shown=2)])["refused"] == 1
    assert brings(gateway, [row(1, shown=2)], reason="通道重传")["changed"] == 1
    assert list(Reading.objects.order_by("read_at").values_list("shown", flat=True)) == [0, 2]


def test_a_reading_of_tomorrow_is_refused_and_holds_nothing_up(gateway):
    told = brings(gateway, [row(0), row(0, read_at=f"{NOW + timedelta(days=1):%Y-%m-%d %H:%M}") | {"external_id": "x"}])
    assert (told["added"], [each["rule"] for each in told["problems"]]) == (1, ["not_come_yet"])
