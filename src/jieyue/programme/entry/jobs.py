"""A file from the page: sent, looked at, decided upon, brought in once; an entry taken back; an export made.

What is small is done at once, what is large by a worker. A job passes from state to state by conditional updates, and
what it brings about is committed together with its last state: pressed twice or taken up again after a crash, it is
done once.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from jieyue.files.kinds import kind_of
from jieyue.files.marking import write_marked_copy
from jieyue.files.refused import NO_ROWS, empty
from jieyue.files.sheet import FileRefused, Sheet, collector_at_rest, read_sheet
from jieyue.files.whole import OWNER_ONLY, in_place_of
from jieyue.programme.entry.operations import kind_named
from jieyue.programme.entry.proposing import Made, as_said, keep_in_mind, proposed, refuse_open, refuse_without_columns
from jieyue.programme.entry.queries import export
from jieyue.programme.entry.reversing import entry_to_undo, undo
from jieyue.programme.entry.showing import shown
from jieyue.programme.records.signing import names_of
from jieyue.programme.upkeep.faults import fault_in, refusal_in
from jieyue.rules.period import month_of
from jieyue.rules.person import EVERYWHERE, Person
from jieyue.rules.problem import Problem
from jieyue.rules.refusal import Meanwhile, NotThere, Refused
from jieyue.rules.roles import Right
from jieyue.store.jobs import uploads
from jieyue.store.jobs.models import Job, Preview, State, Task
from jieyue.store.jobs.progress import Reached, Teller, forget, product_of, reached
from jieyue.store.orgs.importing import ORGANISATIONS
from jieyue.store.orgs.reach import organisations_within, refuse_without, within
from jieyue.store.people.people import person_who_asked
from jieyue.store.policies import policy
from jieyue.store.records.importing import ImportOptions, ImportReport, prepare, rehearse, take
from jieyue.store.records.kinds import Kind
from jieyue.store.records.previewing import Line
from jieyue.store.records.progress import Tell, silent
from jieyue.store.registers.accounts.opening import ASKED

LARGE_BYTES = 200 * 1000
LARGE_WORKBOOK_BYTES = 40 * 1000
LARGE_ROWS = 500
LARGE_EXPORT_ROWS = 20_000
MOST_PROBLEMS = 2000
UNFINISHED = (State.CHECKING, State.WORKING)
UNIT, ANSWERS, SHOWN, REACH = "organisation", "answers", "shown", "reach"
"""Of a reading: the unit of a sheet that names none, what was confirmed, and what a page shows to be confirmed."""
ADDS_UP, NEW_ACCOUNTS, JOINED_ON = "adds_up", "new_accounts", "joined_on"
"""Of an outcome: that rows which are parts of one record were added up, that account numbers in doubt are new ones, and
since when new organisations owe anything ("" is ever since), as was said.
"""

log = logging.getLogger("jieyue.jobs")


class NoSuchJob(NotThere):
    """No such job of this person's."""


class NotWaiting(Meanwhile):
    """The job has been decided upon already, or given up."""


class FileGone(Refused):
    """The file that was sent is no longer kept."""


class NotWhole(Refused):
    """Rows are refused, and the good ones alone were not asked for."""


class ReasonNeeded(Refused):
    """The file corrects what is kept, and nobody said why."""


@dataclass(frozen=True)
class Looked:
    """What a file would do, as far as it is listed; `problems` the first of them."""

    lines: Sequence[Line]
    problems: Sequence[Problem]


# --- asking


