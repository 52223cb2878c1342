"""Problems and findings for a person at a terminal."""

import sys
from collections.abc import Sequence
from dataclasses import replace

from rich.console import Console
from rich.markup import escape

from jieyue.rules.problem import Problem

MOST_SHOWN = 100
MOST_ROWS_NAMED = 12
AT_MACHINE = {
    "other_layout": "也可以照原样导入：加 --propose，先看认成什么样、要问什么。",
    "account_like_known": "命令行加 --new-accounts。",
    "account_spelt_twice": "命令行加 --new-accounts。",
    "answer_to_no_question": "命令行加 --propose。",
    "parts_of_one_row": "相加为一张票据，命令行用 --add-up。",
    "reason_needed": "命令行用 --reason 写明原因。",
    "unknown_organisation": "登记机构用 jieyue import organisations。",
}
"""By rule: what whoever sits at the machine writes for what the message tells others to do on a page."""
MARKS = {"error": "[red]错误[/]", "warning": "[yellow]提醒[/]"}


def at_machine(problems: Sequence[Problem]) -> list[Problem]:
    """The same, each with how it is done by a command."""
    return [replace(each, do=f"{each.do}{AT_MACHINE.get(each.rule, '')}") for each in problems]


def print_problems(problems: Sequence[Problem]) -> None:
    """On standard error, errors first; the same problem of many rows once, with the rows."""
    console = Console(file=sys.stderr, soft_wrap=True, highlight=False)
    rows: dict[tuple[str, str | None, str, str], list[int]] = {}
    for problem in sorted(problems, key=lambda each: each.severity != "error"):
        same = (problem.severity, problem.column, problem.says, problem.do)
        rows.setdefault(same, []).extend([problem.row] if problem.row else [])
    for (severity, column, says, do), numbers in list(rows.items())[:MOST_SHOWN]:
        where = _rows(numbers) + (f"“{escape(column)}”列" if column else "")
        console.print(f"{MARKS[severity]} {where}{'：' if where else ''}{escape(says)}{escape(do)}")
    if len(rows) > MOST_SHOWN:
        console.print(f"另有 {len(rows) - MOST_SHOWN} 种问题没有列出；加 --json 可得全部。")


def _rows(numbers: Sequence[int]) -> str:
    if not numbers:
        return ""
    named = "、".join(str(number) for number in numbers[:MOST_ROWS_NAMED])
    return f"第 {named} {'等 ' + str(len(numbers)) + ' ' if len(numbers) > MOST_ROWS_NAMED else ''}行"
