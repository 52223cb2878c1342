"""Each fault that was found in the first round of trials has the tests that fail where it is there again, or says why
none can (mended.toml).
"""

import ast
import tomllib
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
MENDED = tomllib.loads((HERE / "mended.toml").read_text("utf-8"))
NUMBERS = {
    "files": [*range(1, 10), *range(11, 17)],
    "first_days": [1, 2, 3, 4, 9, 11],
    "road": [*range(1, 14)],
    "attack": [*range(1, 19)],
}


def test_every_one_of_them_is_listed_once():
    assert {kind: [each["number"] for each in found] for kind, found in MENDED.items()} == NUMBERS


def test_each_has_tests_that_there_are_or_says_why_it_has_none():
    found = [each for kind in MENDED.values() for each in kind]
    assert [each for each in found if not each.get("tests") and not each.get("why")] == []
    named = [name for each in found for name in each.get("tests", [])]
    assert [name for name in named if name.partition("::")[2] not in names_in(name.partition("::")[0])] == []


@cache
def names_in(file: str) -> frozenset[str]:
    path = HERE.parent / file
    if not path.exists():
        return frozenset()
    tree = ast.parse(path.read_text("utf-8"))
    return frozenset(each.name for each in ast.walk(tree) if isinstance(each, ast.FunctionDef))
