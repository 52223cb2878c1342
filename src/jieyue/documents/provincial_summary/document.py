"""全省创建工作总结: how far a province has come, beside what its cities have reported."""

from datetime import date

from jieyue.documents.catalogue import Document, Drawn
from jieyue.documents.paper.making import made_of
from jieyue.documents.summary import printed
from jieyue.programme.recognition.summary import provincial_content
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.values import Level


def asked(*, organisation: str, period: Period, person: Person, today: date) -> Drawn:
    return Drawn(
        provincial_content(organisation=organisation, period=period, person=person, today=today), is_draft=True
    )


DOCUMENT = Document(
    "provincial-summary",
    "全省节约型机关创建工作总结",
    asked,
    made_of(printed),
    printed,
    (12,),
    levels=(Level.PROVINCE,),
    handed_in_as="provincial_summary",
)
