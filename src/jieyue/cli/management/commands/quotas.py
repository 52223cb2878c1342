"""jieyue quotas --organisation CODE --year Y"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from jieyue.cli.command import DONE, JieyueCommand
from jieyue.cli.switches import switch_of
from jieyue.programme.quotas.as_json import as_json
from jieyue.programme.quotas.baseline import BesideBaseline
from jieyue.programme.quotas.queries import UnitQuotas, quotas
from jieyue.rules.quotas import Judged
from jieyue.rules.signs import as_printed


class Command(JieyueCommand):
    help = "定额：一个单位一年的各项指标，与适用的能耗、用水定额逐项对照"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--organisation", required=True, metavar="CODE", help="单位的机构编码")
        parser.add_argument("--year", required=True, type=int, metavar="Y", help="年度，如 2024")
        parser.add_argument(
            "--switch", action="append", default=[], metavar="NAME=VALUE", help="改口径，如 operating_hours=false"
        )

    def carry_out(self, **options: Any) -> int:
        found = quotas(
            organisation=options["organisation"],
            year=options["year"],
            person=self.person,
            today=timezone.localdate(),
            switches=dict(switch_of(written) for written in options["switch"]),
        )
        if options["json"]:
            self.print_json(as_json(found))
        else:
            self.stdout.write("\n".join(_said(found)))
        return DONE


def _said(found: UnitQuotas) -> Iterator[str]:
    yield from found.said
    for each in found.judged:
        what = f"{each.indicator.zh} {_figure(each.value)} {each.indicator.sign}".strip()
        yield f"{what}：{each.verdict.zh}。{_limits(each)}{each.why}"
    for one in found.beside:
        value = "—" if one.value is None else f"{one.value:.2f}"
        yield f"{one.zh} {value}，同类均值 {one.mean} {as_printed(one.unit)}"
    if found.baseline:
        yield _baseline(found.baseline)


def _baseline(found: BesideBaseline) -> str:
    made, where = found.baseline, f"{found.rule.source.document} {found.rule.source.clause}"
    if made.value is None or made.way is None:
        return f"建筑能耗基准：不能算出，{made.why}（{where}）。"
    change = "" if found.percent is None else f"本年 {_figure(found.now)} 吨标准煤，比基准 {found.percent:+.1f}%。"
    return f"建筑能耗基准 {_figure(made.value)} 吨标准煤（{made.way.zh}，{found.electricity}；{where}）。{change}"


def _figure(value: Decimal | None) -> str:
    return "—" if value is None else f"{value:,.2f}"


def _limits(each: Judged) -> str:
    if each.quota is None:
        return ""
    quota = each.quota
    benchmark = f"，基准值 {quota.benchmark}" if quota.benchmark else ""
    sure = "（待核对）" if quota.certainty.needs_checking else ""
    where = f"{quota.source.document} {quota.source.clause}{sure}"
    return f"约束值 {quota.constraint}{benchmark}，引导值 {quota.guide}，{where}。"
