"""加油地点 beside the track: what was put into a vehicle at a station while the vehicle did not stand near it that day.
Nothing is said where nobody knows where the station lies, or where the vehicle stood.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jieyue.store.machine.checking import Odd
from jieyue.store.records.any_of import any_of
from jieyue.store.registers.filling_stations.models import FillingStation, name_kept
from jieyue.store.registers.stops.standing import Stood, km_said, stood
from jieyue.store.registers.vehicles.beside import Beside, Found

WITHIN = "fill_within_metres"
LIMITS = (WITHIN,)


@dataclass(frozen=True)
class Tracks:
    """The stations of units by their names, and where vehicles stood."""

    stations: Mapping[tuple[int, str], FillingStation]
    stood: Mapping[int, Stood]


def tracks_of(fills: Sequence[Beside]) -> Tracks:
    """All that these may be held against, in two questions however many they are."""
    at = [of for of in fills if of.amount and of.row.station]
    units = any_of({of.vehicle.organisation_id for of in at})
    names = any_of({name_kept(of.row.station) for of in at})
    rows = FillingStation.objects.filter(organisation_id__in=units, name__in=names) if at else ()
    stations = {(each.organisation_id, each.name): each for each in rows}
    known = [of for of in at if _of(of) in stations]
    days = [of.day for of in known]
    return Tracks(stations, stood({of.vehicle.pk for of in known}, min(days), max(days)) if known else {})


def _of(of: Beside) -> tuple[int, str]:
    return of.vehicle.organisation_id, name_kept(of.row.station)


def off_track(of: Beside, tracks: Tracks, *, rule: str, do: str) -> Found:
    """Beside the nearest place at which it stood that day."""
    station, own, most = tracks.stations.get(_of(of)), tracks.stood.get(of.vehicle.pk), of.limit(WITHIN)
    if not of.amount or station is None or own is None or most is None:
        return
    nearest = own.nearest(station.coordinates, of.day)
    if nearest and nearest.metres > most:
        does, place = of.filling.does, nearest.standing
        says = (
            f"{of.where}在{station.name}{does}，当天停过的位置都不在那里，"
            f"最近的是{place.where}（{place.when}），相距 {km_said(nearest.metres)}。"
        )
        figures = {"metres": round(nearest.metres), "most": most}
        yield Odd(rule, f"{does}地点不在车辆停留位置", says, do, "station", figures=figures)
