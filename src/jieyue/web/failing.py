"""What is refused, is not there or fails: as a page, as a part of one, or as a grid reads it. What was typed stays."""

from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlsplit

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import is_valid_path
from django.utils.translation import gettext as _

from jieyue.files.evidence.names import clean_name
from jieyue.programme.evidence.together import FilesRefused, Upload, told_of
from jieyue.programme.upkeep.faults import number_of
from jieyue.rules.refusal import Meanwhile, NotAllowed, NotNow, NotThere, Refused
from jieyue.web.asking import NoSuchChoice, local

STATUS = {NotThere: 404, NotAllowed: 403, Meanwhile: 409, NotNow: 503}
WRONG, FAILED = 400, 500


def answer(request: HttpRequest, refusal: Refused, *, status: int | None = None) -> HttpResponse:
    status = status or status_of(refusal)
    if request.content_type == "application/json":
        return JsonResponse({"says": refusal.says, "do": f"{refusal.do}{_kept_on_page(status)}"}, status=status)
    number = number_of(refusal, doing=f"{status} {asked_for(request)}")
    is_part = request.headers.get("HX-Request") == "true"
    template = "design/refused_part.html" if is_part else "design/refused.html"
    whole = request.path if isinstance(refusal, NoSuchChoice) and request.method == "GET" and request.GET else ""
    context = {
        "refusal": refusal,
        "number": number,
        "back": _back(request),
        "heading": _heading(status),
        "whole": whole,
    }
    return render(request, template, {**context, **_about_failing(request, status)}, status=status)


def _heading(status: int) -> str:
    """What happened, in two or three words."""
    if status >= FAILED:
        return _("暂时不能办理")
    return {403: _("没有权限"), 404: _("没有找到")}.get(status, _("不能办理"))


def asked_for(request: HttpRequest) -> str:
    """What was asked for, by the form of its address: no id, no name, nothing that was sent."""
    match = getattr(request, "resolver_match", None)
    return f"{request.method} {match.route if match else '(no address yet)'}"


def _back(request: HttpRequest) -> str:
    """The page of ours that somebody came from; "" where it is another site's or unknown."""
    came = urlsplit(request.headers.get("Referer", ""))
    is_ours = came.netloc and came.netloc == request.headers.get("Host") and came.path != request.path
    return local(f"{came.path}?{came.query}" if came.query else came.path, usual="") if is_ours else ""


def page_of(path: str) -> str:
    """The page on which stands the button that leads to an address: the nearest one above it in the tree of them."""
    above = path.rstrip("/").rpartition("/")[0] + "/"
    while above != "/" and not is_valid_path(above):
        above = above.rstrip("/").rpartition("/")[0] + "/"
    return above


def status_of(refusal: Refused) -> int:
    return next((status for kind, status in STATUS.items() if isinstance(refusal, kind)), WRONG)


def _kept_on_page(status: int) -> str:
    """A grid keeps its rows whatever it is told."""
    return _("填写的内容没有保存，仍在页上，请稍候再保存。") if status >= FAILED else ""


def _about_failing(request: HttpRequest, status: int) -> dict[str, object]:
    """Where something fails, the page asks neither session nor database anything more."""
    if status < FAILED:
        return {}
    request.person = None
    if hasattr(request, "session"):
        request.session.modified = False
    return {"is_failing": True, "messages": [], "typed": _typed(request), "had_files": _had_files(request)}


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What a form sent, to be sent once more: nothing of a form with secrets, and nothing that no page of ours sent."""
    is_ours = getattr(request, "csrf_processing_done", False)
    if not is_ours or getattr(request, "sensitive_post_parameters", ()) or _had_files(request):
        return []
    with suppress(OSError):  # whoever sent it is gone
        sent = [(name, value) for name, values in request.POST.lists() for value in values]
        return [(name, value) for name, value in sent if name != "csrfmiddlewaretoken"]
    return []


def _had_files(request: HttpRequest) -> bool:
    with suppress(OSError):
        return bool(request.FILES)
    return True


def tell_in(form: Form, refusal: Refused, field: str | None = None) -> None:
    """Beside the field that it is about, or above all of them, in words that a page's reader can follow. Of files each
    where it was chosen, and above all of them that nothing was kept.
    """
    if isinstance(refusal, FilesRefused):
        for upload, why in refusal.each:
            form.add_error(_field_of(form, upload), told_of((upload, why)))
        form.add_error(None, refusal.do)
        return
    field = field or refusal.where
    form.add_error(field if field in form.fields else None, f"{refusal.says}{refusal.do}")


def name_sent(request: HttpRequest, field: str) -> str:
    """Of the file that came in a field, "" where none came."""
    file = request.FILES.get(field)
    return clean_name(file.name or "") if file else ""


def _field_of(form: Form, upload: Upload) -> str | None:
    """The field in which a file was chosen."""
    chosen = ((name, form.files.getlist(form.add_prefix(name))) for name in form.fields)
    return next((name for name, files in chosen if any(each is upload.stream for each in files)), None)


def was_done(
    request: HttpRequest, form: Form, act: Callable[[], object], *, done: str, unless: type[Refused] = Refused
) -> bool:
    """Whether something right was sent and done, which is told on the next page; otherwise the form says why not."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act()
    except unless as refusal:
        tell_in(form, refusal)
        return False
    messages.success(request, done)
    return True
