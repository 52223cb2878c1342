"""检查安排: which units are inspected how, when and by whom; that it was done the ledger of inspections says."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from jieyue.programme.organisations.naming import Named, named
from jieyue.rules.findings import ANSWERED, UNANSWERED
from jieyue.rules.ledger_policy import LedgerWord
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.refusal import NotThere, Refused
from jieyue.rules.roles import Right
from jieyue.rules.supervision import Planned, planned_state
from jieyue.rules.values import Level
from jieyue.store.findings.models import Finding
from jieyue.store.ledgers.inspections.models import OWN, UNANNOUNCED, Inspection
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import organisation_ids, organisation_within, reaches, within
from jieyue.store.orgs.tree import path_on, under
from jieyue.store.policies import policy
from jieyue.store.records.any_of import any_of
from jieyue.store.records.keeping import correct, keep, keep_all
from jieyue.store.records.writing import writing
from jieyue.store.supervision.models import InspectionPlan, PlannedUnit

MOST_TOLD = 8
NOT_OVER = (*UNANSWERED, *ANSWERED)
KEY = "inspections"


class NotPlanned(Refused):
    """Something is missing or wrong in what was to be inspected; `where` is the field."""


class PlanUnknown(NotThere):
    """No such plan of inspections, or none that the person may know of."""


@dataclass(frozen=True)
class Line:
    """A plan in a list, and how many of the units that the person may know of are inspected, late, or to come."""

    id: int
    place: Named
    name: str
    kind: str
    first_day: date
    last_day: date
    inspectors: str
    is_secret: bool
    cancelled: str
    units: int
    done: int
    late: int


@dataclass(frozen=True)
class UnitLine:
    """A unit of a plan: `on` is the first day in the plan's time on which it was inspected so, `wrong` how many items
    were wrong then, `open` how many of their findings are not over.
    """

    organisation: Named
    state: Planned
    on: date | None
    wrong: int
    open: int


@dataclass(frozen=True)
class Shown:
    line: Line
    items: Sequence[str]
    units: Sequence[UnitLine]
    may_change: bool


@dataclass(frozen=True)
class Choice:
    """What a plan can be made of: the ways of inspecting that the person may plan, and the checklist."""

    place: Named
    kinds: Sequence[LedgerWord]
    items: Sequence[LedgerWord]


@dataclass(frozen=True)
class Wanted:
    """What is to be inspected. Without `units` all below the place, or itself where nothing is below it."""

    name: str
    kind: str
    first_day: date
    last_day: date
    items: Sequence[str]
    inspectors: str
    units: Sequence[str] = ()


# --- planning


def choice(*, organisation: str, person: Person, today: date) -> Choice:
    """Raises OrganisationUnknown for a place that the person does not inspect."""
    place = organisation_within(organisation, person, Right.INSPECT)
    words = policy().ledgers
    reviews = reaches(place.pk, person, Right.REVIEW)
    kinds = [each for each in words.words_on("inspection_kinds", today) if reviews or each.key == OWN]
    return Choice(named([place.pk], on=today)[place.pk], kinds, words.words_on("inspection", today))


def plan(*, organisation: str, wanted: Wanted, by: Person, at: datetime) -> int:
    """Gives its number. Raises NotPlanned, OrganisationUnknown."""
    offered = choice(organisation=organisation, person=by, today=by.on)
    _refuse_wrong(wanted, offered)
    with writing(operation="inspection plan", by=by, at=at) as change:
        place = organisation_within(organisation, by, _right(wanted.kind))
        if InspectionPlan.objects.filter(
            organisation=place, name=wanted.name.strip(), first_day=wanted.first_day
        ).exists():
            raise NotPlanned("已有同一天开始的同名检查安排。", do="请改名称，或者打开原来的安排。", where="name")
        units = _units(place, wanted, by)
        kept = InspectionPlan(
            organisation=place, name=wanted.name.strip(), kind=wanted.kind, first_day=wanted.first_day,
            last_day=wanted.last_day, items="\n".join(dict.fromkeys(wanted.items)),
            inspectors=wanted.inspectors.strip(), planned_by=by.username, planned_at=at,
        )  # fmt: skip
        number = keep(change, kept)
        keep_all(change, [PlannedUnit(plan_id=number, organisation_id=each) for each in units])
        return number


def move(number: int, *, first_day: date, last_day: date, reason: str, by: Person, at: datetime) -> None:
    """改期. Raises PlanUnknown, NotPlanned."""
    _refuse_days(first_day, last_day)
    with writing(operation="inspection plan move", by=by, at=at, reason=_words(reason)) as change:
        correct(change, _to_change(number, by), first_day=first_day, last_day=last_day)


def cancel(number: int, *, reason: str, by: Person, at: datetime) -> None:
    """What was inspected until then stays. Raises PlanUnknown, NotPlanned."""
    words = _words(reason)
    with writing(operation="inspection plan cancel", by=by, at=at, reason=words) as change:
        correct(change, _to_change(number, by), cancelled=words)


def _refuse_wrong(wanted: Wanted, offered: Choice) -> None:
    if not wanted.name.strip():
        raise NotPlanned("检查安排要有名称。", do="请填写，如“二季度节能检查”。", where="name")
    if wanted.kind not in {each.key for each in offered.kinds}:
        do = "本单位自己检查的选“部门自查”；其余由审核员或主管部门安排。"
        raise NotPlanned("不能安排这种方式的检查。", do=do, where="kind")
    if not wanted.items or not set(wanted.items) <= {each.key for each in offered.items}:
        raise NotPlanned("还没有选择检查事项。", do="请从清单中至少选择一项。", where="items")
    if not wanted.inspectors.strip():
        raise NotPlanned("还没有写明由谁检查。", do="请填写检查人或检查组。", where="inspectors")
    _refuse_days(wanted.first_day, wanted.last_day)


def _refuse_days(first_day: date, last_day: date) -> None:
    if last_day < first_day:
        raise NotPlanned("截止日期早于开始日期。", do="请改正。", where="last_day")


def _words(reason: str) -> str:
    if not reason.strip():
        raise NotPlanned("请写明原因。", do="写清楚，留存备查。", where="reason")
    return reason.strip()[:200]


def _right(kind: str) -> Right:
    return Right.INSPECT if kind == OWN else Right.REVIEW


def _units(place: Organisation, wanted: Wanted, by: Person) -> list[int]:
    right = _right(wanted.kind)
    at_or_below = within(under(path_on(place.pk, by.on), by.on), by, organisation="organisation", right=right)
    units = at_or_below.filter(organisation__level=Level.UNIT)
    if not wanted.units:
        found = set(units.values_list("organisation_id", flat=True))
    else:
        known = organisation_ids(wanted.units, by, right)
        found = set(units.filter(organisation__in=any_of(known.values())).values_list("organisation_id", flat=True))
        if wrong := [code for code in dict.fromkeys(wanted.units) if known.get(code) not in found]:
            told = "、".join(wrong[:MOST_TOLD])
            raise NotPlanned(f"不是所辖的单位：{told}。", do="请核对名称或编码，每行一个。", where="units")
    if not found:
        raise NotPlanned("没有可以检查的单位。", do="请先登记单位。", where="units")
    return sorted(found)


def _to_change(number: int, by: Person) -> InspectionPlan:
    kept = _known(by).filter(pk=number).first()
    if kept is None or not _may_change(kept, by):
        raise PlanUnknown("没有这个检查安排，或者不归您办理。", do="请从监督考核页打开。")
    if kept.cancelled:
        raise NotPlanned("这个检查安排已经取消。", do="需要时请另作安排。", where="reason")
    return kept


def _may_change(kept: InspectionPlan, person: Person) -> bool:
    return reaches(kept.organisation_id, person, _right(kept.kind))


# --- reading


def plans(*, year: int, organisation: str = "", person: Person, today: date) -> list[Line]:
    """Those of a year that the person may know of, the latest first, with his units or those below `organisation`.

    Raises OrganisationUnknown.
    """
    period = Period.parse(f"{year:04}")
    rows = _known(person).filter(first_day__lt=period.until, last_day__gte=period.first)
    units = _known_units(rows, person)
    if organisation:
        subject = organisation_within(organisation, person)
        units = units.filter(organisation__in=under(path_on(subject.pk, today), today).values("organisation_id"))
    found = list(rows.filter(pk__in=units.values("plan")).order_by("-first_day", "-pk"))
    by_plan: dict[int, list[int]] = {}
    for kept, unit in units.filter(plan__in=any_of(each.pk for each in found)).values_list(
        "plan_id", "organisation_id"
    ):
        by_plan.setdefault(kept, []).append(unit)
    inspected = _inspected(found)
    names = named({each.organisation_id for each in found}, on=today)
    return [_line(each, by_plan[each.pk], inspected.get(each.pk, {}), names, today) for each in found]


def shown(number: int, *, person: Person, today: date) -> Shown:
    """Raises PlanUnknown."""
    kept = _known(person).filter(pk=number).first()
    units = list(
        _known_units(InspectionPlan.objects.filter(pk=number), person).values_list("organisation_id", flat=True)
    )
    if kept is None or not units:
        raise PlanUnknown("没有这个检查安排，或者不归您办理。", do="请从监督考核页打开。")
    inspected = _inspected([kept]).get(number, {})
    names = named({kept.organisation_id, *units}, on=today)
    told = _wrong(kept, units)
    items = {each.key: each.name for each in policy().ledgers.words.get("inspection", ())}
    lines = [
        UnitLine(
            names.get(each, Named("", "")), _state(kept, inspected.get(each), today), inspected.get(each),
            *told.get(each, (0, 0)),
        )
        for each in units
    ]  # fmt: skip
    order = list(Planned)
    return Shown(
        line=_line(kept, units, inspected, names, today),
        items=[items.get(each, each) for each in kept.items.splitlines()],
        units=sorted(lines, key=lambda each: (order.index(each.state), each.organisation.code)),
        may_change=not kept.cancelled and _may_change(kept, person),
    )


def to_inspect(*, person: Person, today: date) -> tuple[int, int]:
    """How many units of the year's plans that the person carries out are in their days now, and how many are late."""
    if not person.may(Right.INSPECT):
        return 0, 0
    lookup, every = InspectionPlan.organisation_lookup, InspectionPlan.objects.filter(cancelled="")
    own = within(every.filter(kind=OWN), person, organisation=lookup, right=Right.INSPECT)
    others = within(every.exclude(kind=OWN), person, organisation=lookup, right=Right.REVIEW)
    mine = InspectionPlan.objects.filter(Q(pk__in=own.values("pk")) | Q(pk__in=others.values("pk")))
    found = list(mine.filter(first_day__lte=today, last_day__gte=date(today.year, 1, 1)))
    by_number, inspected = {each.pk: each for each in found}, _inspected(found)
    rows = PlannedUnit.objects.filter(plan__in=any_of(by_number)).values_list("plan_id", "organisation_id")
    states = [_state(by_number[plan], inspected.get(plan, {}).get(unit), today) for plan, unit in rows]
    return states.count(Planned.NOW), states.count(Planned.LATE)


