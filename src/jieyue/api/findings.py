"""问题: what was found, raised, explained or put right, and looked at again."""

from datetime import date

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Schema
from pydantic import Field

from jieyue.api import answers
from jieyue.api.answers import DAYS, LARGEST_ID, RecordId
from jieyue.api.door import router
from jieyue.api.reading import Page
from jieyue.programme.findings import operations, queries
from jieyue.programme.findings.queries import Wanted, as_json
from jieyue.rules.findings import Origin
from jieyue.rules.period import FIRST_YEAR, LAST_YEAR, Period


class FindingsWanted(Page):
    organisation: str = Query("", description="机构编码，含下属机构")
    state: str = Query("", description="open、explained、corrected、closed、resolved、withdrawn")
    title: str = Query("", description="问题中含")
    is_overdue: bool = False
    mine: str = Query("", description="answer、recheck、overdue：轮到我办的")
    ledger: str = Query("", description="台账：在哪一本台账的记录里发现的")
    is_unsettled: bool = Query(False, description="只列没有了结的")


class NewFinding(Schema):
    organisation: str = Field(max_length=40)
    origin: Origin = Field(description="patrol（日常巡查）或 reviewer（上级检查）")
    title: str = Field(max_length=operations.LONGEST_TITLE)
    says: str = Field(max_length=operations.MOST_WORDS)
    do: str = Field("", max_length=operations.MOST_WORDS)
    place: str = Field("", max_length=100)
    responsible: str = Field("", max_length=150, description="责任人的用户名，不写时单位的统计员都可以答复")
    rule: str = Field("", max_length=60, description="检查清单中的编号")
    day: date | None = Field(None, **DAYS, description="发现日期，默认今天")
    due_on: date | None = Field(None, **DAYS, description="期限，默认按政策")


class Step(Schema):
    """`seen` as the finding gave it, so that nobody decides on what he has not seen."""

    seen: int = Field(ge=0, le=LARGEST_ID)
    words: str = Field("", max_length=operations.MOST_WORDS)
    due_on: date | None = Field(None, **DAYS, description="延长到哪一天")


class Explanation(Schema):
    """`mark` as `GET /checks` gave it for the year, or for a quarter of it that is then named."""

    organisation: str = Field(max_length=40)
    year: int = Field(ge=FIRST_YEAR, le=LAST_YEAR)
    period: str | None = Field(None, max_length=7, description="如 2025Q1")
    mark: str = Field(max_length=64)
    words: str = Field(max_length=operations.MOST_WORDS)


@router.get("/findings", response=answers.Findings, operation_id="findings", summary="问题")
def findings(request: HttpRequest, asked: Query[FindingsWanted]):
    """The same documents as `jieyue findings --json`, a page of them."""
    names = ("organisation", "state", "title", "is_overdue", "mine", "ledger", "is_unsettled")
    wanted = Wanted(**{name: getattr(asked, name) for name in names})
    about = {"person": request.auth, "today": timezone.localdate()}
    found = queries.findings(wanted=wanted, **about, first=asked.first, many=asked.per_page)
    return {"count": found.count, "findings": [as_json(line) for line in found.lines]}


@router.get("/findings/{finding}", response=answers.OneFinding, operation_id="finding", summary="一个问题")
def finding(request: HttpRequest, finding: RecordId):
    return _one(request, finding)


@router.post("/findings", response=answers.OneFinding, operation_id="raise_finding", summary="登记问题")
def raise_finding(request: HttpRequest, sent: NewFinding):
    return _one(request, operations.raise_finding(**dict(sent), by=request.auth, at=timezone.now()))


@router.post(
    "/findings/{finding}/{move}", response=answers.OneFinding, operation_id="move_finding",
    summary="说明、整改、复查、退回等",
)  # fmt: skip
def move_finding(request: HttpRequest, finding: RecordId, move: str, sent: Step):
    operations.move(finding, move, **dict(sent), by=request.auth, at=timezone.now())
    return _one(request, finding)


@router.post(
    "/checks/explain", response=answers.OneFinding, operation_id="explain_check",
    summary="说明数据检查发现的问题",
)  # fmt: skip
def explain_check(request: HttpRequest, sent: Explanation):
    given = {**dict(sent), "period": Period.parse(sent.period) if sent.period else None}
    return _one(request, operations.explain_check(**given, by=request.auth, at=timezone.now()))


def _one(request: HttpRequest, finding: int):
    found = queries.finding(finding, person=request.auth, today=timezone.localdate())
    plain = {name: getattr(found, name) for name in ("do", "answer", "decision", "seen")}
    return {**as_json(found.line), **plain, "moves": [move.key for move in found.moves]}
