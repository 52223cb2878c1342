"""Letters of responsibility, and pledges."""

from datetime import timedelta

from django.utils import timezone

from walk.marks import REASON
from walk.planted import UNIT, Planted
from walk.visits import Visit

LINK = frozenset({"letters_wrongtry"})


def visits(p: Planted) -> list[Visit]:
    mine, unit = {"who": "authority"}, {"organisation": UNIT, "year": 2025}
    until = {"last_day": str(timezone.localdate() + timedelta(days=5))}
    secret = {"path": {"secret": p.secret}, "others_path": {"secret": "unknown"}, "who": None, "is_open": True}
    wrong = {"department": "办公室", "name": "无此人", "agrees": "on"}
    return [
        Visit("letters:list", query={"organisation": "C1", "year": "2025"}),
        Visit("letters:list", shows=None, is_open=True),
        Visit("letters:list", query={"organisation": "C1", "year": "2026"}, **mine),
        Visit("letters:letter", path={"letter": p.letter}),
        Visit("letters:letter", path={"letter": p.letter_of_county}, who="approver", shows=None),
        Visit("letters:sign", "POST", path={"letter": p.letter_of_county}, who="approver", shows=None),
        Visit("letters:take-back", "POST", path={"letter": p.letter}, data={"reason": f"{REASON}有误"}, **mine),
        Visit("letters:send", "POST", path={"organisation": "C1", "year": 2026}, **mine),
        Visit("letters:pledges", query={"organisation": UNIT, "year": "2025"}),
        Visit("letters:open", "POST", path={**unit, "year": 2024}, data=until),
        Visit("letters:close", "POST", path=unit),
        Visit("letters:sign-own", "POST", path=unit),
        Visit("letters:by-link", **secret),
        Visit("letters:by-link", "POST", **secret, data=wrong, answers=422, owns=LINK),
    ]
