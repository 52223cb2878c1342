"""Many organisations told by their codes, within somebody's reach."""

import pytest
from django.db import connection

from jieyue.rules.person import Person, Post
from jieyue.rules.roles import Role
from jieyue.store.orgs.models import Placement
from jieyue.store.orgs.reach import organisation_ids

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
UNITS = 300
STEPS_A_CODE = 100
"""Of the database's own machine; one that tries each code with each organisation takes more than ten times as many."""


@pytest.fixture
def codes(house) -> list[str]:
    codes = [f"U{n}" for n in range(UNITS)]
    rows = "\n".join(f"{code} | 单位{code} | P | 单位" for code in codes)
    house.have(
        "organisations",
        f"code | name | parent | level\nP | 某省 | | 省\nQ | 外省 | | 省\n{rows}\nX | 外单位 | Q | 单位",
    )
    return codes


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="only SQLite counts the steps of its machine")
def test_each_is_looked_up_and_none_is_tried_with_every_other(codes):
    province = Placement.objects.get(organisation__code="P").path
    person = Person("li", "a test", (Post(Role.AUTHORITY, province),))
    steps = 0

    def step() -> int:
        nonlocal steps
        steps += 1
        return 0

    connection.ensure_connection()
    connection.connection.set_progress_handler(step, 1)
    try:
        found = organisation_ids([*codes, "X", "nobody", None], person)
    finally:
        connection.connection.set_progress_handler(None, 1)
    assert found.keys() == set(codes)
    assert steps < STEPS_A_CODE * UNITS
