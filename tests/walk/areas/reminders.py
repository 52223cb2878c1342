"""催办: what came, what was sent, robots, and how somebody is told."""

from walk.planted import UNIT, Planted
from walk.visits import JOBS, Visit

LOG = frozenset({"records_logentry", "records_rowversion"})


def visits(p: Planted) -> list[Visit]:
    mine, county = {"who": "authority"}, {"organisation": "C1"}
    own = {"shows": None, "is_open": True}
    robot = {"name": "另一个群", "kind": "wecom", "address": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=O"}
    return [
        Visit("reminders:list", query={"organisation": UNIT}),
        Visit("reminders:list", **own),
        Visit("reminders:list", query=county, **mine),
        Visit("reminders:read", "POST", **own, owns=LOG | {"reminders_reminder"}),
        Visit("reminders:how", **own),
        Visit("reminders:how", "POST", data={"email": "a@example.cn"}, **own, owns=LOG | {"reminders_howtold"}),
        Visit("reminders:press", query={"organisation": "C3", "period": "2025Q1"}, shows="丙县", **mine),
        Visit(
            *("reminders:press", "POST"),
            query={"organisation": "C3", "period": "2025Q1"},
            shows=None,
            **mine,
            owns=JOBS,
        ),
        Visit("reminders:again", "POST", query=county, **mine, owns=JOBS),
        Visit("reminders:robots", query=county, **mine),
        Visit("reminders:robots", "POST", query=county, data=robot, **mine),
        Visit("reminders:robot", "POST", path={"robot": p.robot}, query=county, data={"do": "on"}, **mine),
    ]
