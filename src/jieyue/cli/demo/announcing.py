"""What came of the round is announced: titles, notices with an objection and a correction, papers on their way up."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from io import BytesIO

from django.utils import timezone

from jieyue.cli.demo import city, invoices
from jieyue.cli.demo.people import as_of
from jieyue.cli.demo.verifying import PASSES, RECHECKED
from jieyue.programme.duties.handing_in import decide, hand_in
from jieyue.programme.duties.receiving import of_sheet, paper
from jieyue.programme.evaluation.filing import hand_in_drawn
from jieyue.programme.evidence.operations import Upload
from jieyue.programme.oversight import circulating, reminded, reminding
from jieyue.programme.publication import operations as publication
from jieyue.programme.publication.queries import notice
from jieyue.rules.period import Period
from jieyue.rules.receiving import APPROVE, PUBLISH, RECEIVE, RETURN, Move

SUMMARY, RESULT = "evaluation_summary", "verification_result"
WORDS = {"place": "办公楼一楼公示栏", "telephone": "0800-1234567"}


def announce_results(of, bring: Callable[..., object]) -> None:
    _give_titles(of, bring)
    _publish_result(of)
    _object_and_correct(of)
    _report_upwards(of)
    _receive_a_sheet(of)
    _remind(of)
    _circulate(of)


def _remind(of) -> None:
    """Of whoever is late once the last quarter's reports are due; the first unit says that it knows."""
    period = of.quarters()[-1]
    at = of.moment(period.until + timedelta(days=15))
    reminding.remind(organisation=city.CITY[0], period=period, by=as_of("li", at), at=at)
    reminded.acknowledge(by=as_of("wang", at), at=at)


def _circulate(of) -> None:
    """Of the last quarter, when its reports are due; the first unit has read it, the others have not yet."""
    period = of.quarters()[-1]
    at = of.moment(period.until + timedelta(days=20))
    about, by = {"organisation": city.CITY[0], "period": period}, as_of("li", at)
    seen = circulating.draft(**about, person=by, today=timezone.localdate(at)).seen
    words = "没有报送、退回未改的，请于本月底前报送；逾期的任务请尽快办结。"
    number = circulating.issue(**about, seen=seen, words=words, by=by, at=at)
    circulating.acknowledge(number, by=as_of("wang", at), at=at)


def _receive_a_sheet(of) -> None:
    """Of the first unit; those of the others wait."""
    year, first = of.years[0], of.units[0]
    at = of.moment(date(year + 1, 4, 10))
    sheet = of_sheet(organisation=first.code, year=year, person=as_of("zhao", at))
    if sheet:
        _decide(sheet.paper, at, ("zhao", RECEIVE))


def _give_titles(of, bring: Callable[..., object]) -> None:
    at = of.moment(date(of.years[0], 12, 20))
    title = {"title": "节约型机关", "given_on": timezone.localdate(at), "given_by": "市机关事务管理局（演示）"}
    passed = [unit for unit in of.units if unit.nth in (PASSES, RECHECKED)]
    bring("titles", [{"organisation": unit.code, **title} for unit in passed], by=as_of("li", at), at=at)


def _publish_result(of) -> None:
    """Of the first unit: the result as it was received, as a notice."""
    year, first = of.years[0], of.units[0]
    at = of.moment(date(year, 12, 22))
    clerk, told = as_of("wang", at), {"organisation": first.code, "what": RESULT}
    file = Upload("评价复核结果.png", BytesIO(invoices.photo("评价复核结果：合格")))
    about = {"period": f"{year}", "title": "节约型机关评价复核结果", "uploads": [file]}
    record = hand_in(**told, **about, by=clerk, at=at)
    _decide(record, at, ("feng", APPROVE), ("zhao", RECEIVE))
    _publish({**told, "period": Period.parse(f"{year}")}, "wang", "chen", at)


def _publish(about: Mapping[str, object], clerk: str, approver: str, at) -> None:
    publication.propose(**about, words=publication.Words(**WORDS), by=as_of(clerk, at), at=at)
    by = as_of(approver, at)
    seen = notice(**about, person=by, today=timezone.localdate(at)).seen
    publication.publish(**about, seen=seen, by=by, at=at)


def _object_and_correct(of) -> None:
    """Of the first unit's first quarter: objected to, answered, corrected by a new notice; of its second a question is
    open. What its vehicles burnt last month is shown. The next unit's last quarter waits for approval.
    """
    year, first = of.years[0], of.units[0]
    first_quarter, second_quarter = (Period.parse(f"{year}Q{n}") for n in (1, 2))
    at = of.moment(first_quarter.until + timedelta(days=16))
    about, clerk = {"organisation": first.code, "period": first_quarter}, as_of("wang", at)
    objection = _object(first.code, first_quarter, "二月用水是不是多算了？", at)
    publication.answer_objection(objection=objection, answer="已核对发票，说明里漏写了原因。", by=clerk, at=at)
    publication.begin_correction(**about, correction="说明漏写了二月水管维修放水。", by=clerk, at=at)
    _publish(about, "wang", "feng", at)
    today = of.moment(of.today)
    fuel = {"organisation": first.code, "what": "vehicle_fuel", "period": Period(of.months()[-1], 1)}
    _publish(fuel, "wang", "feng", today)
    _object(first.code, second_quarter, "汽油为什么比上季度多？", today)
    if len(of.units) > RECHECKED:
        last = {"organisation": of.units[RECHECKED].code, "period": of.quarters()[-1]}
        publication.propose(**last, words=publication.Words(**WORDS), by=as_of("liu", today), at=today)


def _object(organisation: str, period: Period, text: str, at: datetime) -> int:
    """By a colleague who reads it; gives the number of the objection."""
    reader = as_of("sun", at)
    shown = notice(organisation=organisation, period=period, person=reader, today=timezone.localdate(at))
    assert shown.id is not None  # noqa: S101 (the stage before has published it)
    return publication.raise_objection(notice=shown.id, text=text, by=reader, at=at)


def _report_upwards(of) -> None:
    """A county's result is received and made public, the second's given back, the third's waits for approval."""
    year = of.years[0]
    at = of.moment(date(year, 8, 20))
    ways = (
        (("chen", APPROVE), ("qinlan", RECEIVE), ("li", PUBLISH)),
        (("chen", APPROVE), ("qinlan", RETURN)),
        (),
    )
    with_units = {unit.county for unit in of.units}
    for (code, name), decisions in zip(city.COUNTIES, ways, strict=True):
        if code in with_units:
            told = {"organisation": code, "what": SUMMARY, "period": f"{year}", "title": f"{name}评估验收整体情况"}
            _decide(hand_in_drawn(**told, to="市机关事务管理局", by=as_of("liu", at), at=at), at, *decisions)
    if len(of.units) > RECHECKED:
        told = {"organisation": of.units[RECHECKED].code, "what": "filing_form", "period": f"{year}"}
        record = hand_in_drawn(**told, title="节约型机关创建备案表", by=as_of("liu", at), at=at)
        _decide(record, at, ("chen", APPROVE))


def _decide(record: int, at, *decisions: tuple[str, Move]) -> None:
    """By each in turn, as far as the paper goes that way."""
    for who, move in decisions:
        by = as_of(who, at)
        shown = paper(record, person=by, today=timezone.localdate(at))
        if move in shown.moves:
            reason = "请附不合格单位的整改安排。" if move is RETURN else ""
            decide(record, move.key, seen=shown.seen, by=by, at=at, reason=reason)
