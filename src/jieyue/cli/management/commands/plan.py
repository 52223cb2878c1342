"""jieyue plan KEY --organisation CODE --from DATE"""

from datetime import date
from typing import Any

from django.core.management.base import CommandParser

from jieyue.cli.command import DONE, JieyueCommand
from jieyue.cli.days import day
from jieyue.programme.duties.operations import end_plan, put_in_force
from jieyue.rules.plan import Plan
from jieyue.store.policies import policy


class Command(JieyueCommand):
    help = "使一个行动方案对一个机构及其下属（方案所指的）生效；不写机构则列出有哪些方案"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("key", nargs="?", metavar="KEY", help="方案，如 sichuan-2020")
        parser.add_argument("--organisation", metavar="CODE", help="机构编码")
        parser.add_argument("--from", dest="since", type=day, metavar="DATE", help="从哪一天起")
        parser.add_argument("--until", type=day, metavar="DATE", help="终止执行：从哪一天起不再执行（须写 --reason）")
        parser.add_argument("--reason", default="", help="依据或原因")

    def carry_out(self, **options: Any) -> int:
        if not options["organisation"] or not options["key"]:
            self._list(as_json=options["json"])
            return DONE
        plan = policy().plan(options["key"])
        if options["until"]:
            return self._end(plan, **options)
        since = options["since"] or plan.since
        put_in_force(
            plan=plan.key,
            organisation=options["organisation"],
            since=since,
            by=self.person,
            at=self.now,
            reason=options["reason"],
        )
        if options["json"]:
            self.print_json({"plan": plan.key, "organisation": options["organisation"], "from": since})
        else:
            self.stdout.write(f"《{plan.title}》自 {since} 起对 {options['organisation']} 及其下属生效。")
        return DONE

    def _end(self, plan: Plan, *, organisation: str, until: date, reason: str, **_others: Any) -> int:
        end_plan(plan=plan.key, organisation=organisation, until=until, by=self.person, at=self.now, reason=reason)
        self.tell(f"《{plan.title}》自 {until} 起对 {organisation} 不再执行。")
        return DONE

    def _list(self, *, as_json: bool) -> None:
        plans = policy().plans.values()
        if as_json:
            self.print_json({"plans": [_as_dict(plan) for plan in plans]})
        for plan in () if as_json else plans:
            self.stdout.write(_line(plan))


def _line(plan: Plan) -> str:
    now, partly, waiting = plan.counts()
    return (
        f"{plan.key}：《{plan.title}》，{len(plan.sentences)} 句，"
        f"现在全部办理 {now} 句，部分办理 {partly} 句，待以后的功能 {waiting} 句"
    )


def _as_dict(plan: Plan) -> dict[str, object]:
    now, partly, waiting = plan.counts()
    return {"plan": plan.key, "title": plan.title, "now": now, "partly": partly, "waiting": waiting}
