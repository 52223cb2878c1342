"""jieyue plan KEY --organisation CODE --from DATE, jieyue plan KEY --coverage"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from jieyue.cli.command import DONE, JieyueCommand
from jieyue.cli.days import day
from jieyue.programme.duties import coverage
from jieyue.programme.duties.operations import end_plan, put_in_force, set_day, take_over
from jieyue.programme.duties.queries import InForce, known_plans, plans_of
from jieyue.rules.plan import Plan
from jieyue.rules.refusal import Refused
from jieyue.store.ledgers.offered import offered
from jieyue.store.policies import policy


class PlanIncomplete(Refused):
    """Something was to be put in force, or ended, and it is not said what or for whom."""


class Command(JieyueCommand):
    help = "使一个行动方案对一个机构及其下属（方案所指的）生效；不写机构则列出有哪些方案，只写机构则列出它执行的方案"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("key", nargs="?", metavar="KEY", help="方案，如 sichuan-2020")
        parser.add_argument("--organisation", metavar="CODE", help="机构编码")
        parser.add_argument("--from", dest="since", type=day, metavar="DATE", help="从哪一天起")
        parser.add_argument("--until", type=day, metavar="DATE", help="终止执行：从哪一天起不再执行（须写 --reason）")
        parser.add_argument("--revive", action="store_true", help="重新执行已经终止的方案（须写 --from 和 --reason）")
        parser.add_argument(
            "--take-over",
            action="store_true",
            help="方案文件已更改的，从 --from 起按更改后的执行（须写原因）",
        )
        parser.add_argument("--coverage", action="store_true", help="逐句列出现在由什么办理；不写 KEY 则列出所有方案的")
        parser.add_argument(
            "--set", dest="entry", metavar="ENTRY", help="指定方案没有写日期的任务的期限（须写 --organisation 和 --on）"
        )
        parser.add_argument("--on", type=day, metavar="DATE", help="指定的期限")
        parser.add_argument("--reason", default="", help="依据或原因；再次执行时必填")

    def carry_out(self, **options: Any) -> int:
        key, organisation = options["key"], options["organisation"]
        if options["coverage"]:
            self._cover([policy().plan(key)] if key else known_plans(), as_json=options["json"] or bool(key))
            return DONE
        if key and organisation:
            act = self._act(**options)
            act(policy().plan(key), **options)
            return DONE
        _refuse_half(**options)
        if organisation:
            self._list_of(organisation, as_json=options["json"])
        else:
            self._list([policy().plan(key)] if key else known_plans(), as_json=options["json"])
        return DONE

    def _act(self, *, entry: str | None, until: date | None, take_over: bool, **_others: Any) -> Callable[..., None]:
        if entry:
            return self._set
        if take_over:
            return self._take_over
        return self._end if until else self._put

    def _put(
        self, plan: Plan, *, organisation: str, since: date | None, revive: bool, reason: str, **others: Any
    ) -> None:
        if revive and since is None:
            raise PlanIncomplete("没有写从哪一天起重新执行。", do="请加 --from DATE。", where="--from")
        put = put_in_force(
            plan=plan.key,
            organisation=organisation,
            since=since or plan.since,
            is_to_revive=revive,
            by=self.person,
            at=self.now,
            reason=reason,
        )
        if others["json"]:
            before = {"was_from": put.was_since, "was_until": put.was_until}
            self.print_json({"plan": plan.key, "organisation": organisation, "from": put.since, **before})
        else:
            self.stdout.write(f"《{plan.title}》对 {organisation} 及其下属生效：{put.says}。")

    def _take_over(self, plan: Plan, *, organisation: str, since: date | None, reason: str, **others: Any) -> None:
        if since is None:
            raise PlanIncomplete("没有写从哪一天起按更改后的方案执行。", do="请加 --from DATE。", where="--from")
        about = {"by": self.person, "at": self.now, "reason": reason}
        take_over(plan=plan.key, organisation=organisation, since=since, **about)
        if others["json"]:
            self.print_json({"plan": plan.key, "organisation": organisation, "taken_over_from": since})
        else:
            self.stdout.write(f"《{plan.title}》对 {organisation} 及其下属自 {since} 起按更改后的文本执行。")

    def _end(self, plan: Plan, *, organisation: str, until: date, reason: str, **others: Any) -> None:
        end_plan(plan=plan.key, organisation=organisation, until=until, by=self.person, at=self.now, reason=reason)
        if others["json"]:
            self.print_json({"plan": plan.key, "organisation": organisation, "until": until})
        else:
            self.stdout.write(f"《{plan.title}》自 {until} 起对 {organisation} 不再执行。")

    def _set(self, plan: Plan, *, organisation: str, entry: str, on: date | None, reason: str, **others: Any) -> None:
        if on is None:
            raise PlanIncomplete("没有写指定的期限。", do="请加 --on DATE。", where="--on")
        about = {"by": self.person, "at": self.now, "reason": reason}
        set_day(plan=plan.key, entry=entry, day=on, organisation=organisation, **about)
        if others["json"]:
            self.print_json({"plan": plan.key, "organisation": organisation, "entry": entry, "day": on})
        else:
            self.stdout.write(f"{organisation} 及其下属：{entry} 的期限指定为 {on}。")

    def _cover(self, plans: list[Plan], *, as_json: bool) -> None:
        if not as_json:
            standards = policy().standards.values()
            self.stdout.write(coverage.as_markdown(plans, standards, sources=offered().sources), ending="")
        elif len(plans) == 1:
            self.print_json(coverage.as_json(plans[0]))
        else:
            self.print_json({"plans": [coverage.as_json(plan) for plan in plans]})

    def _list(self, plans: list[Plan], *, as_json: bool) -> None:
        if as_json:
            self.print_json({"plans": [_as_dict(plan) for plan in plans]})
        for plan in () if as_json else plans:
            self.stdout.write(_line(plan))

    def _list_of(self, organisation: str, *, as_json: bool) -> None:
        found = plans_of(organisation=organisation, person=self.person, today=timezone.localdate(self.now))
        if as_json:
            self.print_json({"organisation": organisation, "plans": [_in_force_as_dict(each) for each in found]})
            return
        for each in found:
            until = f"，{each.until} 起终止" if each.until else ""
            until += "；方案文件在执行后有更改，仍按开始执行时的文本算" if each.has_changed else ""
            self.stdout.write(
                f"{each.plan.key}：《{each.plan.title}》，{each.organisation.name} 自 {each.since} 起{until}"
            )
        if not found:
            self.stdout.write(
                f"{organisation} 没有执行的方案。用 jieyue plan KEY --organisation {organisation} 使一个生效。"
            )


def _refuse_half(
    *, organisation: str | None, since: date | None, until: date | None, revive: bool, **_others: Any
) -> None:
    if since is None and until is None and not revive:
        return
    missing = "--organisation CODE" if organisation is None else "KEY"
    raise PlanIncomplete(
        f"没有写{'对哪个机构' if organisation is None else '哪个方案'}，什么也没有改。",
        do=f"请加 {missing}；只想看有哪些方案的，不要写日期。",
        where=missing.split(maxsplit=1)[0],
    )


def _line(plan: Plan) -> str:
    counted = "，".join(f"{carried.zh} {count} 句" for carried, count in plan.counts().items())
    return f"{plan.key}：《{plan.title}》，{len(plan.sentences)} 句，{counted}"


def _as_dict(plan: Plan) -> dict[str, object]:
    counts = {carried.value: count for carried, count in plan.counts().items()}
    return {"plan": plan.key, "title": plan.title, **counts}


def _in_force_as_dict(each: InForce) -> dict[str, object]:
    about = {"plan": each.plan.key, "title": each.plan.title, "put_in_force_at": each.organisation.code}
    return {**about, "from": each.since, "until": each.until, "has_changed": each.has_changed}
