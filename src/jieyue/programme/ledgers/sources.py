"""What the rows of ledgers say to a scoring standard: by the sources that ledgers declare."""

from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from jieyue.programme.ledgers.catalogue import all_ledgers
from jieyue.rules.period import Period, months_later
from jieyue.rules.scoring import Facts, Found, Missing
from jieyue.store.machine.ledger import Ledger, Share, Source
from jieyue.store.machine.record import way_to_organisation
from jieyue.store.machine.settling import day_of, in_period, when
from jieyue.store.orgs.models import Organisation

MOST_TOLD = 50
CENT = Decimal("0.01")


def facts_of_ledgers(
    unit: Organisation, year: int, *, asked: Collection[str], owed: Collection[date], is_over: bool, today: date
) -> dict[str, Facts]:
    """By source, of those that are `asked`. `owed` are the months in which the unit owes anything."""
    return {
        name: _facts(ledger, source, unit, year, owed=owed, is_over=is_over, today=today)
        for ledger in all_ledgers().values()
        for name, source in ledger.sources.items()
        if name in asked
    }


def _facts(
    ledger: Ledger,
    source: Source,
    unit: Organisation,
    year: int,
    *,
    owed: Collection[date],
    is_over: bool,
    today: date,
) -> Facts:
    if source.share:
        return _share(ledger, source.share(unit.pk, _over(owed, today)), unit, year, is_over=is_over)
    rows = list(_rows(ledger, source, unit, Period.parse(f"{year:04}")))
    if not source.every:
        return _any(ledger, unit, year, rows, is_over=is_over)
    by_month: dict[str, list[int]] = {}
    for id_, day in rows:
        by_month.setdefault(f"{day:%Y-%m}", []).append(id_)
    months = [f"{month:%Y-%m}" for month in owed]
    found = [
        Found(
            month,
            f"{int(month[5:])}月有{ledger.zh}",
            "ledger",
            (ledger.key, unit.code, month),
            records=_records(ledger, by_month[month]),
        )
        for month in months
        if month in by_month
    ]
    missing = [
        Missing(month, f"{int(month[5:])}月没有{ledger.zh}", "ledger", (ledger.key, unit.code, month))
        for month in months
        if month not in by_month and month < f"{today:%Y-%m}"
    ]
    return Facts(tuple(found), tuple(missing), len(months) or 12, is_over)


def _over(owed: Collection[date], today: date) -> list[date]:
    return sorted(month for month in owed if months_later(month, 1) <= today)


def _share(ledger: Ledger, share: Share, unit: Organisation, year: int, *, is_over: bool) -> Facts:
    """Of several things one figure, and those named that are not there."""
    names = (ledger.key, unit.code, str(year))
    missing = [Missing(str(year), part.says, "ledger", names) for part in share.parts if not part.is_there]
    if not share.parts:
        return Facts((), tuple(missing), 0, is_over, share.doubt)
    there = [part for part in share.parts if part.is_there]
    records = tuple(dict.fromkeys(each for part in there for each in part.records))
    says = "；".join(part.says for part in there) or "没有一项齐全"
    value = Decimal(len(there)) / len(share.parts)
    found = Found(str(year), says, "ledger", names, value=value.quantize(CENT), records=records)
    return Facts((found,), tuple(missing), 0, is_over, share.doubt)


def _any(ledger: Ledger, unit: Organisation, year: int, rows: list[tuple[int, date]], *, is_over: bool) -> Facts:
    names = (ledger.key, unit.code, str(year))
    found = [
        Found(
            f"{day:%Y-%m}", f"{day} {ledger.zh}", "ledger_row", (ledger.key, str(id_)), records=_records(ledger, [id_])
        )
        for id_, day in rows[:MOST_TOLD]
    ]
    missing = () if found else (Missing(str(year), f"{year}年没有登记{ledger.zh}", "ledger", names),)
    return Facts(tuple(found), missing, 1, bool(found) or is_over)


def _row(ledger: Ledger, id_: int, day: date) -> Found:
    names, records = (ledger.key, str(id_)), _records(ledger, [id_])
    return Found(f"{day:%Y-%m}", f"{day} {ledger.zh}", "ledger_row", names, records=records)


def _records(ledger: Ledger, ids: list[int]) -> tuple[tuple[str, int], ...]:
    return tuple((ledger.model._meta.db_table, id_) for id_ in ids)


def _rows(ledger: Ledger, source: Source, unit: Organisation, period: Period) -> Iterator[tuple[int, date]]:
    """Id and first day of each row of the unit that counts, in the order of days."""
    at = when(ledger.model)
    rows: QuerySet = ledger.model._default_manager.filter(**{way_to_organisation(ledger.model): unit}, **source.where)
    for id_, value in rows.filter(in_period(ledger.model, period)).order_by(at.name, "id").values_list("id", at.name):
        yield id_, day_of(value)
