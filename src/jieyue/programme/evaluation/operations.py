"""自评: the unit's own points and reasons, and handing the score sheet in."""

from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from jieyue.programme.evaluation.queries import own_scores, pinned_content, seen_of, sheet_of, unit_of
from jieyue.rules.person import Person
from jieyue.rules.refusal import Meanwhile, Refused
from jieyue.rules.roles import Right
from jieyue.store.evidence.keeping import cite
from jieyue.store.pinned.keeping import pin
from jieyue.store.policies import policy
from jieyue.store.records.keeping import correct, keep
from jieyue.store.records.writing import writing
from jieyue.store.scores.models import ItemScore, ScoreSheet

MOST_REASON = 1000


class NotScored(Refused):
    """Points that cannot be, or without a reason."""


class SheetMoved(Meanwhile):
    """The sheet is no longer what was looked at, or somebody else has just handed it in."""


class ItemUnknown(Refused):
    pass


def score_own(
    *, standard: str, organisation: str, year: int, item: str, points: Decimal | None, because: str, by: Person,
    at: datetime,
) -> int:  # fmt: skip
    """The unit's own points for an item, with the reason; gives the record that evidence can hang on. None: it gives
    no points and only says something.
    """
    found = policy().standard(standard).item(item)
    if found is None:
        raise ItemUnknown(f"标准“{standard}”没有“{item}”这一项。", do="请从打分表中选择。")
    if points is not None and points < 0:
        raise NotScored("自评分不能小于 0。", do="请改正。", where="points")
    if points is not None and found.points is not None and points > found.points:
        raise NotScored(f"这一项满分 {found.points} 分，自评 {points} 分超过满分。", do="请改正。", where="points")
    if not because.strip():
        raise NotScored("请写明自评理由。", do="写明依据和材料。", where="because")
    with writing(operation="score own", by=by, at=at) as change:
        unit = unit_of(organisation, person=by, right=Right.ENTER)
        key = {"organisation": unit, "standard": standard, "year": year, "item": item}
        now = {"points": points, "reason": because.strip()[:MOST_REASON]}
        kept = ItemScore.objects.filter(**key).first()
        if kept is None:
            return keep(change, ItemScore(**key, **now))
        correct(change, kept, **now)
        return kept.pk


def hand_in(
    *, standard: str, organisation: str, year: int, by: Person, at: datetime, reason: str = "", seen: str | None = None
) -> int:
    """Pin the sheet as it stands; handed in again, the newer takes its place, and the earlier stays in the log. Whoever
    looked at it first says so (`seen`).
    """
    with writing(operation="score sheet handed in", by=by, at=at, reason=reason.strip()) as change:
        unit = unit_of(organisation, person=by, right=Right.ENTER)
        today = timezone.localdate(at)
        sheet = sheet_of(unit, standard=standard, year=year, person=by, today=today)
        own = own_scores(unit, standard=standard, year=year)
        content = pinned_content(sheet, own)
        kept = ScoreSheet.objects.filter(organisation=unit, standard=standard, year=year).first()
        if seen is not None and seen != seen_of(content, kept):
            raise SheetMoved("打分表已有变动，与您看到的不同。", do="请刷新页面，核对后再提交。")
        pinned = pin(change, organisation=unit.pk, what="score_sheet", period=f"{year:04}", content=content, at=at)
        now = {"snapshot_id": pinned, "handed_in_by": by.username, "handed_in_at": at}
        if kept is None:
            id_ = keep(change, ScoreSheet(organisation=unit, standard=standard, year=year, **now))
        else:
            correct(change, kept, **now)
            id_ = kept.pk
        records = [(ItemScore._meta.db_table, each.record) for each in own.values() if each.record]
        cite(change, records=records, citing=(ScoreSheet._meta.db_table, id_), cited_by=f"{year} 年度自评打分表")
        return id_
