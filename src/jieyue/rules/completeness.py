"""Who owes figures for a period and who has brought them.

An account is owed from its stated opening, or else from its first bill or note; one that has neither owes nothing.
A unit has reported when each of its accounts that is open at the end has a bill, or a note of no use, ending in the
period's last month (an account billed every two months: in its last two), and no bill of the period leaves a day
uncovered since the bill before it. A department's accounts are its unit's.

Ibis expressions. `coverage`: account, organisation, start_date, end_date of bills and notes up to the period's end;
where these do not reach back to the first, `earlier` is what `condensed` says of those before. `accounts`: account,
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

COVERAGE = ibis.schema({"account": "int64", "organisation": "int64", "start_date": "date", "end_date": "date"})
ACCOUNTS = ibis.schema(
    {
        "account": "int64",
        "organisation": "int64",
        "opened_on": "date",
        "closed_on": "date",
        "billing_months": "int64",
    }
)
EARLIER = ibis.schema(
    {
        "account": "int64",
        "days": "int64",
        "bills": "int64",
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
    """What matters of bills and notes that are all older than a period, and of what was condensed before: one row an
    account and length in days, with how many `bills` there are of it, the day on which its first begins, and the days
    of its last.
    """
    each = _known(coverage, earlier)
    return each.group_by(["account", "days"]).agg(
        bills=each.bills.sum(),
        first_day=each.first_day.min(),
        start_date=each.start_date.max(),
        end_date=each.end_date.max(),
    )


def _days(coverage: Table) -> Any:
    return coverage.end_date.delta(coverage.start_date, unit="day") + 1


def _known(coverage: Table, earlier: Table | None) -> Table:
    """Both as rows of `EARLIER`."""
    own = coverage.select(
        "account", days=_days(coverage), bills=ibis.literal(1, "int64"), first_day=coverage.start_date,
        start_date=coverage.start_date, end_date=coverage.end_date,
    )  # fmt: skip
    return own if earlier is None else own.union(earlier.select(own.columns))


def units_with_reports(
    standing: Table,
    accounts: Table,
    coverage: Table,
    earlier: Table | None = None,
    *,
    subject: Any,
    period: Period | Span,
) -> Table:
    """One row a unit that owes: unit, accounts (that it has or had), late (without their last bill, or with a gap).

    Units that owed something in the period and stood at or under the subject in their last month of it. A place owes
    when it has accounts of its own.
    """
    span = period if isinstance(period, Span) else Span.of(period)
    there = _there_at_the_end(standing, span)
    of_unit = there.select("organisation", "unit", "level", "path", "last_month", "owes_from")
    owing = of_unit.filter((of_unit.organisation == of_unit.unit) & stands_under(of_unit, subject))
    members = of_unit.semi_join(owing, "unit")
    own = accounts.semi_join(members, "organisation")
    known = _known(coverage.filter(coverage.start_date < span.until), earlier).semi_join(own, "account")
    states = _accounts_at_the_end(own, known, members, span)
    per_unit = states.group_by("unit").agg(accounts=states.count(), late=states.is_late.sum())
    joined = owing.left_join(per_unit, "unit")
    found = joined.filter((joined.level == Level.UNIT.value) | joined.accounts.notnull())
    return found.select("unit", accounts=found.accounts.coalesce(0), late=found.late.coalesce(0))


def _there_at_the_end(standing: Table, span: Span) -> Table:
    """Where everyone stood in the last month of the period in which it existed."""
    in_period = standing.filter((standing.owes_from < span.until) & (standing.exists_until > span.first))
    ending = ibis.least(in_period.exists_until, span.until)
    last_month = (ending - ibis.interval(months=1)).cast("date")
    dated = in_period.mutate(last_month=last_month)
    return dated.filter((dated.from_month <= dated.last_month) & (dated.until_month > dated.last_month))


def _accounts_at_the_end(accounts: Table, known: Table, there: Table, span: Span) -> Table:
    """One row an account that is or was open: unit, is_late. Of those closed nothing more is owed."""
    habits = _habits(known, span)
    habits = _with_usual_months(habits, known, asked=habits)
    joined = accounts.inner_join(there, "organisation").left_join(habits, "account")
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
    """By account: its first day, the end of its last bill, until when days of the period are uncovered."""
    each = _after_gaps(known)
    uncovered = each.is_after_gap & (each.end_date >= span.first)
    return each.group_by("account").agg(
        first_day=each.first_day.min(), last_end=each.end_date.max(), gap_until=each.start_date.max(where=uncovered)
    )


def _after_gaps(known: Table) -> Table:
    """With whether a day is uncovered before it since the bill before; of what is condensed it says nothing."""
    in_order = ibis.window(group_by="account", order_by="start_date")  # type: ignore[no-untyped-call]
    before = known.mutate(end_before=known.end_date.lag().over(in_order))
    return before.mutate(is_after_gap=(before.start_date.delta(before.end_before, unit="day") > 1).coalesce(False))


def _with_usual_months(habits: Table, known: Table, *, asked: Table) -> Table:
    """With the usual bill's months of those `asked` about, which matters to nobody else: the median of all that end by
    then, worked out once for all months that have the same.
    """
    asked = asked.select("account", "last_end").distinct()
    own = known.inner_join(asked, [known.account == asked.account, known.end_date <= asked.last_end])
    by_days = own.group_by(["account", "last_end", "days"]).agg(bills=own.bills.sum())
    all_of_it = ibis.window(group_by=["account", "last_end"])  # type: ignore[no-untyped-call]
    up_to_it = ibis.window(  # type: ignore[no-untyped-call]
        group_by=["account", "last_end"], order_by="days", preceding=None, following=0
    )
    ranked = by_days.mutate(up_to=by_days.bills.sum().over(up_to_it), of=by_days.bills.sum().over(all_of_it))
    middle = ranked.group_by(["account", "last_end"]).agg(
        lower=ranked.days.min(where=ranked.up_to * 2 >= ranked.of),
        upper=ranked.days.min(where=ranked.up_to * 2 > ranked.of),
    )
    median = (middle.lower + middle.upper) / 2
    usual = ibis.greatest(1, ibis.least(12, (median / DAYS_IN_A_MONTH).round().cast("int64")))
    joined = habits.left_join(middle.mutate(usual_months=usual), ["account", "last_end"])
    return joined.select(*habits.columns, "usual_months")


MONTHS = ibis.schema({"first": "date", "until": "date"})


def account_months(
    standing: Table, accounts: Table, coverage: Table, months: Table, earlier: Table | None = None, *, subject: Any
) -> Table:
    """What `units_with_reports` counts, for each of `months` at once, taken apart by account.

    One row an account, of a unit at or under the subject, and month: unit, account, first, is_open, is_late (nothing
    more is owed of one that is closed), is_there (a bill or note ends in the month).
    """
    there = _there(standing, months, subject)
    own = accounts.semi_join(there, "organisation")
    known = _known(coverage, earlier).semi_join(own, "account")
    habits = _habits_by_month(known, months)
    habits = _with_usual_months(habits, known, asked=habits.filter(habits.last_end < habits["first"]))
    joined = own.inner_join(there, "organisation").left_join(habits, ["account", "first"])
    opened = joined.opened_on.coalesce(joined.first_day)
    is_open = (joined.closed_on.isnull() | (joined.closed_on >= joined.until)) & (opened < joined.until)
    billed = joined.billing_months.coalesce(joined.usual_months, 1)
    begins_late = (joined.first_day > joined.opened_on) & (joined.first_day > _owed_since(joined, joined["first"]))
    behind = _months_behind(joined["first"], joined.last_end)
    grounds = (joined.last_end.isnull(), behind >= billed, joined.gap_until > joined.owes_from, begins_late)
    is_late = reduce(or_, (ground.coalesce(False) for ground in grounds))
    has_been = is_open.coalesce(False) | (joined.closed_on < joined.until).coalesce(False)
    return joined.filter(has_been).select(
        "unit",
        "account",
        "first",
        is_open=is_open.coalesce(False),
        is_late=is_open.coalesce(False) & is_late,
        is_there=(joined.last_end >= joined["first"]).coalesce(False),
    )


def unit_months(standing: Table, by_account: Table, months: Table, *, subject: Any) -> Table:
    """One row a unit that owes and month: unit, code, name, city, county, first, accounts, open, late, there.

    `by_account` is what `account_months` gives.
    """
    per_unit = by_account.group_by(["unit", "first"]).agg(
        accounts=by_account.count(),
        open=by_account.is_open.sum(),
        late=by_account.is_late.sum(),
        there=by_account.is_there.sum(),
    )
    there = _there(standing, months, subject)
    owing = there.filter(there.organisation == there.unit)
    joined = owing.left_join(per_unit, ["unit", "first"])
    found = joined.filter((joined.level == Level.UNIT.value) | joined.accounts.notnull())
    counts = {name: found[name].coalesce(0).cast("int64") for name in ("accounts", "open", "late", "there")}
    return found.select("unit", "code", "name", "level", "city", "county", "first", **counts)


def _there(standing: Table, months: Table, subject: Any) -> Table:
    """Who stood at or under the subject in each month in which it existed."""
    below = standing.filter(stands_under(standing, subject))
    each = below.cross_join(months)
    exists = (each.owes_from < each.until) & (each.exists_until > each["first"])
    stood = (each.from_month <= each["first"]) & (each.until_month > each["first"])
    named = ("organisation", "unit", "level", "code", "name", "city", "county", "first", "until", "owes_from")
    return each.filter(exists & stood).select(*named)


def _habits_by_month(known: Table, months: Table) -> Table:
    """By account and month, what `_habits` says of what ends before the month is over."""
    each = _after_gaps(known)
    ending = each.group_by(["account", each.end_date.truncate("M").name("ending")]).agg(
        first_day=each.first_day.min(),
        last_end=each.end_date.max(),
        gap_until=each.start_date.max(where=each.is_after_gap),
    )
    by_then = ending.inner_join(months, ending.ending < months.until)
    return by_then.group_by(["account", "first"]).agg(
        first_day=by_then.first_day.min(),
        last_end=by_then.last_end.max(),
        gap_until=by_then.gap_until.max(where=by_then.ending >= by_then["first"]),
    )


def _day(day: date) -> Value:
    return ibis.literal(day)
