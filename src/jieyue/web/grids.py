"""What a grid on a page sends, and what it is answered: `web/design/README.md` says both."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import orjson
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from jieyue.programme.entry.operations import EnteredRow, ImportReport
from jieyue.rules.problem import Problem
from jieyue.rules.refusal import Refused
from jieyue.web.asking import small_int
from jieyue.web.entering import CHANGED_MEANWHILE, refused

OK, WRONG, MEANWHILE, REFUSED = 200, 400, 409, 422
LONGEST_REASON = 200


class NotSent(Refused):
    """What came is not what a grid sends."""


@dataclass(frozen=True)
class Sent:
    """Rows of a grid that differ from what is kept. `withdrawn` are the numbers of those that shall go."""

    rows: Sequence[EnteredRow]
    reason: str
    withdrawn: frozenset[int]


@dataclass(frozen=True)
class KeptRow:
    """A row as it is kept now: its record, the last version of that, its values by the columns' keys."""

    id: int
    seen: int
    values: Mapping[str, str]


def sent(request: HttpRequest, *, most: int, fixed: Mapping[str, str]) -> Sent:
    """What a grid sends, with what is the same for all its rows. Raises NotSent."""
    try:
        body = orjson.loads(request.body)
        rows = [_row(each, fixed) for each in body["rows"]]
        reason = str(body.get("reason") or "")[:LONGEST_REASON]
        withdrawn = frozenset(_whole(each["row"]) for each in body["rows"] if each.get("withdrawn"))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotSent(_("没有保存：送来的内容不完整。"), do=_("请刷新页面后再试，未保存的内容会提示恢复。")) from error
    if len(rows) > most:
        raise NotSent(_("一次最多保存 %(most)d 行。") % {"most": most}, do=_("请分几次保存，或用文件导入。"))
    return Sent(rows, reason, withdrawn)


def _row(each: Mapping, fixed: Mapping[str, str]) -> EnteredRow:
    values = {str(key): str(value) for key, value in each["values"].items()}
    record, seen = (None if each.get(name) is None else _whole(each[name]) for name in ("id", "seen"))
    marked = {"withdrawn": "是"} if each.get("withdrawn") else {}
    about = {"record": record, "seen": seen, "may_move": bool(each.get("moved"))}
    return EnteredRow(_whole(each["row"]), {**values, **fixed, **marked}, **about)


def _whole(sent: object) -> int:
    """Raises ValueError."""
    number = small_int(sent, usual=-1)
    if number < 0:
        raise ValueError("a row has no such number")
    return number


def rehearsed(report: ImportReport) -> JsonResponse:
    """What would come of it."""
    return JsonResponse({"report": report.as_dict()})


def answered(report: ImportReport, kept: Iterable[tuple[int, KeptRow]], html: Mapping[str, str]) -> JsonResponse:
    """`kept` are rows by their numbers as they are kept now; `html` parts of the page that are different by now."""
    told = {"report": report.as_dict(), "rows": [_told(row, each) for row, each in kept], "html": dict(html)}
    return JsonResponse(told, status=status_of(refused(report)))


def refusal_answer(refusal: Refused) -> JsonResponse:
    return JsonResponse({"says": refusal.says, "do": refusal.do}, status=WRONG)


def status_of(errors: Sequence[Problem]) -> int:
    if any(problem.rule == CHANGED_MEANWHILE for problem in errors):
        return MEANWHILE
    return REFUSED if errors else OK


def _told(row: int, kept: KeptRow) -> dict[str, object]:
    return {"row": row, "id": str(kept.id), "seen": str(kept.seen), "values": dict(kept.values)}
