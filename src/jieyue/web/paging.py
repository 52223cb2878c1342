"""Pages of a list whose rows are fetched a page at a time."""

from collections.abc import Sequence

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


class BeyondTheLast(Exception):  # noqa: N818 (no fault: the last page is shown instead)
    """Fewer rows are there than the page would begin with: an empty one would read as if there were none."""

    def __init__(self, last: int) -> None:
        super().__init__(last)
        self.last = last


def page_of(of: int | Sequence[object], *, number: int, many: int) -> Page:
    """The page as the pager shows it, of so many rows or of these. Raises BeyondTheLast, for which the middleware leads
    to the last one.
    """
    pages = Paginator(range(of) if isinstance(of, int) else of, many)
    if number > pages.num_pages:
        raise BeyondTheLast(pages.num_pages)
    return pages.page(number)
