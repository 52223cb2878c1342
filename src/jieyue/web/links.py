"""Where the things that the programme names stand among the pages."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.http import urlencode


def url_of(thing: str, names: Sequence[str], period: str = "") -> str:
    """The page of a thing; "" for what has none."""
    if thing in ("report", "notice"):
        area = {"report": "reporting:report", "notice": "notices:notice"}[thing]
        return reverse(area, args=names)
    if thing == "document":
        return reverse("evidence:of", args=["duties_handedin", names[0]])
    if thing == "months":
        return f"{reverse('bills:missing')}?{urlencode({'organisation': names[0], 'year': names[1]})}"
    if thing == "account":
        return reverse("bills:unused", args=[names[2], period])
    if thing == "hand_in":
        query = {"what": names[1], "period": names[2]}
        return f"{reverse('duties:hand-in', args=[names[0]])}?{urlencode(query)}"
    return ""
