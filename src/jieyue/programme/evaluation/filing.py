"""备案: documents that the system fills in from what it knows and that are handed in as they stand."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from jieyue.programme.analysis.papers import analysis_content
from jieyue.programme.duties.handing_in import NotHandedIn, hand_in
from jieyue.programme.evaluation.papers import filing_content
from jieyue.programme.evaluation.round_results import summary_content
from jieyue.programme.evidence.together import Upload
from jieyue.programme.ledgers.creation_papers import creation_content
from jieyue.programme.recognition.summary import city_content, provincial_content
from jieyue.rules.period import Period
from jieyue.rules.person import Person

DRAWN: Mapping[str, Callable[..., Mapping[str, Any]]] = {
    "filing_form": filing_content,
    "creation_plan": creation_content,
    "analysis_report": analysis_content,
    "city_summary": city_content,
    "provincial_summary": provincial_content,
    "evaluation_summary": summary_content,
}
"""By kind of document, what stands in it."""


def is_drawn(what: str) -> bool:
    """Whether the system can fill in documents of this kind."""
    return what in DRAWN


def hand_in_drawn(
    *, organisation: str, what: str, period: str = "", to: str = "", title: str, uploads: Sequence[Upload] = (),
    by: Person, at: datetime, reason: str = "",
) -> int:  # fmt: skip
    """Hand in what the system fills in now, pinned as it stands; gives the id. A plan of no period begins this year."""
    if not is_drawn(what):
        raise NotHandedIn("这种材料系统不能填写。", do="请上传文件。", where="is_drawn")
    today = timezone.localdate(at)
    asked = _period(period, today)

    def draw() -> Mapping[str, Any]:
        return DRAWN[what](organisation=organisation, period=asked, person=by, today=today)

    about = {"organisation": organisation, "what": what, "period": period, "to": to, "title": title}
    return hand_in(**about, draw=draw, uploads=uploads, by=by, at=at, reason=reason)


def _period(period: str, today: date) -> Period:
    return Period.parse(period or f"{today.year:04}")
