"""考核记录: what the ledgers of a year say of a person at a unit, for his appraisal, and what he himself says to it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from jieyue.programme.organisations.naming import Named, named
from jieyue.programme.reporting.figures import digest_of
from jieyue.rules.findings import FindingState, is_overdue
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.refusal import NotAllowed, NotThere, Refused
from jieyue.rules.roles import Right
from jieyue.store.findings.models import Finding
from jieyue.store.ledgers.inspections.models import Inspection
from jieyue.store.ledgers.merits.models import Merit
from jieyue.store.ledgers.patrols.models import Patrol
from jieyue.store.machine.settling import in_period
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import organisation_within, reaches
from jieyue.store.people.models import Appointment, User
from jieyue.store.people.people import in_force
from jieyue.store.policies import policy
from jieyue.store.records.any_of import any_of
from jieyue.store.records.keeping import correct, keep
from jieyue.store.records.writing import writing
from jieyue.store.supervision.models import AppraisalAnswer

MOST_WORDS = 2000
LOOKED: Mapping[type[Model], str] = {Inspection: "inspections", Patrol: "patrols"}
"""Ledgers that name whoever answers for what is wrong, by the key under which its findings are kept."""


class RecordUnknown(NotThere):
    """Nothing is kept of such a person, or nothing that the person who asks may see."""


class NotAnswered(Refused):
    pass


class NotOwn(NotAllowed):
    """Only whoever it is about answers."""


@dataclass(frozen=True)
class Problem:
    """A finding for which he answers."""

    id: int
    day: date
    title: str
    says: str
    department: str
    state: FindingState
    due_on: date
    is_overdue: bool
    was_late: bool


@dataclass(frozen=True)
class Decided:
    """A praise, a reward, a criticism or an admonition."""

    day: date
    kind: str
    department: str
    why: str
    document: str
    by: str


@dataclass(frozen=True)
class Answered:
    text: str
    at: datetime
    is_of_another_record: bool


@dataclass(frozen=True)
class Record:
    """Of a name at a unit in a year. `namesakes` says that several of the unit's people bear the name, so that what
    ledgers say by name cannot be told apart; `seen` says what was looked at.
    """

    organisation: Named
    name: str
    year: int
    problems: Sequence[Problem]
    decided: Sequence[Decided]
    answer: Answered | None
    namesakes: bool
    may_answer: bool
    seen: str


@dataclass(frozen=True)
class Summary:
    """A line of the list of a unit's people: how many problems, how many of them overdue or late, how many decisions
    of each kind, and whether he has said something to it.
    """

    organisation: Named
    name: str
    departments: Sequence[str]
    problems: int
    late: int
    decided: Mapping[str, int]
    has_answered: bool


@dataclass(frozen=True)
class Own:
    """A unit at which the person holds an office, and what is kept of him there in a year."""

    organisation: Named
    problems: int
    decided: int


# --- reading


def people(*, organisation: str, year: int, person: Person, today: date) -> list[Summary]:
    """Everybody of a unit of whom a year's ledgers say something, by name. Raises OrganisationUnknown, NotAllowed."""
    unit = organisation_within(organisation, person)
    _refuse_unless_appraises(unit, person)
    about = named([unit.pk], on=today).get(unit.pk, Named(unit.code, unit.code))
    findings = list(_findings(unit.pk, year))
    said = _said_in_ledgers(findings)
    accounts = _names_of({each.responsible for each in findings if each.responsible})
    by_name: dict[str, list[tuple[Finding, str]]] = {}
    for each in findings:
        name, department = said.get(each.pk, ("", ""))
        if name := name or accounts.get(each.responsible, ""):
            by_name.setdefault(name, []).append((each, department))
    merits: dict[str, list[Merit]] = {}
    for each in _merits(unit.pk, year):
        merits.setdefault(each.name, []).append(each)
    answered = set(AppraisalAnswer.objects.filter(organisation=unit, year=year).values_list("user__name", flat=True))
    return [
        _summary(about, name, by_name.get(name, ()), merits.get(name, ()), answered=name in answered, today=today)
        for name in sorted({*by_name, *merits, *answered})
    ]


