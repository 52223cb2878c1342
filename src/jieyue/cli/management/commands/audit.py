"""jieyue audit verify [--head FILE], jieyue audit head FILE, jieyue audit show [SEQ]"""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from jieyue.cli.command import DONE, FINDINGS, JieyueCommand
from jieyue.rules.refusal import Refused
from jieyue.store.deployment.mark import seen_head
from jieyue.store.records.log import Head, entry_numbered, head, last_entries
from jieyue.store.records.models import LogEntry
from jieyue.store.records.verifying import Verification, verify

MOST_ENTRIES = 20
MOST_ROWS = 1000


class HeadUnreadable(Refused):
    pass


class Command(JieyueCommand):
    help = "日志：核对全部记录与日志是否一致（verify），导出日志末条摘要（head），查看谁改了什么（show）"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "asked", choices=["verify", "head", "show"], help="verify：核对；head：导出日志末条摘要；show：查看"
        )
        parser.add_argument(
            "file", nargs="?", type=Path, metavar="FILE|SEQ", help="head：日志末条摘要写入的文件；show：第几条"
        )
        parser.add_argument(
            "--head", type=Path, metavar="FILE", help="verify：以前导出的日志末条摘要，尾部被截去时能看出来"
        )

    def verifies(self, **options: Any) -> bool:
        return options["asked"] == "verify"

    def carry_out(self, **options: Any) -> int:
        if options["asked"] == "head":
            if options["file"] is None:
                raise HeadUnreadable("没有写明日志末条摘要写到哪个文件。", do="请写成 jieyue audit head 文件名。")
            return self._export(options["file"], as_json=options["json"])
        if options["asked"] == "show":
            return self._show_entries(options["file"], as_json=options["json"])
        known = _read(options["head"]) if options["head"] else None
        with self.busy("正在逐条核对日志和记录"):
            found = verify(known_head=known, seen_head=seen_head())
        self.print_json(_as_dict(found)) if options["json"] else self._print(found)
        return DONE if found.holds else FINDINGS

    def _show_entries(self, written: Path | None, *, as_json: bool) -> int:
        """The last entries, or one with the rows it changed."""
        entries = last_entries(MOST_ENTRIES) if written is None else [entry_numbered(str(written))]
        told = [_entry_as_dict(entry, with_rows=written is not None) for entry in entries]
        if as_json:
            self.print_json({"entries": told})
            return DONE
        for entry in told:
            self.stdout.write(
                f"第 {entry['seq']} 条  {entry['at']:%Y-%m-%d %H:%M:%S}  {entry['by']}（{entry['login']}）  "
                f"{entry['operation']}  {entry['row_count']} 行  {entry['reason'] or '（未写原因）'}"
            )
            for row in entry.get("rows", []):
                self.stdout.write(
                    f"    {row['table']} 第 {row['record']} 号：{_difference(row['before'], row['after'])}"
                )
        return DONE

    def _export(self, file: Path, *, as_json: bool) -> int:
        last = head()
        content = {**last.as_dict(), "exported_at": self.now.isoformat()}
        try:
            file.write_text(json.dumps(content) + "\n", "utf-8")
        except OSError as error:
            raise HeadUnreadable(
                f"不能写入 {file}（{error.strerror}）。", do="请核对文件夹是否存在、是否有写入权限。"
            ) from error
        self.print_json(content) if as_json else self.stdout.write(f"日志末条摘要（第 {last.seq} 条）已写入 {file}。")
        return DONE

    def _print(self, found: Verification) -> None:
        for difference in found.differences:
            self.tell(f"{difference.what}：{difference.says}")
        said = "一致" if found.holds else f"有 {len(found.differences)} 处不符"
        self.stdout.write(
            f"日志 {found.entries} 条、记录 {found.records} 条、文件 {found.files} 个相符，{said}。"
            f"日志末条摘要：第 {found.head.seq} 条 {found.head.hash}"
            + (f" SM3 {found.head.sm3}" if found.head.sm3 else "")
        )


def _read(file: Path) -> Head:
    try:
        content = json.loads(file.read_text("utf-8"))
        return Head(int(content["seq"]), str(content["hash"]), str(content.get("sm3", "")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise HeadUnreadable(
            f"{file} 不是导出的日志末条摘要。", do="请用 jieyue audit head FILE 导出的文件。"
        ) from error


def _entry_as_dict(entry: LogEntry, *, with_rows: bool) -> dict[str, Any]:
    shown = ("seq", "operation", "by", "login", "at", "recorded_at", "reason", "row_count", "hash")
    told = {name: getattr(entry, name) for name in shown}
    told["at"], told["details"] = timezone.localtime(entry.at), json.loads(entry.details)
    versions = entry.versions.order_by("id").values_list("table", "record_id", "before", "after")
    if with_rows:
        told["rows"] = [
            {"table": table, "record": record, "before": _row(before), "after": _row(after)}
            for table, record, before, after in versions[:MOST_ROWS]
        ]
    return told


def _row(kept: str | None) -> dict[str, Any] | None:
    return None if kept is None else json.loads(kept)


def _difference(before: dict[str, Any] | None, after: dict[str, Any] | None) -> str:
    """What a person wants to see: the new row, the lost row, or only what changed."""
    if before and after:
        return "；".join(f"{name} {before[name]} → {after[name]}" for name in after if before[name] != after[name])
    kept = before or after or {}
    said = "，".join(f"{name} {value}" for name, value in kept.items() if value not in (None, ""))
    return f"{'新增' if after else '撤去'} {said}"


def _as_dict(found: Verification) -> dict[str, object]:
    return {
        "holds": found.holds,
        "entries": found.entries,
        "records": found.records,
        "files": found.files,
        "head": found.head.as_dict(),
        "differences": [vars(difference) for difference in found.differences],
    }
