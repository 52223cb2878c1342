"""Ledgers: for each the list, one row, its correction and its withdrawal, typed by what the ledger declares."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Schema
from pydantic import Field, create_model

from jieyue.api import answers
from jieyue.api.answers import DAYS, LARGEST_ID, ROW_ERRORS, RecordId
from jieyue.api.door import router
from jieyue.api.reading import Page
from jieyue.api.writing import Correction, How, answer_of, entered
from jieyue.programme.entry.operations import EnteredRow
from jieyue.programme.evidence.queries import evidence_of
from jieyue.programme.ledgers import operations, queries
from jieyue.programme.ledgers.catalogue import Ledger, all_ledgers
from jieyue.programme.ledgers.cells import UNIT, Cell, Heading, headings, names_of, words_of
from jieyue.programme.ledgers.listing import Wanted, listing
from jieyue.programme.ledgers.summary import Figure, SummaryColumn
from jieyue.programme.ledgers.summary import summary as summed
from jieyue.rules.period import Period

TYPES = {"text": str, "date": date, "number": Decimal, "choice": str, "yes_no": bool}


class RowsWanted(Page):
    organisation: str = Query("", description="机构编码，含下属机构")
    period: str = Query("", description="年、季度或月，如 2026、2026Q1、2026-03")
    since: date | None = Query(None, **DAYS, description="不早于这一天")
    until: date | None = Query(None, **DAYS, description="不晚于这一天")
    sort: str = ""


class SummaryFigure(Schema):
    """`measure` and, of one that is told apart, `word`; null: nobody told it."""

    measure: str
    title: str
    word: str
    unit: str
    now: Decimal | None
    before: Decimal | None


class SummaryPlace(Schema):
    organisation: str
    figures: list[SummaryFigure]


class SummaryAlike(Schema):
    """The same over the `units` alone, of those that are `owed`, that have the ledger of each month of both years."""

    units: int
    owed: int
    whole: list[SummaryFigure]


class SummaryAnswer(Schema):
    """`rows` are the places below a place, a county's units or a unit's departments; `whole` is all of them."""

    organisation: str
    period: str
    whole: list[SummaryFigure]
    rows: list[SummaryPlace]
    persons: Decimal | None
    left_out: int
    like_for_like: SummaryAlike | None


def add_operations(ledger: Ledger) -> None:
    """Those of one ledger, named by its key: `paper_rows`, `paper_row`, `paper_evidence`, `correct_paper`,
    `withdraw_paper`.
    """
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
    if ledger.is_measured:
        said = {"response": SummaryAnswer, "summary": f"{ledger.zh}汇总"}
        router.get(f"{path}/summary", operation_id=f"{key}_summary", **said)(_summary(key))
    about = {"summary": ledger.zh}
    router.get(path, response=many, operation_id=f"{key}_rows", **about)(_rows(ledger))
    router.get(f"{path}/{{row}}", response=full, operation_id=f"{key}_row", **about)(_row(key))
    proofs = list[answers.Evidence]
    router.get(f"{path}/{{row}}/evidence", response=proofs, operation_id=f"{key}_evidence", **about)(_evidence(ledger))
    writes = {"response": {200: answers.Report, **ROW_ERRORS}, **about}
    router.put(f"{path}/{{row}}", operation_id=f"correct_{key}", **writes)(_correct(key))
    if ledger.can_withdraw:
        router.delete(f"{path}/{{row}}", operation_id=f"withdraw_{key}", **writes)(_withdraw(key))


def _name(ledger: Ledger) -> str:
    return ledger.model.__name__


def _schema(ledger: Ledger) -> type[Schema]:
    """What a row says, with the titles of its sheet; what may be left out may be null."""
    columns = headings(ledger.model)
    fields = {each.key: _field(each) for each in columns}
    if any(each.unit_by for each in columns):
        fields[UNIT] = (str, Field(title="单位"))
    return create_model(_name(ledger), __base__=Schema, id=(int, ...), organisation=(str, ...), **fields)


def _field(heading: Heading) -> tuple[object, object]:
    title = f"{heading.zh}（{heading.unit}）" if heading.unit else heading.zh
    return TYPES[heading.type] | None, Field(title=title, description=heading.note)


def _rows(ledger: Ledger) -> Callable:
    columns = [*names_of(ledger.model), *(heading for heading, _ in words_of(ledger.model))]
    words = {each.key: (str, Query("", description=each.zh)) for each in columns}
    asking = create_model(f"{_name(ledger)}Wanted", __base__=RowsWanted, **words)

    def rows(request: HttpRequest, asked: Query[asking]):
        days = {"since": asked.since, "until": asked.until}
        if asked.period:
            period = Period.parse(asked.period)
            days = {"since": period.first, "until": period.last}
        wanted = Wanted(asked.organisation, **days, words={each: getattr(asked, each) for each in words})
        about = {"person": request.auth, "wanted": wanted, "sort": asked.sort}
        found = listing(ledger.key, **about, first=asked.first, many=asked.per_page)
        told = [_told(line.id, line.organisation.code, line.cells) for line in found.lines]
        return {"count": found.count, "is_more": found.is_more, "rows": told}

    return rows


def _summary(key: str) -> Callable:
    def summary(request: HttpRequest, organisation: str, period: str):
        about = {"person": request.auth, "code": organisation, "today": timezone.localdate()}
        found = summed(key, **about, period=Period.parse(period))
        rows = [
            {"organisation": row.organisation.code, "figures": _figures(found.columns, row.figures)}
            for row in found.rows
        ]
        whole = _figures(found.columns, found.whole.figures)
        about = {"organisation": organisation, "period": str(found.period), "whole": whole, "rows": rows}
        alike = found.alike and {
            "units": found.alike.units,
            "owed": found.alike.owed,
            "whole": _figures(found.columns, found.alike.figures),
        }
        return {**about, "persons": found.persons, "left_out": found.left_out, "like_for_like": alike}

    return summary


def _figures(columns: Sequence[SummaryColumn], figures: Sequence[Figure]) -> list[dict[str, object]]:
    return [
        {
            "measure": column.key[0],
            "title": column.zh,
            "word": column.word,
            "unit": column.unit,
            "now": figure.now,
            "before": figure.before,
        }
        for column, figure in zip(columns, figures, strict=True)
    ]


def _row(key: str) -> Callable:
    def row(request: HttpRequest, row: RecordId):
        found = queries.row(key, row, person=request.auth)
        about = {"seen": found.seen, "is_withdrawn": found.is_withdrawn, "may_correct": found.may_correct}
        history = [answers.step_as_json(step) for step in queries.steps(found, person=request.auth)]
        return {**_told(found.id, found.organisation.code, found.cells), **about, "history": history}

    return row


def _evidence(ledger: Ledger) -> Callable:
    def evidence(request: HttpRequest, row: RecordId):
        found = evidence_of(ledger.model._meta.db_table, row, person=request.auth)
        return [
            {
                "id": each.id,
                "name": each.name,
                "fact_on": each.fact_on,
                "sha256": each.newest.sha256,
                "file_name": each.newest.file_name,
                "is_frozen": each.is_frozen,
            }
            for each in found.items
        ]

    return evidence


def _correct(key: str) -> Callable:
    def correct(request: HttpRequest, row: RecordId, sent: Correction):
        entering = EnteredRow(1, sent.values, record=row, seen=sent.seen)
        return entered(request, key, [entering], How(reason=sent.reason, new_accounts=sent.new_accounts))

    return correct


def _withdraw(key: str) -> Callable:
    def withdraw(request: HttpRequest, row: RecordId, seen: int = Query(..., ge=0, le=LARGEST_ID), reason: str = ""):
        report = operations.withdraw(key, row, seen=seen, by=request.auth, at=timezone.now(), reason=reason)
        return answer_of(report)

    return withdraw


def _told(id_: int, code: str, cells: Sequence[Cell]) -> dict[str, object]:
    units = [(UNIT, each.unit) for each in cells if each.heading.unit_by]
    return {"id": id_, "organisation": code, **{each.heading.key: _plain(each) for each in cells}, **dict(units)}


def _plain(cell: Cell) -> object:
    """As it is typed: a choice by its word, a moment as text, all else as it is kept."""
    is_kept = cell.heading.type in ("date", "number", "yes_no") or cell.value is None
    return cell.value if is_kept else cell.says


for _ledger in all_ledgers().values():
    add_operations(_ledger)
