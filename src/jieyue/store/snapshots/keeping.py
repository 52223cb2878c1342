"""Pinning figures, and finding them again."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

import orjson

from jieyue.store.policies import policy
from jieyue.store.records.keeping import keep
from jieyue.store.records.log import head
from jieyue.store.records.writing import Writing
from jieyue.store.snapshots.models import AppliedPolicy, Snapshot


def pin(
    change: Writing, *, organisation: int, what: str, period: str, content: Mapping[str, object], at: datetime
) -> int:
    """Keep figures as they are now; gives the snapshot's id. `content["policy"]` names the files they came from."""
    for name, sha256 in content.get("policy", {}).items():
        _keep_policy(change, name, sha256)
    written = orjson.dumps(content, default=str).decode()
    pinned = Snapshot(
        organisation_id=organisation, what=what, period=period, made_at=at, log_seq=head().seq, content=written
    )
    return keep(change, pinned)


def content_of(snapshot: Snapshot | None) -> dict[str, object]:
    return orjson.loads(snapshot.content) if snapshot else {}


def numbers_of(content: str, *names: str) -> list[Decimal | None]:
    """Of what was pinned, as it is stored: these of its numbers; None for one that nobody knew."""
    found = orjson.loads(content)
    return [None if found.get(name) is None else Decimal(str(found[name])) for name in names]


def _keep_policy(change: Writing, name: str, sha256: str) -> None:
    if not AppliedPolicy.objects.filter(sha256=sha256).exists():
        text = policy().texts[name]
        keep(change, AppliedPolicy(sha256=sha256, name=name, content=text))
