"""本地区创建情况总结: how far a place has come with the programme, as it reports to the level above."""

from datetime import date

from jieyue.documents.catalogue import Document, Drawn
from jieyue.documents.paper.making import made_of
from jieyue.documents.summary import printed
from jieyue.programme.recognition.summary import city_content
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.values import Level


def asked(*, organisation: str, period: Period, person: Person, today: date) -> Drawn:
    content = city_content(organisation=organisation, period=period, person=person, today=today)
    return Drawn(content, is_draft=True)


DOCUMENT = Document(
    "city-summary",
    "本地区节约型机关创建情况总结",
    asked,
    made_of(printed),
    printed,
    (12,),
    levels=(Level.CITY, Level.COUNTY),
    handed_in_as="city_summary",
)
