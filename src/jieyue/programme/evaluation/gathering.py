"""What the ledgers know of a unit's year, by the source that a standard's items ask."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from jieyue.programme.completeness.queries import Cell, State, accounts_by_month, months_of
from jieyue.programme.duties.documents import Document
from jieyue.programme.duties.queries import ordered
from jieyue.programme.publication.content import lines_of
from jieyue.programme.reporting.figures import lines
from jieyue.programme.reporting.queries import periods_of
from jieyue.programme.statistics.queries import statistics, sums
from jieyue.rules.indicators.declaring import catalogue
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.publication import NoticeState
from jieyue.rules.scoring import Facts, Found, Missing
from jieyue.rules.span import existence
from jieyue.store.duties.models import HandedIn
from jieyue.store.notices.models import Notice
from jieyue.store.orgs.models import Organisation, Profile
from jieyue.store.pinned.keeping import content_of
from jieyue.store.registers.models import Target
from jieyue.store.reporting.counting import SUBMITTED
from jieyue.store.reporting.models import Report

COMPLETE = (State.COMPLETE, State.NO_USE, State.NOT_OWED)
VEHICLES = ("vehicles_petrol", "vehicles_diesel", "vehicles_new_energy")


@dataclass(frozen=True)
class Year:
    """A unit's year as it is looked at on a day."""

    unit: Organisation
    year: int
    person: Person
    today: date

    @property
    def period(self) -> Period:
        return Period.parse(f"{self.year:04}")

    @property
    def is_over(self) -> bool:
        return self.today >= self.period.until

    def owes(self, period: Period) -> bool:
        """Whether the unit existed when the period ended: nothing is owed from before, or after."""
        return existence(self.unit.opened_on, self.unit.closed_on).holds(period.last)

    def reported(self) -> list[Period]:
        return [period for period in periods_of(self.year) if self.owes(period)]

    def quarters(self) -> list[Period]:
        return [quarter for quarter in self.period.quarters() if self.owes(quarter)]


CHANGED_SINCE = "（此后台账有变化）"


def facts_of(year: Year) -> dict[str, Facts]:
    """By source; a source that the system does not keep yet is left out."""
    due, live = _due_days(year), _quarters_now(year)
    found = {
        "targets": _targets(year),
        "bills_by_month": _bills(year),
        "reports": _reports(year, due, live),
        "analysis_report": _analysis(year, due),
        "notices": _notices(year, live),
        "creation_plan": _creation_plan(year),
    }
    vehicles = _vehicles(year)
    return {**found, "vehicles": vehicles} if vehicles else found


def _due_days(year: Year) -> dict[str, date]:
    """By period (`2024Q1`, `2024`, and `analysis` for the report), from the plans in force; none without a plan."""
    days: dict[str, date] = {}
    for duty in ordered(organisation=year.unit.code, year=year.year, person=year.person):
        discharge = duty.entry.discharge
        if discharge and discharge.by == "report":
            days[duty.period] = duty.due_on
        elif discharge and discharge.what == Document.ANALYSIS_REPORT:
            days[f"analysis {duty.period}"] = duty.due_on
    return days


FLOAT_NOISE = Decimal("1e-9")
"""A ratio is a quotient of floats: what is exactly the cap may come out a trace above it."""


def _targets(year: Year) -> Facts:
    """The year's ratios beside what its superior set; met where they are not above it. A running year may still miss.

    A target whose ratio cannot be worked out (no profile of the year, a month without bills) is not met.
    """
    kept = Target.objects.filter(organisation=year.unit, year=year.year).first()
    if kept is None:
        names = (year.unit.code, str(year.year))
        return Facts((), (Missing(str(year.year), "没有登记上级下达的年度目标", "targets", names),), 0, year.is_over)
    answer = statistics(person=year.person, code=year.unit.code, period=year.period, is_compared=False)
    wanted = [each for each in catalogue() if getattr(kept, each.key, None) is not None]
    found = [_target(each.zh, each.unit, getattr(kept, each.key), answer.indicators.get(each.key)) for each in wanted]
    return Facts(tuple(found), (), len(found), year.is_over and answer.is_complete)


