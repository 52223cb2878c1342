"""The quarterly notice as a document that is downloaded."""

from collections.abc import Collection
from datetime import date

from jieyue.documents.catalogue import Document, Drawn
from jieyue.documents.energy_notice.printed import printed
from jieyue.documents.paper.making import made_of
from jieyue.programme.publication.queries import notice, notices
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.publication import ENERGY


def asked(*, organisation: str, period: Period, person: Person, today: date) -> Drawn:
    found = notice(organisation=organisation, period=period, person=person, today=today)
    return Drawn(found.content | dict(found.words), is_draft=not found.is_public)


def there(*, organisation: str, periods: Collection[Period], person: Person, today: date) -> set[Period]:
    """Of which quarters the person sees a notice or a draft of one."""
    lines = notices(organisation=organisation, person=person, today=today)
    return {each.period for each in lines if each.kind.key == ENERGY and each.period in periods}


DOCUMENT = Document(
    "energy-notice",
    "季度能源资源消费公示",
    asked,
    made_of(printed),
    printed,
    (3,),
    is_of_ended=True,
    there=there,
)
