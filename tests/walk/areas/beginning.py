"""The first steps, the tree changed on purpose, and since when units owe."""

from walk.marks import FILE, PLACE, REASON
from walk.planted import UNIT, Planted
from walk.visits import Visit

FIRST = {"level": "county", "name": "某县", "code": "999"}
CHANGES = {
    "rename": {"name": f"{PLACE}高中"},
    "move": {"parent": "C3"},
    "merge": {"into": f"{UNIT}-2", "new_name": f"{PLACE}新校", "others": ""},
    "split": {"into": f"{UNIT}-2 {PLACE}一校\n{UNIT}-3 {PLACE}二校"},
    "close": {},
    "join": {"joined_on": "2025-01-01"},
}


def visits(p: Planted) -> list[Visit]:
    mine = {"who": "authority"}
    return [
        Visit("beginning:begin", who="system", shows=None),
        Visit("beginning:begin", "POST", who="system", data=FIRST, answers=422, shows="已经登记过机构"),
        Visit("beginning:units", path={"code": "C1"}, shows=None, **mine),
        Visit("beginning:units", "POST", path={"code": "C1"}, data=_units(), shows=None, **mine),
        *(Visit("organisations:reorganise", path={"code": UNIT, "what": what}, **mine) for what in CHANGES),
        *(
            Visit("organisations:reorganise", "POST", path={"code": UNIT, "what": what}, data=_change(p, what), **mine)
            for what in CHANGES
        ),
        Visit("entry:joined-on", "POST", path={"job": p.own["clerk"].waiting}, data={"joined_on": ""}, shows=FILE),
        Visit("api:give_first_passwords", "POST", who="security_of_county", json={"reason": REASON}, shows=None),
    ]


def _change(p: Planted, what: str) -> dict[str, object]:
    return {**CHANGES[what], "since": p.day, "reason": REASON}


def _units() -> dict[str, object]:
    counted = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 0}
    return {**counted, "form-0-name": f"{PLACE}二中", "form-0-code": "NEU2", "joined_on": "2025-01-01"}
