"""How the deployment is doing, for the system administrator: no figure of anybody's."""

import shutil
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version

from django.conf import settings
from django.db import connection
from django.db.models import Count
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from jieyue.rules.person import Person
from jieyue.rules.roles import Right
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import refuse_without
from jieyue.store.policies import policy

GIBIBYTE = 1024**3


@dataclass(frozen=True)
class Failure:
    """A long task that was given up."""

    id: str
    task: str
    finished_at: datetime | None


@dataclass(frozen=True)
class Condition:
    """`free_gib` is what is left on the disk of the home; tasks are those of the queue; `unknown_places` the codes
    for which policy has limits, but which no organisation has, so that they judge nobody.
    """

    version: str
    database: str
    home: str
    free_gib: float
    total_gib: float
    waiting: int
    running: int
    failures: list[Failure]
    unknown_places: list[str]


def condition(*, person: Person) -> Condition:
    refuse_without(person, Right.RUN)
    disk = shutil.disk_usage(settings.JIEYUE_HOME)
    by_status = dict(DBTaskResult.objects.values_list("status").annotate(Count("id")).order_by())
    failed = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED).order_by("-finished_at", "id")[:10]
    return Condition(
        version=version("jieyue"),
        database="PostgreSQL" if connection.vendor == "postgresql" else "SQLite",
        home=str(settings.JIEYUE_HOME),
        free_gib=disk.free / GIBIBYTE,
        total_gib=disk.total / GIBIBYTE,
        waiting=by_status.get(TaskResultStatus.READY, 0),
        running=by_status.get(TaskResultStatus.RUNNING, 0),
        failures=[Failure(str(each.id), each.task_path.rpartition(".")[2], each.finished_at) for each in failed],
        unknown_places=_unknown_places(),
    )


def _unknown_places() -> list[str]:
    named = policy().thresholds.places
    return sorted(named - set(Organisation.objects.filter(code__in=named).values_list("code", flat=True)))
