"""创建计划: what a level or a unit has set itself by year, for itself and those below it, and the money for it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from jieyue.programme.organisations.naming import named
from jieyue.programme.papers.layouts import plain_layout_for
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.refusal import Refused
from jieyue.store.ledgers.creation_budgets.models import CreationBudget
from jieyue.store.ledgers.creation_tasks.models import CreationTask
from jieyue.store.ledgers.saving_plans.models import SavingPlan
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import organisation_within
from jieyue.store.policies import policy

PAPER = "creation-plan"
TASK = ("year", "number", "task", "wanted_count", "responsible", "due_on")
MONEY = ("year", "asked_yuan", "granted_yuan", "spent_yuan")
OWN_PLAN = ("year", "title", "yearly_target")


class NothingPlanned(Refused):
    """There is no task to print."""


@dataclass(frozen=True)
class Planned:
    """A task as it stood in a plan that was handed in, and how it stands now; `is_changed`: it is another by now, or
    there no longer.
    """

    year: int
    number: str
    task: str
    due_on: str
    wanted_count: int | None
    reached_count: int | None
    done_on: date | None
    progress: str
    is_changed: bool

    def is_late(self, today: date) -> bool:
        return bool(self.due_on) and date.fromisoformat(self.due_on) < (self.done_on or today)


def creation_content(*, organisation: str, period: Period, person: Person, today: date) -> Mapping[str, Any]:
    """The tasks of the period's year and those after it. Raises OrganisationUnknown, NothingPlanned."""
    place, year = organisation_within(organisation, person), period.year
    rows = list(CreationTask.objects.filter(organisation=place, year__gte=year).order_by("year", "number"))
    name = named([place.pk], on=today)[place.pk].name
    if not rows:
        do = f"请先在“创建任务”台账登记{name}的任务：年度、序号、任务、范围（本级或所属）、期限。"
        raise NothingPlanned(f"没有登记 {year} 年度以后的创建任务，没有计划可以起草。", do=do, where="organisation")
    scopes = {each.key: each.name for each in policy().ledgers.words.get("task_scopes", ())}
    content = {
        "name": name,
        "period": str(period),
        "first": rows[0].year,
        "last": rows[-1].year,
        "tasks": [{**_told(each, TASK), "covers": scopes.get(each.covers, "")} for each in rows],
        "money": [_told(each, MONEY) for each in _of(CreationBudget, place, year)],
        "own": [_told(each, OWN_PLAN) for each in _of(SavingPlan, place, year)],
        "on": today,
        "layout": plain_layout_for(place.pk, PAPER),
    }
    return orjson.loads(orjson.dumps(content, default=str))


def periods_with_tasks(
    *,
    organisation: str,
    periods: Collection[Period],
    person: Person,
    today: date,  # noqa: ARG001 (asked of all papers)
) -> list[Period]:
    """Those of whose year, or one after it, there are tasks to be printed."""
    place = organisation_within(organisation, person)
    last = CreationTask.objects.filter(organisation=place).order_by("-year").values_list("year", flat=True).first()
    return [each for each in periods if last is not None and each.year <= last]


def progress(*, organisation: str, planned: Sequence[Mapping[str, Any]], person: Person) -> list[Planned]:
    """How the tasks of a plan that was handed in stand now."""
    place = organisation_within(organisation, person)
    rows = CreationTask.objects.filter(organisation=place)
    return [_planned(each, {(row.year, row.number): row for row in rows}) for each in planned]


def _planned(each: Mapping[str, Any], now: Mapping[tuple[int, str], CreationTask]) -> Planned:
    row = now.get((each["year"], each["number"]))
    is_changed = row is None or _told(row, TASK) != {key: each[key] for key in TASK}
    how = (row.reached_count, row.done_on, row.progress) if row else (None, None, "")
    about = (each["year"], each["number"], each["task"], each["due_on"] or "", each["wanted_count"])
    return Planned(*about, *how, is_changed)


def _of(model: type, place: Organisation, year: int) -> Any:
    return model.objects.filter(organisation=place, year__gte=year).order_by("year")


def _told(row: Any, keys: Sequence[str]) -> dict[str, Any]:
    """As JSON has it."""
    return orjson.loads(orjson.dumps({key: getattr(row, key) for key in keys}, default=str))
