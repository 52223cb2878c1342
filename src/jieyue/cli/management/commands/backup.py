"""jieyue backup FILE"""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from jieyue.cli.command import DONE, FINDINGS, JieyueCommand
from jieyue.programme.upkeep.operations import back_up

MOST_NAMED = 10


class Command(JieyueCommand):
    help = "把数据库、附件、本单位政策文件和密钥备份成一个文件；大家照常工作，不必停机"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="备份写到哪里，例如 jieyue-2026-11-24.zip")
        parser.add_argument("--overwrite", action="store_true", help="文件已存在时替换它")

    def carry_out(self, **options: Any) -> int:
        file = options["file"].absolute()
        with self.busy(f"正在备份到 {file.name}"):
            made = back_up(file, by=self.person, at=self.now, overwrite=options["overwrite"])
        said = {"bytes": made.bytes, "rows": made.rows, "files": made.files, "head": made.head.as_dict()}
        if options["json"]:
            self.print_json({"file": str(made.file), **said, "damaged": list(made.damaged)})
        else:
            self.stdout.write(
                f"已备份到 {made.file}（{made.bytes:,} 字节）：{made.rows:,} 行，{made.files:,} 个文件，"
                f"日志末条摘要：第 {made.head.seq} 条 {made.head.hash}"
            )
        for name in made.damaged[:MOST_NAMED]:
            self.tell(f"附件 {name} 的内容与其校验值不符，已照原样备份；请从更早的备份中找回。")
        return FINDINGS if made.damaged else DONE
