"""Building the demonstration city through the product's own operations, each at its moment in the past."""

import csv
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path

from django.utils import timezone
from docx import Document

from jieyue.cli.demo import beyond_energy, city, driving, invoices
from jieyue.cli.demo.announcing import announce_results
from jieyue.cli.demo.evaluating import hold_round
from jieyue.cli.demo.people import ADMINISTRATORS, Colleague, as_of, colleagues, hire
from jieyue.cli.demo.supervising import supervise
from jieyue.cli.demo.verifying import hold_whole_round
from jieyue.programme.duties import operations as duties
from jieyue.programme.duties.handing_in import decide
from jieyue.programme.duties.handing_in import hand_in as hand_in_document
from jieyue.programme.duties.receiving import paper
from jieyue.programme.entry.operations import ImportReport, import_sheet
from jieyue.programme.evaluation import operations as evaluation
from jieyue.programme.evaluation.queries import NATIONAL
from jieyue.programme.evaluation.self_scoring import Said, score_items
from jieyue.programme.evidence.operations import Upload, attach
from jieyue.programme.ledgers.catalogue import ledger_named
from jieyue.programme.publication import operations as publication
from jieyue.programme.publication.queries import notice
from jieyue.programme.reporting import operations as reporting
from jieyue.programme.reporting.queries import seen_to_decide
from jieyue.rules.period import Period, month_of, months_later
from jieyue.rules.person import Person
from jieyue.rules.receiving import APPROVE, RECEIVE
from jieyue.rules.refusal import Refused

STAGES = ("ledgers", "reporting", "self-evaluation", "verification", "announced")
USUAL_STAGE = "self-evaluation"
PLAN = "sichuan-2020"
MOST_KEEPING_ALL = 6
"""Of many units, so many keep every ledger."""
MONTHS_OF_TRIPS = 2
"""The last ones, in which they write down how vehicles are used."""
FIRST_ROW = 2
"""Of a sheet, below its header."""
MOST_REPORTING = 36
"""Of many units, so many report one by one; the others are shown as not having reported."""

# What is wrong with whom, by the unit's place in the list.
MISSES_A_BILL, JUMPS, IS_LATE, IS_RETURNED, CORRECTS_LATER, SKIPS_A_NOTICE, IS_SILENT = 2, 4, 5, 6, 7, 8, 9
STILL_WAIT = (3, 10)
"""Those whose last quarter was submitted and not looked at."""

Tell = Callable[[str], None]


class NotBuilt(Refused):
    """What was to be brought in was refused: a fault of the demonstration itself."""


@dataclass(frozen=True)
class Building:
    """The city of `count` units on `today`; `by` is the console."""

    count: int
    today: date
    by: Person
    home: Path
    tell: Tell

    @property
    def units(self) -> list[city.Unit]:
        return city.units(self.count)

    @property
    def years(self) -> range:
        return range(self.today.year - 1, self.today.year + 1)

    @property
    def people(self) -> list[Colleague]:
        first = self.units[0]
        return colleagues(city.CITY[0], first.county, first.code)

    def months(self) -> list[date]:
        """Every month that is over, from the first of last year on."""
        first, end = date(self.years[0], 1, 1), month_of(self.today)
        count = (end.year - first.year) * 12 + end.month - first.month
        return [months_later(first, n) for n in range(count)]

    def quarters(self) -> list[Period]:
        every = [quarter for year in self.years for quarter in Period.parse(f"{year:04}Q4").quarters()]
        return [quarter for quarter in every if quarter.until <= self.today]

    def moment(self, day: date, hour: int = 9) -> datetime:
        """Working hours of a day, and never later than today."""
        return timezone.make_aware(datetime.combine(min(day, self.today), time(hour)))

    def clerk_of(self, unit: city.Unit) -> str:
        return "wang" if unit.nth == 0 else "liu"

    def reviewer_of(self, unit: city.Unit) -> str:
        return "zhao" if unit.county == self.units[0].county else "qinlan"

    def approver_of(self, unit: city.Unit) -> str:
        return "feng" if unit.nth == 0 else "chen"


def build(of: Building, *, stage: str) -> None:
    steps = {
        "ledgers": ledgers,
        "reporting": report,
        "self-evaluation": evaluate,
        "verification": verify,
        "announced": announce,
    }
    for name in STAGES[: STAGES.index(stage) + 1]:
        steps[name](of)


