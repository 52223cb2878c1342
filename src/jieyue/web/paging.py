"""Pages of a list whose rows are fetched a page at a time."""

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

from jieyue.web.asking import small_int

PER_PAGE = (10, 50, 100)
USUAL = 50
MOST_PAGES = 1_000_000


def per_page(request: HttpRequest) -> int:
    many = small_int(request.GET.get("per_page"))
    return many if many in PER_PAGE else USUAL


def page_number(request: HttpRequest) -> int:
    """Counted from 1; what is no number is the first page."""
    return min(max(small_int(request.GET.get("page"), usual=1), 1), MOST_PAGES)


def page_of(count: int, *, number: int, many: int) -> Page:
    """The page as the pager shows it, the last one where the number is beyond it."""
    return Paginator(range(count), many).get_page(number)
