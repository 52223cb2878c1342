"""jieyue slips FILE --reason TEXT"""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from jieyue.cli.command import DONE, JieyueCommand
from jieyue.files.whole import OWNER_ONLY, in_place_of
from jieyue.files.writing import write_csv
from jieyue.programme.entry.queries import CannotBeWritten
from jieyue.programme.people.operations import give_first_passwords

HEADER = ("用户名", "姓名", "初始口令")


class Command(JieyueCommand):
    help = "给还没有口令的人发初始口令，写入一个 CSV 文件，只有本机这个用户能读；系统不留原文"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="要写入的 .csv 文件")
        parser.add_argument("--reason", required=True, help="原因，如“新入职”")
        parser.add_argument("--again", action="store_true", help="已经发过、还没有用的也重新发（以前发的作废）")

    def carry_out(self, *, file: Path, reason: str, again: bool, **options: Any) -> int:
        if not file.absolute().parent.is_dir():  # once given they are told nowhere else
            raise CannotBeWritten(f"没有文件夹 {file.absolute().parent}。", do="请先建好文件夹。")
        with in_place_of(file) as draft:
            draft.touch(mode=OWNER_ONLY)
            given = give_first_passwords(only_new=not again, by=self.person, at=self.now, reason=reason)
            write_csv(draft, HEADER, given)
        if options["json"]:
            self.print_json({"file": str(file), "given": len(given)})
        else:
            self.stdout.write(f"已给 {len(given)} 人发初始口令，写在 {file}；分发后请删除这个文件。")
        return DONE
