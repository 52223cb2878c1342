"""Two windows of a leader conclude on one unit at the same moment, many times over: one does, the other is told."""

from pathlib import Path

import pytest

from soaking import rounds
from store.records.deployment import Environment, deployment, jieyue, python, run_both, wake

pytestmark = pytest.mark.both_databases
ROUNDS = rounds(short=3, long=50)
UNITS = [f"U{n:02}" for n in range(ROUNDS)]
A_ROUND = """
from datetime import date, timedelta
import django
django.setup()
from django.utils import timezone
from jieyue.programme.evaluation.queries import NATIONAL
from jieyue.programme.rounds import operations
from jieyue.rules.person import Person
from jieyue.rules.rounds import Stage
from jieyue.store.orgs.models import Organisation
from jieyue.store.people.models import Appointment, User
from jieyue.store.records.keeping import keep
from jieyue.store.records.writing import writing
then, by = timezone.now() - timedelta(days=60), Person.at_console("a test")
with writing(operation="set up", by=by, at=then) as change:
    user = User(username="gao", name="高远", password="!", password_changed_at=then)
    keep(change, user)
    place = Organisation.objects.get(code="C")
    keep(change, Appointment(user=user, role="reviewer", organisation=place, since=date(2020, 1, 1)))
last = {stage: (then + timedelta(days=9 if stage is Stage.HAND_IN else 300)).date() for stage in Stage}
about = {"organisation": "C", "name": "首轮", "year": then.year - 1, "standard": NATIONAL, "days": last}
number = operations.open_round(**about, by=by, at=then)
operations.appoint_member(number=number, username="gao", is_leader=True, by=by, at=then)
"""
COUNT = """
import django
django.setup()
from jieyue.store.records.models import LogEntry
from jieyue.store.rounds.models import RoundTask, RoundUnit
from jieyue.store.snapshots.models import Snapshot
concluded = RoundUnit.objects.filter(outcome="failed").count()
pinned = RoundUnit.objects.filter(snapshot__isnull=False).values("snapshot").distinct().count()
print(concluded, pinned, RoundTask.objects.count(), LogEntry.objects.filter(operation="round conclude").count())
"""


def with_a_round(environment: Environment) -> None:
    """Of units none of which has handed in, so that its leader can fail each."""
    file = Path(environment["JIEYUE_HOME"]) / "organisations.csv"
    units = "".join(f"{code},单位{code},C,unit\n" for code in UNITS)
    file.write_text(f"code,name,parent,level\nC,某县,,county\n{units}", "utf-8")
    assert jieyue(environment, "import", "organisations", file).returncode == 0
    begun = python(environment, A_ROUND)
    assert begun.returncode == 0, begun.stderr


def concludes(environment: Environment, side: int, _folder: Path, barrier, results) -> None:
    """One of the two windows: each time both have looked before either presses."""
    wake(environment)
    from django.utils import timezone  # noqa: PLC0415

    from jieyue.programme.rounds import operations  # noqa: PLC0415
    from jieyue.programme.rounds.queries import unit_in_round  # noqa: PLC0415
    from jieyue.rules.refusal import Refused  # noqa: PLC0415
    from jieyue.rules.rounds import Outcome  # noqa: PLC0415
    from jieyue.store.people.models import User  # noqa: PLC0415
    from jieyue.store.people.people import person_of  # noqa: PLC0415
    from jieyue.store.rounds.models import Round  # noqa: PLC0415

    now, number = timezone.now(), Round.objects.get().pk
    leader = person_of(User.objects.get(username="gao"), on=timezone.localdate(), login="a test")
    told = []
    for code in UNITS:
        about = {"number": number, "organisation": code}
        seen = unit_in_round(**about, person=leader, today=timezone.localdate()).seen
        barrier.wait()
        try:
            operations.conclude(**about, outcome=Outcome.FAILED, reason="逾期未报送", seen=seen, by=leader, at=now)
            told.append("done")
        except Refused as refusal:
            told.append(type(refusal).__name__)
        barrier.wait()
    results.put((side, told))


def test_two_who_conclude_at_once_leave_one_conclusion_and_the_other_is_told(tmp_path: Path):
    with deployment(tmp_path / "home", begun_by=with_a_round) as environment:
        both = run_both(concludes, environment, tmp_path)
        told = [sorted(each) for each in zip(both[0], both[1], strict=True)]
        assert told == [["Concluded", "done"]] * ROUNDS
        counted = python(environment, COUNT)
        assert counted.stdout.split() == [str(ROUNDS)] * 4, counted.stderr
        assert jieyue(environment, "audit", "verify").returncode == 0