def items_of(number: int, *, organisation: str, person: Person) -> tuple[str, Collection[str]]:
    """Kind and items by which a unit of a plan is inspected. Raises PlanUnknown."""
    kept = _known(person).filter(pk=number).first()
    rows = _known_units(InspectionPlan.objects.filter(pk=number), person)
    if kept is None or not rows.filter(organisation__code=organisation).exists():
        raise PlanUnknown("没有这个检查安排，或者不归您办理。", do="请从监督考核页打开。")
    return kept.kind, kept.items.splitlines()


def _known(person: Person) -> QuerySet[InspectionPlan]:
    """Who reviews at the place knows all; whoever reads the place or a unit of it what is not unannounced."""
    lookup = InspectionPlan.organisation_lookup
    directs = within(InspectionPlan.objects.all(), person, organisation=lookup, right=Right.REVIEW)
    told = within(PlannedUnit.objects.exclude(plan__kind=UNANNOUNCED), person, organisation="organisation")
    return InspectionPlan.objects.filter(Q(pk__in=directs.values("pk")) | Q(pk__in=told.values("plan")))


def _known_units(plans: QuerySet[InspectionPlan], person: Person) -> QuerySet[PlannedUnit]:
    return within(PlannedUnit.objects.filter(plan__in=plans.values("pk")), person, organisation="organisation")


