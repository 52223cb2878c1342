"""Under `/api/v1/`."""

from jieyue.api import (  # noqa: F401 (they add operations)
    analysis,
    findings,
    forms,
    handed_in,
    ledgers,
    moving,
    papers,
    people,
    plans,
    quotas,
    reading,
    recognition,
    rounds,
    savings,
    writing,
)
from jieyue.api.door import api, open_to_tokens, router

api.add_router("", router)
patterns, app_name, namespace = api.urls
urls = open_to_tokens(patterns), app_name, namespace
