"""Taking away what no version names any more: contents of failed uploads and of removed items."""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from jieyue.store.evidence.models import Version
from jieyue.store.evidence.vault import contents
from jieyue.store.records.log import lock_writers

UNTOUCHED_FOR = timedelta(days=30)


def sweep(*, at: datetime) -> int:
    """Delete orphans that nobody has touched for a month; gives their number. Nobody can bring one back meanwhile,
    for contents are put in place under the lock that this holds.
    """
    with transaction.atomic():
        lock_writers()
        named = set(Version.objects.values_list("sha256", flat=True).distinct())
        orphans = [file for file in contents() if file.name not in named]
        unfinished = list((settings.JIEYUE_EVIDENCE / "incoming").glob("*"))
        old = [file for file in (*orphans, *unfinished) if _touched(file) < (at - UNTOUCHED_FOR).timestamp()]
        for file in old:
            file.unlink(missing_ok=True)
    return len(old)


def _touched(file: Path) -> float:
    return file.stat().st_mtime
