"""The policy in force in this deployment: what ships with the package and the deployment's own."""

from django.conf import settings

from jieyue.policy.loading import Policy, load


def policy() -> Policy:
    return load(tuple(settings.JIEYUE_POLICY_FOLDERS))
