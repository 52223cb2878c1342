"""Whose act it was, by name and post as of then: what is told wherever somebody appears. A login is nobody's name.

Name and post are kept with the entry of the log. Entries from before that tell what the maker is called today.
"""

from collections.abc import Iterable, Mapping

import orjson
from django.db.models import Model

from jieyue.rules.person import CONSOLE, CONSOLE_NAME
from jieyue.store.people.models import User
from jieyue.store.records.any_of import any_of
from jieyue.store.records.models import SIGNED, LogEntry, RowVersion

UNKNOWN = "姓名不详的人员"


def signatures(entries: Iterable[LogEntry]) -> dict[int, str]:
    """By the entry's number."""
    found = {entry.seq: (orjson.loads(entry.details).get(SIGNED, ""), entry.by) for entry in entries}
    names = names_of({by for signed, by in found.values() if not signed})
    return {seq: signed or names[by] for seq, (signed, by) in found.items()}


def makers(model: type[Model], records: Iterable[int], *, operation: str = "") -> Mapping[int, str]:
    """By record, who made the last change of it; of this operation, where one is named."""
    versions = RowVersion.objects.filter(table=model._meta.db_table, record_id__in=any_of(records))
    if operation:
        versions = versions.filter(entry__operation=operation)
    last = {each.record_id: each.entry for each in versions.select_related("entry").order_by("id")}
    told = signatures(last.values())
    return {record: told[entry.seq] for record, entry in last.items()}


def names_of(usernames: Iterable[str]) -> dict[str, str]:
    """What people are called, without a post."""
    wanted = set(usernames)
    known = User.objects.filter(username__in=any_of(wanted)).values_list("username", "name") if wanted else ()
    return {**dict.fromkeys(wanted, UNKNOWN), **dict(known), CONSOLE: CONSOLE_NAME}
