"""Who owes rows of a ledger for a period and who has brought them.

A subject is what rows are about: an account, a room, a point where waste is collected, or the unit itself. It is owed
from its stated opening, or else from its first row or note; one that has neither owes nothing. A unit has reported when
each of its subjects that is open at the end has a row, or a note of no use, ending in the period's last month (an
account billed every two months: in its last two). Of what statistics count (`counts_days`), no row of the period may
leave a day uncovered since the row before it, and a unit that has no subject owes too; of other ledgers a month is
kept by any row in it, and a unit owes what it has begun. A department's subjects are its unit's.

Ibis expressions. `coverage`: subject, organisation, start_date, end_date of rows and notes up to the period's end;
where these do not reach back to the first, `earlier` is what `condensed` says of those before. `subjects`: subject,
organisation, opened_on, closed_on, billing_months.
"""

from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

import ibis
from ibis import Table, Value

from jieyue.rules.period import Period
from jieyue.rules.rollup import stands_under
from jieyue.rules.values import Level

COVERAGE = ibis.schema({"subject": "int64", "organisation": "int64", "start_date": "date", "end_date": "date"})
KEPT = ibis.schema({"ledger": "string", **COVERAGE})
"""The rows of coverage that are months of a ledger which does not count days."""
SUBJECTS = ibis.schema(
    {
        "subject": "int64",
        "organisation": "int64",
        "opened_on": "date",
        "closed_on": "date",
        "billing_months": "int64",
    }
)
EARLIER = ibis.schema(
    {
        "subject": "int64",
        "organisation": "int64",
        "days": "int64",
        "rows": "int64",
        "first_day": "date",
        "start_date": "date",
        "end_date": "date",
    }
)
DAYS_IN_A_MONTH = 146_097 / 4_800
"""The calendar's mean: so many days and months are in 400 years."""


@dataclass(frozen=True)
class Span:
    """A period as literals of a query."""

    first: Value
    until: Value
    last_month: Value

    @classmethod
    def of(cls, period: Period) -> "Span":
        return cls(*(_day(day) for day in (period.first, period.until, period.last_month)))


def condensed(coverage: Table, earlier: Table | None = None) -> Table:
    """What matters of rows and notes that are all older than a period, and of what was condensed before: one row a
    subject and length in days, with how many `rows` there are of it, the day on which its first begins, and the days of
    its last.
    """
    each = _known(coverage, earlier)
    found = each.group_by(["subject", "days"]).agg(
        organisation=each.organisation.max(),
        rows=each.rows.sum(),
        first_day=each.first_day.min(),
        start_date=each.start_date.max(),
        end_date=each.end_date.max(),
    )
    return found.select(list(EARLIER))  # in this order: a union goes by it


def _days(coverage: Table) -> Any:
    return coverage.end_date.delta(coverage.start_date, unit="day") + 1


def _known(coverage: Table, earlier: Table | None) -> Table:
    """Both as rows of `EARLIER`."""
    own = coverage.select(
        "subject", "organisation", days=_days(coverage), rows=ibis.literal(1, "int64"), first_day=coverage.start_date,
        start_date=coverage.start_date, end_date=coverage.end_date,
    )  # fmt: skip
    return own if earlier is None else own.union(earlier.select(own.columns))


def units_with_reports(
    standing: Table,
    subjects: Table,
    coverage: Table,
    earlier: Table | None = None,
    *,
    under: Any,
    period: Period | Span,
) -> Table:
    """One row a unit that owes: unit, subjects (that it has or had), late (without their last row, or with a gap).

    Units that owed something in the period and stood at or under the organisation (None: anywhere) in their last month
    of it. A place owes when it has subjects of its own.
    """
    span = period if isinstance(period, Span) else Span.of(period)
    there = _there_at_the_end(standing, span)
    of_unit = there.select("organisation", "unit", "level", "path", "last_month", "owes_from")
    itself = of_unit.filter(of_unit.organisation == of_unit.unit)
    owing = itself if under is None else itself.filter(stands_under(itself, under))
    members = of_unit.semi_join(owing, "unit")
    own = subjects.semi_join(members, "organisation")
    known = _known(coverage.filter(coverage.start_date < span.until), earlier).semi_join(own, "subject")
    states = _subjects_at_the_end(own, known, members, span)
    per_unit = states.group_by("unit").agg(subjects=states.count(), late=states.is_late.sum())
    joined = owing.left_join(per_unit, "unit")
    found = joined.filter((joined.level == Level.UNIT.value) | joined.subjects.notnull())
    return found.select("unit", subjects=found.subjects.coalesce(0), late=found.late.coalesce(0))


