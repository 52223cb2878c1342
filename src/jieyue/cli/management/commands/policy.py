"""jieyue policy check [FOLDER]"""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from jieyue.cli.command import DONE, REFUSED, JieyueCommand
from jieyue.policy.checking import PolicyReport, check
from jieyue.store.ledgers.offered import offered


class Command(JieyueCommand):
    help = "政策文件：逐个读入并运行其算例"
    needs_home = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["check"], help="check：检查")
        parser.add_argument("folder", nargs="?", type=Path, metavar="FOLDER", help="本单位自己的政策文件夹")

    def carry_out(self, **options: Any) -> int:
        report = check(options["folder"], offered=offered())
        if options["json"]:
            self.print_json(_as_dict(report))
        else:
            self._print(report)
        return DONE if report.is_good else REFUSED

    def _print(self, report: PolicyReport) -> None:
        for fault in report.faults:
            self.tell(f"{fault.file} 第 {fault.line} 行：{fault.says}{fault.do}")
        for case in report.failed:
            self.tell(
                f"{case.file} 第 {case.line} 行：算例“{case.name}”"
                f"应为 {case.expected}，算得 {case.got}（{case.source}）"
            )
        counts = "，".join(
            f"{certainty.zh} {count}" for certainty, count in (report.certainties or {}).items() if count
        )
        self.stdout.write(
            f"{len(report.documents or {})} 个政策文件，数值 {counts or '无'}；"
            f"算例通过 {len(report.passed)}，不符 {len(report.failed)}；错误 {len(report.faults)}。"
        )


def _as_dict(report: PolicyReport) -> dict[str, object]:
    return {
        "documents": dict(report.documents or {}),
        "certainties": {certainty.value: count for certainty, count in (report.certainties or {}).items()},
        "faults": [vars(fault) for fault in report.faults],
        "passed": len(report.passed),
        "failed": [vars(case) for case in report.failed],
    }
