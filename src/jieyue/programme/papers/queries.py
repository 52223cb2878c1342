"""Which template of a paper is in force where, and who changed it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from jieyue.programme.organisations.naming import Named, named
from jieyue.programme.papers.layouts import layout_in_force
from jieyue.programme.papers.operations import WHO_MAY, product_layout
from jieyue.programme.records.queries import Field, Step, history
from jieyue.programme.records.words import said
from jieyue.rules.paper_layout import Layout
from jieyue.rules.person import Person
from jieyue.store.orgs.reach import organisation_within, reaches
from jieyue.store.papers.models import PaperTemplate

FIELDS = (Field("file_name", "文件"),)


@dataclass(frozen=True)
class TemplateShown:
    """`of` is whose it is; None where it is the product's. `is_own`: the office has one of its own; `was_changed`: it
    once had.
    """

    organisation: Named
    layout: Layout
    of: Named | None
    is_own: bool
    was_changed: bool
    may_change: bool
    steps: Sequence[Step]


def template(*, organisation: str, paper: str, person: Person) -> TemplateShown:
    """Raises OrganisationUnknown, PaperUnknown."""
    product_layout(paper)
    office = organisation_within(organisation, person)
    found = layout_in_force(office.pk, paper)
    own = PaperTemplate.objects.filter(organisation=office, paper=paper).first()
    whose = found.template.organisation_id if found.template else None
    names = named([office.pk, *([whose] if whose else [])], on=person.on)
    return TemplateShown(
        organisation=names[office.pk],
        layout=found.layout,
        of=names.get(whose),
        is_own=whose == office.pk,
        was_changed=own is not None,
        may_change=any(reaches(office.pk, person, right) for right in WHO_MAY),
        steps=_steps(own) if own else [],
    )


def _steps(own: PaperTemplate) -> list[Step]:
    """By what was done."""
    return [replace(each, what=said(each.operation)) for each in history(PaperTemplate, own.pk, fields=FIELDS)]