def _there_at_the_end(standing: Table, span: Span) -> Table:
    """Where everyone stood in the last month of the period in which it existed."""
    in_period = standing.filter((standing.owes_from < span.until) & (standing.exists_until > span.first))
    ending = ibis.least(in_period.exists_until, span.until)
    last_month = (ending - ibis.interval(months=1)).cast("date")
    dated = in_period.mutate(last_month=last_month)
    return dated.filter((dated.from_month <= dated.last_month) & (dated.until_month > dated.last_month))


def _subjects_at_the_end(subjects: Table, known: Table, there: Table, span: Span) -> Table:
    """One row a subject that is or was open: unit, is_late. Of those closed nothing more is owed."""
    habits = _habits(known, span)
    habits = _with_usual_months(habits, known, asked=habits)
    joined = subjects.inner_join(there, "organisation").left_join(habits, "subject")
    last_day_after = (joined.last_month + ibis.interval(months=1)).cast("date")
    opened = joined.opened_on.coalesce(joined.first_day)
    is_open = (joined.closed_on.isnull() | (joined.closed_on >= last_day_after)) & (opened < last_day_after)
    months = joined.billing_months.coalesce(joined.usual_months, 1)
    begins_late = (joined.first_day > joined.opened_on) & (joined.first_day > _owed_since(joined, span.first))
    behind = _months_behind(joined.last_month, joined.last_end)
    grounds = (joined.last_end.isnull(), behind >= months, joined.gap_until > joined.owes_from, begins_late)
    is_late = reduce(or_, (ground.coalesce(False) for ground in grounds))
    has_been = is_open.coalesce(False) | (joined.closed_on < last_day_after).coalesce(False)
    return joined.filter(has_been).select("unit", is_late=(is_open.coalesce(False) & is_late).cast("int64"))


def _owed_since(joined: Any, first: Any) -> Any:
    """Nothing is owed of the days before the organisation exists or has joined."""
    return ibis.greatest(joined.owes_from, first)


def _months_behind(month: Any, last_end: Any) -> Any:
    return (month.year() - last_end.year()) * 12 + (month.month() - last_end.month())


def _habits(known: Table, span: Span) -> Table:
    """By subject: its first day, the end of its last row, until when days of the period are uncovered."""
    each = _after_gaps(known)
    uncovered = each.is_after_gap & (each.end_date >= span.first)
    return each.group_by("subject").agg(
        first_day=each.first_day.min(), last_end=each.end_date.max(), gap_until=each.start_date.max(where=uncovered)
    )


def _after_gaps(known: Table) -> Table:
    """With whether a day is uncovered before it since the bill before; of what is condensed it says nothing."""
    in_order = ibis.window(group_by="subject", order_by="start_date")  # type: ignore[no-untyped-call]
    before = known.mutate(end_before=known.end_date.lag().over(in_order))
    return before.mutate(is_after_gap=(before.start_date.delta(before.end_before, unit="day") > 1).coalesce(False))


def _with_usual_months(habits: Table, known: Table, *, asked: Table) -> Table:
    """With the usual bill's months of those `asked` about, which matters to nobody else: the median of all that end by
    then, worked out once for all months that have the same.
    """
    asked = asked.select("subject", "last_end").distinct()
    own = known.inner_join(asked, [known.subject == asked.subject, known.end_date <= asked.last_end])
    by_days = own.group_by(["subject", "last_end", "days"]).agg(rows=own.rows.sum())
    all_of_it = ibis.window(group_by=["subject", "last_end"])  # type: ignore[no-untyped-call]
    up_to_it = ibis.window(  # type: ignore[no-untyped-call]
        group_by=["subject", "last_end"], order_by="days", preceding=None, following=0
    )
    ranked = by_days.mutate(up_to=by_days.rows.sum().over(up_to_it), of=by_days.rows.sum().over(all_of_it))
    middle = ranked.group_by(["subject", "last_end"]).agg(
        lower=ranked.days.min(where=ranked.up_to * 2 >= ranked.of),
        upper=ranked.days.min(where=ranked.up_to * 2 > ranked.of),
    )
    median = (middle.lower + middle.upper) / 2
    usual = ibis.greatest(1, ibis.least(12, (median / DAYS_IN_A_MONTH).round().cast("int64")))
    joined = habits.left_join(middle.mutate(usual_months=usual), ["subject", "last_end"])
    return joined.select(*habits.columns, "usual_months")


MONTHS = ibis.schema({"first": "date", "until": "date"})
ENDED = ibis.schema({"subject": "int64", "closed_on": "date"})


