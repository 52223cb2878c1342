"""What a reverse proxy in front of us knows: that the browser speaks HTTPS, and from which address it comes.

Anybody can send such headers, so they count only from the addresses that the deployment names.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class BehindProxy:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.JIEYUE_HTTPS:
            request.META["wsgi.url_scheme"] = "https"
        *_, nearest = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if nearest.strip() and request.META.get("REMOTE_ADDR") in settings.JIEYUE_PROXIES:
            request.META["REMOTE_ADDR"] = nearest.strip()  # what the proxy itself added, not what the browser claims
        return self.get_response(request)
