"""jieyue restore FILE"""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from jieyue.cli.command import DONE, FINDINGS, REFUSED, JieyueCommand
from jieyue.programme.upkeep.operations import restore
from jieyue.rules.person import CONSOLE
from jieyue.store.deployment.restoring import Restored


class Command(JieyueCommand):
    help = "把备份恢复到空的数据文件夹和空的数据库；先核对整份备份，再写入"
    needs_home = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="jieyue backup 写的文件")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["username"] != CONSOLE:
            self.tell("空的数据文件夹里还没有用户，只能以 console 的身份恢复。请去掉 --as。")
            sys.exit(REFUSED)
        super().handle(*args, **options)

    def carry_out(self, **options: Any) -> int:
        with self.busy(f"正在核对并恢复 {options['file'].name}"):
            found = restore(options["file"].absolute(), by=self.person)
        holds = found.verification.holds
        if options["json"]:
            self.print_json(_as_dict(found))
        else:
            self._print(found)
        return DONE if holds and not found.left_out else FINDINGS

    def _print(self, found: Restored) -> None:
        said = "一致" if found.verification.holds else f"有 {len(found.verification.differences)} 处不符"
        self.stdout.write(
            f"已恢复 {found.made_at} 的备份：{found.rows:,} 行，{found.files:,} 个文件；记录与日志核对{said}。"
            f"日志末条摘要：第 {found.head.seq} 条 {found.head.hash}"
        )
        for difference in found.verification.differences:
            self.tell(f"{difference.what}：{difference.says}")
        if found.seen > found.head.seq:
            self.tell(f"这个数据文件夹见过日志第 {found.seen} 条：备份之后的登记没有恢复，请从原始凭证补录。")
        for name, place in found.left_out.items():
            self.tell(f"这份备份不含 {name} 文件夹，原在 {place}；请把它复制到新的数据文件夹。")
        if len(found.policy_folders) > 1:
            folders = ":".join(map(str, found.policy_folders))
            self.tell(f"本单位政策文件恢复在多个文件夹，请设置 JIEYUE_POLICY={folders}")


def _as_dict(found: Restored) -> dict[str, object]:
    return {
        "rows": found.rows,
        "files": found.files,
        "made_at": found.made_at,
        "version": found.version,
        "head": found.head.as_dict(),
        "holds": found.verification.holds,
        "differences": [vars(difference) for difference in found.verification.differences],
        "policy_folders": [str(folder) for folder in found.policy_folders],
        "left_out": found.left_out,
        "seen": found.seen,
    }
