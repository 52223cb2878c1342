"""Sheets of the kinds, right but for the cells that a test says."""

BILL = {
    "organisation": "510101",
    "resource": "电",
    "account": "E1",
    "start_date": "2024-01-01",
    "end_date": "2024-01-31",
    "quantity": "1000",
    "unit": "kWh",
    "amount_yuan": "700",
}
PROFILE = {"organisation": "510101", "year": "2025", "floor_area_m2": "5000", "persons": "100"}
ACCOUNT = {"organisation": "510101", "resource": "电", "account": "E1"}
UNIT = {"code": "510103", "name": "甲市第三机关", "parent": "5101", "level": "单位", "category": "机关"}
PERSON = {"name": "陈一", "username": "chenyi", "role": "统计员", "organisation": "510101"}

Rows = list[dict[str, object]]


def _rows(usual: dict[str, str], cells: tuple[dict[str, object], ...]) -> list[list[object]]:
    header = list(dict.fromkeys([*usual, *(key for each in cells for key in each)]))
    return [header, *([{**usual, **each}.get(key, "") for key in header] for each in cells)]


def bills(*cells: dict[str, object]) -> list[list[object]]:
    return _rows(BILL, cells)


def profiles(*cells: dict[str, object]) -> list[list[object]]:
    return _rows(PROFILE, cells)


def accounts(*cells: dict[str, object]) -> list[list[object]]:
    return _rows(ACCOUNT, cells)


def units(*cells: dict[str, object]) -> list[list[object]]:
    return _rows(UNIT, cells)


def people(*cells: dict[str, object]) -> list[list[object]]:
    return _rows(PERSON, cells)
