"""Statutory forms."""

from walk.planted import UNIT, Planted
from walk.visits import Visit


def visits(_planted: Planted) -> list[Visit]:
    asked = {"organisation": UNIT, "period": "2025", "form": "consumption"}
    return [
        Visit("forms:page", query=asked),
        Visit("forms:page", shows=None, is_open=True),
        Visit("forms:file", path={"ending": "csv"}, query=asked, shows=UNIT, for_page=False),
        Visit("forms:file", path={"ending": "xlsx"}, query=asked, shows=None, for_page=False),
        Visit("api:forms", query=asked, shows=UNIT),
    ]
