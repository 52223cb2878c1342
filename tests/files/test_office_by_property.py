"""Known bills, laid out as some office might: the reader gives them back, or asks; it never gives others."""

from calendar import monthrange
from dataclasses import dataclass
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from files.reading_office import UNIT, Town, bills, read, sheet
from jieyue.files.grid import WholeSheet
from soaking import rounds

WORDS = {
    "electricity": {
        "name": ["电", "电力", "用电"],
        "use": ["用电量", "电量", "本月用电量", "用电数量"],
        "money": ["电费", "用电金额"],
        "unit": ["度", "千瓦时", "kWh"],
        "before": ["上年同期用电量", "去年用电量"],
    },
    "water": {
        "name": ["水", "自来水", "用水"],
        "use": ["用水量", "水量", "本期用水量"],
        "money": ["水费", "用水费用"],
        "unit": ["吨", "立方米", "m³"],
        "before": ["去年用水量"],
    },
    "natural_gas": {
        "name": ["天然气", "管道天然气"],
        "use": ["天然气用量", "天然气量", "天然气"],
        "money": ["天然气费", "燃气费"],
        "unit": ["立方米", "m3"],
        "before": ["上年天然气用量"],
    },
}
NONE = ["", "—", "/", "无", "-", "未抄表"]
TRUTH = {"unit:电": "kWh", "unit:水": "m3", "unit:天然气": "m3", "unit:气": "m3", "resource:气": "natural_gas"}


@dataclass
class Known:
    """Use and money by resource and month, None where there was no bill."""

    year: int
    months: list[int]
    figures: dict[tuple[str, int], tuple[int, Decimal] | None]

    @property
    def resources(self) -> list[str]:
        return list(dict.fromkeys(resource for resource, _ in self.figures))

    def bills(self) -> list[tuple]:
        told = []
        for (resource, month), each in self.figures.items():
            if each is not None:
                first = f"{self.year}-{month:02}-01"
                last = f"{self.year}-{month:02}-{monthrange(self.year, month)[1]}"
                told.append((UNIT[0], resource, "building", "", first, last, Decimal(each[0]), each[1]))
        return sorted(told, key=str)

    def total(self, resource: str, place: int) -> float:
        rows = [self.figures[resource, month] for month in self.months]
        return float(sum((Decimal(each[place]) for each in rows if each), Decimal(0)))


@st.composite
def known(draw) -> Known:
    months = list(range(1, draw(st.integers(3, 12)) + 1))
    resources = draw(st.lists(st.sampled_from(list(WORDS)), min_size=1, max_size=3, unique=True))
    one = st.tuples(st.integers(1, 90_000), st.integers(1, 9_000_000).map(lambda cents: Decimal(cents) / 100))
    figures = {(each, month): draw(st.one_of(one, one, one, st.none())) for each in resources for month in months}
    for each in resources:
        figures[each, 1] = figures[each, 1] or (7, Decimal("5.25"))
    return Known(draw(st.integers(2019, 2025)), months, figures)


@dataclass
class Habits:
    """How this office writes."""

    draw: object
    known: Known

    def one(self, *choices):
        return self.draw(st.sampled_from(choices))

    def word(self, resource: str, what: str) -> str:
        return self.one(*WORDS[resource][what])

    def titles(self, *, says_year: bool) -> list[list[object]]:
        year = f"{self.known.year}年" if says_year else ""
        lines = [[f"青禾县档案馆{year}能源资源统计表"], [f"填报单位：{UNIT[1]}", "", "填报人：何经办"], ["内部资料"]]
        return lines[: self.one(1, 2, 3)] if says_year or self.one(True, False) else []

    def figure(self, each: tuple[int, Decimal] | None, place: int) -> object:
        if each is None:
            return self.one(*NONE)
        value = each[place]
        forms = [float(value), f"{value:,}"] + ([f"￥{value:,}", f"{value}元"] if place else [])
        return self.one(*forms)

    def month(self, month: int, *, says_year: bool) -> str:
        year = self.known.year
        forms = (f"{year}年{month}月", f"{year}.{month:02}", f"{year}{month:02}", f"{year}-{month:02}")
        return self.one(*forms) if says_year else self.one(f"{month}月", f"{month}月份", f"{month:02}月")


