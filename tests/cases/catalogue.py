"""Everything that a file, a page or another system can be told about what it brings: read out of the code itself.

A place of the catalogue is a call that names a rule and says what to do: `batch.refuse(row, "quantity", "rule", …)`,
`CellRefused("rule", …)`, `Finding("rule", …)`. What takes a rule is found by its signature, so a new kind of telling
is found too. The rule may stand there as a constant of a module, or be chosen a few lines before. One that only passes
through belongs to the place that it comes from: `finding.rule`, or a function that takes it and says the rest.
"""

import ast
import pickle
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import CodeType

import jieyue
from ready import ready

ROOT = Path(jieyue.__file__).parent
WHERE = ("files", "rules", "store", "programme/entry")
MODULE = "<module>"
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
    """A rule that is put together at run time, or comes out of a tuple: nobody could look it up."""


@dataclass(frozen=True)
class Taker:
    """Whatever takes a rule, with the names of what it takes in their order. What is private is called in its own file
    only, and so is what does not take what to do; what belongs to a class is called by a point.
    """

    file: Path
    name: str
    takes: tuple[str, ...]
    is_method: bool

    def is_called(self, call: ast.Call, file: Path) -> bool:
        is_near = file == self.file or ("do" in self.takes and not self.name.startswith("_"))
        is_so = isinstance(call.func, ast.Attribute) or not self.is_method
        return is_near and is_so and getattr(call.func, "id", getattr(call.func, "attr", "")) == self.name


@dataclass(frozen=True)
class Source:
    path: Path
    tree: ast.Module

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(self.tree))

    @cached_property
    def functions(self) -> list[tuple[ast.FunctionDef, bool]]:
        methods = {each for node in self.nodes if isinstance(node, ast.ClassDef) for each in node.body}
        return [(node, node in methods) for node in self.nodes if isinstance(node, ast.FunctionDef)]


@cache
def catalogue() -> list[Place]:
    """Read once in a run."""
    kept = ready("places-that-tell", lambda folder: (folder / "places").write_bytes(pickle.dumps(_read())))
    return pickle.loads((kept / "places").read_bytes())  # noqa: S301 (our own)


def _read() -> list[Place]:
    sources = [Source(path, ast.parse(path.read_text("utf-8"))) for path in _files()]
    takers = [taker for source in sources for taker in _takers(source)]
    takers += [taker for source in sources for taker in _passing_on(source, takers)]
    return sorted(place for source in sources for place in _places(source, takers))


def _files() -> Iterator[Path]:
    for folder in WHERE:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if not any(path.is_relative_to(ROOT / each) for each in ELSEWHERE):
                yield path


def _takers(source: Source) -> Iterator[Taker]:
    """Whatever takes `rule` and `do`, and what is made of a rule alone and says later what to do."""
    for node in source.nodes:
        if isinstance(node, ast.ClassDef):
            fields = {each.target.id: each.annotation for each in node.body if isinstance(each, ast.AnnAssign)}
            begins = next((each for each in node.body if getattr(each, "name", "") == "__init__"), None)
            names = _parameters(begins) if begins else tuple(fields)
            if {"rule", "do"} <= set(names) or _is(fields.get("rule"), "str"):
                yield Taker(source.path, node.name, names, is_method=False)
    for function, is_method in source.functions:
        if {"rule", "do"} <= set(names := _parameters(function)) and function.name != "__init__":
            yield Taker(source.path, function.name, names, is_method)


def _passing_on(source: Source, takers: list[Taker]) -> Iterator[Taker]:
    """Functions that take a rule and know themselves what to do."""
    for function, is_method in source.functions:
        names = _parameters(function)
        if "rule" not in names or "do" in names:
            continue
        given = (_rule_of(call, source.path, takers) for _, call in _calls(function, None))
        if any(isinstance(rule, ast.Name) and rule.id == "rule" for rule in given):
            yield Taker(source.path, function.name, names, is_method)


def _parameters(function: ast.FunctionDef) -> tuple[str, ...]:
    names = tuple(each.arg for each in (*function.args.args, *function.args.kwonlyargs))
    return names[1:] if names[:1] in (("self",), ("cls",)) else names


