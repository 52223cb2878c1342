"""Wrong use of a command, in the house's words: argparse says it in English, and to people only."""

import re
from collections.abc import Iterable

from jieyue.rules.refusal import Refused

SAYINGS = (
    (r"the following arguments are required: (.+)", "缺少参数 {0}。"),
    (r"unrecognized arguments: (.+)", "不认识的参数 {0}。"),
    (r"argument ([^:]+): expected (?:one|at least one) argument", "参数 {0} 后面缺少内容。"),
    (r"argument ([^:]+): invalid choice: ('[^']*'|\S+) \(choose from (.+)\)", "参数 {0} 不能是 {1}，可用：{2}。"),
    (r"argument ([^:]+): invalid \w+ value: (.+)", "参数 {0} 不能是 {1}。"),
    (r"argument ([^:]+): not allowed with argument (.+)", "参数 {0} 和 {1} 不能同时写。"),
    (r"ambiguous option: (\S+) could match (.+)", "参数 {0} 写得不全，可能是 {1}。"),
    (r"argument ([^:]+): (.+)", "参数 {0}：{1}。"),
)
"""What argparse says, and what that means. Its texts differ between versions: what fits none is told as it is."""


class WrongUse(Refused):
    """A command without an argument that it needs, or with one that it does not know."""


def wrong_use(complaint: str, *, command: str) -> WrongUse:
    return WrongUse(_in_words(complaint), do=f"用 {command} --help 可看用法。")


def _in_words(complaint: str) -> str:
    for form, saying in SAYINGS:
        if found := re.fullmatch(form, complaint, re.DOTALL):
            return saying.format(*found.groups())
    return complaint


def as_document(refusal: Refused) -> dict[str, object]:
    """As every command tells a refusal to programs."""
    return {"error": {"says": refusal.says, "where": refusal.where, "do": refusal.at_machine}}


def wants_json(words: Iterable[str]) -> bool:
    """Whether `--json`, or a beginning of it that is enough, stands among the words of a command."""
    return any(len(word) > len("--") and "--json".startswith(word) for word in words)