def begin_import(
    kind: str,
    name: str,
    chunks: Iterable[bytes],
    *,
    by: Person,
    at: datetime,
    job_id: UUID | None = None,
    organisation: str = "",
) -> Job:
    """Take a file in and find out what it would do. The same `job_id` again is the same job.

    A sheet that is not laid out as the template is read as an office's own, and asked about unless the layout is
    remembered; `organisation` is its unit where it names none. Raises FileRefused when nothing can be made of it.
    """
    found = kind_named(kind)
    refuse_without(by, found.right)
    if existing := _asked_before(job_id, by):
        return existing
    sweep(at=at)
    name = uploads.plain_name(name)
    sha256, size = uploads.keep(chunks, name=name)
    file = uploads.path_of(sha256, name)
    job = _new(Task.IMPORT, found.key, State.CHECKING, by=by, at=at, job_id=job_id)
    job.file_name, job.sha256, job.size = name, sha256, size
    job.reading = {UNIT: organisation} if organisation else {}
    if found.key == ORGANISATIONS.key:
        job.outcome = {JOINED_ON: month_of(timezone.localdate(at)).isoformat()}
    try:
        job.is_large = _is_large(file, name)
        return _to_worker(job) if job.is_large else _look(job, by=by, tell=silent)
    except FileRefused as refusal:
        _forget_file(job)
        refusal.where = name
        raise
    except Exception:
        _forget_file(job)
        raise


def decide(job_id: UUID, *, by: Person, at: datetime, accept_good: bool, reason: str) -> Job:
    """Bring in what was looked at: the whole file, or its good rows. Pressed again, it is the same."""
    job = own_job(job_id, person=by)
    reason = reason.strip()
    if job.state == State.WAITING and job.outcome.get("changed") and not reason:
        raise ReasonNeeded("文件会更正已有的记录，须写明原因。", do="请写明更正的原因。", where="reason")
    if job.state == State.WAITING and not accept_good and job.outcome.get("refused"):
        raise NotWhole(f"有 {job.outcome['refused']} 行不能收下。", do="请改正后重新上传，或者只收下无误的行。")
    chosen = {"accept_good": accept_good, "reason": reason, "began_at": at, "differs": "", "ended_at": None}
    # One transaction: a small file that is not brought in after all is still to be decided upon.
    with transaction.atomic():
        if not _moved(job, State.WAITING, State.WORKING, **chosen):
            return _decided_already(job)
        return _queued(job) if job.is_large else _take(job, by=by, tell=silent)


def add_up(job_id: UUID, *, by: Person, at: datetime) -> Job:
    """Look at a file again, its rows that are parts of one record added up. Pressed again, it is the same."""
    return _look_again(job_id, ADDS_UP, by=by, at=at)


def say_new_accounts(job_id: UUID, *, by: Person, at: datetime) -> Job:
    """Look at a file again, its account numbers in doubt being new ones. Pressed again, it is the same."""
    return _look_again(job_id, NEW_ACCOUNTS, by=by, at=at)


def say_joined_on(job_id: UUID, joined_on: date | None, *, by: Person, at: datetime) -> Job:
    """Look at a file of organisations again: new ones owe from this day on, or ever since."""
    return _look_again(job_id, JOINED_ON, joined_on.isoformat() if joined_on else "", by=by, at=at)


def _look_again(job_id: UUID, said: str, how: int | str = 1, *, by: Person, at: datetime) -> Job:
    job = own_job(job_id, person=by)
    again = {"outcome": {**_said_before(job), said: how}, "differs": "", "began_at": at, "ended_at": None}
    with transaction.atomic():
        if _moved(job, State.WAITING, State.CHECKING, **again):
            return _queued(job) if job.is_large else _look(job, by=by, tell=silent)
    return job if job.state == State.CHECKING else _decided_already(job)


