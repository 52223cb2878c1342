"""The desk of a clerk."""

import pytest

from evidence_desk import Desk, set_up_desk


@pytest.fixture
def desk(house) -> Desk:
    return set_up_desk(house)
