"""节能目标责任书: targets and duties between two levels, with both signatures, as it is filed on paper."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from jieyue.documents.catalogue import Document, Drawn
from jieyue.documents.paper.composing import Told, compose
from jieyue.documents.paper.figures import day, quantity, words
from jieyue.documents.paper.making import made_of
from jieyue.documents.paper.model import Paper, Row
from jieyue.programme.letters.queries import has_letter, letter_to_print
from jieyue.rules.paper_layout import from_plain
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.signs import as_printed

TARGETS, DUTIES, EACH_TITLE = "目标表", "任务表", "逐称号"


def asked(*, organisation: str, period: Period, person: Person, today: date) -> Drawn:
    found = letter_to_print(organisation=organisation, period=period, person=person, today=today)
    return Drawn(found.content, is_draft=found.is_draft)


def there(*, organisation: str, periods: Collection[Period], person: Person, today: date) -> list[Period]:
    """Of which years there is one to print: of whoever is at the top, none."""
    return [each for each in periods if has_letter(organisation=organisation, period=each, person=person, today=today)]


def printed(content: Mapping[str, Any], *, is_draft: bool) -> Paper:
    told = Told(
        {
            "上级": content["issuer"],
            "单位名称": content["name"],
            "年度": str(content["year"]),
            **_signature("上级", content["sent"]),
            **_signature("下级", content["signed"]),
        },
        groups={EACH_TITLE: [{"称号": each["title"], "称号期限": day(each["until"])} for each in content["titles"]]},
        tables={
            TARGETS: [_target(each) for each in content["targets"]],
            DUTIES: [_row(each, ("what", "due", "plan")) for each in content["duties"]],
        },
    )
    return compose(from_plain(content["layout"]), told, is_draft=is_draft)


def _signature(side: str, signed: Mapping[str, Any]) -> dict[str, str]:
    if not signed:
        return {f"{side}签名": "", f"{side}日期": ""}
    at = datetime.fromisoformat(str(signed["at"]))
    when = f"{day(timezone.localdate(at))}{timezone.localtime(at):%H:%M}"
    return {f"{side}签名": str(signed["signature"]), f"{side}日期": when}


def _target(each: Mapping[str, Any]) -> Row:
    row = _row(
        {**each, "unit": as_printed(each["unit"]), "until": day(each["until"])}, ("what", "form", "unit", "until")
    )
    return Row({**row.cells, "value": quantity(each["value"] or None)})


def _row(each: Mapping[str, Any], keys: tuple[str, ...]) -> Row:
    return Row({key: words(str(each[key])) for key in keys})


DOCUMENT = Document(
    "responsibility-letter", "节能目标责任书", asked, made_of(printed), printed, (12,), is_for_places=True, there=there
)
