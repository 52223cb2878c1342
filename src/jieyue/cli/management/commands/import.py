"""jieyue import KIND FILE"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from jieyue.cli.command import DONE, FINDINGS, REFUSED, JieyueCommand
from jieyue.cli.days import day
from jieyue.cli.problems import at_machine, print_problems
from jieyue.programme.entry.operations import brought, import_sheet
from jieyue.programme.entry.proposing import Made, import_proposed, proposal_as_dict, proposed
from jieyue.programme.entry.queries import marked_copy, refuse_as_marked_copy
from jieyue.programme.findings.queries import raised_by
from jieyue.rules.refusal import Refused
from jieyue.store.records.importing import ImportReport


class Command(JieyueCommand):
    help = "导入表格：整个文件要么全部收下，要么一行不收（--accept-good 只收无误的行）"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", metavar="KIND", help=f"类别：{'、'.join(brought())}")
        parser.add_argument("file", metavar="FILE", type=Path, help="CSV、XLSX、XLS 或 ET 文件")
        parser.add_argument("--dry-run", action="store_true", help="只说明会怎样，什么也不写")
        parser.add_argument("--accept-good", action="store_true", help="有错误时，收下无误的行")
        parser.add_argument("--add-up", action="store_true", help="一张发票分成几行（如尖峰平谷）的，相加为一张票据")
        parser.add_argument("--returned", type=Path, metavar="FILE", help="有问题时，把标注过的表格写到这个 .xlsx 文件")
        parser.add_argument("--new-accounts", action="store_true", help="文件中没有登记过的户号都是新户号，不是写错")
        parser.add_argument(
            "--joined-on", type=day, metavar="DATE", help="新登记的机构从哪天起应报（表中写了“起报日期”的以表为准）"
        )
        parser.add_argument("--reason", default="", help="更正已有记录的原因")
        parser.add_argument("--propose", action="store_true", help="各单位自己的表：只说明认出了什么、要问什么，不导入")
        parser.add_argument("--accept-proposal", action="store_true", help="照认出的样子导入各单位自己的表")
        parser.add_argument("--answer", action="append", default=[], metavar="KEY=VALUE", help="回答 --propose 的问题")
        parser.add_argument("--organisation", default="", metavar="CODE", help="表上没有写单位时，是哪个单位的")

    def carry_out(self, **options: Any) -> int:
        if options["returned"]:
            refuse_as_marked_copy(options["returned"])
        if options["propose"]:
            return self._propose(**options)
        with self.busy(f"正在核对并导入 {options['file'].name}"):
            report = self._import(**options)
        report = replace(report, problems=at_machine(report.problems))
        if options["json"]:
            self.print_json(report.as_dict())
        else:
            self.stdout.write(_said(report))
            raised = raised_by(report.entry, person=self.person)
            if raised.own:
                self.stdout.write(f"这次登记的行里有 {raised.own} 个问题，请更正，或者在“问题”中说明。")
            if raised.beside:
                self.stdout.write(f"登记以后，另有 {raised.beside} 个问题出在以前的其他登记上，请在“问题”中逐个核对。")
        if not options["json"] or not report.taken:
            print_problems(report.problems)
        if options["returned"] and report.problems:
            self._return(report, options["file"], options["returned"])
        return _status(report)

    def _import(self, **options: Any) -> ImportReport:
        how = {
            "by": self.person,
            "at": self.now,
            "reason": options["reason"],
            "accept_good": options["accept_good"],
            "dry_run": options["dry_run"],
            "adds_up": options["add_up"],
            "new_accounts": options["new_accounts"],
            "joined_on": options["joined_on"],
        }
        if not options["accept_proposal"]:
            refuse_answers(options["answer"], options["organisation"])
            return import_sheet(options["kind"], options["file"], **how)
        about = {"organisation": options["organisation"], "answers": answers_in(options["answer"])}
        return import_proposed(options["kind"], options["file"], **about, **how)

    def _propose(self, **options: Any) -> int:
        with self.busy(f"正在读 {options['file'].name}"):
            found = proposed(
                options["kind"],
                options["file"],
                person=self.person,
                organisation=options["organisation"],
                answers=answers_in(options["answer"]),
            )
        if options["json"]:
            self.print_json(proposal_as_dict(found))
        else:
            self.stdout.write("\n".join(_proposal_said(found)))
        return FINDINGS if found.proposal.questions or found.proposal.problems else DONE

    def _return(self, report: ImportReport, file: Path, returned: Path) -> None:
        """The marked-up copy. What was taken stays taken whether it can be written or not."""
        try:
            marked_copy(report.kind, file, returned, report.problems)
            self.tell(f"标注过的表格已写入 {returned}。")
        except Refused as refusal:
            self.tell(str(refusal))


class WrongAnswer(Refused):
    """What stands behind --answer is no answer."""


def answers_in(written: list[str]) -> dict[str, str]:
    """`KEY=VALUE` each. Raises WrongAnswer."""
    pairs = [each.partition("=") for each in written]
    for key, sign, _ in pairs:
        if not key or not sign:
            raise WrongAnswer(f"--answer {key} 没有写回答。", do="请写成 --answer 问题=回答，如 --answer year=2025。")
    return {key.strip(): value.strip() for key, _, value in pairs}


def refuse_answers(answers: list[str], organisation: str) -> None:
    if answers or organisation:
        do = "请同时加 --propose（先看）或 --accept-proposal（导入）。"
        raise WrongAnswer("--answer、--organisation 只用于各单位自己的表。", do=do)


def _proposal_said(made: Made) -> Iterator[str]:
    """For a person at a terminal."""
    found = made.proposal
    if made.changed:
        yield made.changed
    yield f"认出的样子：{found.layout}。共 {len(found.rows)} 行。"
    for column in found.columns:
        yield f"  列“{column.text}”：{found.zh.get(column.to, '不读入')}（{column.why}）"
    for left in found.left_out:
        yield f"  没有读入：{f'第 {left.row} 行，' if left.row else ''}{left.why}"
    for problem in found.problems:
        yield f"  第 {problem.row} 行：{problem.says}{problem.do}"
    for each in found.questions:
        choices = f"（{' / '.join(each.choices)}）" if each.choices else ""
        likely = f"，可能是“{each.proposed}”" if each.proposed else ""
        yield f"要问 {each.key}：{each.asks}{choices}{likely}"
    if found.questions:
        yield "请逐个回答：--accept-proposal --answer 问题=回答 …"


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
