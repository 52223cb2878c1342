"""Words in Latin letters among Chinese ones: which of them are nobody's key, login or English."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

HAN = re.compile(r"[\u4e00-\u9fff]")
WORD = re.compile(r"[A-Za-z0-9_.@/²³₂-]*[A-Za-z][A-Za-z0-9_.@/²³₂-]*")
ALLOWED = Path(__file__).with_name("latin.toml")
OURS = ("访问令牌", "令牌", "日志头")
"""Words of the program in Chinese, which no officer knows."""


@cache
def allowed() -> frozenset[str]:
    return frozenset(word for words in _lists()["words"].values() for word in words)


def for_programs(file: str) -> frozenset[str]:
    return frozenset(_lists()["for_programs"].get(file, ()))


@cache
def _lists() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(ALLOWED.read_text("utf-8"))


def foreign(text: str, *, known: re.Pattern[str] | None = None) -> Iterator[str]:
    """The words that stand in no list; `known` are those of the data, which may be anything."""
    yield from (word for word in OURS if word in text)
    for found in WORD.finditer(text):
        word = found[0].strip("./-@_")
        parts = [word, *word.split("/")]
        is_known = word in allowed() or all(part in allowed() or part.isdigit() for part in parts[1:])
        if not is_known and not (known and known.fullmatch(word)):
            yield word
