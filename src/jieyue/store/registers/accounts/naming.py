"""How sheets name accounts, which of the named ones are known, and how messages name them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from jieyue.files.cells import day
from jieyue.files.sheet import Column
from jieyue.rules.roles import Right
from jieyue.rules.values import Resource, Use
from jieyue.store.orgs.reach import organisation_ids
from jieyue.store.records.any_of import any_of
from jieyue.store.records.kinds import Batch
from jieyue.store.registers.accounts.models import Account

Key = tuple[int, str, str, str]  # organisation, resource, use, number


@dataclass(frozen=True)
class KeptAccount:
    id: int
    opened_on: date | None
    closed_on: date | None


def accounts_named(keys: Iterable[Key]) -> dict[Key, KeptAccount]:
    """Those of the named accounts that the register has."""
    wanted = set(keys)
    fields = ("organisation_id", "resource", "use", "number", "id", "opened_on", "closed_on")
    kept = Account.objects.filter(organisation_id__in=any_of(key[0] for key in wanted)).values_list(*fields)
    return {row[:4]: KeptAccount(*row[4:]) for row in kept.iterator(chunk_size=5000) if row[:4] in wanted}


def label(key: Key | tuple[str, ...]) -> str:
    """How a message names an account."""
    *_, resource, use, number = key
    return f"{Resource(resource).zh}（{Use(use).zh}）" + (f"户号 {number}" if number else "（未填户号）")


OPENED_ON = Column("opened_on", "开户日期", day, note="新户号从哪一天起使用；已知的户号不填")
"""Of a record that names an account for the first time."""


def keyed_lines(batch: Batch, columns: Sequence[str]) -> Iterator[tuple]:
    """Row number, account's key and the columns after the account's number, of rows whose organisation is known."""
    organisations = organisation_ids(batch.column("organisation"), batch.by, Right.ENTER)
    whom = (batch.column(name) for name in ("organisation", "resource", "use", "account"))
    for row, code_, resource, use, number, *rest in zip(
        batch.rows, *whom, *(batch.column(name) for name in columns), strict=True
    ):
        if row in batch.refused:
            continue
        if code_ not in organisations:
            batch.refuse_unknown_organisation(row, code_)
            continue
        yield row, (organisations[code_], resource, use or Use.usual(Resource(resource)).value, number or ""), *rest
