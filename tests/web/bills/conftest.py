import pytest

from offices import Office, open_office


@pytest.fixture
def office(house) -> Office:
    return open_office(house)
