"""Columns of a place in degrees of longitude and latitude, and what cannot stand in them."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from jieyue.rules.coordinates import LATITUDES, LONGITUDES, Coordinates
from jieyue.store.machine.record import Figure, figure

PLACES = 6
"""The last of them is a decimetre. What a platform tells beyond is no longer known."""


def degrees(zh: str, *, null: bool = False, note: str = "") -> Figure:
    return figure(zh, places=PLACES, unit="°", least=None, null=null, note=note, rounded=True)


class OutOfPlace(NamedTuple):
    column: str
    rule: str
    says: str
    do: str


def coordinates_of(longitude: Decimal | None, latitude: Decimal | None) -> Coordinates | None:
    """None where one of both is not known."""
    return None if longitude is None or latitude is None else Coordinates(float(longitude), float(latitude))


def faults(values: Mapping[str, object]) -> Iterator[OutOfPlace]:
    """One of both alone, or a place that lies outside China, as it does where both were exchanged."""
    longitude, latitude = (value if isinstance(value, Decimal) else None for value in _both(values))
    place = coordinates_of(longitude, latitude)
    if place is None:
        if longitude is not None or latitude is not None:
            column, there, lacks = ("latitude", "经度", "纬度") if latitude is None else ("longitude", "纬度", "经度")
            says = f"填了{there}，没有填{lacks}。"
            yield OutOfPlace(column, "half_of_a_place", says, f"请补填{lacks}；不知道的，请清空{there}。")
    elif place.swapped.is_in_china and not place.is_in_china:
        says = f"经度 {longitude}、纬度 {latitude} 不在中国境内，经度和纬度是否填反了。"
        yield OutOfPlace("longitude", "degrees_swapped", says, "请核对后把经度和纬度对调。")
    elif not place.is_in_china:
        (west, east), (south, north) = LONGITUDES, LATITUDES
        says = (
            f"经度 {longitude}、纬度 {latitude} 不在中国境内（经度 {west} 至 {east} 度，纬度 {south} 至 {north} 度）。"
        )
        yield OutOfPlace(
            "longitude", "degrees_abroad", says, "请核对经度和纬度，写成度的小数，如 108.946530、34.261200。"
        )


def _both(values: Mapping[str, object]) -> tuple[object, object]:
    return values["longitude"], values["latitude"]
