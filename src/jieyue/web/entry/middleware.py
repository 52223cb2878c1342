"""An upload that is too large is told so before anything of it is read into a form."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from jieyue.rules.refusal import Refused
from jieyue.web.failing import answer

MOST_BYTES = 41 * 1024 * 1024
MOST_DRAINED = 200 * 1024 * 1024
CHUNK = 1024 * 1024
UNDER = "/import/"
TOO_LARGE = 413


class UploadSizeMiddleware:
    def __init__(self, page: Callable[[HttpRequest], HttpResponse]) -> None:
        self.page = page

    def __call__(self, request: HttpRequest) -> HttpResponse:
        size = request.META.get("CONTENT_LENGTH") or "0"
        if not request.path.startswith(UNDER) or not size.isdigit() or int(size) <= MOST_BYTES:
            return self.page(request)
        _drain(request, min(int(size), MOST_DRAINED))
        refusal = Refused(_("文件超过 40 MB 的上限。"), do=_("请把数据分成几个文件上传。"))
        request.person = None
        return answer(request, refusal, status=TOO_LARGE)


def _drain(request: HttpRequest, size: int) -> None:
    """A browser shows the answer only once it has sent everything."""
    while size > 0 and (read := len(request.read(min(CHUNK, size)))):
        size -= read
