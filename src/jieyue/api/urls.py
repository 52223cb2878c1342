"""Under `/api/v1/`."""

from jieyue.api import findings, forms, ledgers, moving, papers, people, quotas, reading, recognition, savings, writing  # noqa: F401 (they add operations)
from jieyue.api.door import api, open_to_tokens, router

api.add_router("", router)
patterns, app_name, namespace = api.urls
urls = open_to_tokens(patterns), app_name, namespace
