"""Verified saving: the released package's answers, and what must be true of any method."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jieyue.rules.savings import judging
from jieyue.rules.savings.batch import Bills, Meters
from jieyue.rules.savings.candidates import counted
from jieyue.rules.savings.degree_days import HOURS, Temperatures
from jieyue.rules.savings.fitting import MODELS
from jieyue.rules.savings.method import Setting, SettingRefused
from jieyue.rules.savings.portfolio import sums
from jieyue.rules.savings.uncertainty import quantile, together
from jieyue.rules.savings.verifying import Savings, candidates_of, verify
from jieyue.rules.values import Resource
from savings_sample import METHOD, MODEL_OF, hour, rows_of, sample
from simulated_meters import LOCAL_HOURS, simulated

F_PER_C = 1.8


@cache
def of_sample() -> Savings:
    own = sample()
    return verify(own.meters, own.bills, own.stations, METHOD)


@pytest.fixture(scope="module")
def savings():
    return of_sample()


# --- what the released package says


def test_every_model_and_its_points_of_balance_are_those_of_the_package(savings):
    expected = [
        (
            MODEL_OF[row["model_type"]],
            row["heating_balance_point"],
            row["cooling_balance_point"],
            float(row["n_qualified"]),
        )
        for row in rows_of("openeemeter_results.csv")
    ]
    fits = savings.fits

    def point(number: int) -> str:
        return f"{30 + number}.0" if number >= 0 else ""

    assert list(fits.tried) == [2014] * 40
    assert [
        (MODELS[fits.model[n]], point(fits.heating[n]), point(fits.cooling[n]), fits.qualified[n]) for n in range(40)
    ] == expected


@pytest.mark.parametrize(
    ("ours", "theirs", "within"),
    [
        (lambda found: found.fits.intercept, "intercept", 1e-8),
        (lambda found: found.fits.heating_slope / F_PER_C, "beta_hdd", 1e-8),
        (lambda found: found.fits.cooling_slope / F_PER_C, "beta_cdd", 1e-8),
        (lambda found: found.fits.bills, "totals_observed_length", 0),
        (lambda found: found.cvrmse, "totals_cvrmse_adj", 1e-8),
        (lambda found: found.autocorrelation, "totals_autocorr_resid", 1e-8),
        (lambda found: found.baseline_observed, "baseline_observed_total", 1e-9),
        (lambda found: found.baseline_predicted, "baseline_predicted_total", 1e-9),
        (lambda found: found.reporting_observed, "reporting_observed_total", 1e-9),
        (lambda found: found.counterfactual, "counterfactual_total", 1e-9),
        (lambda found: found.saving, "metered_savings_total", 1e-6),
        (lambda found: found.band_caltrack, "savings_fsu_error_band", 1e-8),
    ],
)
def test_every_figure_is_that_of_the_package(savings, ours, theirs, within):
    expected = np.array([float(row[theirs] or 0) for row in rows_of("openeemeter_results.csv")])
    np.testing.assert_allclose(ours(savings), expected, rtol=within, atol=0)


def test_the_explained_share_is_that_of_the_package(savings):
    expected = [float(row["r_squared_adj_wls"]) for row in rows_of("openeemeter_results.csv")]
    np.testing.assert_allclose(savings.fits.r2_adjusted, expected, rtol=0, atol=1e-9)


def test_every_bill_is_predicted_as_the_package_predicts_it(savings):
    judged = savings.judged
    ours = {
        (sample().names[meter], start): (quantity, predicted)
        for meter, start, quantity, predicted, state in zip(
            judged.bills.meter,
            judged.bills.start,
            judged.bills.quantity,
            judged.predicted,
            judged.state,
            strict=True,
        )
        if state == 0
    }
    theirs = {
        (row["meter_id"], hour(row["start"])): (float(row["observed"]), float(row["predicted"]))
        for row in rows_of("openeemeter_periods.csv")
        if row["observed"] and row["predicted"]
    }
    assert ours.keys() == theirs.keys()
    np.testing.assert_allclose([ours[key] for key in theirs], list(theirs.values()), rtol=1e-9, atol=0)


def test_what_the_package_misses_of_use_is_missed_here_too(savings):
    """But that a baseline need not span exactly 365 days, for which it fails all forty."""
    ours = [{notice.name for notice in judging.disqualified(savings, n, METHOD)} for n in range(40)]
    warned = [{notice.name for notice in judging.warnings(savings, n, METHOD)} for n in range(40)]
    told = [row["sufficiency_warnings"] for row in rows_of("openeemeter_results.csv")]
    assert [("too_little_use" in each) for each in ours] == [("missing_meter_data" in each) for each in told]
    assert [("negative_use" in each) for each in ours] == [("negative_meter" in each) for each in told]
    assert [("extreme_use" in each) for each in warned] == [("extreme_values" in each) for each in told]
    assert not any("baseline_too_short" in each for each in ours)


# --- what must be true of any saving


def taken(own, which: np.ndarray):
    """Those meters only, in that order."""
    place = np.full(len(own.meters), -1)
    place[which] = np.arange(len(which))
    meter = place[own.bills.meter]
    order = np.argsort(meter, kind="stable")
    order = order[meter[order] >= 0]
    meters = Meters(*(getattr(own.meters, name)[which] for name in ("station", "cools", "baseline", "reporting")))
    return meters, Bills(meter[order], own.bills.start[order], own.bills.end[order], own.bills.quantity[order])


FIGURES = ("saving", "band", "band_caltrack", "cvrmse", "counterfactual", "reporting_observed")


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 39), min_size=1, max_size=40, unique=True))
def test_any_meters_in_any_order_save_what_each_saves_in_the_whole_batch(which):
    own, whole = sample(), of_sample()
    some = verify(*taken(own, np.array(which)), own.stations, METHOD)
    for name in FIGURES:
        np.testing.assert_allclose(getattr(some, name), getattr(whole, name)[which], rtol=1e-9, atol=0)
    assert list(some.fits.model) == list(whole.fits.model[which])
    assert list(some.fits.heating) == list(whole.fits.heating[which])
    assert list(some.found.span_days) == list(whole.found.span_days[which])


@settings(max_examples=20, deadline=None)
@given(st.floats(1e-6, 1e6))
def test_another_unit_scales_every_quantity_and_no_share(times):
    own, whole = sample(), of_sample()
    scaled = verify(own.meters, replace(own.bills, quantity=own.bills.quantity * times), own.stations, METHOD)
    for name in ("saving", "band", "band_caltrack", "counterfactual", "baseline_predicted"):
        np.testing.assert_allclose(getattr(scaled, name), getattr(whole, name) * times, rtol=1e-7, atol=0)
    np.testing.assert_allclose(scaled.cvrmse, whole.cvrmse, rtol=1e-7, atol=0)
    np.testing.assert_allclose(scaled.fits.r2_adjusted, whole.fits.r2_adjusted, rtol=0, atol=1e-9)


@settings(max_examples=20, deadline=None)
@given(st.floats(0.01, 1e5))
def test_a_constant_meter_saves_nothing_and_is_sure_of_it(a_day):
    own = sample()
    constant = verify(own.meters, replace(own.bills, quantity=own.bills.days * a_day), own.stations, METHOD)
    assert {MODELS[model] for model in constant.fits.model} == {"intercept_only"}
    used = constant.reporting_observed
    np.testing.assert_allclose(constant.saving / used, 0, atol=1e-9)
    np.testing.assert_allclose(constant.band / used, 0, atol=1e-9)


@settings(max_examples=20, deadline=None)
@given(st.floats(-0.5, 0.9))
def test_what_is_left_off_every_later_bill_is_what_is_saved_more(share):
    own, whole = sample(), of_sample()
    later = own.bills.start >= own.meters.reporting[own.bills.meter, 0]
    less = replace(own.bills, quantity=np.where(later, own.bills.quantity * (1 - share), own.bills.quantity))
    saved = verify(own.meters, less, own.stations, METHOD)
    np.testing.assert_allclose(saved.saving, whole.saving + share * whole.reporting_observed, rtol=1e-9, atol=1e-6)


def test_hours_of_another_beginning_of_the_day_are_days_of_their_own():
    """Bills from noon to noon: the same weather twelve hours later is the same answer."""
    own, whole = sample(), of_sample()
    bills = Bills(own.bills.meter, own.bills.start + 12, own.bills.end + 12, own.bills.quantity)
    periods = (own.meters.baseline + 12, own.meters.reporting + 12)
    stations = [Temperatures(each.first_hour + 12, each.celsius) for each in own.stations]
    moved = verify(Meters(own.meters.station, own.meters.cools, *periods), bills, stations, METHOD)
    np.testing.assert_allclose(moved.saving, whole.saving, rtol=1e-9, atol=0)


def test_a_month_that_an_hour_was_taken_from_keeps_its_last_day():
    """As in countries with summer time: 23 hours are a day, if most of them have a temperature."""
    own = sample()
    assert kept_days(own, cut=1) == kept_days(own, cut=0)
    assert kept_days(own, cut=13) == {number: days - 1 for number, days in kept_days(own, cut=0).items()}


def kept_days(own, *, cut: int) -> dict[int, int]:
    """Of the bills that lie whole in a period uncut."""
    judged = verify(own.meters, replace(own.bills, end=own.bills.end - cut), own.stations, METHOD).judged
    inside = set(of_sample().judged.number.tolist())
    return {number: days for number, days in zip(judged.number.tolist(), judged.kept, strict=True) if number in inside}


def test_every_candidate_is_told_with_its_reason_and_the_best_that_stands_is_the_one_that_was_taken(savings):
    own = sample()
    for n in (0, 1, 5, 18):
        found = candidates_of(n, own.meters, own.bills, own.stations, METHOD)
        standing = [each for each in found if each.standing == "qualified"]
        assert (len(found), len(standing)) == (savings.fits.tried[n], savings.fits.qualified[n])
        best = max(standing, key=lambda each: each.r2_adjusted)
        assert best.model == MODELS[savings.fits.model[n]]
        assert best.r2_adjusted == pytest.approx(savings.fits.r2_adjusted[n], abs=1e-9)
    assert {"too_few_degree_days", "negative_slope", "negative_intercept"} <= counted(found).keys() | {
        each.standing for n in range(10) for each in candidates_of(n, own.meters, own.bills, own.stations, METHOD)
    }


# --- what policy says


ONE = replace(
    sample(),
    meters=taken(sample(), np.array([1]))[0],
    bills=taken(sample(), np.array([1]))[1],
)


def troubled():
    """The sample with hours and days without weather, and a meter that is read every other month."""
    own = sample()
    stations = [Temperatures(each.first_hour, each.celsius.copy()) for each in own.stations]
    for each in stations[:5]:
        each.celsius[5000:5040] = np.nan  # more than a day in summer
        for first in range(10, 16000, 360):
            each.celsius[first : first + 11] = np.nan  # nearly half of a day, twice a month
    pairs = np.arange(0, len(ONE.bills) - 1, 2)
    double = (
        np.full(len(pairs), 40),
        ONE.bills.start[pairs],
        ONE.bills.end[pairs + 1],
        ONE.bills.quantity[pairs] + ONE.bills.quantity[pairs + 1],
    )
    columns = ("meter", "start", "end", "quantity")
    bills = Bills(
        *(np.concatenate([getattr(own.bills, name), more]) for name, more in zip(columns, double, strict=True))
    )
    names = ("station", "cools", "baseline", "reporting")
    meters = Meters(*(np.concatenate([getattr(own.meters, name), getattr(ONE.meters, name)]) for name in names))
    return meters, bills, stations


def everything(method) -> str:
    meters, bills, stations = troubled()
    found = verify(meters, bills, stations, method)
    kinds = [(Resource.ELECTRICITY, "kWh")] * len(meters)
    said = [
        (judging.warnings(found, n, method), judging.disqualified(found, n, method), judging.verdicts(found, n, method))
        for n in range(len(meters))
    ]
    figures = [getattr(found, name).tolist() for name in (*FIGURES, "band_guideline", "standard_error")]
    return repr((figures, found.fits.heating.tolist(), said, sums(kinds, found, method)))


OTHERWISE = {
    "balance_least_f": 50, "balance_most_f": 60, "balance_step_f": 2, "least_degree_days_f": 5000,
    "shortest_bill_days": 31, "longest_bill_days": 30, "longest_bimonthly_bill_days": 60,
    "day_coverage_share": 0.6, "bill_coverage_share": 0.99,
    "balance_tie": 0.01, "baseline_span_days": 700, "use_coverage_share": 0.999, "temperature_coverage_share": 0.9999,
    "month_coverage_share": 0.01, "extreme_quartile_ranges": 0.1, "confidence": 0.8, "months_squared_term": -0.001,
    "months_term": 0.05, "constant_term": 1.5, "common_share": 0.9, "guideline_most_cvrmse": 0.01,
    "guideline_most_uncertainty": 0.001, "guideline_confidence": 0.9, "protocol_standard_errors": 50,
}  # fmt: skip


def test_no_number_of_the_method_stands_in_the_policy_for_show():
    assert OTHERWISE.keys() == set(Setting)
    as_it_is = everything(METHOD)
    unread = [
        name for name, value in OTHERWISE.items() if everything(METHOD.asked_otherwise({name: value})) == as_it_is
    ]
    assert unread == []


# --- how often the band holds


def held(months: int, band: str) -> float:
    """In what share of 2,000 meters of known truth."""
    made = simulated(2000, reporting_months=months)
    found = verify(made.meters, made.bills, made.stations, METHOD, local_hours=LOCAL_HOURS)
    return float(np.mean(np.abs(found.saving - made.saving) <= np.nan_to_num(getattr(found, band))))


def test_ninety_percent_is_what_the_band_of_a_year_holds_and_that_of_the_package_does_not():
    assert 0.88 <= held(12, "band") <= 0.92
    assert held(12, "band_caltrack") < 0.75


@pytest.mark.parametrize("months", [3, 6, 9])
def test_of_a_part_of_a_year_it_holds_as_often(months):
    assert 0.87 <= held(months, "band") <= 0.93


def test_savings_together_are_less_sure_than_if_they_were_independent_and_surer_than_if_they_were_one():
    bands = np.array([3.0, 4.0])
    assert 5 < together(bands, METHOD) < 7
    assert together(bands[:1], METHOD) == pytest.approx(3)


# --- what is told of it


def told(bills: Bills, *, meters: Meters = ONE.meters, stations=ONE.stations) -> tuple[str, set[str]]:
    found = verify(meters, bills, stations, METHOD)
    notices = [*judging.warnings(found, 0, METHOD), *judging.disqualified(found, 0, METHOD)]
    return judging.status(found, 0), {notice.name for notice in notices}


def only(which: np.ndarray) -> Bills:
    return ONE.bills.taken(which)


BEFORE = ONE.bills.end <= ONE.meters.baseline[0, 1]


@pytest.mark.parametrize(
    ("bills", "status", "says"),
    [
        (only(BEFORE), "no_data", "no_reporting_bills"),
        (only(~BEFORE), "no_data", "no_baseline_bills"),
        (replace(ONE.bills, quantity=np.full(len(ONE.bills), np.nan)), "no_data", "bills_no_value"),
        (replace(ONE.bills, quantity=-ONE.bills.quantity), "no_model", "no_candidate"),
        (replace(ONE.bills, end=ONE.bills.start + 20 * HOURS), "no_data", "bills_too_short"),
        (only(ONE.bills.start >= ONE.meters.baseline[0, 0] + 90 * HOURS), "ok", "baseline_too_short"),
        (only((np.arange(len(ONE.bills)) % 4 > 0) | ~BEFORE), "ok", "too_little_use"),
        (only((np.arange(len(ONE.bills)) % 4 > 0) | ~BEFORE), "ok", "months_short"),
    ],
)
def test_what_could_not_be_judged_is_told_and_why(bills, status, says):
    found, names = told(bills)
    assert says in names
    assert found == status


def test_a_place_without_weather_is_told_of_every_bill():
    nothing = [Temperatures(0, np.empty(0))] * len(ONE.stations)
    assert told(ONE.bills, stations=nothing)[0] == "no_data"
    assert told(ONE.bills, stations=nothing)[1] == {"no_baseline_bills", "bills_no_temperature"}


def test_bills_of_two_months_are_taken_by_the_bounds_of_such():
    pairs = np.arange(0, len(ONE.bills) - 1, 2)
    double = Bills(
        ONE.bills.meter[pairs],
        ONE.bills.start[pairs],
        ONE.bills.end[pairs + 1],
        ONE.bills.quantity[pairs] + ONE.bills.quantity[pairs + 1],
    )
    status, names = told(double)
    assert status == "ok"
    assert "bimonthly" in names
    assert "bills_too_long" not in names


def test_without_cooling_no_cooling_is_fitted():
    own = sample()
    heated = verify(replace(own.meters, cools=np.zeros(40, dtype=bool)), own.bills, own.stations, METHOD)
    assert {MODELS[model] for model in heated.fits.model} == {"intercept_only", "heating"}
    assert list(heated.fits.tried) == [62] * 40


def test_a_setting_asked_otherwise_is_named_with_what_it_should_be():
    other = METHOD.asked_otherwise({"balance_step_f": 2, "confidence": METHOD[Setting.CONFIDENCE]})
    assert [(each.setting, each.instead_of, each.value) for each in other.deviations] == [("balance_step_f", 1, 2)]
    with pytest.raises(SettingRefused, match="没有“colour”"):
        METHOD.asked_otherwise({"colour": 1})
    with pytest.raises(SettingRefused, match="排不出"):
        METHOD.asked_otherwise({"balance_step_f": 0})


def test_a_band_of_no_certainty_or_of_all_is_refused():
    with pytest.raises(SettingRefused, match="confidence"):
        METHOD.asked_otherwise({"confidence": 1})


@pytest.mark.parametrize(
    ("degrees", "t"), [(1, 6.313752), (2, 2.919986), (6, 1.943180), (11, 1.795885), (120, 1.657651)]
)
def test_the_quantiles_are_those_of_the_printed_table(degrees, t):
    assert quantile(0.9, degrees) == pytest.approx(t, abs=5e-7)
