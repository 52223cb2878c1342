"""A statistical answer as tables: on the terminal with a chart, as CSV, as a workbook. Rounded half up, as printed."""

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from rich.console import Console
from rich.table import Table as Grid

from jieyue.files.writing import Table, write_csv, write_xlsx
from jieyue.programme.statistics.answer import Alike, Answer, Row
from jieyue.rules.indicators.declaring import catalogue
from jieyue.rules.values import Category, Certainty, Kind, Resource, Use

DIMENSIONS = {
    "use": "用途",
    "month": "月份",
    "quarter": "季度",
    "region": "地区",
    "system": "所属系统",
    "category": "统计分类",
    "kind": "机关类别",
    "organisation": "机构",
    "place": "行政区域（含下级）",
}
WORDS = {"use": Use, "category": Category, "kind": Kind}
FIGURES = {
    "quantity": ("数量", 3),
    "amount_yuan": ("金额(元)", 2),
    "tce": ("折标煤(tce)", 3),
    "tco2": ("CO2(t)", 3),
}
BAR = 40
WIDTH_OF_A_FILE = 132


def sheets(answer: Answer) -> list[Table]:
    """The rows, the totals with indicators, and what qualifies them."""
    return [_rows_sheet(answer), _figures_sheet(answer), Table("说明", ["说明"], [[line] for line in remarks(answer)])]


def _rows_sheet(answer: Answer) -> Table:
    keys = [key for key in answer.by if key != "resource"]
    header = [
        *(DIMENSIONS[key] for key in keys),
        "能源资源",
        "数量",
        "单位",
        *(zh for zh, _ in list(FIGURES.values())[1:]),
    ]
    rows = [
        [
            *(_key(row, key) for key in keys),
            Resource(row.resource).zh,
            rounded(row.quantity, 3),
            row.unit,
            *(rounded(getattr(row, name), places) for name, (_, places) in list(FIGURES.items())[1:]),
        ]
        for row in answer.rows
    ]
    return Table("用量", header, rows)


def _key(row: Row, key: str) -> str:
    value = row.keys[key]
    if row.is_rest:
        return "（不分列）"
    if value is None:
        return "（未填）"
    if key in row.names:
        return f"{row.names[key]}（{value}）"
    return WORDS[key](value).zh if key in WORDS else value


def _figures_sheet(answer: Answer) -> Table:
    totals = {
        "tce": ("综合能耗", "tce", 3),
        "tco2": ("二氧化碳排放", "tCO2", 3),
        "water_m3": ("用水量", "m3", 3),
        "amount_yuan": ("费用", "元", 2),
    }
    header = ["指标", "单位", "本期"]
    figures = [(key, zh, unit, places, getattr(answer.totals, key)) for key, (zh, unit, places) in totals.items()]
    figures += [
        (each.key, each.zh, each.unit, each.decimals, answer.indicators[each.key])
        for each in catalogue()
        if each.key != "energy_tce"
    ]
    compared = [
        (comparison, title, then)
        for comparison, title, then in (
            (answer.year_on_year, "同比%", "上年同期"),
            (answer.reduction, "较基年下降%", "基年同期"),
        )
        if comparison
    ]
    for comparison, title, then in compared:
        header += [f"{then}（{comparison.period}）", title, f"同口径{title}"]
    rows = []
    for key, zh, unit, places, value in figures:
        row: list[object] = [zh, unit, rounded(value, places)]
        for comparison, _, _ in compared:
            before = {**vars(comparison.totals), **comparison.indicators}.get(key)
            alike = comparison.alike.change_percent if comparison.alike else {}
            changes = (comparison.change_percent.get(key), alike.get(key))
            row += [rounded(before, places), *(rounded(change, 2) for change in changes)]
        rows.append(row)
    return Table("指标", header, rows)


def remarks(answer: Answer) -> list[str]:
    """Everything a reader must know beside the figures."""
    whole = answer.completeness
    missing = "、".join(f"{each['name']}（{each['organisation']}）" for each in list(whole.missing)[:10])
    switches = "；".join(f"{name} = {_switch(value)}" for name, value in answer.switches.items())
    lines = [
        f"{answer.organisation_name}（{answer.organisation}）{answer.period}，"
        f"{'实时数据' if answer.basis == 'live' else '已验收数据'}。",
        f"应报 {whole.owed} 家，票据齐全 {whole.reported} 家，"
        f"已报送 {whole.submitted} 家，已验收 {whole.accepted} 家。",
        f"系数集 {answer.factors}；口径：{switches}。",
    ]
    lines += [f"票据不全：{missing}{'等' if len(whole.missing) > 10 else ''}。"] if whole.missing else []
    lines += [_alike(each.alike) for each in (answer.year_on_year, answer.reduction) if each and each.alike]
    lines += [f"系数待核对：{_factor(each)}。" for each in answer.unverified]
    return [*lines, *answer.notes]


def _alike(alike: Alike) -> str:
    """Over which units and months the comparison over the same units goes."""
    return (
        f"同口径：{alike.period.zh}与 {alike.before.zh}相比，只含两期都在、各月票据都齐的单位，"
        f"应报 {alike.owed} 家中的 {alike.units} 家；人均、单位面积指标按其中两期都有面积、人数的 {alike.sized} 家。"
    )


def _factor(each: Mapping[str, object]) -> str:
    resource = Resource(str(each["resource"])).zh
    return f"{resource} {each['value']} {each['unit']}（{each['document']}，{Certainty(str(each['certainty'])).zh}）"


def _switch(value: object) -> str:
    return {True: "是", False: "否"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def rounded(value: Decimal | float | None, places: int) -> Decimal | None:
    """Half up at the last printed digit."""
    if value is None:
        return None
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def print_answer(answer: Answer, *, monthly: Iterable[Row]) -> None:
    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console.width = WIDTH_OF_A_FILE
    for sheet in sheets(answer)[:2]:
        console.print(_grid(sheet))
    _print_chart(console, monthly)
    for line in remarks(answer):
        console.print(line, soft_wrap=True)


def _grid(sheet: Table) -> Grid:
    table = Grid(title=sheet.name, title_justify="left")
    for n, name in enumerate(sheet.header):
        is_number = any(isinstance(row[n], Decimal) for row in sheet.rows)
        table.add_column(name, justify="right" if is_number else "left", no_wrap=is_number, overflow="fold")
    for row in sheet.rows:
        table.add_row(*(_shown(value) for value in row))
    return table


def _shown(value: object) -> str:
    if value is None:
        return "—"
    return f"{value:,}" if isinstance(value, Decimal) else str(value)


def _print_chart(console: Console, monthly: Iterable[Row]) -> None:
    """Standard coal by month as bars."""
    sums = energy_by_month(monthly)
    if len(sums) < 2 or not max(sums.values()):
        return
    console.print("各月综合能耗（tce）")
    highest = max(sums.values())
    for month, tce in sums.items():
        console.print(f"{month} {'█' * round(BAR * tce / highest):<{BAR}} {rounded(tce, 3):,}")


def energy_by_month(monthly: Iterable[Row]) -> Mapping[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for row in monthly:
        if row.tce is not None and not row.is_rest:
            sums[str(row.keys["month"])] = sums.get(str(row.keys["month"]), Decimal(0)) + row.tce
    return sums


def save(answer: Answer, file: Path) -> None:
    """As CSV (the rows) or as a workbook with a sheet each for rows, indicators and remarks."""
    found = sheets(answer)
    if file.suffix.lower() == ".csv":
        write_csv(file, found[0].header, found[0].rows)
    else:
        write_xlsx(file, found)
