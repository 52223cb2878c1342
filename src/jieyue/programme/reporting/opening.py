"""开报和免报: an authority says when a period is reported in its region, and who need not report it, and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import product

from django.db.models import QuerySet
from django.utils import timezone

from jieyue.programme.organisations.naming import Named, named
from jieyue.programme.reporting.operations import ReasonNeeded, state_of
from jieyue.rules.period import Period, periods_in
from jieyue.rules.person import Person
from jieyue.rules.refusal import NotAllowed, NotThere, Refused
from jieyue.rules.reporting import Opened, ReportState, refuse_impossible_days, refuse_unreported
from jieyue.rules.roles import Right
from jieyue.rules.values import Level
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import directed, organisation_within, reached, reaches, within
from jieyue.store.orgs.tree import ever_at_or_below, name_on, path_on
from jieyue.store.records.any_of import any_of
from jieyue.store.records.keeping import correct, keep, remove
from jieyue.store.records.writing import Writing, writing
from jieyue.store.reporting.models import NotReporting, Opening, Report


class NotAPlace(Refused):
    """Periods are opened for regions, and single units are exempted."""


class NothingOpened(NotThere):
    pass


class ReportsAlready(Refused):
    """Who has submitted cannot be said not to have to."""


class NotExempted(NotThere):
    pass


@dataclass(frozen=True)
class OpenedFor:
    """A period opened for a place; `may_change` where the person directs that place."""

    period: Period
    organisation: Named
    opened: Opened
    may_change: bool


@dataclass(frozen=True)
class Exempted:
    period: Period
    organisation: Named
    reason: str
    may_lift: bool


@dataclass(frozen=True)
class Openings:
    """Of a place and a year: what it, those above it and those below it have opened, in this order by period; who
    below it need not report. `periods` are those that can be opened or exempted from here.
    """

    organisation: Named
    year: int
    periods: Sequence[Period]
    opened: Sequence[OpenedFor]
    exempted: Sequence[Exempted]
    may_change: bool


def open_period(
    *, organisation: str, period: Period, opened: Opened, by: Person, at: datetime, reason: str = ""
) -> None:
    """开报: all units at and below the place report the period on these days; a month or half they report because of
    it. Other days than those said before need a reason, and days after which nobody can report. Raises NotAPlace,
    DaysImpossible, ReasonNeeded.
    """
    refuse_unreported(period)
    with writing(operation="period open", by=by, at=at, reason=reason.strip()) as change:
        place, today = organisation_within(organisation, by, Right.SHAPE), timezone.localdate(at)
        if not Level(place.level).is_place:
            do = "请选择地区；单个单位须延后的，请在“任务”页更改期限。"
            raise NotAPlace(f"{name_on(place.pk, today)}是单位，不能开报。", do=do)
        kept = Opening.objects.filter(organisation=place, period=str(period)).first()
        refuse_impossible_days(opened, period)
        days = {"opens_on": opened.opens_on, "due_on": opened.due_on, "closes_on": opened.closes_on}
        now = {**days, "document": opened.document.strip()}
        if kept is None and opened.is_closed(today):
            _refuse_closed_without(reason, opened, today)
        if kept is None:
            keep(change, Opening(organisation=place, period=str(period), **now))
            return
        _refuse_without(reason, f"{period.zh}已经开报，更改日期")
        correct(change, kept, **now)


def take_back_opening(*, organisation: str, period: Period, by: Person, at: datetime, reason: str) -> None:
    """撤销开报: the days of the level above hold again, or those of the plan; where nobody above has opened it, a month
    or half is not reported any more. Raises NothingOpened, ReasonNeeded.
    """
    _refuse_without(reason, "撤销开报")
    with writing(operation="period opening taken back", by=by, at=at, reason=reason.strip()) as change:
        place = organisation_within(organisation, by, Right.SHAPE)
        if not remove(change, Opening.objects.filter(organisation=place, period=str(period))):
            raise NothingOpened("这一期在这里没有开报，可能已经撤销。", do="请刷新页面后再看。")


def exempt_from_reporting(
    *, organisations: Sequence[str], periods: Sequence[Period], by: Person, at: datetime, reason: str
) -> int:
    """免报: these units need not report these periods; gives how many that were. Raises NotAPlace, ReportsAlready,
    ReasonNeeded, OrganisationUnknown.
    """
    _refuse_without(reason, "免报")
    today = timezone.localdate(at)
    with writing(operation="report exempt", by=by, at=at, reason=reason.strip()) as change:
        units = [_unit(code, by, today) for code in dict.fromkeys(organisations)]
        for unit, period in product(units, periods):
            refuse_unreported(period)
            _refuse_reported(unit, period, today)
            _exempt(change, unit, period, reason.strip())
        return len(units)


def _exempt(change: Writing, unit: Organisation, period: Period, reason: str) -> None:
    key = {"organisation": unit, "period": str(period)}
    kept = NotReporting.objects.filter(**key).first()
    if kept is None:
        keep(change, NotReporting(**key, reason=reason))
    elif kept.reason != reason:
        correct(change, kept, reason=reason)


def lift_exemption(*, organisation: str, period: Period, by: Person, at: datetime, reason: str) -> None:
    """取消免报: the unit has to report again. Raises NotExempted, ReasonNeeded."""
    _refuse_without(reason, "取消免报")
    with writing(operation="report exemption lifted", by=by, at=at, reason=reason.strip()) as change:
        unit = _unit(organisation, by, timezone.localdate(at))
        if not remove(change, NotReporting.objects.filter(organisation=unit, period=str(period))):
            raise NotExempted("这个单位这一期没有免报，可能已经取消。", do="请刷新页面后再看。")


def openings(*, organisation: str, year: int, person: Person, today: date) -> Openings:
    """In a fixed number of questions. Raises OrganisationUnknown."""
    subject = organisation_within(organisation, person)
    periods = periods_in(year)
    above = [int(each) for each in path_on(subject.pk, today).strip("/").split("/")]
    below = ever_at_or_below(subject.pk)
    told = {"period__in": [str(each) for each in periods]}
    rows = [
        *Opening.objects.filter(organisation__in=any_of(above), **told),
        *_below(Opening, below, above, person, told),
    ]
    exempt = list(
        within(NotReporting.objects.filter(organisation__in=below, **told), person, organisation="organisation")
    )
    ids = {each.organisation_id for each in (*rows, *exempt)}
    mine = directed(ids, person) | _own_places(rows, person)
    names = named({*ids, subject.pk}, on=today)
    opened = [
        OpenedFor(Period.parse(each.period), names[each.organisation_id], each.opened, each.organisation_id in mine)
        for each in rows
        if each.organisation_id in names
    ]
    exempted = [
        Exempted(Period.parse(each.period), names[each.organisation_id], each.reason, each.organisation_id in mine)
        for each in exempt
        if each.organisation_id in names
    ]
    return Openings(
        organisation=names[subject.pk],
        year=year,
        periods=periods,
        opened=sorted(opened, key=lambda each: (each.period.until, each.period.months, each.organisation.code)),
        exempted=sorted(exempted, key=lambda each: (each.period.until, each.period.months, each.organisation.code)),
        may_change=_directs(subject, person),
    )


def _below(
    model: type[Opening], below: QuerySet, above: Sequence[int], person: Person, told: dict[str, object]
) -> Iterable[Opening]:
    rows = model.objects.filter(organisation__in=below, **told).exclude(organisation__in=any_of(above))
    return within(rows, person, organisation=model.organisation_lookup)


def _own_places(rows: Sequence[Opening], person: Person) -> set[int]:
    """Of the places that opened something, those whose authority the person is."""
    return set(reached({each.organisation_id for each in rows}, person, Right.SHAPE))


def _directs(subject: Organisation, person: Person) -> bool:
    return Level(subject.level).is_place and reaches(subject.pk, person, Right.SHAPE)


def _unit(code: str, by: Person, today: date) -> Organisation:
    """Of a level below: nobody exempts the unit at which he holds a post himself."""
    unit = organisation_within(code, by, Right.SHAPE)
    if Level(unit.level) is not Level.UNIT:
        raise NotAPlace(
            f"{name_on(unit.pk, today)}不是单位，不能免报。", do="请选择需要免报的单位。", where="organisations"
        )
    if unit.pk not in directed([unit.pk], by):
        raise NotAllowed("不能免去自己所在单位的报送。", do="请由上级主管部门登记。")
    return unit


def _refuse_reported(unit: Organisation, period: Period, today: date) -> None:
    kept = Report.objects.filter(organisation=unit, period=str(period)).first()
    state = state_of(kept, today=today)
    if state is not ReportState.NOT_SUBMITTED:
        says = f"{name_on(unit.pk, today)}{period.zh}的报送是“{state.zh}”，不能再免报。"
        raise ReportsAlready(says, do="要免报的，请先由单位撤回报送；已经验收的不用免报。", where="periods")


def _refuse_closed_without(reason: str, opened: Opened, today: date) -> None:
    """Nobody could report any more: that is meant only of what was opened elsewhere in its time."""
    if not reason.strip():
        says = f"截止日期 {opened.closes_on} 已经过去，这样开报，没有单位能报送。"
        do = f"截止日期请填写 {today} 或以后，不设截止的留空；补登从前已经开过的，请写明原因。"
        raise ReasonNeeded(says, do=do, where="closes_on")


def _refuse_without(reason: str, what: str) -> None:
    if not reason.strip():
        raise ReasonNeeded(f"{what}须写明原因。", do="请写明原因。", where="reason")
