"""Days on which a region reports, and who need not."""

from walk.marks import REASON
from walk.planted import UNIT, Planted
from walk.visits import Visit


def visits(_planted: Planted) -> list[Visit]:
    mine = {"who": "authority"}
    place, unit = {"organisation": "C1", "period": "2024Q4"}, {"organisation": UNIT, "period": "2024Q3"}
    days = {"period": "2025Q3", "opens_on": "2025-10-01", "due_on": "2025-10-15"}
    exempt = {"organisations": UNIT, "periods": ["2025Q3"], "reason": REASON}
    return [
        Visit("reporting:openings", query={"organisation": UNIT, "year": 2024}, shows=REASON),
        Visit("reporting:openings", shows=None, is_open=True),
        Visit("reporting:open", path={"organisation": "C1"}, shows=None, **mine),
        Visit("reporting:open", "POST", path={"organisation": "C1"}, data=days, shows=None, **mine),
        Visit("reporting:exempt", path={"organisation": "C1"}, shows=None, **mine),
        Visit("reporting:exempt", "POST", path={"organisation": "C1"}, data=exempt, shows=None, **mine),
        Visit("reporting:take-back", path=place, shows=None, **mine),
        Visit("reporting:take-back", "POST", path=place, data={"reason": REASON}, shows=None, **mine),
        Visit("reporting:lift", path=unit, **mine),
        Visit("reporting:lift", "POST", path=unit, data={"reason": REASON}, shows=None, **mine),
    ]