def _target(name: str, unit: str, cap: Decimal, value: float | None) -> Found:
    is_met = value is not None and Decimal(value).quantize(FLOAT_NOISE) <= cap
    told = "没有数据" if value is None else f"{value:.3f}"
    return Found("", f"{name} {told}，目标不高于 {cap.normalize():f} {unit}", on_time=is_met, value=cap)


Quantities = dict[str, Decimal]
"""By resource."""


def _quarters_now(year: Year) -> dict[str, Quantities]:
    """What the ledger says by quarter and of the whole year, to see what was pinned otherwise."""
    found: dict[str, Quantities] = {}
    for row in sums(person=year.person, code=year.unit.code, period=year.period, by=["quarter", "resource"]):
        for period in (row.keys["quarter"], str(year.year)):
            own = found.setdefault(period, {})
            own[row.resource] = own.get(row.resource, Decimal(0)) + row.quantity
    return found


def _since(pinned: Quantities, now: Quantities) -> str:
    return "" if pinned == now else CHANGED_SINCE


def _bills(year: Year) -> Facts:
    """A month counts where every account has its bill or a note of no use."""
    whole = months_of(person=year.person, code=year.unit.code, year=year.year, today=year.today)
    every = next((unit.cells for unit in whole.units if unit.id == year.unit.pk), [])
    cells = [cell for cell in every if year.owes(Period(cell.month, 1))]
    names = (year.unit.code, str(year.year))
    found = [
        Found(f"{cell.month:%Y-%m}", f"{cell.month.month}月票据齐全（{cell.open} 户）", "months", names)
        for cell in cells
        if cell.state in COMPLETE
    ]
    late = [cell for cell in cells if cell.state in (State.MISSING, State.PART)]
    return Facts(tuple(found), tuple(_missing_bills(year, late)), len(cells) or 12, year.is_over)


def _missing_bills(year: Year, late: list[Cell]) -> list[Missing]:
    """The accounts without a bill, month by month."""
    if not late:
        return []
    accounts = accounts_by_month(person=year.person, code=year.unit.code, year=year.year, today=year.today)
    found = []
    for cell in late:
        for account in accounts:
            own = next((each for each in account.cells if each.month == cell.month), None)
            if own and own.state in (State.MISSING, State.PART):
                label = f"{account.resource.zh}户号 {account.number or '（未填）'}"
                names = (year.unit.code, str(year.year), str(account.id))
                found.append(Missing(f"{cell.month:%Y-%m}", f"{cell.month.month}月缺{label}的票据", "account", names))
    months = {each.period for each in found}
    names = (year.unit.code, str(year.year))
    found += [
        Missing(f"{cell.month:%Y-%m}", f"{cell.month.month}月没有票据", "months", names)
        for cell in late
        if f"{cell.month:%Y-%m}" not in months
    ]
    return found


def _reports(year: Year, due: dict[str, date], live: dict[str, Quantities]) -> Facts:
    wanted = [str(period) for period in year.reported()]
    kept = Report.objects.filter(organisation=year.unit, state__in=SUBMITTED, period__in=wanted)
    rows = {each.period: each for each in kept.select_related("submitted", "accepted")}
    found, missing = [], []
    for period in year.reported():
        names = (year.unit.code, str(period))
        report, last = rows.get(str(period)), due.get(str(period))
        if report is None:
            if period.until <= year.today:
                missing.append(Missing(str(period), f"{period.zh}没有报送", "report", names))
            continue
        on = timezone.localdate(report.first_submitted_at)
        says = f"{period.zh}于 {on} 报送" + (f"（期限 {last}）" if last else "（没有执行的方案，不判断是否按时）")
        pinned = lines(content_of(report.accepted or report.submitted))
        says += _since({line.resource.value: line.quantity for line in pinned}, live.get(str(period), {}))
        found.append(Found(str(period), says, "report", names, on_time=last is None or on <= last))
    # A year's own report comes after the year: it can be missing only once its day has passed.
    last = due.get(str(year.year))
    is_over = len(found) == len(wanted) or (year.is_over and (last is None or year.today > last))
    return Facts(tuple(found), tuple(missing), len(wanted), is_over)


