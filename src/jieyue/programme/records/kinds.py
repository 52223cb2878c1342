"""Everything that can be imported, by key: the tree, the profiles, what the catalogues hold, and people."""

from collections.abc import Mapping
from functools import cache

from jieyue.rules.refusal import Refused
from jieyue.store.ledgers import ledgers
from jieyue.store.orgs.importing import ORGANISATIONS
from jieyue.store.orgs.profiles import beside
from jieyue.store.people.importing import PEOPLE
from jieyue.store.records.kinds import Kind
from jieyue.store.registers import registers


class KindUnknown(Refused):
    pass


def kinds() -> Mapping[str, Kind]:
    of_ledgers = [kind for ledger in (*registers(), *ledgers()) for kind in ledger.kinds]
    return {kind.key: kind for kind in (ORGANISATIONS, profiles(), *of_ledgers)}


@cache
def profiles() -> Kind:
    """With what registers know of the same years."""
    return beside(each.beside_profiles for each in registers() if each.beside_profiles)


def brought() -> Mapping[str, Kind]:
    """And people, whom only those bring who grant, and whom nobody else is shown."""
    return {**kinds(), PEOPLE.key: PEOPLE}


def kind_named(key: str) -> Kind:
    """Raises KindUnknown."""
    known = brought()
    if key not in known:
        named = "、".join(f"{each.key}（{each.zh}）" for each in known.values())
        raise KindUnknown(f"没有叫“{key}”的导入类别。", do=f"可用：{named}。")
    return known[key]
