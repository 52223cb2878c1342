"""A name that is asked of one of our modules is there. Types are checked in the rules alone, and elsewhere a line that
names what is not there fails only when it is reached, as in `except` when something is refused."""

import ast
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import jieyue
from jieyue.rules import refusal


def our_modules() -> Iterator[ModuleType]:
    for each in pkgutil.walk_packages(jieyue.__path__, "jieyue."):
        if not each.name.endswith("__main__"):
            yield import_module(each.name)


def taken_locally(tree: ast.Module) -> set[str]:
    """What a file calls something of its own somewhere, by which the module cannot be meant for sure."""
    arguments = {each.arg for each in ast.walk(tree) if isinstance(each, ast.arg)}
    return arguments | {
        each.id for each in ast.walk(tree) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
    }


def not_there(module: ModuleType, source: str) -> Iterator[str]:
    tree = ast.parse(source)
    own = taken_locally(tree)
    for each in ast.walk(tree):
        if isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name) and each.value.id not in own:
            meant = vars(module).get(each.value.id)
            is_ours = isinstance(meant, ModuleType) and meant.__name__.startswith("jieyue.")
            if is_ours and not hasattr(meant, each.attr):
                yield f"{module.__name__}:{each.lineno} {each.value.id}.{each.attr}"


def test_a_name_that_is_asked_of_a_module_is_there():
    modules = [each for each in our_modules() if each.__file__]
    read = [(each, Path(each.__file__).read_text("utf-8")) for each in modules]
    assert len(modules) > 900
    assert [fault for module, source in read for fault in not_there(module, source)] == []


def test_a_name_that_is_not_there_is_found():
    module = ModuleType("example")
    module.refusal = refusal
    assert list(not_there(module, "try:\n    pass\nexcept refusal.Nowhere:\n    pass\nrefusal.NotThere")) == [
        "example:3 refusal.Nowhere"
    ]
