"""What the demonstration's units keep beside energy: who does the work and by which rules, paper, waste, rooms and
their temperature, activities, patrols, inspections and meters. By the ledger's key, rows in the columns of its
template; the same again for the same day.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from jieyue.cli.demo.city import Unit
from jieyue.cli.demo.driving import refuellings, vehicle
from jieyue.rules.period import month_end

Row = dict[str, object]
POINT, ROOM, WARM_ROOM, METER = "办公楼东侧", "305", "412", "D-1"
TAKES_WASTE = ("云岭环卫公司", "云岭再生资源公司")
SHARE_BOUGHT = 1.1
DIGITS = 6
DEPARTMENTS = ("办公室", "后勤科")
GROUP, FOUNDED_BY = "节约型机关创建工作领导小组", "关于成立节约型机关创建工作领导小组的通知"
REGULATIONS = (
    ("能源资源消费统计", "能源资源消费统计制度"),
    ("节能、节水", "节能节水管理制度"),
    ("生活垃圾分类", "生活垃圾分类管理制度"),
)
PROPERTY = {"provider": "云岭物业公司", "contract_number": "WY-1"}
PROVED = {
    "work_groups": "name",
    "posts": "post",
    "regulations": "title",
    "property_contracts": "provider",
    "saving_plans": "title",
}
"""Sheets whose rows have their text as evidence, and the column that it is named by."""


def registers(unit: Unit, months: Sequence[date]) -> Iterator[tuple[str, list[Row]]]:
    """What the rows of ledgers are about."""
    own, first = {"organisation": unit.code}, months[0]
    yield (
        "rooms",
        [{**own, "number": room, "department": "办公室", "responsible": "张三"} for room in (ROOM, WARM_ROOM)],
    )
    yield (
        "waste_points",
        [{**own, "name": POINT, "department": "办公室", "recyclable": 1, "other": 2, "has_signs": "是"}],
    )
    contract = {**own, "starts_on": first, "ends_on": months[-1].replace(day=28) + timedelta(days=75)}
    yield (
        "waste_contracts",
        [
            {**contract, "receiver": receiver, "waste_class": zh, "contract_number": f"HW-{nth}"}
            for nth, (receiver, zh) in enumerate(zip(TAKES_WASTE, ("其他垃圾", "可回收物"), strict=True), 1)
        ],
    )
    meter = {**own, "number": METER, "resource": "电", "place": "配电室", "multiplier": 1, "digits": DIGITS}
    until = months[-1].replace(day=1, year=months[-1].year + 1)
    yield from _organisation(unit, first)
    yield "vehicles", [vehicle(unit, nth, first) for nth in range(unit.vehicles)]
    yield "meters", [{**meter, "installed_on": first, "first_shown": 0, "verified_until": until}]


def _organisation(unit: Unit, first: date) -> Iterator[tuple[str, list[Row]]]:
    """Who does the work, and by which rules: no quota and no rule for equipment yet."""
    own: Row = {"organisation": unit.code, "starts_on": first}
    founded = {**own, "document": FOUNDED_BY, "department": "办公室"}
    yield (
        "work_groups",
        [
            {**founded, "name": GROUP, "kind": "领导小组", "duties": "统筹创建工作，审定方案和制度，研究解决困难"},
            {**founded, "name": "节能工作办公室", "kind": "节能管理机构", "duties": "消费统计、定额管理、检查和公示"},
        ],
    )
    member = {**own, "group": GROUP}
    yield (
        "group_members",
        [
            {**member, "role": "组长", "member": "张三", "title": "主任", "duties": "全面负责"},
            {**member, "role": "副组长", "member": "王五", "title": "副主任", "duties": "分管节能和后勤"},
            {**member, "role": "成员", "member": "李四", "title": "后勤科科长", "duties": "统计和检查"},
        ],
    )
    yield "posts", [
        {**founded, "post": post, "department": department, "holder": holder}
        for post, department, holder in (
            ("创建责任人（第一责任人）", "", "张三"), ("能源管理岗", "后勤科", "李四"),
            ("能耗统计岗", "后勤科", "赵六"), ("部门责任人", "办公室", "王五"),
        )
    ]  # fmt: skip
    yield "regulations", [{**own, "kind": kind, "title": title, "owner": "后勤科"} for kind, title in REGULATIONS]
    yield (
        "cited_rules",
        [{**own, "title": "公共机构能源资源消费统计调查制度", "version": "现行", "issuer": "国家机关事务管理局"}],
    )
    until = first.replace(year=first.year + 3)
    says = {"energy_goal": "公共区域用电逐年下降", "service_requirements": "按时开关照明和空调，每月巡查"}
    yield "property_contracts", [{**own, **PROPERTY, "ends_on": until, **says}]


def ledgers(unit: Unit, month: date) -> Iterator[tuple[str, list[Row]]]:
    """What was kept in a month. Room 412 was cooled too far in its July, and a patrol found a lamp burning."""
    own, chance, end = {"organisation": unit.code}, Random(f"{unit.code}{month:%Y%m}"), month_end(month)
    used = round(unit.persons * chance.uniform(0.18, 0.26), 1)
    yield "paper", [
        {
            **own, "month": f"{month:%Y-%m}", "bought_reams": round(used * SHARE_BOUGHT, 1), "used_reams": used,
            "recycled_reams": round(used / 5, 1), "duplex_percent": chance.randrange(60, 95),
            "electronic_documents": chance.randrange(80, 160), "printed_documents": chance.randrange(5, 40),
        }
    ]  # fmt: skip
    waste = {**own, "point": POINT, "collected_on": month.replace(day=20)}
    yield "waste", [
        {**waste, "waste_class": "其他垃圾", "weight_kg": round(unit.persons * 1.8, 1), "receiver": TAKES_WASTE[0]},
        {**waste, "waste_class": "可回收物", "weight_kg": round(unit.persons * 0.4, 1), "receiver": TAKES_WASTE[1],
         "receipt_number": f"LD{month:%y%m}20"},
    ]  # fmt: skip
    yield (
        "readings",
        [{**own, "meter": METER, "read_at": f"{end} 16:00", "shown": (month.year * 12 + month.month) % 100 * 900}],
    )
    if month.month in (1, 7):
        yield "temperature", _temperatures(unit, month)
    if month.month in (3, 6):
        yield "activities", [_activity(unit, month)]
    yield "patrols", _patrols(unit, month)
    yield "refuellings", refuellings(unit, month)
    if month.month in (4, 11):
        yield "inspections", _inspections(unit, month)
    if month.month == 12:
        praised = {"decided_on": month.replace(day=20), "department": "办公室", "name": "王五", "kind": "表扬"}
        yield "merits", [{**own, **praised, "why": "带头关灯关空调，全年没有查出问题", "decided_by": GROUP}]
    yield from _sorting(unit, month)
    yield from _work(unit, month)


def _work(unit: Unit, month: date) -> Iterator[tuple[str, list[Row]]]:
    """The plan of the year and a mobilisation in January, a meeting each quarter, a difficulty raised and solved."""
    own: Row = {"organisation": unit.code}
    if month.month == 1:
        plan = {"title": f"{month.year}年节能实施方案", "yearly_target": "用电、用水比上年各下降2%"}
        yield "saving_plans", [{**own, "year": month.year, "approved_on": month.replace(day=18), **plan}]
    if month.month % 3 == 1:
        title, kind = ("创建动员部署会", "动员部署会") if month.month == 1 else ("领导小组例会", "工作例会")
        about = {"title": title, "kind": kind, "of_group": GROUP, "chaired_by": "张三"}
        yield (
            "meetings",
            [{**own, "held_on": month.replace(day=16), **about, "decisions": "分析上季度消费，部署下一步"}],
        )
    if month.month == 4:
        about = {"problem": "二楼没有分项电表", "raised_by": "后勤科", "responsible": "李四"}
        solved = {"solution": "加装电表一块", "solved_on": month.replace(day=28)}
        yield "difficulties", [{**own, "raised_on": month.replace(day=16), **about, **solved}]
    if month.month == 6:
        yield "property_assessments", [
            {**own, "provider": PROPERTY["provider"], "contract": PROPERTY["contract_number"],
             "assessed_on": month.replace(day=20), "result": "达到合同目标", "assessed_by": "李四"}
        ]  # fmt: skip


def _sorting(unit: Unit, month: date) -> Iterator[tuple[str, list[Row]]]:
    """Two departments compared, and the canteen looked through for plastics."""
    own = {"organisation": unit.code}
    best = month.month % len(DEPARTMENTS)
    yield "sorting_ratings", [
        {
            **own, "month": f"{month:%Y-%m}", "department": each, "points": 96 if nth == best else 88,
            "award": "流动红旗" if nth == best else "", "rated_by": "赵六",
        }
        for nth, each in enumerate(DEPARTMENTS)
    ]  # fmt: skip
    looked = {**own, "checked_on": month.replace(day=15), "place": "食堂", "found": 0, "checked_by": "赵六"}
    yield "plastics", [{**looked, "item": "不可降解一次性塑料餐具"}]


def _activity(unit: Unit, month: date) -> Row:
    """On World Water Day, and a lecture in June."""
    about = {"organisation": unit.code, "participants": unit.persons // 3}
    if month.month == 3:
        day = month.replace(day=22)
        return {**about, "held_on": day, "title": "节水宣传", "kind": "宣传实践活动", "campaign": "世界水日"}
    return {**about, "held_on": month.replace(day=12), "title": "垃圾分类知识讲座", "kind": "知识讲座", "hours": 2}


def _temperatures(unit: Unit, month: date) -> list[Row]:
    """At half past ten of a Wednesday."""
    day = next(month.replace(day=n) for n in range(8, 15) if month.replace(day=n).weekday() == 2)
    usual, too_far, way = ("26.5", "23", "制冷") if month.month == 7 else ("19.5", "19", "制热")
    about = {"organisation": unit.code, "measured_at": f"{day} 10:30", "climate": way, "is_occupied": "是"}
    return [{**about, "room": ROOM, "celsius": usual}, {**about, "room": WARM_ROOM, "celsius": too_far}]


def _inspections(unit: Unit, month: date) -> list[Row]:
    """A department's own, of which one thing was put right at once."""
    own = {"organisation": unit.code, "inspected_on": month.replace(day=22), "place": "后勤科", "kind": "部门自查"}
    own |= {"inspected_by": "赵六", "department": "后勤科", "responsible": "李四"}
    wrong = {"is_wrong": "是", "what": "取暖器无人看管", "is_put_right": "是"}
    return [
        {**own, "item": "能耗、水耗台账按月记齐", "is_wrong": "否"},
        {**own, "item": "没有浪费水电等现象", **(wrong if month.month == 11 else {"is_wrong": "否"})},
    ]


def _patrols(unit: Unit, month: date) -> list[Row]:
    wrong = month.month == 9
    what = "下班后走廊灯未关" if wrong else ""
    return [
        {
            "organisation": unit.code, "patrolled_on": month.replace(day=12), "place": "二楼", "responsible": "李四",
            "item": "人走灯关、空调和电脑关", "is_wrong": "是" if wrong else "否", "patrolled_by": "赵六", "what": what,
        }
    ]  # fmt: skip
