"""Papers, as the pages have them."""

from typing import Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from jieyue.api import answers
from jieyue.api.door import router
from jieyue.documents.catalogue import documents
from jieyue.documents.paper.making import MAKERS, MEDIA_TYPES
from jieyue.rules.period import Period
from jieyue.rules.refusal import NotThere

BINARY = {"schema": {"type": "string", "format": "binary"}}
FILES = {"content": dict.fromkeys(MEDIA_TYPES.values(), BINARY), "description": "文件"}


@router.get("/papers", response=list[answers.KindOfPaper], operation_id="papers", summary="有哪些文书")
def papers(request: HttpRequest):  # noqa: ARG001 (the same for everybody)
    """`months` are the lengths of the periods that a paper may be of."""
    return [
        {"key": each.key, "zh": each.zh, "months": list(each.months), "forms": [ending[1:] for ending in MAKERS]}
        for each in documents().values()
        if each.printed
    ]


@router.get(
    "/papers/{key}", response=str, operation_id="paper", summary="一份文书",
    openapi_extra={"responses": {200: FILES}},
)  # fmt: skip
def paper(request: HttpRequest, key: str, organisation: str, period: str, form: Literal["docx", "xlsx", "pdf"] = "pdf"):
    """The same file as `jieyue document` writes."""
    document = documents().get(key)
    if document is None or document.printed is None:
        raise NotThere("没有这种文书。", do="请用 papers 列出的 key。")
    about = {"organisation": organisation, "period": Period.parse(period)}
    drawn = document.asked(**about, person=request.auth, today=timezone.localdate())
    ending = f".{form}"
    made = MAKERS[ending](document.printed(drawn.content, is_draft=drawn.is_draft))
    return HttpResponse(made, content_type=MEDIA_TYPES[ending])
