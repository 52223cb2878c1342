"""The policy in force in this deployment: what ships with the package and the deployment's own."""

from collections.abc import Mapping
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from jieyue.policy.loading import Policy, load
from jieyue.policy.offered import Offered
from jieyue.policy.ordered import as_written
from jieyue.policy.plan_files import Beside
from jieyue.rules.plan import Plan


def policy() -> Policy:
    return load(tuple(settings.JIEYUE_POLICY_FOLDERS), offered=_offered())


@cache
def _offered() -> Offered:
    """By what the settings name, for the ledgers stand above."""
    return import_string(settings.JIEYUE_POLICY_OFFERED)()


def plan_as_written(key: str, files: Mapping[str, str]) -> Plan | None:
    """A plan from what stood in its files once, beside the policy of today; None where that no longer has what it
    names.
    """
    now = policy()
    plan, _faults = as_written(key, files, Beside(now.ledgers, now.handed_in, now.publications), _offered())
    return plan
