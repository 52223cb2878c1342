"""jieyue statistics --organisation CODE --period P"""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from jieyue.cli.command import DONE, JieyueCommand, plain
from jieyue.cli.statistics_table import print_answer, save
from jieyue.cli.switches import switch_of
from jieyue.programme.statistics.answer import Answer
from jieyue.programme.statistics.as_json import as_json
from jieyue.programme.statistics.queries import DIMENSIONS, statistics
from jieyue.rules.period import Period
from jieyue.rules.refusal import Refused

FORMATS = (".csv", ".xlsx", ".json")


class OutputImpossible(Refused):
    pass


class Command(JieyueCommand):
    help = "能源资源消费统计：一个机构及其下属在一个报告期的用量、费用、折标煤、指标和齐全情况"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--organisation", required=True, metavar="CODE", help="机构编码")
        parser.add_argument("--period", required=True, metavar="P", help="2024、2024H1、2024Q1 或 2024-03")
        parser.add_argument("--by", default="resource", help=f"分组，用逗号隔开：{'、'.join(DIMENSIONS)}")
        parser.add_argument("--factors", metavar="SET", help="系数集；默认为报告期最后一天有效的一套")
        parser.add_argument(
            "--switch",
            action="append",
            default=[],
            metavar="NAME=VALUE",
            help="口径，如 vehicle_fuel_in_area_indicator=false",
        )
        parser.add_argument("--basis", default="live", choices=["live", "accepted"], help="实时数据或已验收数据")
        parser.add_argument("--base-year", type=int, metavar="YEAR", help="与基年同期相比的下降")
        parser.add_argument("--output", type=Path, metavar="FILE", help="另存为 .csv、.xlsx 或 .json 文件")

    def carry_out(self, **options: Any) -> int:
        asked = {
            "person": self.person,
            "code": options["organisation"],
            "period": Period.parse(options["period"]),
            "factors": options["factors"],
            "switches": dict(switch_of(written) for written in options["switch"]),
            "basis": options["basis"],
            "base_year": options["base_year"],
            "today": timezone.localdate(),
        }
        by = [name.strip() for name in options["by"].split(",") if name.strip()]
        with self.busy("正在统计"):
            answer = statistics(**asked, by=by or ["resource"])
        if options["output"]:
            _save(answer, options["output"])
            self.tell(f"已写入 {options['output']}。")
        if options["json"]:
            self.print_json(as_json(answer))
        elif not options["output"]:
            monthly = statistics(**asked, by=["month", "resource"]).rows if asked["period"].months > 1 else []
            print_answer(answer, monthly=monthly)
        return DONE


def _save(answer: Answer, file: Path) -> None:
    if file.suffix.lower() not in FORMATS:
        raise OutputImpossible(f"不能写成 {file.name}。", do=f"文件名请以 {'、'.join(FORMATS)} 结尾。")
    try:
        file.open("ab").close()  # each format would say in its own way that it can't
        if file.suffix.lower() == ".json":
            file.write_text(json.dumps(as_json(answer), ensure_ascii=False, default=plain, indent=1) + "\n", "utf-8")
        else:
            save(answer, file)
    except OSError as error:
        raise OutputImpossible(
            f"不能写入 {file}（{error.strerror}）。", do="请核对文件夹是否存在、文件是否正被打开。"
        ) from error
