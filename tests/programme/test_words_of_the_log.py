"""The log is read by officers: whatever is done has a name in Chinese, found in the code and not in a list."""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import jieyue
from jieyue.programme.records.words import said
from wording.latin import HAN

SOURCE = Path(jieyue.__file__).parent


def operations() -> Iterator[tuple[str, str]]:
    """What `writing` is told is done, as it stands there or under the name of a constant of the module."""
    for file in SOURCE.rglob("*.py"):
        place = file.relative_to(SOURCE.parent).with_suffix("")
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "writing":
                yield from _told(node, ".".join(place.parts))


def _told(call: ast.Call, module: str) -> Iterator[tuple[str, str]]:
    for given in (each.value for each in call.keywords if each.arg == "operation"):
        if isinstance(given, ast.Constant):
            yield module, given.value
        elif isinstance(given, ast.Name) and isinstance(
            value := getattr(importlib.import_module(module), given.id, None), str
        ):
            yield module, value


def test_whatever_is_done_is_called_something_in_chinese():
    found = list(operations())
    assert len(found) > 30
    assert [(module, operation) for module, operation in found if not HAN.search(said(operation))] == []
