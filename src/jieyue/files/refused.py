"""The refusal of a whole file."""

from collections.abc import Sequence
from pathlib import PurePath
from typing import Self

from jieyue.rules.problem import Problem
from jieyue.rules.refusal import Refused

SAVE_AS_XLSX = "请用 WPS 表格或 Excel 打开，另存为 .xlsx 后再上传。"
MOST_TOLD = 3
NO_ROWS = "no_rows"
"""The rule of a sheet with headings and nothing below them."""


class FileRefused(Refused):
    """Nothing could be read. `problems` says all that is wrong; their row is None, or 1 for the header."""

    def __init__(self, problems: list[Problem], *, where: str = "") -> None:
        says, do = ("".join(dict.fromkeys(words)) for words in zip(*((p.says, p.do) for p in problems), strict=True))
        super().__init__(says, do=do, where=where)
        self.problems = problems

    @classmethod
    def because(cls, rule: str, says: str, do: str, *, row: int | None = None) -> Self:
        return cls([Problem(row=row, column=None, rule=rule, says=says, do=do)])

    def about(self, path: PurePath) -> Self:
        """The same refusal, naming the file."""
        self.where = path.name
        return self


class RowsRefused(Refused):
    """Rows of a file cannot be taken, and with them the file. `problems` has all of them."""

    def __init__(self, file: PurePath, problems: Sequence[Problem]) -> None:
        self.problems = problems
        told = "".join(f"第 {each.row} 行：{each.says}" for each in problems[:MOST_TOLD])
        more = f"（另有 {len(problems) - MOST_TOLD} 处。）" if len(problems) > MOST_TOLD else ""
        super().__init__(
            told + more, do="".join(dict.fromkeys(each.do for each in problems[:MOST_TOLD])), where=file.name
        )


def empty() -> FileRefused:
    return FileRefused.because("empty", "文件是空的（0 字节）。", "请重新保存或重新下载文件。")


def damaged() -> FileRefused:
    return FileRefused.because("damaged", "工作簿已损坏或不完整，无法读取。", SAVE_AS_XLSX)


def encrypted() -> FileRefused:
    return FileRefused.because(
        "encrypted", "工作簿设有打开密码，无法读取。", "请用 WPS 表格或 Excel 打开，取消密码保存后再上传。"
    )
