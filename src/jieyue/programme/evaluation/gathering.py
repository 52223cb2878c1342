"""What the ledgers know of a unit's year, by the source that a standard's items ask."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.utils import timezone

from jieyue.programme.checking.queries import checks
from jieyue.programme.completeness.queries import Cell, State, accounts_by_month, months_of
from jieyue.programme.duties.documents import Handed, handed_in
from jieyue.programme.duties.queries import ordered
from jieyue.programme.ledgers.sources import facts_of_ledgers
from jieyue.programme.publication.content import lines_of
from jieyue.programme.quotas.institutions import published_of
from jieyue.programme.reporting.figures import lines
from jieyue.programme.reporting.queries import periods_of
from jieyue.programme.statistics.queries import statistics, sums
from jieyue.rules.indicators.declaring import Indicator, catalogue
from jieyue.rules.period import Period, month_of
from jieyue.rules.person import Person
from jieyue.rules.publication import ENERGY, NoticeState
from jieyue.rules.scoring import Facts, Found, Missing, Standard
from jieyue.rules.values import Level
from jieyue.store.duties.models import HandedIn
from jieyue.store.evidence.models import Link
from jieyue.store.ledgers.bills.models import Bill
from jieyue.store.notices.models import Notice
from jieyue.store.orgs.models import Organisation, Profile
from jieyue.store.orgs.standing import stays_under
from jieyue.store.orgs.tree import path_on
from jieyue.store.records.any_of import any_of
from jieyue.store.registers.benchmarks.models import Benchmark
from jieyue.store.registers.targets.models import Target
from jieyue.store.registers.targets.settling import CAPS, WAITS
from jieyue.store.reporting.counting import SUBMITTED
from jieyue.store.reporting.models import Report
from jieyue.store.snapshots.keeping import content_of

COMPLETE = (State.COMPLETE, State.NO_USE, State.NOT_OWED)
NEW_ENERGY = "vehicles_new_energy"
VEHICLES = ("vehicles_petrol", "vehicles_diesel", NEW_ENERGY)
ERROR = "error"
NO_DAY = "没有规定期限（没有执行的方案），不能判断是否按时"


@dataclass(frozen=True)
class Year:
    """A unit's year as it is looked at on a day. `basis`: the switches by which its figures are worked out."""

    unit: Organisation
    year: int
    person: Person
    today: date
    basis: Mapping[str, str] = field(default_factory=dict)

    @property
    def period(self) -> Period:
        return Period.parse(f"{self.year:04}")

    @property
    def is_over(self) -> bool:
        return self.today >= self.period.until

    def owes(self, period: Period) -> bool:
        """Whether the unit existed and had joined when the period ended: nothing is owed from before, or after."""
        return self.unit.owing.holds(period.last)

    def reported(self) -> list[Period]:
        return [period for period in periods_of(self.year) if self.owes(period)]

    def quarters(self) -> list[Period]:
        return [quarter for quarter in self.period.quarters() if self.owes(quarter)]

    @cached_property
    def due_days(self) -> dict[str, date]:
        return _due_days(self)

    @property
    def sheet_due(self) -> date | None:
        """By when its score sheet is asked for."""
        return self.due_days.get(f"{SELF_EVALUATION} {self.year}")

    @cached_property
    def quarters_now(self) -> "dict[str, Quantities]":
        return _quarters_now(self)

    @cached_property
    def papers(self) -> list[Handed]:
        return _papers(self)

    @cached_property
    def vehicles(self) -> dict[str, int | None]:
        return Profile.objects.filter(organisation=self.unit, year=self.year).values(*VEHICLES).first() or {}


CHANGED_SINCE = "（此后台账有变化）"


def facts_of(year: Year, standard: Standard) -> dict[str, Facts]:
    """By source, of those that the standard asks; one of which nobody knows anything is left out."""
    asked = replace(year, basis=standard.basis)
    own = {name: OWN[name](asked) for name in OWN.keys() & standard.sources}
    of_ledgers = facts_of_ledgers(
        year.unit,
        year.year,
        asked=standard.sources,
        owed=[month for month in year.period.each_month() if year.owes(Period(month, 1))],
        is_over=year.is_over,
        today=year.today,
    )
    return {**{name: facts for name, facts in own.items() if facts is not None}, **of_ledgers}


def _due_days(year: Year) -> dict[str, date]:
    """By period (`2024Q1`, `2024`; for notices and documents with what it is before it), from the plans in force; none
    without a plan.
    """
    days: dict[str, date] = {}
    for duty in ordered(organisation=year.unit.code, year=year.year, person=year.person):
        discharge = duty.entry.discharge
        if discharge and discharge.by == "report":
            days[duty.period] = duty.due_on
        elif discharge and discharge.by == "notice" and discharge.what in ("", ENERGY):
            days[f"notice {duty.period}"] = duty.due_on
        elif discharge and discharge.what in (ANALYSIS_REPORT, SELF_EVALUATION):
            days[f"{discharge.what} {duty.period or duty.falls_on.year}"] = duty.due_on
    return days


