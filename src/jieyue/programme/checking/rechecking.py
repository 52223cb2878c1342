"""What was found in a record is closed by the record: every operation is followed by the checks it may concern."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

import orjson
from django.db.models import Model, Q

from jieyue.programme.checking.live import OF_PROFILES, Live, of_records
from jieyue.rules.findings import Origin
from jieyue.rules.period import Period, month_end, month_of, months_later
from jieyue.rules.person import Person
from jieyue.store.findings.keeping import key_of, settle, when_gone
from jieyue.store.findings.models import Finding
from jieyue.store.ledgers import ledgers
from jieyue.store.machine.columns import own_fields
from jieyue.store.machine.ledger import Ledger, Reads
from jieyue.store.machine.settling import day_of, touching_days, until, when
from jieyue.store.policies import policy
from jieyue.store.records.any_of import any_of
from jieyue.store.records.keeping import correct_each
from jieyue.store.records.writing import Writing
from jieyue.store.registers import registers

MONTH, PROFILES = "month ", "profiles"


def recheck_what_changed(change: Writing, by: Person, at: datetime) -> None:
    """Findings that stand in the months an operation touched are looked for again, as are those of rows whose vehicle,
    meter or room was corrected, or beside which the checks read another register that was written; those of records
    that are gone are closed. It asks nothing where no record was removed or corrected, none of such a register came,
    and no month or profile was touched.
    """
    _close_what_is_gone(change, by=by, at=at)
    _look_again_at_subjects(change, by=by, at=at)
    concerned = _concerned({*change.parts, *_months_beside(change)})
    for year in sorted({each.day.year for each in concerned}):
        of_year = [each for each in concerned if each.day.year == year]
        found = of_records({each.organisation_id for each in of_year}, Period.parse(f"{year:04}"), person=by)
        settle_known(change, of_year, found, by=by, at=at)


def settle_known(change: Writing, kept: Sequence[Finding], found: Iterable[Live], *, by: Person, at: datetime) -> None:
    """What was taken in hand beside what is found now. Nothing is raised that nobody took in hand."""
    known = {key_of(each) for each in kept}
    raised = (each.raised for each in found)
    settle(change, "", kept=kept, found=[each for each in raised if each.key in known], by=by, at=at)


def _concerned(parts: Iterable[str]) -> list[Finding]:
    """Of those that no single record shows: what is said of profiles where these were touched, and of a ledger where
    one of its months was.
    """
    months = {date.fromisoformat(f"{part.removeprefix(MONTH)}-01") for part in parts if part.startswith(MONTH)}
    kept = Finding.objects.filter(origin=Origin.CHECK, record_id=None)
    found = list(kept.filter(ledger=OF_PROFILES)) if PROFILES in parts else []
    if months:
        about = {"first_day__lte": month_end(max(months)), "day__gte": min(months)}
        of_ledgers = kept.filter(ledger__in=[ledger.key for ledger in ledgers()], **about)
        found += [each for each in of_ledgers if any(month_of(each.first_day) <= it <= each.day for it in months)]
    return found


def _months_beside(change: Writing) -> Iterator[str]:
    """The months of rows that are checked beside one another and note no facts of their month, with those before and
    after it: what is found of a stretch stands in the month in which it ends.
    """
    models = {
        ledger.model._meta.db_table: ledger.model
        for ledger in ledgers()
        if ledger.findings and "month" not in ledger.derived
    }
    if not Finding.objects.filter(origin=Origin.CHECK, record_id=None).exists():
        return
    for table, _, *both in change.versions:
        at = when(models[table]) if table in models else None
        for row in (each for each in both if at and each):
            month = month_of(day_of(at.to_python(orjson.loads(row)[at.column])))
            yield from (f"{MONTH}{months_later(month, count):%Y-%m}" for count in (-1, 0, 1))


def _look_again_at_subjects(change: Writing, *, by: Person, at: datetime) -> None:
    """Where a row of a register was corrected, as the tank of a vehicle, or one that the checks read came, changed or
    went, as a sealing does, what was found in the rows that are concerned is looked for again. Of other rows only those
    are that lie in the days of which the register's row is: nothing else is raised that nobody was told when he entered
    it.
    """
    written = _written_of_registers(change)
    for ledger in (each for each in (*registers(), *ledgers()) if each.keeps_findings and written):
        ids = set(_in_days_of_registers(written, ledger))
        concerned = _of_subjects(written, ledger) | _beside_registers(written, ledger)
        if concerned:
            kept = Finding.objects.filter(ledger=ledger.key, origin=Origin.CHECK).values("record_id")
            ids |= set(ledger.model._default_manager.filter(concerned, pk__in=kept).values_list("pk", flat=True))
        if ids:
            ledger.looks.look_again(change, sorted(ids), by=by, at=at)


Written = Mapping[str, Sequence[tuple[int, str | None, str | None]]]
"""By table of a register, the rows that were written: id, before and after."""


def _written_of_registers(change: Writing) -> Written:
    tables = {each.model._meta.db_table for each in registers()}
    found: dict[str, list[tuple[int, str | None, str | None]]] = {}
    for table, *row in change.versions:
        if table in tables:
            found.setdefault(table, []).append(tuple(row))
    return found


def _of_subjects(written: Written, ledger: Ledger) -> Q:
    """The rows that refer to a row of a register that was corrected; empty where none was."""
    found = Q()
    for field in (each for each in own_fields(ledger.model) if each.many_to_one):
        rows = written.get(field.related_model._meta.db_table, ())
        corrected = {id_ for id_, before, after in rows if before and after}
        if corrected:
            found |= Q(**{f"{field.name}__in": any_of(corrected)})
    return found


def _beside_registers(written: Written, ledger: Ledger) -> Q:
    """The rows beside which the checks read a register's row that came, changed or went; empty where none did."""
    found = Q()
    for each in ledger.reads:
        both = (row for _, *both in written.get(each.register._meta.db_table, ()) for row in both if row)
        values = {orjson.loads(row)[each.column] for row in both}
        if values:
            found |= Q(**{f"{each.lookup}__in": any_of(values)})
    return found


