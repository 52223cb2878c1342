"""同口径: two periods compared over the same units, those that were there and complete in every month of both.

Plain sums change with who has reported: a school that is missing looks like a saving. Whoever shows a change shows this
one beside it, and how many of the units it is about. docs/decisions/0090.
"""

from collections.abc import Set
from dataclasses import replace
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from jieyue.policy.loading import NoFactorSetInForce
from jieyue.programme.completeness.queries import reporting_in
from jieyue.programme.statistics import questions
from jieyue.programme.statistics.answer import Alike, Row, Totals
from jieyue.programme.statistics.asking import Question, factors_of
from jieyue.programme.statistics.figures import (
    NO_INDICATORS,
    Change,
    changes_of,
    indicators_by_period,
    size_of,
    together,
    totals_of,
    whole_rows,
)
from jieyue.rules.factors import FactorUnknown
from jieyue.rules.indicators.change import year_on_year_percent
from jieyue.rules.indicators.declaring import catalogue
from jieyue.rules.period import Period, month_of
from jieyue.rules.person import Person
from jieyue.store.machine.ledger import Ledger
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import organisation_within, reached
from jieyue.store.reporting.counting import units_that
from jieyue.store.warehouse.opening import warehouse


def months_over(period: Period, today: date | None) -> Period | None:
    """As much of a period as is over; None where no month of it is. Without a day, all of it."""
    if today is None or period.until <= month_of(today):
        return period
    months = (today.year - period.year) * 12 + today.month - period.first.month
    return Period(period.first, months) if months > 0 else None


def units_alike(
    subject: Organisation, now: Period, then: Period, *, person: Person, ledger: Ledger | None = None
) -> tuple[Set[int], Set[int]]:
    """The units that are complete in both periods and within the person's reach today, and those that owe in the later
    one, by their ids. Of another `ledger` than bills, those that have all of it.
    """
    later, earlier = (reporting_in(subject.pk, each, ledger) for each in (now, then))
    return reached(later.complete & earlier.complete, person), later.owing


def _accepted_alike(subject: Organisation, now: Period, then: Period, person: Person) -> tuple[Set[int], Set[int]]:
    """The same of what was accepted."""
    later, earlier = (reporting_in(subject.pk, each) for each in (now, then))
    both = later.throughout & earlier.throughout
    for period in (now, then):
        both &= units_that(period, both, moved_to="accepted")
    # Who has left the person's reach is in no figure here, so that nothing of it follows from the plain ones.
    return reached(both, person), later.owing


def alike_of(now: Question, then: Question, change: Change, *, today: date | None = None) -> Alike | None:
    """Both questions over the same units, of a running period the months that are over. None where none is."""
    over = now.period if now.is_accepted else months_over(now.period, today)
    if over is None:
        return None
    before = Period(then.period.first, over.months)
    find = _accepted_alike if now.is_accepted else units_alike
    units, owing = find(now.organisation, over, before, person=now.person)
    return _figures(replace(now, period=over), replace(then, period=before), units, len(owing), change)


def _figures(now: Question, then: Question, units: Set[int], owed: int, change: Change) -> Alike:
    if not units:
        nothing = Totals(None, None, None, None)
        return Alike(now.period, then.period, owed, 0, 0, [], [], nothing, nothing, {}, {}, {})
    sized = units.intersection(*(_sized(each) for each in (now, then)))
    (rows, totals, indicators), (rows_before, totals_before, indicators_before) = (
        _of_units(each, units, sized) for each in (now, then)
    )
    changes = changes_of(together(totals, indicators), together(totals_before, indicators_before), change)
    return Alike(
        now.period, then.period, owed, len(units), len(sized),
        rows, rows_before, totals, totals_before, indicators, indicators_before, changes,
    )  # fmt: skip


def _sized(question: Question) -> Set[int]:
    """The units with a profile of its year."""
    question.look_at(question.period)
    found = question.ask(questions.sized())
    return set(found.filter(pc.equal(found["year"], question.period.year))["unit"].to_pylist())


def _of_units(
    question: Question, units: Set[int], sized: Set[int]
) -> tuple[list[Row], Totals, dict[str, float | None]]:
    """Rows and totals of these units, and the indicators: of sums over all of them, of ratios over those with a profile
    in both years, asked as two periods of one.
    """
    question.look_at(question.period)
    question.warehouse.hold("sized", pa.table({"unit": pa.array(sorted(sized), pa.int64())}))
    with question.warehouse.among(units, column="unit"):
        usage = question.ask(questions.usage_by_size(question.level, is_accepted=question.is_accepted))
    with question.warehouse.among(sized, column="unit"):
        sizes = _as_period("sized", size_of(question))
    by_both = pa.concat_tables(
        [_as_period("all", usage), _as_period("sized", usage.filter(usage["is_sized"]))]
    ).drop_columns("is_sized")
    found = indicators_by_period(question, by_both, sizes)
    of_all, of_sized = (found.get(called, NO_INDICATORS) for called in ("all", "sized"))
    indicators = {each.key: (of_sized if "sizes" in each.needs else of_all)[each.key] for each in catalogue()}
    rows = whole_rows(usage, question.factors)
    return rows, totals_of(rows, question.factors), indicators


def _as_period(called: str, table: pa.Table) -> pa.Table:
    place = table.schema.get_field_index("period")
    return table.set_column(place, "period", pa.array([called] * len(table), pa.string()))


def alike_between(*, person: Person, code: str, now: Period, then: Period, today: date) -> Alike | None:
    """The figures of a place or unit in two periods over the same units, each with the factors in force at its end.

    None where none of the later one is over, or where there were no factors yet.
    """
    subject = organisation_within(code, person)
    with warehouse() as opened:
        try:
            asked = [Question(person, subject, each, factors_of(each), opened, "live") for each in (now, then)]
        except (NoFactorSetInForce, FactorUnknown):
            return None
        return alike_of(*asked, year_on_year_percent, today=today)
