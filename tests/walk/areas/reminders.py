"""催办: what came, what was sent, robots, and how somebody is told."""

from django.test import Client
from django.urls import reverse
from lxml import html

from walk.planted import UNIT, Planted
from walk.visits import JOBS, Visit

PERIOD = "2025Q1"
LOG = frozenset({"records_logentry", "records_rowversion"})


def visits(p: Planted) -> list[Visit]:
    mine, county = {"who": "authority"}, {"organisation": "C1"}
    own = {"shows": None, "is_open": True}
    sent = {"circular": p.circular}
    robot = {"name": "另一个群", "kind": "wecom", "address": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=O"}
    return [
        Visit("reminders:list", query={"organisation": UNIT}),
        Visit("reminders:list", **own),
        Visit("reminders:list", query=county, **mine),
        Visit("reminders:list-file", path={"form": "csv"}, query={"organisation": UNIT}, for_page=False),
        Visit("reminders:readers-file", path={**sent, "form": "xlsx"}, shows=None, for_page=False, **mine),
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
        Visit("reminders:circulars", shows="甲县", is_open=True),
        Visit("reminders:circulars", query=county, shows="甲县"),
        Visit("reminders:issue", query={"organisation": "C3", "period": "2025Q1"}, shows="丙县", **mine),
        Visit("reminders:issue", "POST", query=county, data=_looked_at, shows=None, **mine, owns=JOBS),
        Visit("reminders:circular", path=sent),
        Visit("reminders:circular", path=sent, who="clerk_of_unit", shows=None, is_open=True),
        Visit("reminders:circular-file", path={**sent, "form": "pdf"}, shows=None, for_page=False),
        Visit("reminders:circular-read", "POST", path=sent, shows=None),
        Visit("reminders:again", "POST", query=county, **mine, owns=JOBS),
        Visit("reminders:robots", query=county, **mine),
        Visit("reminders:robots", "POST", query=county, data=robot, **mine),
        Visit("reminders:robot", "POST", path={"robot": p.robot}, query=county, data={"do": "on"}, **mine),
    ]


def _looked_at(client: Client) -> dict[str, str]:
    """The mark of the draft that is on the page."""
    page = client.get(reverse("reminders:issue"), {"organisation": "C1", "period": PERIOD}).content
    found = html.document_fromstring(page).xpath("//input[@name='seen']/@value") if page.strip() else []
    return {"seen": found[0] if found else "", "period": PERIOD, "words": "请于月底前办结。"}
