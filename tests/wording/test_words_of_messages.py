"""What the program says in Chinese, in its sources and in the policy, is Chinese: read where it is written."""

import ast
import re
import tomllib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

import jieyue
from jieyue.programme.ledgers.catalogue import all_ledgers
from wording.kept_units import kept_units
from wording.latin import HAN, for_programs, foreign

SOURCES = Path(jieyue.__file__).parent
FOR_OTHERS = ("cli/", "site/", "store/workers/", "store/deployment/", "policy/", "api/")
"""For whoever has the machine, writes policy files or programs: files, commands and keys are what is talked about."""
NOT_SHOWN = ("at_machine", "help", "metavar")
NO_WORDS = re.compile(r"\\[sdw]|=\"http|RMB")
"""A pattern, or a piece of a file."""
MEASURES = re.compile("[万千元人床]")
"""What stands in a unit in Chinese; with nothing else it is one, and no sentence."""
TO_BE_TYPED = ("“", "写 ")
"""Behind these stands what somebody typed, or is to type."""
UNIT_SHOWN = re.compile(r"(?<![\"\w])(?:\{\{ *|unit=)((?:\w+\.)+unit(?:_name)?)\b(?!\.|\|unit_words)")
"""In a template, but for addresses."""
NO_KEPT_UNIT = ("asked.unit", "hero.unit", "column.unit")
"""An organisation; what the page has put into words already."""
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def said(file: Path) -> Iterator[tuple[int, str]]:
    """The Chinese texts of a module, without docstrings and without what is only for whoever sits at the machine."""
    tree = ast.parse(file.read_text("utf-8"))
    passed = {id(each) for node in ast.walk(tree) for each in _not_shown(node)}
    for node in ast.walk(tree):
        if id(node) in passed:
            continue
        if isinstance(node, ast.JoinedStr):
            passed |= {id(each) for each in node.values}
            text = "".join(each.value if isinstance(each, ast.Constant) else " " for each in node.values)
            yield node.lineno, text
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def _not_shown(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        yield node.value  # a docstring, or one of a constant
    if isinstance(node, ast.keyword) and node.arg in NOT_SHOWN:
        yield from ast.walk(node.value)
    if isinstance(node, ast.Assign) and getattr(node.targets[0], "attr", "") in NOT_SHOWN:
        yield from ast.walk(node.value)
    if isinstance(node, ast.Call) and _called(node.func) in ("compile", "warning", "error", "info"):
        yield from ast.walk(node)  # a pattern, or the program's own log


def _called(function: ast.expr) -> str:
    return getattr(function, "attr", getattr(function, "id", ""))


def modules() -> list[Path]:
    found = (each for each in SOURCES.rglob("*.py") if "migrations" not in each.parts)
    return [each for each in found if not str(each.relative_to(SOURCES)).startswith(FOR_OTHERS)]


def test_no_message_tells_a_period_by_its_key():
    """2025Q1 is written in files and addresses; whoever reads is told 2025年一季度, as sheets of officers write it."""
    of_sheets = SOURCES / "files" / "office"
    files = (each for each in modules() if of_sheets not in each.parents)
    assert [found for file in files for found in keys_of_periods_in(file)] == []


def keys_of_periods_in(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.JoinedStr) and HAN.search("".join(_constants(node))):
            bare = (each.value for each in node.values if isinstance(each, ast.FormattedValue))
            if any(_called(each) == "period" for each in bare):
                yield f"{file.relative_to(SOURCES)}:{node.lineno}"


def test_no_message_has_a_unit_as_files_write_it():
    """m3 is written in files and policy; whoever reads is told m³, by `as_printed` or a resource's `sign`."""
    assert [found for file in modules() for found in kept_units_in(file)] == []


def kept_units_in(file: Path) -> Iterator[str]:
    name = file.relative_to(SOURCES)
    sentences = ((line, text) for line, text in said(file) if HAN.search(MEASURES.sub("", text)))
    yield from (f"{name}:{line}: {unit} in “{text[:60]}”" for line, text in sentences for unit in kept_units(text))
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.JoinedStr) and HAN.search("".join(_constants(node))):
            told = (each for before, each in _put_in(node) if not before.endswith(TO_BE_TYPED))
            yield from (f"{name}:{node.lineno}: {ast.unparse(each)}" for each in told if _called(each) == "unit")


