"""What the ledger machine says of the rows of any ledger, shown by those that have such columns."""

from collections.abc import Iterable
from datetime import date, time

from cases.office import Remedy, as_xlsx, ask_the_superior, have, leave, look_up, write
from jieyue.rules.roles import Role
from jieyue.store.orgs.models import Organisation
from ledger_samples import sample_rows

UNIT = "510101"
OF = ("paper", "rooms", "temperature", "waste_points", "waste", "waste_contracts")
PAPER, ROOM, TEMPERATURE, POINT, WASTE, CONTRACT = (sample_rows(key, unit=UNIT)[0] for key in OF)
OF_A_HOUSE = {"installed_on": "2025-06-01", "first_shown": "100", "digits": "6"}
METER = {**sample_rows("meters", unit=UNIT)[0], **OF_A_HOUSE}
READING = {**sample_rows("readings", unit=UNIT)[0], "shown": "130.5"}
PATROL = sample_rows("patrols", unit=UNIT)[1]
INSPECTION = sample_rows("inspections", unit=UNIT)[1]
MERIT = sample_rows("merits", unit=UNIT)[0]
PLASTICS = sample_rows("plastics", unit=UNIT)[1]
MONTH_BEFORE = {**PAPER, "month": "2024-12", "left_reams": "13"}
YEAR_BEFORE = {**PAPER, "month": "2024-01", "used_reams": "20"}


def sheet(usual: dict[str, str], **cells: object) -> list[list[object]]:
    row = {**usual, **cells}
    return [list(row), list(row.values())]


def closed(_house, _patch):
    Organisation.objects.filter(code=UNIT).update(closed_on=date(2025, 1, 1))


def opened(_house, _patch):
    Organisation.objects.filter(code=UNIT).update(opened_on=date(2025, 2, 1))


HOURS_LOST = (8, 12, 16, 20)


def of_hours(hours: Iterable[int]) -> list[dict[str, str]]:
    """Collected by a system, at these hours of a day."""
    collected = {**READING, "read_by": "系统采集"}
    return [{**collected, "read_at": f"2025-06-30 {n:02}:00"} for n in hours]


OF_PAPER = {"kind": "paper", "known": 40}
OF_TEMPERATURE = {"kind": "temperature", "known": "26.5", "before": [("rooms", [ROOM])]}

