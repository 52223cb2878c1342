"""Where several plans in force order the same thing: it is said once, or what they say differently."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from jieyue.programme.duties.queries import Shown, Tally
from jieyue.rules.duties import Duty
from jieyue.store.policies import policy

Each = TypeVar("Each", Shown, Tally)


@dataclass(frozen=True)
class Ordered(Generic[Each]):
    """`same` are alike but for their plans, so that doing it once does for all of them. `otherwise` says of each
    further plan that orders the thing how it differs.
    """

    same: Sequence[Each]
    otherwise: Sequence[str] = ()

    @property
    def first(self) -> Each:
        return self.same[0]

    @property
    def plans(self) -> list[str]:
        """Their titles, where they are several."""
        titles = list(dict.fromkeys(_title(each.duty) for each in self.same))
        return titles if len(titles) > 1 else []


def together(found: Iterable[Each]) -> list[Ordered[Each]]:
    """In the order in which they come, each where the first of its like stands."""
    alike: dict[Hashable, list[Each]] = {}
    of_thing: dict[Hashable, list[list[Each]]] = {}
    for each in found:
        thing = _thing(each)
        own = alike.setdefault((thing, _looks(each)), [])
        if not own:
            of_thing.setdefault(thing, []).append(own)
        own.append(each)
    return [Ordered(own, _otherwise(own[0], of_thing[_thing(own[0])])) for own in _split(alike.values())]


def _split(alike: Iterable[list[Each]]) -> Iterable[list[Each]]:
    """What one plan itself orders twice stays twice."""
    for own in alike:
        if len({each.duty.plan for each in own}) == len(own):
            yield own
        else:
            yield from ([each] for each in own)


def _thing(each: Shown | Tally) -> Hashable:
    """What discharges it, for whom and about which period; where nothing does, its words."""
    duty, discharge = each.duty, each.duty.entry.discharge
    whom = each.organisation.code if isinstance(each, Shown) else ""
    if discharge is None:
        return whom, duty.what, duty.period
    return whom, discharge.by, discharge.what, discharge.by_others, duty.period


def _looks(each: Shown | Tally) -> Hashable:
    """What a page shows of it beside its plan."""
    duty = each.duty
    told = duty.what, duty.opens_on, duty.due_on, duty.was_due_on
    if isinstance(each, Shown):
        return *told, each.state, each.exempt_because
    return *told, tuple(sorted(each.counts.items())), tuple(unit.code for unit in each.late)


def _otherwise(own: Shown | Tally, of_thing: Sequence[Sequence[Shown | Tally]]) -> list[str]:
    others = (others[0].duty for others in of_thing)
    return [told for duty in others if duty.plan != own.duty.plan and (told := _differs(own.duty, duty))]


def _differs(own: Duty, other: Duty) -> str:
    """How another plan orders it; "" where what differs is not of the plans."""
    told = [
        f"写的是“{other.what}”" if other.what != own.what else "",
        f"期限是 {other.due_on}" if other.due_on != own.due_on else "",
        f"{other.opens_on} 起可办" if other.opens_on != own.opens_on and other.due_on == own.due_on else "",
    ]
    said = "，".join(each for each in told if each)
    return f"《{_title(other)}》也要求这件事，{said}。" if said else ""


def _title(duty: Duty) -> str:
    return policy().plan(duty.plan).title
