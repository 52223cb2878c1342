"""jieyue forms --organisation CODE --period P --form KEY"""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from jieyue.cli.command import DONE, JieyueCommand
from jieyue.documents.form_sheet import form_sheet
from jieyue.files.writing import write_csv
from jieyue.programme.forms.as_json import LINE, as_json, lines
from jieyue.programme.forms.queries import WAYS, FilledForm, filled_form
from jieyue.rules.period import Period
from jieyue.rules.refusal import Refused

FORMATS = (".csv", ".xlsx")


class FileImpossible(Refused):
    pass


class Command(JieyueCommand):
    help = "统计报表：按票据和台账填好的法定报表，可按统计分类、行政区域、所属系统汇总"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--organisation", required=True, metavar="CODE", help="机构编码")
        parser.add_argument("--period", required=True, metavar="P", help="2024、2024H1、2024Q1 或 2024-03")
        parser.add_argument(
            "--form", default="consumption", metavar="KEY", help="basic、consumption、data-centre 或 heating"
        )
        parser.add_argument("--edition", metavar="KEY", help="制度版本；默认为报告期最后一天有效的一版")
        parser.add_argument("--by", default="periods", help=f"分栏：{'、'.join(WAYS)}")
        parser.add_argument("--basis", default="live", choices=["live", "accepted"], help="实时数据或已验收数据")
        parser.add_argument("--output", type=Path, metavar="FILE", help="另存为 .xlsx（表样）或 .csv（逐项一行）")

    def carry_out(self, **options: Any) -> int:
        found = filled_form(
            organisation=options["organisation"],
            form=options["form"],
            period=Period.parse(options["period"]),
            person=self.person,
            edition=options["edition"],
            split=options["by"],
            basis=options["basis"],
        )
        if options["output"]:
            _save(found, options["output"])
            self.tell(f"已写入 {options['output']}。")
        if options["json"]:
            self.print_json(as_json(found))
        elif not options["output"]:
            self._print(found)
        return DONE

    def _print(self, found: FilledForm) -> None:
        self.stdout.write(f"{found.organisation.name} {found.period.zh} {found.form.name}（{found.edition.name}）")
        for each in found.rows:
            value = "—" if each.value is None else each.value if isinstance(each.value, str) else f"{each.value:,f}"
            self.stdout.write(f"{each.row.code:>6} {each.row.name} {value} {each.row.unit}".rstrip())
        for fault in found.faults:
            self.stdout.write(f"{fault.rule} {fault.says}")
        for note in found.said:
            self.stdout.write(note)


def _save(found: FilledForm, file: Path) -> None:
    if file.suffix.lower() not in FORMATS:
        raise FileImpossible(f"不能写成 {file.name}。", do=f"文件名请以 {'、'.join(FORMATS)} 结尾。")
    try:
        if file.suffix.lower() == ".csv":
            write_csv(file, LINE, lines(found))
        else:
            file.write_bytes(form_sheet(found))
    except OSError as error:
        raise FileImpossible(
            f"不能写入 {file}（{error.strerror}）。", do="请核对文件夹是否存在、文件是否正被打开。"
        ) from error
