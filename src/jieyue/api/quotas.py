"""定额: a unit's year beside the quotas that are for it."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Schema

from jieyue.api import answers
from jieyue.api.door import router
from jieyue.programme.quotas.as_json import as_json
from jieyue.programme.quotas.queries import quotas
from jieyue.rules.period import FIRST_YEAR, LAST_YEAR


class QuotasAsked(Schema):
    organisation: str
    year: int = Query(..., ge=FIRST_YEAR, le=LAST_YEAR)


@router.get("/quotas", response=answers.Quotas, operation_id="quotas", summary="定额对照")
def of_unit(request: HttpRequest, asked: Query[QuotasAsked]):
    """The document of `jieyue quotas --json`."""
    about = {"organisation": asked.organisation, "year": asked.year, "person": request.auth}
    return as_json(quotas(**about, today=timezone.localdate()))
