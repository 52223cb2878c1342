"""What a patrol found wrong is a finding: of a place, with whoever answers for it."""

from collections.abc import Iterator, Sequence

from jieyue.rules.findings import Origin
from jieyue.store.ledgers.patrols.models import Patrol
from jieyue.store.machine.checking import Limits, Odd
from jieyue.store.policies import policy


def conduct(patrols: Sequence[Patrol], _limits: Limits) -> Iterator[tuple[Patrol, Odd]]:
    names = {each.key: each.name for each in policy().ledgers.words.get("conduct", ())}
    for each in patrols:
        if each.is_wrong:
            item = names.get(each.item, each.item)
            what = f"：{each.what}" if each.what else ""
            responsible = f"（责任人 {each.responsible}）" if each.responsible else ""
            says = f"{each.patrolled_on} {each.place}{responsible}不符合“{item}”{what}。"
            do = "请当场改正；不能当场改正的，请在期限内整改后说明。"
            yield each, Odd("conduct", item, says, do, "is_wrong", each.place, origin=Origin.PATROL)
