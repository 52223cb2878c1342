"""A county's round with a team, for tests: one unit has handed its sheet in, the other is late."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from jieyue.programme.evaluation.operations import hand_in
from jieyue.programme.evaluation.queries import NATIONAL
from jieyue.programme.evaluation.self_scoring import Said, score_items
from jieyue.programme.rounds import operations
from jieyue.rules.roles import Role
from jieyue.rules.rounds import Stage
from jieyue.store.orgs.models import Organisation
from jieyue.store.people.models import Appointment, User
from jieyue.store.records.keeping import keep
from jieyue.store.records.writing import writing
from offices import Office, open_office, person_named
from samples import NOW

AT = datetime(2026, 4, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = AT.date()
DAYS = {
    Stage.HAND_IN: date(2026, 4, 30),
    Stage.FILES: date(2026, 6, 30),
    Stage.SITE: date(2026, 7, 31),
    Stage.CONCLUDE: date(2026, 8, 31),
    Stage.PUBLISH: date(2026, 9, 30),
}
TEAM = {"gao": "高远", "ma": "马宁", "he": "何静"}
"""Reviewers of the county: gao leads, ma is a clerk of B besides."""


def open_desk(house, **about) -> Office:
    """A round of A and B in C1; `about` is of the office."""
    office = open_office(house, **about)
    with writing(operation="set up", by=house.person, at=NOW) as change:
        for username, name in TEAM.items():
            user = User(username=username, name=name, password="!", password_changed_at=NOW)  # noqa: S106
            keep(change, user)
            places = [(Role.REVIEWER, "C1"), *([(Role.CLERK, "B")] if username == "ma" else [])]
            for role, code in places:
                place = Organisation.objects.get(code=code)
                keep(change, Appointment(user=user, role=role, organisation=place, since=date(2024, 1, 1)))
    return office


def who(username: str, on: date = TODAY):
    return person_named(username, on=on)


def begin(**other) -> int:
    about = {"organisation": "C1", "name": "甲县首轮", "year": 2025, "standard": NATIONAL, "days": DAYS, **other}
    return operations.open_round(**{"by": who("li"), "at": AT, **about})


def appoint(number: int, *usernames: str, leader: str = "gao") -> None:
    for username in (leader, *usernames):
        asked = {"number": number, "username": username, "is_leader": username == leader}
        operations.appoint_member(**asked, by=who("li"), at=AT)


def say(item: str = "2.1a", points: int = 1, *, unit: str = "B", by: str = "wang") -> None:
    said = [Said(f"N20-{item}", Decimal(points), "有文件")]
    score_items(standard=NATIONAL, organisation=unit, year=2025, said=said, by=who(by), at=AT)


def send_sheet(unit: str = "B", *, by: str = "wang") -> None:
    hand_in(standard=NATIONAL, organisation=unit, year=2025, by=who(by), at=AT)