def confirm(
    job_id: UUID, *, by: Person, at: datetime, answers: Mapping[str, str], organisation: str | None = None
) -> Job:
    """Say that an office's own layout was understood, with what the sheet does not say, and go on to the preview.

    What was confirmed is remembered. Raises StillOpen, LacksColumns, AnswerNotUnderstood.
    """
    job = own_job(job_id, person=by)
    if job.state != State.ASKING:
        return _decided_already(job)
    made = _made_of(job, by, answers, organisation)
    if made.proposal.questions:
        _show_more(job, made, by)
        refuse_open(made.proposal)
    refuse_without_columns(made)
    keep_in_mind(made, by=by, at=at)
    unit = job.reading.get(UNIT, "") if organisation is None else organisation
    reading = _as_confirmed(made, unit)
    with transaction.atomic():
        if _moved(job, State.ASKING, State.CHECKING, reading=reading, began_at=at, ended_at=None):
            return _queued(job) if job.is_large else _look(job, by=by, tell=silent)
    return _decided_already(job)


def read_as_own(job_id: UUID, *, by: Person, at: datetime) -> Job:
    """Read a sheet whose rows were refused in another way: as an office's own. Raises FileRefused."""
    job = own_job(job_id, person=by)
    if job.state != State.WAITING:
        return _decided_already(job)
    reading = job.reading | _to_be_confirmed(_made_of(job, by, {}, None), by)
    _moved(job, State.WAITING, State.ASKING, reading=reading, began_at=at, ended_at=None)
    return job


def begin_undo(seq: int, *, by: Person, at: datetime, reason: str, job_id: UUID | None = None) -> Job:
    """Take an entry back: at once, or by a worker when it has many rows. Refused at once where it can be known."""
    if existing := _asked_before(job_id, by):
        return existing
    entry, kind = entry_to_undo(seq, person=by)
    job = _new(Task.UNDO, kind.key, State.WORKING, by=by, at=at, job_id=job_id)
    job.undoes, job.reason, job.is_large = seq, reason.strip(), entry.row_count > LARGE_ROWS
    if job.is_large:
        return _to_worker(job)
    with transaction.atomic():
        job.save(force_insert=True)
        return _undo(job, by=by, tell=silent)


def begin_export(kind: str, *, by: Person, at: datetime, job_id: UUID | None = None) -> Job:
    """Have a worker make a workbook of what the person may read of a kind."""
    found = kind_named(kind)
    refuse_without(by, Right.READ)
    if existing := _asked_before(job_id, by):
        return existing
    job = _new(Task.EXPORT, found.key, State.WORKING, by=by, at=at, job_id=job_id)
    job.is_large = True
    return _to_worker(job)


def drop(job_id: UUID, *, by: Person, at: datetime) -> Job:
    """Give a file up that was not brought in."""
    job = own_job(job_id, person=by)
    if _moved(job, State.WAITING, State.DROPPED, ended_at=at) or _moved(job, State.ASKING, State.DROPPED, ended_at=at):
        _forget_file(job)
    return job


# --- looking


def own_job(job_id: UUID, *, person: Person) -> Job:
    """A job of this person's who may still do such a thing; any other is as unknown as one that never was."""
    job = _jobs_of(person).filter(pk=job_id).first()
    if job is None or not _may_still(job, person):
        raise NoSuchJob("没有这项任务，或者已经清理。", do="请从“导入导出”页面重新开始。")
    return _with_fate_of_its_task(job)


def jobs_of(person: Person, *, most: int = 20) -> list[Job]:
    return [job for job in _jobs_of(person).order_by("-asked_at", "id")[:most] if _may_still(job, person)]


def _may_still(job: Job, person: Person) -> bool:
    """Whoever has left his office leaves what he asked for there."""
    return person.may(Right.READ if job.task == Task.EXPORT else kind_named(job.kind).right)


def running(*, person: Person) -> list[tuple[Job, str]]:
    """What is being worked on, and for whom, for whoever runs the system: nothing of the contents."""
    refuse_without(person, Right.RUN)
    shown = ("id", "username", "task", "kind", "state", "asked_at", "began_at")
    found = list(Job.objects.filter(state__in=UNFINISHED).only(*shown).order_by("asked_at", "id")[:200])
    names = names_of(each.username for each in found)
    return [(each, names[each.username]) for each in found]