def record(*, organisation: str, name: str, year: int, person: Person, today: date) -> Record:
    """For whoever it is about and whoever inspects or approves at the unit. Raises OrganisationUnknown, NotAllowed,
    RecordUnknown where nothing is kept.
    """
    unit, user = _unit_and_account(organisation, name, person)
    is_own = user is not None and user.pk == person.id
    if not is_own:
        unit = organisation_within(organisation, person)
        _refuse_unless_appraises(unit, person)
    found = _record(unit, name, year, user, today, is_own=is_own)
    if not (is_own or found.problems or found.decided or found.answer):
        raise RecordUnknown("这一年没有这个人的考核记录。", do="请核对姓名和年度。")
    return found


def own(*, year: int, person: Person, today: date) -> list[Own]:
    """Where the person holds an office himself."""
    units = _own_units(person)
    names = named([each.pk for each in units], on=today)
    found = []
    for unit in units:
        kept = _record(unit, person.name, year, _account(unit.pk, person.name, person), today, is_own=True)
        about = names.get(unit.pk, Named(unit.code, unit.code))
        found.append(Own(about, len(kept.problems), len(kept.decided)))
    return found


def may_appraise(*, person: Person) -> bool:
    return person.may(Right.INSPECT) or person.may(Right.APPROVE)


# --- answering


def answer(*, organisation: str, name: str, year: int, text: str, seen: str, by: Person, at: datetime) -> None:
    """本人说明, over which he can write again; the log has all. Raises NotOwn, NotAnswered."""
    if not text.strip():
        raise NotAnswered("还没有写说明。", do="请写明您的意见；同意的写“无意见”。", where="text")
    with writing(operation="appraisal answer", by=by, at=at) as change:
        unit = next((each for each in _own_units(by) if each.code == organisation), None)
        user = _account(unit.pk, by.name, by) if unit is not None else None
        if unit is None or user is None or user.pk != by.id or name != by.name:
            raise NotOwn("考核记录由本人说明。", do="请从“我的考核记录”打开自己的记录。")
        now = _record(unit, by.name, year, user, timezone.localdate(at), is_own=True)
        if seen != now.seen:
            raise NotAnswered("记录刚有变化，与您看到的不同。", do="请刷新页面，看过后再说明。", where="text")
        about = {"text": text.strip()[:MOST_WORDS], "seen": seen, "answered_at": at}
        if kept := AppraisalAnswer.objects.filter(organisation=unit, user=user, year=year).first():
            correct(change, kept, **about)
        else:
            keep(change, AppraisalAnswer(organisation=unit, user=user, year=year, **about))


# --- what is kept


def _record(unit: Organisation, name: str, year: int, user: User | None, today: date, *, is_own: bool) -> Record:
    namesakes = len(_accounts(unit.pk, name)) > 1
    findings = list(_of_person(unit.pk, year, name, user, by_name=not namesakes or not is_own))
    departments = _said_in_ledgers(findings)
    problems = [_problem(each, departments.get(each.pk, ("", ""))[1], today) for each in findings]
    merits = [] if namesakes and is_own else [each for each in _merits(unit.pk, year) if each.name == name]
    decided = [_decided(each) for each in merits]
    seen = _seen(problems, decided)
    kept = AppraisalAnswer.objects.filter(organisation=unit, year=year)
    said = kept.filter(user=user).first() if user else None
    return Record(
        organisation=named([unit.pk], on=today).get(unit.pk, Named(unit.code, unit.code)),
        name=name,
        year=year,
        problems=problems,
        decided=decided,
        answer=Answered(said.text, said.answered_at, said.seen != seen) if said else None,
        namesakes=namesakes,
        may_answer=is_own,
        seen=seen,
    )


def _findings(unit: int, year: int) -> QuerySet[Finding]:
    period = Period.parse(f"{year:04}")
    rows = Finding.objects.filter(organisation=unit, day__gte=period.first, day__lt=period.until)
    return rows.exclude(state=FindingState.WITHDRAWN).order_by("day", "pk")