ANALYSIS_REPORT, CREATION_PLAN, SELF_EVALUATION = "analysis_report", "creation_plan", "self_evaluation"
"""The documents that standards ask about, and the sheet itself, as policy calls them."""

FLOAT_NOISE = Decimal("1e-9")
"""A ratio is a quotient of floats: what is exactly the cap may come out a trace above it."""


def _targets(year: Year) -> Facts:
    """The year's ratios beside what its superior set or confirmed; met where they are not above it. A running year may
    still miss.

    Of a target whose ratio cannot be worked out (no profile of the year, a month without bills) nobody knows.
    """
    kept = Target.objects.filter(organisation=year.unit, year=year.year).first()
    names = (year.unit.code, str(year.year))
    lacks = [_no_target(each.zh, names) for each in _aimed_at() if kept is None or getattr(kept, each.key) is None]
    if kept is None:
        return Facts((), tuple(lacks), 0, year.is_over)
    if not kept.is_confirmed:
        waits = Missing(str(year.year), f"年度目标{WAITS}", "targets", names)
        return Facts((), (waits, *lacks), 0, year.is_over, f"登记的目标{WAITS}")
    answer = statistics(person=year.person, code=year.unit.code, period=year.period, is_compared=False)
    records = ((Target._meta.db_table, kept.pk),)
    found = [
        _target(each, getattr(kept, each.key), answer.indicators.get(each.key), names, records)
        for each in _aimed_at()
        if getattr(kept, each.key) is not None
    ]
    return Facts(tuple(found), tuple(lacks), len(found), year.is_over and answer.is_complete)


def _aimed_at() -> list[Indicator]:
    return [each for each in catalogue() if each.key in CAPS]


def _no_target(name: str, names: tuple[str, ...]) -> Missing:
    return Missing(names[-1], f"没有登记上级下达的{name}目标", "targets", names)


def _target(
    about: Indicator, cap: Decimal, value: float | None, names: tuple[str, ...], records: tuple[tuple[str, int], ...]
) -> Found:
    is_met = None if value is None else Decimal(value).quantize(FLOAT_NOISE) <= cap
    told = "没有数据" if value is None else f"{value:.3f}"
    says = f"{about.zh} {told}，目标不高于 {cap.normalize():f} {about.unit}"
    return Found("", says, "targets", names, is_met, cap, about.key, records)


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
    proved = _bills_with_evidence(year)
    found = [
        Found(
            f"{cell.month:%Y-%m}",
            f"{cell.month.month}月票据齐全（{cell.open} 户）",
            "months",
            names,
            records=tuple(proved.get(cell.month, ())),
        )
        for cell in cells
        if cell.state in COMPLETE
    ]
    late = [cell for cell in cells if cell.state in (State.MISSING, State.PART)]
    return Facts(tuple(found), tuple(_missing_bills(year, late)), len(cells) or 12, year.is_over)


def _bills_with_evidence(year: Year) -> dict[date, list[tuple[str, int]]]:
    """By the month of their last day, the bills that have evidence."""
    table = Bill._meta.db_table
    own = any_of({stay.organisation for stay in stays_under(year.unit.pk, year.period.first, year.period.until)})
    proved = Link.objects.filter(table=table, item__organisation__in=own).values("record_id")
    days = {"end_date__gte": year.period.first, "end_date__lt": year.period.until}
    found: dict[date, list[tuple[str, int]]] = {}
    for id_, end in Bill.objects.filter(id__in=proved, **days).order_by("id").values_list("id", "end_date"):
        found.setdefault(month_of(end), []).append((table, id_))
    return found


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


def _reports(year: Year) -> Facts:
    due, live = year.due_days, year.quarters_now
    wanted = [str(period) for period in year.reported()]
    kept = Report.objects.filter(organisation=year.unit, state__in=SUBMITTED, period__in=wanted)
    rows = {each.period: each for each in kept.select_related("submitted", "accepted")}
    found, missing = [], []
    for period in year.reported():
        names = (year.unit.code, str(period))
        report, last = rows.get(str(period)), due.get(str(period))
        if report is None:
            if period.until <= year.today:
                missing.append(_dated(Missing(str(period), f"{period.zh}未报送", "report", names, last), year.today))
            continue
        on = timezone.localdate(report.first_submitted_at)
        says = f"{period.zh}于 {on} 报送" + (f"（期限 {last}）" if last else "（没有规定期限，不判断是否按时）")
        pinned = lines(content_of(report.accepted or report.submitted))
        says += _since({line.resource.value: line.quantity for line in pinned}, live.get(str(period), {}))
        is_on_time = None if last is None else on <= last
        records = ((Report._meta.db_table, report.pk),)
        found.append(Found(str(period), says, "report", names, is_on_time, records=records))
    # A year's own report comes after the year: it can be missing only once its day has passed.
    last = due.get(str(year.year))
    is_over = len(found) == len(wanted) or (year.is_over and (last is None or year.today > last))
    is_known = all(str(period) in due for period in year.reported())
    return Facts(tuple(found), tuple(missing), len(wanted), is_over, "" if is_known else NO_DAY)


