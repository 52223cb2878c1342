"""The report of a quarter as it is handed in to the level above."""

from datetime import date

from jieyue.documents.catalogue import Document, Drawn
from jieyue.documents.consumption import printed
from jieyue.documents.paper.making import made_of
from jieyue.programme.reporting.papers import report_content
from jieyue.rules.period import Period
from jieyue.rules.person import Person

KEY, MONTHS = "quarterly-report", 3


def asked(*, organisation: str, period: Period, person: Person, today: date) -> Drawn:
    about = {"organisation": organisation, "period": period, "person": person, "today": today}
    content = report_content(paper=KEY, months=MONTHS, **about)
    return Drawn(content, is_draft=content["is_draft"])


DOCUMENT = Document(KEY, "季度能源资源消费报告", asked, made_of(printed), printed, (MONTHS,))
