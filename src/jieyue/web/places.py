"""Whose page somebody asks for, the organisation in the address, else where his reach begins; and of which time."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jieyue.programme.organisations.queries import meant, tops
from jieyue.rules.period import FIRST_KEPT, Period, PeriodUnreadable
from jieyue.rules.person import Person
from jieyue.rules.refusal import NotThere
from jieyue.rules.roles import Right
from jieyue.web.asking import NoSuchChoice, shortened, small_int

YEAR_DIGITS = 4


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
    choice between several. None where nobody is called so, or it is a code: of which a part means nobody, for there
    the figures of another would stand.
    """
    written = request.GET.get("organisation", "").strip()
    if request.method != "GET" or request.person is None or not written:
        return None
    found = meant(written, person=request.person)
    if not found or written.isdigit() or any(each.code == written for each in found):
        return None
    addresses = [(each, _address(request, each.code)) for each in found]
    if len(addresses) == 1:
        return redirect(addresses[0][1])
    return render(request, "design/which.html", {"written": written, "choices": addresses}, status=300)


def _address(request: HttpRequest, code: str) -> str:
    query = request.GET.copy()
    query["organisation"] = code
    return f"{request.path}?{query.urlencode()}"


class YearOutOfSight(NoSuchChoice):
    """Of which no page has anything to say: before the first rows, or beyond the year after this one."""


def year_in(request: HttpRequest, usual: int) -> int:
    """Raises YearOutOfSight."""
    written = request.GET.get("year", "").strip()
    return seen_year(written) if written else usual


def period_in(request: HttpRequest, usual: Period | str) -> Period:
    """Raises YearOutOfSight and PeriodUnreadable."""
    written = request.GET.get("period", "").strip() or str(usual)
    refuse_out_of_sight(written)
    try:
        return Period.parse(written.upper())
    except PeriodUnreadable:
        return Period.parse(written)  # told as it was written


def refuse_out_of_sight(*times: str) -> None:
    """Of years and periods. Raises YearOutOfSight; what begins with no year is not for here to judge."""
    for each in times:
        year = each[:YEAR_DIGITS]
        if len(year) == YEAR_DIGITS and small_int(year, usual=-1) >= 0:
            seen_year(year)


class YearField(forms.CharField):
    """A year that a page may be asked about."""

    def __init__(self, **about: object) -> None:
        about = {"label": gettext_lazy("年度"), "required": False, "widget": forms.NumberInput(), **about}
        super().__init__(**about)

    def clean(self, value: object) -> int | None:
        written = super().clean(value)
        try:
            return seen_year(written) if written else None
        except YearOutOfSight as refusal:
            raise ValidationError(f"{refusal.says}{refusal.do}") from refusal


def seen_year(written: str) -> int:
    """Raises YearOutOfSight."""
    year, last = small_int(written), timezone.localdate().year + 1
    if not FIRST_KEPT <= year <= last:
        says = _("没有“%(year)s”这个年度。") % {"year": shortened(written)}
        raise YearOutOfSight(says, do=_("请选 %(first)d 年至 %(last)d 年。") % {"first": FIRST_KEPT, "last": last})
    return year
