"""建成情况: shares of recognised organs of a place, with the units behind them."""

from datetime import date

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Schema

from jieyue.api import answers
from jieyue.api.door import router
from jieyue.programme.recognition.advancing import advanced
from jieyue.programme.recognition.as_json import advanced_as_json, as_json
from jieyue.programme.recognition.queries import recognition


class RecognitionAsked(Schema):
    organisation: str
    on: date | None = Query(None, **answers.DAYS)


@router.get("/recognition", response=answers.Recognition, operation_id="recognition", summary="节约型机关建成情况")
def of_place(request: HttpRequest, asked: Query[RecognitionAsked]):
    """As of a day, today where none is named."""
    about = {"organisation": asked.organisation, "on": asked.on, "person": request.auth}
    return as_json(recognition(**about, today=timezone.localdate()))


class AdvancedAsked(Schema):
    organisation: str


@router.get(
    "/recognition/advanced", response=answers.AdvancedUnits, operation_id="advanced_units", summary="先进单位遴选"
)
def advanced_units(request: HttpRequest, asked: Query[AdvancedAsked]):
    """By the rule of the policy, today."""
    about = {"organisation": asked.organisation, "person": request.auth}
    return advanced_as_json(advanced(**about, today=timezone.localdate()))
