"""How many of the points where waste is put have containers and their signs."""

from collections.abc import Mapping, Sequence
from datetime import date

from jieyue.store.machine.ledger import Part, Share
from jieyue.store.records.any_of import any_of
from jieyue.store.registers.waste_points.models import WastePoint

CLASSES = ("recyclable", "hazardous", "food", "other")


def share_signed(months: Mapping[int, Sequence[date]]) -> dict[int, Share]:
    points: dict[int, list[WastePoint]] = {unit: [] for unit in months}
    for point in WastePoint.objects.filter(organisation__in=any_of(months)).order_by("name"):
        points[point.organisation_id].append(point)
    return {unit: Share(tuple(map(_part, own)), "" if own else "没有登记垃圾投放点") for unit, own in points.items()}


def _part(point: WastePoint) -> Part:
    has_containers = any(getattr(point, each) for each in CLASSES)
    lacking = [what for what, is_there in (("容器", has_containers), ("分类标识", point.has_signs)) if not is_there]
    says = f"{point.name}没有{'和'.join(lacking)}" if lacking else f"{point.name}容器、标识齐全"
    return Part(point.name, says, not lacking, ((WastePoint._meta.db_table, point.pk),))
