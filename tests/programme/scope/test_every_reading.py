"""Every kind there is and every door there is: nobody reads or exports anything of a unit beyond his reach.

Nothing here lists kinds or doors. A new kind is planted by its columns, a new door called by the names of what it
takes; one that needs something unheard of fails until it is told what.
"""

import dataclasses
import importlib
import inspect
import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from functools import cache
from itertools import product
from pathlib import Path

import pytest
from django.db.models import Model, QuerySet

from jieyue.programme.bills.queries import bill_of
from jieyue.programme.checking.queries import checks
from jieyue.programme.entry.operations import kinds
from jieyue.programme.entry.queries import export, export_lines
from jieyue.programme.evaluation.queries import NATIONAL
from jieyue.programme.ledgers.catalogue import all_ledgers
from jieyue.programme.ledgers.queries import row
from jieyue.programme.savings.of_unit import Change
from jieyue.programme.statistics.queries import DIMENSIONS
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.refusal import Refused
from jieyue.rules.roles import Right
from jieyue.rules.span import ALWAYS
from jieyue.rules.values import Level
from jieyue.store.ledgers.bills.models import Bill
from jieyue.store.orgs.models import Organisation
from jieyue.store.records.models import LogEntry
from jieyue.store.registers.accounts.models import Account
from jieyue.store.registers.meters.models import Meter
from offices import PEOPLE, person_named
from programme.scope.planted import marks_in, marks_of, reach_of
from programme.scope.test_doors import FOR_NOBODY, functions, parameters
from soaking import IS_SOAKING

TODAY = date(2026, 1, 15)
YEAR = Period.parse("2025")
READERS = sorted(PEOPLE) if IS_SOAKING else ["zhao"]


def test_every_kind_is_exported_within_reach_only(planted, tmp_path):
    for kind, username in product(kinds(), sorted(PEOPLE)):
        person = person_named(username, on=TODAY)
        if not person.may(Right.READ):
            continue
        export(kind, file := tmp_path / f"{kind}-{username}.csv", person=person)
        for told in (file.read_text("utf-8-sig"), b"".join(export_lines(kind, person=person)).decode("utf-8-sig")):
            codes = {cell for line in told.splitlines()[1:] for cell in line.split(",")[:1]}
            assert codes & set("ABXM") == set(reach_of(username)), (kind, username)
            assert marks_in(told) <= marks_of(reach_of(username)), (kind, username)


@pytest.mark.parametrize("username", READERS)
def test_every_door_reads_within_reach_only(planted, username):
    person, beyond = person_named(username, on=TODAY), marks_of("ABXM") - marks_of(reach_of(username))
    shown: set[str] = set()
    for name, door in doors():
        for given in ways_to_ask(name, door):
            try:
                told = as_text(door(**given, person=person))
            except Refused:
                continue
            if told == given.get("written"):  # his own words
                continue
            assert not {mark for mark in beyond if mark in told}, (name, given)
            shown |= marks_in(told)
    assert shown >= {f"名{code}号" for code in reach_of(username)}, (
        "what is within reach is shown, or nothing would be found"
    )


def test_an_invoice_that_was_used_beyond_reach_is_told_of_without_a_name(planted, house):
    """On the way in, on the bill's page and among the checks; whoever reaches both is told which bill it is."""
    shared = {"organisation": "A", "resource": "电", "account": "户A号", "quantity": "5", "unit": "kWh"}
    days = {"start_date": "2025-02-01", "end_date": "2025-02-28", "invoice_number": "票X号"}
    told = {}
    for username in ("liu", "li"):
        person = person_named(username, on=TODAY)
        report = house.bring("bills", [{**shared, **days}], by=person_named("wang", on=TODAY))
        (added,) = Bill.objects.filter(start_date="2025-02-01").values_list("id", flat=True)
        details = bill_of(row("bills", added, person=person), person=person)
        found = [*details.findings, *checks(person=person, code="A", period=YEAR)]
        told[username] = as_text([report.problems, found]).replace("票X号", "")
        assert "不归您查阅的一家机构" in as_text(report.problems) or report.unchanged
    assert "不归您查阅的一家机构" in told["liu"]
    assert not {mark for mark in ("户X号", "名X号", "机构 X") if mark in told["liu"]}
    assert "机构 X" in told["li"]


# --- doors

GIVEN_BY_A_DOOR = {
    *("of", "row", "unit", "subject", "entry", "job", "user", "path", "model", "record", "login"),
    *("receiver", "issuer", "pinned", "changes", "shown", "than", "entries", "rows"),
}
"""What another door has given to somebody who reaches it: such doors are asked with what he got."""


@cache
def doors() -> tuple:
    reading = ((name, each) for name, each in functions() if "person" in parameters(each) and name not in FOR_NOBODY)
    return tuple((name, each) for name, each in reading if not needed(each).keys() & GIVEN_BY_A_DOOR)


