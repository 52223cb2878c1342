"""What cannot be among a unit's meters: circles, parts of another kind than their whole, two in one's place, a power
of what is no electricity.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from jieyue.rules.meter_places import Links, in_a_circle, places
from jieyue.rules.values import Resource
from jieyue.store.machine.settling import Coming
from jieyue.store.records.any_of import any_of
from jieyue.store.records.kinds import Batch
from jieyue.store.registers.meters.models import Meter

FIELDS = ("number", "resource", "main", "replaces", "is_source")
Kept = Mapping[int, Mapping[str, object]]
"""By id, the meters as they will be; a new one goes by its row, below zero."""


class Fault(NamedTuple):
    """What is wrong with a row, at which column, and what to do."""

    column: str
    rule: str
    says: str
    do: str


def refuse(coming: Sequence[Coming], batch: Batch) -> None:
    """Rows that cannot stand beside one another and what is kept."""
    meters = _as_they_will_be(coming)
    links = {id_: Links(each["main"], each["replaces"], str(each["resource"])) for id_, each in meters.items()}
    round_, above = in_a_circle(links), _sources_above(links, meters)
    for row in coming:
        id_ = _id(row)
        beside = [*_circle(id_, meters, round_), *_kinds(id_, meters), *_places(id_, meters)]
        faults = [*beside, *_counted_twice(id_, meters, above), *_days(row), *_power(row)]
        for fault in faults:
            batch.refuse(row.row, fault.column, fault.rule, says=fault.says, do=fault.do)


def _as_they_will_be(coming: Sequence[Coming]) -> Kept:
    units = any_of(int(str(each.values["organisation"])) for each in coming)
    kept = Meter.objects.filter(organisation_id__in=units).values_list("pk", *FIELDS)
    now = {id_: dict(zip(FIELDS, values, strict=True)) for id_, *values in kept}
    return now | {_id(each): {name: each.values[name] for name in FIELDS} for each in coming}


def _id(row: Coming) -> int:
    return -row.row if row.id is None else row.id


def _circle(id_: int, meters: Kept, round_: set[int]) -> Iterator[Fault]:
    if id_ in round_:
        own = meters[id_]
        column = "main" if own["main"] is not None else "replaces"
        named = meters.get(own[column], own)["number"]
        says = f"表 {own['number']} 填了表 {named}，而表 {named} 又直接或间接挂在它下面、由它替换，成了一圈。"
        yield Fault(column, "meters_in_a_circle", says, "请核对“上级表号”和“替换的表号”：总表的上级表号留空。")


def _kinds(id_: int, meters: Kept) -> Iterator[Fault]:
    """A meter and those it hangs under, replaces, or that hang under it and replace it, measure the same."""
    own = meters[id_]
    for column, heading in (("main", "上级表"), ("replaces", "替换的表")):
        other = meters.get(own[column])
        if other is not None and other["resource"] != own["resource"]:
            says = f"{heading} {other['number']} 计量{_zh(other)}，表 {own['number']} 计量{_zh(own)}。"
            yield Fault(column, "meters_of_two_kinds", says, f"请核对“{heading}号”和“能源资源”。")
        for below in meters.values():
            if below[column] == id_ and below["resource"] != own["resource"]:
                says = (
                    f"表 {own['number']} 改为计量{_zh(own)}，而以它为{heading}的 {below['number']} 计量{_zh(below)}。"
                )
                yield Fault(
                    "resource", "meters_of_two_kinds", says, f"请核对“能源资源”，或者先更正 {below['number']}。"
                )


def _places(id_: int, meters: Kept) -> Iterator[Fault]:
    own = meters[id_]
    others = [each for other, each in meters.items() if other != id_]
    twin = next((each for each in others if each["replaces"] == own["replaces"]), None)
    if twin is not None and own["replaces"] in meters:
        old = meters[own["replaces"]]["number"]
        says = f"表 {old} 已经由表 {twin['number']} 替换。"
        do = f"请核对“替换的表号”；又换过一次的，填 {twin['number']}；同时装了两块新表的，第二块的“替换的表号”留空。"
        yield Fault("replaces", "meter_replaced_twice", says, do)


def _sources_above(links: Mapping[int, Links], meters: Kept) -> dict[int, int]:
    """By meter that is a source, one that is a source too and under which it hangs."""
    found: dict[int, int] = {}
    for top in places(links):
        for place in top.each():
            own = next((id_ for id_ in place.meters if meters[id_]["is_source"]), None)
            below = [id_ for sub in place.subs for each in sub.each() for id_ in each.meters]
            found |= {id_: own for id_ in below if own is not None and meters[id_]["is_source"]}
    return found


def _counted_twice(id_: int, meters: Kept, above: Mapping[int, int]) -> Iterator[Fault]:
    pairs = [(id_, above[id_])] if id_ in above else [(sub, id_) for sub, main in above.items() if main == id_]
    for sub, main in pairs[:1]:
        named = {each: meters[each]["number"] for each in (sub, main)}
        says = f"表 {named[sub]} 挂在表 {named[main]} 下面，两块都按抄表计入统计，同一份用量会算两次。"
        do = f"请只在总表 {named[main]} 填“是”，下级表的“按抄表计入统计”填“否”。"
        yield Fault("is_source", "source_under_source", says, do)


def _days(row: Coming) -> Iterator[Fault]:
    put_in, taken_out = row.values["installed_on"], row.values["removed_on"]
    if put_in and taken_out and taken_out < put_in:
        says = f"停用日期 {taken_out} 早于启用日期 {put_in}。"
        yield Fault("removed_on", "removed_before_installed", says, "请核对两个日期。")


def _power(row: Coming) -> Iterator[Fault]:
    rated = row.values["rated_power_kw"]
    if rated is None:
        return
    if row.values["resource"] != Resource.ELECTRICITY:
        says = f"表 {row.values['number']} 计量{_zh(row.values)}，额定功率只有电表填。"
        yield Fault("rated_power_kw", "power_without_electricity", says, "请核对“能源资源”，或者清空“额定功率”。")
    elif not rated:
        do = "请按配电箱或断路器的铭牌填写；不知道的，请清空“额定功率”。"
        yield Fault("rated_power_kw", "no_power", f"表 {row.values['number']} 的额定功率是 0。", do)


def _zh(meter: Mapping[str, object]) -> str:
    return Resource(meter["resource"]).zh
