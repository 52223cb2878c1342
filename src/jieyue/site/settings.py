"""Settings of the Django project. Everything a deployment decides comes from the environment, see `home.py`."""

from jieyue.site.home import database, home, policy_folders, warehouse_folder
from jieyue.store.ledgers import ledger_apps

JIEYUE_HOME = home()
JIEYUE_WAREHOUSE = warehouse_folder()
JIEYUE_POLICY_FOLDERS = policy_folders()

DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "jieyue.store.records",
    "jieyue.store.orgs",
    "jieyue.store.registers",
    *ledger_apps(),
    "jieyue.cli",
]

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# No page is served yet; signing keys arrive with the accounts.
SECRET_KEY = "no-page-is-served-and-nothing-is-signed"  # noqa: S105
