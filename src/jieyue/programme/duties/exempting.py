"""免办: what need not be done, of whom, and who said so."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from jieyue.programme.duties.standing import REPORT, Unit
from jieyue.rules.duties import Duty
from jieyue.store.duties.models import Exemption
from jieyue.store.policies import policy
from jieyue.store.records.any_of import any_of
from jieyue.store.reporting.models import NotReporting


@dataclass(frozen=True)
class Lifted:
    """`place` is the organisation for which it was said, the unit itself or one above it."""

    place: int
    period: str
    covers_below: bool
    reason: str

    def lifts(self, duty: Duty, unit: int) -> bool:
        return self.period in ("", duty.period) and (self.covers_below or self.place == unit)


@dataclass(frozen=True)
class Exemptions:
    """By plan and entry. Who moved away keeps what was lifted while he stood there."""

    units: Mapping[int, Unit]
    by_entry: Mapping[tuple[str, str], Sequence[Lifted]]

    def of(self, duty: Duty, unit: int) -> Lifted | None:
        """The nearest; of the period itself before what holds ever."""
        found = self.by_entry.get((duty.plan, duty.entry.key))
        if not found:
            return None
        above = self.units[unit].above(duty.decided_on)
        mine = [each for each in found if each.place in above and each.lifts(duty, unit)]
        return max(mine, key=lambda each: (above.index(each.place), each.period), default=None)

    def places(self) -> set[int]:
        return {each.place for found in self.by_entry.values() for each in found}

    def concern(self, duty: Duty) -> bool:
        return (duty.plan, duty.entry.key) in self.by_entry


def exemptions_for(units: Iterable[Unit]) -> Exemptions:
    units = {unit.id: unit for unit in units}
    reports = _reports()
    places = {place for unit in units.values() for _, above in unit.stays for place in above} | units.keys()
    found: dict[tuple[str, str], list[Lifted]] = {}
    fields = ("plan", "entry", "organisation_id", "period", "covers_below", "reason")
    for plan, entry, *rest in Exemption.objects.filter(organisation__in=any_of(places)).values_list(*fields):
        found.setdefault((plan, entry), []).append(Lifted(*rest))
    for unit, period, reason in NotReporting.objects.filter(organisation__in=any_of(units)).values_list(
        "organisation_id", "period", "reason"
    ):
        for key in reports:
            found.setdefault(key, []).append(Lifted(unit, period, covers_below=False, reason=reason))
    return Exemptions(units, found)


def _reports() -> list[tuple[str, str]]:
    """What is discharged by a report, by plan and entry: who need not report need not do it."""
    return [
        (plan.key, entry.key)
        for plan in policy().plans.values()
        for entry, _ in plan.obligations
        if entry.discharge and entry.discharge.by == REPORT
    ]
