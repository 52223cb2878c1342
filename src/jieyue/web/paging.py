"""Pages of a list whose rows are fetched a page at a time."""

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

PER_PAGE = (10, 50, 100)
USUAL = 50


def per_page(request: HttpRequest) -> int:
    written = request.GET.get("per_page", "")
    return int(written) if written.isdigit() and int(written) in PER_PAGE else USUAL


def page_number(request: HttpRequest) -> int:
    """Counted from 1; what is no number is the first page."""
    written = request.GET.get("page", "")
    return max(int(written), 1) if written.isascii() and written.isdigit() and len(written) < 9 else 1


def page_of(count: int, *, number: int, many: int) -> Page:
    """The page as the pager shows it, the last one where the number is beyond it."""
    return Paginator(range(count), many).get_page(number)
