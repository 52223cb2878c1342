"""What the ledgers know of a unit's year, by the source that a standard's items ask."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from jieyue.programme.completeness.queries import Cell, State
from jieyue.programme.duties.documents import Handed
from jieyue.programme.evaluation.asked import (
    ANALYSIS_REPORT,
    CREATION_PLAN,
    FIGURES,
    LATE,
    NEW_ENERGY,
    SELF_EVALUATION,
    Asked,
    Owed,
    Quantities,
    Submitted,
)
from jieyue.rules.indicators.declaring import Indicator, catalogue
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.scoring import TITLES_HELD, Facts, Found, Missing, Standard
from jieyue.rules.signs import as_printed
from jieyue.store.duties.models import HandedIn
from jieyue.store.notices.models import Notice
from jieyue.store.orgs.models import Organisation
from jieyue.store.policies import policy
from jieyue.store.registers.targets.models import Target
from jieyue.store.registers.targets.settling import CAPS, WAITS
from jieyue.store.registers.titles.models import Title
from jieyue.store.reporting.models import Report

COMPLETE = (State.COMPLETE, State.NO_USE, State.NOT_OWED)
ERROR = "error"
NO_DAY = "没有规定期限（没有执行的方案），不能判断是否按时"


@dataclass(frozen=True)
class Year:
    """A unit's year, and what was asked of it together with others. `basis`: the switches by which its figures are
    worked out.
    """

    unit: Organisation
    asked: Asked
    basis: Mapping[str, str] = field(default_factory=dict)

    @property
    def year(self) -> int:
        return self.asked.year

    @property
    def today(self) -> date:
        return self.asked.today

    @property
    def period(self) -> Period:
        return self.asked.period

    @property
    def is_over(self) -> bool:
        return self.asked.is_over

    @cached_property
    def owed(self) -> Owed:
        return self.asked.owed_by(self.unit)

    @property
    def due_days(self) -> Mapping[str, date]:
        return self.asked.due_days.get(self.unit.pk, {})

    @property
    def sheet_due(self) -> date | None:
        """By when its score sheet is asked for."""
        return self.due_days.get(f"{SELF_EVALUATION} {self.year}")

    @property
    def quantities(self) -> Mapping[str, Quantities]:
        return self.asked.quantities.get(self.unit.pk, {})

    @property
    def papers(self) -> Sequence[Handed]:
        return self.asked.papers.get(self.unit.pk, ())

    @property
    def vehicles(self) -> Mapping[str, int | None]:
        return self.asked.vehicles.get(self.unit.pk, {})


CHANGED_SINCE = "（此后台账有变化）"


def year_of(unit: Organisation, year: int, person: Person, today: date) -> Year:
    """One unit's, by itself."""
    return Year(unit, Asked([unit], year, person, today))


def facts_of(year: Year, standard: Standard) -> dict[str, Facts]:
    """By source, of those that the standard asks; one of which nobody knows anything is left out."""
    return next(facts_of_each(year.asked, standard))[1]


def facts_of_each(asked: Asked, standard: Standard) -> Iterator[tuple[Year, dict[str, Facts]]]:
    """The same of every unit that is asked, in their order."""
    of_ledgers = asked.of_ledgers(standard.sources)
    sources = [(name, OWN[name]) for name in OWN if name in standard.sources]
    for unit in asked.units:
        year = Year(unit, asked, standard.basis)
        own = ((name, gather(year)) for name, gather in sources)
        yield year, {**{name: facts for name, facts in own if facts is not None}, **of_ledgers[unit.pk]}


FLOAT_NOISE = Decimal("1e-9")
"""A ratio is a quotient of floats: what is exactly the cap may come out a trace above it."""


def _targets(year: Year) -> Facts:
    """The year's ratios beside what its superior set or confirmed; met where they are not above it. A running year may
    still miss.

    Of a target whose ratio cannot be worked out (no profile of the year, a month without bills) nobody knows.
    """
    kept = year.asked.targets.get(year.unit.pk)
    names = (year.unit.code, str(year.year))
    lacks = [_no_target(each.zh, names) for each in _aimed_at() if kept is None or getattr(kept, each.key) is None]
    if kept is None:
        return Facts((), tuple(lacks), 0, year.is_over)
    if not kept.is_confirmed:
        waits = Missing(str(year.year), f"年度目标{WAITS}", "targets", names)
        return Facts((), (waits, *lacks), 0, year.is_over, f"登记的目标{WAITS}")
    answer = year.asked.figures({})[year.unit.pk]
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
    says = f"{about.zh} {told}，目标不高于 {cap.normalize():f} {as_printed(about.unit)}"
    return Found("", says, "targets", names, is_met, cap, about.key, records)


def _since(pinned: Quantities, now: Quantities | None) -> str:
    return "" if pinned == (now or {}) else CHANGED_SINCE


def _bills(year: Year) -> Facts:
    """A month counts where every account has its bill or a note of no use."""
    every = year.asked.months.get(year.unit.pk, ())
    owed = year.owed.months
    cells = [cell for cell in every if cell.month in owed]
    names = (year.unit.code, str(year.year))
    proved = year.asked.proved.get(year.unit.pk, {})
    found = [
        Found(
            cell.month.isoformat()[:7],
            f"{cell.month.month}月票据齐全（{cell.open} 户）",
            "months",
            names,
            records=tuple(proved.get(cell.month, ())),
        )
        for cell in cells
        if cell.state in COMPLETE
    ]
    late = [cell for cell in cells if cell.state in LATE]
    return Facts(tuple(found), tuple(_missing_bills(year, late)), len(cells) or 12, year.is_over)


