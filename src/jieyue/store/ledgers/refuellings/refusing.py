"""What cannot be refuelled: a vehicle that burns nothing."""

from collections.abc import Sequence

from jieyue.store.machine.settling import Coming
from jieyue.store.records.any_of import any_of
from jieyue.store.records.kinds import Batch
from jieyue.store.registers.vehicles.burning import burns_fuel
from jieyue.store.registers.vehicles.models import Vehicle


def refuse(coming: Sequence[Coming], batch: Batch) -> None:
    ids = any_of({int(str(each.values["vehicle"])) for each in coming})
    vehicles = {each.pk: each for each in Vehicle.objects.filter(pk__in=ids)}
    for row in coming:
        vehicle = vehicles[int(str(row.values["vehicle"]))]
        if not burns_fuel(vehicle):
            says = f"{vehicle.plate} 登记的燃料不是油，不登记加油。"
            do = "请核对号牌号码；“公务用车”里的使用燃料写错的，请先更正；充电的，删去这一行，登记到“充电记录”。"
            batch.refuse(row.row, "vehicle", "burns_no_fuel", says=says, do=do)
