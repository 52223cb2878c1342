"""A statistical answer: rows, totals, indicators, completeness, and everything that qualifies them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from jieyue.rules.period import Period


@dataclass(frozen=True)
class Row:
    """Sums of one resource under its group. `keys` holds the group, `names` what codes in it are called.

    `is_rest` says that these are the sums of too few units beyond the person's reach to be told by group.
    """

    keys: Mapping[str, str | None]
    names: Mapping[str, str]
    resource: str
    quantity: Decimal
    unit: str
    amount_yuan: Decimal | None
    tce: Decimal | None
    tco2: Decimal | None
    is_rest: bool = False


@dataclass(frozen=True)
class Totals:
    """Over all rows. None where nothing was recorded or a factor is not known."""

    tce: Decimal | None
    tco2: Decimal | None
    water_m3: Decimal | None
    amount_yuan: Decimal | None


@dataclass(frozen=True)
class Completeness:
    """Counts of units. `missing` lists some of those that have not reported: code, name, why. Those `exempt` from
    reporting the period owe nothing.
    """

    owed: int
    reported: int
    submitted: int
    accepted: int
    exempt: int = 0
    missing: Sequence[Mapping[str, object]] = ()


class Counting:
    """Completeness, counted for the first who asks for it: that takes longer than the sums, and few ask."""

    def __init__(self, count: Callable[[], Completeness]) -> None:
        self._count = count

    @cached_property
    def done(self) -> Completeness:
        return self._count()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Counting) and self.done == other.done

    def __hash__(self) -> int:
        return id(self)


@dataclass(frozen=True)
class Alike:
    """同口径: the figures of the units alone that were there and complete in each month of two periods, so that what
    somebody has not reported is no saving.

    They are `units` of those that are `owed` in the later period; in the ratios are the `sized` of them that have a
    profile in both years. `period` is the part that is over of one that is running, `before` the same months.
    """

    period: Period
    before: Period
    owed: int
    units: int
    sized: int
    rows: Sequence[Row]
    rows_before: Sequence[Row]
    totals: Totals
    totals_before: Totals
    indicators: Mapping[str, float | None]
    indicators_before: Mapping[str, float | None]
    change_percent: Mapping[str, float | None]

    @property
    def are_all(self) -> bool:
        return self.units == self.owed


@dataclass(frozen=True)
class Comparison:
    """The same figures of another year, and each one's change in percent (None where either is unknown). `alike` has
    the change of the units that are complete in both; None where no month of the period is over.
    """

    period: str
    totals: Totals
    indicators: Mapping[str, float | None]
    counting: Counting
    change_percent: Mapping[str, float | None]
    alike: Alike | None = None

    @property
    def completeness(self) -> Completeness:
        return self.counting.done


@dataclass(frozen=True)
class Sizes:
    """What ratios are divided by, of those with a profile, by the share of the period that they spent there: two counts
    of persons, who uses energy and who uses water, which differ where a place has visitors or boarders.
    """

    area_m2: Decimal | None = None
    persons: Decimal | None = None
    persons_water: Decimal | None = None

    @property
    def persons_differ(self) -> bool:
        return self.persons != self.persons_water


@dataclass(frozen=True)
class Answer:
    organisation: str
    organisation_name: str
    period: str
    basis: str
    factors: str
    switches: Mapping[str, str | bool]
    by: Sequence[str]
    rows: Sequence[Row]
    totals: Totals
    indicators: Mapping[str, float | None]
    counting: Counting
    unverified: Sequence[Mapping[str, object]]
    notes: Sequence[str]
    sizes: Sizes = Sizes()
    year_on_year: Comparison | None = None
    reduction: Comparison | None = None

    @property
    def completeness(self) -> Completeness:
        return self.counting.done

    @property
    def is_complete(self) -> bool:
        return self.completeness.owed == self.completeness.reported
