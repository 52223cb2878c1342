"""Inspections by checklist."""

from django.utils import timezone

from walk.marks import PERSON, REASON
from walk.planted import UNIT, Planted
from walk.visits import Visit


def visits(p: Planted) -> list[Visit]:
    unit, today = {"organisation": UNIT}, str(timezone.localdate())
    seen = {"kind": "own", "day": today, "place": REASON, "inspected_by": "赵六", "on-food_result": "right"}
    plan, mine = {"plan": p.inspections}, {"who": "authority"}
    days = {"first_day": today, "last_day": today}
    new = {"name": f"{REASON}安排", "kind": "own", "items": "food", "inspectors": REASON, "units": UNIT, **days}
    named, own = {"name": "王晓明", "year": "2025"}, {"organisation": "C1"}
    return [
        Visit("supervision:plan-new", query=unit, shows=None),
        Visit("supervision:plan-new", "POST", query=unit, data=new, shows=None),
        Visit("supervision:plan", path=plan, **mine),
        Visit("supervision:plan-move", "POST", path=plan, data={**days, "reason": REASON}, **mine),
        Visit("supervision:plan-cancel", "POST", path=plan, data={"reason": REASON}, **mine),
        Visit("supervision:repeated-file", path={"form": "xlsx"}, query=unit, shows=None, for_page=False),
        Visit("supervision:mine", shows=None, is_open=True),
        Visit("supervision:people", query={**unit, "year": "2025"}),
        Visit("supervision:people-file", path={"form": "csv"}, query={**unit, "year": "2025"}, for_page=False),
        Visit("supervision:record", path=unit, query=named),
        Visit("supervision:record", path=own, query={"name": PERSON}, shows=None),
        Visit(
            "supervision:record-answer",
            "POST",
            path=own,
            query={"name": PERSON},
            data={"text": REASON},
            answers=422,
            shows=None,
        ),
        Visit("supervision:list", shows=None, is_open=True),
        Visit("supervision:list", query={**unit, "year": "2025"}, shows=None),
        Visit("supervision:inspect", path=unit),
        Visit("supervision:inspect", "POST", path=unit, data=seen, shows=None),
    ]
