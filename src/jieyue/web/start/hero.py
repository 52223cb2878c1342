"""The one number that stands large on somebody's first page, with what he does about it.

Whoever enters has his month there, whoever reviews his list, whoever directs a place its reports: those are parts of
their own, for they take their time.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from jieyue.programme.audit import queries as audit
from jieyue.programme.people import queries as people
from jieyue.programme.publication import queries as notices
from jieyue.programme.publication.queries import Line
from jieyue.programme.upkeep.queries import condition
from jieyue.rules.person import Person
from jieyue.rules.roles import Right
from jieyue.web.words import notice_words

MOST_COUNTED = 99
LITTLE_GIB = 5
"""Left on the disk, below which it is said."""


@dataclass(frozen=True)
class Hero:
    """`tone` says by sign and colour what the words say: success, warning, error, info."""

    label: str
    value: int | str
    tone: str = "info"
    unit: str = ""
    note: str = ""
    url: str = ""
    action: str = ""


def hero_of(person: Person, today: date, shown: Sequence[Line], *, has_to_review: bool) -> Hero | None:
    """None where a part of the page has it."""
    if has_to_review or any(map(person.may, (Right.ENTER, Right.SHAPE))):
        return None
    if person.may(Right.REVIEW):
        note, action = _("现在没有等您审核的报送。"), _("看报送一览")
        return Hero(_("等您审核"), 0, "success", _("家"), note, reverse("reporting:grid"), action)
    for right, told in OF_RIGHTS.items():
        if person.may(right):
            return told(person, today)
    return _on_show(shown) if person.may(Right.READ) else None


def _to_approve(person: Person, today: date) -> Hero:
    waiting = notices.waiting_for(person=person, today=today, most=MOST_COUNTED)
    label, unit = _("等您审批的公示"), _("份")
    if not waiting:
        return Hero(label, 0, "success", unit, _("现在没有等您审批的。"), reverse("notices:list"), _("看公示"))
    first = waiting[0]
    note = _("最早的：%(name)s%(period)s") % {"name": first.organisation.name, "period": notice_words(first)}
    url = reverse("notices:notice", args=[first.organisation.code, first.called])
    return Hero(label, len(waiting), "warning", unit, note, url, _("审批最早的一份"))


def _without_password(person: Person, _today: date) -> Hero:
    count = people.people(person=person, state="without_password", many=0).count
    label, unit = _("还没有口令的人"), _("人")
    if not count:
        return Hero(label, 0, "success", unit, _("人人都有口令。"), reverse("people:list"), _("看人员"))
    note = _("发放初始口令以后，他们才能登录。")
    return Hero(label, count, "warning", unit, note, reverse("people:first_passwords"), _("发放初始口令"))


def _health(person: Person, _today: date) -> Hero:
    found, url, action = condition(person=person), reverse("upkeep:condition"), _("看运行状况")
    if found.failures:
        return Hero(_("没有完成的任务"), len(found.failures), "error", _("个"), "", url, action)
    is_little = found.free_gib < LITTLE_GIB
    note = _("磁盘快满了，请清理或扩充。") if is_little else _("没有出错的任务，运行正常。")
    free = f"{found.free_gib:.0f}"
    return Hero(_("磁盘剩余"), free, "warning" if is_little else "success", "GB", note, url, action)


def _log(person: Person, _today: date) -> Hero:
    seq = audit.last_head(person=person).seq
    note = _("请定期核验，并导出末条摘要另行保存。")
    return Hero(_("审计日志"), seq, "info", _("条"), note, reverse("audit:check"), _("核验最近的日志"))


def _on_show(shown: Sequence[Line]) -> Hero:
    label, unit = _("正在公示"), _("份")
    if not shown:
        return Hero(label, 0, "info", unit, _("现在没有正在公示的内容。"), reverse("notices:list"), _("看以前的公示"))
    latest = shown[0]
    told = {"name": latest.organisation.name, "period": notice_words(latest), "day": latest.shown_until}
    note = _("%(name)s%(period)s，公示到 %(day)s。有不同意见的，可以在公示下面提出异议。") % told
    url = reverse("notices:numbered", args=[latest.organisation.code, latest.called, latest.number])
    return Hero(label, len(shown), "info", unit, note, url, _("看最新的公示"))


OF_RIGHTS: dict[Right, Callable[[Person, date], Hero]] = {
    Right.APPROVE: _to_approve,
    Right.GRANT: _without_password,
    Right.RUN: _health,
    Right.AUDIT: _log,
}
