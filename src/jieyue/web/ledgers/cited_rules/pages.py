"""Above the register: the rules of others that the plans in force cite, and which of them are not entered."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from jieyue.programme.sentences.cited import cited_rules
from jieyue.web.places import organisation_asked


def about_list(request: HttpRequest) -> dict[str, Any]:
    code = organisation_asked(request)
    return {"cited": cited_rules(organisation=code, person=request.person, today=timezone.localdate())}
