"""计量数据质量: how good what a unit's meters say is, in the aspects that a standard names."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from jieyue.rules.ledger_policy import LedgerWord
from jieyue.rules.meter_places import Place
from jieyue.rules.period import months_later
from jieyue.rules.thresholds import Thresholds
from jieyue.rules.values import Certainty, Resource, Word
from jieyue.store.ledgers.readings.feeding import slack_of_month_end
from jieyue.store.ledgers.readings.findings import are_odd
from jieyue.store.ledgers.readings.points import Used
from jieyue.store.ledgers.readings.series import midnight
from jieyue.store.policies import policy
from jieyue.store.registers.meters.models import Meter

ASPECTS = "metering_quality"


class Short(Word):
    """Why a meter's verification does not hold."""

    EXPIRED = "expired", "检定已过期"
    UNKNOWN = "unknown", "没有登记检定有效期"


@dataclass(frozen=True)
class Aspect:
    """Of so many things, how many are as they should be; `short_of` are the meters to which the others belong, by their
    ids with their numbers, and `whys` say why, where that differs from one to the other. `counted` says what is counted
    of what `document` names, and `certainty` how sure that is.
    """

    name: str
    counted: str
    document: str
    certainty: Certainty
    of: int
    met: int
    short_of: Mapping[int, str]
    whys: Mapping[int, Short] = field(default_factory=dict)

    @property
    def groups(self) -> list[tuple[Short | None, dict[int, str]]]:
        """Those that fall short for the same reason together; one group without a reason where all do for the same."""
        found: dict[Short | None, dict[int, str]] = {}
        for id_, number in self.short_of.items():
            found.setdefault(self.whys.get(id_), {})[id_] = number
        return sorted(found.items(), key=lambda each: list(Short).index(each[0]) if each[0] else -1)

    @property
    def percent(self) -> float | None:
        return 100 * self.met / self.of if self.of else None


@dataclass(frozen=True)
class Asked:
    """A unit's meters in the months of a year that are over on a day, which is the year's last or today; `measured` are
    the accounts of bills beside which readings of the same days stand.
    """

    used: Used
    months: Sequence[date]
    today: date
    measured: Collection[tuple[int, str, str, str]]
    thresholds: Thresholds


Counted = Iterator[tuple[Meter, bool]]
"""Of each thing that is counted, whose it is, and whether it is as it should be."""


def aspects(asked: Asked) -> list[Aspect]:
    """In the order of policy; one that has nothing to count is told with none."""
    words = policy().ledgers.words_on(ASPECTS, asked.today)
    return [_told(word, list(COUNTS[word.key](asked))) for word in words if word.key in COUNTS]


def _told(word: LedgerWord, found: Sequence[tuple[Meter, bool]]) -> Aspect:
    short_of = {meter.pk: meter.number for meter, is_met in found if not is_met}
    met = sum(is_met for _, is_met in found)
    whys = {meter.pk: WHYS[word.key](meter) for meter, is_met in found if not is_met and word.key in WHYS}
    return Aspect(word.name, word.note, word.source.document, word.certainty, len(found), met, short_of, whys)


def _known(asked: Asked) -> Counted:
    """完整性: the months of each place, and whether readings cover them."""
    for place in asked.used.each:
        meter, use = asked.used.meters[place.now], asked.used.of_place(place)
        yield from ((meter, use.is_known(month)) for month in asked.months if use.stood_in(month))


def _verified(asked: Asked) -> Counted:
    """准确性: the meters in use, and whether their verification holds."""
    for meter in _in_use(asked):
        yield meter, meter.verified_until is not None and meter.verified_until >= asked.today


def _unverified(meter: Meter) -> Short:
    return Short.UNKNOWN if meter.verified_until is None else Short.EXPIRED


def _on_time(asked: Asked) -> Counted:
    """及时性: the ends of months at which a meter stood, and whether it was read about then."""
    for place in asked.used.each:
        use, moments = asked.used.of_place(place), list(_moments(place, asked.used))
        for month in asked.months:
            end, slack = months_later(month, 1), slack_of_month_end(month, thresholds=asked.thresholds)
            if use.stood_in(month) and (use.until is None or use.until >= end):
                yield asked.used.meters[place.now], any(_is_near(each, end, slack) for each in moments)


def _verifiable(asked: Asked) -> Counted:
    """可核查性: the meters that hang under none, and whether a bill or those under them stand beside them."""
    for place in asked.used.places:
        meter = asked.used.meters[place.now]
        yield meter, bool(place.subs) or (bool(meter.account) and meter.account_key in asked.measured)


def _valid(asked: Asked) -> Counted:
    """有效性: what was used from one reading to the next, and whether nothing about it is odd."""
    for place in asked.used.each:
        for meter in (asked.used.meters[id_] for id_ in place.meters):
            own = asked.used.stretches[meter.pk]
            yield from ((meter, not odd) for odd in are_odd(own, meter, asked.thresholds))


def _described(asked: Asked) -> Counted:
    """规范性: the meters in use, and whether the register says where each stands and, of a part, what it measures."""
    for meter in _in_use(asked):
        is_part = meter.main_id is not None and meter.resource == Resource.ELECTRICITY
        yield meter, bool(meter.place and (meter.end_use or not is_part))


COUNTS: dict[str, Callable[[Asked], Counted]] = {
    "completeness": _known,
    "accuracy": _verified,
    "timeliness": _on_time,
    "verifiability": _verifiable,
    "validity": _valid,
    "conformity": _described,
}
"""By the key of the aspect in policy."""
WHYS: dict[str, Callable[[Meter], Short]] = {"accuracy": _unverified}
"""Of those aspects of which a meter can fall short for more than one reason."""


def _in_use(asked: Asked) -> Iterator[Meter]:
    for place in asked.used.each:
        meter = asked.used.meters[place.now]
        is_there = meter.installed_on is None or meter.installed_on <= asked.today
        if is_there and (meter.removed_on is None or meter.removed_on > asked.today):
            yield meter


def _moments(place: Place, used: Used) -> Iterator[datetime]:
    """At which it was read, or the register says what it showed."""
    for stretch in (each for id_ in place.meters for each in used.stretches[id_]):
        yield stretch.since
        yield stretch.until


def _is_near(at: datetime, day: date, slack: timedelta) -> bool:
    return abs(at - midnight(day)) <= slack
