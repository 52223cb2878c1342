"""What is said of organisations."""

from cases.office import Remedy, add_column, add_row, ask_the_superior, does, look_up, take_out
from cases.sheets import units
from jieyue.rules.roles import Role

OWN = {"code": "510101", "name": "甲市第一机关"}
CITY = {"code": "5101", "name": "甲市", "parent": "51", "level": "市", "category": ""}
CREDIT_CODES = "11510000000000019E", "11510000000010006U"


def org(rule: str, *cells: dict, ways, known: int | None = None, **more) -> Remedy:
    return Remedy(rule, units(*cells), ways, kind="organisations", known=known, **more)


BECAUSE = {"reason": "机构调整"}

REACH = [
    org(
        "out_of_reach",
        {"code": "510102", "name": "改名", "effective_on": "2025-01-01"},
        ways=[[ask_the_superior("共同的上级主管部门")]],
        by=(Role.AUTHORITY, "510101"),
        how=BECAUSE,
        known=5,
    ),
    org(
        "top_not_allowed",
        {"parent": ""},
        ways=[[look_up("管辖范围内的上级编码", "5101")]],
        by=(Role.AUTHORITY, "5101"),
        known=5,
    ),
    org(
        "unknown_organisation",
        {**OWN, "closed_on": "2026-01-01", "successors": "510102"},
        ways=[[ask_the_superior("共同的上级主管部门")], [look_up("核对编码", "", column="successors")]],
        by=(Role.AUTHORITY, "510101"),
        how=BECAUSE,
    ),
]

HISTORY = [
    org(
        "effective_date_needed",
        {**OWN, "name": "甲市机关"},
        ways=[[add_column("生效日期", "2025-01-01")]],
        how=BECAUSE,
        known=5,
    ),
    org(
        "later_change_exists",
        {"name": "丙丙", "effective_on": "2024-01-01"},
        ways=[[look_up("填写与它相同的生效日期", "2025-01-01")]],
        before=[
            ("organisations", "code | name | parent | level\n510103 | 丙 | 5101 | 单位"),
            (
                "organisations",
                "code | name | parent | level | effective_on\n510103 | 丙改 | 5101 | 单位 | 2025-01-01",
                BECAUSE,
            ),
        ],
        how=BECAUSE,
        known=6,
    ),
    org(
        "duplicate_in_file",
        {},
        {},
        ways=[[take_out("删去重复的行")], [add_column("生效日期", "", "2025-01-01")]],
        known=5,
    ),
    org(
        "closed_before_opened",
        {"opened_on": "2025-01-01", "closed_on": "2024-01-01"},
        ways=[[look_up("核对两个日期", "2025-06-01")]],
        known=5,
    ),
]
CODES = [
    org("credit_code", {"credit_code": "1"}, ways=[[look_up("对照统一社会信用代码证书", CREDIT_CODES[0])]], known=5),
    org(
        "credit_code_shared",
        {"credit_code": CREDIT_CODES[0]},
        {"code": "510104", "credit_code": CREDIT_CODES[0]},
        ways=[[look_up("核对是哪一行有误", CREDIT_CODES[1])]],
        known=6,
    ),
]

PARENTS = [
    org(
        "own_parent",
        {"parent": "510103"},
        ways=[[look_up("真正的上级", "5101")], [look_up("最高一级留空", "")]],
        known=5,
    ),
    org(
        "unknown_parent",
        {"parent": "5199"},
        ways=[
            [look_up("核对上级编码", "5101")],
            [add_row("在本文件中补上这个上级", "5199", "某市", "51", "市", "")],
        ],
    ),
    org(
        "level_turned_round",
        {"level": "省"},
        ways=[[look_up("核对层级和上级编码", "单位", column="level")]],
        known=5,
    ),
    org(
        "unknown_parent",
        {"code": "510106", "closed_on": "2025-01-01"},
        {"code": "510107", "parent": "510106", "level": "部门"},
        {"code": "510108", "parent": "510107", "level": "部门"},
        ways=[[look_up("先改正上级所在的行", "510102", column="parent", row=3)]],
        known=7,
        says="它的行有误",
    ),
]

TOGETHER = [
    org(
        "parent_closed",
        {"code": "510105", "parent": "510106", "level": "部门"},
        {"code": "510106", "closed_on": "2025-01-01"},
        ways=[
            [look_up("本机构的撤销日期", "2025-01-01", column="closed_on")],
            [look_up("承继的上级", "510102", column="parent")],
        ],
        known=6,
    ),
    org(
        "level_turned_round",
        {**CITY, "level": "部门", "parent": "51"},
        ways=[[look_up("核对层级", "市")]],
        how=BECAUSE,
        known=4,
        says="之下有",
    ),
    org(
        "level_turned_round",
        {"code": "510101", "parent": "51", "level": "市", "effective_on": "2025-01-01"},
        ways=[[look_up("核对层级", "单位")]],
        how=BECAUSE,
        known=5,
        says="此前在",
    ),
    org(
        "closed_over_children",
        {**CITY, "closed_on": "2025-01-01", "effective_on": ""},
        ways=[
            [
                add_row(
                    "在同一文件中）撤销这些机构", "510101", "甲市第一机关", "5101", "单位", "机关", "2025-01-01", ""
                ),
                add_row(
                    "在同一文件中）撤销这些机构", "510102", "甲市第二学校", "5101", "单位", "教育", "2025-01-01", ""
                ),
            ],
            [
                add_row("填写新的上级和生效日期", "510101", "甲市第一机关", "51", "单位", "机关", "", "2025-01-01"),
                add_row("填写新的上级和生效日期", "510102", "甲市第二学校", "51", "单位", "教育", "", "2025-01-01"),
            ],
        ],
        how=BECAUSE,
    ),
    org(
        "own_successor",
        {"closed_on": "2025-01-01", "successors": "510103"},
        ways=[[look_up("真正的承继机构", "510102")]],
        known=5,
    ),
    org(
        "unknown_organisation",
        {"closed_on": "2025-01-01", "successors": "510199"},
        ways=[
            [look_up("核对编码", "510102")],
            [add_row("在本文件中补上承继机构", "510199", "新", "5101", "单位", "机关", "", "")],
        ],
        says="本文件中也没有",
    ),
    org(
        "circle",
        {"code": "D1", "parent": "D2", "level": "部门", "effective_on": "2024-01-01"},
        ways=[[look_up("核对它们的上级编码", "510102")]],
        before=[("organisations", "code | name | parent | level\nD1 | 一科 | 510101 | 部门\nD2 | 二科 | D1 | 部门")],
        how=BECAUSE,
        known=7,
    ),
    org(
        "too_deep",
        *({"code": f"D{n}", "parent": f"D{n - 1}" if n else "5101", "level": "部门"} for n in range(1000)),
        ways=[[does("是否连成了一串", lambda office, _: [row.__setitem__(2, "5101") for row in office.table[1:]])]],
    ),
]


REMEDIES = [*REACH, *HISTORY, *CODES, *PARENTS, *TOGETHER]
