"""The policy in force in this deployment: what ships with the package and the deployment's own."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from jieyue.policy.loading import Policy, load
from jieyue.policy.offered import Offered


def policy() -> Policy:
    return load(tuple(settings.JIEYUE_POLICY_FOLDERS), offered=_offered())


@cache
def _offered() -> Offered:
    """By what the settings name, for the ledgers stand above."""
    return import_string(settings.JIEYUE_POLICY_OFFERED)()
