import pytest

from grid_page import GridPage


@pytest.fixture
def guide(settings) -> None:
    """The style guide is open to whoever develops."""
    settings.DEBUG = True


@pytest.fixture
def grid(page, guide) -> GridPage:
    return GridPage(page).open()
