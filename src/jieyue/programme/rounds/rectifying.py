"""整改清单: what a unit that failed has to put right, each a finding that is due by the plan's rule."""

from datetime import datetime

from django.utils import timezone

from jieyue.programme.rounds.looking import Entry, Look
from jieyue.rules.findings import Origin
from jieyue.rules.person import Person
from jieyue.rules.rounds import rectified_by
from jieyue.store.findings.keeping import Raised, new_finding
from jieyue.store.policies import policy
from jieyue.store.records.keeping import keep
from jieyue.store.records.writing import Writing
from jieyue.store.rounds.models import RoundTask

MOST_TITLE = 100
WHOLE = "评价结论"


def begin_list(change: Writing, look: Look, reason: str, *, by: Person, at: datetime) -> int:
    """A finding for each item that did not get its points; gives how many. Where none did, one of the whole."""
    unit, today = look.unit, timezone.localdate(at)
    due = rectified_by(policy().plans.get(unit.round.plan), today)
    told = [(each.item.key, *_words(each)) for each in look.entries if _lost(each)] if look.sheet else []
    for item, title, says in told or [("", WHOLE, reason)]:
        raised = Raised(
            unit.organisation_id, "", f"评价整改：{title}"[:MOST_TITLE], f"{unit.round.name}：{says}",
            "请整改，写明做了什么；由别人复查。", today, about=f"round {unit.pk} {item}"[:MOST_TITLE],
            origin=Origin.REVIEWER,
        )  # fmt: skip
        finding = new_finding(raised, "", by=by, at=at)
        finding.due_on = due or finding.due_on
        keep(change, RoundTask(unit=unit, item=item, finding_id=keep(change, finding)))
    return len(told) or 1


def _lost(entry: Entry) -> bool:
    return entry.settled.points is not None and entry.settled.points < entry.item.points


def _words(entry: Entry) -> tuple[str, str]:
    """Its title, and what was lost, with the reasons of the reviewers."""
    got, of = (f"{each.normalize():f}" for each in (entry.settled.points, entry.item.points))
    because = "；".join(dict.fromkeys(each.reason for each in entry.opinions if each.reason)) or entry.why
    lost = f"满分 {of} 分，得 {got} 分"
    return f"{entry.item.number} {entry.item.text}", f"{lost}。{because}" if because else f"{lost}。"
