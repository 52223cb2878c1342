"""A form that is accepted answers with a redirect, so that nobody sends it again by going back or reloading."""

import logging

import pytest
from django.db import transaction

from walk.planted import client_of
from walk.test_pressing_twice import forms, send

pytestmark = pytest.mark.one_database

SHOWN_ONCE = {"people:first_password", "people:first_passwords"}
"""Secrets, which are kept nowhere that they could be asked for again."""


def test_a_form_that_is_accepted_answers_with_a_redirect_and_any_other_answer_is_marked_as_one(planted, caplog):
    caplog.set_level(logging.ERROR)
    led, stayed, unmarked = set(), set(), set()
    for visit in forms(planted):
        with transaction.atomic():
            client = client_of(visit.who)
            content = visit.data(client) if callable(visit.data) else visit.data
            answer = send(client, visit, dict(content))
            if 300 <= answer.status_code < 400:
                led.add(visit.name)
            elif b"<html" in answer.content:
                stayed |= {visit.name} if answer.status_code < 300 else set()
                unmarked |= set() if b" data-answers" in answer.content else {visit.name}
            transaction.set_rollback(True)
    assert len(led) > 80
    assert stayed == SHOWN_ONCE
    assert unmarked == set()
