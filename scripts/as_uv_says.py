"""Prints, as words of the environment, what uv calls what pip is told on this machine: where packages come from,
through what proxy, and whose certificates are trusted. Run by the Python whose pip is meant.
"""

import ast
import re
import shlex
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

BY_OPTION_OF_PIP = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "no-index": "UV_NO_INDEX",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
    "client-cert": "SSL_CLIENT_CERT",
    "proxy": "ALL_PROXY",
    "timeout": "UV_HTTP_TIMEOUT",
    "default-timeout": "UV_HTTP_TIMEOUT",
}
SEPARATED_BY_COMMAS = "UV_FIND_LINKS"
LIKE_PIP = {"UV_INDEX_STRATEGY": "unsafe-best-match"}
"""One version is wanted of each package, wherever it lies; what is not the wanted file is told by its hash."""


def environment() -> dict[str, str]:
    """The environment wins over a file, as it does with pip, which names it last or first by its version."""
    said = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    ).stdout
    found = re.findall(r"^(.+?)\.([A-Za-z0-9-]+)=(.+)$", said, flags=re.MULTILINE)
    in_order = sorted(found, key=lambda each: each[0].startswith(":env:"))
    told = {option: ast.literal_eval(value) for _, option, value in in_order}
    named = {BY_OPTION_OF_PIP[option]: _words(value) for option, value in told.items() if option in BY_OPTION_OF_PIP}
    return LIKE_PIP | {name: ("," if name == SEPARATED_BY_COMMAS else " ").join(words) for name, words in named.items()}


def _words(value: str) -> list[str]:
    """What lies on a disk only where it is there: pip passes over a folder that is not, uv does not."""
    return [word for word in value.split() if (path := _on_disk(word)) is None or path.exists()]


def _on_disk(word: str) -> Path | None:
    if word.startswith("file:"):
        return Path(unquote(urlsplit(word).path))
    return Path(word) if word.startswith("/") else None


if __name__ == "__main__":
    sys.stdout.write(" ".join(shlex.quote(f"{name}={value}") for name, value in environment().items()))
