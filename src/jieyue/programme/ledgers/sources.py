"""What the rows of ledgers say to a scoring standard: by the sources that ledgers declare."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Any

from django.db.models import F, QuerySet

from jieyue.programme.ledgers.catalogue import all_ledgers
from jieyue.rules.period import Period, month_of, months_later
from jieyue.rules.scoring import Facts, Found, Missing
from jieyue.store.evidence.models import Link
from jieyue.store.machine.held import Held
from jieyue.store.machine.ledger import Ledger, Share, Source
from jieyue.store.machine.record import key_fields, way_to_organisation
from jieyue.store.machine.settling import day_of, in_period, when
from jieyue.store.orgs.models import Organisation
from jieyue.store.policies import policy
from jieyue.store.records.any_of import any_of

MOST_TOLD = 50
CENT = Decimal("0.01")


Rows = Sequence[tuple[int, date]]
"""Id and first day of rows, in the order of days."""


Months = tuple[date, ...]
"""Their first days, of those in which a unit owes anything. Most owe the same: that is looked at once."""


@dataclass(frozen=True)
class _Owed:
    """A month of which rows of a ledger are asked for: its name, and what is said of it with and without."""

    month: date
    name: str
    there: str
    lacking: str
    is_over: bool


def facts_of_ledgers(
    owed: Mapping[Organisation, Months], year: int, *, asked: Collection[str], is_over: bool, today: date
) -> dict[int, dict[str, Facts]]:
    """By unit and source, of those that are `asked`; each ledger is asked once for all of them."""
    found: dict[int, dict[str, Facts]] = {unit.pk: {} for unit in owed}
    for ledger, name, source in _sources(asked):
        for unit, facts in _facts_of_each(ledger, name, source, owed, year=year, is_over=is_over, today=today):
            found[unit][name] = facts
    return found


def _sources(asked: Collection[str]) -> Iterator[tuple[Ledger, str, Source]]:
    for ledger in all_ledgers().values():
        yield from ((ledger, name, source) for name, source in ledger.sources.items() if name in asked)


def _facts_of_each(
    ledger: Ledger,
    name: str,
    source: Source,
    owed: Mapping[Organisation, Months],
    *,
    year: int,
    is_over: bool,
    today: date,
) -> Iterator[tuple[int, Facts]]:
    if source.held:
        on = min(today, date(year, 12, 31))
        held = _held_rows(ledger, source.held, owed, on)
        words = _asked(ledger, name, source.held, on)
        for unit in owed:
            yield unit.pk, _held_facts(ledger, source.held, words, unit, held, on=on, is_over=is_over)
    elif source.share:
        over = {months: _over(months, today) for months in set(owed.values())}
        shares = source.share({unit.pk: over[months] for unit, months in owed.items()})
        for unit in owed:
            yield unit.pk, _share(ledger, shares[unit.pk], unit, year, is_over=is_over)
    else:
        rows = _rows(ledger, source, owed, Period.parse(f"{year:04}"))
        asked = {months: list(_asked_for(ledger, months, today)) for months in set(owed.values())}
        for unit, months in owed.items():
            own = rows.get(unit.pk, ())
            if source.every:
                yield unit.pk, _by_month(ledger, unit, own, owed=asked[months], is_over=is_over)
            else:
                yield unit.pk, _any(ledger, unit, year, own, is_over=is_over)


def _asked_for(ledger: Ledger, months: Months, today: date) -> Iterator[_Owed]:
    for month in months:
        said = f"{month.month}月"
        name, is_over = f"{month:%Y-%m}", month < month_of(today)
        yield _Owed(month, name, f"{said}有{ledger.zh}", f"{said}没有{ledger.zh}", is_over)


def _by_month(ledger: Ledger, unit: Organisation, rows: Rows, *, owed: Sequence[_Owed], is_over: bool) -> Facts:
    by_month: dict[date, list[int]] = {}
    for id_, day in rows:
        by_month.setdefault(month_of(day), []).append(id_)
    found, missing = [], []
    for each in owed:
        names = (ledger.key, unit.code, each.name)
        if own := by_month.get(each.month):
            found.append(Found(each.name, each.there, "ledger", names, records=_records(ledger, own)))
        elif each.is_over:
            missing.append(Missing(each.name, each.lacking, "ledger", names))
    return Facts(tuple(found), tuple(missing), len(owed) or 12, is_over)


# --- what stands on a day


@dataclass(frozen=True)
class _HeldRows:
    """By unit what stands on the day, who has any row at all, and which rows have what proves them."""

    rows: Mapping[int, Sequence[Any]]
    known: Set[int]
    proved: Collection[int]


def _held_rows(ledger: Ledger, held: Held, units: Iterable[Organisation], on: date) -> _HeldRows:
    way = way_to_organisation(ledger.model)
    every = ledger.model._default_manager.filter(**{f"{way}__in": any_of(unit.pk for unit in units)}).order_by("id")
    rows: dict[int, list[Any]] = {}
    known = set()
    for row, unit in ((row, row.whose) for row in every.annotate(whose=F(f"{way}_id"))):
        known.add(unit)
        if _stands(row, held, on):
            rows.setdefault(unit, []).append(row)
    standing = [row for own in rows.values() for row in own]
    return _HeldRows(rows, known, _proved(ledger, standing) if held.proved else {row.pk for row in standing})


def _held_facts(
    ledger: Ledger,
    held: Held,
    words: Iterable[tuple[str, str]],
    unit: Organisation,
    kept: _HeldRows,
    *,
    on: date,
    is_over: bool,
) -> Facts:
    """What counts of a register on a day: each of the words that policy asks for once, or each row where
    rows are not told apart by words. A row whose text is not there, or that leaves out what is asked, is only said.
    """
    names = (ledger.key, unit.code, str(on.year))
    rows = kept.rows.get(unit.pk, ())
    lacks = {row.pk: _lacks(ledger, row, held, kept.proved) for row in rows}
    found, missing = [], []
    for word, zh in words:
        own = [row for row in rows if not held.by or getattr(row, held.by) == word]
        whole = [row for row in own if not lacks[row.pk]]
        if whole:
            found += [_held(ledger, row, zh, on) for row in (whole[:1] if held.by else whole)]
        else:
            said = [f"{_named(row, zh or ledger.zh)}{lacks[row.pk]}" for row in own] or [f"没有登记{zh or ledger.zh}"]
            missing += [Missing(word or str(on.year), says, "ledger", names) for says in said]
    return Facts(tuple(found), tuple(missing), 0, is_over, "" if unit.pk in kept.known else f"还没有登记{ledger.zh}")


def _stands(row: Any, held: Held, on: date) -> bool:
    if held.year:
        return getattr(row, held.year) == on.year
    return row.starts_on <= on and (row.ends_on is None or row.ends_on >= on)


def _asked(ledger: Ledger, source: str, held: Held, on: date) -> list[tuple[str, str]]:
    """Key and name of the words that count for the source; one blank where rows are not told apart."""
    if not held.by:
        return [("", "")]
    list_ = ledger.model._meta.get_field(held.by).words
    return [(each.key, each.name) for each in policy().ledgers.words_on(list_, on) if each.counts_as == source]


def _proved(ledger: Ledger, rows: Collection[Any]) -> set[int]:
    about = {"table": ledger.model._meta.db_table, "record_id__in": any_of({row.pk for row in rows})}
    return set(Link.objects.filter(**about).values_list("record_id", flat=True))


def _lacks(ledger: Ledger, row: Any, held: Held, proved: Collection[int]) -> str:
    blank = [str(ledger.model._meta.get_field(name).verbose_name) for name in held.asks if not getattr(row, name)]
    if blank:
        return f"没有写明{'、'.join(blank)}"
    return "" if row.pk in proved else "没有上传文件，自报、未核"


def _held(ledger: Ledger, row: Any, zh: str, on: date) -> Found:
    names, records = (ledger.key, str(row.pk)), _records(ledger, [row.pk])
    return Found(str(on.year), _named(row, zh or ledger.zh), "ledger_row", names, records=records)


def _named(row: Any, zh: str) -> str:
    """By what its key ends with: 能源管理岗 张三, 定额管理 用能定额管理办法."""
    return f"{zh} {getattr(row, key_fields(type(row))[-1])}".strip()


def _over(owed: Months, today: date) -> list[date]:
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
    whole = value.quantize(CENT, ROUND_DOWN)  # 199 of 200 are not all
    found = Found(str(year), says, "ledger", names, value=whole, records=records)
    return Facts((found,), tuple(missing), 0, is_over, share.doubt)


def _any(ledger: Ledger, unit: Organisation, year: int, rows: Rows, *, is_over: bool) -> Facts:
    names = (ledger.key, unit.code, str(year))
    found = [_row(ledger, id_, day) for id_, day in rows[:MOST_TOLD]]
    missing = () if found else (Missing(str(year), f"{year}年没有登记{ledger.zh}", "ledger", names),)
    return Facts(tuple(found), missing, 1, bool(found) or is_over)


def _row(ledger: Ledger, id_: int, day: date) -> Found:
    names, records = (ledger.key, str(id_)), _records(ledger, [id_])
    return Found(f"{day:%Y-%m}", f"{day} {ledger.zh}", "ledger_row", names, records=records)


def _records(ledger: Ledger, ids: list[int]) -> tuple[tuple[str, int], ...]:
    return tuple((ledger.model._meta.db_table, id_) for id_ in ids)


def _rows(ledger: Ledger, source: Source, units: Iterable[Organisation], period: Period) -> dict[int, Rows]:
    """By unit, its rows that count."""
    at, way = when(ledger.model), way_to_organisation(ledger.model)
    whose = {f"{way}__in": any_of(unit.pk for unit in units)}
    rows: QuerySet = ledger.model._default_manager.filter(in_period(ledger.model, period), **whose, **source.where)
    found: dict[int, list[tuple[int, date]]] = {}
    for unit, id_, value in rows.order_by(at.name, "id").values_list(f"{way}_id", "id", at.name):
        found.setdefault(unit, []).append((id_, day_of(value)))
    return found
