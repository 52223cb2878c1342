"""Evaluation rounds: no sheet has been handed in, so points and a conclusion are refused in the page."""

from datetime import timedelta

from django.utils import timezone

from jieyue.programme.evaluation.standards import NATIONAL
from jieyue.rules.rounds import Stage
from walk.marks import REASON
from walk.planted import ITEM, UNIT, Planted
from walk.visits import Visit


def visits(p: Planted) -> list[Visit]:
    mine, one, unit = {"who": "authority"}, {"round": p.round}, {"round": p.round, "organisation": UNIT}
    days = {f"until_{stage.value}": str(p.day + timedelta(days=n)) for n, stage in enumerate(Stage)}
    new = {"name": f"{REASON}次轮", "year": "2024", "standard": NATIONAL, "units": UNIT, **days}
    answer = {"question": p.question_of_round, "answer": f"{REASON}已补"}
    concluded = {"outcome": "failed", "reason": REASON, "seen": "old"}
    announced = {"size": "1", "seed_from": f"{REASON}开奖", "draws_on": str(p.day + timedelta(days=9))}
    failed = {"round": p.failed_round, "organisation": UNIT}
    moment = f"{timezone.localtime():%Y-%m-%dT%H:%M}"
    on_site = {"looked_at": moment, "place": REASON, f"on-{ITEM}_result": "right"}
    return [
        Visit("rounds:list", shows=REASON, is_open=True),
        Visit("rounds:new", query={"organisation": "C1"}, shows=None, **mine),
        Visit("rounds:new", "POST", query={"organisation": "C1"}, data=new, shows=None, **mine),
        Visit("rounds:round", path=one),
        Visit("rounds:round", path=one, **mine),
        Visit("rounds:units-file", path={**one, "form": "csv"}, for_page=False, **mine),
        Visit("rounds:member", "POST", path=one, data={"username": "authority", "is_leader": "on"}, **mine),
        Visit("rounds:dismiss", "POST", path=one, data={"username": "nobody"}, **mine),
        Visit("rounds:announce_draw", "POST", path=one, data=announced, **mine),
        Visit("rounds:draw", "POST", path=one, data={"seed": f"{REASON}05"}, answers=422, **mine),
        Visit("rounds:draw_list", path=one, shows=UNIT, for_page=False, **mine),
        Visit("rounds:unit", path=unit),
        Visit("rounds:unit", path=unit, **mine),
        Visit("rounds:unit", "POST", path=unit, data={f"points_{ITEM}": "1"}, answers=422, shows=None, **mine),
        Visit("rounds:site", path=unit, **mine),
        Visit("rounds:site", "POST", path=unit, data=on_site, **mine),
        Visit("rounds:ask", "POST", path=unit, data={"item": ITEM, "text": f"{REASON}何时"}, **mine),
        Visit("rounds:answer", "POST", path=unit, data=answer),
        Visit("rounds:conclude", "POST", path=unit, data=concluded, answers=409, shows=None, **mine),
        Visit("api:rounds", shows=REASON, is_open=True),
        Visit("api:round", path={"number": p.round}),
        Visit("api:unit_of_round", path={"number": p.round, "organisation": UNIT}, shows=UNIT),
        Visit("rounds:unit", path=failed),
        Visit("rounds:recheck", "POST", path=failed, data=concluded, answers=409, shows=None, **mine),
        Visit("rounds:appeal", "POST", path=failed, data={"text": REASON}, shows=REASON),
        Visit("rounds:decide", "POST", path=unit, data=concluded, answers=422, shows=None, **mine),
        Visit("rounds:withdraw", "POST", path=unit, data={"reason": REASON}, answers=422, shows=None, **mine),
    ]
