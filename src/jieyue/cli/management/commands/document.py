"""jieyue document NAME --organisation CODE --period P FILE"""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from jieyue.cli.command import DONE, JieyueCommand
from jieyue.documents.energy_notice import excel, word
from jieyue.programme.publication.queries import notice
from jieyue.rules.period import Period
from jieyue.rules.refusal import Refused

MAKING = {".docx": word.as_word, ".xlsx": excel.as_excel}


class DocumentImpossible(Refused):
    pass


class Command(JieyueCommand):
    help = "生成文件：energy-notice 为季度能源资源消费公示（.docx 或 .xlsx）"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", choices=["energy-notice"], help="哪一种文件")
        parser.add_argument("--organisation", required=True, metavar="CODE", help="单位编码")
        parser.add_argument("--period", required=True, metavar="P", help="季度，如 2024Q1")
        parser.add_argument("file", type=Path, metavar="FILE", help="写到哪里，.docx 或 .xlsx")

    def carry_out(self, **options: Any) -> int:
        file: Path = options["file"]
        if file.suffix.lower() not in MAKING:
            raise DocumentImpossible(f"不能写成 {file.name}。", do=f"文件名请以 {'、'.join(MAKING)} 结尾。")
        asked = {"organisation": options["organisation"], "period": Period.parse(options["period"])}
        found = notice(**asked, person=self.person, today=timezone.localdate(self.now))
        made = MAKING[file.suffix.lower()](found.content | dict(found.words), is_draft=not found.is_public)
        try:
            file.write_bytes(made)
        except OSError as error:
            raise DocumentImpossible(f"不能写入 {file}（{error.strerror}）。", do="请核对文件夹是否存在。") from error
        if options["json"]:
            self.print_json({"document": options["name"], "file": str(file), "is_draft": not found.is_public})
        else:
            self.stdout.write(f"已写入 {file}" + ("。" if found.is_public else "（草稿，未经批准）。"))
        return DONE
