"""The cells of a matrix: what a state looks like is drawn once for all that are alike, for a page has thousands."""

from collections.abc import Mapping, Sequence

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def matrix_rows(rows: Sequence[Mapping[str, object]]) -> SafeString:
    """Each row a label, which leads somewhere or not, and its cells."""
    seen: dict[tuple[object, object], str] = {}
    return format_html_join(
        "\n", '<tr>\n<th scope="row">{}</th>{}</tr>', ((_label(row), _cells(row["cells"], seen)) for row in rows)
    )


def _label(row: Mapping[str, object]) -> object:
    return format_html('<a href="{}">{}</a>', row["url"], row["label"]) if row.get("url") else row["label"]


def _cells(cells: Sequence[Mapping[str, object]], seen: dict[tuple[object, object], str]) -> SafeString:
    return format_html_join("", "{}", ((_cell(cell, seen),) for cell in cells))


def _cell(cell: Mapping[str, object], seen: dict[tuple[object, object], str]) -> SafeString:
    looks = cell["state"], cell.get("text", "")
    if looks not in seen:
        seen[looks] = render_to_string("design/matrix_state.html", {"state": looks[0], "text": looks[1]})
    title = format_html(' title="{}"', cell["title"]) if cell.get("title") else ""
    about = (cell["state"], cell["url"], title) if cell.get("url") else (cell["state"], title)
    return format_html(_WITH_URL if cell.get("url") else _WITHOUT, *about, seen[looks])


_TD = '<td class="matrix__cell matrix__cell--{}">'
_WITH_URL = _TD + '<a href="{}"{}>{}</a></td>'
_WITHOUT = _TD + "<span{}>{}</span></td>"
