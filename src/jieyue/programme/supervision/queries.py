"""督导检查 as far as a person may read it: the checklist to go by, and what was looked at in a year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from jieyue.programme.organisations.naming import Named, named
from jieyue.programme.supervision.planning import KEY, NOT_OVER, items_of
from jieyue.rules.ledger_policy import LedgerWord
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.roles import Right
from jieyue.store.findings.models import Finding
from jieyue.store.ledgers.inspections.models import OWN, Inspection
from jieyue.store.machine.settling import in_period
from jieyue.store.orgs.reach import organisation_within, reaches, within
from jieyue.store.orgs.tree import path_on, under
from jieyue.store.policies import policy

MOST_VISITS = 200


@dataclass(frozen=True)
class Checklist:
    """What is to be looked at in a unit. `kinds` are those by which the person may look at it."""

    organisation: Named
    kinds: Sequence[LedgerWord]
    items: Sequence[LedgerWord]


@dataclass(frozen=True)
class Visit:
    """All that was looked at in a unit on a day in one way: how many items, how many wrong, put right at once, and
    whose findings are not over.
    """

    organisation: Named
    day: date
    kind: str
    inspected_by: str
    items: int
    wrong: int
    put_right: int
    open: int


def checklist(*, organisation: str, person: Person, today: date, plan: int | None = None) -> Checklist:
    """As it is in force today; of a `plan` its kind and items alone. Raises OrganisationUnknown for a unit that is not
    the person's to look at, PlanUnknown.
    """
    unit = organisation_within(organisation, person, Right.INSPECT)
    words = policy().ledgers
    reviews = reaches(unit.pk, person, Right.REVIEW)
    kinds = [each for each in words.words_on("inspection_kinds", today) if reviews or each.key == OWN]
    items = words.words_on("inspection", today)
    if plan is not None:
        kind, keys = items_of(plan, organisation=organisation, person=person)
        kinds, items = [each for each in kinds if each.key == kind], [each for each in items if each.key in keys]
    return Checklist(named([unit.pk], on=person.on)[unit.pk], kinds, items)


def visits(*, organisation: str = "", year: int, person: Person, today: date) -> list[Visit]:
    """Of a year, the latest first, of the unit and those below. Raises OrganisationUnknown."""
    rows = within(Inspection.objects.all(), person, organisation=Inspection.organisation_lookup)
    if organisation:
        subject = organisation_within(organisation, person)
        rows = rows.filter(organisation__in=under(path_on(subject.pk, today), today).values("organisation_id"))
    still = Finding.objects.filter(ledger=KEY, state__in=NOT_OVER).values("record_id")
    grouped = (
        rows.filter(in_period(Inspection, Period.parse(f"{year:04}")))
        .values("organisation_id", "inspected_on", "kind", "inspected_by")
        .annotate(
            items=Count("pk"),
            wrong=Count("pk", filter=Q(is_wrong=True)),
            put_right=Count("pk", filter=Q(is_wrong=True, is_put_right=True)),
            still=Count("pk", filter=Q(pk__in=still)),
        )
        .order_by("-inspected_on", "organisation_id", "kind", "inspected_by")
    )
    found = list(grouped[:MOST_VISITS])
    names = named({each["organisation_id"] for each in found}, on=today)
    kinds = {each.key: each.name for each in policy().ledgers.words.get("inspection_kinds", ())}
    return [
        Visit(
            names.get(each["organisation_id"], Named("", "")), each["inspected_on"],
            kinds.get(each["kind"], each["kind"]), each["inspected_by"], each["items"], each["wrong"],
            each["put_right"], each["still"],
        )
        for each in found
    ]  # fmt: skip


def may_inspect(*, person: Person) -> bool:
    return person.may(Right.INSPECT)
