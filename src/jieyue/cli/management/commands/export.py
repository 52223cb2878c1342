"""jieyue export KIND FILE"""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from jieyue.cli.command import DONE, JieyueCommand
from jieyue.programme.entry.operations import brought
from jieyue.programme.entry.queries import export


class Command(JieyueCommand):
    help = "导出已有记录，列与导入表格相同，可以原样导回"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", metavar="KIND", help=f"类别：{'、'.join(brought())}")
        parser.add_argument("file", metavar="FILE", type=Path, help=".csv 或 .xlsx 文件")

    def carry_out(self, **options: Any) -> int:
        with self.busy(f"正在导出 {options['file'].name}"):
            count = export(options["kind"], options["file"], person=self.person)
        if options["json"]:
            self.print_json({"kind": options["kind"], "file": str(options["file"]), "rows": count})
        else:
            self.stdout.write(f"已写入 {options['file']}，共 {count} 行。")
        return DONE
