"""What a page asks is answered by the database alone: SQLite would call back into Python for each row, slowly."""

import pytest

from walk.planted import Planted, plant
from walk.reading import pages

pytestmark = pytest.mark.one_database


@pytest.fixture
def planted(house) -> Planted:
    return house.begun(plant)


def test_no_page_has_sqlite_ask_python_row_by_row(planted):
    found = {f"{each.visit}: {sql[:300]}" for each in pages(planted) for sql in each.slow}
    assert not found, "\n".join(sorted(found))
