"""jieyue checks --organisation CODE --period P"""

from typing import Any

from django.core.management.base import CommandParser

from jieyue.cli.command import DONE, FINDINGS, JieyueCommand
from jieyue.programme.checking.queries import CheckFinding, checks
from jieyue.rules.period import Period

TOLD = ("rule", "severity", "organisation", "resource", "period", "says", "figures", "do")


class Command(JieyueCommand):
    help = "数据审核：一个机构及其下属在一个报告期内可疑的记录"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--organisation", required=True, metavar="CODE", help="机构编码")
        parser.add_argument("--period", required=True, metavar="P", help="2024、2024H1、2024Q1 或 2024-03")

    def carry_out(self, **options: Any) -> int:
        findings = checks(person=self.person, code=options["organisation"], period=Period.parse(options["period"]))
        if options["json"]:
            self.print_json({"findings": [_as_json(each) for each in findings]})
        else:
            for finding in findings:
                self.stdout.write(f"{finding.organisation} {finding.period} {finding.says}{finding.do}")
            self.stdout.write(f"共 {len(findings)} 条。" if findings else "没有发现可疑的记录。")
        return FINDINGS if findings else DONE


def _as_json(finding: CheckFinding) -> dict[str, object]:
    return {name: getattr(finding, name) for name in TOLD}
