"""A ledger of what is put into vehicles, a tank or a battery: what all that is said of it has to know."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models

from jieyue.store.records.any_of import any_of
from jieyue.store.registers.vehicles.models import Vehicle
from jieyue.store.registers.vehicles.running import REACH_DAYS, Fill, Leg, beginning, legs


@dataclass(frozen=True)
class Filling:
    """Its model, whose rows have a `vehicle` and may have an `odometer_km`; the columns of its day and of what was put
    in, with the `sign` of its unit. `does` and `uses` are how it is spoken of. The way is summed of the vehicles that
    are `measured`.
    """

    model: type[models.Model]
    day: str
    amount: str
    sign: str
    does: str
    uses: str
    measured: Callable[[], models.Q] = models.Q

    @property
    def figures(self) -> tuple[str, ...]:
        """Whose, and what a `Fill` has."""
        return "vehicle_id", "pk", self.day, self.amount, "odometer_km"

    def fills_of(self, vehicles: Iterable[int], since: date, until: date) -> dict[int, list[Fill]]:
        """By vehicle those from one day to another, both included."""
        of = {"vehicle_id__in": any_of(vehicles), f"{self.day}__range": (since, until)}
        found: dict[int, list[Fill]] = {}
        for vehicle, *values in self.model._default_manager.filter(**of).order_by().values_list(*self.figures):
            found.setdefault(vehicle, []).append(Fill(*values))
        return found

    def legs_of(self, vehicles: Iterable[Vehicle], since: date, until: date) -> dict[int, list[Leg]]:
        """By vehicle, of these days; the reading before the first of them is looked for as far back as it is told."""
        known = {each.pk: each for each in vehicles}
        far = since - timedelta(days=REACH_DAYS)
        found = self.fills_of(known, far, until)
        return {
            id_: [leg for leg in legs(found.get(id_, ()), **beginning(vehicle, far)) if leg.fill.day >= since]
            for id_, vehicle in known.items()
        }
