"""Ledgers: for each the list, one row, its correction and its withdrawal, typed by what the ledger declares."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Schema
from pydantic import Field, create_model

from jieyue.api import answers
from jieyue.api.answers import ERRORS, LARGEST_ID, ROW_ERRORS, RecordId
from jieyue.api.door import router
from jieyue.api.reading import Page
from jieyue.api.writing import Correction, How, answer_of, entered
from jieyue.programme.entry.operations import EnteredRow
from jieyue.programme.ledgers import operations, queries
from jieyue.programme.ledgers.catalogue import Ledger, all_ledgers
from jieyue.programme.ledgers.cells import Cell, Heading, headings
from jieyue.programme.ledgers.listing import Wanted, listing
from jieyue.rules.period import Period

TYPES = {"text": str, "date": date, "number": Decimal, "choice": str, "yes_no": bool}


class RowsWanted(Page):
    organisation: str = Query("", description="机构编码，含下属机构")
    period: str = Query("", description="年、季度或月，如 2026、2026Q1、2026-03")
    sort: str = ""


def add_operations(ledger: Ledger) -> None:
    """The four of one ledger, named by its key: `paper_rows`, `paper_row`, `correct_paper`, `withdraw_paper`."""
    one = _schema(ledger)
    counted = {"count": (int, ...), "is_more": (bool, ...), "rows": (list[one], ...)}
    many = create_model(f"RowsOf{_name(ledger)}", __base__=Schema, **counted)
    full = create_model(
        f"{_name(ledger)}WithHistory",
        __base__=one,
        seen=(int, ...),
        is_withdrawn=(bool, ...),
        may_correct=(bool, ...),
        history=(list[answers.Step], ...),
    )
    path, key = f"/ledgers/{ledger.key}", ledger.key
    about = {"summary": ledger.zh}
    router.get(path, response={200: many, **ERRORS}, operation_id=f"{key}_rows", **about)(_rows(key))
    router.get(f"{path}/{{row}}", response={200: full, **ERRORS}, operation_id=f"{key}_row", **about)(_row(key))
    writes = {"response": {200: answers.Report, **ROW_ERRORS}, **about}
    router.put(f"{path}/{{row}}", operation_id=f"correct_{key}", **writes)(_correct(key))
    router.delete(f"{path}/{{row}}", operation_id=f"withdraw_{key}", **writes)(_withdraw(key))


def _name(ledger: Ledger) -> str:
    return ledger.model.__name__


def _schema(ledger: Ledger) -> type[Schema]:
    """What a row says, with the titles of its sheet; what may be left out may be null."""
    fields = {each.key: _field(each) for each in headings(ledger.model)}
    return create_model(_name(ledger), __base__=Schema, id=(int, ...), organisation=(str, ...), **fields)


def _field(heading: Heading) -> tuple[object, object]:
    title = f"{heading.zh}（{heading.unit}）" if heading.unit else heading.zh
    return TYPES[heading.type] | None, Field(title=title, description=heading.note)


def _rows(key: str) -> Callable:
    def rows(request: HttpRequest, asked: Query[RowsWanted]):
        period = Period.parse(asked.period) if asked.period else None
        wanted = Wanted(organisation=asked.organisation, period=period)
        found = listing(
            key, person=request.auth, wanted=wanted, sort=asked.sort, first=asked.first, many=asked.per_page
        )
        told = [_told(line.id, line.organisation.code, line.cells) for line in found.lines]
        return {"count": found.count, "is_more": found.is_more, "rows": told}

    return rows


def _row(key: str) -> Callable:
    def row(request: HttpRequest, row: RecordId):
        found = queries.row(key, row, person=request.auth)
        about = {"seen": found.seen, "is_withdrawn": found.is_withdrawn, "may_correct": found.may_correct}
        history = [answers.step_as_json(step) for step in queries.steps(found)]
        return {**_told(found.id, found.organisation.code, found.cells), **about, "history": history}

    return row


def _correct(key: str) -> Callable:
    def correct(request: HttpRequest, row: RecordId, sent: Correction):
        entering = EnteredRow(1, sent.values, record=row, seen=sent.seen)
        return entered(request, key, [entering], How(reason=sent.reason))

    return correct


def _withdraw(key: str) -> Callable:
    def withdraw(request: HttpRequest, row: RecordId, seen: int = Query(..., ge=0, le=LARGEST_ID), reason: str = ""):
        report = operations.withdraw(key, row, seen=seen, by=request.auth, at=timezone.now(), reason=reason)
        return answer_of(report)

    return withdraw


def _told(id_: int, code: str, cells: Sequence[Cell]) -> dict[str, object]:
    return {"id": id_, "organisation": code, **{each.heading.key: _plain(each) for each in cells}}


def _plain(cell: Cell) -> object:
    """As it is typed: a choice by its word, a moment as text, all else as it is kept."""
    is_kept = cell.heading.type in ("date", "number", "yes_no") or cell.value is None
    return cell.value if is_kept else cell.says


for _ledger in all_ledgers().values():
    add_operations(_ledger)
