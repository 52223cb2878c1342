"""The mark by which a form is known again."""

from uuid import uuid4

from django import template
from django.utils.html import format_html

from jieyue.web.pressing import PRESS

register = template.Library()


@register.simple_tag
def press() -> str:
    """Another one each time that the form is shown."""
    return format_html('<input type="hidden" name="{}" value="{}">', PRESS, uuid4())