def ledgers(of: Building) -> None:
    """The tree, sizes, people, and every bill up to the last month that is over."""
    of.tell(f"正在建立 {of.count} 家单位的机构、人员和基本信息")
    begin = of.moment(date(of.years[0], 1, 1))
    _bring("organisations", city.organisations(of.count), by=of.by, at=begin)
    hire(of.people, since=timezone.localdate(begin), by=of.by, at=begin, now=timezone.now(), home=of.home)
    clerk = as_of("liu", begin)
    _bring("profiles", city.profiles(of.count, of.years), by=clerk, at=begin)
    _bring("targets", city.targets(of.count, of.years), by=as_of("li", begin), at=begin)
    months = of.months()
    for first in range(0, len(months), 3):
        quarter = months[first : first + 3]
        of.tell(f"正在登记 {quarter[0]:%Y-%m} 至 {quarter[-1]:%Y-%m} 的票据")
        at = of.moment(months_later(quarter[-1], 1) + timedelta(days=2))
        rows = [row for month in quarter for unit in of.units for row in _bills(of, unit, month)]
        report = _bring("bills", rows, by=as_of("liu", at), at=at)
        _prove(of, rows, report, at)
        _beyond_energy(of, quarter, at)


def _prove(of: Building, rows: Sequence[Mapping[str, object]], report: ImportReport, at: datetime) -> None:
    """Pictures of invoices, as clerks hand them in beside the bills; each in an entry of its own, so not of all."""
    units, table = {unit.code: unit for unit in of.units[:MOST_KEEPING_ALL]}, ledger_named("bills").model._meta.db_table
    clerk = as_of("liu", at)
    for row, bill in enumerate(rows, FIRST_ROW):
        unit = units.get(str(bill["organisation"]))
        if unit is None or not _has_its_invoice(of, unit, bill):
            continue
        end = bill["end_date"]
        file = Upload(f"{end:%Y年%m月}{bill['resource']}费发票.png", BytesIO(invoices.picture(unit, bill)))
        about = {"table": table, "record_id": report.records[row], "fact_on": end}
        attach([file], **about, by=clerk, at=at)


def _has_its_invoice(of: Building, unit: city.Unit, bill: Mapping[str, object]) -> bool:
    """Of the first unit all since the last whole quarter began, of others that of electricity of the last month."""
    since = of.quarters()[-1].first if unit.nth == 0 else of.months()[-1]
    return bill["start_date"] >= since and (unit.nth == 0 or bill["resource"] == "电")


def _beyond_energy(of: Building, months: Sequence[date], at: datetime) -> None:
    """What the first units keep beside energy: a sheet a ledger, as they would bring it at the quarter's end."""
    own = of.units[:MOST_KEEPING_ALL]
    sheets: dict[str, list[dict[str, object]]] = {}
    if months[0] == of.months()[0]:
        for unit in own:
            for key, rows in beyond_energy.registers(unit, of.months()):
                sheets.setdefault(key, []).extend(rows)
    for unit in own:
        for key, rows in (kept for month in months for kept in beyond_energy.ledgers(unit, month)):
            sheets.setdefault(key, []).extend(rows)
    recent = of.months()[-MONTHS_OF_TRIPS:]
    for month in (each for each in months if each in recent):
        rows = [row for unit in own for row in driving.trips(unit, month, is_last=month == recent[-1])]
        sheets.setdefault("trips", []).extend(rows)
    if recent[-1] in months:
        sheets["filling_stations"] = [driving.station(own[0])]
        sheets["stops"] = driving.stops(own[0], recent[-1])
    for key, rows in sheets.items():
        report = _bring(key, rows, by=as_of("liu", at), at=at)
        if key in beyond_energy.PROVED:
            _put_texts(of, key, rows, report, at)


def _put_texts(
    of: Building, key: str, rows: Sequence[Mapping[str, object]], report: ImportReport, at: datetime
) -> None:
    """The text of each regulation, plan and contract of the first unit."""
    first, table = of.units[0], ledger_named(key).model._meta.db_table
    for row, kept in enumerate(rows, FIRST_ROW):
        if kept["organisation"] == first.code:
            title = str(kept[beyond_energy.PROVED[key]])
            about = {
                "table": table,
                "record_id": report.records[row],
                "fact_on": kept.get("starts_on") or kept["approved_on"],
            }
            file = Upload(f"{title}.docx", BytesIO(_paper(title, first.name)))
            attach([file], **about, name=title, by=as_of("liu", at), at=at)


def _bills(of: Building, unit: city.Unit, month: date) -> Iterable[dict[str, object]]:
    """What the honest enter, and what the troubled do instead."""
    if unit.nth == IS_SILENT and month >= date(of.today.year, 4, 1):
        return
    for row in city.bills(unit, month):
        is_water = row["resource"] == "水"
        if unit.nth == MISSES_A_BILL and is_water and month == _bad_month(of):
            continue
        if unit.nth == JUMPS and row["resource"] == "电" and month == _bad_month(of):
            row |= {"quantity": row["quantity"] * 9, "amount_yuan": row["amount_yuan"] * 9}
        yield row


def _bad_month(of: Building) -> date:
    return of.months()[-4]


