"""Benchmarks that say how they are run small still run: what they ask of the product has not moved away from them."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "benchmarks"


def small() -> dict[str, list[str]]:
    """By benchmark its `SMALL`, the words with which it takes some seconds; it compares all figures all the same."""
    found = {}
    for file in sorted(FOLDER.glob("*.py")):
        for each in ast.parse(file.read_text("utf-8")).body:
            if isinstance(each, ast.Assign) and getattr(each.targets[0], "id", "") == "SMALL":
                found[file.stem] = list(ast.literal_eval(each.value))
    return found


def test_what_a_benchmark_takes_from_another_is_there():
    trees = {file.stem: ast.parse(file.read_text("utf-8")) for file in FOLDER.glob("*.py")}
    taken = {
        f"{name}: {each.module}.{alias.name}"
        for name, tree in trees.items()
        for each in ast.walk(tree)
        if isinstance(each, ast.ImportFrom) and each.module in trees
        for alias in each.names
        if alias.name not in _told_by(trees[each.module])
    }
    assert taken == set()


def _told_by(tree: ast.Module) -> set[str]:
    """What a module gives a name to, at its top."""
    names = {each.name for each in tree.body if isinstance(each, ast.FunctionDef | ast.ClassDef)}
    bound = (node for each in tree.body for node in ast.walk(each) if isinstance(node, ast.Name | ast.alias))
    return names | {each.id if isinstance(each, ast.Name) else each.asname or each.name for each in bound}


@pytest.mark.soak
@pytest.mark.one_database
@pytest.mark.parametrize("name", small())
def test_a_benchmark_runs(name):
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("JIEYUE_", "DJANGO_"))}
    command = [sys.executable, str(FOLDER / f"{name}.py"), *small()[name]]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "DIFFER" not in done.stdout
    assert "ended with" not in done.stdout, done.stderr
