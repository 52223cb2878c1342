"""Shares of recognised organs, and the units behind each number."""

from walk.planted import UNIT, Planted
from walk.visits import Visit


def visits(_planted: Planted) -> list[Visit]:
    mine, place = {"who": "authority"}, {"organisation": "C3"}
    file = {**mine, "shows": None, "for_page": False, "is_open": True}
    return [
        Visit("recognition:shares", query={"organisation": UNIT}),
        Visit("recognition:shares", shows=None, is_open=True),
        Visit("recognition:units", query={"organisation": UNIT}),
        Visit("recognition:units", query={**place, "only": "unknown"}, shows=None, is_open=True, **mine),
        Visit("recognition:shares-file", path={"form": "xlsx"}, query=place, **file),
        Visit("recognition:units-file", path={"form": "csv"}, query=place, **file),
        Visit("recognition:advanced", query={"organisation": UNIT}),
        Visit("recognition:advanced", query=place, shows=None, is_open=True, **mine),
        Visit("recognition:advanced-file", path={"form": "xlsx"}, query=place, **file),
        Visit("api:recognition", query={"organisation": UNIT}, shows=UNIT),
        Visit("api:advanced_units", query={"organisation": UNIT}, shows=UNIT),
    ]
