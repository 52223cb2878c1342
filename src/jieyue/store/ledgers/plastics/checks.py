"""What is found of banned plastics is a finding, with whoever answers for the place."""

from collections.abc import Iterator, Sequence

from jieyue.rules.findings import Origin
from jieyue.store.ledgers.plastics.models import PlasticCheck
from jieyue.store.machine.checking import Limits, Odd
from jieyue.store.policies import policy


def banned(checks: Sequence[PlasticCheck], _limits: Limits) -> Iterator[tuple[PlasticCheck, Odd]]:
    names = {each.key: each.name for each in policy().ledgers.words.get("plastics", ())}
    for each in checks:
        if each.found:
            item = names.get(each.item, each.item)
            what = f"：{each.what}" if each.what else ""
            says = f"{each.checked_on} 在{each.place}发现{item} {each.found:f} 件{what}。"
            do = "请停止采购和使用，换成可降解或可重复使用的，处理后说明。"
            yield each, Odd("banned_plastics", item, says, do, "found", each.place, origin=Origin.PATROL)
