"""Two counties with units and bills, and who may see what of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest

from jieyue.rules.person import Person, Post
from jieyue.rules.roles import Role
from jieyue.store.orgs.models import Placement

TODAY = date(2026, 1, 15)
TREE = """code | name | parent | level | category
P  | 某省     |    | 省   |
C1 | 甲县     | P  | 县   |
C2 | 乙县     | P  | 县   |
A  | 甲县一中 | C1 | 单位 | 教育
B  | 甲县财政局 | C1 | 单位 | 机关
X  | 乙县医院 | C2 | 单位 | 卫生"""
BILLS = """organisation | resource | account | start_date | end_date | quantity | unit | amount_yuan | invoice_number
A | 电 | 1001 | 2024-12-01 | 2024-12-31 | 90 | kWh | 60 | 24000009
A | 电 | 1001 | 2025-01-01 | 2025-01-31 | 100.005 | kWh | 70.50 | 25000001
A | 电 | 1001 | 2025-02-01 | 2025-02-28 | 200.005 | kWh | 140.25 | 25000002
A | 水 | 2001 | 2025-01-01 | 2025-01-31 | 30 | m3 | | 25000003
B | 电 | 1002 | 2025-01-01 | 2025-01-31 | 400 | kWh | 280 | 25000004
X | 电 | 9001 | 2025-01-01 | 2025-01-31 | 999 | kWh | 777 | 25000099"""


@dataclass
class Place:
    """A house with bills in it. `somebody` is a person with a role at a place, as the tree stands today."""

    house: object
    somebody: Callable[..., Person]

    def clerk(self, code: str) -> Person:
        return self.somebody(Role.CLERK, code)


def someone(role: Role, code: str, username: str = "wang") -> Person:
    path = Placement.objects.get(organisation__code=code, since__lte=TODAY, until__gt=TODAY).path
    return Person(username, "10.0.0.9", (Post(role, path),), on=TODAY, name="王敏")


@pytest.fixture
def place(house) -> Place:
    house.have("organisations", TREE)
    house.have("bills", BILLS)
    return Place(house, someone)
