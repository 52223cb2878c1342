"""印发通报: what was looked at goes to all units below, once a day, with who has read it; nobody else sees it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jieyue.programme.oversight import sending
from jieyue.programme.oversight.circulating import (
    AlreadyIssued,
    ChangedMeanwhile,
    CircularUnknown,
    NoWords,
    acknowledge,
    circular,
    circulars,
    draft,
    issue,
    readers,
    unread,
)
from jieyue.programme.oversight.robots import choose_how
from jieyue.rules.period import Period
from jieyue.rules.refusal import NotThere
from jieyue.store.records.verifying import verify
from offices import Office, open_office, person_named

AT = datetime(2026, 1, 20, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
NEXT_DAY = AT + timedelta(days=1)
TODAY, QUARTER = AT.date(), Period.parse("2025Q4")
OF_COUNTY = {"organisation": "C1", "period": QUARTER}


@pytest.fixture
def office(house) -> Office:
    return house.begun(open_office)


def who(username: str, on: date = TODAY):
    return person_named(username, on=on)


def sent(at: datetime = AT, **about) -> int:
    asked = {**OF_COUNTY, **about}
    seen = draft(**asked, person=who("li", at.date()), today=at.date()).seen
    return issue(**asked, seen=seen, words="请于月底前办结。", by=who("li", at.date()), at=at)


def test_each_unit_below_finds_it_until_somebody_of_it_has_read_it(office):
    number = sent()
    assert (unread(person=who("liu")), unread(person=who("wang")), unread(person=who("zhao"))) == (1, 1, 0)
    found = circular(number, person=who("liu"))
    assert found.content["late"][0]["says"] == "2025年四季度能源资源消费未报送"
    assert (found.line.units, found.line.read, found.unread, found.line.is_new) == (2, 0, 1, True)
    assert acknowledge(number, by=who("liu"), at=AT) == 1
    with pytest.raises(CircularUnknown):
        acknowledge(number, by=who("liu"), at=AT)
    assert unread(person=who("liu")) == 0
    assert circular(number, person=who("li")).line.read == 1
    assert acknowledge(number, by=who("wang"), at=AT) == 1, "whoever enters for the county, for the unit that is left"
    told = [(each.organisation.code, each.by, each.at) for each in readers(number, person=who("li"))]
    assert told == [("A", "刘洋", AT), ("B", "王敏", AT)]
    with pytest.raises(CircularUnknown):
        readers(number, person=who("liu"))
    assert verify().holds


def test_nobody_beside_the_place_sees_it_and_only_its_authority_sends_it(office):
    number = sent()
    with pytest.raises(CircularUnknown):
        circular(number, person=who("zhao"))
    with pytest.raises(CircularUnknown):
        acknowledge(number, by=who("zhao"), at=AT)
    assert circulars(person=who("zhao")).count == 0
    assert [each.organisation.code for each in circulars(person=who("liu"), organisation="A").lines] == ["C1"]
    with pytest.raises(NotThere):
        draft(**OF_COUNTY, person=who("wang"), today=TODAY)
    with pytest.raises(NotThere):
        issue(**OF_COUNTY, seen="", words="办", by=who("wang"), at=AT)


def test_what_goes_out_is_what_was_looked_at_and_once_a_day(office, house):
    seen = draft(**OF_COUNTY, person=who("li"), today=TODAY).seen
    house.have("organisations", "code | name | parent | level\nN | 甲县二中 | C1 | 单位", at=AT)
    with pytest.raises(ChangedMeanwhile):
        issue(**OF_COUNTY, seen=seen, words="办", by=who("li"), at=AT)
    with pytest.raises(NoWords):
        issue(**OF_COUNTY, seen=seen, words=" ", by=who("li"), at=AT)
    number = sent()
    with pytest.raises(AlreadyIssued):
        sent()
    before = circular(number, person=who("li")).content
    newer = sent(NEXT_DAY, period=Period.parse("2025Q3"))
    assert circular(number, person=who("li")).content == before
    assert [each.id for each in circulars(person=who("liu", NEXT_DAY.date())).lines] == [newer, number]
    assert unread(person=who("liu", NEXT_DAY.date())) == 1, "the newest of a place stands for those before it"


def test_whoever_wants_mail_gets_one_and_a_list_asks_no_more_for_more_of_them(office):
    choose_how(email="liu@example.gov.cn", by_email=True, by=who("liu"), at=AT)
    sent()
    sending.send_waiting.call()
    [letter] = mail.outbox
    assert (letter.to, letter.subject) == (["liu@example.gov.cn"], "通报：2025年四季度报送和任务办理情况")
    counts = []
    for at in (AT, NEXT_DAY):
        with CaptureQueriesContext(connection) as asked:
            circulars(person=who("liu", at.date()))
        counts.append(len(asked))
        if at == AT:
            sent(NEXT_DAY)
    assert counts[0] == counts[1]
