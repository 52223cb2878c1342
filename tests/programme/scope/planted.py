"""Four units of two counties with a record of every kind each, and marks by which whatever is told of one is known.

Nothing here lists kinds: a new kind is planted by its sample, or by its columns.
"""

from jieyue.programme.entry.operations import kinds
from jieyue.store.ledgers.bills.models import Bill
from jieyue.store.orgs.models import Organisation
from ledger_samples import common, sample_rows
from offices import PEOPLE, open_office

REACH = {None: "", "P": "ABXM", "C1": "AB", "C2": "XM", "A": "A"}
"""The units below each place where somebody of the office has a post: M left C1 for C2 in July 2025."""
VALUES = {
    "organisation": "{code}",
    "resource": "电",
    "use": "建筑",
    "account": "户{code}号",
    "quantity": "73401{n}",
    "unit": "kWh",
    "start_date": "2025-{month:02}-01",
    "end_date": "2025-{month:02}-28",
    "invoice_number": "票{code}号",
    "year": "2025",
    "floor_area_m2": "73402{n}",
    "persons": "50",
    "opened_on": "2024-01-01",
    "document": "文{code}号",
    "energy_per_m2_kgce": "73.{n}",
    "note": "注{code}号",
    "standard": "文{code}号标准",
    "number": "1.1",
    "section": "一",
    "text": "文{code}号内容",
}
"""What stands in a column, whatever the kind."""


def plant(house) -> None:
    """A and B in C1, X in C2, and M that moved from C1 to C2, with a record of every kind each."""
    open_office(house)
    Bill.objects.all().delete()
    tree = "code | name | parent | level | category"
    house.have("organisations", f"{tree}\nM | 名M号 | C1 | 单位 | 教育")
    renamed = [
        f"{code} | 名{code}号 | {place} | 单位 | 教育" for code, place in (("A", "C1"), ("B", "C1"), ("X", "C2"))
    ]
    for line in renamed:
        house.have("organisations", f"{tree} | effective_on\n{line} | 2000-01-01", reason="更名")
    records = [kind for kind in kinds().values() if kind.model is not Organisation]
    by_columns = [kind.key for kind in records if kind.key not in common()]
    months = {key: month for month, key in enumerate(reversed(by_columns))}  # the last ones, after M had moved
    for kind in records:
        for n, code in enumerate("ABXM"):
            rows = sample_rows(kind.key, unit=code) if kind.key in common() else None
            planted = rows or [row_of(kind, code=code, n=n, month=12 - months[kind.key])]
            house.have(kind.key, planted, reason="x")
        assert kind.model.objects.count() >= 4, f"a record of every unit of {kind.key} is planted"
    moved = f"{tree} | effective_on\nM | 名M号 | C2 | 单位 | 教育 | 2025-07-01"
    house.have("organisations", moved, reason="划转")


def row_of(kind, **about) -> dict[str, str]:
    required = {column.key for column in kind.columns if column.required}
    assert required <= VALUES.keys(), f"{kind.key} has columns that nobody has planted yet"
    return {column.key: VALUES[column.key].format(**about) for column in kind.columns if column.key in VALUES}


def marks_of(codes: str) -> set[str]:
    return {f"{word}{code}号" for code in codes for word in ("名", "户", "票", "文", "注")}


def marks_in(text: str) -> set[str]:
    return {mark for mark in marks_of("ABXM") if mark in text}


def reach_of(username: str) -> str:
    return REACH[PEOPLE[username][2]]