def _missing_bills(year: Year, late: list[Cell]) -> list[Missing]:
    """The accounts without a bill, month by month."""
    found = []
    accounts = year.asked.accounts_late.get(year.unit.pk, ()) if late else ()
    for cell in late:
        for account in accounts:
            own = next((each for each in account.cells if each.month == cell.month), None)
            if own and own.state in LATE:
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
    due, rows = year.due_days, year.asked.reports.get(year.unit.pk, {})
    wanted = year.owed.reported
    found, missing = [], []
    for period, key in wanted:
        names = (year.unit.code, key)
        report, last = rows.get(key), due.get(key)
        if report is None:
            if period.until <= year.today:
                missing.append(_dated(Missing(key, f"{period.zh}未报送", "report", names, last), year.today))
            continue
        found.append(_report(report, period.zh, names, last, year.quantities.get(key)))
    # A year's own report comes after the year: it can be missing only once its day has passed.
    last = due.get(str(year.year))
    is_over = len(found) == len(wanted) or (year.is_over and (last is None or year.today > last))
    is_known = all(key in due for _, key in wanted)
    return Facts(tuple(found), tuple(missing), len(wanted), is_over, "" if is_known else NO_DAY)


def _report(report: Submitted, zh: str, names: tuple[str, str], last: date | None, now: Quantities | None) -> Found:
    on = report.on
    says = f"{zh}于 {on} 报送" + (f"（期限 {last}）" if last else "（没有规定期限，不判断是否按时）")
    is_on_time = None if last is None else on <= last
    records = ((Report._meta.db_table, report.id),)
    return Found(names[-1], says + _since(report.pinned, now), "report", names, is_on_time, records=records)


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
    newest = year.asked.notices.get(year.unit.pk, {})
    found, missing = [], []
    wanted = year.owed.quarters
    for quarter, key in wanted:
        names = (year.unit.code, key)
        if notice := newest.get(key):
            says = f"{quarter.zh}于 {notice.since} 公示" + (
                f"（第 {notice.number} 号，更正）" if notice.number > 1 else ""
            )
            says += _since(notice.pinned, year.quantities.get(key))
            found.append(Found(key, says, "notice", names, records=((Notice._meta.db_table, notice.id),)))
        elif quarter.until <= year.today:
            until = year.due_days.get(f"notice {key}")
            missing.append(Missing(key, f"{quarter.zh}没有公示", "notice", names, until))
    # The last quarter's notice is made in the quarter after the year.
    is_over = len(found) == len(wanted) or year.today >= Period.parse(f"{year.year + 1:04}Q1").until
    return Facts(tuple(found), tuple(missing), len(wanted), is_over)


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
    every = year.asked.findings.get(year.unit.pk, ())
    names = (year.unit.code, str(year.year))
    errors = [each for each in every if each.severity == ERROR]
    found = tuple(Found(each.period, each.says, "months", names) for each in errors)
    improbable = sum(each.severity != ERROR and not each.is_accepted for each in every)
    doubt = f"数据核对有 {improbable} 条可疑，没有核实，或者说明还没有经上级同意" if improbable and not found else ""
    return Facts(found, (), 0, True, doubt)


def _titles_held(year: Year) -> Facts:
    names = {word.key: word.name for word in policy().ledgers.words.get("titles", ())}
    return Facts(
        tuple(
            Found(
                str(year.year),
                f"有“{names.get(row.title, row.title)}”称号（{row.given_on} 授予）",
                "ledger_row",
                ("titles", str(row.pk)),
                key=row.title,
                records=((Title._meta.db_table, row.pk),),
            )
            for row in year.asked.titles.get(year.unit.pk, ())
        ),
        is_over=year.is_over,
    )


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
    before = _targets(replace(year, asked=year.asked.before))
    now = _targets(year)
    found = (*now.found, *(replace(each, key=f"{each.key}:before") for each in before.found))
    doubt = now.doubt or before.doubt
    return Facts(found, (*now.missing, *before.missing), len(found), now.is_over and before.is_over, doubt)


def _own_figure(indicator: str) -> Callable[[Year], Facts]:
    """The unit's figure of the twelve months; in doubt while they are not over or not complete."""

    def gather(year: Year) -> Facts:
        answer = year.asked.figures(year.basis)[year.unit.pk]
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
        rows = [row for row in year.asked.benchmarks.get(year.unit.pk, ()) if getattr(row, indicator)]
        if len(rows) > 1:
            named = "、".join(row.group_name or "（未分）" for row in rows)
            return Facts(doubt=f"同类机构均值分了几类（{named}），须由人选定一类评判")
        published = None if rows else year.asked.means.get(year.unit.pk)
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


OWN: Mapping[str, Callable[[Year], Facts | None]] = {
    "targets": _targets,
    "bills_by_month": _bills,
    "reports": _reports,
    "analysis_report": _analysis,
    "notices": _notices,
    "creation_plan": _creation_plan,
    "open_findings": _open_findings,
    TITLES_HELD: _titles_held,
    "vehicles": _vehicles,
    "new_energy_vehicles": _new_energy_vehicles,
    "targets_of_two_years": _targets_of_two_years,
    **{name: _own_figure(indicator) for name, indicator in FIGURES.items()},
    **{f"{name}_of_like": _figure_of_like(indicator) for name, indicator in FIGURES.items()},
}
