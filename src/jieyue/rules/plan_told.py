"""What a plan orders, in words: as its page says it and its cases check it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from jieyue.rules.calendar import Shift
from jieyue.rules.duties import EVENTS, LAST, OF_LEDGERS
from jieyue.rules.plan import (
    EVERYBODY,
    LAST_YEAR,
    Check,
    Cited,
    Conclusion,
    Due,
    Entry,
    Form,
    Owes,
    Plan,
    Target,
    Threshold,
)
from jieyue.rules.signs import as_printed

MID = "mid"


def told(entry: Entry) -> list[str]:
    """Whom it addresses, what it aims at, what may not be passed, by when, who receives it, from when until when."""
    return [
        *_whom(entry),
        *(["被确定为创建单位的"] if entry.if_designated else ()),
        *([target_told(entry.target)] if entry.target else ()),
        *(threshold_told(each) for each in (entry.check.thresholds if entry.check else ())),
        *([due_told(entry.due)] if entry.due else ()),
        *_on_its_way(entry),
        *_between(entry),
        *(conclusion_told(each) for each in ([entry.conclusion] if entry.conclusion else ())),
        *(cited_told(each) for each in entry.cites),
    ]


def addressed_told(entry: Entry, plan: Plan) -> str:
    """Whom an entry addresses: its own levels, else those of the plan, with the body that the text names; only whoever
    is designated.
    """
    levels = sorted(entry.who.levels or plan.addresses.levels, key=lambda level: level.rank)
    whom = "、".join(level.zh for level in levels)
    whom = f"{whom}（原文：{entry.who.body}）" if entry.who.body else whom
    return f"被确定为创建单位的{whom}" if entry.if_designated else whom


def told_alone(entry: Entry) -> list[str]:
    """The same as `told`, without whom it addresses."""
    return told(replace(entry, who=EVERYBODY, if_designated=False))


@dataclass(frozen=True)
class Change:
    """How an entry reads in another text of its plan: `was` is empty where it is new, `now` where it is gone."""

    what: str
    was: tuple[str, ...] = ()
    now: tuple[str, ...] = ()


def changes(before: Plan, now: Plan) -> list[Change]:
    """What two texts of a plan order differently, in the order of the new text."""
    old, new = ({entry.key: entry for entry in plan.entries} for plan in (before, now))
    alike = {key for key in old.keys() & new.keys() if _is_alike(old[key], new[key])}
    return [
        Change((new.get(key) or old[key]).what, *(_in_full(text[key]) if key in text else () for text in (old, new)))
        for key in (*new, *(key for key in old if key not in new))
        if key not in alike
    ]


def _is_alike(old: Entry, new: Entry) -> bool:
    """Wherever in the text its sentence stands."""
    return old.sentence.text == new.sentence.text and replace(old, sentence=new.sentence) == new


def _in_full(entry: Entry) -> tuple[str, ...]:
    """With what its sentence says, and in what it is done."""
    by = entry.discharge.by if entry.discharge else ""
    done = [f"由{DONE_BY[by]}办结"] if by else []
    return (entry.what, *told(entry), *done, f"原文：{entry.quote}")


DONE_BY: Mapping[str, str] = {
    "report": "报送数据",
    "notice": "公示",
    "document": "报送材料",
    "ledger_month": "票据齐全",
    "ledger": "逐月登记台账",
    "record": "登记台账",
    "conclusion": "评价结论",
}


def _whom(entry: Entry) -> Iterator[str]:
    levels = "、".join(level.zh for level in sorted(entry.who.levels, key=lambda level: level.rank))
    if levels or entry.who.body:
        yield (
            "由" + (f"{entry.who.body}（{levels}）" if levels and entry.who.body else entry.who.body or levels) + "办理"
        )


def _on_its_way(entry: Entry) -> Iterator[str]:
    """Through whose hands goes what is handed in."""
    if entry.discharge and entry.discharge.received:
        yield "经本机构审批后报上级接收" if entry.discharge.approved else "报上级接收"
    elif entry.discharge and entry.discharge.approved:
        yield "经本机构审批"


def _between(entry: Entry) -> Iterator[str]:
    if entry.since:
        yield f"{entry.since} 起"
    if entry.until:
        yield f"{entry.until} 前"


def target_told(target: Target) -> str:
    """As 2021-10-31 前省级建成节约型机关的占比达到50%."""
    scope = "、".join(f"{level.zh}级" for level in target.scope)
    by = f"{target.by} 前" if target.by else ""
    base = {"": "", LAST_YEAR: "比上年"}.get(target.base, f"比{target.base}年")
    if target.form in (Form.TITLE, Form.GIVEN):
        return f"{by}{target.form.zh}{target.of}" if target.form is Form.TITLE else f"{by}{target.form.zh}：{target.of}"
    if target.form in (Form.MORE, Form.LESS):
        return f"{by}{scope}{target.of}{target.form.zh}"
    value = "" if target.value is None else f"{number_told(target.value)}{as_printed(target.unit)}"
    of = f"{scope}{target.of}的" if target.form is Form.SHARE else f"{scope}{target.of}"
    return f"{by}{of}{base}{target.form.zh}{value}"


def threshold_told(threshold: Threshold) -> str:
    least = "" if threshold.least is None else f"不低于{number_told(threshold.least)}{as_printed(threshold.unit)}"
    most = "" if threshold.most is None else f"不高于{number_told(threshold.most)}{as_printed(threshold.unit)}"
    return f"{threshold.what}{least}{'、' if least and most else ''}{most}"


def conclusion_told(conclusion: Conclusion) -> str:
    titles = "”或“".join(conclusion.titles.values())
    if conclusion.entries:
        return f"有“{titles}”称号的免办"
    return f"由主管部门登记称号“{titles}”" if titles else "由主管部门在系统中登记"


def cited_told(cited: Cited) -> str:
    """As 引用《…》（省节能办公室，云节〔2021〕3号，2021年版，2021-05-01 起施行，二手来源）."""
    since, until = f"{cited.since} 起施行" if cited.since else "", f"{cited.until} 前有效" if cited.until else ""
    told = [each for each in (cited.issuer, cited.number, cited.version, since, until) if each]
    return f"引用《{cited.title}》（{'，'.join(told) or '文号和版本没有查得'}，{cited.certainty.zh}）"


def number_told(value: Decimal) -> str:
    return f"{value.normalize():f}"


def due_told(due: Due) -> str:
    """As 每年10月底前（顺延至下一个工作日，未核实）."""
    shift = f"{due.shift.zh}{'，可移出当月' if due.leaves_month else ''}，{due.shift_certainty.zh}"
    owes = "" if due.owes is Owes.ENDING else f"{due.owes.zh}"
    beside = [each for each in ("" if due.shift is Shift.NONE else shift, owes) if each]
    return DUE_TOLD[due.rule](due.parameters) + (f"（{'；'.join(beside)}）" if beside else "")


def _day(month: int, day: int | str) -> str:
    ends: Mapping[str, str] = {LAST: f"{month}月底前", MID: f"{month}月中旬前"}
    return ends[day] if isinstance(day, str) else f"{month}月{day}日前"


def _yearly(given: Mapping[str, Any]) -> str:
    opens = f"{given['opens_month']}月{given.get('opens_day', 1)}日起，" if "opens_month" in given else ""
    return f"每年{opens}{_day(given['month'], given['day'])}"


def _monthly(given: Mapping[str, Any]) -> str:
    day = given.get("day", LAST)
    return "每月的，次月" + ({LAST: "底前", MID: "中旬前"}[day] if isinstance(day, str) else f"{day}日前")


def _quarterly(given: Mapping[str, Any]) -> str:
    return f"每季度的，季后{given['days']}日内" if "days" in given else "每季度的，下季度底前"


def _half_yearly(given: Mapping[str, Any]) -> str:
    return f"每半年的，半年结束后{given['days']}日内"


def _after_event(given: Mapping[str, Any]) -> str:
    length = f"{given['months']}个月" if "months" in given else f"{given['days']}日"
    return f"{EVENTS.get(given['event'], given['event'])}后{length}内"


def _campaign(given: Mapping[str, Any]) -> str:
    days = f"结束后{given['days']}日内" if "days" in given else "期间"
    return f"每年{given['campaign'].name}{days}"


DUE_TOLD: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "once": lambda given: f"{given['on']} 前",
    "yearly": _yearly,
    "monthly": _monthly,
    "quarterly": _quarterly,
    "half_yearly": _half_yearly,
    "after_year": lambda given: f"每年的，次年{_day(given['month'], given['day'])}",
    "after_event": _after_event,
    "campaign": _campaign,
    "set_by_person": lambda _given: "在另行指定的日期前",
}


def named_ledgers(entry: Entry) -> list[str]:
    """Everything in which it is kept or decided, by key of a ledger or of a source."""
    found = [*entry.kept, entry.check.at if entry.check else ""]
    if entry.discharge and entry.discharge.by in OF_LEDGERS:
        found.append(entry.discharge.what)
    return list(dict.fromkeys(each for each in found if each))


def named(entry: Entry) -> list[str]:
    """Everything of catalogues that it names, by key, as its cases check it."""
    check, discharge = entry.check or Check(), entry.discharge
    limits = [each.limit for each in check.thresholds if each.limit]
    by = [discharge.by, discharge.what, "by_others" if discharge.by_others else ""] if discharge else []
    exempts = entry.conclusion.entries if entry.conclusion else ()
    return [each for each in (*entry.kept, check.at, *limits, *check.items, *by, *exempts) if each]


def waits_in_words(plan: Plan) -> str:
    return "、".join(f"{row}（{count} 句）" for row, count in plan.waiting().items())
