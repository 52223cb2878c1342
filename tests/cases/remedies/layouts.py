"""Sheets in the shapes of offices, turned into the template's rows as they are told to be."""

from calendar import monthrange

from cases.office import Office, Remedy, does

TEMPLATE = ["机构编码", "能源资源", "起", "止", "数量", "单位"]


def by_rows(words: str, turned):
    """One row a bill, as the words say."""

    def act(office: Office, _problem: object) -> None:
        office.table = [TEMPLATE, *turned(office.table)]

    return does(words, act)


def month(number: int) -> tuple[str, str]:
    return f"2024-{number:02}-01", f"2024-{number:02}-{monthrange(2024, number)[1]}"


ACROSS = [
    ["机构编码", "能源资源", "单位", *(f"{n}月" for n in range(1, 13)), "合计"],
    ["510101", "电", "kWh", *range(1000, 1012), 12066],
    ["510101", "水", "m3", *[30] * 12, 360],
]
SIDE_BY_SIDE = [
    ["单位名称", "年份", "月份", "用电量（度）", "电费（元）", "用水量（吨）", "水费（元）"],
    ["甲市第一机关", 2024, 1, 1000, 700, 30, 120],
]
TWO_ROWS = [
    ["机构编码", "起", "止", "电", "", "水", ""],
    ["", "", "", "用量（度）", "金额（元）", "用量（吨）", "金额（元）"],
    ["510101", "2024-01-01", "2024-01-31", 1000, 700, 30, 120],
]
UTILITY = [
    ["户号", "户名", "电费年月", "尖电量", "峰电量", "平电量", "谷电量", "总电量", "应收电费"],
    ["33012", "甲市第一机关", "202401", 100, 400, 300, 200, 1000, 790],
]


def from_months(table):
    for code, resource, unit, *figures in table[1:]:
        yield from ([code, resource, *month(n), figure, unit] for n, figure in enumerate(figures[:12], start=1))


def one_a_resource(table):
    row = table[-1]
    yield ["510101", "电", *month(1), row[3], "度"]
    yield ["510101", "水", *month(1), row[5], "吨"]


def from_the_list(table):
    yield ["510101", "电", *month(1), table[1][7], "度"]


REMEDIES = [
    Remedy("other_layout", ACROSS, [[by_rows("“数量”写这个月那一列的数；“合计”那一列不写", from_months)]], known=12426),
    Remedy("other_layout", SIDE_BY_SIDE, [[by_rows("一种能源写一行", one_a_resource)]], known=1030),
    Remedy("other_layout", TWO_ROWS, [[by_rows("“能源资源”写上面一行的名称", one_a_resource)]], known=1030),
    Remedy(
        "other_layout",
        UTILITY,
        [
            [
                by_rows(
                    "“数量”写“总电量”，“起”“止”写“电费年月”那个月",
                    lambda table: [["510101", "电", *month(1), table[1][7], "度"]],
                )
            ]
        ],
        known=1000,
    ),
]