def _in_days_of_registers(written: Written, ledger: Ledger) -> Iterator[int]:
    """The rows that lie in the days of a register's row that came, changed or went, if in part, or around them."""
    at = when(ledger.model)
    for each in (each for each in ledger.reads if at):
        spans = _spans(written, each)
        rows = ledger.model._default_manager.filter(_within(ledger, spans), **{f"{each.lookup}__in": any_of(spans)})
        figures = ("pk", each.lookup, at.name, until(ledger.model).name)
        for id_, whose, begin, end in rows.order_by().values_list(*figures) if spans else ():
            begun, over = day_of(begin), day_of(end or begin)
            if any(first <= over and begun <= last for first, last in spans[whose]):
                yield id_


Spans = Mapping[object, Sequence[tuple[date, date]]]
"""By whom the rows of a register are about, their first and last days; what is open has the last day there is."""


def _spans(written: Written, reads: Reads) -> Spans:
    found: dict[object, list[tuple[date, date]]] = {}
    versions = written.get(reads.register._meta.db_table, ()) if reads.days else ()
    told = (row for _, *both in versions for row in both if row)
    for row in map(orjson.loads, told):
        first, last = (_day(reads.register, name, row) for name in reads.days or ())
        if first:
            found.setdefault(row[reads.column], []).append(_widened(first, last or date.max, reads))
    return found


def _day(register: type[Model], name: str, row: Mapping[str, object]) -> date | None:
    field = register._meta.get_field(name)
    value = field.to_python(row[field.attname])
    return None if value is None else day_of(value)


def _widened(first: date, last: date, reads: Reads) -> tuple[date, date]:
    """With the days around, by the limits that are in force on the first."""
    limits = (policy().ledgers.limit(name, first) for name in reads.around)
    days = timedelta(days=sum(int(each.value) for each in limits if each))
    return first - days, min(last, date.max - days) + days


def _within(ledger: Ledger, spans: Spans) -> Q:
    every = [span for own in spans.values() for span in own]
    last = max((last for _, last in every), default=date.max)
    since = min((first for first, _ in every), default=date.max)
    return touching_days(ledger.model, since, None if last == date.max else last)


def _close_what_is_gone(change: Writing, *, by: Person, at: datetime) -> None:
    gone = {(table, id_) for table, id_, _, after in change.versions if after is None}
    if not gone:
        return
    kept = Finding.objects.filter(record_id__in=any_of({id_ for _, id_ in gone}))
    over = ((each, when_gone(each, by=by, at=at)) for each in kept if (each.table, each.record_id) in gone)
    correct_each(change, [(each, values) for each, values in over if values])
