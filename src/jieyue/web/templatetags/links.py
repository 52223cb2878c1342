"""Where what a page names is to be seen."""

from django import template
from django.urls import reverse

from jieyue.programme.checking.queries import CheckFinding
from jieyue.web.links import ENERGY, energy_page, places_of, record_page, rows_url

register = template.Library()


@register.simple_tag
def energy(page: str, **query: str) -> str:
    """A page of the ledger of energy and water, asked with these words."""
    return energy_page(page, **query)


@register.simple_tag
def energy_rows(organisation: str, period: object = "", account: str = "", resource: str = "") -> str:
    """What was entered of energy and water by an organisation; of one period, account or resource where it is named."""
    return rows_url(ENERGY, organisation=organisation, period=str(period), account=account, resource=resource)


@register.simple_tag
def energy_row(record: int) -> str:
    """One row of the ledger of energy and water."""
    return reverse("ledgers:row", args=[ENERGY, record])


@register.simple_tag
def page_of_record(table: str, record: int) -> str:
    """Empty for what has no page of its own."""
    return record_page(table, record)


@register.simple_tag
def places_of_finding(found: CheckFinding) -> list[tuple[str, str]]:
    """The ledgers in which what a data check tells is looked at, each with its page."""
    return places_of(found)
