"""统计报表: statutory forms for programs."""

from django.http import HttpRequest
from ninja import Query, Schema

from jieyue.api import answers
from jieyue.api.door import router
from jieyue.programme.forms.as_json import as_json
from jieyue.programme.forms.queries import filled_form
from jieyue.rules.period import Period


class FormAsked(Schema):
    organisation: str
    period: str
    form: str = "consumption"
    edition: str | None = None
    by: str = "periods"
    basis: str = "live"


@router.get("/forms", response=answers.StatutoryForm, operation_id="forms", summary="统计报表")
def of_period(request: HttpRequest, asked: Query[FormAsked]):
    """The document of `jieyue forms --json`."""
    about = asked.dict(exclude={"by"}) | {"period": Period.parse(asked.period), "split": asked.by}
    return as_json(filled_form(**about, person=request.auth))
