"""A worker killed in the middle of a job: another takes it to its end, and nothing is done twice."""

import json
import signal
from pathlib import Path

import pytest

from store.records.deployment import Environment, deployment, jieyue, python

ROWS, UNITS = 2400, 24

# Where the worker dies, and in which of the job's two tasks: the look before the decision, or the taking after it.
pytestmark = pytest.mark.both_databases
POINTS = {
    "the file is not yet read": ("look", "jieyue.programme.entry.jobs", "read_sheet"),
    "looked at, the preview not kept": ("look", "jieyue.programme.entry.jobs", "_keep_preview"),
    "the preview is kept, the task is not ended": ("look", "django_tasks_db.models", "DBTaskResult.set_successful"),
    "settled, the lock not taken": ("take", "jieyue.programme.entry.jobs", "take"),
    "rows are written, the log is not": ("take", "jieyue.store.records.writing", "_keep"),
    "the log is written, the job is not ended": ("take", "jieyue.programme.entry.jobs", "_end_taking"),
    "committed, the task is not ended": ("take", "django_tasks_db.models", "DBTaskResult.set_successful"),
    "a large entry half taken back": ("undo", "jieyue.store.records.writing", "_keep"),
}
FOR_A_SOAK = (
    "the file is not yet read",
    "looked at, the preview not kept",
    "the preview is kept, the task is not ended",
    "settled, the lock not taken",
    "rows are written, the log is not",
)
BEGIN = """
import os
from jieyue.cli.main import run
folder = os.environ["JIEYUE_HOME"]
with open(folder + "/organisations.csv", "w") as file:
    file.write("code,name,parent,level\\n61,省,,省\\n" + "".join(f"U{{n}},单位,61,单位\\n" for n in range({units})))
assert run(["jieyue", "import", "organisations", folder + "/organisations.csv"]) == 0
from django.utils import timezone
from jieyue.programme.entry import jobs
from jieyue.rules.person import Person
rows = "".join(f"U{{n % {units}}},电,D{{n}},2024-01-01,2024-01-31,{{n}}.5,kWh\\n" for n in range({rows}))
text = "机构编码,能源资源,户号,起,止,数量,单位\\n" + rows
job = jobs.begin_import("bills", "a.csv", [text.encode()], by=Person.at_console("test"), at=timezone.now())
with open(folder + "/job", "w") as file:
    file.write(str(job.pk))
"""
HEAD = """
import django
django.setup()
from uuid import UUID
from django.utils import timezone
from jieyue.programme.entry import jobs
from jieyue.rules.person import Person
who = dict(by=Person.at_console("test"), at=timezone.now())
"""
DECIDE = HEAD + "print(jobs.decide(UUID({job!r}), accept_good=False, reason='', **who).state)"
UNDO = HEAD + "print(jobs.begin_undo(jobs.own_job(UUID({job!r}), person=who['by']).entry, reason='传错', **who).pk)"
DYING = """
import django
django.setup()
import importlib, os, signal
from jieyue.store.workers.worker import work

def die(*_args, **_kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

target = importlib.import_module({module!r})
*path, last = {name!r}.split(".")
for step in path:
    target = getattr(target, step)
setattr(target, last, die)
work(until_done=True)
"""
AFTERWARDS = """
import django, json
django.setup()
from jieyue.store.jobs.models import Job
from jieyue.store.ledgers.bills.models import Bill
from jieyue.store.records.models import LogEntry
from jieyue.store.records.verifying import verify
print(json.dumps(dict(
    states=sorted(Job.objects.values_list("task", "state")),
    bills=Bill.objects.count(),
    thousandths=sum(int(each * 1000) for each in Bill.objects.values_list("quantity", flat=True)),
    operations=list(LogEntry.objects.order_by("seq").values_list("operation", flat=True)),
    holds=verify().holds,
)))
"""


def looked_at_next(environment: Environment) -> None:
    said(python(environment, BEGIN.format(units=UNITS, rows=ROWS)))


def taken_next(environment: Environment) -> None:
    looked_at_next(environment)
    carried_on(environment)
    decided(environment)


def undone_next(environment: Environment) -> None:
    taken_next(environment)
    carried_on(environment)
    said(python(environment, UNDO.format(job=job_of(environment))))


BEFORE = {"look": looked_at_next, "take": taken_next, "undo": undone_next}


@pytest.mark.parametrize(
    "where", [pytest.param(point, marks=[pytest.mark.soak] if point in FOR_A_SOAK else []) for point in POINTS]
)
def test_killed_when(where, tmp_path):
    task, module, name = POINTS[where]
    with deployment(tmp_path, begun_by=BEFORE[task]) as environment:
        died = python(environment, DYING.format(module=module, name=name))
        assert died.returncode == -signal.SIGKILL, died.stderr
        carried_on(environment)
        if task == "look":
            decided(environment)
            carried_on(environment)
        found = json.loads(said(python(environment, AFTERWARDS)))
    brought = ["import organisations", "import bills"]
    if task == "undo":
        assert found["states"] == [["import", "done"], ["undo", "done"]]
        assert (found["operations"], found["bills"]) == ([*brought, "undo bills"], 0)
    else:
        assert found["states"] == [["import", "done"]]
        assert (found["operations"], found["bills"]) == (brought, ROWS)
        assert found["thousandths"] == sum(1000 * n + 500 for n in range(ROWS))
    assert found["holds"]


def job_of(environment: Environment) -> str:
    return Path(environment["JIEYUE_HOME"], "job").read_text()


def decided(environment: Environment) -> None:
    assert said(python(environment, DECIDE.format(job=job_of(environment)))) == "working"


def carried_on(environment: Environment) -> None:
    done = jieyue(environment, "worker", "--until-done")
    assert done.returncode == 0, done.stderr


def said(done) -> str:
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
