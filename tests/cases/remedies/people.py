"""What is said of people and the roles that a file gives them."""

from datetime import date, timedelta

from cases.office import Remedy, Step, ask_the_superior, does, have, look_up, take_out, write
from cases.sheets import PERSON, people
from jieyue.programme.people.operations import add_person
from jieyue.programme.people.renewing import ask_to_appoint
from jieyue.rules.roles import Role
from jieyue.store.people.models import Appointment, User
from jieyue.store.records.keeping import keep
from jieyue.store.records.writing import writing
from offices import person_named
from samples import NOW

OTHER = {"name": "林二", "username": "liner"}
OF_THE_CITY = {"name": "许安", "username": "xu", "role": "分级安全管理员", "organisation": "5101"}
BY_THE_CITY = Role.LOCAL_SECURITY, "5101"
SECURITY = "zhou"


def of(rule: str, *cells: dict, ways, known: int, **more) -> Remedy:
    return Remedy(rule, people(*cells), ways, kind="people", known=known, **more)


def kept(**cells: str) -> tuple[str, list[dict[str, str]]]:
    return "people", [{**PERSON, **cells}]


def security_is_there(house, _patch):
    with writing(operation="set up", by=house.person, at=NOW) as change:
        keep(change, user := User(username=SECURITY, name="周安"))
        keep(change, Appointment(user=user, role=Role.SECURITY_ADMINISTRATOR, since=date(2024, 1, 1)))


def by_security() -> dict[str, object]:
    """Who acts, when and why."""
    return {"by": person_named(SECURITY, on=NOW.date()), "at": NOW, "reason": "任职通知"}


def have_him_added(words: str) -> Step:
    return does(words, lambda *_: add_person(username="chenyi", name="陈一", **by_security()))


def ask_for_consent(words: str) -> Step:
    about = {"username": "chenyi", "role": Role.AUDITOR, "since": NOW.date()}
    return does(words, lambda *_: ask_to_appoint(**about, **by_security()))


WHO = [
    of("username", {"username": "chen yi"}, ways=[[write("zhangsan")], [look_up("或工号", "20260101")]], known=1),
    of(
        "oneself",
        {},
        {**OF_THE_CITY, "organisation": "510101"},
        ways=[
            [
                take_out("请删去这一行"),
                have("由另一位安全管理员办理", "people", [{**OF_THE_CITY, "organisation": "510101"}]),
            ]
        ],
        before=[("people", [OF_THE_CITY])],
        by="xu",
        known=3,
    ),
    of(
        "username_taken",
        {},
        ways=[[look_up("请换一个用户名", "chenyi2")], [ask_the_superior("由上一级的安全管理员办理")]],
        before=[kept(organisation="51")],
        by=BY_THE_CITY,
        known=2,
    ),
    of(
        "other_name",
        {"name": "陈依", "organisation": "510102"},
        ways=[[look_up("请换一个用户名", "chenyi2", column="username")], [write("陈一")]],
        before=[kept()],
        known=2,
    ),
]

WHERE = [
    of(
        "needs_consent",
        {"role": "审计员"},
        OTHER,
        ways=[[take_out("请删去这一行"), have_him_added("添加此人"), ask_for_consent("“三员互核”页面提出申请")]],
        given=security_is_there,
        known=1,
    ),
    of(
        "unknown_organisation",
        {"organisation": "一机关"},
        ways=[[look_up("登记的机构编码", "510101")], [look_up("全称", "甲市第一机关")]],
        known=1,
    ),
    of(
        "unknown_organisation",
        {"organisation": "51"},
        ways=[[ask_the_superior("由上一级的安全管理员办理")], [look_up("登记的机构编码", "5101")]],
        by=BY_THE_CITY,
        known=1,
    ),
    of(
        "name_of_several",
        {"organisation": "档案馆"},
        ways=[[look_up("请改写机构编码", "510104")]],
        before=[
            (
                "organisations",
                "code | name | parent | level\n510103 | 档案馆 | 5101 | 单位\n510104 | 档案馆 | 51 | 单位",
            )
        ],
        known=1,
    ),
    of(
        "role_above",
        {},
        {**OF_THE_CITY, **OTHER},
        ways=[
            [
                take_out("请删去这一行"),
                have("由上一级的安全管理员办理", "people", [{**OF_THE_CITY, **OTHER}]),
            ]
        ],
        by=BY_THE_CITY,
        known=2,
    ),
    of("unknown_word", {"role": "门卫"}, ways=[[write("统计员")], [write("分级安全管理员")]], known=1),
]

BARRED = {"role": "分级安全管理员", "since": "2026-01-01"}
FORMER = {"since": "2025-01-01", "last_day": "2026-01-14"}

WHEN = [
    of(
        "ends_before_start",
        {"since": "2026-05-01", "last_day": "2026-04-30"},
        ways=[[look_up("请改正日期", "2036-04-30")], [look_up("请改正日期", "")]],
        known=1,
    ),
    of(
        "ended_before_today",
        {"since": "2025-05-01", "last_day": "2025-06-30"},
        ways=[[look_up("改正日期", "2036-06-30")]],
        known=1,
    ),
    of(
        "ended_before_today",
        OTHER,
        {"since": "2025-05-01", "last_day": "2025-06-30"},
        ways=[[take_out("请删去这一行")]],
        known=1,
    ),
    of(
        "barred",
        BARRED,
        ways=[
            [
                look_up("请另选人员", "林二", column="name"),
                look_up("请另选人员", "liner", column="username"),
            ]
        ],
        before=[kept(since="2025-01-01")],
        known=2,
    ),
    of(
        "barred",
        BARRED,
        ways=[
            [
                have("先结束原任职", "people", [{**PERSON, **FORMER}], reason="轮岗"),
                look_up("新的任职日期写在其后", "2026-01-15", column="since"),
            ]
        ],
        before=[kept(since="2025-01-01")],
        known=1,
    ),
    of("duplicate_in_file", {}, {}, ways=[[take_out("请删去重复的行")]], known=1),
    of(
        "duplicate_in_file",
        {"since": "2026-01-01", "last_day": "2035-12-31"},
        {"since": "2035-07-01"},
        ways=[[look_up("请改正起止日期", "2036-01-01", column="since")]],
        known=2,
    ),
    of(
        "duplicate_in_file",
        {"since": "2025-06-01"},
        ways=[[look_up("请改正起止日期", "2026-01-01", column="since")]],
        before=[(*kept(since="2025-01-01", last_day="2025-12-31"), {"at": NOW - timedelta(days=30)})],
        known=1,
    ),
]

REMEDIES = [*WHO, *WHERE, *WHEN]
