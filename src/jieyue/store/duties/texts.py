"""The text by which a plan is in force: what stood in its files when it was put in force, not what stands there now."""

from functools import lru_cache
from pathlib import Path

import orjson

from jieyue.rules.plan import Plan
from jieyue.store.duties.models import PlanInForce, PlanText
from jieyue.store.policies import plan_as_written, policy
from jieyue.store.records.keeping import keep
from jieyue.store.records.writing import Writing


def keep_text(change: Writing, plan: Plan) -> None:
    """So that it can be read after its files have changed."""
    if not PlanText.objects.filter(digest=plan.digest).exists():
        keep(change, PlanText(plan=plan.key, digest=plan.digest, files=orjson.dumps(plan.files).decode()))


def text_in_force(row: PlanInForce) -> Plan:
    """The plan as it was put in force. As its files are now where nothing was kept, or where it names what the policy
    folders no longer have.
    """
    now = policy().plan(row.plan)
    if row.digest in ("", now.digest):
        return now
    try:
        return _kept(row.digest, policy().folders) or now
    except PlanText.DoesNotExist:
        return now


def has_changed(row: PlanInForce) -> bool:
    """Whether the plan's files are others by now than when it was put in force."""
    return bool(row.digest) and row.digest != policy().plan(row.plan).digest


@lru_cache(maxsize=100)
def _kept(digest: str, _folders: tuple[Path, ...]) -> Plan | None:
    """Read once a process: a text has one digest, and what it names stands in these folders."""
    text = PlanText.objects.get(digest=digest)
    return plan_as_written(text.plan, orjson.loads(text.files))