def progress(job: Job) -> Reached:
    return reached(job.pk)


def looked(job: Job) -> Looked:
    kept = Preview.objects.filter(job=job).first()
    if kept is None:
        return Looked((), ())
    lines = [Line(row, outcome, tuple(map(tuple, cells))) for row, outcome, cells in kept.lines]
    return Looked(lines, [Problem(*problem) for problem in kept.problems])


def _show_more(job: Job, made: Made, by: Person) -> None:
    """An answer may open another question: it is asked beside those that have their answers already."""
    Job.objects.filter(pk=job.pk, state=State.ASKING).update(
        reading=job.reading | _to_be_confirmed(made, by, answered=True)
    )


def to_be_confirmed(job: Job, *, person: Person) -> Mapping[str, Any]:
    """How an office's own sheet was understood, for whoever is asked; anew where he reaches others by now."""
    if job.reading.get(REACH) != _reach(person):
        job.reading = job.reading | _to_be_confirmed(_made_of(job, person, {}, None), person)
        Job.objects.filter(pk=job.pk, state=State.ASKING).update(reading=job.reading)
    return job.reading[SHOWN]


def marked_copy_of(job: Job, target: Path) -> None:
    """The person's own sheet with each problem at its cell, as far as they are listed."""
    problems = looked(job).problems
    if not problems:
        raise NotThere("这个文件没有需要标注的问题。", do="不需要处理。")
    write_marked_copy(_file_of(job), target, problems, columns=kind_named(job.kind).columns)


def exported_file(job: Job, *, person: Person) -> Path:
    """Raises FileGone, also when the person reaches other organisations now than the file is about."""
    if job.outcome.get("reach", "") != _reach(person):
        raise FileGone("您的管辖范围在导出之后有变化。", do="请重新导出。")
    file = product_of(job.pk, ".xlsx")
    if job.task != Task.EXPORT or job.state != State.DONE or not file.is_file():
        raise FileGone("导出的文件已经清理。", do="请重新导出。")
    return file


def has_many_rows(kind: str, person: Person) -> bool:
    """Whether an export takes a worker, by its records. The database counts them, and no further than that."""
    model = kind_named(kind).model
    reached = within(model._default_manager.all(), person, organisation=model.organisation_lookup)
    return reached.order_by().values("pk")[: LARGE_EXPORT_ROWS + 1].count() > LARGE_EXPORT_ROWS


# --- working


@task()
def carry_on(job_id: str) -> None:
    """What a worker does, for the first time or after another died over it."""
    job = Job.objects.filter(pk=job_id, state__in=UNFINISHED).first()
    if job is None:
        return
    tell = Teller(job.pk)
    try:
        _work(job, by=person_who_asked(job.user_id, login=job.login), tell=tell)
    except Exception as error:
        said = refusal_in(error) or fault_in(error, doing=f"job {job.task}")
        _end_refused(job, f"{said.says}没有留下任何改动。", said.do)
        raise
    finally:
        tell.fall_silent()


def _to_worker(job: Job) -> Job:
    with transaction.atomic():
        job.save(force_insert=True)
        return _queued(job)


def _queued(job: Job) -> Job:
    job.task_id = UUID(str(carry_on.enqueue(str(job.pk)).id))
    job.save(update_fields=["task_id"])
    return job


def _work(job: Job, *, by: Person, tell: Tell) -> None:
    steps = {Task.UNDO: _undo, Task.EXPORT: _export}
    step = _look if job.state == State.CHECKING else steps.get(Task(job.task), _take)
    try:
        step(job, by=by, tell=tell)
    except NotWaiting:
        log.info("job %s had ended already", job.pk)
    except Refused as refusal:
        _end_refused(job, refusal.says, refusal.do)


