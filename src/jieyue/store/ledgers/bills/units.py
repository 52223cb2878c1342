"""What bills say about their unit as a whole: counted twice across accounts, and beside its size."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import permutations

from django.utils import timezone

from jieyue.rules.allocation import days_covered
from jieyue.rules.check import Finding
from jieyue.rules.comparing import NOT_BY_SIZE, against_size
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.thresholds import Size, Whose
from jieyue.rules.values import Level, Resource
from jieyue.store.ledgers.bills.billed import BillLine
from jieyue.store.ledgers.bills.counted_twice import at_two_units, sums_of_others
from jieyue.store.ledgers.bills.in_each_others_place import PairLimits, pairs
from jieyue.store.ledgers.bills.lines import lines_by_account
from jieyue.store.orgs.models import Organisation, Placement, Profile
from jieyue.store.orgs.reach import organisation_ids
from jieyue.store.orgs.whose import of_each, whose_each
from jieyue.store.policies import policy
from jieyue.store.records.any_of import any_of
from jieyue.store.registers.accounts.models import Account
from jieyue.store.registers.accounts.naming import Key, label

SEVERAL = 2
FEWEST_FOR_A_SUM = 3
DAYS_OF_A_YEAR = 365
NOT_BY_SIZE_KEYS = {use.value for use in NOT_BY_SIZE}
SIZED = {size.resource.value for size in Size}
Lines = Sequence[BillLine]
Used = tuple[int, str]
"""Organisation and resource."""
Found = Iterator[tuple[int, str, Finding]]


@dataclass
class Accounts:
    """The accounts that are looked at, and those beside which they must be seen: of the same unit where it has several
    of a resource, of another unit where the number is the same. `lines` are those of either that are at hand.
    """

    keys: dict[int, Key]
    beside: dict[int, Key] = field(default_factory=dict)
    groups: dict[Used, list[int]] = field(default_factory=dict)
    numbers: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    lines: dict[int, Lines] = field(default_factory=dict)

    @classmethod
    def around(cls, keys: Mapping[int, Key]) -> "Accounts":
        """One question for those of the same organisations and one for those of the same numbers."""
        found = cls(dict(keys))
        organisations, numbers = {key[0] for key in keys.values()}, {key[3] for key in keys.values()} - {""}
        for asked in (
            {"organisation_id__in": any_of(organisations)},
            {"number__in": any_of(numbers)},
        ):
            rows = Account.objects.filter(**asked).values_list("id", "organisation_id", "resource", "use", "number")
            found.beside |= {id_: tuple(key) for id_, *key in rows.iterator(chunk_size=5000)}
        everybody = found.beside | found.keys
        for id_, (organisation, resource, _, number) in everybody.items():
            found.groups.setdefault((organisation, resource), []).append(id_)
            if number in numbers:
                found.numbers.setdefault((resource, number), []).append(id_)
        asked_for = {(key[0], key[1]) for key in keys.values()}
        several = ((whose, ids) for whose, ids in found.groups.items() if whose in asked_for)
        found.groups = {whose: ids for whose, ids in several if len(ids) >= SEVERAL}
        found.numbers = {
            which: ids for which, ids in found.numbers.items() if len({everybody[id_][0] for id_ in ids}) > 1
        }
        found.beside = everybody
        found.lines = {id_: () for ids in (*found.groups.values(), *found.numbers.values()) for id_ in ids}
        return found

    def take_in(self, account: int, lines: Lines) -> None:
        if account in self.lines:
            self.lines[account] = [line for line in lines if not line.is_note]

    def look_up(self, *, since: date, until: date) -> None:
        """The bills of those that nobody has brought."""
        missing = [id_ for id_, lines in self.lines.items() if not lines]
        for account, lines in lines_by_account(missing, since=since, until=until):
            self.take_in(account, lines)

    def findings(self, person: Person) -> Found:
        yield from self._among_themselves()
        if self.numbers:
            yield from self._two_units(person)

    def _among_themselves(self) -> Found:
        own = of_each({organisation for organisation, _ in self.groups}, policy().thresholds, on=timezone.localdate())
        for (organisation, resource), ids in self.groups.items():
            named = {self._name(id_): self.lines[id_] for id_ in ids if self.lines[id_]}
            if len(named) < SEVERAL:
                continue
            sign, last = Resource(resource).sign, max(lines[-1].end for lines in named.values())
            if len(named) >= FEWEST_FOR_A_SUM:
                yield from ((organisation, resource, found) for found in sums_of_others(named, sign=sign))
            limits = PairLimits.of(own[organisation], on=last)
            yield from ((organisation, resource, found) for found in pairs(named, limits, sign=sign))

    def _two_units(self, person: Person) -> Found:
        units = {self.beside[id_][0] for ids in self.numbers.values() for id_ in ids}
        codes = dict(Organisation.objects.filter(id__in=any_of(units)).values_list("id", "code"))
        seen = organisation_ids(codes.values(), person)
        names = {id_: f"机构 {code}" if code in seen else "不归您查阅的一家机构" for id_, code in codes.items()}
        for (resource, _), ids in self.numbers.items():
            for own, other in self._with_a_bill_in_common(ids):
                about = {"account": self._name(own), "sign": Resource(resource).sign}
                about |= {"at": names[self.beside[own][0]], "other_unit": names[self.beside[other][0]]}
                for finding in at_two_units(self.lines[own], self.lines[other], **about):
                    yield self.beside[own][0], resource, finding

    def _with_a_bill_in_common(self, ids: Sequence[int]) -> list[tuple[int, int]]:
        """Accounts of two units, the first of those looked at: a number such as 1 stands in thousands of units."""
        having: dict[tuple[date, date, Decimal], set[int]] = {}
        for id_ in ids:
            for line in self.lines[id_]:
                having.setdefault((line.start, line.end, line.quantity), set()).add(id_)
        together = (pair for each in having.values() if len(each) > 1 for pair in permutations(each, 2))
        asked = ((own, other) for own, other in together if own in self.keys)
        return sorted({(own, other) for own, other in asked if self.beside[own][0] != self.beside[other][0]})

    def _name(self, id_: int) -> str:
        return label(self.beside[id_])


@dataclass
class Rates:
    """What units use a day, from the bills at hand, to be seen beside their size; not where bills were refused."""

    keys: Mapping[int, Key]
    left_out: Set[Used]
    daily: dict[Used, Decimal] = field(default_factory=dict)

    def take_in(self, account: int, lines: Lines) -> None:
        organisation, resource, use, _ = self.keys[account]
        whose = organisation, resource
        if resource in SIZED and use not in NOT_BY_SIZE_KEYS and whose not in self.left_out:
            self.daily[whose] = self.daily.get(whose, Decimal(0)) + _daily(lines)

    def findings(self, *, since: date, until: date) -> Found:
        """First by what is at hand; where that is out of range, by all that the unit and its departments have."""
        period = Period(date(until.year, 1, 1), 12)
        suspect = {whose for whose in self.daily if self._judged(whose, period)}
        if not suspect:
            return
        self._add_what_is_kept(suspect, since=since, until=until)
        for whose in suspect:
            for _, finding in self._judged(whose, period):
                yield *whose, finding

    def _judged(self, whose: Used, period: Period) -> list[tuple[Resource, Finding]]:
        organisation, resource = whose
        sizes = self._sizes.get(organisation)
        if not sizes:
            return []
        yearly = {Resource(resource): self.daily[whose] * DAYS_OF_A_YEAR}
        return list(
            against_size(yearly, sizes, self._judged_as[organisation], period=period, thresholds=policy().thresholds)
        )

    @cached_property
    def _sizes(self) -> Mapping[int, dict[str, Decimal]]:
        return _sizes({organisation for organisation, _ in self.daily})

    @cached_property
    def _judged_as(self) -> Mapping[int, Whose]:
        return whose_each(self._sizes, policy().thresholds, on=timezone.localdate())

    def _add_what_is_kept(self, suspect: set[Used], *, since: date, until: date) -> None:
        units = _units_of_departments({organisation for organisation, _ in suspect}, on=until)
        of_both = {
            "organisation_id__in": any_of({*units, *(unit for unit, _ in suspect)}),
            "resource__in": SIZED,
        }
        others = Account.objects.filter(**of_both).exclude(id__in=any_of(self.keys)).exclude(use__in=NOT_BY_SIZE_KEYS)
        known = {
            id_: (units.get(unit, unit), kind)
            for id_, unit, kind in others.values_list("id", "organisation_id", "resource")
        }
        for account, lines in lines_by_account(known, since=since, until=until) if known else ():
            if known[account] in suspect:
                self.daily[known[account]] += _daily(lines)
        for (organisation, resource), daily in list(self.daily.items()):
            whose = units.get(organisation), resource
            if whose in suspect:
                self.daily[whose] += daily


def _daily(lines: Iterable[BillLine]) -> Decimal:
    bills = [line for line in lines if not line.is_note]
    days = sum(days_covered(line.start, line.end) for line in bills)
    return sum((line.quantity for line in bills), Decimal(0)) / days if days else Decimal(0)


def _sizes(organisations: Iterable[int]) -> dict[int, dict[str, Decimal]]:
    """By organisation, the sizes of its last year that are known."""
    fields = ("organisation_id", "floor_area_m2", "persons")
    rows = Profile.objects.filter(organisation_id__in=any_of(organisations)).order_by("year").values_list(*fields)
    return {organisation: {"floor_area_m2": area, "persons": persons} for organisation, area, persons in rows}


def _units_of_departments(units: set[int], *, on: date) -> dict[int, int]:
    """By department, which of these units it is part of."""
    there = {"since__lte": on, "until__gt": on, "organisation__level": Level.DEPARTMENT.value}
    paths = Placement.objects.filter(**there).values_list("organisation_id", "path")
    above = ((id_, [int(part) for part in path.strip("/").split("/")[:-1]]) for id_, path in paths)
    return {id_: found[-1] for id_, path in above if (found := [part for part in path if part in units])}