def _analysis(year: Year, due: dict[str, date]) -> Facts:
    names = (year.unit.code, Document.ANALYSIS_REPORT.value, str(year.year))
    last = due.get(f"analysis {year.year}")
    kept = HandedIn.objects.filter(organisation=year.unit, what=Document.ANALYSIS_REPORT, period=str(year.year)).first()
    is_over = year.is_over and (last is None or year.today > last)
    if kept is None:
        says = f"{year.year} 年度能源资源消费分析报告没有报送" + (f"（期限 {last}）" if last else "")
        return Facts((), (Missing(str(year.year), says, "hand_in", names),), 1, is_over)
    on_time = last is None or kept.handed_in_on <= last
    says = f"《{kept.title}》于 {kept.handed_in_on} 报送"
    return Facts((Found(str(year.year), says, "document", (str(kept.pk),), on_time),), (), 1, True)


def _notices(year: Year, live: dict[str, Quantities]) -> Facts:
    """A quarter counts where its use was published, whether or not a later notice corrected it."""
    public = (NoticeState.PUBLISHED, NoticeState.REPLACED)
    kept = Notice.objects.filter(organisation=year.unit, state__in=public, period__startswith=f"{year.year:04}Q")
    newest = {each.period: each for each in kept.select_related("snapshot").order_by("number")}
    found, missing = [], []
    for quarter in year.quarters():
        names = (year.unit.code, str(quarter))
        if notice := newest.get(str(quarter)):
            says = f"{quarter.zh}于 {notice.shown_from} 公示" + (
                f"（第 {notice.number} 号，更正）" if notice.number > 1 else ""
            )
            published = {line.resource.value: line.quantity for line in lines_of(content_of(notice.snapshot))}
            says += _since(published, live.get(str(quarter), {}))
            found.append(Found(str(quarter), says, "notice", names))
        elif quarter.until <= year.today:
            missing.append(Missing(str(quarter), f"{quarter.zh}没有公示", "notice", names))
    # The last quarter's notice is made in the quarter after the year.
    is_over = len(found) == len(year.quarters()) or year.today >= Period.parse(f"{year.year + 1:04}Q1").until
    return Facts(tuple(found), tuple(missing), len(year.quarters()), is_over)


def _creation_plan(year: Year) -> Facts:
    kept = HandedIn.objects.filter(
        organisation=year.unit, what=Document.CREATION_PLAN, handed_in_on__lt=year.period.until
    ).order_by("-handed_in_on")
    found = [
        Found(each.period, f"《{each.title}》于 {each.handed_in_on} 报送", "document", (str(each.pk),)) for each in kept
    ]
    names = (year.unit.code, Document.CREATION_PLAN.value, "")
    missing = () if found else (Missing("", "没有登记创建行动实施方案", "hand_in", names),)
    return Facts(tuple(found), missing, 1, year.is_over)


def _vehicles(year: Year) -> Facts | None:
    """Whether the unit has vehicles, from its profile; None where the profile does not say."""
    counts = Profile.objects.filter(organisation=year.unit, year=year.year).values(*VEHICLES).first()
    if not counts or all(counts[name] is None for name in VEHICLES):
        return None
    total = sum(counts[name] or 0 for name in VEHICLES)
    return Facts((Found(str(year.year), f"公务用车 {total} 辆"),) if total else ())