def needed(door) -> Mapping[str, inspect.Parameter]:
    """What it cannot do without, and the place and time that it can be asked about."""
    taken = parameters(door)
    asked = {"organisation", "code"}
    return {
        name: each for name, each in taken.items() if name != "person" and (each.default is each.empty or name in asked)
    }


def ways_to_ask(name: str, door) -> Iterator[dict[str, object]]:
    """Each value of each thing once, beside the next ones of the others; in a soak each beside each."""
    names = list(needed(door))
    choices = [values_of(each, name, door) for each in names]
    most = max(map(len, choices), default=1) if all(choices) else 0
    in_turn = (tuple(each[turn % len(each)] for each in choices) for turn in range(most))
    yield from (dict(zip(names, chosen, strict=True)) for chosen in (product(*choices) if IS_SOAKING else in_turn))


def values_of(parameter: str, name: str, door) -> list[object]:
    if parameter == "wanted":
        return [vars(importlib.import_module(door.__module__))["Wanted"]()]
    known = {
        "organisations": [ids_of(Organisation)], "units": [ids_of(Organisation)],
        "plan": ["sichuan-2020"], "since": [TODAY], "parent": ["C1", "C2"], "level": [Level.UNIT], "owing": [ALWAYS],
        "name": ["新名"], "new_name": ["", "新名"], "into": ["B"], "joined_on": [TODAY], "only_new": [True, False],
        "written": ["A", "X", "名X号"], "paper": ["energy-notice", "quarterly-report"], "months": [3, 12],
        "is_below": [True, False], "move": ["accept"], "batch_id": [uuid.uuid4()], "rule": [""],
        "dimension": ["resource"], "category": ["", "institution"], "meter": [None, *ids_of(Meter)],
        "other": [Period.parse("2024"), None], "now": [YEAR], "then": [Period.parse("2024")],
        "form": ["consumption", "basic"], "split": ["periods", "category", "region", "system"], "what": ["filing_form"],
        "periods": [[YEAR]], "planned": [[]], "plans": [[]], "letter": [1], "measure": ["electricity"],
        "change": [Change(TODAY, TODAY)], "region": ["370100", "510100"],
        "organisation": ["C1", "C2", "A", "X", "M"],
        "code": ["C1", "C2", "A", "X", "M"],
        "year": [2025], "today": [TODAY], "on": [TODAY], "period": [Period.parse("2025"), Period.parse("2025Q1")],
        "first": [date(2025, 1, 1) if "grid" in name else 0], "last": [date(2025, 12, 31)], "many": [50], "most": [50],
        "month": [date(2025, 1, 1)], "by": [list(DIMENSIONS[:3]), ["organisation"]], "kind": list(kinds()),
        "file": [Path("/nowhere/file.csv")], "standard": [NATIONAL], "table": ["ledger_bills_bill"],
        "parts": [{id_: id_ for id_ in ids_of(Organisation)}],
        "records": [[("ledger_bills_bill", id_) for id_ in ids_of(Bill)]],
        "ids": [list(Bill.objects.values_list("id", flat=True))], "below": [True, False],
        "until": [date(2026, 6, 1)],
        "id_": ids_of(Bill), "record_id": ids_of(Bill), "account": ids_of(Account), "item_id": [1], "number": [1],
        "seq": [LogEntry.objects.latest("seq").seq], "job_id": [uuid.uuid4()], "appointment": [1], "exemption": [1],
        "key": list(all_ledgers()), "ledger": list(all_ledgers().values()),
        "username": ["zhao"], "usernames": [["zhao"]], "text": ["名"], "at": [datetime(2026, 1, 15, tzinfo=UTC)],
    }  # fmt: skip
    assert parameter in known, f"{name} takes {parameter}: say what it can be asked with"
    return known[parameter]


def ids_of(model: type[Model]) -> list[int]:
    return list(model.objects.values_list("id", flat=True))


def as_text(told: object, depth: int = 8) -> str:
    """All that an answer says, however it is built."""
    if depth == 0 or isinstance(told, Person):
        return ""
    if isinstance(told, bytes):
        return told.decode("utf-8", "replace")
    parts = parts_of(told)
    return str(told) if parts is None else " ".join(as_text(each, depth - 1) for each in parts)


def parts_of(told: object) -> list[object] | None:
    if isinstance(told, Model):
        return [getattr(told, field.attname) for field in told._meta.concrete_fields]
    if dataclasses.is_dataclass(told):
        return [getattr(told, field.name) for field in dataclasses.fields(told)]
    if isinstance(told, Mapping):
        return [each for pair in told.items() for each in pair]
    is_many = isinstance(told, list | tuple | set | frozenset | QuerySet) or inspect.isgenerator(told)
    return list(told) if is_many else None
