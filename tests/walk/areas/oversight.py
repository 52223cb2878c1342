"""The desk of an authority."""

from walk.planted import UNIT, Planted
from walk.visits import Visit


def visits(_planted: Planted) -> list[Visit]:
    mine, place = {"who": "authority"}, {"organisation": "C3", "period": "2025Q1"}
    about = {"organisation": "C3", "year": "2025"}
    file = {**mine, "shows": None, "for_page": False, "is_open": True}
    return [
        Visit("oversight:board", query={"organisation": "C1", "period": "2025Q1"}),
        Visit("oversight:board", query={**place, "organisation": "P"}, shows="丙县", is_open=True, **mine),
        Visit("oversight:board", shows=None, is_open=True),
        Visit("oversight:units", query={"organisation": "C1", "period": "2025Q1"}),
        Visit("oversight:units", query={**place, "only": "not_reported"}, shows="丙县图书馆", is_open=True, **mine),
        Visit("oversight:scores", query={"organisation": UNIT, "year": "2025"}),
        Visit("oversight:scores", query={**about, "sort": "-earned"}, shows="丙县图书馆", is_open=True, **mine),
        Visit("oversight:board-file", path={"form": "csv"}, query=place, **file),
        Visit("oversight:units-file", path={"form": "xlsx"}, query=place, **file),
        Visit("oversight:scores-file", path={"form": "xlsx"}, query=about, **file),
    ]
