"""Where a deployment keeps its things, read from the environment."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from jieyue.rules.refusal import Refused

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=wal; PRAGMA synchronous=2; PRAGMA foreign_keys=1; "
    "PRAGMA cache_size=-64000; PRAGMA mmap_size=268435456; PRAGMA temp_store=2"
)
SPARK = "spark://"


class WrongSetting(Refused):
    """An environment variable says what nobody knows. Its value may hold a password, and is not told."""

    def __init__(self, name: str, *, do: str) -> None:
        super().__init__(f"环境变量 {name} 的写法不认识。", do=do)


def home() -> Path:
    return Path(os.environ.get("JIEYUE_HOME", "jieyue-home")).absolute()


def warehouse_folder() -> Path:
    """A folder, or a `file:` URL of one, that a deployment with its own disks for statistics names; with Spark the path
    of its URL, under which every machine of the cluster reads it.
    """
    named = os.environ.get("JIEYUE_WAREHOUSE_URL", "")
    if named.startswith(SPARK):
        _, slash, path = named.removeprefix(SPARK).partition("/")
        named = slash + path if path else ""
    return (
        Path(unquote(urlsplit(named).path) if named.startswith("file:") else named) if named else home() / "warehouse"
    )


def spark_master() -> str:
    """Which Spark answers statistics: the master of a cluster, or `local[*]`, in one process here. Empty: DuckDB does.

    `spark://first:7077,second:7077/srv/warehouse` or `spark://local[*]/srv/warehouse`.
    """
    named = os.environ.get("JIEYUE_WAREHOUSE_URL", "")
    master = named.removeprefix(SPARK).partition("/")[0] if named.startswith(SPARK) else ""
    return master if not master or master.startswith("local") else SPARK + master


def policy_folders() -> list[Path]:
    """The deployment's own policy, read beside the policy that ships with the package."""
    named = os.environ.get("JIEYUE_POLICY", "")
    own = [Path(part) for part in named.split(os.pathsep) if part]
    return own or [folder for folder in [home() / "policy"] if folder.is_dir()]


def evidence_most_bytes() -> dict[str, int]:
    """How large a file of evidence may be, by group: JIEYUE_EVIDENCE_MB is a number, or as in `pdf=50,picture=20`."""
    named = os.environ.get("JIEYUE_EVIDENCE_MB", "")
    groups = dict.fromkeys(("pdf", "picture", "office"), 20.0)
    if named and "=" not in named:
        groups = dict.fromkeys(groups, float(named))
    elif named:
        groups |= {group.strip(): float(most) for group, most in (part.split("=") for part in named.split(","))}
    return {group: int(most * 1024 * 1024) for group, most in groups.items()}


def is_behind_https() -> bool:
    """Whether browsers reach the site by HTTPS, which a reverse proxy speaks for it."""
    return os.environ.get("JIEYUE_HTTPS", "") == "1"


def proxies() -> frozenset[str]:
    """The addresses of reverse proxies whose word about the browser's address counts."""
    return frozenset(part.strip() for part in os.environ.get("JIEYUE_PROXY", "").split(",") if part.strip())


def email() -> tuple[str, int, str, str, bool, bool]:
    """The server that sends e-mail, as JIEYUE_EMAIL_URL names it: host, port, user, password, STARTTLS, TLS.

    `smtp://` is plain, `smtp+tls://` begins with STARTTLS, `smtps://` is TLS from the first byte.
    """
    named = urlsplit(os.environ.get("JIEYUE_EMAIL_URL", ""))
    ports = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
    if named.scheme not in ("", *ports):
        raise WrongSetting("JIEYUE_EMAIL_URL", do=f"请以 {'、'.join(f'{each}://' for each in ports)} 之一开头。")
    port = named.port or ports.get(named.scheme, 25)
    user, password = (unquote(part or "") for part in (named.username, named.password))
    return named.hostname or "", port, user, password, named.scheme == "smtp+tls", named.scheme == "smtps"


def robot_hosts() -> frozenset[str]:
    """The hosts of the house's own chat robots, as JIEYUE_ROBOT_HOSTS names them."""
    named = os.environ.get("JIEYUE_ROBOT_HOSTS", "").lower().split(",")
    return frozenset(filter(None, map(str.strip, named)))


def database() -> dict[str, object]:
    """Django's description of the database: SQLite in the home, or the PostgreSQL that JIEYUE_DATABASE_URL names."""
    url = os.environ.get("JIEYUE_DATABASE_URL", "")
    if url.startswith(("postgresql:", "postgres:")):
        return _postgresql(url)
    if url and not url.startswith(
        "sqlite:"
    ):  # or else an empty database in the home would pass for the one that is meant
        raise WrongSetting(
            "JIEYUE_DATABASE_URL", do="请写 postgresql://用户:口令@主机/库 或 sqlite:/路径；用数据文件夹里的，不设。"
        )
    path = unquote(urlsplit(url).path) if url.startswith("sqlite:") else home() / "jieyue.sqlite3"
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        # One writer at a time, told so at BEGIN, so that nobody is refused half-way.
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 60, "init_command": SQLITE_PRAGMAS},
    }


def _postgresql(url: str) -> dict[str, object]:
    from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415 (only where PostgreSQL is used)

    parts = conninfo_to_dict(url)
    known = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    # Compiling a question takes PostgreSQL half a second where answering it takes a fifth, and we ask it nothing that
    # counts for long. What the URL says goes first: it stands last.
    parts["options"] = f"-c jit=off {parts.get('options', '')}".strip()
    return {
        "ENGINE": "django.db.backends.postgresql",
        **{django: str(parts.pop(libpq, "") or "") for django, libpq in known.items()},
        "CONN_MAX_AGE": None,
        "OPTIONS": parts,
    }
