"""改进清单 of a score sheet."""

from walk.planted import UNIT, Planted
from walk.visits import Visit


def visits(_planted: Planted) -> list[Visit]:
    own = {"path": {"organisation": UNIT, "year": 2025}}
    return [
        Visit("evaluation:improving", **own),
        Visit("evaluation:improving", "POST", **own, data={"who_N20-2.1b": "老周"}),
    ]
