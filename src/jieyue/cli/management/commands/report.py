"""jieyue report MOVE --organisation CODE [--below] --period P"""

import json
from argparse import ArgumentTypeError
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from jieyue.cli.command import DONE, FINDINGS, REFUSED, JieyueCommand
from jieyue.cli.days import day
from jieyue.programme.reporting.as_json import outcome_as_json, row_as_json
from jieyue.programme.reporting.asking import Asked
from jieyue.programme.reporting.desk import TO_LOCK, WAITING, WITH_UNIT, desk, startable
from jieyue.programme.reporting.many import Chosen, Outcome, move_each
from jieyue.programme.reporting.operations import move_called
from jieyue.rules.period import Period
from jieyue.rules.reporting import BY_KEY, MoveResult, ToReview

LIST = "list"
ONLY = (WAITING, *ToReview, TO_LOCK, WITH_UNIT)
MOST_LISTED = 100_000


def answered(written: str) -> tuple[int, str]:
    """`12=已更正` is an answer to the question of that number."""
    number, sign, text = written.partition("=")
    if not (sign and number.strip().isdecimal() and text.strip()):
        raise ArgumentTypeError(f"{written} 不是“编号=答复”，例如 12=已更正")
    return int(number), text


def digests(written: str) -> dict[str, str]:
    """By code, from what `jieyue report list --json` wrote."""
    try:
        return {each["organisation"]: each["seen"] for each in json.loads(Path(written).read_bytes())["reports"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ArgumentTypeError(f"{written} 不是 jieyue report list --json 写出的文件") from error


class Command(JieyueCommand):
    help = "报送的办理：一个单位或一个地方及其下属各单位一期的报送、验收、退回、锁定等；list 列出各单位的状态和数据"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("move", choices=[LIST, *BY_KEY], help="办理什么；list 只列出")
        parser.add_argument("--organisation", required=True, metavar="CODE", help="机构编码")
        parser.add_argument("--below", action="store_true", help="其下属各单位一并办理，每个单位单独办理、各有结果")
        parser.add_argument(
            "--period", required=True, metavar="P", help="2024Q1 或 2024；开报了的也可以是 2024-03、2024H1"
        )
        parser.add_argument("--reason", default="", help="原因；退回、撤回、重新开放必填")
        parser.add_argument(
            "--only", default="", choices=["", *ONLY], metavar="WHICH", help=f"list 只列：{'、'.join(ONLY)}"
        )
        parser.add_argument("--until", type=day, metavar="DATE", help="重新开放到哪一天")
        parser.add_argument(
            "--question", action="append", default=[], metavar="TEXT", help="退回时问单位什么；可以写几个"
        )
        parser.add_argument(
            "--answer", action="append", default=[], type=answered, metavar="N=TEXT",
            help="重新报送时答复编号为 N 的提问（编号见 list）；可以写几个",
        )  # fmt: skip
        parser.add_argument(
            "--seen", type=digests, metavar="FILE",
            help="看过的数据：list --json 写出的文件；只验收其中的单位，其间数据有变动的不验收",
        )  # fmt: skip

    def carry_out(self, **options: Any) -> int:
        period = Period.parse(options["period"])
        if options["move"] == LIST:
            return self._list(options["organisation"], period, only=options["only"], as_json=options["json"])
        asked = {"organisation": options["organisation"], "is_below": options["below"], "move": options["move"]}
        found = startable(**asked, period=period, person=self.person, today=timezone.localdate(self.now))
        words = {"questions": [Asked(text) for text in options["question"]], "answers": dict(options["answer"])}
        chosen = [replace(each, **words) for each in _only_seen(found.chosen, options["seen"])]
        about = {"reason": options["reason"], "until": options["until"]}
        moving = move_each(chosen, move=options["move"], period=period, by=self.person, at=self.now, **about)
        with self.busy(move_called(options["move"]).zh):
            outcomes = list(moving)
        others = {state.value: count for state, count in found.others.items()}
        if options["json"]:
            told = [outcome_as_json(each) for each in outcomes]
            self.print_json({"move": options["move"], "period": str(period), "results": told, "others": others})
        else:
            self._say(outcomes, sum(others.values()))
        return _status(outcomes)

    def _list(self, organisation: str, period: Period, *, only: str, as_json: bool) -> int:
        asked = {"organisation": organisation, "period": period, "person": self.person, "only": only}
        found = desk(**asked, today=timezone.localdate(self.now), many=MOST_LISTED)
        if as_json:
            reports = [row_as_json(row) for row in found.rows]
            self.print_json({"organisation": organisation, "period": str(period), "reports": reports})
        for row in () if as_json else found.rows:
            self.stdout.write(f"{row.organisation.code} {row.organisation.name} {row.state.zh} 可疑 {row.findings} 条")
            for id_, text in row.questions:
                self.stdout.write(f"    提问 {id_}：{text}")
        return DONE

    def _say(self, outcomes: list[Outcome], others: int) -> None:
        for each in outcomes:
            now = each.state.zh if each.state else each.result.zh
            self.stdout.write(f"{each.code} {now} {each.says}{each.do}".rstrip())
        done = sum(each.result is MoveResult.DONE for each in outcomes)
        left = f"，另有 {others} 家不在可以办理的状态" if others else ""
        self.stdout.write(f"已办理 {done} 家，没有办理 {len(outcomes) - done} 家{left}。")


def _only_seen(chosen: list[Chosen], seen: dict[str, str] | None) -> list[Chosen]:
    if seen is None:
        return chosen
    return [replace(each, seen=seen[each.code]) for each in chosen if each.code in seen]


def _status(outcomes: list[Outcome]) -> int:
    done = sum(each.result is MoveResult.DONE for each in outcomes)
    if done == len(outcomes) and done:
        return DONE
    return FINDINGS if done else REFUSED
