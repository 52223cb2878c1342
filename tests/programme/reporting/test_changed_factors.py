"""A changed factor set recalculates what is open, and nothing that is accepted or kept."""

import shutil
from decimal import Decimal

import pytest

from jieyue.policy import loading
from jieyue.rules.period import Period
from jieyue.store.reporting.models import Report
from jieyue.store.snapshots.keeping import content_of
from jieyue.store.warehouse.refreshing import up_to_date
from offices import open_office
from reporting_desk import FIRST_QUARTER, do, shown

Q2 = Period.parse("2025Q2")
SECOND_QUARTER = """organisation | resource | account | start_date | end_date | quantity | unit | amount_yuan
B | 电 | 1002 | 2025-04-01 | 2025-04-30 | 400 | kWh | 280
B | 电 | 1002 | 2025-05-01 | 2025-05-31 | 400 | kWh | 280
B | 电 | 1002 | 2025-06-01 | 2025-06-30 | 400 | kWh | 280"""


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


def test_accepted_sums_of_a_place_stay_too_by_every_question(office, upgrade):
    asked = {"by": ["system", "month"], "basis": "accepted"}
    before = office.statistics("P", "2025Q1", **asked)
    live = office.statistics("B", "2025Q1").totals.tce
    assert before.totals.tce == live
    upgrade()
    after = office.statistics("P", "2025Q1", **asked)
    assert (after.rows, after.totals, after.indicators) == (before.rows, before.totals, before.indicators)
    assert office.statistics("B", "2025Q1").totals.tce == live * 2229 / 1229
    assert "电的系数与验收时不同；已验收的数字按验收时的系数折算。" in after.notes


def test_who_asks_for_other_factors_gets_accepted_quantities_converted_by_them(office, upgrade):
    upgrade()
    asked = office.statistics("P", "2025Q1", basis="accepted", factors="gb2589-2020")
    assert asked.totals.tce == office.statistics("B", "2025Q1").totals.tce


def test_figures_accepted_by_two_sets_are_added_up_each_by_its_own(office, upgrade):
    first = office.statistics("P", "2025Q1", basis="accepted").totals.tce
    upgrade()
    office.have("bills", SECOND_QUARTER)
    do("submit", "wang", period=Q2)
    do("accept", "li", period=Q2)
    both = office.statistics("P", "2025H1", basis="accepted")
    assert both.totals.tce == first + Decimal("1200") * Decimal("0.2229") / 1000
    assert both.indicators["energy_tce"] == pytest.approx(float(both.totals.tce), rel=1e-12)
    assert [(row.resource, row.quantity) for row in both.rows] == [("electricity", Decimal("2700.500"))]
