"""Savings as programs read them (the contract's `savings`)."""

import math
from collections.abc import Iterator

import numpy as np

from jieyue.programme.savings.of_unit import UnitSavings
from jieyue.programme.savings.queries import Answer
from jieyue.rules.savings import judging
from jieyue.rules.savings.batch import COUNTS, NO_TEMPERATURE
from jieyue.rules.savings.degree_days import balances_c
from jieyue.rules.savings.fitting import MODELS
from jieyue.rules.savings.judging import Verdict
from jieyue.rules.savings.portfolio import Sum, sums
from jieyue.rules.savings.verifying import candidates_of


def as_json(answer: Answer) -> dict[str, object]:
    method = answer.method
    return {
        "method": method.key,
        "deviations": [
            {"setting": each.setting, "value": each.value, "method_value": each.instead_of}
            for each in method.deviations
        ],
        "unverified": list(method.unverified),
        "meters": list(_meters(answer)),
        "portfolio": [_sum(each) for each in sums_of(answer)],
    }


COLUMNS = ("meter", "model", "heating_balance_c", "cooling_balance_c", "r2_adjusted", "standing")


def candidate_rows(answer: Answer) -> Iterator[tuple[object, ...]]:
    """Every model that was tried for every meter, in the order of `COLUMNS`."""
    own = answer.asked
    for n, meter in enumerate(own.named):
        for each in candidates_of(n, own.meters, own.bills, own.stations, answer.method):
            points = each.heating_balance_c, each.cooling_balance_c
            yield meter.name, each.model, *points, _known(each.r2_adjusted), each.standing


def unit_as_json(found: UnitSavings) -> dict[str, object]:
    """What a change at a unit saved; `weather` is null where no place has any."""
    place = found.weather.place
    return {
        "organisation": found.organisation.code,
        "began_on": found.change.began_on,
        "done_on": found.change.done_on,
        "weather": place and {"organisation": place.code, "days": found.weather.days},
        **(as_json(found.answer) if found.answer else {"meters": [], "portfolio": []}),
    }


def sums_of(answer: Answer) -> list[Sum]:
    """By resource and unit."""
    return sums([(meter.resource, meter.unit) for meter in answer.asked.named], answer.savings, answer.method)


def _sum(each: Sum) -> dict[str, object]:
    return {
        "resource": each.resource,
        "unit": each.unit,
        "meters": each.meters,
        "saving": each.saving,
        "band90": _known(each.band),
        "meters_without_saving": each.without_saving,
        "meters_without_band": each.without_band,
    }


def _meters(answer: Answer) -> Iterator[dict[str, object]]:
    first = np.searchsorted(answer.savings.judged.bills.meter, np.arange(len(answer.asked.named) + 1))
    for n in range(len(answer.asked.named)):
        yield {**meter_as_json(answer, n), "bills": list(_bills(answer, range(first[n], first[n + 1])))}


def meter_as_json(answer: Answer, n: int) -> dict[str, object]:
    """All of a meter but its bills."""
    found, method, meter = answer.savings, answer.method, answer.asked.named[n]
    fits, balances = found.fits, balances_c(method)

    def balance(number: int) -> float | None:
        return float(balances[number]) if number >= 0 else None

    return {
        "meter": meter.name,
        "resource": meter.resource,
        "unit": meter.unit,
        "status": judging.status(found, n),
        "model": MODELS[fits.model[n]],
        "heating_balance_c": balance(fits.heating[n]),
        "cooling_balance_c": balance(fits.cooling[n]),
        "balance_identified": bool(fits.identified[n]),
        "intercept_per_day": _known(fits.intercept[n]),
        "heating_slope_per_c_day": _known(fits.heating_slope[n]) if fits.heating[n] >= 0 else None,
        "cooling_slope_per_c_day": _known(fits.cooling_slope[n]) if fits.cooling[n] >= 0 else None,
        "r2_adjusted": _known(fits.r2_adjusted[n]),
        "cvrmse": _known(found.cvrmse[n]),
        "bills_baseline": int(fits.bills[n]),
        "bills_reporting": int(found.bills_reporting[n]),
        "baseline_observed": _known(found.baseline_observed[n]),
        "baseline_predicted": _known(found.baseline_predicted[n]),
        "reporting_observed": _known(found.reporting_observed[n]),
        "counterfactual": _known(found.counterfactual[n]),
        "saving": _known(found.saving[n]),
        "band90": _known(found.band[n]),
        "band90_caltrack": _known(found.band_caltrack[n]),
        **_of_normal_year(answer, n),
        "conclusion": judging.conclusion(found, n, method),
        "candidates": {"tried": int(fits.tried[n]), "qualified": int(fits.qualified[n])},
        "verdicts": [_plain(each) for each in judging.verdicts(found, n, method)],
        "warnings": [dict(vars(each)) for each in judging.warnings(found, n, method)],
        "disqualified": [dict(vars(each)) for each in judging.disqualified(found, n, method)],
    }


def _of_normal_year(answer: Answer, n: int) -> dict[str, object]:
    normal = answer.normal
    if normal is None:
        return {}
    figures = {"baseline": normal.before[n], "reporting": normal.after[n], "saving": normal.saving[n]}
    told = {name: _known(value) for name, value in figures.items()}
    return {"normal_year": {"years_of_weather": int(normal.years[n]), **told}}


def _bills(answer: Answer, which: range) -> Iterator[dict[str, object]]:
    """Of the two periods. A bill that has no value by the method has none here; `left_out` says why."""
    judged = answer.savings.judged
    for n in which:
        state = int(judged.state[n])
        start, end = answer.asked.written[judged.number[n]]
        has_value = state in (COUNTS, NO_TEMPERATURE)
        yield {
            "start": start,
            "end": end,
            "period": judging.PERIODS[int(judged.part[n])][0],
            "observed": _known(judged.bills.quantity[n]) if has_value else None,
            "predicted": _known(judged.predicted[n]),
            "left_out": judging.LEFT_OUT[state][0] if state != COUNTS else None,
        }


def _plain(verdict: Verdict) -> dict[str, object]:
    return {**vars(verdict), "data": {key: _known(value) for key, value in verdict.data.items()}}


def _known(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
