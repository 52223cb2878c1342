"""The field in which an organisation is found, wherever a form or a filter has one."""

from django import template
from django.forms import BoundField
from django.http import HttpRequest
from django.template import Context
from django.utils.safestring import SafeString

from jieyue.programme.organisations.queries import tops, written_name
from jieyue.rules.values import Level

register = template.Library()


@register.simple_tag(takes_context=True)
def organisation_input(context: Context, field: BoundField) -> SafeString:
    """With the name of the organisation whose code stands in it, for nobody knows codes."""
    request: HttpRequest = context["request"]
    written = str(field.value() or "")
    shown = written_name(written, person=request.person, right=field.field.right) if written else ""
    attributes = field.build_widget_attrs({"id": field.id_for_label})
    return field.field.widget.render(field.html_name, shown, attributes)


@register.inclusion_tag("design/organisation_filter.html", takes_context=True)
def organisation_filter(context: Context, organisation: object) -> dict[str, object]:
    """A bar in which a page that is about one organisation is asked for another, for whoever reaches several; what
    else was asked stays.
    """
    request: HttpRequest = context["request"]
    kept = [(name, request.GET[name]) for name in request.GET if name not in ("organisation", "page")]
    reach = tops(person=request.person)
    has_several = len(reach) > 1 or any(Level(each.level).is_place for each in reach)
    return {"organisation": organisation, "kept": kept, "has_several": has_several}
