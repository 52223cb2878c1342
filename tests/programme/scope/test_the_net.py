"""The tests of scope would notice: with the rule of any one table taken away, whatever face shows it shows too much.

Nothing here lists kinds, tables or addresses. What has a list, an operation or a command of its name is asked there.
"""

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import get_commands
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from jieyue.api.urls import api
from jieyue.programme.entry.operations import kinds
from jieyue.programme.ledgers.catalogue import all_ledgers
from jieyue.programme.people.queries import person_signed_in
from jieyue.programme.tokens.operations import make_token
from jieyue.store.orgs import reach
from jieyue.store.orgs.models import Organisation, OrganisationVersion, Placement
from jieyue.store.people.models import User
from offices import Office
from programme.scope.planted import marks_in

OK = 200
CLERK, OWN, NEIGHBOURS = "wang", set("AB"), set("XM")
CELL = re.compile(r'(?:^|,|")([ABXM])(?=[,"\n])', re.MULTILINE)
NAMED = re.compile(r"[ABXM](?=号)")

TREE = {Organisation, OrganisationVersion, Placement}


def told_of(text: str) -> set[str]:
    """The units that an answer tells of, by their marks, or their codes where these stand alone."""
    return {NAMED.search(mark)[0] for mark in marks_in(text)} | set(CELL.findall(text))


class Asking:
    """A clerk before every face: each gives what it says of something called so, None where it has no such thing."""

    def __init__(self, house, jieyue, folder: Path) -> None:
        self.client, self.jieyue, self.folder = Office(house).as_(CLERK), jieyue, folder
        user = User.objects.get(username=CLERK)
        by, today = person_signed_in(user, on=timezone.localdate(), address="10.0.0.1"), timezone.localdate()
        self.token = make_token(name="网", last_day=today, by=by, at=timezone.now())[1]
        self.paths = api.get_openapi_schema()["paths"]

    def list(self, name: str) -> str | None:
        try:
            address = reverse("ledgers:list", args=[name]) if name in all_ledgers() else reverse(f"{name}:list")
        except NoReverseMatch:
            return None
        return self.client.get(address).content.decode()

    def export(self, name: str) -> str | None:
        if name not in kinds():
            return None
        answer = self.client.get(reverse("entry:export-csv", args=[name]))
        return b"".join(answer.streaming_content).decode()

    def api(self, name: str) -> str | None:
        found = (f"/api/v1/{path}" for path in (f"ledgers/{name}", name))
        address = next((each for each in found if "get" in self.paths.get(each, {})), None)
        return address and self.operation(address).content.decode()

    def operation(self, address: str, **query: str) -> HttpResponse:
        return Client().get(address, query, headers={"Authorization": f"Bearer {self.token}"})

    def command(self, name: str) -> str | None:
        if name in kinds():
            self.jieyue("export", name, file := self.folder / f"{name}.csv", "--as", CLERK)
            return file.read_text("utf-8-sig")
        return self.jieyue(name, "--json", "--as", CLERK).out if name in get_commands() else None


FACES = ("list", "export", "api", "command")


@pytest.fixture
def asking(planted, house, jieyue, tmp_path) -> Asking:
    return Asking(house, jieyue, tmp_path)


def tables() -> Iterator[tuple[str, type[Model]]]:
    """By the name under which faces know it: whatever is brought in, and every area whose tables lead to a unit."""
    yield from ((kind.key, kind.model) for kind in kinds().values())
    sheets = {kind.model for kind in kinds().values()}
    scoped = (model for model in apps.get_models() if hasattr(model, "organisation_lookup"))
    yield from ((model._meta.app_label, model) for model in scoped if model not in sheets)


def without_rule(model: type[Model]) -> pytest.MonkeyPatch:
    """Everybody reaches every row of the table, wherever the rule is asked."""
    rule, patch, free = reach.within, pytest.MonkeyPatch(), TREE if model in TREE else {model}

    def everything(rows, person, **about):
        return rows if rows.model in free else rule(rows, person, **about)

    asking = (module for name, module in list(sys.modules.items()) if name.startswith("jieyue."))
    for module in asking:
        if vars(module).get("within") is rule:
            patch.setattr(module, "within", everything)
    return patch


def seen(asking: Asking, name: str, face: str) -> set[str] | None:
    text: str | None = getattr(asking, face)(name)
    return None if text is None else told_of(text)


@pytest.mark.one_database
def test_each_face_notices_that_the_rule_of_a_table_is_gone(asking):
    unnoticed, noticing = [], {}
    for name, model in tables():
        faces = [face for face in FACES if (own := seen(asking, name, face)) is not None and own]
        patch = without_rule(model)
        try:
            now = {face: seen(asking, name, face) for face in faces}
        finally:
            patch.undo()
        noticing.setdefault(name, set()).update(face for face in faces if now[face] & NEIGHBOURS)
        if name in kinds():
            unnoticed += [(name, face) for face in faces if not now[face] >= NEIGHBOURS]
        assert all(seen(asking, name, face) <= OWN for face in faces), name
    assert unnoticed == []
    assert {name for name in all_ledgers() if noticing[name] != set(FACES)} == set()
    assert noticing["findings"] == {"list", "api", "command"}


def test_each_question_about_a_unit_notices_that_the_rule_of_organisations_is_gone(asking):
    """Facts have no table: whoever asks for a unit's figures is asked whether he reaches the unit."""
    questions = dict(questions_about(asking, "X"))
    assert {name for name, is_answered in questions.items() if is_answered()} == set()
    patch = without_rule(Organisation)
    try:
        assert {name for name, is_answered in questions.items() if not is_answered()} == set()
    finally:
        patch.undo()


def questions_about(asking: Asking, unit: str) -> Iterator[tuple[str, Callable[[], bool]]]:
    """Every operation that can be asked about an organisation, its page and its statistics: whether it is answered."""
    about = {"organisation": unit, "period": "2025", "year": "2025"}
    for path, methods in asking.paths.items():
        taken = {each["name"]: each for each in methods.get("get", {}).get("parameters", ())}
        if "organisation" in taken and "{" not in path:
            days = {name: "2025-03-01" for name, each in taken.items() if each["required"] and name not in about}
            query = {**days, **{name: value for name, value in about.items() if name in taken}}
            yield path, lambda path=path, query=query: asking.operation(path, **query).status_code == OK
    page = reverse("organisations:organisation", args=[unit])
    yield "page", lambda: asking.client.get(page).status_code == OK
    words = ("statistics", "--as", CLERK, "--organisation", unit, "--period", "2025")
    yield "statistics", lambda: f"名{unit}号" in asking.jieyue(*words).out
