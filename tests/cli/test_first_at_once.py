"""What a process keeps in mind is made once, whoever of its threads comes first."""

from store.records.deployment import deployment, python

MANY = 4
ASKING = """
import importlib, pkgutil, django
django.setup()
from functools import _lru_cache_wrapper
from inspect import signature
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
import jieyue.programme, jieyue.rules, jieyue.store, jieyue.policy

def modules():
    for package in (jieyue.programme, jieyue.rules, jieyue.store, jieyue.policy):
        for _, name, _ in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            if ".migrations" not in name:
                yield importlib.import_module(name)

found = {f"{m.__name__}.{n}": f for m in modules() for n, f in vars(m).items() if isinstance(f, _lru_cache_wrapper)}
alone = {n: f for n, f in found.items() if f.__module__ + "." + f.__name__ == n and not signature(f).parameters}
for name, ask in sorted(alone.items()):
    start = Barrier(MANY)
    with ThreadPoolExecutor(MANY) as threads:
        told = list(threads.map(lambda _: (start.wait(), ask())[1], range(MANY)))
    made = ask.__wrapped__()
    assert all(each == made for each in told), name
print(len(alone))
"""


def test_what_a_process_remembers_is_the_same_when_many_ask_for_it_first(tmp_path):
    with deployment(tmp_path / "home") as found:
        said = python(found, f"MANY = {MANY}\n{ASKING}")
    assert said.returncode == 0, said.stderr
    assert int(said.stdout) >= 5
