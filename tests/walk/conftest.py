"""What is planted for the walk, and how many addresses it came to."""

import pytest

from walk.planted import Planted, plant

VISITED = pytest.StashKey[list[str]]()


@pytest.fixture
def planted(house) -> Planted:
    return plant(house)


@pytest.fixture
def tell(request) -> "list[str]":
    """Lines for the end of the run."""
    return request.config.stash.setdefault(VISITED, [])


def pytest_terminal_summary(terminalreporter, config: pytest.Config) -> None:
    for line in config.stash.get(VISITED, []):
        terminalreporter.write_line(line)
