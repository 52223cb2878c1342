"""Files dropped on a month: what each proves is proposed, and one button attaches all."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jieyue.programme.bills.proofs import Upload, attach_all, look_through
from jieyue.rules.refusal import Refused
from jieyue.web.asking import small_int
from jieyue.web.ledgers.grid import Asked, asked_of, show_grid

KEY = "bills"
NOT_TAKEN = 422
FIELDS = ("files", "photo")
CHOSEN = "bill-"
"""The field that says which bill a file proves, by the file's place among all."""


@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """A part of the page of the month: each file with the bill that it proves, to be looked at."""
    asked = asked_of(request, KEY)
    try:
        found = look_through(_uploads(request), **_about(request, asked))
    except Refused as refusal:
        return render(request, "ledgers/bills/proofs_part.html", {"refusal": refusal, "asked": asked})
    files = [(f"{CHOSEN}{n}", each, _ordered(each, found.bills)) for n, each in enumerate(found.files)]
    sure = sum(bool(each.chosen) for each in found.files)
    context = {"found": found, "files": files, "sure": sure, "asked": asked}
    return render(request, "ledgers/bills/proofs_part.html", context)


def _ordered(seen, bills) -> list:
    """The likely ones first, each with whether it is and why."""
    grounds = {each.id: each.grounds for each in seen.proposal.candidates}
    places = {id_: n for n, id_ in enumerate(grounds)}
    ordered = sorted(bills, key=lambda each: places.get(each.id, len(places)))
    return [(each, grounds.get(each.id, ())) for each in ordered]


@require_POST
def attach(request: HttpRequest) -> HttpResponse:
    """All files to the bills that were chosen for them; the month again, with what could not be taken and why."""
    asked, uploads = asked_of(request, KEY), _uploads(request)
    chosen = [_numbers(request.POST.get(f"{CHOSEN}{n}", "")) for n in range(len(uploads))]
    try:
        found = attach_all(uploads, chosen, **_about(request, asked))
    except Refused as refusal:
        messages.error(request, f"{refusal.says}{refusal.do}")
        return show_grid(request, KEY, status=NOT_TAKEN)
    _tell(request, found)
    if found.refused or not found.count:
        return show_grid(request, KEY, status=NOT_TAKEN)
    query = f"organisation={asked.organisation.code}&period={asked.period}"
    return redirect(f"{reverse('ledgers:grid', args=[KEY])}?{query}#proofs")


def _numbers(written: str) -> list[int]:
    """The bills of one choice: those of one invoice are chosen together."""
    return [small_int(each, usual=-1) for each in written.split(",") if each]


def _tell(request: HttpRequest, found) -> None:
    if found.count:
        messages.success(request, _("已附上 %(count)d 份材料。") % {"count": found.count})
    for name, refusal in found.refused:
        messages.error(request, f"{name}：{refusal.says}{refusal.do}")
    if not found.count and not found.refused:
        messages.warning(request, _("没有附上任何材料：每个文件都选了“不附”。"))


def _uploads(request: HttpRequest) -> list[Upload]:
    return [Upload(each.name, each) for field in FIELDS for each in request.FILES.getlist(field)]


def _about(request: HttpRequest, asked: Asked) -> dict[str, object]:
    about = {"organisation": asked.organisation.code, "period": asked.period}
    return {**about, "by": request.person, "at": timezone.now()}
