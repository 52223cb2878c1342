"""By what the figures of the warehouse are worked out: the program that does it and the policy that it goes by.

Both change when the system is upgraded, or an operator changes a policy file, and no entry of the log says so. What was
made by others is made anew, as if somebody had written about every month. What is kept are quantities: by which factors
they are converted, and what plans and standards make of them, is asked each time and makes nothing anew.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from cachetools import LRUCache

from jieyue import rules, store
from jieyue.store.policies import policy

ASKED_EACH_TIME = frozenset(
    {
        *("documents", "emissions", "energy_baselines", "factor_set", "form", "form_frame", "institution_classes"),
        *("paper", "paper-form", "plan", "plan_cases", "publications", "published_means", "quotas", "recognition"),
        *("robots", "savings_method", "standard", "standard_cases"),
    }
)
"""The kinds of policy files that no figure of the warehouse hangs on. A kind that is new counts until it is named."""
KIND = re.compile(r'^kind = "([\w-]+)"', re.MULTILINE)
MOST_REMEMBERED = 8
WORKS_OUT = tuple(Path(folder) for package in (rules, store) for folder in package.__path__)


def definitions() -> str:
    """A digest of every definition that a figure may hang on; the same in every process of the same version."""
    files = tuple(sorted(policy().documents.items()))
    key = (_program(), files)
    if key not in _known:
        _known[key] = _digest_of(_program(), files, policy().texts)
    return _known[key]


_known: LRUCache[tuple[object, ...], str] = LRUCache(MOST_REMEMBERED)
"""By program and policy, of which there is one each in a process that no test has changed."""


def _digest_of(program: str, files: Iterable[tuple[str, str]], texts: Mapping[str, str]) -> str:
    """Wherever the files lie: by what is in them."""
    counted = sorted(sha256 for name, sha256 in files if _is_counted(texts[name]))
    return hashlib.sha256(repr((program, counted)).encode()).hexdigest()


def _is_counted(text: str) -> bool:
    """Whether a policy file is of a kind that figures hang on."""
    kind = KIND.search(text)
    return kind is None or kind[1] not in ASKED_EACH_TIME


@cache
def _program() -> str:
    """Of the rules and the store; pages and commands only show what these work out. 13 ms for 470 files, once."""
    return digest_of_program(WORKS_OUT)


def digest_of_program(folders: Iterable[Path]) -> str:
    """By the names and the content of the modules, wherever they are installed. Migrations work out nothing."""
    digest = hashlib.sha256()
    for folder in folders:
        for module in sorted(each for each in folder.rglob("*.py") if each.parent.name != "migrations"):
            content = hashlib.sha256(module.read_bytes()).hexdigest()
            digest.update(f"{folder.name}/{module.relative_to(folder).as_posix()} {content}\n".encode())
    return digest.hexdigest()
