"""节能量: what a change at a unit saved, the weather set aside."""

from datetime import date

from django.http import HttpRequest
from ninja import Query, Schema

from jieyue.api import answers
from jieyue.api.answers import DAYS
from jieyue.api.door import router
from jieyue.programme.savings.as_json import unit_as_json
from jieyue.programme.savings.of_unit import Change, savings_of_unit


class ChangeAsked(Schema):
    organisation: str
    began_on: date = Query(..., **DAYS, description="开工日期")
    done_on: date | None = Query(None, **DAYS, description="完工日期，当天完工的不写")


@router.get("/savings", response=answers.Savings, operation_id="savings", summary="改造前后的节能量")
def savings(request: HttpRequest, asked: Query[ChangeAsked]):
    """The document of `jieyue savings --json` of the accounts of a unit, with the weather that was taken."""
    change = Change.of(asked.began_on, asked.done_on)
    return unit_as_json(savings_of_unit(organisation=asked.organisation, change=change, person=request.auth))
