"""Whose page somebody asks for: the organisation in the address, else where his reach begins."""

from django.http import HttpRequest

from jieyue.programme.organisations.queries import tops
from jieyue.rules.period import FIRST_YEAR, LAST_YEAR
from jieyue.rules.refusal import NotThere
from jieyue.web.asking import small_int


def organisation_asked(request: HttpRequest) -> str:
    """Raises NotThere for who reaches nothing."""
    if written := request.GET.get("organisation", "").strip():
        return written
    reach = tops(person=request.person)
    if not reach:
        raise NotThere("没有可以查看的机构。", do="需要时请联系安全管理员授权。")
    return reach[0].code


def year_in(request: HttpRequest, usual: int) -> int:
    return min(max(small_int(request.GET.get("year"), usual=usual), FIRST_YEAR), LAST_YEAR)
