"""自评: the targets that judge it are confirmed, and the score sheet is handed in."""

from datetime import datetime

from django.utils import timezone

from jieyue.programme.duties.handing_in import send_sheet
from jieyue.programme.evaluation.aims import parties_to_targets, seen_of_targets
from jieyue.programme.evaluation.kept_standards import refuse_under_review
from jieyue.programme.evaluation.own_standards import refuse_of_elsewhere
from jieyue.programme.evaluation.queries import seen_of, stand, unit_of
from jieyue.programme.people.second_person import refuse_own_step
from jieyue.rules.person import Person
from jieyue.rules.refusal import Meanwhile, NotAllowed, Refused
from jieyue.rules.roles import Right
from jieyue.rules.scoring import Sheet
from jieyue.store.evidence.keeping import cite
from jieyue.store.orgs.reach import directed, organisation_within
from jieyue.store.records.keeping import correct, keep
from jieyue.store.records.writing import writing
from jieyue.store.registers.targets.models import Target
from jieyue.store.scores.models import ScoreSheet
from jieyue.store.snapshots.keeping import pin
from jieyue.store.snapshots.models import SCORE_SHEET


class SheetMoved(Meanwhile):
    """The sheet is no longer what was looked at, or somebody else has just handed it in."""


class NotTheSuperior(NotAllowed):
    """Only somebody of a level above may confirm."""


class NotConfirmed(Refused):
    """There is nothing to confirm."""


class TargetsMoved(Meanwhile):
    """The targets are no longer what was looked at."""


def confirm_targets(*, organisation: str, year: int, seen: str, by: Person, at: datetime, reason: str = "") -> None:
    """确认年度目标: what a unit proposed holds from now on. By somebody of a level above it who had no part in it.
    `seen` is the digest of what was looked at.
    """
    with writing(operation="targets confirm", by=by, at=at, reason=reason.strip()) as change:
        unit = organisation_within(organisation, by, Right.SHAPE)
        if not directed([unit.pk], by):
            raise NotTheSuperior("年度目标须由上级主管部门确认。", do="请由上级主管部门的人员办理。")
        kept = Target.objects.filter(organisation=unit, year=year).first()
        if kept is None:
            raise NotConfirmed(f"没有登记 {year} 年度的目标。", do="请先登记，或等单位登记以后再确认。")
        if kept.is_confirmed:
            raise NotConfirmed(f"{year} 年度的目标已经确认过，没有要确认的。", do="要改目标的，请直接登记。")
        if seen != seen_of_targets(kept):
            raise TargetsMoved("目标已有变动，与您看到的不同。", do="请刷新页面，核对后再确认。")
        step = {"parties": parties_to_targets(kept), "organisation": unit, "right": Right.SHAPE}
        refuse_own_step(**step, by=by, what="确认目标")
        correct(change, kept, is_confirmed=True)


def hand_in(
    *, standard: str, organisation: str, year: int, by: Person, at: datetime, reason: str = "", seen: str | None = None
) -> Sheet:
    """Pin the sheet as it stands, and give it; it goes to the level above, which receives it with a number. Handed in
    again before that, the newer takes its place, and the earlier stays in the log. Whoever looked at it first says so
    (`seen`). Raises SheetMoved, AlreadyReceived.
    """
    with writing(operation="score sheet handed in", by=by, at=at, reason=reason.strip()) as change:
        unit = unit_of(organisation, person=by, right=Right.ENTER)
        today = timezone.localdate(at)
        refuse_of_elsewhere(standard, unit.pk, on=today)
        refuse_under_review(unit.pk, year, standard)
        now = stand(unit, standard=standard, year=year, person=by, today=today)
        kept = ScoreSheet.objects.filter(organisation=unit, standard=standard, year=year).first()
        if seen is not None and seen != seen_of(now.content, kept):
            raise SheetMoved("打分表已有变动，与您看到的不同。", do="请刷新页面，核对后再提交。")
        pinned = pin(change, organisation=unit.pk, what=SCORE_SHEET, period=f"{year:04}", content=now.content, at=at)
        values = {"snapshot_id": pinned, "handed_in_by": by.username, "handed_in_at": at}
        if kept is None:
            id_ = keep(change, ScoreSheet(organisation=unit, standard=standard, year=year, **values))
        else:
            correct(change, kept, **values)
            id_ = kept.pk
        send_sheet(change, unit, year=year, title=f"{year}年度自评打分表", snapshot=pinned, by=by, at=at)
        records = list(dict.fromkeys(proof.record for each in now.proofs.values() for proof in each))
        cite(change, records=records, citing=(ScoreSheet._meta.db_table, id_), cited_by=f"{year} 年度自评打分表")
        return now.sheet
