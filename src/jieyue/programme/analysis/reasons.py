"""What was said of a unit's figures of a year, by whom they concern: its words, never the program's."""

from collections.abc import Sequence
from dataclasses import dataclass

from jieyue.rules.findings import Origin
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.publication import ENERGY, NoticeState
from jieyue.rules.values import Word
from jieyue.store.findings.models import Finding
from jieyue.store.notices.models import Notice
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import within
from jieyue.store.reporting.models import Question

MOST = 20
"""Of each sort; the rest stand where they were said."""


class Where(Word):
    """Where something was said."""

    REPORT = "report", "答复审核提问"
    NOTICE = "notice", "公示的增减原因"
    FINDING = "finding", "检查发现的问题"


@dataclass(frozen=True)
class Said:
    """`about` is what was asked or found; blank where a notice says it by itself. `id` is that of a finding."""

    where: Where
    period: str
    about: str
    text: str
    id: int | None = None


def said_of(subject: Organisation, year: int, *, person: Person) -> Sequence[Said]:
    """What it published of why use went up or down, what it answered when a report was returned, and what patrols and
    inspections found; of the year's days.
    """
    whole = Period.parse(f"{year:04}")
    return [*_published(subject, year), *_answered(subject, whole, person), *_found(subject, whole, person)]


def _published(subject: Organisation, year: int) -> Sequence[Said]:
    notices = Notice.objects.filter(
        organisation=subject, what=ENERGY, state=NoticeState.PUBLISHED, period__startswith=f"{year:04}"
    )
    rows = notices.exclude(reasons="").order_by("period").values_list("period", "reasons")[:MOST]
    return [Said(Where.NOTICE, period, "", reasons) for period, reasons in rows]


def _answered(subject: Organisation, whole: Period, person: Person) -> Sequence[Said]:
    asked = Question.objects.filter(
        report__organisation=subject, report__first__gte=whole.first, report__until__lte=whole.until
    )
    rows = within(asked.exclude(answer=""), person, organisation=Question.organisation_lookup)
    told = rows.order_by("report__first", "id").values_list("report__period", "about", "text", "answer")[:MOST]
    return [Said(Where.REPORT, period, about or text, answer) for period, about, text, answer in told]


def _found(subject: Organisation, whole: Period, person: Person) -> Sequence[Said]:
    """What the data checks found stands beside, with its answers."""
    found = Finding.objects.filter(organisation=subject, day__gte=whole.first, day__lt=whole.until)
    rows = within(found.exclude(origin=Origin.CHECK), person, organisation=Finding.organisation_lookup)
    told = rows.order_by("-day", "-id").values_list("id", "day", "title", "says", "answer")[:MOST]
    return [
        Said(Where.FINDING, f"{day:%Y-%m}", f"{title}：{says}" if says else title, answer, id_)
        for id_, day, title, says, answer in told
    ]