OF_READINGS = {"kind": "readings", "before": [("meters", [METER])]}
SUB = {**METER, "number": "D-2", "main": "D-1"}
BILL = {
    "organisation": UNIT, "resource": "电", "account": "8003", "start_date": "2025-06-01", "end_date": "2025-06-30",
    "quantity": "40", "unit": "kWh",
}  # fmt: skip
OF_METERS = {"kind": "meters", "before": [("meters", [METER, {**METER, "number": "W-1", "resource": "水"}])]}
OF_NEARLY_FULL = {"kind": "readings", "before": [("meters", [{**METER, "first_shown": "999990"}])]}
OF_A_BRANCH = {"kind": "readings", "before": [("meters", [{**METER, "rated_power_kw": "20"}])]}
OF_TWO_MONTHS = {
    "kind": "readings",
    "before": [
        ("meters", [METER]),
        ("readings", [{**READING, "read_at": f"2025-0{n}-01", "shown": str(100 + n)} for n in (7, 8, 9)]),
    ],
}
OF_HALF_FULL = {"kind": "readings", "before": [("meters", [{**METER, "first_shown": "700000"}])]}
REMOVED = {**METER, "removed_on": "2025-07-01", "last_shown": "300"}
OF_WASTE = {"kind": "waste", "known": "85.5", "before": [("waste_points", [POINT])]}

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
        sheet(TEMPERATURE, measured_at="上班以前"),
        [
            [look_up("2026-03-01 08:30 这样", "2025-07-01 10:00")],
            [look_up("或者 2026年3月1日 下午5时20分", "2025年7月1日 上午10时")],
        ],
        **OF_TEMPERATURE,
    ),
    Remedy(
        "not_a_moment",
        sheet(TEMPERATURE, measured_at="2025-07-01 晚上12点"),
        [[look_up("2026-03-01 08:30 这样", "2025-07-02 00:00")]],
        **OF_TEMPERATURE,
    ),
    Remedy(
        "not_a_moment",
        sheet(TEMPERATURE, measured_at=45839.4),
        [[look_up("2026-03-01 08:30 这样", "2025-07-01 10:00")]],
        make=as_xlsx,
        **OF_TEMPERATURE,
    ),
    Remedy(
        "hour_missing",
        sheet(TEMPERATURE, measured_at="2025-07-01"),
        [
            [look_up("请写到几点几分", "2025-07-01 08:30")],
            [look_up("确实是零点的", "2025-07-01 00:00")],
        ],
        **OF_TEMPERATURE,
    ),
    Remedy(
        "hour_missing",
        sheet(TEMPERATURE, measured_at=date(2025, 7, 1)),
        [[look_up("请写到几点几分", "2025-07-01 08:30")]],
        make=as_xlsx,
        **OF_TEMPERATURE,
    ),
    Remedy(
        "day_missing",
        sheet(TEMPERATURE, measured_at="上午10:30"),
        [[look_up("请连日期一起写", "2025-07-01 10:30")]],
        **OF_TEMPERATURE,
    ),
    Remedy(
        "day_missing",
        sheet(TEMPERATURE, measured_at=time(10, 30)),
        [[look_up("请连日期一起写", "2025-07-01 10:30")]],
        make=as_xlsx,
        **OF_TEMPERATURE,
    ),
    Remedy(
        "hour_missing",
        sheet(READING, read_at="2025-07-01"),
        [[leave("不用处理")], [look_up("知道几点的", "2025-07-01 09:00")]],
        **OF_READINGS,
    ),
    Remedy(
        "year_missing",
        sheet(TEMPERATURE, measured_at="7月1日 10:30"),
        [[look_up("请对照原件补上年份", "2025年7月1日 10:30")]],
        **OF_TEMPERATURE,
    ),
    Remedy(
        "not_registered",
        sheet(TEMPERATURE, room="306"),
        [[look_up("请核对房间", "305")], [have("先导入“房间”", "rooms", [{**ROOM, "number": "306"}])]],
        **OF_TEMPERATURE,
    ),
    Remedy(
        "not_registered",
        sheet(METER, number="D-9", main="D-8"),
        [
            [look_up("请核对上级表号", "D-1", column="main")],
            [have("所指的那几行单独导入", "meters", [{**METER, "number": "D-8"}])],
        ],
        known=None,
        **OF_METERS,
    ),
    Remedy(
        "still_used",
        sheet(ROOM, withdrawn="是"),
        [
            [have("先作废使用它的登记", "temperature", [{**TEMPERATURE, "withdrawn": "是"}], reason="登记错了")],
            [look_up("清空“作废”列", "", column="withdrawn")],
        ],
        kind="rooms",
        known=None,
        before=[("rooms", [ROOM]), ("temperature", [TEMPERATURE])],
        how={"reason": "登记错了"},
    ),
    Remedy(
        "cooled_too_far",
        sheet(TEMPERATURE, celsius="22"),
        [[look_up("调到 26 ℃ 以上", "26.5")]],
        **OF_TEMPERATURE,
    ),
    Remedy(
        "heated_too_far",
        sheet(TEMPERATURE, climate="制热", celsius="26.5"),
        [[leave("调到 20 ℃ 以下")]],
        **OF_TEMPERATURE,
    ),
    Remedy("on_when_nobody_is_there", sheet(TEMPERATURE, is_occupied="否"), [[leave("随手关空调")]], **OF_TEMPERATURE),
    Remedy("on_with_windows_open", sheet(TEMPERATURE, window_open="是"), [[leave("关好门窗")]], **OF_TEMPERATURE),
    Remedy(
        "on_outside_hours",
        sheet(TEMPERATURE, measured_at="2025-07-05 10:30"),
        [[leave("写明原因")]],
        **OF_TEMPERATURE,
    ),
    Remedy(
        "receiver_without_contract",
        sheet(WASTE),
        [
            [have("登记合同", "waste_contracts", [CONTRACT])],
            [have("请续签", "waste_contracts", [{**CONTRACT, "contract_number": "2"}])],
        ],
        **OF_WASTE,
    ),
    Remedy(
        "hazardous_without_receipt",
        sheet(WASTE, waste_class="有害垃圾"),
        [[look_up("填写联单号", "LD-1", column="receipt_number")]],
        **OF_WASTE,
    ),
    Remedy("conduct", sheet(PATROL), [[leave("当场改正")], [leave("整改后说明")]], kind="patrols", known=1),
    Remedy(
        "banned_plastics",
        sheet(PLASTICS),
        [[leave("请停止采购和使用")], [leave("处理后说明")]],
        kind="plastics",
        known=12,
    ),
    Remedy("part_above_whole", sheet(PAPER, recycled_reams="41"), [[look_up("其中再生纸", "10")]], **OF_PAPER),
    Remedy(
        "stock_does_not_add_up",
        sheet(PAPER, left_reams="10"),
        [[look_up("请盘点后核对", "20.5", column="left_reams")], [leave("可不处理")]],
        before=[("paper", [MONTH_BEFORE])],
        kind="paper",
        known=80,
    ),
    Remedy(
        "paper_use_grew",
        sheet(PAPER),
        [[look_up("请核对", "20", column="used_reams")], [leave("可不处理")]],
        before=[("paper", [YEAR_BEFORE])],
        kind="paper",
        known=80,
    ),
    Remedy(
        "beyond_the_dial",
        sheet(READING, shown="1000000"),
        [
            [look_up("请核对示数", "130.5")],
            [have("计量器具台账的“整数位数”", "meters", [{**METER, "digits": "7"}], reason="位数写错了")],
        ],
        **OF_READINGS,
    ),
    Remedy(
        "went_backwards",
        sheet(READING, shown="90"),
        [
            [look_up("请核对示数", "130.5")],
            [
                have("请登记新表", "meters", [{**METER, "number": "D-3", "replaces": "D-1"}]),
                write("D-3", column="meter", words="请登记新表"),
            ],
        ],
        **OF_READINGS,
    ),
    Remedy(
        "outside_its_time",
        sheet(READING, read_at="2025-05-30"),
        [[look_up("请核对抄表时间", "2025-06-30")]],
        **OF_READINGS,
    ),
    Remedy(
        "differs_from_register",
        sheet(READING, read_at="2025-06-01", shown="101"),
        [[look_up("更正写错的一处", "100", column="shown")]],
        **OF_READINGS,
    ),
    Remedy(
        "rolled_over",
        sheet(READING, shown="5"),
        [[leave("可不处理")], [look_up("示数写错的", "999996")]],
        **OF_NEARLY_FULL,
    ),
    Remedy(
        "doubtful_roll_over",
        sheet(READING, shown="5"),
        [
            [look_up("请核对示数", "700001")],
            [leave("可不处理")],
            [
                have("请登记新表", "meters", [{**METER, "number": "D-3"}]),
                write("D-3", column="meter", words="请登记新表"),
            ],
        ],
        **OF_HALF_FULL,
    ),
    Remedy(
        "beyond_rated_power",
        sheet(READING, shown="1305"),
        [
            [look_up("请核对示数", "130.5")],
            [have("“倍率”", "meters", [{**METER, "multiplier": "1", "rated_power_kw": "20"}], reason="倍率写错")],
            [have("“额定功率”", "meters", [{**METER, "rated_power_kw": "200"}], reason="额定功率写错")],
            [leave("可不处理")],
        ],
        **OF_A_BRANCH,
    ),
    Remedy(
        "meter_jump",
        sheet(READING, read_at="2025-10-01", shown="1010"),
        [[look_up("请核对示数", "110")], [leave("可不处理")]],
        **OF_TWO_MONTHS,
    ),
    Remedy(
        "power_without_electricity",
        sheet(METER, number="W-2", resource="水", rated_power_kw="20"),
        [[look_up("“能源资源”", "电", column="resource")], [look_up("清空“额定功率”", "", column="rated_power_kw")]],
        known=None,
        **OF_METERS,
    ),
    Remedy(
        "no_power",
        sheet(METER, number="D-4", rated_power_kw="0"),
        [[look_up("铭牌", "20")], [look_up("清空“额定功率”", "")]],
        known=None,
        **OF_METERS,
    ),
    Remedy(
        "meters_in_a_circle",
        sheet(METER, main="D-1"),
        [[look_up("上级表号留空", "", column="main")]],
        known=None,
        **OF_METERS,
    ),
    Remedy(
        "meters_of_two_kinds",
        sheet(METER, number="D-4", main="W-1"),
        [
            [look_up("请核对“上级表号”", "D-1", column="main")],
            [look_up("“能源资源”", "水", column="resource")],
        ],
        known=None,
        **OF_METERS,
    ),
    Remedy(
        "meters_of_two_kinds",
        sheet(METER, resource="水"),
        [
            [look_up("请核对“能源资源”", "电")],
            [have("先更正 D-2", "meters", [{**SUB, "main": ""}], reason="挂错")],
        ],
        kind="meters",
        known=None,
        before=[("meters", [METER]), ("meters", [SUB])],
        how={"reason": "更正"},
    ),
    Remedy(
        "meter_replaced_twice",
        sheet(METER, number="D-4", replaces="D-1"),
        [
            [look_up("又换过一次的", "D-3", column="replaces")],
            [look_up("“替换的表号”留空", "", column="replaces")],
        ],
        kind="meters",
        known=None,
        before=[("meters", [METER]), ("meters", [{**METER, "number": "D-3", "replaces": "D-1"}])],
    ),
    Remedy(
        "source_under_source",
        sheet(METER, number="D-4", main="D-3", is_source="是"),
        [[look_up("填“否”", "否", column="is_source")]],
        kind="meters",
        known=None,
        before=[("meters", [{**METER, "number": "D-3", "is_source": "是"}])],
    ),
    Remedy(
        "source_without_account",
        sheet(METER, number="D-4", account="8001", is_source="是"),
        [
            [have("先导入“户号”", "accounts", [{"organisation": UNIT, "resource": "电", "account": "8001"}])],
            [look_up("核对“户号”", "8002", column="account")],
        ],
        kind="meters",
        known=None,
        before=[("accounts", [{"organisation": UNIT, "resource": "电", "account": "8002"}])],
    ),
    Remedy(
        "removed_before_installed",
        sheet(METER, number="D-4", removed_on="2025-05-01", last_shown="100"),
        [[look_up("核对两个日期", "2025-07-01", column="removed_on")]],
        known=None,
        **OF_METERS,
    ),
    Remedy(
        "replaced_without_last_value",
        sheet(METER, number="D-4", replaces="D-1"),
        [
            [
                have("请更正 D-1", "meters", [REMOVED], reason="换表"),
                look_up("本表填", "2025-07-01", column="installed_on"),
            ]
        ],
        known=None,
        **OF_METERS,
    ),
    Remedy(
        "replaced_while_running",
        sheet(METER, number="D-4", replaces="D-1"),
        [[look_up("核对两个日期", "2025-07-01", column="installed_on")]],
        kind="meters",
        known=None,
        before=[("meters", [REMOVED])],
    ),
    Remedy(
        "went_backwards",
        sheet(READING, shown="200"),
        [
            [look_up("请核对示数", "130.5")],
            [
                have("请登记新表", "meters", [{**METER, "number": "D-3", "replaces": "D-1"}]),
                write("D-3", column="meter", words="请登记新表"),
            ],
        ],
        kind="readings",
        before=[("meters", [METER]), ("readings", [{**READING, "read_at": "2025-07-31", "shown": "160"}])],
    ),
    Remedy(
        "went_backwards",
        sheet(READING, shown="90"),
        [
            [look_up("请核对示数", "130.5", column="shown", row=2)],
            [
                have("请登记新表", "meters", [{**METER, "number": "D-3", "replaces": "D-1", "first_shown": "0"}]),
                have("换了表的", "readings", [{**READING, "shown": "90", "withdrawn": "是"}], reason="换表"),
                write("D-3", column="meter", words="请登记新表", row=2),
            ],
        ],
        period="2025",
        **OF_READINGS,
    ),
    Remedy(
        "doubtful_roll_over",
        sheet(READING, shown="5"),
        [
            [look_up("请核对示数", "700001", column="shown", row=2)],
        ],
        period="2025",
        **OF_HALF_FULL,
    ),
    Remedy(
        "beyond_rated_power",
        sheet(READING, shown="1305"),
        [
            [look_up("请核对示数", "130.5", column="shown", row=2)],
            [have("“额定功率”", "meters", [{**METER, "rated_power_kw": "200"}], reason="额定功率写错")],
        ],
        period="2025",
        **OF_A_BRANCH,
    ),
    Remedy(
        "meter_jump",
        sheet(READING, read_at="2025-10-01", shown="1010"),
        [[look_up("请核对示数", "110", column="shown", row=2)]],
        period="2025",
        **OF_TWO_MONTHS,
    ),
    Remedy(
        "collected_in_part",
        of_hours(n for n in range(24) if n not in HOURS_LOST),
        [[have("补传没有送到的示数", "readings", of_hours(HOURS_LOST))]],
        period="2025",
        **OF_READINGS,
    ),
    Remedy(
        "stamped_off",
        [{**READING, "read_by": "系统采集", "read_at": f"2025-06-{at}"} for at in ("28 00:00", "29 00:07", "30 00:00")],
        [[write("2025-06-29 00:00", column="read_at", words="请按对的时间另登记一条", row=3)]],
        period="2025",
        **OF_READINGS,
    ),
    Remedy(
        "subs_exceed_main",
        sheet(READING, meter="D-2", read_at="2025-07-01", shown="500"),
        [
            [look_up("请核对示数", "5", column="shown", row=2)],
            [have("更正“上级表号”", "meters", [{**SUB, "main": "D-3"}], reason="挂错")],
        ],
        kind="readings",
        period="2025",
        before=[
            ("meters", [METER, {**METER, "number": "D-3"}]),
            ("meters", [SUB]),
            ("readings", [{**READING, "read_at": "2025-07-01"}]),
        ],
    ),
    Remedy(
        "bill_and_meter_differ",
        sheet(READING, read_at="2025-07-01", shown="200"),
        [
            [look_up("请核对票据、示数", "101", column="shown", row=2)],
        ],
        kind="readings",
        period="2025",
        before=[("meters", [{**METER, "account": "8003"}]), ("bills", [BILL])],
    ),
    Remedy("silent_too_long", sheet(READING, read_at="2025-12-01"), [[leave("请按月抄表")]], **OF_READINGS),
    Remedy(
        "inspection",
        sheet(INSPECTION),
        [[leave("请按期整改")], [leave("请说明情况备案")]],
        kind="inspections",
        known=1,
    ),
    Remedy(
        "due_before",
        sheet(INSPECTION, due_on="2025-03-09"),
        [[look_up("请填写检查日期或以后的日期", "2025-03-20")], [look_up("或者留空", "")]],
        kind="inspections",
        known=1,
    ),
    Remedy(
        "for_reviewers",
        sheet(INSPECTION, kind="不定期抽查"),
        [[write("部门自查")], [ask_the_superior("请审核员或主管部门登记")]],
        kind="inspections",
        known=1,
        by=(Role.CLERK, UNIT),
    ),
    Remedy(
        "for_reviewers",
        sheet(MERIT, department="", name=""),
        [
            [
                look_up("请填写处室、姓名", "办公室", column="department"),
                look_up("请填写处室、姓名", "王晓明", column="name"),
            ],
            [ask_the_superior("请审核员或主管部门登记")],
        ],
        kind="merits",
        known=1,
        by=(Role.CLERK, UNIT),
    ),
]
