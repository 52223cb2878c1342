"""Places on the earth by longitude and latitude in degrees: how far apart they are, and whether they lie in China."""

from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

EARTH_RADIUS_M = 6_371_000
"""The mean one; the earth is no sphere, which makes half a percent at most."""
LONGITUDES, LATITUDES = (73, 136), (3, 54)
"""Between these lies China: from 73°30′ to 135°05′ east, from 3°50′ to 53°33′ north."""


class Coordinates(NamedTuple):
    """East and north, in degrees."""

    longitude: float
    latitude: float

    @property
    def is_in_china(self) -> bool:
        """In the rectangle around it."""
        west, east = LONGITUDES
        south, north = LATITUDES
        return west <= self.longitude <= east and south <= self.latitude <= north

    @property
    def swapped(self) -> "Coordinates":
        return Coordinates(self.latitude, self.longitude)


def metres_between(one: Coordinates, other: Coordinates) -> float:
    """Along the ground as the crow flies, by the haversine formula."""
    south, north = radians(one.latitude), radians(other.latitude)
    east = radians(other.longitude - one.longitude)
    chord = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin(east / 2) ** 2
    return 2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(chord)))
