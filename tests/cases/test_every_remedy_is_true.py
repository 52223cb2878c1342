"""Whoever does what he is told gets his file taken, with the right sum.

The catalogue is read out of the code: every place that names a rule and says what to do, for files of every kind, for
rows of a page or another system, and for `jieyue checks`. A place without a remedy here fails the last test below,
which says where. To add one, put a `Remedy` into a file of `remedies/` (any name, it is found by itself):

    REMEDIES = [
        Remedy(
            "ten_thousands",                                    # the rule
            bills({"quantity": "1.2万"}),                       # the sheet that is told of it
            [[write("12000")]],                                 # each way that the `do` offers, as steps
            known=12000,                                        # the sum of what is kept afterwards
        ),
    ]

Each step carries the words of the `do` that it follows, and is refused when the `do` does not say them: `write` those
that are to be written, the others their first argument. Where the `do` says to look something up, the step knows what
is found (`look_up("对照票据", 1000)`). A step that no words of the `do` ask for is no remedy: mend the words.
`office.py` has the steps and the fields; `before` is kept already, `period` asks `jieyue checks` and not the report.
"""

import importlib
import pickle
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import transaction

from cases.catalogue import Place, catalogue, listening, places_of
from cases.office import Office, Remedy, two_units
from jieyue.programme.entry.operations import kind_named
from jieyue.rules.problem import Problem
from ready import ready

FILES = sorted((Path(__file__).parent / "remedies").glob("*.py"))
TOP = "51"
REMEDIES: list[Remedy] = [
    each for file in FILES for each in importlib.import_module(f"cases.remedies.{file.stem}").REMEDIES
]


def name_of(remedy: Remedy) -> str:
    return f"{remedy.rule}-{REMEDIES.index(remedy)}"


@pytest.fixture
def world(house):
    return house.begun(two_units)


@pytest.mark.parametrize("remedy", REMEDIES, ids=name_of)
def test_what_is_done_as_told_is_taken_with_the_right_sum(remedy, world, monkeypatch):
    prepare(remedy, world, monkeypatch)
    for way in remedy.ways:
        with transaction.atomic():
            office = remedy.office(world)
            problem, heard = told_of(remedy, office)
            note(remedy, heard)
            for step in way:
                step.take(office, problem)
            report = office.bring(**({"reason": "核对后更正"} if remedy.period else {}))
            assert [each for each in report.problems if each.severity == "error"] == []
            assert report.taken
            assert problem.do not in [each.do for each in told_by(office, remedy)] or not remedy.period
            assert remedy.known is None or office.sum() == Decimal(remedy.known)
            transaction.set_rollback(True)


def test_every_place_that_tells_something_has_a_remedy(world, monkeypatch):
    """What the tests above have noted by now is not told once more."""

    def heard_of(remedy: Remedy) -> set[Place]:
        with transaction.atomic(), monkeypatch.context() as patch:
            prepare(remedy, world, patch)
            heard = told_of(remedy, remedy.office(world))[1]
            transaction.set_rollback(True)
        return heard

    heard = {place for remedy in REMEDIES for place in noted(remedy, lambda remedy=remedy: heard_of(remedy))}
    without = [str(place) for place in catalogue() if place not in heard]
    assert not without, "each needs a Remedy in a file of tests/cases/remedies, see above:\n" + "\n".join(without)


def note(remedy: Remedy, heard: set[Place]) -> None:
    noted(remedy, lambda: heard)


def noted(remedy: Remedy, heard: Callable[[], set[Place]]) -> set[Place]:
    """From where in the code a remedy's sheet was told what it is about; once in a run."""
    folder = ready(f"heard-{name_of(remedy)}", lambda folder: (folder / "places").write_bytes(pickle.dumps(heard())))
    return pickle.loads((folder / "places").read_bytes())  # noqa: S301 (our own)


def prepare(remedy: Remedy, world, patch: pytest.MonkeyPatch) -> None:
    for kind, rows, *how in remedy.before:
        world.have(kind, rows, **(how[0] if how else {}))
    if remedy.given:
        remedy.given(world, patch)


def told_of(remedy: Remedy, office: Office) -> tuple[Problem, set[Place]]:
    """What is told of the rule, the first of several, and where in the code it comes from."""
    with listening() as heard:
        told = told_by(office, remedy)
    mine = [each for each in told if each.rule == remedy.rule and remedy.says in each.says]
    assert mine, f"told is {[(each.row, each.rule, each.says, each.do) for each in told]}"
    assert columns_named(mine[0].do) <= columns_of(remedy.kind)
    return mine[0], places_of(heard, rule=remedy.rule, do=mine[0].do)


def columns_named(do: str) -> set[str]:
    return set(re.findall("“([^“”]+)”列", do))


def columns_of(kind: str) -> set[str]:
    """Those that a sheet may have, with one for remarks."""
    return {column.zh for column in kind_named(kind).columns} | {"备注"}


def told_by(office: Office, remedy: Remedy) -> list[Problem]:
    """By the report of bringing the sheet, or by `jieyue checks` after it."""
    if not remedy.period:
        return office.look().problems
    assert office.bring(reason="核对后更正").taken
    found = office.house.checks(TOP, remedy.period)
    return [Problem(None, None, each.rule, each.says, each.do, each.severity) for each in found]