def report(of: Building) -> None:
    """A plan in force, quarters submitted, accepted and returned, notices published."""
    first = date(of.years[0], 1, 1)
    begin = of.moment(first)
    duties.put_in_force(
        plan=PLAN,
        organisation=city.CITY[0],
        since=first,
        by=as_of("li", begin),
        at=begin,
        reason="演示",
    )
    reporting_units = of.units[:MOST_REPORTING]
    for quarter in of.quarters():
        of.tell(f"正在报送、验收和公示 {quarter.zh}")
        _submit_and_accept(of, quarter, {unit: day for unit in reporting_units if (day := _day(of, unit, quarter))})
        for unit in (unit for unit in reporting_units if unit.nth % 2 == 0 or unit.nth < 3):
            _publish(of, unit, quarter)
    last_year = Period.parse(f"{of.years[0]:04}")
    if last_year.until <= of.today:
        _submit_and_accept(of, last_year, dict.fromkeys(reporting_units, last_year.until + timedelta(days=70)))
    _correct_later(of)
    for unit in reporting_units:
        _lock(of, unit, Period.parse(f"{of.years[0]:04}Q1"))


def _day(of: Building, unit: city.Unit, quarter: Period) -> date | None:
    """When it submits the quarter; None where it does not come to it."""
    is_last = quarter == of.quarters()[-1]
    is_silent = unit.nth == IS_SILENT and quarter.first >= date(of.today.year, 4, 1)
    if is_silent or (is_last and (unit.nth == 1 or unit.nth > 10)):
        return None
    return quarter.until + timedelta(days=17 if unit.nth == IS_LATE else 6)


def _submit_and_accept(of: Building, period: Period, days: Mapping[city.Unit, date]) -> None:
    """First all are submitted: after an acceptance its months are made anew for whoever asks next."""
    for unit, day in days.items():
        _submit(of, unit, period, day)
    for unit, day in days.items():
        _decide(of, unit, period, day + timedelta(days=2))


def _decide(of: Building, unit: city.Unit, period: Period, day: date) -> None:
    """Of the last quarter one is returned, and some still wait."""
    is_last = period == of.quarters()[-1]
    if is_last and unit.nth == IS_RETURNED:
        at = of.moment(day)
        reporting.return_(
            organisation=unit.code, period=period, by=as_of(of.reviewer_of(unit), at), at=at,
            reason="本季电量比上年同期高出较多，请核对发票并说明原因。",
        )  # fmt: skip
    elif not (is_last and unit.nth in STILL_WAIT):
        at = of.moment(day, 15)
        reviewer, about = as_of(of.reviewer_of(unit), at), {"organisation": unit.code, "period": period}
        seen = seen_to_decide(**about, person=reviewer, today=timezone.localdate(at))
        reporting.accept(**about, seen=seen, by=reviewer, at=at)


def _submit(of: Building, unit: city.Unit, period: Period, day: date) -> None:
    at = of.moment(day)
    reason = "有户号的票据还没有收到" if unit.nth in (MISSES_A_BILL, IS_SILENT) else ""
    reporting.submit(organisation=unit.code, period=period, by=as_of(of.clerk_of(unit), at), at=at, reason=reason)


def _publish(of: Building, unit: city.Unit, quarter: Period) -> None:
    is_last = quarter == of.quarters()[-1]
    if (unit.nth == SKIPS_A_NOTICE and str(quarter).endswith("Q2")) or (is_last and unit.nth > 0) or is_last:
        return
    about = {"organisation": unit.code, "period": quarter}
    at = of.moment(quarter.until + timedelta(days=12))
    clerk = as_of(of.clerk_of(unit), at)
    publication.save_words(
        **about, reasons="按季节正常用能。", place="办公楼一楼公示栏", telephone="0800-1234567", by=clerk, at=at
    )
    publication.propose(**about, by=clerk, at=at)
    at = of.moment(quarter.until + timedelta(days=13), 10)
    approver = as_of(of.approver_of(unit), at)
    seen = notice(**about, person=approver, today=timezone.localdate(at)).seen
    publication.publish(**about, seen=seen, by=approver, at=at)


def _correct_later(of: Building) -> None:
    """One unit corrects a bill after it was accepted: the accepted figures stay and show the difference."""
    if len(of.units) <= CORRECTS_LATER:
        return
    unit, month = of.units[CORRECTS_LATER], of.quarters()[-2].first
    row = next(row for row in city.bills(unit, month) if row["resource"] == "电")
    at = of.moment(of.today - timedelta(days=1))
    changed = {**row, "quantity": row["quantity"] - 1000, "amount_yuan": round(row["amount_yuan"] - 620, 2)}
    _bring("bills", [changed], by=as_of("liu", at), at=at, reason="供电公司更正发票")


