"""jieyue document NAME --organisation CODE --period P FILE"""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from jieyue.cli.command import DONE, JieyueCommand
from jieyue.documents.catalogue import Document, documents
from jieyue.rules.period import Period
from jieyue.rules.refusal import Refused


class DocumentImpossible(Refused):
    pass


class Command(JieyueCommand):
    help = "生成文件"

    def add_arguments(self, parser: CommandParser) -> None:
        known = "；".join(f"{each.key} 为{each.zh}（{_endings(each)}）" for each in documents().values())
        parser.add_argument("name", choices=list(documents()), help=f"哪一种文件：{known}")
        parser.add_argument("--organisation", required=True, metavar="CODE", help="单位编码")
        parser.add_argument("--period", required=True, metavar="P", help="报告期，如 2024Q1")
        parser.add_argument("file", type=Path, metavar="FILE", help="写到哪里")

    def carry_out(self, **options: Any) -> int:
        file, document = options["file"], documents()[options["name"]]
        if file.suffix.lower() not in document.makes:
            raise DocumentImpossible(f"不能写成 {file.name}。", do=f"文件名请以 {_endings(document)} 结尾。")
        about = {"organisation": options["organisation"], "period": Period.parse(options["period"])}
        drawn = document.asked(**about, person=self.person, today=timezone.localdate(self.now))
        made = document.makes[file.suffix.lower()](drawn.content, is_draft=drawn.is_draft)
        try:
            file.write_bytes(made)
        except OSError as error:
            raise DocumentImpossible(f"不能写入 {file}（{error.strerror}）。", do="请核对文件夹是否存在。") from error
        if options["json"]:
            self.print_json({"document": options["name"], "file": str(file), "is_draft": drawn.is_draft})
        else:
            self.stdout.write(f"已写入 {file}" + ("（草稿，未经批准）。" if drawn.is_draft else "。"))
        return DONE


def _endings(document: Document) -> str:
    return "、".join(document.makes)
