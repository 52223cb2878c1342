"""What a place's summaries say in a paper: figures of recognition and of rounds, each cell leading to its list."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.http import urlencode

from jieyue.documents.consumption import of_ratio
from jieyue.documents.paper.composing import Told, compose
from jieyue.documents.paper.figures import day, number, percent, quantity, text, words
from jieyue.documents.paper.model import Behind, Cell, Chart, Paper, Row
from jieyue.rules.paper_layout import Fields, from_plain
from jieyue.rules.period import Period

Content = Mapping[str, Any]
LEVELS, KINDS, BRANCHES, ROUNDS, BELOW = "层级表", "类别表", "地区表", "轮次表", "下级总结表"
EACH_GOAL, EACH_RATIO = "逐目标", "逐指标"
MOST_BARS = 12
TOTAL = "合计"


def printed(content: Content, *, is_draft: bool) -> Paper:
    told = Told(
        fields=_fields(content),
        groups={
            EACH_GOAL: [_goal(each) for each in content["goals"]],
            EACH_RATIO: [of_ratio(each, is_place=True) for each in content["ratios"]],
        },
        tables={
            LEVELS: _shares(content, "levels"),
            KINDS: _shares(content, "kinds"),
            BRANCHES: _shares(content, "branches"),
            ROUNDS: [_round(each) for each in content["rounds"]],
            BELOW: [_paper(each) for each in content["below"]],
        },
        charts=_charts(content),
    )
    return compose(from_plain(content["layout"]), told, is_draft=is_draft)


def _fields(content: Content) -> dict[str, str]:
    total, rounds = content["total"], content["rounds"]
    summed = {name: sum(each[name] for each in rounds) for name in ("units", "concluded", "passed", "failed")}
    more = {name: sum(each[name] for each in rounds) for name in ("drawn", "put_right", "withdrawn")}
    below = content["below"]
    return {
        "单位名称": content["name"],
        "主送机关": content["above"],
        "年度": str(Period.parse(content["period"]).year),
        "截止日期": day(content["on"]),
        "机关数": text(total["organs"]),
        "建成数": text(total["recognised"]),
        "未建成数": text(total["other"]),
        "占比": text(total["percent"], percent),
        "未登记数": text(content["unknown"] or None),
        "轮次数": text(len(rounds) or None),
        "参评数": text(summed["units"]),
        "结论数": text(summed["concluded"]),
        "合格数": text(summed["passed"]),
        "不合格数": text(summed["failed"]),
        "抽查数": text(more["drawn"] or None),
        "复查合格数": text(more["put_right"] or None),
        "撤销数": text(more["withdrawn"] or None),
        "先进数": text(len(content["chosen"]) or None),
        "先进名单": "、".join(content["chosen"]),
        "下级数": text(len(below) or None),
        "下级已报数": text(sum(1 for each in below if each["paper"])),
        "逾期问题数": text(content["overdue"]),
        "用能年度": Period.parse(content["whole"]).zh,
        "落款日期": day(content["made_on"]),
    }


def _goal(told: Content) -> Fields:
    return {
        "目标": told["what"],
        "目标文件": told["document"],
        "目标值": text(told["value"]),
        "目标期限": day(told["by"]),
        "判断日": day(told["on"]),
        "目标机关数": text(told["organs"]),
        "目标建成数": text(told["recognised"]),
        "目标占比": text(told["percent"], percent),
        "完成情况": told["verdict"],
    }


def _shares(content: Content, name: str) -> list[Row]:
    """The groups, and the sum of all of them."""
    rows = [_share(each, content) for each in content[name]]
    return [*rows, _share({"name": TOTAL, "choice": {}, **content["total"]}, content)] if rows else []


def _share(told: Content, content: Content) -> Row:
    def listed(key: str, only: str) -> Cell:
        asked = {"organisation": content["organisation"], "on": content["on"], **told["choice"], "only": only}
        query = urlencode({name: value for name, value in asked.items() if value}, doseq=True)
        return _leading(quantity(told[key]), "organs", query) if told[key] else quantity(told[key])

    return Row(
        {
            "name": words(told["name"]),
            "organs": listed("organs", ""),
            "recognised": listed("recognised", "recognised"),
            "other": listed("other", "other"),
            "percent": percent(told["percent"]),
        }
    )


def _round(told: Content) -> Row:
    about = {"name": words(f"{told['name']}（{told['year']}年度）")}
    number_of = str(told["number"])
    counts = ("units", "drawn", "concluded", "passed", "failed", "put_right", "withdrawn")
    return Row({**about, **{name: _leading(quantity(told[name]), "round", number_of) for name in counts}})


def _paper(told: Content) -> Row:
    name = words(told["name"])
    return Row(
        {
            "name": name,
            "state": words(told["state"]),
            "on": _leading(words(day(told["on"])), "document", str(told["paper"])) if told["paper"] else words(""),
            "receipt": words(told["receipt"]),
        }
    )


def _leading(cell: Cell, thing: str, name: str) -> Cell:
    return Cell(cell.text, cell.number, cell.is_figure, Behind(thing, (name,)))


def _charts(content: Content) -> list[Chart]:
    """Organs and recognised ones by place where these are few, else by level; the share beside it."""
    groups: Sequence[Content] = content["branches"]
    if not 1 < len(groups) <= MOST_BARS:
        groups = content["levels"]
    if not groups:
        return []
    labels = [each["name"] for each in groups]
    counts = [
        (name, [Decimal(each[key]) for each in groups]) for name, key in (("机关", "organs"), ("已建成", "recognised"))
    ]
    shares = [number(each["percent"]) for each in groups]
    return [Chart("机关和已建成", "家", labels, counts), Chart("建成占比", "%", labels, [("占比", shares)])]
