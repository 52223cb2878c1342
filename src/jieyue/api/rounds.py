"""评价轮次: the rounds, one with a page of its units, and one unit in it. Only read here."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query

from jieyue.api import answers
from jieyue.api.answers import RecordId
from jieyue.api.door import router
from jieyue.api.reading import Page
from jieyue.programme.rounds import as_json, queries


@router.get("/rounds", response=answers.Rounds, operation_id="rounds", summary="评价轮次")
def rounds(request: HttpRequest):
    """Those with a unit in reach, the newest first."""
    return as_json.rounds_as_json(queries.rounds(person=request.auth, today=timezone.localdate()))


@router.get("/rounds/{number}", response=answers.OneRound, operation_id="round", summary="一轮评价")
def one(request: HttpRequest, number: RecordId, asked: Query[Page]):
    """With a page of its units in reach."""
    about = {"number": number, "person": request.auth, "today": timezone.localdate()}
    return as_json.round_as_json(queries.round_of(**about, first=asked.first, many=asked.per_page))


@router.get(
    "/rounds/{number}/{organisation}", response=answers.UnitOfRound, operation_id="unit_of_round",
    summary="一轮评价中的单位",
)  # fmt: skip
def unit(request: HttpRequest, number: RecordId, organisation: str):
    """With what it has to put right and what was decided after its conclusion."""
    about = {"number": number, "organisation": organisation, "person": request.auth, "today": timezone.localdate()}
    return as_json.unit_as_json(queries.unit_in_round(**about))
