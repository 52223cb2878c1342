"""Two counties whose units have a bill each, and who may do what with their evidence."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from handed_in import pdf
from jieyue.programme.evidence import operations
from jieyue.programme.evidence.operations import Attached, Upload
from jieyue.rules.person import Person, Post
from jieyue.rules.roles import Role
from jieyue.store.ledgers.bills.models import Bill
from jieyue.store.orgs.models import Placement
from samples import NOW

TREE = """code | name | parent | level
P  | 某省     |    | 省
C1 | 甲县     | P  | 县
C2 | 乙县     | P  | 县
A  | 甲县一中 | C1 | 单位
X  | 乙县医院 | C2 | 单位"""
BILLS = """organisation | resource | account | start_date | end_date | quantity | unit
A | 电 | 1001 | 2025-01-01 | 2025-01-31 | 100 | kWh
A | 电 | 1001 | 2025-02-01 | 2025-02-28 | 200 | kWh
X | 电 | 9001 | 2025-01-01 | 2025-01-31 | 999 | kWh"""
TABLE = Bill._meta.db_table
FACT = date(2025, 1, 31)
TODAY = date(2026, 1, 15)


def someone(role: Role, code: str, username: str = "wang") -> Person:
    path = Placement.objects.get(organisation__code=code, since__lte=TODAY, until__gt=TODAY).path
    return Person(username, "10.0.0.9", (Post(role, path),), on=TODAY, name="王敏")


def upload(name: str = "一月电费.pdf", content: bytes | None = None) -> Upload:
    return Upload(name, io.BytesIO(pdf() if content is None else content))


@dataclass
class Desk:
    """What a clerk of A, a clerk of X and others do."""

    house: object
    clerk: Person
    stranger: Person
    reader: Person
    january: int
    february: int
    foreign: int

    def attach(self, *uploads: Upload, record: int | None = None, **how) -> Attached:
        asked = {"by": self.clerk, "at": NOW, "fact_on": FACT, "table": TABLE, "record_id": record or self.january}
        return operations.attach(uploads or (upload(),), **{**asked, **how})

    def attached(self, *uploads: Upload, **how) -> Sequence[int]:
        """Files that must be taken."""
        found = self.attach(*uploads, **how)
        assert found.refused == ()
        return found.items

    def renew(self, item: int, file: Upload, **how) -> int:
        return operations.renew(item, file, **{"seen": 1, "by": self.clerk, "at": NOW, "reason": "扫描件更清楚", **how})


def set_up_desk(house) -> Desk:
    house.have("organisations", TREE)
    house.have("bills", BILLS)
    bills = {(each.account.number, each.start_date.month): each.id for each in Bill.objects.select_related("account")}
    return Desk(
        house,
        clerk=someone(Role.CLERK, "A"),
        stranger=someone(Role.CLERK, "C2", "zhao"),
        reader=someone(Role.READER, "C1", "li"),
        january=bills["1001", 1],
        february=bills["1001", 2],
        foreign=bills["9001", 1],
    )
