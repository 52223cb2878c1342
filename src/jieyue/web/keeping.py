"""What is typed on a bad network stays in the browser (`kept.js`) until a page says that the server has it."""

from urllib.parse import urlencode

from django.http import HttpRequest

from jieyue.web.pressing import PRESS

KEPT = "kept"


def confirmed(request: HttpRequest, address: str) -> str:
    """The address to lead to once a form was taken: it names the form's mark, by which the browser forgets it."""
    mark = request.POST.get(PRESS, "")
    return f"{address}{'&' if '?' in address else '?'}{urlencode({KEPT: mark})}" if mark else address