def _places(source: Source, takers: list[Taker]) -> Iterator[Place]:
    where = source.path.relative_to(ROOT).as_posix()
    for function, call in _calls(source.tree, None):
        rule = _rule_of(call, source.path, takers)
        for written in _written(rule, function, source.tree) if rule is not None else ():
            name = function.name if function else MODULE
            yield Place(where, call.lineno, call.end_lineno or call.lineno, name, written)


def _rule_of(call: ast.Call, file: Path, takers: list[Taker]) -> ast.expr | None:
    taker = next((each for each in takers if each.is_called(call, file)), None)
    if taker is None:
        return None
    given = dict(zip(taker.takes, call.args, strict=False)) | {each.arg: each.value for each in call.keywords}
    return given.get("rule")


def _written(rule: ast.expr, function: ast.FunctionDef | None, tree: ast.Module) -> list[str]:
    """The rules that the expression may be; none where it only passes through."""
    match rule:
        case ast.Constant(value=str(value)):
            return [value]
        case ast.IfExp(body=one, orelse=other):
            return [*_written(one, function, tree), *_written(other, function, tree)]
        case ast.Attribute(attr="rule" | "key"):  # a rule of policy has its words there
            return []
        case ast.Name(id="rule") if function and "rule" in _parameters(function):
            return []
        case ast.Name(id=name):
            found = list(_assigned(name, function)) if function else []
            found = found or list(_assigned(name, tree)) or [_imported(name, tree)]
            return [each for value in found for each in _written(value, None, tree)]
    raise RuleNotWrittenError(ast.unparse(rule))


def _assigned(name: str, within: ast.FunctionDef | ast.Module) -> Iterator[ast.expr]:
    for node in ast.walk(within) if isinstance(within, ast.FunctionDef) else within.body:
        for target in node.targets if isinstance(node, ast.Assign) else ():
            if isinstance(target, ast.Name) and target.id == name:
                yield node.value
            elif isinstance(target, ast.Tuple):
                values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value] * len(target.elts)
                yield from (value for each, value in zip(target.elts, values, strict=True) if _is(each, name))


def _is(node: ast.expr | None, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _imported(name: str, tree: ast.Module) -> ast.expr:
    """What the module that it comes from says it is."""
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module and any(each.name == name for each in node.names):
            own = ROOT.parent / f"{node.module.replace('.', '/')}.py"
            found = _assigned(name, ast.parse(own.read_text("utf-8"))) if own.is_file() else ()
            return next(iter(found), ast.Name(name))
    raise RuleNotWrittenError(name)


def _calls(node: ast.AST, function: ast.FunctionDef | None) -> Iterator[tuple[ast.FunctionDef | None, ast.Call]]:
    """Each with the function in which it stands."""
    for child in ast.iter_child_nodes(node):
        inside = child if isinstance(child, ast.FunctionDef) else function
        if isinstance(child, ast.Call):
            yield inside, child
        yield from _calls(child, inside)


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
        while isinstance(given.get("do"), str) and caller and caller.f_code.co_filename.startswith(own):
            file = Path(caller.f_code.co_filename).relative_to(ROOT).as_posix()
            told.append(Telling(file, caller.f_lineno, str(given["rule"]), given["do"]))
            caller = caller.f_back if _takes_rule(caller.f_code) else None

    before = sys.gettrace()
    sys.settrace(note)
    try:
        yield told
    finally:
        sys.settrace(before)


def _takes_rule(code: CodeType) -> bool:
    return "rule" in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]


def places_of(told: list[Telling], *, rule: str, do: str) -> set[Place]:
    """Where in the code those words came from. What was put together as a module was loaded is known by its rule."""
    lines = {(each.file, each.line) for each in told if (each.rule, each.do) == (rule, do)}
    return {
        place
        for place in catalogue()
        if place.rule == rule
        and any(
            place.function == MODULE or (file == place.file and place.line <= line <= place.last_line)
            for file, line in lines
        )
    }
