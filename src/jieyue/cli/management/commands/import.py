"""jieyue import KIND FILE"""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from jieyue.cli.command import DONE, FINDINGS, REFUSED, JieyueCommand
from jieyue.cli.problems import print_problems
from jieyue.programme.entry.operations import import_sheet, kinds
from jieyue.programme.entry.queries import marked_copy, refuse_as_marked_copy
from jieyue.rules.refusal import Refused
from jieyue.store.records.importing import ImportReport


class Command(JieyueCommand):
    help = "导入表格：整个文件要么全部收下，要么一行不收（--accept-good 只收无误的行）"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", metavar="KIND", help=f"类别：{'、'.join(kinds())}")
        parser.add_argument("file", metavar="FILE", type=Path, help="CSV、XLSX、XLS 或 ET 文件")
        parser.add_argument("--dry-run", action="store_true", help="只说明会怎样，什么也不写")
        parser.add_argument("--accept-good", action="store_true", help="有错误时，收下无误的行")
        parser.add_argument("--add-up", action="store_true", help="一张发票分成几行（如尖峰平谷）的，相加为一张票据")
        parser.add_argument("--returned", type=Path, metavar="FILE", help="有问题时，把标注过的表格写到这个 .xlsx 文件")
        parser.add_argument("--new-accounts", action="store_true", help="文件中没有登记过的户号都是新户号，不是写错")
        parser.add_argument("--reason", default="", help="更正已有记录的原因")

    def carry_out(self, **options: Any) -> int:
        if options["returned"]:
            refuse_as_marked_copy(options["returned"])
        with self.busy(f"正在核对并导入 {options['file'].name}"):
            report = import_sheet(
                options["kind"],
                options["file"],
                by=self.person,
                at=self.now,
                reason=options["reason"],
                accept_good=options["accept_good"],
                dry_run=options["dry_run"],
                adds_up=options["add_up"],
                new_accounts=options["new_accounts"],
            )
        if options["json"]:
            self.print_json(report.as_dict())
        else:
            self.stdout.write(_said(report))
        if not options["json"] or not report.taken:
            print_problems(report.problems)
        if options["returned"] and report.problems:
            self._return(report, options["file"], options["returned"])
        return _status(report)

    def _return(self, report: ImportReport, file: Path, returned: Path) -> None:
        """The marked-up copy. What was taken stays taken whether it can be written or not."""
        try:
            marked_copy(report.kind, file, returned, report.problems)
            self.tell(f"标注过的表格已写入 {returned}。")
        except Refused as refusal:
            self.tell(str(refusal))


def _status(report: ImportReport) -> int:
    if not report.taken:
        return REFUSED
    return FINDINGS if report.problems else DONE


def _said(report: ImportReport) -> str:
    counts = f"新增 {report.added} 行，更正 {report.changed} 行，未变 {report.unchanged} 行，拒收 {report.refused} 行"
    if report.dry_run:
        return f"预演（什么也没有写入）：共 {report.rows} 行，{counts}。"
    if not report.taken:
        held_back = f"另有 {report.held_back} 行无误，可加 --accept-good 先收下。" if report.held_back else ""
        return f"没有导入：共 {report.rows} 行，{report.refused} 行有误，一行也没有写入。{held_back}"
    return f"已导入：共 {report.rows} 行，{counts}。"
