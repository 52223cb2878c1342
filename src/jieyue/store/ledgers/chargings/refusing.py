"""What cannot be charged: a vehicle that only burns fuel."""

from collections.abc import Sequence

from jieyue.store.machine.settling import Coming
from jieyue.store.records.any_of import any_of
from jieyue.store.records.kinds import Batch
from jieyue.store.registers.vehicles.burning import fuels_charged
from jieyue.store.registers.vehicles.models import Vehicle


def refuse(coming: Sequence[Coming], batch: Batch) -> None:
    ids, are_charged = any_of({int(str(each.values["vehicle"])) for each in coming}), fuels_charged()
    vehicles = {each.pk: each for each in Vehicle.objects.filter(pk__in=ids)}
    for row in coming:
        vehicle = vehicles[int(str(row.values["vehicle"]))]
        if vehicle.fuel not in are_charged:
            says = f"{vehicle.plate} 登记的使用燃料不外接充电，不登记充电。"
            do = "请核对号牌号码；“公务用车”里的使用燃料写错的，请先更正；加油的，删去这一行，登记到“加油记录”。"
            batch.refuse(row.row, "vehicle", "is_not_charged", says=says, do=do)
