"""The API itself: who comes with which token, and how what is refused is said."""

from collections.abc import Callable
from functools import cache
from http import HTTPStatus

import orjson
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI, Router
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import REF_TEMPLATE, OpenAPISchema
from ninja.operation import Operation
from ninja.parser import Parser
from ninja.security import HttpBearer

from jieyue.api.answers import REFUSALS, Refusal
from jieyue.api.unreadable import unreadable
from jieyue.files.turns import NotYourTurn
from jieyue.programme.tokens.queries import person_of_token
from jieyue.programme.upkeep.faults import refusal_in
from jieyue.rules.person import Person
from jieyue.rules.refusal import Meanwhile, NotAllowed, NotNow, NotThere, Refused

STATUS = {NotThere: 404, NotAllowed: 403, Meanwhile: 409, NotYourTurn: 429}
WRONG, NOBODY, TOO_LARGE, UNREADABLE = 400, 401, 413, 422


class Token(HttpBearer):
    """`Authorization: Bearer jieyue_…`. The person is then `request.auth`."""

    def authenticate(self, request: HttpRequest, token: str) -> Person | None:
        return person_of_token(token, at=timezone.now(), address=request.META.get("REMOTE_ADDR", ""), opens="api")


router = Router()
"""One for all: several methods of one address have to be in the same."""


class Json(Parser):
    """What is too deep, beyond all numbers or half a sign is no JSON."""

    def parse_body(self, request: HttpRequest) -> object:
        return orjson.loads(request.body)


class Api(NinjaAPI):
    """Its description takes a second to make and is the same for all who ask: made once."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: dict | None = None) -> OpenAPISchema:
        return _description(self.get_root_path(path_params or {}) if path_prefix is None else path_prefix)


class Description(OpenAPISchema):
    """Beside what each operation declares, how any may refuse: that comes from the handlers below, of all alike.

    Declared at each operation it would be a thousand models, which every process builds before its first answer.
    """

    def responses(self, operation: Operation) -> dict[int, dict[str, object]]:
        self.add_schema_definitions({Refusal.__name__: Refusal.model_json_schema()})
        said = {api.renderer.media_type: {"schema": {"$ref": REF_TEMPLATE.format(model=Refusal.__name__)}}}
        refusals = {status: {"description": HTTPStatus(status).phrase, "content": said} for status in REFUSALS}
        return {**refusals, **super().responses(operation)}


@cache
def _description(path_prefix: str) -> Description:
    return Description(api, path_prefix)


api = Api(
    title="jieyue 节约",
    version="1",
    description="公共机构能源资源台账接口。所有操作都须在 Authorization 头中带接入凭证，在网页“接入凭证”中申请。",
    auth=Token(),
    parser=Json(),
    docs_url=None,
)


def _say(request: HttpRequest, says: str, do: str, *, status: int, where: str = "") -> HttpResponse:
    return api.create_response(request, {"says": says, "do": do, "where": where}, status=status)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    status = next((status for kind, status in STATUS.items() if isinstance(refusal, kind)), WRONG)
    return answer(request, refusal, status=status)


@api.exception_handler(AuthenticationError)
def _nobody(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    return _say(
        request, "没有带接入凭证，或者接入凭证无效。", "请在网页“接入凭证”中申请，并放在请求头里。", status=NOBODY
    )


@api.exception_handler(ValidationError)
def _unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    found = error.errors[0] if error.errors else {}
    where = ".".join(str(each) for each in found.get("loc", ()))
    says = f"“{where}”不对：{unreadable(found.get('type', ''), found.get('ctx') or {})}。"
    return _say(request, says, "请对照接口说明改正。", status=UNREADABLE, where=where)


@api.exception_handler(HttpError)
def _no_json(request: HttpRequest, error: HttpError) -> HttpResponse:
    """The only one that the framework itself raises: it cannot read what was sent."""
    return _say(request, "请求的内容不是 JSON。", "请对照接口说明改正。", status=error.status_code)


@api.exception_handler(RequestDataTooBig)
def _too_large(request: HttpRequest, _error: RequestDataTooBig) -> HttpResponse:
    return _say(request, "请求的内容太大。", "请分几次发送，或者用批量导入的接口。", status=TOO_LARGE)


@api.exception_handler(Exception)
def _unexpected(request: HttpRequest, error: Exception) -> HttpResponse:
    """What the database cannot hold is refused here; all else is for `site/failing.py`, which notes it."""
    refusal = refusal_in(error)
    if refusal is None or isinstance(refusal, NotNow):
        raise error
    return answer(request, refusal, status=UNREADABLE)


def answer(request: HttpRequest, refusal: Refused, *, status: int) -> HttpResponse:
    return _say(request, refusal.says, refusal.do, status=status, where=refusal.where)


@csrf_exempt
@login_not_required
def no_such_address(request: HttpRequest) -> HttpResponse:
    return _say(request, "没有这个接口。", "请对照接口说明核对地址。", status=404)


def open_to_tokens(patterns: list) -> list:
    """Django asks for a session everywhere; here a token is asked for instead."""
    for pattern in patterns:
        callback: Callable = pattern.callback
        callback.login_required = False
    return patterns
