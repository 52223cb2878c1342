"""A year of inspections of the demonstration: planned, done, late, to come; what was found and what became of it."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from django.utils import timezone

from jieyue.cli.demo.people import as_of
from jieyue.cli.demo.verifying import step
from jieyue.programme.findings import operations as findings
from jieyue.programme.supervision import appraising, planning
from jieyue.programme.supervision.operations import Inspected, Looked, inspect
from jieyue.rules.findings import CLOSE, CORRECT, EXPLAIN, WITHDRAW, Origin

ITEMS = ("food", "off-when-leaving", "no-waste", "signs", "temperature")
PLANNED, WHO = 4, "秦岚、何静"
INSPECTED, LATER = (5, 12), (5, 20)


def supervise(of, bring: Callable[..., object]) -> None:
    year, first = of.years[0], of.units[0]
    _plan(of)
    for unit in of.units[: PLANNED - 1]:
        _inspect(of, unit, [Looked("signs"), Looked("temperature")], INSPECTED)
    wrong = {"is_wrong": True, "department": "办公室", "responsible": "王敏", "due_on": date(year, 6, 20)}
    looked = [
        Looked("food", what="剩饭较多", **wrong),
        Looked("off-when-leaving", what="下班后走廊灯未关", **wrong),
        Looked("no-waste", what="空房间开着空调", is_put_right=True, **wrong),
        Looked("paper", what="单面打印", **wrong),
    ]
    found = _inspect(of, first, looked, LATER, place="三楼").findings
    again = [
        Looked("off-when-leaving", what="会议室灯未关", **wrong),
        Looked("no-running-water", what="水龙头滴漏", **wrong),
    ]
    found_again = _inspect(of, first, again, (5, 26), place="会议室").findings
    _answer(of, found, found_again)
    _withdrawn(of, first.code)
    _correct_a_record(of, first, again[1])
    _appraise(of, bring)


def _plan(of) -> None:
    """Last year's, of which one unit was left out, and others about today."""
    year, units = of.years[0], of.units[:PLANNED]
    of_year = (date(year, 5, 1), date(year, 5, 31))
    for name, kind, first_day, last_day, own in (
        ("上半年节能检查", "planned", *of_year, units),
        ("节前抽查", "unannounced", of.today - timedelta(days=5), of.today + timedelta(days=9), units[:2]),
        ("下季度节能检查", "planned", of.today + timedelta(days=20), of.today + timedelta(days=50), units),
        ("垃圾分类专项检查", "planned", of.today + timedelta(days=10), of.today + timedelta(days=19), units[:1]),
    ):
        at = of.moment(min(first_day, of.today))
        about = {"name": f"{name}（演示）", "kind": kind, "first_day": first_day, "last_day": last_day}
        wanted = planning.Wanted(**about, items=ITEMS, inspectors=WHO, units=[unit.code for unit in own])
        number = planning.plan(organisation="5190", wanted=wanted, by=as_of("qinlan", at), at=at)
        if kind == "planned" and len(own) == 1:
            planning.cancel(number, reason="并入下季度节能检查", by=as_of("qinlan", at), at=at)


def _inspect(
    of, unit, looked: Sequence[Looked], day: tuple[int, int], *, place: str = "办公楼", reason: str = ""
) -> Inspected:
    at = of.moment(date(of.years[0], *day))
    about = {
        "organisation": unit.code,
        "kind": "planned",
        "day": timezone.localdate(at),
        "place": place,
        "inspected_by": "秦岚",
    }
    return inspect(**about, looked=looked, by=as_of("qinlan", at), at=at, reason=reason)


def _answer(of, found, found_again) -> None:
    """Explained, put right at once, closed, and one that nobody answered in time."""
    year = of.years[0]
    answered, closed = of.moment(date(year, 6, 10)), of.moment(date(year, 6, 16))
    clerk, other = {"by": as_of("wang", answered), "at": answered}, {"by": as_of("hejing", closed), "at": closed}
    step(found["food"], EXPLAIN.key, clerk, words="当天有接待，已按实际人数备餐。")
    step(found["paper"], CORRECT.key, clerk, words="已设为默认双面打印。")
    step(found["paper"], CLOSE.key, other)
    step(found_again["off-when-leaving"], CORRECT.key, clerk, words="已加装感应开关。")


def _withdrawn(of, code: str) -> None:
    at = of.moment(date(of.years[0], 6, 2))
    about = {"organisation": code, "origin": Origin.REVIEWER, "title": "车库长明灯", "says": "负一层灯全开。"}
    number = findings.raise_finding(**about, by=as_of("qinlan", at), at=at)
    step(number, WITHDRAW.key, {"by": as_of("hejing", at), "at": at}, words="车库不归本单位管理。")


def _correct_a_record(of, unit, looked: Looked) -> None:
    """What was written down by mistake is closed by the record once it is right."""
    _inspect(of, unit, [Looked(looked.item)], (5, 26), place="会议室", reason="核对后不是本单位的水龙头")


def _appraise(of, bring: Callable[..., object]) -> None:
    year, first = of.years[0], of.units[0]
    at = of.moment(date(year, 12, 18))
    merit = {"organisation": first.code, "decided_on": date(year, 12, 15), "decided_by": "领导小组"}
    rows = [
        {**merit, "department": "办公室", "name": "王敏", "kind": "表扬", "why": "台账全年按时记齐"},
        {**merit, "department": "后勤科", "name": "李四", "kind": "诫勉谈话", "why": "长明灯多次整改不到位"},
    ]
    bring("merits", rows, by=as_of("liu", at), at=at)
    wang = as_of("wang", at)
    about = {"organisation": first.code, "name": "王敏", "year": year}
    seen = appraising.record(**about, person=wang, today=timezone.localdate(at)).seen
    appraising.answer(**about, text="问题已整改，剩下的年底前完成。", seen=seen, by=wang, at=at)
