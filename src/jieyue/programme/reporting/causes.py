"""What a difference comes from: each record that was changed since, with who changed it and what reason he typed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson
from django.apps import apps

from jieyue.programme.records.signing import signatures
from jieyue.programme.reporting.figures import Changes, Content, differences, records_of
from jieyue.programme.reporting.judging import parts_of
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.store.evidence.owners import RecordUnknown, owner_of
from jieyue.store.machine.columns import key_said
from jieyue.store.orgs.models import Organisation, Profile
from jieyue.store.orgs.reach import within
from jieyue.store.records.any_of import any_of
from jieyue.store.records.models import LogEntry, RowVersion
from jieyue.store.records.references import references_in
from jieyue.store.registers.accounts.models import Account
from jieyue.store.registers.accounts.naming import label
from jieyue.store.reporting.guarding import dated_models

MOST, MOST_OF_AN_ENTRY = 12, 50
Seen = Mapping[tuple[str, int], int]
"""By table and id, the version of a record that was seen."""


@dataclass(frozen=True)
class RecordChanged:
    """A record that is other than it was pinned. `is_reached` says whether the person may open it; `says` names it only
    then.
    """

    table: str
    id: int
    what: str
    says: str
    by: str
    at: datetime
    reason: str
    is_reached: bool


def changes_since(pinned: Content, now: Content, *, person: Person) -> Changes:
    """The differences with the records that they come from, the latest first."""
    found = differences(pinned, now)
    if not found:
        return found
    told = with_records(found, seen_in(pinned["records"]), seen_in(now["records"]), person=person)
    if pinned["sizes"] == now["sizes"]:
        return told
    return replace(told, records=[*_sizes(now), *told.records])


def _sizes(now: Content) -> Iterator[RecordChanged]:
    """Who changed floor area and persons of the year last."""
    year = Period.parse(str(now["period"])).year
    ids = Profile.objects.filter(organisation__code=now["organisation"], year=year).values_list("id", flat=True)
    for each in _last_versions((Profile._meta.db_table, id_) for id_ in ids):
        by = signatures([each.entry])[each.entry_id]
        about = (
            each.table,
            each.record_id,
            "更正" if each.before else "新登记",
            f"{year} 年年度基本信息（面积、人数）",
        )
        yield RecordChanged(*about, by, each.entry.at, each.entry.reason, is_reached=True)


def records_since(changes: Changes, pinned: Content, unit: Organisation, period: Period, *, person: Person) -> Changes:
    """The same with what was changed of the records that pinned figures come from, looked up now."""
    return with_records(changes, seen_in(pinned["records"]), seen_in(records_of(unit, period)), person=person)


def seen_in(records: Iterable[Sequence]) -> Seen:
    return {(table, id_): seen for table, id_, seen in records}


def with_records(changes: Changes, before: Seen, after: Seen, *, person: Person) -> Changes:
    others = {key: seen for key, seen in after.items() if before.get(key) != seen}
    others |= {key: seen for key, seen in before.items() if key not in after}
    versions = sorted(_last_versions(others), key=lambda each: each.id, reverse=True)
    told = list(_told(versions[:MOST], before, after, person))
    return replace(changes, records=told, more=max(0, len(versions) - MOST))


def _last_versions(keys: Iterable[tuple[str, int]]) -> Iterator[RowVersion]:
    """Of each record, what the log last says of it."""
    ids: dict[str, set[int]] = {}
    for table, id_ in keys:
        ids.setdefault(table, set()).add(id_)
    for table, own in ids.items():
        rows = RowVersion.objects.filter(table=table, record_id__in=any_of(own)).select_related("entry").order_by("id")
        yield from {each.record_id: each for each in rows}.values()


def _told(versions: Sequence[RowVersion], before: Seen, after: Seen, person: Person) -> Iterator[RecordChanged]:
    signed = signatures(each.entry for each in versions)
    rows = [orjson.loads(each.after or each.before or "{}") for each in versions]
    names = _Names.of(rows, person)
    for each, row in zip(versions, rows, strict=True):
        key, entry = (each.table, each.record_id), each.entry
        what = "新登记" if key not in before else "更正" if key in after else "作废或移出本期"
        says = names.of_record(each, row)
        yield RecordChanged(
            *key, what, says or ELSEWHERE, signed[entry.seq], entry.at, entry.reason, is_reached=bool(says)
        )


def records_of_entries(
    entries: Mapping[int, LogEntry], units: Mapping[int, int], *, person: Person
) -> dict[int, list[RecordChanged]]:
    """By report, what the entry changed that was the last to concern it: `units` by report. Nothing of an entry of
    very many rows, whose records the report's own page names. In as many questions for many reports as for one.
    """
    small = {entry.seq for entry in entries.values() if entry.row_count <= MOST_OF_AN_ENTRY}
    tables = [model._meta.db_table for model in dated_models()]
    versions = list(RowVersion.objects.filter(entry__in=any_of(small), table__in=tables).select_related("entry"))
    rows = {each.pk: orjson.loads(each.after or each.before or "{}") for each in versions}
    owners = dict(
        Account.objects.filter(id__in=any_of(row["account_id"] for row in rows.values())).values_list(
            "id", "organisation_id"
        )
    )
    parts = parts_of(units.values(), today=person.on)
    names, signed = _Names.of(rows.values(), person), signatures(each.entry for each in versions)
    found: dict[tuple[int, int], list[RecordChanged]] = {}
    for each in versions:
        unit = parts.get(owners.get(rows[each.pk]["account_id"], 0), 0)
        if says := names.of_record(each, rows[each.pk]):
            told = _of_version(each, says, signed[each.entry_id])
            found.setdefault((each.entry_id, unit), []).append(told)
    return {id_: found.get((entry.seq, units[id_]), []) for id_, entry in entries.items()}


def _of_version(version: RowVersion, says: str, by: str) -> RecordChanged:
    what = "作废" if not version.after else "更正" if version.before else "新登记"
    entry = version.entry
    return RecordChanged(version.table, version.record_id, what, says, by, entry.at, entry.reason, is_reached=True)


@dataclass(frozen=True)
class _Names:
    """What records are called for a person; "" where he does not reach them."""

    accounts: Mapping[int, str]
    zh: Mapping[str, str]
    person: Person

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, Any]], person: Person) -> "_Names":
        accounts = _accounts({row["account_id"] for row in rows if "account_id" in row}, person)
        zh = {model._meta.db_table: model.zh for model in apps.get_models() if hasattr(model, "day_columns")}
        return cls(accounts, zh, person)

    def of_record(self, version: RowVersion, row: Mapping[str, Any]) -> str:
        if version.table in self.zh:
            named = self.accounts.get(row["account_id"])
            return f"{named} {row['start_date']} 至 {row['end_date']} 的{self.zh[version.table]}" if named else ""
        return self._of_ledger(version, row)

    def _of_ledger(self, version: RowVersion, row: Mapping[str, Any]) -> str:
        """By what its sheet knows it by. No more than a few are told, so each is asked about by itself."""
        model = next(each for each in apps.get_models() if each._meta.db_table == version.table)
        try:
            owner_of(version.table, version.record_id, self.person)
        except RecordUnknown:
            return ""
        return f"{key_said(model, references_in([(model, row)]).told(model, row))} 的{model.zh}"


ELSEWHERE = "现已不在管辖范围内的内设部门的记录"


def _accounts(ids: set[int], person: Person) -> dict[int, str]:
    """How those within reach are named."""
    found = within(Account.objects.filter(id__in=any_of(ids)), person, organisation="organisation", are_few=True)
    return {id_: label(key) for id_, *key in found.values_list("id", "resource", "use", "number")}
