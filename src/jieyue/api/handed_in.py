"""报送材料: documents handed in with their files, received above or given back."""

import tempfile
from datetime import date

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Schema
from pydantic import Field

from jieyue.api import answers
from jieyue.api.answers import DAYS, RecordId
from jieyue.api.door import router
from jieyue.api.reading import Page
from jieyue.api.writing import chunks, turn
from jieyue.programme.duties import handing_in, receiving
from jieyue.programme.evaluation.filing import hand_in_drawn
from jieyue.programme.evidence.operations import Upload, attach


class PapersWanted(Page):
    organisation: str = Query("", description="机构编码，含下属机构")
    what: str = Query("", description="材料种类")
    state: str = Query("", description="noted、proposed、handed_in、received、returned、published")


class NewPaper(Schema):
    """What is `drawn` is filled in by the system and needs no file."""

    organisation: str = Field(max_length=40)
    what: str = Field(max_length=60, description="材料种类，键或名称")
    period: str = Field("", max_length=12, description="如 2025、2025Q1；没有的留空")
    title: str = Field(max_length=handing_in.MOST_TITLE, description="名称或文号")
    to: str = Field("", max_length=handing_in.MOST_TO, description="报送给")
    handed_in_on: date | None = Field(None, **DAYS, description="以前报送的，由主管部门补登当时的日期")
    drawn: bool = False
    reason: str = Field("", max_length=handing_in.MOST_REASON)


class Decision(Schema):
    """`seen` as the document gave it, so that nobody decides on what he has not seen."""

    seen: str = Field(max_length=64)
    reason: str = Field("", max_length=handing_in.MOST_REASON)


@router.get("/handed-in", response=answers.Papers, operation_id="handed_in", summary="报送的材料")
def papers(request: HttpRequest, asked: Query[PapersWanted]):
    """What waits for the level above comes first."""
    wanted = receiving.Wanted(asked.organisation, asked.what, asked.state)
    about = {"person": request.auth, "today": timezone.localdate()}
    found = receiving.handed_in_below(wanted=wanted, **about, first=asked.first, many=asked.per_page)
    return {"count": found.count, "papers": [_line(line) for line in found.lines]}


@router.get("/handed-in/{paper}", response=answers.OnePaper, operation_id="handed_in_one", summary="一份报送的材料")
def paper(request: HttpRequest, paper: RecordId):
    return _one(request, paper)


@router.post("/handed-in", response=answers.OnePaper, operation_id="hand_in", summary="登记报送的材料")
def hand_in(request: HttpRequest, sent: NewPaper):
    """With its file, or filled in by the system, it discharges the duty; without either it is only said to be done."""
    given = {name: value for name, value in dict(sent).items() if name not in ("drawn", "handed_in_on")}
    about = {**given, "by": request.auth, "at": timezone.now()}
    if sent.drawn:
        return _one(request, hand_in_drawn(**about))
    return _one(request, handing_in.hand_in(**about, handed_in_on=sent.handed_in_on))


@router.post(
    "/handed-in/{paper}/files", response=answers.OnePaper, operation_id="hand_in_file", summary="上传材料的文件",
    openapi_extra={"requestBody": {"required": True, "content": {"application/octet-stream": {"schema": {
        "type": "string", "format": "binary"}}}}},
)  # fmt: skip
def hand_in_file(request: HttpRequest, paper: RecordId, name: str = Query(max_length=200, description="文件名")):
    """The file as the body."""
    now = timezone.now()
    fact = {"table": receiving.TABLE, "record_id": paper, "fact_on": timezone.localdate(now)}
    with turn(request), tempfile.TemporaryFile(dir=settings.JIEYUE_HOME) as file:
        for chunk in chunks(request):
            file.write(chunk)
        file.seek(0)
        kept = attach([Upload(name, file)], **fact, by=request.auth, at=now)
    for _, refusal in kept.refused:
        raise refusal
    return _one(request, paper)


@router.post(
    "/handed-in/{paper}/{move}", response=answers.OnePaper, operation_id="decide_handed_in",
    summary="批准、接收、退回等",
)  # fmt: skip
def decide(request: HttpRequest, paper: RecordId, move: str, sent: Decision):
    """One step, as the page of the document has it; the receipt number comes with receiving."""
    handing_in.decide(paper, move, **dict(sent), by=request.auth, at=timezone.now())
    return _one(request, paper)


def _line(line: receiving.Line) -> dict[str, object]:
    plain = {name: getattr(line, name) for name in ("id", "kind", "period", "title", "sent_on", "is_there", "receipt")}
    return {**plain, "organisation": line.organisation.code, "handed_in_on": line.on, "state": line.state.value}


def _one(request: HttpRequest, paper: int) -> dict[str, object]:
    found = receiving.paper(paper, person=request.auth, today=timezone.localdate())
    plain = {name: getattr(found, name) for name in ("what", "to", "decision", "decided_on", "seen")}
    return {**_line(found.line), **plain, "moves": [move.key for move in found.moves], "barred": found.barred}
