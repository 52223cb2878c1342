"""Everything that a file, a page or another system can be told about what it brings: read out of the code itself.

A place of the catalogue is a call that names a rule and says what to do: `batch.refuse(row, "quantity", "rule", …)`,
`CellRefused("rule", …)`, `Finding("rule", …)`. What takes a rule is found by its signature, so a new kind of telling
is found too. A rule that only passes through (`finding.rule`) belongs to the place that it comes from.
"""

import ast
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import jieyue

ROOT = Path(jieyue.__file__).parent
WHERE = ("files", "rules", "store", "programme/entry")
ELSEWHERE = ("files/evidence",)  # told of a file that is kept, not of rows


@dataclass(frozen=True, order=True)
class Place:
    """Where in the code something is told."""

    file: str
    line: int
    last_line: int
    function: str
    rule: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.function}: {self.rule}"


@dataclass(frozen=True)
class Telling:
    """Something was told: from which line, with which words."""

    file: str
    line: int
    rule: str
    do: str


class RuleNotWrittenError(Exception):
    """A rule that is put together at run time: nobody could look it up."""


@cache
def catalogue() -> list[Place]:
    trees = {path: ast.parse(path.read_text("utf-8")) for path in _files()}
    takers = {name: names for tree in trees.values() for name, names in _takers(tree)}
    return sorted(place for path, tree in trees.items() for place in _places(path, tree, takers))


def _files() -> Iterator[Path]:
    for folder in WHERE:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if not any(path.is_relative_to(ROOT / each) for each in ELSEWHERE):
                yield path


def _takers(tree: ast.Module) -> Iterator[tuple[str, list[str]]]:
    """Whatever takes `rule` and `do`, with the names of what it takes in their order."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            taken = [each.target.id for each in node.body if isinstance(each, ast.AnnAssign)]
            begins = next((each for each in node.body if getattr(each, "name", "") == "__init__"), None)
            names = _parameters(begins) if begins else taken
        elif isinstance(node, ast.FunctionDef) and node.name != "__init__":
            names = _parameters(node)
        else:
            continue
        if {"rule", "do"} <= set(names):
            yield node.name, names


def _parameters(function: ast.FunctionDef) -> list[str]:
    names = [each.arg for each in (*function.args.args, *function.args.kwonlyargs)]
    return names[1:] if names[:1] in (["self"], ["cls"]) else names


def _places(path: Path, tree: ast.Module, takers: dict[str, list[str]]) -> Iterator[Place]:
    for function, call in _calls(tree, "<module>"):
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        if name not in takers:
            continue
        rule = _argument(call, "rule", takers[name])
        if rule is None or isinstance(rule, ast.Name | ast.Attribute):
            continue  # passed through
        where = path.relative_to(ROOT).as_posix()
        for each in (rule.body, rule.orelse) if isinstance(rule, ast.IfExp) else (rule,):
            if not isinstance(each, ast.Constant):
                raise RuleNotWrittenError(f"{path}:{call.lineno}")
            yield Place(where, call.lineno, call.end_lineno or call.lineno, function, each.value)


def _calls(node: ast.AST, function: str) -> Iterator[tuple[str, ast.Call]]:
    for child in ast.iter_child_nodes(node):
        inside = child.name if isinstance(child, ast.FunctionDef) else function
        if isinstance(child, ast.Call):
            yield inside, child
        yield from _calls(child, inside)


def _argument(call: ast.Call, name: str, names: list[str]) -> ast.expr | None:
    given = dict(zip(names, call.args, strict=False)) | {each.arg: each.value for each in call.keywords}
    return given.get(name)


@contextmanager
def listening() -> Iterator[list[Telling]]:
    """Notes what is told in the meantime, wherever a rule and what to do are handed to anything."""
    told: list[Telling] = []
    own = str(ROOT)

    def note(frame, event: str, _: object) -> None:
        code = frame.f_code
        if event != "call" or "rule" not in code.co_varnames or frame.f_back is None:
            return
        caller, given = frame.f_back, frame.f_locals
        if isinstance(given.get("do"), str) and caller.f_code.co_filename.startswith(own):
            file = Path(caller.f_code.co_filename).relative_to(ROOT).as_posix()
            told.append(Telling(file, caller.f_lineno, str(given["rule"]), given["do"]))

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield told
    finally:
        sys.setprofile(before)


def places_of(told: list[Telling], *, rule: str, do: str) -> set[Place]:
    """Where in the code those words came from."""
    lines = {(each.file, each.line) for each in told if (each.rule, each.do) == (rule, do)}
    return {
        place
        for place in catalogue()
        if place.rule == rule
        and any(file == place.file and place.line <= line <= place.last_line for file, line in lines)
    }
