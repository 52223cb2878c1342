"""用能分析: where a year's energy goes, against whom, and what its change consists of."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Schema

from jieyue.api import answers
from jieyue.api.door import router
from jieyue.programme.analysis.as_json import as_json
from jieyue.programme.analysis.queries import analysis
from jieyue.rules.period import FIRST_YEAR, LAST_YEAR


class AnalysisAsked(Schema):
    organisation: str
    year: int = Query(..., ge=FIRST_YEAR, le=LAST_YEAR)
    category: str = Query("", description="统计分类，只用于地区")


@router.get("/analysis", response=answers.Analysis, operation_id="analysis", summary="用能分析")
def of_year(request: HttpRequest, asked: Query[AnalysisAsked]):
    """The document of `jieyue analysis --json`."""
    return as_json(analysis(**asked.dict(), person=request.auth, today=timezone.localdate()))
