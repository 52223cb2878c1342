"""What is still open, each with where it is done."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from jieyue.programme.beginning.queries import Open, Step, open_steps
from jieyue.rules.roles import Role


def open_for(request: HttpRequest) -> list[dict[str, object]]:
    """For the first page of whoever can do some of it."""
    found = open_steps(person=request.person, at=timezone.now())
    return [{"open": each, "url": _address(each) if each.is_mine else "", "units": _units(each)} for each in found]


def _address(each: Open) -> str:
    """Where it is done for all at once, or for the one there is."""
    addresses = {
        Step.ROOT: lambda: reverse("beginning:begin"),
        Step.OFFICER: lambda: _asking("people:add", organisation=each.where, role=Role.AUTHORITY.value),
        Step.UNITS: lambda: reverse("beginning:units", args=[each.where]),
        Step.CLERKS: lambda: _asking("entry:start", kind="people"),
        Step.SLIPS: lambda: reverse("people:first_passwords"),
        Step.SIZES: lambda: _one_or_sheet(each, "organisations:profile", "profiles"),
        Step.ACCOUNTS: lambda: _one_or_sheet(each, "organisations:account", "accounts"),
        Step.PLAN: lambda: reverse("duties:put-in-force", args=[each.where]),
    }
    return addresses[each.step]()


def _one_or_sheet(each: Open, page: str, kind: str) -> str:
    return reverse(page, args=[each.units[0].code]) if each.count == 1 else _asking("entry:start", kind=kind)


def _units(each: Open) -> list[dict[str, str]]:
    """Those named, each with its own page where somebody does it one by one."""
    pages = {Step.SIZES: "organisations:profile", Step.ACCOUNTS: "organisations:account"}
    page = pages.get(each.step) if each.is_mine else None
    return [{"name": unit.name, "url": reverse(page, args=[unit.code]) if page else ""} for unit in each.units]


def _asking(page: str, **names: str) -> str:
    return f"{reverse(page)}?{urlencode(names)}"
