"""jieyue findings [--organisation CODE] [--state S] [--mine M] [--overdue]"""

from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from jieyue.cli.command import DONE, FINDINGS, JieyueCommand
from jieyue.programme.findings.queries import Line, Mine, Wanted, as_json, findings
from jieyue.rules.findings import FindingState

MOST_LISTED = 100_000


class Command(JieyueCommand):
    help = "问题：检查、巡查和数据核对发现的，轮到谁办、期限和状态；有逾期没有答复的，退出码为 1"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--organisation", default="", metavar="CODE", help="机构编码，含下属机构；默认全部")
        parser.add_argument("--state", default="", choices=[each.value for each in FindingState], help="只列这一状态")
        parser.add_argument("--mine", default="", choices=[each.value for each in Mine], help="只列轮到自己办的")
        parser.add_argument("--overdue", action="store_true", help="只列逾期没有答复的")

    def carry_out(self, **options: Any) -> int:
        names = ("organisation", "state", "mine")
        wanted = Wanted(**{name: options[name] for name in names}, is_overdue=options["overdue"])
        asked = {"person": self.person, "today": timezone.localdate(self.now), "many": MOST_LISTED}
        found = findings(wanted=wanted, **asked)
        if options["json"]:
            self.print_json({"findings": [as_json(line) for line in found.lines]})
        else:
            for line in found.lines:
                self.stdout.write(_line(line))
            self.stdout.write(f"共 {found.count} 个问题。" if found.count else "没有问题。")
        return FINDINGS if any(line.is_overdue for line in found.lines) else DONE


def _line(line: Line) -> str:
    state = f"{line.state.zh}{'，逾期' if line.is_overdue else ''}"
    where = f" {line.place}" if line.place else ""
    who = f" {line.responsible}" if line.responsible else ""
    return f"{line.id} {line.due_on} {state} {line.organisation.code}{where} {line.title}{who}"
