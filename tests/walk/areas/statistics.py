from walk.marks import QUANTITY
from walk.planted import UNIT, Planted
from walk.visits import Visit


def visits(_planted: Planted) -> list[Visit]:
    asked = {"organisation": UNIT, "period": "2025"}
    return [
        Visit("statistics:page", query=asked),
        Visit("statistics:page", shows=None, is_open=True),
        Visit("statistics:figures", query=asked, shows=QUANTITY),
        Visit("statistics:figures", query={"organisation": "C1", "period": "2025Q1", "by": "place"}, shows=None),
    ]
