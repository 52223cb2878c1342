"""jieyue duties --organisation CODE [--today DATE]"""

from datetime import date
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from jieyue.cli.command import DONE, JieyueCommand
from jieyue.cli.days import day
from jieyue.programme.duties.as_json import as_json, counts_as_json
from jieyue.programme.duties.queries import Shown, duties


class Command(JieyueCommand):
    help = "期限任务：一个机构及其下属今年该办的事、期限和办理情况，90 天内开始或到期的，以及往年逾期未办的"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--organisation", required=True, metavar="CODE", help="机构编码")
        parser.add_argument("--today", type=day, metavar="DATE", help="以哪一天为今天，默认今天")

    def carry_out(self, **options: Any) -> int:
        today: date = options["today"] or timezone.localdate(self.now)
        found = duties(organisation=options["organisation"], person=self.person, today=today)
        if options["json"]:
            self.print_json({"duties": [as_json(each) for each in found], "counts": counts_as_json(found)})
            return DONE
        for each in found:
            self.stdout.write(_line(each))
        self.stdout.write(f"共 {len(found)} 项。" if found else "没有期限任务。先用 jieyue plan 使行动方案对机构生效。")
        return DONE


def _line(each: Shown) -> str:
    duty = each.duty
    about = f"（{duty.period}）" if duty.period else ""
    done = f"，{each.done.says}{f' {each.done.on}' if each.done.on else ''}" if each.done else ""
    done = f"{done}，{each.under_way.says}" if each.under_way else done
    done = f"{done}，逾期后{'办结' if each.done else '报送'}" if each.is_late else done
    return f"{duty.due_on} {each.state.zh} {each.organisation.code} {duty.what}{about}{done}"
