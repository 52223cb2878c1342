"""jieyue draw --seed TEXT --size N FILE"""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from jieyue.cli.command import DONE, JieyueCommand
from jieyue.files.refused import RowsRefused
from jieyue.programme.evaluation.roster import roster
from jieyue.rules.drawing import METHOD, RULE, by_chance, digest_of, draw


class Command(JieyueCommand):
    help = "抽查名单：风险高的先抽，其余按事先公布的种子随机抽；在任何机器上再抽一次，结果相同"
    needs_home = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", required=True, metavar="TEXT", help="事先公布的种子，一句话或一个数")
        parser.add_argument("--size", required=True, type=int, metavar="N", help="抽几家")
        parser.add_argument("file", type=Path, metavar="FILE", help="有“机构编码”列的表格，可以有“风险”列")

    def carry_out(self, **options: Any) -> int:
        try:
            candidates = roster(options["file"])
        except RowsRefused as refusal:
            return self.refuse_rows(refusal, so="没有抽取", is_json=options["json"])
        drawn = draw(candidates, seed=options["seed"], size=options["size"])
        of_chance = by_chance(candidates, drawn)
        if options["json"]:
            self.print_json(
                {
                    "seed": options["seed"],
                    "size": options["size"],
                    "drawn": [each.organisation for each in drawn],
                    "method": METHOD,
                    "rule": RULE,
                    "by_risk": len(drawn) - of_chance,
                    "by_chance": of_chance,
                    "candidates": len(candidates),
                    "candidates_sha256": digest_of(candidates),
                }
            )
            return DONE
        self.stdout.write("\n".join(each.organisation for each in drawn))
        self.tell(
            f"{len(candidates)} 家中抽取 {len(drawn)} 家：按风险 {len(drawn) - of_chance} 家，随机 {of_chance} 家。"
        )
        self.tell(f"{RULE}名单的 SHA-256：{digest_of(candidates)}。")
        return DONE
