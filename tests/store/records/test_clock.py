"""A clock that is set back writes no history, and lets nothing live longer."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from jieyue.store.people.models import User
from jieyue.store.records.clock import TOLERANCE, ClockBehind
from jieyue.store.records.models import LogEntry

TREE = "code | name | parent | level\nP | 省 | | 省"
MORE = "code | name | parent | level\nA | 甲 | P | 单位"


@pytest.fixture
def set_back(house, monkeypatch):
    """The house with an entry, and then the clock set back by so much."""
    house.have("organisations", TREE)
    true = timezone.now

    def set_back(by: timedelta) -> None:
        monkeypatch.setattr(timezone, "now", lambda: true() - by)

    return set_back


def test_nothing_is_written_by_a_clock_set_back(house, set_back):
    set_back(timedelta(days=400))
    before = LogEntry.objects.count()
    with pytest.raises(ClockBehind) as refused:
        house.bring("organisations", MORE)
    assert "时钟" in refused.value.says
    assert "校准" in refused.value.do
    assert "JIEYUE_CLOCK_CHECKED" in refused.value.at_machine
    assert LogEntry.objects.count() == before


def test_a_few_minutes_are_nobodys_concern(house, set_back):
    set_back(TOLERANCE / 2)
    assert house.have("organisations", MORE).added == 1


def test_whoever_has_looked_may_go_on(house, set_back, settings):
    settings.JIEYUE_CLOCK_CHECKED = True
    set_back(timedelta(days=400))
    assert house.have("organisations", MORE).added == 1


def test_a_session_ends_when_the_log_is_past_its_end(house, settings):
    house.have("organisations", TREE)
    client = Client()
    client.force_login(User.objects.create(username="wang", name="王敏"))
    assert client.get("/", follow=True).context is not None
    assert "_auth_user_id" in client.session
    later = timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE + 60)
    LogEntry.objects.filter(seq=LogEntry.objects.latest("seq").seq).update(recorded_at=later)
    assert "_auth_user_id" not in client.session
    assert client.get("/").status_code == 302