def _look(job: Job, *, by: Person, tell: Tell) -> Job:
    """Find out what the file would do, as if a reason had been given; of an office's own layout, how it is read."""
    with collector_at_rest():
        try:
            kind, sheet = _sheet_of(job, by, tell)
        except FileRefused as refusal:
            made = _made_instead(job, by, refusal)
            if made.proposal.questions or not made.is_remembered:
                return _ask(job, made, by)
            job.reading = _as_confirmed(made, job.reading.get(UNIT, ""))
            kind, sheet = made.kind, made.as_sheet()
            sheet.name = job.file_name
        how = _as_options(_said_before(job))
        about = ImportOptions(by=by, at=job.asked_at, accept_good=True, will_give_reason=True, **how)
        report = as_said(rehearse(kind, sheet, about, is_listed=True, tell=tell))
    with transaction.atomic():
        counts = _counts(report) | _said_before(job)
        if job._state.adding:
            job.state, job.ended_at, job.outcome = State.WAITING, timezone.now(), counts
            job.save(force_insert=True)
        else:
            _end(job, State.CHECKING, State.WAITING, outcome=counts, reading=job.reading)
        _keep_preview(job, report)
    return job


def _made_instead(job: Job, by: Person, refusal: FileRefused) -> Made:
    """What the reader makes of a sheet that is not the template. Raises the refusal where that is nothing, or says that
    nothing stands below the headings.
    """
    if job.reading.get(ANSWERS) is not None:
        raise refusal
    try:
        return _made_of(job, by, {}, None)
    except FileRefused as own:
        raise (own if [each.rule for each in own.problems] == [NO_ROWS] else refusal) from None


def _made_of(job: Job, by: Person, answers: Mapping[str, str], organisation: str | None) -> Made:
    unit = job.reading.get(UNIT, "") if organisation is None else organisation
    return proposed(job.kind, _file_of(job), person=by, organisation=unit, answers=answers)


def _as_confirmed(made: Made, unit: str) -> dict[str, object]:
    """What a job keeps of a layout that needs no more be asked about."""
    answers = {key: said for key, (_, said) in made.proposal.answered.items()}
    return {UNIT: unit, ANSWERS: answers, "layout": made.proposal.layout, "remembered": made.is_remembered}


def _to_be_confirmed(made: Made, by: Person, *, answered: bool = False) -> dict[str, object]:
    """What a page shows; it names units that may be meant, and so holds for whoever reaches the same."""
    return {SHOWN: shown(made, answered=answered), REACH: _reach(by)}


def _ask(job: Job, made: Made, by: Person) -> Job:
    job.reading = job.reading | _to_be_confirmed(made, by)
    with transaction.atomic():
        if job._state.adding:
            job.state, job.ended_at = State.ASKING, timezone.now()
            job.save(force_insert=True)
        else:
            _end(job, State.CHECKING, State.ASKING, reading=job.reading)
    return job


def _take(job: Job, *, by: Person, tell: Tell) -> Job:
    how = _as_options(_said_before(job))
    about = ImportOptions(
        by=by, at=job.began_at, reason=job.reason, accept_good=job.accept_good, will_give_reason=True, **how
    )
    with collector_at_rest():
        kind, sheet = _sheet_of(job, by, tell)
        expecting = Preview.objects.values_list("digest", flat=True).get(job=job)
        prepared = prepare(kind, sheet, about, tell=tell)
        asked = {"expecting": expecting, "details": {"job": str(job.pk)}, "prepared": prepared, "tell": tell}
        with transaction.atomic():
            _end_taking(job, as_said(take(kind, sheet, about, **asked)))
    return job


def _end_taking(job: Job, report: ImportReport) -> None:
    """In the transaction of the import: whichever of the two is kept, the other is."""
    if not report.is_otherwise:
        _end(job, State.WORKING, State.DONE, outcome=_counts(report), entry=report.entry)
        return
    before, now = _said(job.outcome), _said(_counts(report))
    differs = (
        f"预览之后数据有变化：预览时{before}，现在{now}。" if before != now else "预览之后，要更正的记录又有变化。"
    )
    _keep_preview(job, report)
    counts = _counts(report) | _said_before(job)
    _end(job, State.WORKING, State.WAITING, outcome=counts, differs=differs)


