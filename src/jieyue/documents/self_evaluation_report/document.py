"""自评报告: the score sheet in sentences, what it rests on and what is still to be done, as it is handed in."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from jieyue.documents.catalogue import Document, Drawn
from jieyue.documents.paper.composing import Told, compose
from jieyue.documents.paper.figures import day, number, quantity, text, words
from jieyue.documents.paper.making import made_of
from jieyue.documents.paper.model import Paper, Row
from jieyue.documents.score_sheet.document import GATES
from jieyue.programme.evaluation.papers import self_report_content
from jieyue.rules.paper_layout import Fields, from_plain
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.scoring import Verdict

Of = Mapping[str, Any]
PARTS, STEPS = "分项得分表", "改进清单"
EARNED, LOST = "逐得分项", "逐失分项"
MOST_SAID = 3


def asked(*, organisation: str, period: Period, person: Person, today: date) -> Drawn:
    content = self_report_content(organisation=organisation, period=period, person=person, today=today)
    return Drawn(content, is_draft=content["is_draft"])


def printed(content: Mapping[str, Any], *, is_draft: bool) -> Paper:
    items = [each for section in content["sections"] for each in section["items"]]
    groups = {EARNED: _said(items, Verdict.EARNED), LOST: _said(items, Verdict.LOST)}
    tables = {PARTS: [_part(each) for each in content["sections"]], STEPS: [_step(each) for each in content["gains"]]}
    return compose(from_plain(content["layout"]), Told(_fields(content), groups, tables), is_draft=is_draft)


def _fields(content: Mapping[str, Any]) -> dict[str, str]:
    verified, decided, earned = (number(content[name]) for name in ("verified", "decided", "earned"))
    return {
        "单位名称": content["name"],
        "主送机关": content["above"],
        "年度": str(Period.parse(content["period"]).year),
        "标准名称": content["standard"],
        "标准文号": content["document"],
        "已核对分值": text(verified),
        "判定分": text(decided),
        "得分": text(earned),
        "失分": text(decided - earned),
        "待定分": text(verified - decided),
        "自评总分": text(content["own_total"]),
        "必须完成项": GATES[content["gate"]],
        "评价结果": content["result"],
        "佐证份数": str(content["evidence"]) if content["evidence"] else "",
        "落款日期": day(content["on"]),
    }


def _said(items: Iterable[Of], verdict: Verdict) -> list[Fields]:
    return [
        {"项号": each["key"], "评价内容": each["text"], "依据": each["why"].rstrip("。"), "佐证编号": each["proofs"]}
        for each in items
        if each["verdict"] == verdict.zh
    ]


def _part(section: Of) -> Row:
    items = section["items"]
    return Row(
        {
            "name": words(f"{section['key']} {section['name']}"),
            "of": quantity(section["points"]),
            "points": quantity(_sum(items, "points")),
            "own_points": quantity(_sum(items, "own_points")),
            "open": quantity(sum(each["verdict"] == Verdict.UNDECIDED.zh for each in items)),
        }
    )


def _sum(items: Sequence[Of], name: str) -> Decimal | None:
    known = [number(each[name]) for each in items if each[name] is not None]
    return sum(known, Decimal(0)) if known else None


def _step(gain: Of) -> Row:
    """What is to be done for an item; of many missing things the first, and how many there are."""
    missing = gain["missing"]
    said = "；".join(each.rstrip("。") for each in missing[:MOST_SAID])
    until = day(date.fromisoformat(gain["until"])) if gain["until"] else ""
    return Row(
        {
            "key": words(gain["item"]),
            "missing": words(f"{said}等{len(missing)}项" if len(missing) > MOST_SAID else said),
            "points": quantity(gain["points"]),
            "until": words(until),
            "who": words(gain.get("who", "")),
        }
    )


DOCUMENT = Document(
    "self-evaluation-report", "自评报告", asked, made_of(printed), printed, (12,), handed_in_as="self_evaluation"
)
