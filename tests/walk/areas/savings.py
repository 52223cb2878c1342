"""What changes saved."""

from walk.planted import UNIT, Planted
from walk.visits import Visit


def visits(_planted: Planted) -> list[Visit]:
    return [
        Visit("savings:unit", query={"organisation": UNIT, "began": "2025-02-15", "done": "2025-03-01"}),
        Visit("savings:unit", shows=None, is_open=True),
        Visit("api:savings", query={"organisation": UNIT, "began_on": "2025-02-15"}, shows=UNIT),
    ]
