"""One handler for all that no page and no operation has answered itself: pages say it as a page, the API as the API.

Django calls `wrong`, `forbidden`, `missing` and `failed` (`urls.py` names them) and `not_from_here` (the settings do).
"""

import sys
from collections.abc import Callable

from django.core.exceptions import DisallowedHost, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from jieyue.api import door
from jieyue.programme.upkeep.faults import fault_in, refusal_in
from jieyue.rules.refusal import NotAllowed, NotNow, NotThere, Refused
from jieyue.web import failing

API = "/api/"
WRONG, NOT_ALLOWED, TOO_LARGE, FAILED = 400, 405, 413, 500
TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def failed(request: HttpRequest) -> HttpResponse:
    """For every exception that nobody caught; it is the present one."""
    error = sys.exc_info()[1]
    refusal = refusal_in(error)
    if refusal is None:
        return _answer(request, fault_in(error, doing=failing.asked_for(request)), status=FAILED)
    return _answer(request, refusal, status=failing.status_of(refusal))


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 (Django gives it)
    what = "接口" if _is_of_api(request) else "页面"
    return _answer(request, NotThere(f"没有这个{what}。", do="请核对地址，或者从首页进入。"), status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return _answer(request, NotAllowed("没有权限。", do="需要时请联系安全管理员授权。"), status=403)


def not_from_here(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 (Django gives it)
    """A form that no page of ours sent, or whose page is too old."""
    says = "页面已经过期，或者浏览器没有保留本站的 Cookie，这次没有办理。"
    return _answer(request, NotAllowed(says, do="请回到原来的页面，刷新后再试。"), status=403)


def wrong(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, TOO_MUCH):
        refusal = Refused("一次送来的内容太多，没有办理。", do="请分几次保存，或者用文件导入。")
        return _answer(request, refusal, status=TOO_LARGE)
    if isinstance(exception, DisallowedHost):
        return _answer(request, Refused("不能用这个网址打开本系统。", do="请使用本单位公布的网址。"), status=WRONG)
    return _answer(request, Refused("送来的内容不能识别，没有办理。", do="请回到原来的页面再试。"), status=WRONG)


class WordsForBareAnswers:
    """A refusal that comes without words, such as of a method, gets them. Whoever opens the address of a button, as
    by reloading what a form was refused with, is led to its page.
    """

    def __init__(self, page: Callable[[HttpRequest], HttpResponse]) -> None:
        self.page = page

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.page(request)
        if response.status_code == NOT_ALLOWED and request.method in ("GET", "HEAD") and not _is_of_api(request):
            return HttpResponseRedirect(failing.page_of(request.path))
        if response.status_code == NOT_ALLOWED:
            refusal = Refused("这个地址不能这样打开。", do="请从页面上的链接或按钮进入。")
            worded = _answer(request, refusal, status=NOT_ALLOWED)
            worded["Allow"] = response["Allow"]
            return worded
        if response.status_code == 404 and not response.streaming and not response.content:
            return missing(request)
        return response


def _answer(request: HttpRequest, refusal: Refused, *, status: int) -> HttpResponse:
    answered = (door if _is_of_api(request) else failing).answer(request, refusal, status=status)
    if isinstance(refusal, NotNow) and refusal.again_after:
        answered["Retry-After"] = str(refusal.again_after)
        if request.method == "GET" and not _is_of_api(request):
            answered["Refresh"] = str(refusal.again_after)
    return answered


def _is_of_api(request: HttpRequest) -> bool:
    return request.path_info.startswith(API)
