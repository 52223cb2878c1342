"""督查情况通报: who reports and does his duties, place by place, and who is late, as an authority circulates it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.http import urlencode

from jieyue.documents.catalogue import Document, Drawn
from jieyue.documents.paper.composing import Told, compose
from jieyue.documents.paper.figures import day, quantity, text, words
from jieyue.documents.paper.making import made_of
from jieyue.documents.paper.model import Behind, Cell, Chart, Paper, Row
from jieyue.programme.oversight.circular import circular_content
from jieyue.rules.paper_layout import from_plain
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.values import Level

Content = Mapping[str, Any]
BRANCHES, UNITS = "地区表", "单位表"
FIELDS = {
    "已验收数": "accepted",
    "待审核数": "in_review",
    "退回数": "returned",
    "未报送数": "not_reported",
    "逾期数": "overdue",
    "未自评数": "no_sheet",
}
MOST_BARS = 12
TOTAL = "合计"
TO_BE_WRITTEN = "（请写明办理期限和有关要求。）"


def asked(*, organisation: str, period: Period, person: Person, today: date) -> Drawn:
    content = circular_content(organisation=organisation, period=period, person=person, today=today)
    return Drawn(content, is_draft=True)


def printed(content: Content, *, is_draft: bool) -> Paper:
    period, total = Period.parse(content["period"]), content["total"]
    fields = {
        "单位名称": content["name"],
        "报告期": period.zh,
        "年度": str(period.year),
        "截止日期": day(content["on"]),
        "单位数": text(total["units"]),
        **{name: text(total[key]) for name, key in FIELDS.items()},
        "全部办结的": "、".join(content["good"]),
        "其余家数": text(content["more"] or None),
        "有关要求": content.get("words") or (TO_BE_WRITTEN if is_draft else ""),
        "落款日期": day(content["on"]),
    }
    rows = [_row(each, content) for each in content["branches"]]
    told = Told(
        fields,
        tables={
            BRANCHES: [*rows, _row({**total, "name": TOTAL}, content)] if rows else [],
            UNITS: [Row({key: words(each[key]) for key in ("name", "branch", "says")}) for each in content["late"]],
        },
        charts=_charts(content["branches"]),
    )
    return compose(from_plain(content["layout"]), told, is_draft=is_draft)


def _row(told: Content, content: Content) -> Row:
    counts = {key: _leading(told, key, content) for key in FIELDS.values()}
    return Row({"name": words(told["name"]), "units": _leading(told, "", content), **counts})


def _leading(told: Content, state: str, content: Content) -> Cell:
    """The number of units in a state, and by what their list is found."""
    cell = quantity(told[state or "units"])
    asked = {"organisation": told["code"], "period": content["period"], **({"only": state} if state else {})}
    return Cell(cell.text, cell.number, cell.is_figure, Behind("late", (urlencode(asked),)))


def _charts(branches: list[Content]) -> list[Chart]:
    if not 1 < len(branches) <= MOST_BARS:
        return []
    named = (("未报送", "not_reported"), ("有逾期任务", "overdue"))
    series = [(name, [Decimal(each[key]) for each in branches]) for name, key in named]
    return [Chart("未报送和有逾期任务的单位", "家", [each["name"] for each in branches], series)]


DOCUMENT = Document(
    "circular",
    "督查情况通报",
    asked,
    made_of(printed),
    printed,
    (3, 12),
    levels=tuple(level for level in Level if level.is_place),
)
