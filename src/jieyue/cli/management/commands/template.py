"""jieyue template KIND FILE.xlsx"""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from jieyue.cli.command import DONE, JieyueCommand
from jieyue.programme.entry.operations import brought
from jieyue.programme.entry.queries import template


class Command(JieyueCommand):
    help = "空白的导入表格：有下拉选项，每列有填写说明"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", metavar="KIND", help=f"类别：{'、'.join(brought())}")
        parser.add_argument("file", metavar="FILE.xlsx", type=Path, help="写到哪个文件")

    def carry_out(self, **options: Any) -> int:
        template(options["kind"], options["file"], person=self.person)
        if options["json"]:
            self.print_json({"kind": options["kind"], "file": str(options["file"])})
        else:
            self.stdout.write(f"已写入 {options['file']}。黄底的列必填；鼠标停在列名上可看说明。")
        return DONE
