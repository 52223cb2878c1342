"""jieyue analysis --organisation CODE --year Y"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from jieyue.cli.command import DONE, JieyueCommand
from jieyue.programme.analysis.as_json import as_json
from jieyue.programme.analysis.place import PlaceAnalysis
from jieyue.programme.analysis.queries import analysis
from jieyue.programme.analysis.unit import UnitAnalysis
from jieyue.rules.signs import COAL, as_printed

KILOGRAMS = 1000
"""In a tonne."""


class Command(JieyueCommand):
    help = "用能分析：一个单位或地区一年的能用到哪里、与谁比、为什么增减"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--organisation", required=True, metavar="CODE", help="单位或地区的机构编码")
        parser.add_argument("--year", required=True, type=int, metavar="Y", help="年度，如 2024")
        parser.add_argument("--category", default="", metavar="NAME", help="只看地区里一种统计分类的分布，如 education")

    def carry_out(self, **options: Any) -> int:
        asked = {name: options[name] for name in ("organisation", "year", "category")}
        found = analysis(**asked, person=self.person, today=timezone.localdate())
        if options["json"]:
            self.print_json(as_json(found))
        else:
            said = _of_place(found) if isinstance(found, PlaceAnalysis) else _of_unit(found)
            self.stdout.write("\n".join(said))
        return DONE


def _head(found: UnitAnalysis | PlaceAnalysis) -> str:
    return f"{found.organisation.name} {found.year} 年综合能耗 {_figure(found.tce)} {COAL}，{found.factors}"


def _of_unit(found: UnitAnalysis) -> Iterator[str]:
    yield _head(found)
    for each in found.parts:
        share = "" if each.share is None else f"，占 {each.share:.1f}%"
        yield f"{each.use.zh}用{each.resource.zh} {_figure(each.quantity)} {each.resource.sign}{share}"
    if found.change:
        yield f"两年都有的月份：{_moved(found.change.then, found.change.now, found.change.percent)}"
    for one in found.like:
        middle = "" if one.median is None else f"，{one.group} {one.units} 家的中位数 {one.median:g}"
        yield f"{one.zh} {_figure(one.own)} {as_printed(one.unit)}{middle}"
    for odd in found.anomalies:
        yield f"{odd.says}{odd.do}"


def _of_place(found: PlaceAnalysis) -> Iterator[str]:
    yield f"{_head(found)}；应报 {found.owed} 家，票据齐 {found.complete} 家"
    yield f"两年都有的月份：{_moved(found.then / KILOGRAMS, found.now / KILOGRAMS, found.percent)}"
    for each in (*found.regions, *found.categories):
        per_m2 = "" if each.per_m2 is None else f"，{each.per_m2:.2f} kgce/m²"
        yield f"{each.name} {each.units} 家 {_figure(each.kgce / KILOGRAMS)} {COAL}{per_m2}"
    for unit in (*found.risen, *found.fallen):
        yield f"{unit.name}：{_moved(unit.then / KILOGRAMS, unit.now / KILOGRAMS, unit.percent)}"


def _moved(then: Decimal | float, now: Decimal | float, percent: Decimal | float | None) -> str:
    share = "" if percent is None else f"（{percent:+.1f}%）"
    return f"{then:,.3f} → {now:,.3f} {COAL}{share}"


def _figure(value: Decimal | float | None) -> str:
    return "—" if value is None else f"{value:,.3f}"