def _papers(year: Year) -> list[Handed]:
    wanted = (ANALYSIS_REPORT, CREATION_PLAN)
    kept = HandedIn.objects.filter(organisation=year.unit, what__in=wanted).order_by("-handed_in_on")
    return handed_in(kept)


def _analysis(year: Year) -> Facts:
    last = year.due_days.get(f"{ANALYSIS_REPORT} {year.year}")
    doubt = "" if last else NO_DAY
    own = [each for each in year.papers if (each.what, each.period) == (ANALYSIS_REPORT, str(year.year))]
    found = [_document(each, None if last is None else each.on <= last) for each in own if each.counts]
    if found:
        return Facts(tuple(found), (), 1, True, doubt)
    is_over = year.is_over and (last is None or year.today > last)
    says = f"{year.year} 年度能源资源消费分析报告未报送" + (f"（期限 {last}）" if last else "")
    names = (year.unit.code, ANALYSIS_REPORT, str(year.year))
    none = Missing(str(year.year), says, "hand_in", names)
    missing = [_dated(replace(each, until=last), year.today) for each in [_claim(each) for each in own] or [none]]
    return Facts((), tuple(missing), 1, is_over, doubt)


def _notices(year: Year) -> Facts:
    """A quarter counts where its use was published, whether or not a later notice corrected it."""
    public = (NoticeState.PUBLISHED, NoticeState.REPLACED)
    own = Notice.objects.filter(organisation=year.unit, what=ENERGY, state__in=public)
    kept = own.filter(period__startswith=f"{year.year:04}Q")
    newest = {each.period: each for each in kept.select_related("snapshot").order_by("number")}
    found, missing = [], []
    for quarter in year.quarters():
        names = (year.unit.code, str(quarter))
        if notice := newest.get(str(quarter)):
            says = f"{quarter.zh}于 {notice.shown_from} 公示" + (
                f"（第 {notice.number} 号，更正）" if notice.number > 1 else ""
            )
            published = {line.resource.value: line.quantity for line in lines_of(content_of(notice.snapshot))}
            says += _since(published, year.quarters_now.get(str(quarter), {}))
            found.append(Found(str(quarter), says, "notice", names, records=((Notice._meta.db_table, notice.pk),)))
        elif quarter.until <= year.today:
            until = year.due_days.get(f"notice {quarter}")
            missing.append(Missing(str(quarter), f"{quarter.zh}没有公示", "notice", names, until))
    # The last quarter's notice is made in the quarter after the year.
    is_over = len(found) == len(year.quarters()) or year.today >= Period.parse(f"{year.year + 1:04}Q1").until
    return Facts(tuple(found), tuple(missing), len(year.quarters()), is_over)


def _creation_plan(year: Year) -> Facts:
    own = [each for each in year.papers if each.what == CREATION_PLAN and each.on < year.period.until]
    found = [_document(each) for each in own if each.counts]
    names = (year.unit.code, CREATION_PLAN, "")
    last = year.period.last
    none = Missing("", "没有登记创建行动实施方案", "hand_in", names)
    lacks = [_dated(replace(each, until=last), year.today) for each in [_claim(each) for each in own] or [none]]
    return Facts(tuple(found), () if found else tuple(lacks), 1, year.is_over)


def _dated(missing: Missing, today: date) -> Missing:
    """What counts only until its day."""
    return replace(missing, is_past=missing.until is not None and today > missing.until)


def _document(handed: Handed, on_time: bool | None = None) -> Found:
    receipt = f"，{handed.receipt}" if handed.receipt else ""
    says = f"《{handed.title}》于 {handed.on} 报送{receipt}"
    records = ((HandedIn._meta.db_table, handed.id),)
    return Found(handed.period, says, "document", handed.names, on_time, records=records)


def _claim(handed: Handed) -> Missing:
    return Missing(handed.period, handed.says, "document", handed.names)


