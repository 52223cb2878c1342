"""Four presses of one form at the same moment, from two processes with two threads each, many times over."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

import pytest

from soaking import rounds
from store.records.deployment import Environment, deployment, jieyue, python, run_both, wake

pytestmark = pytest.mark.both_databases
ROUNDS = rounds(short=3, long=50)
A_CLERK = """
from datetime import date
import django
django.setup()
from django.utils import timezone
from jieyue.rules.person import Person
from jieyue.store.orgs.models import Organisation
from jieyue.store.people.models import Appointment, User
from jieyue.store.records.keeping import keep
from jieyue.store.records.writing import writing
now = timezone.now()
with writing(operation="set up", by=Person.at_console("a test"), at=now) as change:
    user = User(username="wang", name="王敏", password="!", password_changed_at=now)
    keep(change, user)
    place = Organisation.objects.get(code="61")
    keep(change, Appointment(user=user, role="clerk", organisation=place, since=date(2024, 1, 1)))
"""
COUNT = """
import django
django.setup()
from jieyue.store.people.models import Press
from jieyue.store.tokens.models import Token
print(Token.objects.count(), Press.objects.count())
"""


def with_a_clerk(environment: Environment) -> None:
    file = Path(environment["JIEYUE_HOME"]) / "organisations.csv"
    file.write_text("code,name,parent,level\n61,某省,,province\n")
    assert jieyue(environment, "import", "organisations", file).returncode == 0
    begun = python(environment, A_CLERK)
    assert begun.returncode == 0, begun.stderr


def presses(environment: Environment, side: int, _folder: Path, barrier, results) -> None:
    """One of the two: each round it presses twice at once, as the other does."""
    wake(environment)
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from jieyue.store.people.models import User  # noqa: PLC0415

    clients = [Client(headers={"host": "localhost"}) for _ in range(2)]
    for client in clients:
        client.force_login(User.objects.get())
    form = {"name": "财务", "last_day": timezone.localdate()}

    def press(client: Client, turn: int) -> tuple[int, str]:
        try:
            answer = client.post("/tokens/", {**form, "press": UUID(int=turn)})
            return answer.status_code, answer.get("Location", "")
        finally:
            connection.close()

    told = []
    with ThreadPoolExecutor(len(clients)) as several:
        for turn in range(ROUNDS):
            barrier.wait()
            told += several.map(press, clients, [turn] * len(clients))
    results.put((side, told))


def test_of_four_presses_at_once_one_is_taken_and_all_are_led_there(tmp_path):
    with deployment(tmp_path / "home", begun_by=with_a_clerk) as environment:
        told = run_both(presses, environment, tmp_path)
        counted = python(environment, COUNT)
        assert set(told[0] + told[1]) == {(302, "/tokens/")}
        assert counted.stdout.split() == [str(ROUNDS)] * 2, counted.stderr
        assert jieyue(environment, "audit", "verify").returncode == 0