def subjects_of_rows(coverage: Table, earlier: Table, ended: Table) -> Table:
    """As `subjects`, what the rows are about: owed each month from the first row on, until it has `ended`."""
    known = coverage.select("subject", "organisation").union(earlier.select("subject", "organisation"))
    each = known.group_by("subject").agg(organisation=known.organisation.max())
    return each.left_join(ended, "subject").select(
        "subject", "organisation", "closed_on", opened_on=ibis.null("date"), billing_months=ibis.literal(1, "int64")
    )


def subject_months(
    standing: Table,
    subjects: Table,
    coverage: Table,
    months: Table,
    earlier: Table | None = None,
    *,
    under: Any,
    counts_days: bool,
) -> Table:
    """What `units_with_reports` counts, for each of `months` at once, taken apart by subject.

    One row a subject, of a unit at or under the organisation, and month: unit, subject, first, is_open, is_late
    (nothing more is owed of one that is closed), is_there (a row or note ends in the month).
    """
    there = _there(standing, months, under)
    own = subjects.semi_join(there, "organisation")
    known = _known(coverage, earlier).semi_join(own, "subject")
    habits = _habits_by_month(known, months)
    if counts_days:
        habits = _with_usual_months(habits, known, asked=habits.filter(habits.last_end < habits["first"]))
    joined = own.inner_join(there, "organisation").left_join(habits, ["subject", "first"])
    opened = joined.opened_on.coalesce(joined.first_day)
    is_open = (joined.closed_on.isnull() | (joined.closed_on >= joined.until)) & (opened < joined.until)
    billed = joined.billing_months.coalesce(joined.usual_months, 1) if counts_days else joined.billing_months
    begins_late = (joined.first_day > joined.opened_on) & (joined.first_day > _owed_since(joined, joined["first"]))
    behind = _months_behind(joined["first"], joined.last_end)
    gaps = [joined.gap_until > joined.owes_from] if counts_days else []
    grounds = [joined.last_end.isnull(), behind >= billed, begins_late, *gaps]
    is_late = reduce(or_, (ground.coalesce(False) for ground in grounds))
    has_been = is_open.coalesce(False) | (joined.closed_on < joined.until).coalesce(False)
    return joined.filter(has_been).select(
        "unit",
        "subject",
        "first",
        is_open=is_open.coalesce(False),
        is_late=is_open.coalesce(False) & is_late,
        is_there=(joined.last_end >= joined["first"]).coalesce(False),
    )


def unit_months(standing: Table, by_subject: Table, months: Table, *, under: Any, counts_days: bool) -> Table:
    """One row a unit that owes and month: unit, path, code, name, city, county, first, subjects, open, late, there.

    `by_subject` is what `subject_months` gives.
    """
    per_unit = by_subject.group_by(["unit", "first"]).agg(
        subjects=by_subject.count(),
        open=by_subject.is_open.sum(),
        late=by_subject.is_late.sum(),
        there=by_subject.is_there.sum(),
    )
    there = _there(standing, months, under)
    owing = there.filter(there.organisation == there.unit)
    joined = owing.left_join(per_unit, ["unit", "first"])
    owes = joined.subjects.notnull()
    found = joined.filter(owes | (joined.level == Level.UNIT.value) if counts_days else owes)
    counts = {name: found[name].coalesce(0).cast("int64") for name in ("subjects", "open", "late", "there")}
    return found.select("unit", "path", "code", "name", "level", "city", "county", "first", **counts)


def _there(standing: Table, months: Table, under: Any) -> Table:
    """Who stood at or under the organisation in each month in which it existed."""
    below = standing.filter(stands_under(standing, under))
    each = below.cross_join(months)
    exists = (each.owes_from < each.until) & (each.exists_until > each["first"])
    stood = (each.from_month <= each["first"]) & (each.until_month > each["first"])
    named = ("organisation", "unit", "level", "code", "name", "city", "county", "first", "until", "owes_from", "path")
    return each.filter(exists & stood).select(*named)


def _habits_by_month(known: Table, months: Table) -> Table:
    """By subject and month, what `_habits` says of what ends before the month is over."""
    each = _after_gaps(known)
    ending = each.group_by(["subject", each.end_date.truncate("M").name("ending")]).agg(
        first_day=each.first_day.min(),
        last_end=each.end_date.max(),
        gap_until=each.start_date.max(where=each.is_after_gap),
    )
    by_then = ending.inner_join(months, ending.ending < months.until)
    return by_then.group_by(["subject", "first"]).agg(
        first_day=by_then.first_day.min(),
        last_end=by_then.last_end.max(),
        gap_until=by_then.gap_until.max(where=by_then.ending >= by_then["first"]),
    )


def _day(day: date) -> Value:
    return ibis.literal(day)
