"""Settings of the Django project. Everything a deployment decides comes from the environment, see `home.py`."""

import os
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.functional import SimpleLazyObject

from jieyue.site.home import (
    database,
    email,
    evidence_most_bytes,
    home,
    is_behind_https,
    policy_folders,
    proxies,
    robot_hosts,
    spark_master,
    warehouse_folder,
)
from jieyue.site.secret_key import secret_key
from jieyue.store.ledgers import ledger_apps
from jieyue.store.registers import register_apps

WEB = Path(__file__).parent.parent / "web"

JIEYUE_HOME = home()
JIEYUE_WAREHOUSE = warehouse_folder()
JIEYUE_SPARK = spark_master()
JIEYUE_POLICY_FOLDERS = policy_folders()
JIEYUE_POLICY_OFFERED = "jieyue.store.ledgers.offered.offered"  # what plans and standards may name
JIEYUE_EVIDENCE = home() / "evidence"
JIEYUE_EVIDENCE_MOST_BYTES = evidence_most_bytes()
JIEYUE_EVIDENCE_MOST_FILES = 50  # to a record
JIEYUE_SCANNER = os.environ.get("JIEYUE_SCANNER", "")
JIEYUE_SCANNER_SECONDS = 60
JIEYUE_HTTPS = is_behind_https()
JIEYUE_PROXIES = proxies()

DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "axes",
    "django_tasks",
    "django_tasks_db",
    "jieyue.store.records",
    "jieyue.store.orgs",
    "jieyue.store.people",
    "jieyue.store.tokens",
    "jieyue.store.layouts",
    "jieyue.store.evidence",
    "jieyue.store.snapshots",
    "jieyue.store.reporting",
    "jieyue.store.duties",
    "jieyue.store.notices",
    "jieyue.store.scores",
    "jieyue.store.rounds",
    "jieyue.store.findings",
    "jieyue.store.supervision",
    "jieyue.store.papers",
    "jieyue.store.letters",
    "jieyue.store.reminders",
    "jieyue.store.registers",
    *register_apps(),
    *ledger_apps(),
    "jieyue.store.jobs",
    "jieyue.store.warehouse",
    "jieyue.programme",
    "jieyue.web",
    "jieyue.cli",
]
JIEYUE_SM3 = os.environ.get("JIEYUE_SM3", "") == "1"  # the log's entries are sealed with SM3 too, from now on
_WAITING = "work that waits; what it brings about is in the log, and it goes after some days"
_RIGHTS = "no right rests on it: rights come from appointments, which are recorded"
_TRIES = "counts of failed sign-ins that end by themselves; that somebody was locked out is a record"
JIEYUE_PASSING_TABLES = {
    "auth_group": _RIGHTS,
    "auth_group_permissions": _RIGHTS,
    "auth_permission": _RIGHTS,
    "axes_accessattempt": _TRIES,
    "axes_accessattemptexpiration": _TRIES,
    "axes_accessfailurelog": _TRIES,
    "axes_accesslog": _TRIES,
    "django_content_type": _RIGHTS,
    "django_migrations": "which tables there are; every command compares it with the program before it goes on",
    "django_session": "made by the framework and never used: sessions are in a table of our own",
    "django_tasks_database_dbtaskresult": _WAITING,
}
"""Tables of others that nothing vouches for, with the reason. Ours say it themselves (`passing`)."""

MIDDLEWARE = [
    "jieyue.site.room.RoomForCalls",
    "jieyue.site.proxy.BehindProxy",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "jieyue.site.assets.ServeAssets",
    "jieyue.web.middleware.NothingKept",
    "jieyue.web.middleware.CountingElsewhere",
    "jieyue.site.failing.WordsForBareAnswers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "jieyue.web.entry.middleware.UploadSizeMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "jieyue.web.account.middleware.SessionAge",
    "jieyue.web.middleware.PersonMiddleware",
    "jieyue.web.explaining.Explained",
    "jieyue.web.account.middleware.FirstThings",
    "jieyue.web.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

CSRF_FAILURE_VIEW = "jieyue.site.failing.not_from_here"
ROOT_URLCONF = "jieyue.site.urls"
WSGI_APPLICATION = "jieyue.site.wsgi.application"
ALLOWED_HOSTS = os.environ.get("JIEYUE_HOSTS", "*").split(",")
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [WEB],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["jieyue.web.templatetags.words"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "jieyue.web.navigation.navigation",
            ],
        },
    }
]
STATIC_URL = "/static/"
STATIC_ROOT = home() / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "jieyue.site.assets.Assets"},
}
WHITENOISE_USE_FINDERS = True

JIEYUE_DAYS_JOBS_ARE_KEPT = int(os.environ.get("JIEYUE_DAYS_JOBS_ARE_KEPT", "7"))
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

JIEYUE_PUBLIC_PER_MINUTE = int(os.environ.get("JIEYUE_PUBLIC_PER_MINUTE", "60"))  # pages for one address, per process
JIEYUE_ROBOT_HOSTS = robot_hosts()
JIEYUE_EMAIL_IS_SET = bool(os.environ.get("JIEYUE_EMAIL_URL"))
EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD, EMAIL_USE_TLS, EMAIL_USE_SSL = email()
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = os.environ.get("JIEYUE_EMAIL_FROM", "") or EMAIL_HOST_USER

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "jieyue.store.people.passwords.PasswordBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "account:sign_in"
LOGIN_REDIRECT_URL = "/"
JIEYUE_TOKEN_DAYS = 366  # the longest that an access token may be good for
JIEYUE_MOST_SENT_BYTES = 200 * 1024 * 1024  # in one request to the API
JIEYUE_PASSWORD_DAYS = int(os.environ.get("JIEYUE_PASSWORD_DAYS", "0"))  # 0: passwords do not expire
JIEYUE_FIRST_PASSWORD_DAYS = 14
JIEYUE_IDLE = timedelta(minutes=float(os.environ.get("JIEYUE_IDLE_MINUTES", "30")))
SESSION_ENGINE = "jieyue.store.people.sessions"
SESSION_COOKIE_AGE = int(float(os.environ.get("JIEYUE_SESSION_HOURS", "12")) * 3600)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
AXES_FAILURE_LIMIT = int(os.environ.get("JIEYUE_SIGN_IN_TRIES", "5"))
AXES_COOLOFF_TIME = timedelta(minutes=float(os.environ.get("JIEYUE_LOCKED_MINUTES", "15")))
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "jieyue.web.account.views.locked"
AXES_CLIENT_IP_CALLABLE = "jieyue.web.account.signing.address_of"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True  # sign-ins are in the chained log
AXES_ENABLE_ADMIN = AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code", "csrfmiddlewaretoken"]
JIEYUE_CLOCK_CHECKED = os.environ.get("JIEYUE_CLOCK_CHECKED") == "1"
SECRET_KEY = SimpleLazyObject(lambda: secret_key(home()))

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = JIEYUE_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [WEB / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
