"""What a log of an older version did not know yet is taken into it, once: tables that came under the log since,
digests of what is secret, and parts that are derived from this version on.
"""

from collections.abc import Iterator
from datetime import datetime

from django.apps import apps
from django.db import models

from jieyue.rules.person import Person
from jieyue.store.records.chain import details_of, said_in
from jieyue.store.records.models import FIRST_VERSION, DerivedPart, LogEntry, RowVersion
from jieyue.store.records.tables import columns_of, words_of_log
from jieyue.store.records.verifying import recorded_models
from jieyue.store.records.writing import Version, writing

OPERATION = "take in"


def is_of_older_version() -> bool:
    """Whether the last entry was written by a version that knew less. Once this one has written, never again."""
    last = LogEntry.objects.order_by("-seq").first()
    return last is not None and FIRST_VERSION not in details_of(last)


def take_in(*, by: Person, at: datetime) -> None:
    """One entry that knows of every row what the log has to know from now on. Of two at once one finds it done."""
    with writing(operation=OPERATION, by=by, at=at, reason="升级后纳入日志核对的范围") as change:
        for model in recorded_models() if is_of_older_version() else ():
            change.versions.extend(_unknown(model))


def note_new_parts(*, by: Person, at: datetime) -> None:
    """One entry that touches what this version derives from rows and an older one did not, so that it is made. Apps say
    by a method `derived_parts` what there ought to be, with a row that is in each: an entry is always of rows.
    """
    known, new = set(DerivedPart.objects.values_list("name", flat=True)), {}
    for app in (each for each in apps.get_app_configs() if hasattr(each, "derived_parts")):
        new |= {part: row for part, row in app.derived_parts().items() if part not in known}
    if not new:
        return
    with writing(operation=OPERATION, by=by, at=at, reason="升级后纳入汇总的月份") as change:
        for model, id_ in sorted(set(new.values()), key=lambda row: (row[0]._meta.db_table, row[1])):
            row = words_of_log(model)(model._base_manager.values_list(*columns_of(model)).get(pk=id_))
            change.versions.append((model._meta.db_table, id_, row, row))
        change.touch(new)


def _unknown(model: type[models.Model]) -> Iterator[Version]:
    """The rows of a table that the log has never heard of; of any other table those whose secrets it lacks."""
    versions = RowVersion.objects.filter(table=model._meta.db_table)
    sealed = getattr(model, "sealed", ())
    if versions.exists() and not sealed:
        return
    known = dict(versions.order_by("entry_id", "id").values_list("record_id", "after"))
    written = words_of_log(model)
    for id_, *row in model._base_manager.order_by("pk").values_list("pk", *columns_of(model)).iterator(chunk_size=5000):
        before = known.get(id_)
        if not known or (before is not None and not set(sealed) <= said_in(before).keys()):
            yield model._meta.db_table, id_, before, written(tuple(row))
