"""Every request has room for its calls in one piece, whatever thread of whatever server it comes by."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from jieyue.programme.upkeep.roomy_stack import with_room


class RoomForCalls:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return with_room(self.get_response, request)
