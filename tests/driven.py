"""The vehicles of an office, how they are used in a May, and what is found of that."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from jieyue.programme.entry.reversing import undo
from jieyue.store.findings.models import Finding
from jieyue.store.records.models import LogEntry
from offices import open_office

AFTER = date(2026, 2, 1)
AT = datetime(2026, 2, 1, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
CAR, ELECTRIC = "陕A12345", "陕AD00001"
OFFICIAL = {"organisation": "A", "kind": "机要通信用车", "used_since": "2025-01-01"}
OF_CAR = {**OFFICIAL, "plate": CAR, "fuel": "汽油", "tank_litres": "60"}


def with_vehicles(house):
    open_office(house)
    electric = {**OFFICIAL, "plate": ELECTRIC, "fuel": "纯电动", "battery_kwh": "50"}
    house.have("vehicles", [OF_CAR, electric])
    return house


def trip(left: str, back: str, out: object = "", returned: object = "", plate: str = CAR, **more: str):
    """Times of May, as `06 08:30`; approved of on 28 April."""
    about = {"organisation": "A", "vehicle": plate, "left_at": f"2025-05-{left}", "purpose": "下乡检查"}
    about |= {"destination": "渭南市", "used_by": "办公室", "approved_by": "王五", "approved_on": "2025-04-28"}
    returned_at = {"back_at": f"2025-05-{back}" if back else ""}
    return {**about, **returned_at, "odometer_out_km": str(out), "odometer_back_km": str(returned), **more}


def found(ledger: str = "trips") -> list[tuple[str, str]]:
    """Rule and day of what is open."""
    rows = Finding.objects.filter(ledger=ledger, state="open").order_by("day", "rule")
    return [(rule, f"{day:%d}") for rule, day in rows.values_list("rule", "day")]


def take_back(house) -> None:
    undo(LogEntry.objects.latest("seq").seq, by=house.person, at=AT, reason="导错了")


FIRST = trip("06 08:30", "06 17:30", 12000, 12150)
