"""What is planted for the walk, and how far it went."""

from collections import Counter
from collections.abc import Callable

import pytest

from walk.planted import Planted, plant

WAYS = "ways of the walk"


@pytest.fixture
def planted(house) -> Planted:
    return house.begun(plant)


@pytest.fixture
def tell(record_property) -> Callable[[dict[str, int]], None]:
    """Counts for the end of the run."""
    return lambda counts: record_property(WAYS, counts)


def pytest_terminal_summary(terminalreporter) -> None:
    counts = Counter()
    for report in terminalreporter.stats.get("passed", []):
        for name, value in getattr(report, "user_properties", []):
            counts.update(value if name == WAYS else {})
    if counts:
        terminalreporter.write_line("the walk: " + ", ".join(f"{count} {what}" for what, count in counts.items()))