def _put_in(node: ast.JoinedStr) -> Iterator[tuple[str, ast.expr]]:
    """What a sentence tells of its values, with what stands before each."""
    for before, each in pairwise((ast.Constant(""), *node.values)):
        if isinstance(each, ast.FormattedValue):
            yield str(getattr(before, "value", "")), each.value


def _constants(node: ast.JoinedStr) -> list[str]:
    return [each.value for each in node.values if isinstance(each, ast.Constant)]


def test_no_message_has_a_word_of_the_program():
    assert [found for file in modules() for found in faults_in(file)] == []


def faults_in(file: Path) -> Iterator[str]:
    name = str(file.relative_to(SOURCES))
    for line, text in said(file):
        if HAN.search(text) and not NO_WORDS.search(text):
            words = set(foreign(PLACEHOLDER.sub(" ", text))) - for_programs(name)
            yield from (f"{name}:{line}: {word} in “{text[:60]}”" for word in words)


def texts_of(table: object, without: tuple[str, ...] = ("source",)) -> Iterator[str]:
    """But where a value comes from, which names web pages."""
    if isinstance(table, str):
        yield table
    shown = [value for key, value in table.items() if key not in without] if isinstance(table, dict) else table
    for each in shown if isinstance(shown, list) else ():
        yield from texts_of(each, without)


def policy_files() -> list[Path]:
    """Without cases, which are for those who write policy."""
    return sorted(each for each in (SOURCES / "policy").rglob("*.toml") if not each.name.endswith("cases.toml"))


@pytest.mark.parametrize("file", policy_files(), ids=lambda each: each.name)
def test_no_policy_text_has_a_word_of_the_program(file):
    texts = [text for text in texts_of(tomllib.loads(file.read_text("utf-8"))) if HAN.search(text)]
    assert sorted({f"{word} in “{text[:60]}”" for text in texts for word in foreign(PLACEHOLDER.sub(" ", text))}) == []


def test_no_template_shows_a_unit_as_files_write_it():
    files = sorted((SOURCES / "web").rglob("*.html"))
    found = ((file.name, each) for file in files for each in UNIT_SHOWN.findall(file.read_text("utf-8")))
    assert [each for each in found if each[1] not in NO_KEPT_UNIT] == []


def test_no_policy_text_has_a_unit_as_files_write_it():
    """But where it says in which unit a value is, and what units may be called."""
    files = ((file.name, tomllib.loads(file.read_text("utf-8"))) for file in policy_files())
    texts = ((name, text) for name, table in files for text in texts_of(table, ("source", "unit", "names")))
    assert [(name, unit, text[:60]) for name, text in texts if HAN.search(text) for unit in kept_units(text)] == []


def test_no_english_text_has_a_unit_as_files_write_it():
    """But tce, which is English."""
    file = SOURCES / "web" / "locale" / "en" / "LC_MESSAGES" / "django.po"
    said = [line for line in file.read_text("utf-8").splitlines() if not line.startswith("msgid")]
    assert [line for line in said if set(kept_units(line)) - {"tce"}] == []


COMMON = ("files/cells.py", "store/machine/*.py", "store/records/*.py")
"""What speaks of rows of every ledger."""


def test_only_ledgers_of_energy_and_what_they_refer_to_speak_of_bills():
    about_energy = {key for key, each in all_ledgers().items() if each.facts} | {"accounts", "meters"}
    folders = (each for kind in ("ledgers", "registers") for each in (SOURCES / "store" / kind).glob("*/*.py"))
    of_others = [file for file in folders if file.parent.name not in about_energy]
    of_all = [file for pattern in COMMON for file in SOURCES.glob(pattern)]
    texts = [(file.name, line, text) for file in (*of_others, *of_all) for line, text in said(file)]
    assert len(texts) > 1000
    assert [each for each in texts if "票据" in each[2]] == []
