"""No committed file names a path of the machine it was written on, or the host that packages are fetched from.

Neither is written here: the hosts are what pip, apt and npm of this machine say, the paths those of this machine.
"""

import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

HOME_FOLDERS = r"/(work|root|home|Users)/[A-Za-z0-9._-]+"
NOT_INSIDE_AN_ADDRESS = r"(^|[^A-Za-z0-9._/-])"


def output_of(*command: str) -> str:
    """What a program says; nothing where the program is not there."""
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout
    except FileNotFoundError:
        return ""


def apt_sources() -> str:
    folder = Path("/etc/apt")
    patterns = ("sources.list", "sources.list.d/*.list", "sources.list.d/*.sources")
    return "\n".join(file.read_text(errors="replace") for pattern in patterns for file in folder.glob(pattern))


def registry_hosts() -> set[str]:
    defaults = "from pip._internal.models.index import PyPI as p; print(p.url, 'https://' + p.file_storage_domain)"
    said = [
        output_of(sys.executable, "-c", defaults),
        output_of(sys.executable, "-m", "pip", "config", "list"),
        output_of("npm", "config", "get", "registry"),
        apt_sources(),
    ]
    addresses = re.findall(r"https?://[^\s'\"]+", "\n".join(said))
    return {host for address in addresses if (host := urlsplit(address).hostname)}


def committed_lines(pattern: str) -> list[str]:
    return output_of("git", "grep", "--line-number", "-I", "--extended-regexp", "-e", pattern).splitlines()


def main() -> int:
    checkout = re.escape(str(Path.cwd()))
    patterns = [NOT_INSIDE_AN_ADDRESS + HOME_FOLDERS, checkout + "(/|$)", *map(re.escape, sorted(registry_hosts()))]
    found = [line for pattern in patterns for line in committed_lines(pattern)]
    sys.stderr.writelines(f"{line}\n" for line in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
