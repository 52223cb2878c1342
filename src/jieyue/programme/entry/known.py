"""What a reader of an office's own sheet may ask about units, accounts and what has been entered."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property

from jieyue.files.cells import half_width
from jieyue.rules.person import Person
from jieyue.rules.roles import Right
from jieyue.rules.values import Level, Resource
from jieyue.store.ledgers.bills.models import Bill
from jieyue.store.orgs.models import Organisation, Placement
from jieyue.store.orgs.reach import organisation_within, within
from jieyue.store.policies import policy
from jieyue.store.registers.accounts.models import Account

FEWEST_LETTERS = 2
MOST_LOOKED_THROUGH = 20_000
MOST_OFFERED = 50
YEARS_BACK = 6
Unit = tuple[str, str]
"""Code and name."""


class KnownHere:
    """For whoever brings a sheet, within his reach; `organisation` is the code of the unit of a sheet that names none.

    Raises OrganisationUnknown.
    """

    def __init__(self, person: Person, right: Right, organisation: str, today: date) -> None:
        self._person, self._right, self._today = person, right, today
        self._given = organisation_within(organisation, person, right) if organisation else None

    @cached_property
    def _all(self) -> list[tuple[str, str, bool]]:
        """Code and name of everybody within reach today, and whether it is a unit and no place."""
        placed = Placement.objects.filter(since__lte=self._person.on, until__gt=self._person.on)
        mine = within(placed, self._person, organisation="organisation", right=self._right)
        fields = ("organisation__code", "version__name", "organisation__level")
        rows = mine.order_by("organisation__code").values_list(*fields)[:MOST_LOOKED_THROUGH]
        return [(code, name, not Level(level).is_place) for code, name, level in rows]

    @cached_property
    def _by_name(self) -> Mapping[str, list[Unit]]:
        found: dict[str, list[Unit]] = {}
        for code, name, _ in self._all:
            found.setdefault(name, []).append((code, name))
            found.setdefault(code, []).append((code, name))
        return found

    def units_called(self, name: str) -> tuple[Sequence[Unit], Sequence[Unit]]:
        name = name.strip()
        if exact := self._by_name.get(half_width(name)) or self._by_name.get(name):
            return exact, ()
        plain = _plain(name)
        same = [(code, own) for code, own, _ in self._all if _plain(own) == plain]
        if same:
            return (), same
        ending = [(code, own) for code, own, is_unit in self._all if is_unit and _plain(own).endswith(plain)]
        return (), ending or self._shortened(plain)

    def _shortened(self, plain: str) -> list[Unit]:
        """Whose name has these letters in this order: 县职校 is 苇塘县职业技术学校."""
        if len(plain) < FEWEST_LETTERS:
            return []
        return [(code, name) for code, name, is_unit in self._all if is_unit and _has_in_order(_plain(name), plain)]

    def units_in(self, title: str) -> Sequence[Unit]:
        plain = _plain(title)
        found = [(code, name) for code, name, is_unit in self._all if is_unit and _plain(name) in plain]
        return [each for each in found if not any(each[1] != other and each[1] in other for _, other in found)]

    def usual_unit(self) -> Unit | None:
        if self._given is not None:
            return self._given.code, self._name_of(self._given)
        return self._all[0][:2] if len(self._all) == 1 else None

    def _name_of(self, organisation: Organisation) -> str:
        return next((name for code, name, _ in self._all if code == organisation.code), organisation.code)

    def units(self) -> Sequence[Unit]:
        return [(code, name) for code, name, is_unit in self._all if is_unit][:MOST_OFFERED]

    def units_of(self, resource: str) -> Sequence[str]:
        return policy().units_of(Resource(resource))

    def is_unit_of(self, resource: str, unit: str) -> bool:
        return policy().unit_multiplier(Resource(resource), unit) is not None

    def accounts(self, organisation: str, resource: str) -> Sequence[str]:
        mine = self._mine(Account.objects.all(), "organisation")
        return list(
            mine.filter(organisation__code=organisation, resource=resource)
            .order_by("number")
            .values_list("number", flat=True)
        )

    def kept(self, organisation: str, resource: str) -> Mapping[tuple[date, date], Decimal]:
        if (organisation, resource) not in self._kept:
            mine = self._mine(Bill.objects.all(), "account__organisation")
            found = mine.filter(account__organisation__code=organisation, account__resource=resource)
            rows = found.values_list("start_date", "end_date", "quantity")
            self._kept[organisation, resource] = {(start, end): quantity for start, end, quantity in rows}
        return self._kept[organisation, resource]

    @cached_property
    def _kept(self) -> dict[tuple[str, str], dict[tuple[date, date], Decimal]]:
        return {}

    def _mine(self, rows, organisation: str):
        return within(rows, self._person, organisation=organisation, right=self._right)

    def likely_years(self) -> Sequence[int]:
        return [self._today.year - back for back in range(YEARS_BACK)]


def _plain(name: str) -> str:
    return "".join(half_width(name).split())


def _has_in_order(name: str, letters: str) -> bool:
    rest = iter(name)
    return all(letter in rest for letter in letters)
