"""jieyue renew: whoever has the machine lets an administrator in again, and it is told."""

import re

import pytest
from django.utils import timezone

from jieyue.store.people.models import Renewal, SecondFactor, User
from jieyue.store.people.passwords import PasswordBackend
from jieyue.store.records.models import LogEntry
from offices import Office, open_office


@pytest.fixture
def office(house) -> Office:
    return open_office(house)


def opened(username: str, password: str) -> bool:
    return PasswordBackend().authenticate(None, username=username, password=password) is not None


def test_an_administrator_whom_nobody_else_can_help_comes_in_again(office, jieyue):
    qian = User.objects.get(username="qian")
    SecondFactor.objects.create(user=qian, secret="A" * 32)
    User.objects.filter(pk=qian.pk).update(second_factor_at=timezone.now())
    said = jieyue("renew", "qian", "--reason", "两位管理员同时离任", "--second-factor")
    assert said.status == 0
    assert opened("qian", re.search(r"\w{4}(-\w{4}){3}", said.out)[0])
    assert not SecondFactor.objects.exists()
    assert set(Renewal.objects.values_list("what", "state", "asked_by")) == {
        ("password", "done", None),
        ("second_factor", "done", None),
    }
    assert set(LogEntry.objects.order_by("-seq").values_list("by", "reason")[:2]) == {("console", "两位管理员同时离任")}


def test_in_the_name_of_the_security_administrator_it_is_refused_as_on_his_pages(office, jieyue):
    said = jieyue("renew", "qian", "--reason", "试试", "--as", "zhou")
    assert (said.status, "三员互核" in said.err) == (2, True)


def test_nobody_of_that_name_is_told_in_words(office, jieyue):
    assert jieyue("renew", "nobody", "--reason", "试试").status == 2