def _lock(of: Building, unit: city.Unit, period: Period) -> None:
    at = of.moment(date(of.today.year, 4, 20))
    reporting.lock(organisation=unit.code, period=period, by=as_of("li", at), at=at)


def evaluate(of: Building) -> None:
    """Documents handed in, the unit's own points, and a score sheet of last year handed in."""
    of.tell("正在登记报送材料、自评和打分表")
    year = of.years[0]
    at = of.moment(date(year, 3, 10))
    authority = as_of("li", at)
    for unit in of.units[: min(of.count, 6)]:
        about = {"organisation": unit.code, "year": year, "decided_on": timezone.localdate(at)}
        duties.designate(**about, document="云机管〔演示〕8号", by=authority, at=at)
    first = of.units[0]
    for what, period, title, day in (
        ("creation_plan", "", "创建节约型机关行动实施方案", date(year, 4, 20)),
        ("filing_form", str(year), "节约型机关创建备案表", date(year, 5, 6)),
        ("analysis_report", str(year), f"{year}年度能源资源消费分析报告", date(year + 1, 3, 20)),
        ("self_evaluation", str(year), "自评报告、打分表和佐证材料", date(year, 10, 26)),
    ):
        _hand_in(of, first, {"what": what, "period": period, "title": title}, day)
    _score(of, first, year)
    hold_round(of)


def verify(of: Building) -> None:
    """The round of the year before last year, through to what came after its conclusions, and a year of inspections."""
    of.tell("正在评价、现场核验、作结论、整改和复查")
    hold_whole_round(of, _bring)
    of.tell("正在安排和登记督导检查")
    supervise(of, _bring)


def announce(of: Building) -> None:
    """What came of it is published, objected to and corrected, reported upwards and received."""
    of.tell("正在公示、答复异议和报送整体情况")
    announce_results(of, _bring)


def _hand_in(of: Building, unit: city.Unit, told: dict[str, str], day: date) -> None:
    if day > of.today:
        return
    at = of.moment(day, 11)
    clerk = as_of(of.clerk_of(unit), at)
    about = {"organisation": unit.code, **told, "handed_in_on": day}
    title = told["title"]
    file = Upload(f"{title}.docx", BytesIO(_paper(title, unit.name)))
    record = hand_in_document(**about, to="市机关事务管理局", uploads=[file], by=clerk, at=at)
    if told["what"] != "self_evaluation":  # received once the sheet itself is in it
        _receive(record, day, at)


def _receive(record: int, day: date, at: datetime) -> None:
    """By whoever approves of it and whoever receives it, as far as it goes to somebody."""
    for who, move in (("feng", APPROVE), ("zhao", RECEIVE)):
        by = as_of(who, at)
        shown = paper(record, person=by, today=day)
        if move in shown.moves:
            decide(record, move.key, seen=shown.seen, by=by, at=at)


def _paper(title: str, unit: str) -> bytes:
    document = Document()
    document.add_heading(title, level=1)
    document.add_paragraph(f"{unit}（演示材料，由 jieyue demo 生成）")
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _score(of: Building, unit: city.Unit, year: int) -> None:
    at = of.moment(date(year + 1, 4, 8), 14)
    clerk = as_of(of.clerk_of(unit), at)
    said = [
        Said(item, Decimal(points), because)
        for item, points, because in (
            ("N20-2.1a", 1, "成立创建领导小组，明确办公室主任为责任人。"),
            ("N20-2.1b", 1, "三定方案写明办公室承担节能管理职责。"),
            ("N20-2.1d", 1, "能源管理岗、能耗统计岗各一人。"),
            ("N20-2.2c", 3, "已印发消费统计、节能节水、垃圾分类三项制度。"),
        )
    ]
    score_items(standard=NATIONAL, organisation=unit.code, year=year, said=said, by=clerk, at=at)
    evaluation.hand_in(standard=NATIONAL, organisation=unit.code, year=year, by=clerk, at=at)


def _bring(kind: str, rows: list[Mapping[str, object]], *, by: Person, at: datetime, reason: str = "") -> ImportReport:
    """As a clerk does it: a sheet, imported."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{kind}.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, fieldnames=list(dict.fromkeys(key for row in rows for key in row)))
            writer.writeheader()
            writer.writerows(rows)
        report = import_sheet(kind, path, by=by, at=at, reason=reason)
    if not report.taken:
        first = next(problem for problem in report.problems if problem.severity == "error")
        raise NotBuilt(f"演示数据没有建成：{first.says}", do="请把这句话告诉维护人员。")
    return report


def accounts(of: Building) -> list[tuple[str, str, str]]:
    """Username, password by role, what for; the administrators last."""
    return [(each.username, each.name, f"{each.role.zh}，{each.does}") for each in of.people] + [
        (named.username, named.name, role.zh) for role, named in ADMINISTRATORS.items()
    ]
