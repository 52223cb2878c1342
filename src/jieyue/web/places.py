"""Whose page somebody asks for: the organisation in the address, else where his reach begins."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from jieyue.programme.organisations.queries import meant, tops
from jieyue.rules.period import FIRST_YEAR, LAST_YEAR
from jieyue.rules.person import Person
from jieyue.rules.refusal import NotThere
from jieyue.rules.roles import Right
from jieyue.web.asking import small_int


def organisation_asked(request: HttpRequest) -> str:
    """Raises NotThere for who reaches nothing."""
    if written := request.GET.get("organisation", "").strip():
        return written
    reach = tops(person=request.person)
    if not reach:
        raise NotThere("没有可以查看的机构。", do="需要时请联系安全管理员授权。")
    return reach[0].code


class WhichOne(NotThere):
    pass


def organisation_meant(written: str, *, person: Person, right: Right = Right.READ) -> str:
    """The code of whom somebody means who typed a name, its initials or a code; what nobody is called stays as it was
    typed. Raises WhichOne.
    """
    found = meant(written, person=person, right=right)
    if len(found) > 1:
        names = "、".join(f"{each.name}（{each.code}）" for each in found)
        raise WhichOne(f"“{written}”指的机构不止一个。", do=f"请写全，例如：{names}。")
    return found[0].code if found else written


def by_name(request: HttpRequest) -> HttpResponse | None:
    """Where a page was asked for an organisation that there is none of: the page of the one whose name was typed, or a
    choice between several. None where nobody is called so, or it is a code already.
    """
    written = request.GET.get("organisation", "").strip()
    if request.method != "GET" or request.person is None or not written:
        return None
    found = meant(written, person=request.person)
    if not found or any(each.code == written for each in found):
        return None
    addresses = [(each, _address(request, each.code)) for each in found]
    if len(addresses) == 1:
        return redirect(addresses[0][1])
    return render(request, "design/which.html", {"written": written, "choices": addresses}, status=300)


def _address(request: HttpRequest, code: str) -> str:
    query = request.GET.copy()
    query["organisation"] = code
    return f"{request.path}?{query.urlencode()}"


def year_in(request: HttpRequest, usual: int) -> int:
    return min(max(small_int(request.GET.get("year"), usual=usual), FIRST_YEAR), LAST_YEAR)
