"""A unit's first quarter and those who move its report, for tests of reporting."""

from datetime import datetime
from zoneinfo import ZoneInfo

from jieyue.programme.reporting import operations
from jieyue.programme.reporting.queries import report
from jieyue.rules.period import Period
from offices import person_named

AT = datetime(2026, 1, 12, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
Q1 = Period.parse("2025Q1")
FIRST_QUARTER = """organisation | resource | account | start_date | end_date | quantity | unit | amount_yuan
B | 电 | 1002 | 2025-02-01 | 2025-02-28 | 500 | kWh | 350
B | 电 | 1002 | 2025-03-01 | 2025-03-31 | 600.5 | kWh | 420"""
CORRECTED = """organisation | resource | account | start_date | end_date | quantity | unit | amount_yuan
B | 电 | 1002 | 2025-03-01 | 2025-03-31 | 700 | kWh | 490"""


def do(operation: str, who: str, *, code="B", period=Q1, at=AT, **more):
    return getattr(operations, operation)(
        organisation=code, period=period, by=person_named(who, on=at.date()), at=at, **more
    )


def shown(who: str = "li", *, code="B", period=Q1):
    return report(organisation=code, period=period, person=person_named(who, on=AT.date()), today=AT.date())
