"""jieyue audit verify [--head FILE], jieyue audit head FILE"""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from jieyue.cli.command import DONE, FINDINGS, JieyueCommand
from jieyue.rules.refusal import Refused
from jieyue.store.records.log import Head, head
from jieyue.store.records.verifying import Verification, verify


class HeadUnreadable(Refused):
    pass


class Command(JieyueCommand):
    help = "日志：核对全部记录与日志是否一致（verify），导出日志头（head）"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("asked", choices=["verify", "head"], help="verify：核对；head：导出日志头")
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="head：日志头写入的文件")
        parser.add_argument("--head", type=Path, metavar="FILE", help="verify：以前导出的日志头，尾部被截去时能看出来")

    def carry_out(self, **options: Any) -> int:
        if options["asked"] == "head":
            if options["file"] is None:
                raise HeadUnreadable("没有写明日志头写到哪个文件。", do="请写成 jieyue audit head 文件名。")
            return self._export(options["file"], as_json=options["json"])
        known = _read(options["head"]) if options["head"] else None
        with self.busy("正在逐条核对日志和记录"):
            found = verify(known_head=known)
        self.print_json(_as_dict(found)) if options["json"] else self._print(found)
        return DONE if found.holds else FINDINGS

    def _export(self, file: Path, *, as_json: bool) -> int:
        last = head()
        content = {"seq": last.seq, "hash": last.hash, "exported_at": self.now.isoformat()}
        try:
            file.write_text(json.dumps(content) + "\n", "utf-8")
        except OSError as error:
            raise HeadUnreadable(
                f"不能写入 {file}（{error.strerror}）。", do="请核对文件夹是否存在、是否有写入权限。"
            ) from error
        self.print_json(content) if as_json else self.stdout.write(f"日志头（第 {last.seq} 条）已写入 {file}。")
        return DONE

    def _print(self, found: Verification) -> None:
        for difference in found.differences:
            self.tell(f"{difference.what}：{difference.says}")
        said = "一致" if found.holds else f"有 {len(found.differences)} 处不符"
        self.stdout.write(
            f"日志 {found.entries} 条、记录 {found.records} 条相符，{said}。"
            f"日志头：第 {found.head.seq} 条 {found.head.hash}"
        )


def _read(file: Path) -> Head:
    try:
        content = json.loads(file.read_text("utf-8"))
        return Head(int(content["seq"]), str(content["hash"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise HeadUnreadable(f"{file} 不是导出的日志头。", do="请用 jieyue audit head FILE 导出的文件。") from error


def _as_dict(found: Verification) -> dict[str, object]:
    return {
        "holds": found.holds,
        "entries": found.entries,
        "records": found.records,
        "head": vars(found.head),
        "differences": [vars(difference) for difference in found.differences],
    }