def _open_findings(year: Year) -> Facts:
    """What the data checks find in the year. An error is found; what is only improbable leaves it in doubt, unless the
    unit explained it and the level above accepted that.
    """
    every = checks(person=year.person, code=year.unit.code, period=year.period)
    names = (year.unit.code, str(year.year))
    errors = [each for each in every if each.severity == ERROR]
    found = tuple(Found(each.period, each.says, "months", names) for each in errors)
    improbable = sum(each.severity != ERROR and not each.is_accepted for each in every)
    doubt = f"数据核对有 {improbable} 条可疑，没有核实，或者说明还没有经上级同意" if improbable and not found else ""
    return Facts(found, (), 0, True, doubt)


def _vehicles(year: Year) -> Facts | None:
    """Whether the unit has vehicles, from its profile; None where the profile does not say."""
    known = [count for count in year.vehicles.values() if count is not None]
    if not known:
        return None
    return Facts((Found(str(year.year), f"公务用车 {sum(known)} 辆"),) if sum(known) else ())


def _new_energy_vehicles(year: Year) -> Facts | None:
    """How many there are, and not how many of those that were replaced."""
    if all(count is None for count in year.vehicles.values()):
        return None
    counted = f"年度基本信息只有保有量（新能源 {year.vehicles[NEW_ENERGY] or 0} 辆）"
    return Facts(doubt=f"{counted}，没有更新车辆和充电设施的登记")


def _targets_of_two_years(year: Year) -> Facts:
    """The year's targets and those of the year before, whose keys end in `:before`."""
    before = _targets(replace(year, year=year.year - 1))
    now = _targets(year)
    found = (*now.found, *(replace(each, key=f"{each.key}:before") for each in before.found))
    doubt = now.doubt or before.doubt
    return Facts(found, (*now.missing, *before.missing), len(found), now.is_over and before.is_over, doubt)


def _own_figure(indicator: str) -> Callable[[Year], Facts]:
    """The unit's figure of the twelve months; in doubt while they are not over or not complete."""

    def gather(year: Year) -> Facts:
        about = {"person": year.person, "code": year.unit.code, "period": year.period, "switches": year.basis}
        answer = statistics(**about, is_compared=False)
        value = answer.indicators.get(indicator)
        zh = next(each.zh for each in catalogue() if each.key == indicator)
        names = (year.unit.code, str(year.year))
        if value is None:
            lacks = Missing(str(year.year), f"没有{zh}：缺票据或基本信息", "months", names)
            return Facts((), (lacks,), 1, year.is_over)
        doubt = "" if year.is_over and answer.is_complete else "年度未结束或数据不齐"
        exact = Decimal(value).quantize(FLOAT_NOISE)
        return Facts((Found(str(year.year), f"{zh} {exact:.3f}", "months", names, value=exact),), (), 1, True, doubt)

    return gather


def _figure_of_like(indicator: str) -> Callable[[Year], Facts]:
    """What the province published for the year before of institutions like it: as somebody registered it, else as
    policy keeps it.
    """

    def gather(year: Year) -> Facts:
        above = [int(each) for each in path_on(year.unit.pk, year.today).strip("/").split("/")]
        about = {"organisation__level": Level.PROVINCE, "year": year.year - 1, "category": year.unit.category}
        kept = Benchmark.objects.filter(organisation__in=above, **about).order_by("id")
        rows = [row for row in kept if getattr(row, indicator)]
        if len(rows) > 1:
            named = "、".join(row.group_name or "（未分）" for row in rows)
            return Facts(doubt=f"同类机构均值分了几类（{named}），须由人选定一类评判")
        published = None if rows else published_of(year.unit, year=year.year - 1, on=year.today)
        if published and indicator in published.figures:
            says = f"同类均值（{published.name}），{published.source.document}"
            return Facts((Found(str(published.year), says, value=published.figures[indicator]),))
        if not rows:
            says = f"没有登记本省 {year.year - 1} 年同类机构的均值"
            return Facts(
                (),
                (Missing(str(year.year - 1), says, "ledger", ("benchmarks", year.unit.code, str(year.year - 1))),),
                1,
                True,
                says,
            )
        (row,) = rows
        return Facts((Found(str(row.year), f"同类均值，{row.document}", value=getattr(row, indicator)),))

    return gather


FIGURES = {
    "area_energy": "energy_per_m2_kgce",
    "person_energy": "energy_per_person_kgce",
    "person_water": "water_per_person_m3",
}

OWN: Mapping[str, Callable[[Year], Facts | None]] = {
    "targets": _targets,
    "bills_by_month": _bills,
    "reports": _reports,
    "analysis_report": _analysis,
    "notices": _notices,
    "creation_plan": _creation_plan,
    "open_findings": _open_findings,
    "vehicles": _vehicles,
    "new_energy_vehicles": _new_energy_vehicles,
    "targets_of_two_years": _targets_of_two_years,
    **{name: _own_figure(indicator) for name, indicator in FIGURES.items()},
    **{f"{name}_of_like": _figure_of_like(indicator) for name, indicator in FIGURES.items()},
}
