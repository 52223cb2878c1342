"""Two counties whose clerks sign in, with bills of 2025, for tests of pages."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from django.test import Client

from jieyue.rules.person import Person
from jieyue.rules.roles import Role
from jieyue.store.ledgers.bills.models import Bill
from jieyue.store.orgs.models import Organisation
from jieyue.store.people.models import Appointment, User
from jieyue.store.people.people import person_of
from jieyue.store.records.keeping import keep
from jieyue.store.records.writing import writing
from samples import NOW

TREE = """code | name | parent | level | category
P  | 某省       |    | 省   |
C1 | 甲县       | P  | 县   |
C2 | 乙县       | P  | 县   |
A  | 甲县一中   | C1 | 单位 | 教育
B  | 甲县财政局 | C1 | 单位 | 机关
X  | 乙县医院   | C2 | 单位 | 卫生"""
BILLS = """organisation | resource | account | start_date | end_date | quantity | unit | amount_yuan | invoice_number
A | 电 | 1001 | 2025-01-01 | 2025-01-31 | 100.005 | kWh | 70.50 | 25000001
A | 电 | 1001 | 2025-02-01 | 2025-02-28 | 200.005 | kWh | 140.25 | 25000002
A | 水 | 2001 | 2025-01-01 | 2025-01-31 | 30 | m3 | | 25000003
B | 电 | 1002 | 2025-01-01 | 2025-01-31 | 400 | kWh | 280 | 25000004
X | 电 | 9001 | 2025-01-01 | 2025-01-31 | 999 | kWh | 777 | 25000099"""
PEOPLE = {
    "wang": ("王敏", Role.CLERK, "C1"),
    "liu": ("刘洋", Role.CLERK, "A"),
    "zhao": ("赵敏", Role.CLERK, "C2"),
    "li": ("李强", Role.AUTHORITY, "P"),
    "sun": ("孙丽", Role.READER, "C1"),
    "feng": ("冯静", Role.APPROVER, "C1"),
    "chen": ("陈晨", Role.APPROVER, "P"),
    "qian": ("钱进", Role.AUDITOR, None),
    "zhou": ("周安", Role.SECURITY_ADMINISTRATOR, None),
    "wu": ("吴系", Role.SYSTEM_ADMINISTRATOR, None),
}


@dataclass
class Office:
    """Somebody of the office comes with a browser of his own."""

    house: object
    clients: dict[str, Client] = field(default_factory=dict)

    def as_(self, username: str) -> Client:
        if username not in self.clients:
            client = Client()
            client.force_login(User.objects.get(username=username))
            self.clients[username] = client
        return self.clients[username]

    @staticmethod
    def bill(invoice: str) -> int:
        return Bill.objects.get(invoice_number=invoice).id


def person_named(username: str, *, on: date) -> Person:
    """Who somebody of the office is on a day."""
    return person_of(User.objects.get(username=username), on=on, login="a test")


def open_office(house, *, bills: str = BILLS) -> Office:
    house.have("organisations", TREE)
    house.have("bills", bills)
    with writing(operation="set up", by=house.person, at=NOW) as change:
        for username, (name, role, code) in PEOPLE.items():
            chosen_at = datetime(2024, 1, 1, tzinfo=UTC)
            # Nobody signs in with this, nor has to choose another first.
            user = User(username=username, name=name, password="!", password_changed_at=chosen_at)  # noqa: S106
            keep(change, user)
            place = Organisation.objects.get(code=code) if code else None
            keep(change, Appointment(user=user, role=role, organisation=place, since=date(2024, 1, 1)))
    return Office(house)
