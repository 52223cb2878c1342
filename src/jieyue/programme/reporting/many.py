"""Many reports of a period moved in one go: each an operation of its own, so that one that is refused holds up none.

What is asked for on a page is a batch. A small one is carried out at once, a large one by a worker; whichever it is,
a report is claimed and moved in one transaction, so that neither a second press nor a second worker moves it again.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from jieyue.programme.organisations.naming import Named, named
from jieyue.programme.people.second_person import OwnStep
from jieyue.programme.reporting.asking import Asked
from jieyue.programme.reporting.operations import ACTS, CorrectedSince, OthersSeen, ReasonNeeded, move_called
from jieyue.programme.upkeep.faults import fault_in, refusal_in
from jieyue.rules.moves import CannotMove, Move
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.refusal import NotThere, Refused
from jieyue.rules.reporting import LOCK, PINNING, REOPEN, RETURNING, SUBMIT, MoveResult, ReportState, refuse_unreported
from jieyue.store.orgs.reach import organisation_ids, organisation_within, refuse_without
from jieyue.store.people.people import person_who_asked
from jieyue.store.reporting.models import Batch, BatchItem

MOST, MOST_LOCKED = 500, 5000
"""Reports in one go. Who locks does not decide on figures, and locks a region whole."""
AT_ONCE = 8
"""So many a page waits for; more are a worker's."""
KEPT = timedelta(days=7)
CHANGED = (OthersSeen, CorrectedSince)


class NothingChosen(Refused):
    pass


class TooMany(Refused):
    pass


class NoSuchBatch(NotThere):
    """No such batch of this person's."""


@dataclass(frozen=True)
class Chosen:
    """A unit whose report is to be moved, and the digest of what was looked at; "" where nothing was. `questions` are
    asked of whom it is returned to, `answers` are said to those by whoever submits it again.
    """

    code: str
    seen: str = ""
    questions: Sequence[Asked] = ()
    answers: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What became of one report. `state` is what it is now where it was moved; `says` and `do` tell why it was not."""

    code: str
    result: MoveResult
    state: ReportState | None = None
    says: str = ""
    do: str = ""


@dataclass(frozen=True)
class BatchLine:
    organisation: Named
    result: MoveResult | None
    says: str
    do: str


@dataclass(frozen=True)
class BatchShown:
    """A batch as a page shows it; `is_stuck` where what worked on it has been given up."""

    id: UUID
    organisation: Named
    period: Period
    move: Move
    reason: str
    lines: Sequence[BatchLine]
    is_stuck: bool

    @property
    def done(self) -> int:
        return sum(line.result is MoveResult.DONE for line in self.lines)

    @property
    def already(self) -> int:
        return sum(line.result is MoveResult.ALREADY for line in self.lines)

    @property
    def refused(self) -> int:
        return len(self.lines) - self.done - self.already - self.waiting

    @property
    def waiting(self) -> int:
        return sum(line.result is None for line in self.lines)

    @property
    def ended(self) -> int:
        return len(self.lines) - self.waiting


def move_each(
    chosen: Iterable[Chosen], *, move: str, period: Period, by: Person, at: datetime, reason: str = "",
    until: date | None = None,
) -> Iterator[Outcome]:  # fmt: skip
    """Move one after the other, each in its own transaction, and tell of each what became of it.

    What is wrong with the request as a whole is refused before any is moved.
    """
    wanted, chosen = move_called(move), list(chosen)
    refuse_without(by, wanted.right)
    refuse_unreported(period)
    says_each = wanted in RETURNING and bool(chosen) and all(each.questions for each in chosen)
    if wanted.needs_reason and not (reason.strip() or says_each):
        raise ReasonNeeded(f"{wanted.zh}须写明原因。", do="请写明原因，让对方知道要改什么。", where="reason")
    if wanted is REOPEN and until is None:
        raise ReasonNeeded("请写明重新开放到哪一天。", do="例如 2025-03-31。", where="until")
    return (_moved(each, wanted, period, by=by, at=at, reason=reason, until=until) for each in chosen)


def _moved(
    each: Chosen, move: Move, period: Period, *, by: Person, at: datetime, reason: str, until: date | None = None
) -> Outcome:
    about: dict[str, object] = {"reason": reason, **_about(each, move)}
    if move is REOPEN:
        about["until"] = until
    try:
        state = ACTS[move.key](organisation=each.code, period=period, by=by, at=at, **about)
    except Refused as refusal:
        return Outcome(each.code, _result(refusal), says=refusal.says, do=refusal.do)
    return Outcome(each.code, MoveResult.DONE, state)


def _about(each: Chosen, move: Move) -> dict[str, object]:
    """What the move takes beside a reason."""
    if move in PINNING:
        return {"seen": each.seen}
    if move in RETURNING:
        return {"seen": each.seen or None, "questions": each.questions}
    return {"seen": each.seen or None, "answers": each.answers} if move is SUBMIT else {}


def _result(refusal: Refused) -> MoveResult:
    if isinstance(refusal, CannotMove) and refusal.is_there:
        return MoveResult.ALREADY
    if isinstance(refusal, OwnStep):
        return MoveResult.OWN
    return MoveResult.CHANGED if isinstance(refusal, CHANGED) else MoveResult.REFUSED


# --- asking on a page


def begin(
    chosen: Sequence[Chosen], *, move: str, organisation: str, period: Period, by: Person, at: datetime,
    reason: str = "", batch_id: UUID | None = None,
) -> UUID:  # fmt: skip
    """Take a press on many reports below a place; gives the batch, on whose page each has its result. The same
    `batch_id` again is the same batch, and does nothing more.
    """
    move_each((), move=move, period=period, by=by, at=at, reason=reason)
    place = organisation_within(organisation, by)
    if not chosen:
        raise NothingChosen(
            "没有选中可以办理的单位。", do="请勾选单位，或者选“本页全部可以这样办理的”。", where="chosen"
        )
    most = MOST_LOCKED if move == LOCK.key else MOST
    if len(chosen) > most:
        raise TooMany(f"一次最多办理 {most} 份报送。", do="请分几次办理。", where="chosen")
    Batch.objects.filter(asked_at__lt=at - KEPT).delete()
    batch = Batch(
        id=batch_id or uuid4(), user_id=by.id, username=by.username, login=by.login, organisation=place,
        period=str(period), move=move, reason=reason.strip(), asked_at=at,
    )  # fmt: skip
    if not _keep(batch, {each.code: each.seen for each in chosen}):
        return _own(batch.pk, by).pk
    if len(chosen) <= AT_ONCE:
        _carry_out(batch, by=by)
    return batch.pk


def _keep(batch: Batch, seen: dict[str, str]) -> bool:
    """With its reports, and with a worker's task where it is large; False where it is kept already."""
    try:
        with transaction.atomic():
            batch.save(force_insert=True)
            BatchItem.objects.bulk_create(BatchItem(batch=batch, code=code, seen=each) for code, each in seen.items())
            if len(seen) > AT_ONCE:
                batch.task_id = UUID(str(carry_on.enqueue(str(batch.pk)).id))
                batch.save(update_fields=["task_id"])
    except IntegrityError:
        return False
    return True


