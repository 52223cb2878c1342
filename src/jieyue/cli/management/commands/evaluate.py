"""jieyue evaluate --standard KEY --organisation CODE --year Y: of a unit, or of each unit of a place."""

from collections.abc import Iterable
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from jieyue.cli.command import DONE, JieyueCommand
from jieyue.cli.days import day
from jieyue.programme.evaluation.of_units import SheetOfUnit, is_place, sheets_now, summary_as_json
from jieyue.programme.evaluation.queries import as_json, evaluation
from jieyue.rules.scoring import Decision, Sheet


class Command(JieyueCommand):
    help = "自评打分表：一个单位一个年度，台账能够判定的各项得分、失分和依据；机构是一个地方的，列出其下各单位的得分"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--standard", metavar="KEY", help="评价标准，默认是为单位选定的，没有选定的是国家标准")
        parser.add_argument("--organisation", required=True, metavar="CODE", help="单位或者地方的机构编码")
        parser.add_argument("--year", required=True, type=int, metavar="Y", help="年度")
        parser.add_argument("--today", type=day, metavar="DATE", help="以哪一天为今天，默认今天")

    def carry_out(self, **options: Any) -> int:
        asked = {name: options[name] for name in ("standard", "organisation", "year")}
        today = options["today"] or timezone.localdate(self.now)
        if is_place(options["organisation"], person=self.person):
            return self._each_unit(sheets_now(**asked, person=self.person, today=today), as_json_=options["json"])
        shown = evaluation(**asked, person=self.person, today=today)
        if options["json"]:
            self.print_json(as_json(shown.sheet))
            return DONE
        self.stdout.write(head(shown.sheet))
        for decision in shown.sheet.decisions:
            self.stdout.write(_line(decision))
        return DONE

    def _each_unit(self, sheets: Iterable[SheetOfUnit], *, as_json_: bool) -> int:
        if as_json_:
            self.print_json([summary_as_json(each) for each in sheets])
            return DONE
        for each in sheets:
            self.stdout.write(f"{each.organisation.code} {each.organisation.name} {head(each.sheet)}")
        return DONE


def head(sheet: Sheet) -> str:
    gate = {True: "已过", False: "未过，评价结果不合格", None: "待定"}[sheet.gate]
    return (
        f"《{sheet.standard.title}》：分值已核对的 {sheet.verified:f} 分中，系统已判定 {sheet.verified_decided:f} 分，"
        f"得 {sheet.verified_earned:f} 分；必须完成项{gate}。"
    )


def _line(each: Decision) -> str:
    of = "分值待核对" if each.of is None else f"{each.of:f} 分"
    points = "" if each.points is None else f" 得 {each.points:f}"
    missing = "".join(f"\n    缺：{one.says}" for one in each.missing)
    return f"{each.item.key} {each.verdict.zh}{points}（{of}）{each.item.text}：{each.why}{missing}"
