"""What a version derives from rows that an older one did not is noted once, by an entry of the log, and made then."""

import json

import pytest

from jieyue.store.deployment.setting_up import catch_up
from jieyue.store.records.log import hash_of
from jieyue.store.records.models import DerivedPart, LogEntry
from jieyue.store.records.verifying import verify
from jieyue.store.warehouse.refreshing import up_to_date

pytestmark = pytest.mark.django_db


def test_months_that_an_older_version_did_not_derive_are_noted_at_the_upgrade(house):
    house.have("organisations", "code | name | parent | level\nP | 某省 | | 省\nA | 甲局 | P | 单位")
    house.have("paper", "organisation | month | bought_reams | used_reams\nA | 2025-01 | 1 | 1")
    DerivedPart.objects.filter(name__startswith="measured ").delete()
    entry = LogEntry.objects.order_by("seq").last()
    entry.details = json.dumps({**json.loads(entry.details), "parts": []})
    entry.hash = hash_of(entry)
    entry.save()
    assert verify().differences == []
    for _ in range(2):
        catch_up(is_of_an_older_version=True)
        assert verify().differences == []
    [part] = DerivedPart.objects.filter(name="measured 2025-01")
    assert part.entry_id == entry.seq + 1 == LogEntry.objects.count()
    assert up_to_date()[1].files("kept")
