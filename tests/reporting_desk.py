"""A unit's first quarter and those who move its report, for tests of reporting."""

from datetime import datetime
from zoneinfo import ZoneInfo

from jieyue.programme.publication import operations as publication
from jieyue.programme.publication.queries import notice
from jieyue.programme.reporting import operations
from jieyue.programme.reporting.queries import report, seen_to_decide
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from offices import person_named

AT = datetime(2026, 1, 12, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
Q1 = Period.parse("2025Q1")
FIRST_QUARTER = """organisation | resource | account | start_date | end_date | quantity | unit | amount_yuan
B | 电 | 1002 | 2025-02-01 | 2025-02-28 | 500 | kWh | 350
B | 电 | 1002 | 2025-03-01 | 2025-03-31 | 600.5 | kWh | 420"""
CORRECTED = """organisation | resource | account | start_date | end_date | quantity | unit | amount_yuan
B | 电 | 1002 | 2025-03-01 | 2025-03-31 | 700 | kWh | 490"""


def do(operation: str, who: str, *, code="B", period=Q1, at=AT, **more):
    by = person_named(who, on=at.date())
    if operation in ("accept", "accept_again") and "seen" not in more:
        more["seen"] = report(organisation=code, period=period, person=by, today=at.date()).seen
    return getattr(operations, operation)(organisation=code, period=period, by=by, at=at, **more)


def accept(*, organisation: str, period: Period, by: Person, at: datetime) -> None:
    """As a reviewer does who looks first."""
    seen = seen_to_decide(organisation=organisation, period=period, person=by, today=at.date())
    operations.accept(organisation=organisation, period=period, seen=seen, by=by, at=at)


def publish(*, organisation: str, period: Period, by: Person, at: datetime) -> None:
    """As an approver does who looks first."""
    seen = notice(organisation=organisation, period=period, person=by, today=at.date()).seen
    publication.publish(organisation=organisation, period=period, seen=seen, by=by, at=at)


def shown(who: str = "li", *, code="B", period=Q1):
    return report(organisation=code, period=period, person=person_named(who, on=AT.date()), today=AT.date())