def _of_person(unit: int, year: int, name: str, user: User | None, *, by_name: bool) -> QuerySet[Finding]:
    """Those given to his account, and those of ledgers that name him."""
    asked = Q(responsible=user.username) if user else Q(pk__in=())
    for model, ledger in LOOKED.items() if by_name else ():
        rows = model._default_manager.filter(in_period(model, Period.parse(f"{year:04}")), organisation=unit)
        asked |= Q(ledger=ledger, record_id__in=rows.filter(responsible=name).values("pk"))
    return _findings(unit, year).filter(asked)


def _said_in_ledgers(findings: Iterable[Finding]) -> dict[int, tuple[str, str]]:
    """By finding, the name and the department that its record gives."""
    found: dict[int, tuple[str, str]] = {}
    rows = list(findings)
    for model, ledger in LOOKED.items():
        records = {each.record_id: each.pk for each in rows if each.ledger == ledger}
        for each in model._default_manager.filter(pk__in=any_of(records)):
            found[records[each.pk]] = (each.responsible, getattr(each, "department", ""))
    return found


def _merits(unit: int, year: int) -> list[Merit]:
    rows = Merit.objects.filter(in_period(Merit, Period.parse(f"{year:04}")), organisation=unit)
    return list(rows.exclude(name="").order_by("decided_on", "pk"))


def _problem(each: Finding, department: str, today: date) -> Problem:
    state = FindingState(each.state)
    answered_on = timezone.localdate(each.answered_at) if each.answered_at else None
    was_late = answered_on is not None and answered_on > each.due_on
    overdue = is_overdue(state, each.due_on, today=today)
    return Problem(each.pk, each.day, each.title, each.says, department, state, each.due_on, overdue, was_late)


def _decided(each: Merit) -> Decided:
    kinds = {word.key: word.name for word in policy().ledgers.words.get("merit_kinds", ())}
    return Decided(
        each.decided_on, kinds.get(each.kind, each.kind), each.department, each.why, each.document, each.decided_by
    )


def _seen(problems: Sequence[Problem], decided: Sequence[Decided]) -> str:
    return digest_of(
        {
            "problems": [[each.id, each.state, str(each.due_on)] for each in problems],
            "decided": [[str(each.day), each.kind, each.why] for each in decided],
        }
    )


def _summary(
    about: Named, name: str, findings: Sequence[tuple[Finding, str]], merits: Sequence[Merit], *, answered: bool,
    today: date,
) -> Summary:  # fmt: skip
    problems = [_problem(each, department, today) for each, department in findings]
    decided = [_decided(each) for each in merits]
    departments = {each.department for each in (*problems, *decided)} - {""}
    late = sum(1 for each in problems if each.is_overdue or each.was_late)
    kinds = Counter(each.kind for each in decided)
    return Summary(about, name, sorted(departments), len(problems), late, kinds, answered)


# --- who


def _refuse_unless_appraises(unit: Organisation, person: Person) -> None:
    for right in (Right.INSPECT, Right.APPROVE):
        if reaches(unit.pk, person, right):
            return
    raise NotAllowed("考核记录由本人和本单位检查、审批的人查看。", do="查看自己的，请打开“我的考核记录”。")


def _unit_and_account(organisation: str, name: str, person: Person) -> tuple[Organisation | None, User | None]:
    unit = Organisation.objects.filter(code=organisation).first()
    return unit, _account(unit.pk, name, person) if unit else None


def _account(unit: int, name: str, person: Person) -> User | None:
    """Of those of the name who hold an office at the unit: whoever asks, else the only one."""
    found = _accounts(unit, name)
    mine = next((each for each in found if each.pk == person.id), None)
    return mine or (found[0] if len(found) == 1 else None)


def _accounts(unit: int, name: str) -> list[User]:
    held = Appointment.objects.filter(organisation=unit)
    return list(User.objects.filter(name=name, pk__in=held.values("user"), is_active=True))


def _own_units(person: Person) -> list[Organisation]:
    held = Appointment.objects.filter(in_force(person.on), user=person.id, organisation__isnull=False)
    return list(Organisation.objects.filter(pk__in=held.values("organisation")).order_by("code"))


def _names_of(usernames: Iterable[str]) -> dict[str, str]:
    return dict(User.objects.filter(username__in=any_of(usernames)).values_list("username", "name"))
