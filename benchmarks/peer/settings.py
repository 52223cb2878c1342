"""The product's settings, so that the database is opened in the same way, and the peer's app beside its own."""

from jieyue.site.settings import *  # noqa: F403
from jieyue.site.settings import INSTALLED_APPS as OURS

INSTALLED_APPS = [*OURS, "import_export", "peer"]
DATE_INPUT_FORMATS = ["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日"]
