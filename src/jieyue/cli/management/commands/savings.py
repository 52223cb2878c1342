"""jieyue savings --usage FILE --temperature FILE --baseline A..B --reporting C..D"""

import csv
import math
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from jieyue.cli.command import DONE, FINDINGS, JieyueCommand
from jieyue.files.guarding import guarded
from jieyue.files.refused import RowsRefused
from jieyue.programme.savings.as_json import COLUMNS, as_json, candidate_rows, sums_of
from jieyue.programme.savings.queries import Answer, savings_of_files
from jieyue.rules.refusal import Refused
from jieyue.rules.savings import judging
from jieyue.rules.signs import as_printed

NAMES_OF_STATUS = {"ok": "", "no_model": "没有模型", "no_data": "数据不够"}


class SettingUnreadable(Refused):
    """What stands behind --setting is no NAME=NUMBER."""


class OutputImpossible(Refused):
    """The file of candidates cannot be written."""


class Command(JieyueCommand):
    help = "按气温校正的节能量：改造前后的账单和气温，算出每块表节约了多少、有多大把握"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--usage", required=True, type=Path, metavar="FILE", help="每张账单一行的表格")
        parser.add_argument(
            "--temperature",
            required=True,
            type=Path,
            action="append",
            metavar="FILE",
            help="每小时或每天一行气温的表格；可以写几次",
        )
        parser.add_argument("--baseline", default="", metavar="A..B", help="基准期，如 2023-01-01..2023-12-31")
        parser.add_argument("--reporting", default="", metavar="C..D", help="报告期，如 2024-02-01..2025-01-31")
        parser.add_argument("--periods", type=Path, metavar="FILE", help="每块表各有基准期和报告期的表格")
        parser.add_argument(
            "--setting", action="append", default=[], metavar="NAME=VALUE", help="改方法的某一项，结果会注明"
        )

        parser.add_argument("--normal-year", action="store_true", help="另给出平均气温下一年的节能量")
        parser.add_argument(
            "--candidates", type=Path, metavar="FILE.csv", help="把每块表试过的每个模型和不用它的原因写到这个文件"
        )

    def carry_out(self, **options: Any) -> int:
        names = ("usage", "temperature", "baseline", "reporting", "periods")
        settings = dict(_setting(written) for written in options["setting"])
        try:
            with self.busy("正在计算节能量"):
                given = {name: options[name] for name in names}
                answer = savings_of_files(**given, settings=settings, of_normal_year=options["normal_year"])
        except RowsRefused as refusal:
            return self.refuse_rows(refusal, so="没有计算", is_json=options["json"])
        if options["candidates"]:
            _save_candidates(answer, options["candidates"])
            self.tell(f"已写入 {options['candidates']}。")
        if options["json"]:
            self.print_json(as_json(answer))
        else:
            self.stdout.write("\n".join(_said(answer)))
        count = len(answer.asked.named)
        return DONE if all(judging.status(answer.savings, n) == "ok" for n in range(count)) else FINDINGS


def _save_candidates(answer: Answer, file: Path) -> None:
    try:
        with file.open("w", encoding="utf-8-sig", newline="") as opened:
            writer = csv.writer(opened)
            writer.writerow(COLUMNS)
            writer.writerows([guarded(str(meter)), *rest] for meter, *rest in candidate_rows(answer))
    except OSError as error:
        raise OutputImpossible(f"不能写入 {file}（{error.strerror}）。", do="请核对文件夹是否存在。") from error


def _setting(written: str) -> tuple[str, Decimal]:
    name, _, value = written.partition("=")
    try:
        found = Decimal(value)
    except InvalidOperation:
        found = Decimal("nan")
    if not found.is_finite():
        raise SettingUnreadable(f"--setting {written} 看不懂。", do="请写成 名称=数，如 balance_step_f=2。")
    return name.strip(), found


def _said(answer: Answer) -> Iterator[str]:
    found = answer.savings
    for n, meter in enumerate(answer.asked.named):
        status = judging.status(found, n)
        yield f"{meter.name} {meter.resource.zh} {NAMES_OF_STATUS[status]}" + (
            _figure(found.saving[n], found.band[n], meter.unit) if status == "ok" else ""
        )
        notices = [*judging.disqualified(found, n, answer.method), *judging.warnings(found, n, answer.method)]
        yield from (f"  {notice.says}" for notice in notices)
        if answer.normal is not None and math.isfinite(answer.normal.saving[n]):
            yield f"  平均气温下一年：{_figure(answer.normal.saving[n], math.nan, meter.unit)}"
    for each in sums_of(answer):
        figure = _figure(each.saving, each.band, each.unit)
        yield f"合计 {each.resource.zh} {each.meters} 块表：{figure}"
    for each in answer.method.deviations:
        yield f"不照方法：{each.setting.zh}（{each.setting}）按 {each.value:g}，方法是 {each.instead_of:g}。"


def _figure(saving: float, band: float, unit: str) -> str:
    what = "节约" if saving >= 0 else "多用"
    sure = "" if math.isnan(band) else f" ± {band:,.1f}（九成把握）"
    return f"{what} {abs(saving):,.1f}{sure} {as_printed(unit)}"
