import pytest

from programme.scope.planted import plant


@pytest.fixture
def planted(house) -> None:
    house.begun(plant)
