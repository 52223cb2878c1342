"""A changed factor set recalculates what is open, and nothing that is accepted or kept."""

import shutil

import pytest

from jieyue.policy import loading
from jieyue.store.reporting.models import Report
from jieyue.store.snapshots.keeping import content_of
from jieyue.store.warehouse.refreshing import up_to_date
from offices import open_office
from reporting_desk import FIRST_QUARTER, do, shown


@pytest.fixture
def office(house):
    open_office(house)
    house.have("bills", FIRST_QUARTER)
    do("submit", "wang")
    do("accept", "li")
    return house


@pytest.fixture
def upgrade(tmp_path, monkeypatch):
    """A version of the package whose national set has another value for electricity."""
    own = tmp_path / "policy"
    shutil.copytree(loading.OWN_FOLDER, own)
    national = own / "factors" / "gb2589-2020.toml"
    national.write_text(national.read_text("utf-8").replace("value = 0.1229", "value = 0.2229", 1), "utf-8")

    def take() -> None:
        monkeypatch.setattr(loading, "OWN_FOLDER", own)
        loading._remembered.cache_clear()

    yield take
    loading._remembered.cache_clear()


def test_what_is_open_is_recalculated_and_what_is_accepted_stays(office, upgrade):
    calorific = {"switches": {"electricity_basis": "calorific"}}
    before = office.statistics("B", "2025Q1", **calorific).totals.tce
    pinned = content_of(Report.objects.get(organisation__code="B").accepted)
    kept = up_to_date()[1].parts
    upgrade()
    assert office.statistics("B", "2025Q1", **calorific).totals.tce == before * 2229 / 1229
    assert content_of(Report.objects.get(organisation__code="B").accepted) == pinned
    assert up_to_date()[1].parts == kept
    seen = shown()
    assert str(seen.tce) == pinned["totals"]["tce"]
    assert seen.since_accepted.causes == ["折算系数已更改"]