def _undo(job: Job, *, by: Person, tell: Tell) -> Job:
    tell("正在撤销", 0, 0)
    with transaction.atomic():
        undone = undo(job.undoes, by=by, at=job.asked_at, reason=job.reason, tell=tell)
        _end(job, State.WORKING, State.DONE, outcome=undone.as_dict(), entry=undone.entry)
    return job


def _export(job: Job, *, by: Person, tell: Tell) -> Job:
    tell("正在导出", 0, 0)
    target = product_of(job.pk, ".xlsx")
    with in_place_of(target) as draft:
        rows = export(job.kind, draft, person=by)
        draft.chmod(OWNER_ONLY)
    _end(job, State.WORKING, State.DONE, outcome={"rows": rows, "reach": _reach(by)})
    return job


def _reach(person: Person) -> str:
    """A digest of the organisations that the person may read."""
    if EVERYWHERE in person.paths(Right.READ):
        return EVERYWHERE
    ids = organisations_within(person).order_by("id").values_list("id", flat=True)
    return sha256(",".join(map(str, ids)).encode()).hexdigest()


def _sheet_of(job: Job, by: Person, tell: Tell) -> tuple[Kind, Sheet]:
    kind = kind_named(job.kind)
    refuse_without(by, kind.right)
    tell("正在读取", 0, 0)
    if (answers := job.reading.get(ANSWERS)) is not None:
        made = _made_of(job, by, answers, None)
        refuse_open(made.proposal)
        sheet = made.as_sheet()
    else:
        sheet = read_sheet(_file_of(job), columns=kind.columns, words=policy().words)
    sheet.name = job.file_name
    return kind, sheet


def _file_of(job: Job) -> Path:
    file = uploads.path_of(job.sha256, job.file_name)
    if not file.is_file():
        raise FileGone(f"上传的文件 {job.file_name} 已经清理。", do="请重新上传。")
    return file


# --- states


def _new(what: Task, kind: str, state: State, *, by: Person, at: datetime, job_id: UUID | None) -> Job:
    return Job(
        id=job_id or uuid4(),
        task=what,
        kind=kind,
        state=state,
        user_id=by.id,
        username=by.username,
        login=by.login,
        asked_at=at,
        began_at=at,
    )


def _jobs_of(person: Person):
    return Job.objects.filter(user_id=person.id, username=person.username)


def _asked_before(job_id: UUID | None, by: Person) -> Job | None:
    """The job of this id, when the same page was sent twice."""
    if job_id is None or not Job.objects.filter(pk=job_id).exists():
        return None
    return own_job(job_id, person=by)


def _moved(job: Job, before: State, after: State, **values: object) -> bool:
    """Pass on to the next state, unless somebody was quicker."""
    moved = Job.objects.filter(pk=job.pk, state=before).update(state=after, **values)
    job.refresh_from_db()
    return moved == 1


def _end(job: Job, before: State, after: State, **values: object) -> None:
    """The end of the work. Raises NotWaiting when it has ended already, so that what was done twice is taken back."""
    if not _moved(job, before, after, ended_at=timezone.now(), task_id=None, **values):
        raise NotWaiting("这项任务已经办完。", do="请刷新页面查看结果。")


def _end_refused(job: Job, says: str, do: str) -> Job:
    Job.objects.filter(pk=job.pk, state__in=UNFINISHED).update(
        state=State.REFUSED, ended_at=timezone.now(), outcome={"says": says, "do": do}
    )
    job.refresh_from_db()
    forget(job.pk)
    _forget_file(job)
    return job


