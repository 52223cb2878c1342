"""What the ledger machine says of the rows of any ledger, shown by those that have such columns."""

from datetime import date

from cases.office import Remedy, have, look_up, write
from jieyue.store.orgs.models import Organisation
from ledger_samples import sample_rows

UNIT = "510101"
PAPER, ROOM, TEMPERATURE = (sample_rows(key, unit=UNIT)[0] for key in ("paper", "rooms", "temperature"))


def sheet(usual: dict[str, str], **cells: str) -> list[list[object]]:
    row = {**usual, **cells}
    return [list(row), list(row.values())]


def closed(_house, _patch):
    Organisation.objects.filter(code=UNIT).update(closed_on=date(2025, 1, 1))


def opened(_house, _patch):
    Organisation.objects.filter(code=UNIT).update(opened_on=date(2025, 2, 1))


OF_PAPER = {"kind": "paper", "known": 40}
OF_TEMPERATURE = {"kind": "temperature", "known": "26.5", "before": [("rooms", [ROOM])]}

REMEDIES = [
    Remedy("no_such_month", sheet(PAPER, month="2025-13"), [[look_up("2026-03 这样的月份", "2025-03")]], **OF_PAPER),
    Remedy("not_a_month", sheet(PAPER, month="第一季度"), [[look_up("2026-03 这样的月份", "2025-03")]], **OF_PAPER),
    Remedy("too_many_decimals", sheet(PAPER, used_reams="1.25"), [[write("1.3")]], **OF_PAPER),
    Remedy("too_small", sheet(PAPER, used_reams="-1"), [[look_up("原始单据", "1")]], **OF_PAPER),
    Remedy("too_large", sheet(PAPER, duplex_percent="850"), [[look_up("核对单位和小数点", "85")]], **OF_PAPER),
    Remedy("not_come_yet", sheet(PAPER, month="2035-01"), [[look_up("写错年份", "2025-01")]], **OF_PAPER),
    Remedy("before_opened", sheet(PAPER), [[look_up("请核对月份", "2025-03")]], given=opened, **OF_PAPER),
    Remedy("after_closed", sheet(PAPER), [[look_up("请核对月份", "2024-12")]], given=closed, **OF_PAPER),
    Remedy("unknown_word", sheet(TEMPERATURE, climate="通风"), [[write("未开")]], **OF_TEMPERATURE),
    Remedy(
        "not_a_moment",
        sheet(TEMPERATURE, measured_at="上午十点"),
        [
            [look_up("2026-03-01 08:30 这样", "2025-07-01 10:00")],
            [look_up("只有日期的写", "2025-07-01")],
        ],
        **OF_TEMPERATURE,
    ),
    Remedy(
        "not_registered",
        sheet(TEMPERATURE, room="306"),
        [[look_up("请核对房间", "305")], [have("先导入“房间”", "rooms", [{**ROOM, "number": "306"}])]],
        **OF_TEMPERATURE,
    ),
]