def months_down(habits: Habits, resources: list[str], *, name: str = "Sheet1", says_year: bool) -> WholeSheet:
    """A month a row, resources side by side, in one header row or in two."""
    draw, about = habits, habits.known
    in_rows, has_before, has_number = draw.one(True, False), draw.one(True, False), draw.one(True, False)
    header: list[object] = [*(["序号"] if has_number else []), draw.one("月份", "时间", "日期", "所属期")]
    for each in resources:
        unit = draw.one(f"（{draw.word(each, 'unit')}）", "")
        header += [f"{draw.word(each, 'use')}{unit}", *([draw.word(each, "before")] if has_before else [])]
        header += [f"{draw.word(each, 'money')}{draw.one('（元）', '')}"]
    header.append("备注")
    rows = draw.titles(says_year=says_year and not in_rows) if says_year else []
    rows += [header]
    for number, month in enumerate(about.months, 1):
        row: list[object] = [*([number] if has_number else []), draw.month(month, says_year=says_year and in_rows)]
        for each in resources:
            figures = about.figures[each, month]
            row += [draw.figure(figures, 0), *([99] if has_before else []), draw.figure(figures, 1)]
        rows.append([*row, ""])
    if draw.one(True, False):
        total: list[object] = [*([""] if has_number else []), draw.one("合计", "总计", "全年合计")]
        for each in resources:
            total += [about.total(each, 0), *([""] if has_before else []), about.total(each, 1)]
        rows.append(total)
    return sheet(*rows, *draw.one([], [["制表：", "审核："]], [["注：数据以缴费单为准"]]), name=name)


def months_across(habits: Habits) -> WholeSheet:
    """A month a column, use and money in turn below each other."""
    draw, about = habits, habits.known
    has_total = draw.one(True, False)
    months = [draw.month(month, says_year=False) for month in about.months]
    rows = [
        *draw.titles(says_year=True),
        [draw.one("项目", "类别", "名称", ""), *months, *(["合计"] if has_total else [])],
    ]
    for each in about.resources:
        unit = f"（{draw.word(each, 'unit')}）"
        names = (f"{draw.word(each, 'use')}{unit}", f"{draw.word(each, 'money')}（元）")
        for place, name in enumerate(names):
            cells = [draw.figure(about.figures[each, month], place) for month in about.months]
            rows.append([name, *cells, *([about.total(each, place)] if has_total else [])])
    return sheet(*rows)


def own_list(habits: Habits) -> WholeSheet:
    """A bill a row."""
    draw, about = habits, habits.known
    header = [
        draw.one("能源种类", "类别", "费用项目"),
        "月份",
        draw.one("用量", "数量", "使用量"),
        "计量单位",
        draw.one("金额", "费用（元）"),
    ]
    rows = [*draw.titles(says_year=True), header]
    for (resource, month), figures in about.figures.items():
        name, unit = draw.word(resource, "name"), draw.word(resource, "unit")
        when = draw.month(month, says_year=draw.one(True, False))
        rows.append([name, when, draw.figure(figures, 0), unit, draw.figure(figures, 1)])
    return sheet(*rows)


@st.composite
def laid_out(draw) -> tuple[Known, list[WholeSheet]]:
    habits = Habits(draw, draw(known()))
    about = habits.known
    way = habits.one("down", "down without a year", "across", "list", "a sheet each")
    if way == "across":
        return about, [months_across(habits)]
    if way == "list":
        return about, [own_list(habits)]
    if way == "a sheet each":
        names = {each: habits.word(each, "name") for each in about.resources}
        return about, [
            months_down(habits, [each], name=f"{about.year}年{names[each]}", says_year=True) for each in names
        ]
    return about, [months_down(habits, about.resources, says_year=way == "down")]


@settings(max_examples=rounds(short=25, long=3000))
@given(laid_out())
def test_known_bills_come_back_or_are_asked_about(office):
    about, sheets = office
    truth = TRUTH | {"year": str(about.year)}
    found = read(*sheets, town=Town())
    answers = {each.key: truth[each.key] for each in found.questions if each.key in truth}
    unknown = [each for each in found.questions if each.key not in truth]
    assert not unknown, (unknown, [each.rows for each in sheets])
    settled = read(*sheets, town=Town(), answers=answers)
    assert settled.questions == []
    assert bills(settled) == about.bills(), [each.rows for each in sheets]
