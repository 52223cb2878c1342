"""Which units have submitted, or had accepted, every month of a period, whatever reports there are."""

from datetime import UTC, datetime

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jieyue.rules.period import Period, periods_in
from jieyue.rules.reporting import ReportState
from jieyue.store.orgs.models import Organisation
from jieyue.store.reporting.counting import exempt_in, exempt_months, units_that
from jieyue.store.reporting.models import NotReporting, Report
from jieyue.store.snapshots.models import Snapshot
from offices import open_office
from soaking import rounds

EVERY = periods_in(2025)
UNITS = ("A", "B")
AT = datetime(2026, 1, 12, tzinfo=UTC)
WRITTEN = st.dictionaries(
    st.tuples(st.sampled_from(UNITS), st.sampled_from(EVERY)), st.tuples(st.sampled_from(ReportState), st.booleans())
)
OF_MANY = settings(
    max_examples=rounds(short=40, long=1000),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def units(house) -> dict[str, int]:
    house.begun(open_office)
    return dict(Organisation.objects.filter(code__in=UNITS).values_list("code", "id"))


def test_a_year_has_nineteen_periods_of_which_five_are_always_reported():
    assert [str(each) for each in EVERY[:4]] == ["2025-01", "2025-02", "2025-03", "2025Q1"]
    assert [str(each) for each in EVERY[-4:]] == ["2025-12", "2025Q4", "2025H2", "2025"]
    assert len(EVERY) == 19


@given(written=WRITTEN, asked=st.sampled_from(EVERY))
@OF_MANY
def test_a_unit_has_submitted_what_its_reports_cover_month_by_month(units, written, asked):
    """A quarter is not there because one of its months is, nor a month because the year is."""
    with transaction.atomic():
        keep(units, written)
        submitted = units_that(asked, set(units.values()), moved_to="submitted")
        accepted = units_that(asked, set(units.values()), moved_to="accepted")
        nobody = units_that(asked, set(), moved_to="submitted")
        transaction.set_rollback(True)
    there = {key for key, (state, is_accepted) in written.items() if is_accepted or state.is_submitted}
    decided = {key for key, (_, is_accepted) in written.items() if is_accepted}
    assert submitted == {units[code] for code in UNITS if is_covered(code, asked, there)}
    assert accepted == {units[code] for code in UNITS if is_covered(code, asked, decided)}
    assert accepted <= submitted
    assert nobody == set()


@given(exempt=st.sets(st.tuples(st.sampled_from(UNITS), st.sampled_from(EVERY))), asked=st.sampled_from(EVERY))
@OF_MANY
def test_a_unit_is_exempt_from_what_its_exempt_quarters_cover_and_from_no_bills_by_a_month_or_half(
    units, exempt, asked
):
    with transaction.atomic():
        rows = [NotReporting(organisation_id=units[code], period=str(each), reason="停用") for code, each in exempt]
        NotReporting.objects.bulk_create(rows)
        found, months = exempt_in(asked, set(units.values())), exempt_months(2025)
        transaction.set_rollback(True)
    frees = {(code, each) for code, each in exempt if each.months in (3, 12)}
    assert found == {units[code] for code in UNITS if is_covered(code, asked, frees)}
    assert months == {(units[code], month) for code, each in frees if each.months == 3 for month in each.each_month()}


def is_covered(code: str, asked: Period, there: set[tuple[str, Period]]) -> bool:
    """As it would be said: of a year itself, of anything else each month by something shorter than a year."""
    own = [each for unit, each in there if unit == code]
    if asked.months == 12:
        return asked in own
    return all(
        any(each.months < 12 and each.first <= month < each.until for each in own) for month in asked.each_month()
    )


def keep(units: dict[str, int], written: dict[tuple[str, Period], tuple[ReportState, bool]]) -> None:
    about = {"what": "report", "period": "2025", "made_at": AT, "log_seq": 1, "content": "{}"}
    pinned = {code: Snapshot.objects.create(organisation_id=id_, **about) for code, id_ in units.items()}
    Report.objects.bulk_create(
        Report(
            organisation_id=units[code],
            period=str(period),
            first=period.first,
            until=period.until,
            state=state,
            accepted=pinned[code] if is_accepted else None,
            moved_by="wang",
            moved_at=AT,
        )
        for (code, period), (state, is_accepted) in written.items()
    )
