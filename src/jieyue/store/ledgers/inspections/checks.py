"""What an inspection found wrong is a finding: of a place, with whoever answers for it and by when."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from jieyue.rules.findings import Origin
from jieyue.rules.roles import Right
from jieyue.store.ledgers.inspections.models import OWN, Inspection
from jieyue.store.machine.checking import Limits, Odd
from jieyue.store.machine.guarding import Values, for_reviewers
from jieyue.store.machine.settling import Coming
from jieyue.store.people.models import User
from jieyue.store.people.tenures import deciders_of
from jieyue.store.policies import policy
from jieyue.store.records.any_of import any_of
from jieyue.store.records.kinds import Batch

AT_ONCE = "当场整改。"


def found_wrong(rows: Sequence[Inspection], _limits: Limits) -> Iterator[tuple[Inspection, Odd]]:
    wrong = [each for each in rows if each.is_wrong]
    items, kinds = _names("inspection"), _names("inspection_kinds")
    usernames = _Usernames()
    for each in wrong:
        item, kind = items.get(each.item, each.item), kinds.get(each.kind, each.kind)
        who = "，".join(filter(None, (each.department, each.responsible)))
        says = (
            f"{each.inspected_on} {kind}，{each.place}{f'（责任人：{who}）' if who else ''}不符合“{item}”"
            f"{f'：{each.what}' if each.what else ''}。"
        )
        yield (
            each,
            Odd(
                "inspection", item, says, "请按期整改；有特殊情况、一时不能整改的，请说明情况备案。", "is_wrong",
                each.place, origin=Origin.INSPECTION, due_on=each.due_on,
                responsible=usernames.of(each.organisation_id, each.responsible, each.inspected_on),
                put_right=AT_ONCE if each.is_put_right else "",
                figures={"what": each.what, "responsible": each.responsible, "due_on": each.due_on},
            ),
        )  # fmt: skip


def _names(words: str) -> Mapping[str, str]:
    return {each.key: each.name for each in policy().ledgers.words.get(words, ())}


class _Usernames:
    """Who of a unit's own that may answer is called so; of two of one name neither."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, date], dict[str, list[str]]] = {}

    def of(self, unit: int, name: str, on: date) -> str:
        if not name:
            return ""
        if (unit, on) not in self._known:
            self._known[unit, on] = _may_answer(unit, on)
        found = self._known[unit, on].get(name, [])
        return found[0] if len(found) == 1 else ""


def _may_answer(unit: int, on: date) -> dict[str, list[str]]:
    path, deciders = deciders_of(unit, on, Right.ENTER)
    ids = {each.user for each in deciders if each.path == path}
    found: dict[str, list[str]] = {}
    rows = User.objects.filter(pk__in=any_of(ids), is_active=True).values_list("name", "username")
    for name, username in rows:
        found.setdefault(name, []).append(username)
    return found


def refuse_earlier_deadline(rows: Sequence[Coming], batch: Batch) -> None:
    for each in rows:
        due_on, day = each.values["due_on"], each.values["inspected_on"]
        if due_on is not None and due_on < day:
            says = f"整改期限 {due_on} 早于检查日期 {day}。"
            batch.refuse(each.row, "due_on", "due_before", says=says, do="请填写检查日期或以后的日期，或者留空。")


def is_made_over_it(values: Values) -> bool:
    return values["kind"] not in (OWN, None)


def refuse_own_hand(batch: Batch) -> None:
    """What was found over a unit is not written, corrected or taken away by the unit's own clerk."""
    says = "定期检查、不定期抽查的记录由检查的一方登记、更正和作废。"
    do = "本单位自己检查的，检查方式请选“部门自查”；其余请审核员或主管部门登记。"
    for_reviewers(batch, Inspection, Right.INSPECT, is_made_over_it, tells=("kind",), says=says, do=do)
