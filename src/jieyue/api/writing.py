"""What is brought: rows on the way of a file, corrections of one bill, whole files."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import date
from pathlib import Path
from typing import Annotated

import orjson
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Schema, Status
from pydantic import Field, ValidationError

from jieyue.api import answers
from jieyue.api.answers import DAYS, LARGEST_ID, ROW_ERRORS
from jieyue.api.door import router
from jieyue.files.turns import turn_of
from jieyue.programme.entry.operations import EnteredRow, ImportReport, enter_rows, import_sheet
from jieyue.programme.entry.proposing import import_proposed, proposal_as_dict, proposed
from jieyue.rules.refusal import Refused

CHUNK = 1024 * 1024
LARGE_BYTES = 1024 * 1024
LONGEST_LINE = 64 * 1024
TAKEN, MEANWHILE, REFUSED = 200, 409, 422
FORMS = "csv、xlsx、xls、et"
FORM = Query("csv", description=FORMS)
SUFFIXES = {"csv": ".csv", "xlsx": ".xlsx", "xls": ".xls", "et": ".et"}


class TooMuch(Refused):
    """More than one request may bring."""


class NotJson(Refused):
    pass


Whole = Annotated[int, Field(ge=-LARGEST_ID, le=LARGEST_ID)]
Values = dict[str, str | Whole | float | bool | None]


class Row(Schema):
    """Values by the columns' keys, as they would be written in a file. `external_id` is the row's name at the sender's,
    `record` and `seen` the record it corrects and the version of it that was seen."""

    values: Values
    external_id: str = Field("", max_length=100)
    record: int | None = Field(None, ge=1, le=LARGEST_ID)
    seen: int | None = Field(None, ge=0, le=LARGEST_ID)


class How(Schema):
    """`source` names the sender whose external ids the rows carry; without `accept_good` it is all rows or none; with
    `adds_up` rows of one invoice, account and days (尖峰平谷) become one bill with their sum; with `new_accounts`
    account numbers that are not known are new, also where they differ little from known ones.
    """

    source: str = Field("", max_length=60)
    reason: str = Field("", max_length=200)
    accept_good: bool = False
    dry_run: bool = False
    adds_up: bool = False
    new_accounts: bool = False
    joined_on: date | None = Field(None, **DAYS, description="新机构从哪天起报；行中写了的以行为准")

    def as_asked(self) -> dict[str, object]:
        names = ("reason", "accept_good", "dry_run", "adds_up", "new_accounts", "joined_on")
        return {name: getattr(self, name) for name in names}


class OwnSheet(Schema):
    """Of a sheet in an office's own layout: the unit of one that names none, and the answers to what was asked, each
    `KEY=VALUE`.
    """

    accept_proposal: bool = False
    organisation: str = Field("", max_length=60)
    answer: list[str] = Field([], max_length=500)

    def as_said(self) -> dict[str, object]:
        pairs = (each.partition("=") for each in self.answer)
        return {"organisation": self.organisation, "answers": {key.strip(): said.strip() for key, _, said in pairs}}


class Rows(How):
    rows: list[Row]


class Correction(Schema):
    values: Values
    seen: int = Field(ge=0, le=LARGEST_ID)
    reason: str = Field(max_length=200)
    new_accounts: bool = False


@router.post(
    "/rows/{kind}", response={200: answers.Report, **ROW_ERRORS}, operation_id="bring_rows", summary="登记或更正"
)
def bring_rows(request: HttpRequest, kind: str, sent: Rows):
    return entered(request, kind, [_entered_row(n, row) for n, row in enumerate(sent.rows, 1)], sent)


@router.post(
    "/bulk/{kind}", response={200: answers.Report, **ROW_ERRORS}, operation_id="bring_many", summary="批量登记",
    openapi_extra={"requestBody": {"required": True, "content": {"application/x-ndjson": {"schema": {
        "type": "string", "description": "每行一个 JSON 对象，与 rows 中的一项相同"}}}}},
)  # fmt: skip
def bring_many(request: HttpRequest, kind: str, how: Query[How]):
    """As many rows as a file may have, a JSON object a line, taken as one."""
    with turn(request):
        rows = [_entered_row(n, row) for n, row in _rows(request)]
        return entered(request, kind, rows, how)


@router.post(
    "/imports/{kind}", response={200: answers.Report, **ROW_ERRORS}, operation_id="import_file", summary="导入文件",
    openapi_extra={"requestBody": {"required": True, "content": {"application/octet-stream": {"schema": {
        "type": "string", "format": "binary"}}}}},
)  # fmt: skip
def import_file(request: HttpRequest, kind: str, how: Query[How], own: Query[OwnSheet], form: str = FORM):
    """A file in the columns of its template, as the body; with `accept_proposal` one in an office's own layout."""
    with turn(request), _sent_file(request, form) as file:
        about = {"by": request.auth, "at": timezone.now(), **how.as_asked()}
        if own.accept_proposal:
            return answer_of(import_proposed(kind, file, **about, **own.as_said()))
        return answer_of(import_sheet(kind, file, **about))


