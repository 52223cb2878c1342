"""自评打分表 as it is handed in: items with points and the numbers of their evidence, and columns for the reviewer."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from jieyue.documents.catalogue import Document, Drawn
from jieyue.documents.paper.composing import Told, compose
from jieyue.documents.paper.figures import day, number, quantity, text, words
from jieyue.documents.paper.making import made_of
from jieyue.documents.paper.model import Cell, Paper, Row
from jieyue.programme.evaluation.papers import score_content
from jieyue.rules.paper_layout import from_plain
from jieyue.rules.period import Period
from jieyue.rules.person import Person

SHEET = "打分表"
GATES = {True: "已完成", False: "没有完成", None: "待定"}
COLUMNS = ("key", "text", "of", "verdict", "points", "own_points", "own_reason", "proofs", "checked", "why_less")
BY_HAND = words("")


def asked(*, organisation: str, period: Period, person: Person, today: date) -> Drawn:
    content = score_content(organisation=organisation, period=period, person=person, today=today)
    return Drawn(content, is_draft=content["is_draft"])


def printed(content: Mapping[str, Any], *, is_draft: bool) -> Paper:
    rows = [row for section in content["sections"] for row in _section(section)]
    told = Told(_fields(content), tables={SHEET: [*rows, _total(content)]})
    return compose(from_plain(content["layout"]), told, is_draft=is_draft)


def _fields(content: Mapping[str, Any]) -> dict[str, str]:
    return {
        "单位名称": content["name"],
        "年度": str(Period.parse(content["period"]).year),
        "标准名称": content["standard"],
        "标准文号": content["document"],
        "已核对分值": text(content["verified"]),
        "系统判定分": text(content["decided"]),
        "系统得分": text(content["earned"]),
        "自评总分": text(content["own_total"]),
        "必须完成项": GATES[content["gate"]],
        "评价结果": content["result"],
        "提交人": content["handed_in_by"],
        "落款日期": day(content["on"]),
    }


def _section(section: Mapping[str, Any]) -> Iterator[Row]:
    points = f"（{text(section['points'])}分）" if section["points"] is not None else "（分值待核对）"
    heading = words(f"{section['key']} {section['name']}{points}")
    yield Row(dict.fromkeys(COLUMNS, heading), is_heading=True)
    yield from (_item(each) for each in section["items"])


def _item(told: Mapping[str, Any]) -> Row:
    mark = "（必须完成）" if told["is_gate"] else ""
    return Row(
        {
            "key": words(told["key"]),
            "text": words(f"{told['text']}{mark}"),
            "of": _points(told["of"]),
            "verdict": words(told["verdict"]),
            "points": _points(told["points"]),
            "own_points": _points(told["own_points"]),
            "own_reason": words(told["own_reason"]),
            "proofs": words(told["proofs"]),
            "checked": BY_HAND,
            "why_less": BY_HAND,
        }
    )


def _points(written: object) -> Cell:
    """Blank where nothing is known or said."""
    return Cell("") if written is None else quantity(written)


def _total(content: Mapping[str, Any]) -> Row:
    items = [each for section in content["sections"] for each in section["items"]]
    whole = sum((number(each["of"]) for each in items if each["of"] is not None), Decimal(0))
    figures = {"of": _points(whole), "points": _points(content["points"]), "own_points": _points(content["own_total"])}
    blank = dict.fromkeys(COLUMNS, words(""))
    return Row({**blank, "text": words("合计"), **figures})


DOCUMENT = Document(
    "score-sheet", "自评打分表", asked, made_of(printed), printed, (12,), handed_in_as="self_evaluation"
)
