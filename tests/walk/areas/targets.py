"""Targets and their split."""

import re

from django.test import Client
from django.urls import reverse

from walk.marks import PLACE, REASON
from walk.planted import UNIT, Planted
from walk.visits import Visit

OF_COUNTY = {"organisation": "C1", "year": 2025, "measure": "electricity"}
OF_UNIT = {**OF_COUNTY, "below": UNIT}
ADJUSTED = {"value": "300", "because": f"{REASON}扩建"}


def visits(_planted: Planted) -> list[Visit]:
    mine = {"who": "authority"}
    form = {"measure": "用电量", "form": "不超过", "value": "500"}
    return [
        Visit("targets:list", query={"organisation": UNIT, "year": "2025"}),
        Visit("targets:list", shows=None, is_open=True),
        Visit("targets:warnings", shows=None, is_open=True, for_page=False),
        Visit("targets:set", path={"organisation": UNIT, "year": 2025}),
        Visit("targets:set", "POST", path={"organisation": "C1", "year": 2025}, data=form, shows=None, **mine),
        Visit("targets:split", path=OF_COUNTY, shows=PLACE, **mine),
        Visit("targets:adjust", path=OF_UNIT, **mine),
        Visit("targets:adjust", "POST", path=OF_UNIT, data=_adjusted, others_send=ADJUSTED, **mine),
        Visit("targets:split", "POST", path=OF_COUNTY, data={"seen": "another"}, answers=409, shows=None, **mine),
    ]


def _adjusted(client: Client) -> dict[str, str]:
    """With the mark of what the page showed."""
    page = client.get(reverse("targets:adjust", kwargs=OF_UNIT)).content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', page)
    return {**ADJUSTED, "seen": seen[1] if seen else ""}