@router.post(
    "/proposals/{kind}", response=answers.Proposal, operation_id="propose", summary="认出自己的表",
    by_alias=True,
    openapi_extra={"requestBody": {"required": True, "content": {"application/octet-stream": {"schema": {
        "type": "string", "format": "binary"}}}}},
)  # fmt: skip
def propose(request: HttpRequest, kind: str, own: Query[OwnSheet], form: str = FORM):
    """What is made of a file in an office's own layout, and what has to be asked. Nothing is brought in."""
    with turn(request), _sent_file(request, form) as file:
        return proposal_as_dict(proposed(kind, file, person=request.auth, **own.as_said()))


@contextmanager
def _sent_file(request: HttpRequest, form: str) -> Iterator[Path]:
    """The body as a file of that form. Raises NotJson and TooMuch."""
    if form not in SUFFIXES:
        raise NotJson(f"不认识文件类型“{form}”。", do=f"可用：{'、'.join(SUFFIXES)}。", where="form")
    with tempfile.TemporaryDirectory(dir=settings.JIEYUE_HOME) as folder:
        file = Path(folder) / f"sent{SUFFIXES[form]}"
        with file.open("wb") as kept:
            for chunk in chunks(request):
                kept.write(chunk)
        yield file


def turn(request: HttpRequest) -> AbstractContextManager:
    """What is large costs memory: of one person one such request at a time."""
    written = request.META.get("CONTENT_LENGTH") or ""
    is_small = written.isascii() and written.isdigit() and len(written) < 9 and int(written) <= LARGE_BYTES
    folder = Path(settings.JIEYUE_HOME) / "turns"
    return nullcontext() if is_small else turn_of(request.auth.username, folder=folder)


def entered(request: HttpRequest, kind: str, rows: Sequence[EnteredRow], how: How):
    about = {**how.as_asked(), "source": how.source}
    return answer_of(enter_rows(kind, rows, by=request.auth, at=timezone.now(), **about))


def answer_of(report: ImportReport) -> Status:
    errors = {problem.rule for problem in report.problems if problem.severity == "error"}
    told = {**report.as_dict(), "records": dict(report.records)}
    if report.taken or not errors:
        return Status(TAKEN, told)
    return Status(MEANWHILE if "changed_meanwhile" in errors else REFUSED, told)


def _entered_row(number: int, row: Row) -> EnteredRow:
    return EnteredRow(number, row.values, record=row.record, seen=row.seen, external_id=row.external_id)


def _rows(request: HttpRequest) -> Iterator[tuple[int, Row]]:
    """The lines as they come, each in the shape of one of `rows`. Raises NotJson."""
    for number, line in enumerate(_lines(request), 1):
        try:
            yield number, Row.model_validate(orjson.loads(line))
        except orjson.JSONDecodeError as error:
            raise NotJson(f"第 {number} 行不是 JSON。", do="每行写一个 JSON 对象，不要跨行。") from error
        except ValidationError as error:
            where = ".".join(str(each) for each in error.errors()[0]["loc"])
            raise NotJson(
                f"第 {number} 行不是登记的一行。",
                do="每行须是含 values 的 JSON 对象，与 rows 中的一项相同。",
                where=where,
            ) from error


def _lines(request: HttpRequest) -> Iterator[bytes]:
    """Raises TooMuch for a line beyond all measure."""
    begun = b""
    for chunk in chunks(request):
        *whole, begun = (begun + chunk).split(b"\n")
        yield from whole
        if len(begun) > LONGEST_LINE:
            raise TooMuch("有一行太长。", do="每行写一个 JSON 对象，行末换行。")
    if begun:
        yield begun


def chunks(request: HttpRequest) -> Iterator[bytes]:
    """The body as it comes. Raises TooMuch."""
    size = 0
    while chunk := request.read(CHUNK):
        size += len(chunk)
        if size > settings.JIEYUE_MOST_SENT_BYTES:
            raise TooMuch("一次送来的内容太大。", do="请分几次发送。")
        yield chunk
