"""The buttons by which a paper is had as a file."""

from django import template
from django.urls import reverse

register = template.Library()


@register.inclusion_tag("design/paper_buttons.html")
def paper_buttons(key: str, organisation: str, period: object) -> dict[str, str]:
    """Of a document of the catalogue."""
    about = {"key": key, "organisation": organisation, "period": str(period)}
    return {form: reverse("documents:download", kwargs={**about, "form": form}) for form in ("docx", "xlsx", "pdf")}
