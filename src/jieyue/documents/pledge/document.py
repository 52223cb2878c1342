"""节约型机关创建承诺书: what is promised, and who of the unit has signed it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from jieyue.documents.catalogue import Document, Drawn
from jieyue.documents.paper.composing import Told, compose
from jieyue.documents.paper.figures import day, words
from jieyue.documents.paper.making import made_of
from jieyue.documents.paper.model import Paper, Row
from jieyue.programme.letters.pledges import pledges_to_print
from jieyue.rules.paper_layout import from_plain
from jieyue.rules.period import Period
from jieyue.rules.person import Person

SIGNERS = "签署表"


def asked(*, organisation: str, period: Period, person: Person, today: date) -> Drawn:
    return Drawn(pledges_to_print(organisation=organisation, period=period, person=person, today=today))


def printed(content: Mapping[str, Any], *, is_draft: bool) -> Paper:
    told = Told(
        {
            "单位名称": content["name"],
            "年度": str(content["year"]),
            "已签": str(len(content["signers"])),
            "应签": str(content["of"] or ""),
            "落款日期": day(content["on"]),
        },
        tables={SIGNERS: [_row(each) for each in content["signers"]]},
    )
    return compose(from_plain(content["layout"]), told, is_draft=is_draft)


def _row(each: Mapping[str, Any]) -> Row:
    cells = {"department": each["department"], "name": each["name"], "on": day(each["on"]), "way": each["way"]}
    return Row({key: words(text) for key, text in cells.items()})


DOCUMENT = Document("pledge", "节约型机关创建承诺书", asked, made_of(printed), printed, (12,))