def _with_fate_of_its_task(job: Job) -> Job:
    """A task that was given up, by three dead workers or by a fault, leaves no job waiting for ever."""
    if job.state not in UNFINISHED or job.task_id is None:
        return job
    has_failed = DBTaskResult.objects.filter(pk=job.task_id, status=TaskResultStatus.FAILED).exists()
    if not has_failed:
        return job
    return _end_refused(
        job, "办理多次中断，没有完成，也没有留下任何改动。", "请把文件分成几个再试，或者联系系统管理员。"
    )


def _decided_already(job: Job) -> Job:
    if job.state in (State.WORKING, State.DONE):
        return job
    raise NotWaiting("这个文件已经放弃或者没有通过核对。", do="请重新上传。")


# --- what is kept of a preview


def _keep_preview(job: Job, report: ImportReport) -> None:
    """Errors before warnings: a list that is cut short must not hide what refuses."""
    problems = sorted(report.problems, key=lambda problem: problem.severity)[:MOST_PROBLEMS]
    kept = {
        "digest": report.digest,
        "lines": [[line.row, line.outcome, line.cells] for line in report.lines],
        "problems": [list(problem.as_dict().values()) for problem in problems],
    }
    Preview.objects.update_or_create(job=job, defaults=kept)


def _said_before(job: Job) -> dict[str, int | str]:
    """In what came of it so far: what whoever sent it has said of the file."""
    return {said: job.outcome[said] for said in (ADDS_UP, NEW_ACCOUNTS, JOINED_ON) if said in job.outcome}


def _as_options(said: Mapping[str, int | str]) -> dict[str, object]:
    how: dict[str, object] = {name: bool(said[name]) for name in (ADDS_UP, NEW_ACCOUNTS) if name in said}
    return how | ({JOINED_ON: date.fromisoformat(str(said[JOINED_ON]))} if said.get(JOINED_ON) else {})


def _counts(report: ImportReport) -> dict[str, int]:
    """`asked` counts the rows that are refused until somebody says that their accounts are new."""
    names = ("rows", "added", "changed", "unchanged", "refused", "held_back")
    warnings = sum(problem.severity == "warning" for problem in report.problems)
    return {name: getattr(report, name) for name in names} | {
        "warnings": warnings,
        "problems": len(report.problems),
        "asked": sum(problem.rule in ASKED for problem in report.problems),
        "is_taken": int(report.taken),
    }


def _said(counts: Mapping[str, int]) -> str:
    return (
        f"新增 {counts['added']} 行、更正 {counts['changed']} 行、"
        f"未变 {counts['unchanged']} 行、拒收 {counts['refused']} 行"
    )


def _is_large(file: Path, name: str) -> bool:
    """Whether it takes a worker, told without reading its cells. Raises FileRefused when it is no sheet."""
    content = file.read_bytes()
    if not content:
        raise empty()
    if kind_of(content, name=name) == "text":
        return len(content) > LARGE_BYTES or content.count(b"\n") > LARGE_ROWS
    return len(content) > LARGE_WORKBOOK_BYTES


# --- sweeping


def sweep(*, at: datetime) -> int:
    """Forget jobs that ended, or were left waiting, long ago, with their files; how many."""
    before = at - timedelta(days=settings.JIEYUE_DAYS_JOBS_ARE_KEPT)
    gone = list(Job.objects.filter(asked_at__lt=before).exclude(state__in=UNFINISHED))
    for job in gone:
        forget(job.pk)
        _forget_file(job)
        job.delete()
    uploads.forget_all_but(set(Job.objects.values_list("sha256", flat=True)), older_than=before)
    return len(gone)


def _forget_file(job: Job) -> None:
    """Unless another job needs the same bytes."""
    needed = Job.objects.filter(sha256=job.sha256, state__in=(*UNFINISHED, State.WAITING, State.ASKING))
    if job.sha256 and not needed.exclude(pk=job.pk).exists():
        uploads.forget(job.sha256, job.file_name)
