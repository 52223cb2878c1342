"""能源资源消费分析报告: a draft with the figures, of which the office changes sentences before it hands it in."""

from datetime import date

from jieyue.documents.analysis_report.told import printed
from jieyue.documents.catalogue import Document, Drawn
from jieyue.documents.paper.making import made_of
from jieyue.programme.analysis.papers import analysis_content
from jieyue.rules.period import Period
from jieyue.rules.person import Person


def asked(*, organisation: str, period: Period, person: Person, today: date) -> Drawn:
    content = analysis_content(organisation=organisation, period=period, person=person, today=today)
    return Drawn(content, is_draft=content["is_draft"])


DOCUMENT = Document(
    "analysis-report",
    "能源资源消费分析报告",
    asked,
    made_of(printed),
    printed,
    (3, 6, 12),
    is_for_places=True,
    handed_in_as="analysis_report",
)
