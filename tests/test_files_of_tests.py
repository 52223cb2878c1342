"""pytest imports each file of tests by its bare name, so that a second one of a name cannot be collected at all."""

from collections import Counter
from pathlib import Path


def test_no_two_files_of_tests_are_called_alike():
    names = Counter(each.name for each in Path(__file__).parent.rglob("test_*.py"))
    assert [name for name, times in names.items() if times > 1] == []
