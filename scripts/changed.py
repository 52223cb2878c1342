"""Names the tests of what has changed since main, uncommitted too: changed tests, and those beside changed code.

Tests mirror src: of src/jieyue/store/orgs/tree.py they are tests/store/orgs, or the nearest folder above it.
"""

import subprocess
from pathlib import Path

TESTS, SOURCE = Path("tests"), Path("src/jieyue")


def changed_files() -> list[Path]:
    """Since this branch left main, and what is not committed yet."""
    base = _git("merge-base", "main", "HEAD")[0]
    new = _git("ls-files", "--others", "--exclude-standard")
    return [Path(line) for line in (*_git("diff", "--name-only", base), *new)]


def tests_of(file: Path) -> list[Path]:
    if file.is_relative_to(TESTS):
        return [file if file.name.startswith("test_") else _nearest(file.parent)] if file.exists() else []
    if file.is_relative_to(SOURCE):
        return [_nearest(TESTS / file.relative_to(SOURCE).parent)]
    return []


def _nearest(folder: Path) -> Path:
    while not folder.is_dir():
        folder = folder.parent
    return folder


def _git(*words: str) -> list[str]:
    return subprocess.run(["git", *words], capture_output=True, text=True, check=True).stdout.splitlines()


def main() -> None:
    found = {test for file in changed_files() for test in tests_of(file)}
    for test in sorted(found):
        if not any(other in test.parents for other in found):
            print(test)  # noqa: T201


if __name__ == "__main__":
    main()