def _inspected(plans: Sequence[InspectionPlan]) -> dict[int, dict[int, date]]:
    """By plan and unit, the first day in the plan's time on which the unit was inspected in its way."""
    found: dict[int, dict[int, date]] = {}
    if not plans:
        return found
    rows = Inspection.objects.filter(
        inspected_on__gte=min(each.first_day for each in plans),
        inspected_on__lte=max(each.last_day for each in plans),
        kind__in={each.kind for each in plans},
        organisation__in=PlannedUnit.objects.filter(plan__in=any_of(each.pk for each in plans)).values("organisation"),
    )
    days = rows.order_by("inspected_on").values_list("organisation_id", "kind", "inspected_on").distinct()
    for unit, kind, day in days:
        for each in plans:
            if each.kind == kind and each.first_day <= day <= each.last_day:
                found.setdefault(each.pk, {}).setdefault(unit, day)
    return found


def _wrong(kept: InspectionPlan, units: Sequence[int]) -> dict[int, tuple[int, int]]:
    """By unit: how many items were wrong in the plan's time, and how many of their findings are not over."""
    rows = Inspection.objects.filter(
        organisation__in=any_of(units), kind=kept.kind, is_wrong=True,
        inspected_on__gte=kept.first_day, inspected_on__lte=kept.last_day,
    )  # fmt: skip
    still = set(
        Finding.objects.filter(ledger=KEY, record_id__in=rows.values("pk"), state__in=NOT_OVER).values_list(
            "record_id", flat=True
        )
    )
    found: dict[int, tuple[int, int]] = {}
    for unit, record in rows.values_list("organisation_id", "pk"):
        wrong, open_ = found.get(unit, (0, 0))
        found[unit] = (wrong + 1, open_ + (record in still))
    return found


def _state(kept: InspectionPlan, on: date | None, today: date) -> Planned:
    return planned_state(on, kept.first_day, kept.last_day, today=today, is_cancelled=bool(kept.cancelled))


def _line(
    kept: InspectionPlan, units: Sequence[int], inspected: Mapping[int, date], names: Mapping[int, Named], today: date
) -> Line:
    states = [_state(kept, inspected.get(each), today) for each in units]
    kinds = {each.key: each.name for each in policy().ledgers.words.get("inspection_kinds", ())}
    return Line(
        kept.pk, names.get(kept.organisation_id, Named("", "")), kept.name, kinds.get(kept.kind, kept.kind),
        kept.first_day, kept.last_day, kept.inspectors, kept.kind == UNANNOUNCED, kept.cancelled, len(units),
        states.count(Planned.DONE), states.count(Planned.LATE),
    )  # fmt: skip
