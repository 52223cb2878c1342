"""One transaction: rows, versions, log entry and the note of what is derived, or nothing."""

import pytest
from django.utils import timezone

from jieyue.store.orgs.models import Organisation
from jieyue.store.records.models import DerivedPart, LogEntry, RowVersion
from jieyue.store.records.tables import new_ids
from jieyue.store.records.writing import writing

ROW = ("610101", "unit", "", "", "", "", None, None, None)


def fail_half_way(person) -> None:
    with writing(operation="test", by=person, at=timezone.now()) as change:
        change.add(Organisation, [ROW])
        change.touch(["standing"])
        raise RuntimeError


@pytest.mark.django_db(transaction=True)
def test_a_failure_leaves_nothing(person):
    with pytest.raises(RuntimeError):
        fail_half_way(person)
    assert [model.objects.count() for model in (Organisation, LogEntry, RowVersion, DerivedPart)] == [0, 0, 0, 0]


@pytest.mark.django_db
def test_an_operation_that_changes_nothing_is_not_logged(person):
    with writing(operation="test", by=person, at=timezone.now()):
        pass
    assert LogEntry.objects.count() == 0


@pytest.mark.django_db
def test_the_log_keeps_both_times(person):
    said = timezone.datetime(2020, 5, 1, tzinfo=timezone.get_current_timezone())
    with writing(operation="test", by=person, at=said) as change:
        change.add(Organisation, [ROW])
    entry = LogEntry.objects.get()
    assert entry.at == said
    assert (timezone.now() - entry.recorded_at).total_seconds() < 60


@pytest.mark.django_db
def test_an_id_is_never_given_twice(person):
    with writing(operation="test", by=person, at=timezone.now()) as change:
        (first,) = change.add(Organisation, [ROW])
    with writing(operation="test", by=person, at=timezone.now()) as change:
        change.remove(Organisation, [(first, ROW)])
    with writing(operation="test", by=person, at=timezone.now()):
        (second,) = new_ids(Organisation, 1)
    assert second != first
