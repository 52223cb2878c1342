"""评估验收整体情况: what the rounds of a place came to in a year, as it is reported upwards by the end of August."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from jieyue.documents.catalogue import Document, Drawn
from jieyue.documents.paper.composing import Told, compose
from jieyue.documents.paper.figures import day, quantity, words
from jieyue.documents.paper.making import made_of
from jieyue.documents.paper.model import Paper, Row
from jieyue.programme.evaluation.round_results import periods_with_rounds, summary_content
from jieyue.rules.paper_layout import from_plain
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.values import Level

ROUNDS, LOST, FAILED = "轮次表", "失分项表", "不合格单位表"
COUNTS = ("units", "handed_in", "concluded", "passed", "failed", "exempt")


def asked(*, organisation: str, period: Period, person: Person, today: date) -> Drawn:
    return Drawn(summary_content(organisation=organisation, period=period, person=person, today=today))


def printed(content: Mapping[str, Any], *, is_draft: bool) -> Paper:
    told = Told(
        _fields(content),
        tables={
            ROUNDS: [_round(each) for each in content["rounds"]],
            LOST: [Row({"text": words(each["text"]), "units": quantity(each["units"])}) for each in content["lost"]],
            FAILED: [_failed(each) for each in content["failed"]],
        },
    )
    return compose(from_plain(content["layout"]), told, is_draft=is_draft)


def _fields(content: Mapping[str, Any]) -> dict[str, str]:
    """What did not happen is left out with its sentence: "" for a nought."""
    total, done = content["total"], content["rectified"]
    counted = {
        "参评单位": total["units"], "报送单位": total["handed_in"], "作出结论": total["concluded"],
        "合格单位": total["passed"], "不合格单位": total["failed"],
    }  # fmt: skip
    happened = {
        "免评价单位": total["exempt"], "抽查单位": content["drawn"], "现场核验单位": content["visited"],
        "整改单位": done["units"], "复查合格": done["rechecked"], "申诉": done["appeals"],
        "撤销认定": done["withdrawn"], "评审人数": content["team"], "整改逾期": done["overdue"],
    }  # fmt: skip
    return {
        "单位名称": content["name"],
        "主送机关": content["above"],
        "年度": str(Period.parse(content["period"]).year),
        "轮次数": str(len(content["rounds"])),
        "合格率": total["percent"] or "",
        "现场不符": str(content["differs"]),
        "整改项数": str(done["tasks"]),
        "整改销号": str(done["done"]),
        **{name: str(number) for name, number in counted.items()},
        **{name: str(number or "") for name, number in happened.items()},
        "落款日期": day(content["on"]),
    }


def _round(each: Mapping[str, Any]) -> Row:
    counts = {key: quantity(each[key]) for key in COUNTS}
    return Row({"name": words(each["name"]), "year": words(str(each["year"])), **counts})


def _failed(each: Mapping[str, Any]) -> Row:
    texts = {key: words(each[key] or "") for key in ("name", "reason", "state")}
    return Row({**texts, "points": quantity(each["points"])})


DOCUMENT = Document(
    "evaluation-summary",
    "评估验收整体情况",
    asked,
    made_of(printed),
    printed,
    (12,),
    handed_in_as="evaluation_summary",
    there=periods_with_rounds,
    levels=tuple(each for each in Level if each.is_place),
)
