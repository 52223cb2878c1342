"""承诺书: what is signed, who of the unit has, and the link by which those without an account do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from django.db.models import Q, QuerySet

from jieyue.programme.organisations.naming import Named, named
from jieyue.programme.papers.layouts import layout_in_force, plain_layout_for
from jieyue.rules.paper_layout import NAMED, Role
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.roles import Right
from jieyue.store.ledgers.pledges.models import Pledge
from jieyue.store.letters.models import PledgeLink
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import organisation_within, reaches
from jieyue.store.registers.staff.models import StaffMember

PAPER = "pledge"


def text_of(unit: int) -> list[str]:
    """What is promised: the paragraphs of the paper's body, as the unit or whoever stands above has worded them."""
    lines = layout_in_force(unit, PAPER).layout.lines
    return [line.text for line in lines if line.role is Role.BODY and not NAMED.search(line.text)]


def on_roster(unit: int, on: date) -> QuerySet[StaffMember]:
    """Who belongs to the unit on a day."""
    stands = Q(starts_on__lte=on) & (Q(ends_on=None) | Q(ends_on__gte=on))
    return StaffMember.objects.filter(stands, organisation=unit)


@dataclass(frozen=True)
class Department:
    name: str
    signed: int
    of: int


@dataclass(frozen=True)
class Pledges:
    """Of a unit's people of today `signed` of `of` have signed for the year; `link` is the one that is open."""

    organisation: Named
    year: int
    departments: Sequence[Department]
    waiting: Sequence[tuple[str, str]]
    signed: int
    of: int
    text: Sequence[str]
    link: PledgeLink | None
    may_open: bool
    own: tuple[str, str] | None
    has_signed: bool

    @property
    def share(self) -> float | None:
        return self.signed / self.of * 100 if self.of else None


def pledges(*, organisation: str, year: int, person: Person, today: date) -> Pledges:
    unit = organisation_within(organisation, person)
    people = list(on_roster(unit.pk, today).order_by("department", "name").values_list("department", "name"))
    rows = Pledge.objects.filter(organisation=unit, year=year)
    signed = set(rows.values_list("department", "name"))
    names = dict.fromkeys(department for department, _ in people)
    own = next((each for each in people if each[1] == person.name), None)
    may_open = reaches(unit.pk, person, Right.ENTER)
    link = open_link(unit, year, today)
    return Pledges(
        organisation=named([unit.pk], on=person.on)[unit.pk],
        year=year,
        departments=[_department(name, people, signed) for name in names],
        waiting=[each for each in people if each not in signed],
        signed=sum(each in signed for each in people),
        of=len(people),
        text=orjson.loads(link.text) if link else text_of(unit.pk),
        link=link if may_open else None,
        may_open=may_open,
        own=own,
        has_signed=own in signed if own else False,
    )


def _department(name: str, people: Sequence[tuple[str, str]], signed: set[tuple[str, str]]) -> Department:
    own = [each for each in people if each[0] == name]
    return Department(name, sum(each in signed for each in own), len(own))


def open_link(unit: Organisation, year: int, today: date) -> PledgeLink | None:
    rows = PledgeLink.objects.filter(organisation=unit, year=year, closed_at=None, last_day__gte=today)
    return rows.order_by("-id").first()


def pledges_to_print(*, organisation: str, period: Period, person: Person, today: date) -> Mapping[str, Any]:
    """Who has signed, in order, under what was signed."""
    unit = organisation_within(organisation, person)
    rows = Pledge.objects.filter(organisation=unit, year=period.year).order_by("department", "name")
    content = {
        "name": named([unit.pk], on=person.on)[unit.pk].name,
        "year": period.year,
        "signers": [
            {"department": each.department, "name": each.name, "on": each.signed_on, "way": each.get_way_display()}
            for each in rows
        ],
        "of": on_roster(unit.pk, min(today, period.last)).count(),
        "on": today,
        "layout": plain_layout_for(unit.pk, PAPER),
    }
    return orjson.loads(orjson.dumps(content, default=str))
