"""Where what a page names is to be seen."""

from django import template

from jieyue.web.links import record_page

register = template.Library()


@register.simple_tag
def page_of_record(table: str, record: int) -> str:
    """Empty for what has no page of its own."""
    return record_page(table, record)
