"""行动方案: which plans hold for an organisation. They are put in force and ended on pages."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Schema

from jieyue.api import answers
from jieyue.api.door import router
from jieyue.programme.duties.as_json import plan_as_json
from jieyue.programme.duties.queries import plans_of


class PlansAsked(Schema):
    organisation: str


@router.get("/plans", response=answers.PlansInForce, operation_id="plans", summary="执行的行动方案")
def plans(request: HttpRequest, asked: Query[PlansAsked]):
    """Each plan once, as it was put in force nearest to the organisation."""
    about = {"organisation": asked.organisation, "person": request.auth}
    found = plans_of(**about, today=timezone.localdate())
    return {"organisation": asked.organisation, "plans": [plan_as_json(each) for each in found]}
