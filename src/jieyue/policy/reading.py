"""A policy file as it lies on disk: its bytes, their hash, its table, and on which line a key stands."""

import hashlib
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from jieyue.rules.refusal import Refused

OWN_FOLDER = Path(__file__).parent

TOML_FAULTS = {
    "Cannot overwrite a value": "同一个键写了两次。",
    "Cannot declare": "同一个表声明了两次。",
    "Cannot mutate immutable namespace": "同一个键写了两次。",
    "Duplicate inline table key": "同一个键写了两次。",
    "Expected '=' after a key": "键后面缺少等号。",
    "Invalid value": "等号后面的值不对，文字要加引号。",
    "Invalid date or datetime": "没有这个日期。",
    "Expected newline or end of document": "一行里多出了内容。",
    "Unterminated string": "引号没有闭合。",
    "Illegal character": "有不允许的字符，或引号没有闭合。",
    "Unclosed": "括号没有闭合。",
}


@dataclass(frozen=True, order=True)
class PolicyFault:
    """What is wrong in a policy file, on which line, and what to do."""

    file: str
    line: int
    says: str
    do: str

    def __str__(self) -> str:
        return f"{self.file} 第{self.line}行：{self.says} {self.do}"


class PolicyRefused(Refused):
    """The policy files are not taken: `faults` lists all that is wrong with them."""

    def __init__(self, faults: Iterable[PolicyFault]) -> None:
        self.faults = sorted(set(faults))
        first, more = self.faults[0], len(self.faults) - 1
        says = first.says + (f"（另有 {more} 处问题。）" if more else "")
        super().__init__(says, do=first.do, where=f"{first.file} 第{first.line}行")


@dataclass(frozen=True)
class Document:
    """`name` is what messages call it: inside the package from `jieyue/policy` on, else the path as given."""

    name: str
    folder: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @cached_property
    def table(self) -> dict[str, Any]:
        """The TOML table, numbers with a point as Decimal. Refused when it is not TOML."""
        try:
            return tomllib.loads(self.content.decode("utf-8"), parse_float=Decimal)
        except UnicodeDecodeError as error:
            line = self.content[: error.start].count(b"\n") + 1
            raise PolicyRefused([self._fault(line, "不是 UTF-8 编码。", "请另存为 UTF-8。")]) from error
        except tomllib.TOMLDecodeError as error:
            raise PolicyRefused([self._syntax_fault(str(error))]) from error

    def fault(self, place: Sequence[str | int], says: str, do: str) -> PolicyFault:
        """A fault at a place in the table, such as `("factors", 3, "value")`."""
        return self._fault(self.line(place), says, do)

    def line(self, place: Sequence[str | int]) -> int:
        """The line of the key, or of the nearest thing around it that has a line of its own. Counts from 1.

        tomllib tells no lines, so this looks for the nth `[[table]]` header and the `key =` beneath it.
        """
        match place:
            case [str(table), int(nth), *rest] if (block := self._block(table, nth)) is not None:
                return self._key_line(block, rest, table) or block[0] + 1
            case [str(key), *_]:
                return self._key_line(self._top, place, "") or self._header_line(key) or 1
        return 1

    @cached_property
    def _lines(self) -> list[str]:
        text = self.content.decode("utf-8", errors="replace")
        return re.sub(r'"""[\s\S]*?"""|\'\'\'[\s\S]*?\'\'\'', _only_newlines, text).split("\n")

    @cached_property
    def _headers(self) -> list[tuple[int, str]]:
        found = (
            (index, re.match(r"\s*(\[\[?[^\[\]]+\]\]?)\s*(#.*)?$", line)) for index, line in enumerate(self._lines)
        )
        return [(index, re.sub(r"[\s\"']", "", header[1])) for index, header in found if header]

    @property
    def _top(self) -> range:
        return range(self._headers[0][0] if self._headers else len(self._lines))

    def _block(self, table: str, nth: int) -> range | None:
        starts = [index for index, header in self._headers if header == f"[[{table}]]"]
        if nth >= len(starts):
            return None
        inside = (f"[{table}.", f"[[{table}.")
        ends = (index for index, header in self._headers if index > starts[nth] and not header.startswith(inside))
        return range(starts[nth], next(ends, len(self._lines)))

    def _header_line(self, table: str) -> int | None:
        return next((index + 1 for index, header in self._headers if header.strip("[]") == table), None)

    def _key_line(self, block: range, keys: Sequence[str | int], table: str) -> int | None:
        if not keys:
            return None
        key = re.escape(str(keys[0]))
        form = rf"\s*[\"']?{key}[\"']?\s*[=.]|\s*\[\[?{re.escape(table)}\.{key}\]"
        return next((index + 1 for index in block if re.match(form, self._lines[index])), None)

    def _fault(self, line: int, says: str, do: str) -> PolicyFault:
        return PolicyFault(self.name, line, says, do)

    def _syntax_fault(self, reason: str) -> PolicyFault:
        at = re.search(r"\(at line (\d+), column (\d+)\)", reason)
        line = int(at[1]) if at else len(self._lines)
        what = next((zh for start, zh in TOML_FAULTS.items() if reason.startswith(start)), "语法不对。")
        return self._fault(line, f"不是合格的 TOML：{what}", "请改正这一行；写法可照 jieyue 自带的政策文件。")


def _only_newlines(found: re.Match[str]) -> str:
    return "\n" * found[0].count("\n")


def documents(folder: Path, kinds: Iterable[str]) -> list[Document]:
    """The TOML files in those subfolders of a policy folder, in the order of their names."""
    paths = (path for kind in kinds for path in sorted((folder / kind).glob("*.toml")))
    return [named_document(path) for path in paths]


def named_document(path: Path) -> Document:
    return Document(_name(path), path.parent.name, path.read_bytes())


def _name(path: Path) -> str:
    own = path.is_relative_to(OWN_FOLDER)
    return f"jieyue/policy/{path.relative_to(OWN_FOLDER).as_posix()}" if own else str(path)
