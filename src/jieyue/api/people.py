"""First passwords for whoever grants; people themselves are brought as rows or a file of kind `people`."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Schema
from pydantic import Field

from jieyue.api.door import router
from jieyue.programme.people.operations import give_first_passwords


class Asked(Schema):
    """`again` gives new ones to those too who have one that is still good."""

    reason: str = Field(max_length=200)
    again: bool = False


class FirstPassword(Schema):
    username: str
    name: str
    first_password: str


@router.post(
    "/people/first-passwords",
    response=list[FirstPassword],
    operation_id="give_first_passwords",
    summary="发放初始口令",
)
def first_passwords(request: HttpRequest, sent: Asked):
    """To all within reach who have no password; told in this answer and never again."""
    given = give_first_passwords(only_new=not sent.again, by=request.auth, at=timezone.now(), reason=sent.reason)
    return [dict(zip(FirstPassword.model_fields, each, strict=True)) for each in given]