def own_batch(batch_id: UUID, *, person: Person, today: date) -> BatchShown:
    """Raises NoSuchBatch, for somebody else's too."""
    batch = _own(batch_id, person)
    items = list(batch.items.order_by("code"))
    ids = organisation_ids((each.code for each in items), person)
    names = named({batch.organisation_id, *ids.values()}, on=today)
    lines = [
        BatchLine(
            names.get(ids.get(each.code), Named(each.code, each.code)),
            MoveResult(each.result) if each.result else None,
            each.says,
            each.do,
        )
        for each in items
    ]
    period, place = Period.parse(batch.period), names[batch.organisation_id]
    return BatchShown(batch.pk, place, period, move_called(batch.move), batch.reason, lines, _is_stuck(batch))


def _own(batch_id: UUID, person: Person) -> Batch:
    batch = Batch.objects.filter(pk=batch_id, user_id=person.id, username=person.username).first()
    if batch is None or not person.may(move_called(batch.move).right):
        raise NoSuchBatch("没有这次批量办理，或者已经清理。", do="请从报送一览中重新打开。")
    return batch


def _is_stuck(batch: Batch) -> bool:
    failed = DBTaskResult.objects.filter(pk=batch.task_id, status=TaskResultStatus.FAILED)
    return batch.task_id is not None and failed.exists()


# --- working


@task()
def carry_on(batch_id: str) -> None:
    """What a worker does, for the first time or after another died over it."""
    batch = Batch.objects.filter(pk=batch_id).first()
    if batch is not None:
        _carry_out(batch, by=person_who_asked(batch.user_id, login=batch.login))


def _carry_out(batch: Batch, *, by: Person) -> None:
    for item in batch.items.filter(result="").order_by("code"):
        try:
            _carry_out_one(batch, item, by=by)
        except Exception as error:
            said = refusal_in(error) or fault_in(error, doing=f"many reports {batch.move}")
            _end(item, Outcome(item.code, MoveResult.REFUSED, says=said.says, do=said.do))


def _carry_out_one(batch: Batch, item: BatchItem, *, by: Person) -> None:
    """The report is claimed first: whoever comes second waits, and finds it ended."""
    about = {"by": by, "at": timezone.now(), "reason": batch.reason}
    with transaction.atomic():
        if _end(item, Outcome(item.code, MoveResult.DONE)):
            outcome = _moved(Chosen(item.code, item.seen), move_called(batch.move), Period.parse(batch.period), **about)
            BatchItem.objects.filter(pk=item.pk).update(result=outcome.result, says=outcome.says, do=outcome.do)


def _end(item: BatchItem, outcome: Outcome) -> bool:
    """Whether it was not ended before."""
    waiting = BatchItem.objects.filter(pk=item.pk, result="")
    return waiting.update(result=outcome.result, says=outcome.says, do=outcome.do) == 1
