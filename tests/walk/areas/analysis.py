"""用能分析."""

from walk.planted import UNIT, Planted
from walk.visits import Visit


def visits(_planted: Planted) -> list[Visit]:
    return [
        Visit("analysis:page", query={"organisation": UNIT, "year": "2025"}),
        Visit("analysis:page", query={"organisation": "C1", "year": "2025"}, shows=None),
        Visit("analysis:page", shows=None, is_open=True),
        Visit("analysis:place", query={"organisation": "C1", "year": "2025"}, shows=None),
        Visit("analysis:place", shows=None, is_open=True),
        Visit("analysis:odd", query={"organisation": "C1", "year": "2025"}, shows=None),
        Visit("analysis:odd", shows=None, is_open=True),
        Visit("analysis:days", query={"organisation": UNIT, "year": "2025"}),
        Visit("analysis:days", shows=None, is_open=True),
        Visit("api:analysis", query={"organisation": UNIT, "year": "2025"}, shows=UNIT),
    ]
