"""What is asked for."""

from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from ninja import Query, Schema

from jieyue.api import answers
from jieyue.api.door import router
from jieyue.programme.checking.queries import checks
from jieyue.programme.duties.as_json import as_json as duty_as_json
from jieyue.programme.duties.as_json import counts_as_json
from jieyue.programme.duties.queries import duties
from jieyue.programme.entry.operations import brought
from jieyue.programme.entry.queries import export_lines
from jieyue.programme.evaluation.queries import as_json as sheet_as_json
from jieyue.programme.evaluation.queries import evaluation
from jieyue.programme.ledgers.missing import missing as missing_months
from jieyue.programme.organisations import queries as organisations_queries
from jieyue.programme.reporting.as_json import row_as_json
from jieyue.programme.reporting.desk import desk
from jieyue.programme.reporting.queries import grid
from jieyue.programme.statistics.as_json import as_json
from jieyue.programme.statistics.queries import statistics
from jieyue.rules.period import FIRST_YEAR, LAST_YEAR, Period
from jieyue.rules.roles import Right

MOST = 500


class Page(Schema):
    page: int = Query(1, ge=1, le=1_000_000)
    per_page: int = Query(100, ge=1, le=MOST)

    @property
    def first(self) -> int:
        return (self.page - 1) * self.per_page


class ReportsWanted(Page):
    only: str = Query(
        "", description="waiting（等审核的）、resubmitted、explained、changed、submitted、to_lock、with_unit"
    )
    findings: str = Query("", description="with、without：有没有可疑数据")
    name: str = Query("", max_length=60, description="单位名称或编码中含")


@router.get("/me", response=answers.Me, operation_id="me", summary="接入凭证可以办什么")
def me(request: HttpRequest):
    rights = [right.value for right in Right if request.auth.may(right)]
    return {"username": request.auth.username, "name": request.auth.name, "rights": rights}


@router.get("/kinds", response=list[answers.KindOfRows], operation_id="kinds", summary="类别和列")
def kinds_of_rows(request: HttpRequest):
    return [
        {
            "key": kind.key,
            "zh": kind.zh,
            "may_bring": request.auth.may(kind.right),
            "columns": [
                {"key": c.key, "zh": c.zh, "required": c.required, "choices": list(c.choices), "note": c.note}
                for c in kind.columns
            ],
        }
        for kind in brought().values()
    ]


@router.get("/organisations", response=answers.Organisations, operation_id="organisations", summary="机构")
def organisations(request: HttpRequest, page: Query[Page], text: str = ""):
    found = organisations_queries.organisations(
        person=request.auth, on=request.auth.on, text=text, first=page.first, many=page.per_page
    )
    shown = [_as_organisation(each) for each in found.entries]
    return {"count": found.count, "organisations": shown}


def _as_organisation(each) -> dict[str, object]:
    plain = ("code", "name", "system", "category", "closed_on")
    return {**{name: getattr(each, name) for name in plain}, "level": each.level.value}


@router.get(
    "/organisations/{code}", response=answers.Organisation, operation_id="organisation",
    summary="一个机构",
)  # fmt: skip
def organisation(request: HttpRequest, code: str):
    return _as_organisation(organisations_queries.organisation(code, person=request.auth))


@router.get("/statistics", response=answers.Statistics, operation_id="statistics", summary="统计")
def sums(request: HttpRequest, organisation: str, period: str, by: str = "resource"):
    """The same document as `jieyue statistics --json`."""
    dimensions = [each for each in by.split(",") if each]
    asked = {"code": organisation, "period": Period.parse(period), "by": dimensions, "today": timezone.localdate()}
    return as_json(statistics(person=request.auth, **asked))


@router.get("/checks", response=list[answers.Finding], operation_id="checks", summary="数据检查")
def findings(request: HttpRequest, organisation: str, period: str):
    names = ("organisation", "resource", "rule", "period", "says", "do", "mark", "kept", "state")
    found = checks(person=request.auth, code=organisation, period=Period.parse(period))
    return [{name: getattr(each, name) for name in names} for each in found]


@router.get("/missing", response=answers.Missing, operation_id="missing", summary="缺报")
def missing(
    request: HttpRequest,
    organisation: str,
    year: int = Query(..., ge=FIRST_YEAR, le=LAST_YEAR),
    ledger: str = "bills",
):
    """Units that owe and have brought the months of a year, of bills or of another ledger."""
    found = missing_months(ledger, person=request.auth, code=organisation, year=year, today=timezone.localdate())
    return {
        "organisation": organisation,
        "year": year,
        "months": [{"month": each.month, "owed": each.owed, "reported": each.reported} for each in found.counts],
        "late": [unit.organisation.code for unit in found.units if unit.is_late],
    }


@router.get("/duties", response=answers.Duties, operation_id="duties", summary="任务和期限")
def duties_due(request: HttpRequest, organisation: str):
    """The same document as `jieyue duties --json`."""
    found = duties(organisation=organisation, person=request.auth, today=timezone.localdate())
    return {"duties": [duty_as_json(each) for each in found], "counts": counts_as_json(found)}


@router.get("/reports", response=list[answers.ReportState], operation_id="reports", summary="报送情况")
def reports(request: HttpRequest, organisation: str, year: int = Query(..., ge=FIRST_YEAR, le=LAST_YEAR)):
    """Every unit at or below the organisation by the quarters of a year and the year itself, and by the months and
    halves that are opened for one of them or were reported.
    """
    found = grid(organisation=organisation, year=year, person=request.auth, today=timezone.localdate())
    return [
        {
            "organisation": unit.organisation.code,
            "period": str(cell.period),
            "state": cell.state.value,
            "standing": cell.standing.value if cell.standing else None,
            "due_on": cell.opened.due_on if cell.opened else None,
            "was_late": cell.was_late,
            "exempt": cell.exempt,
        }
        for unit in found.units
        for cell in unit.cells
    ]


@router.get(
    "/reports/{period}", response=list[answers.ReportFigures], operation_id="reports_of_period",
    summary="一期的报送和数据",
)  # fmt: skip
def reports_of_period(request: HttpRequest, period: str, organisation: str, asked: Query[ReportsWanted]):
    """The same rows as `jieyue report list --json`, a page of them."""
    about = {"organisation": organisation, "period": Period.parse(period), "person": request.auth}
    narrowed = {"only": asked.only, "findings": asked.findings, "name": asked.name}
    found = desk(**about, **narrowed, today=timezone.localdate(), first=asked.first, many=asked.per_page)
    return [row_as_json(row) for row in found.rows]


@router.get("/evaluation", response=answers.Evaluation, operation_id="evaluation", summary="自评打分表")
def evaluated(
    request: HttpRequest,
    organisation: str,
    year: int = Query(..., ge=FIRST_YEAR, le=LAST_YEAR),
    standard: str | None = None,
):
    """The same document as `jieyue evaluate --json`."""
    asked = {"standard": standard, "organisation": organisation, "year": year}
    return sheet_as_json(evaluation(**asked, person=request.auth, today=timezone.localdate()).sheet)


@router.get("/rows/{kind}", response=str, operation_id="rows", summary="导出为 CSV", openapi_extra={
    "responses": {200: {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "CSV"}}
})  # fmt: skip
def rows(request: HttpRequest, kind: str):
    return StreamingHttpResponse(export_lines(kind, person=request.auth), content_type="text/csv; charset=utf-8")
