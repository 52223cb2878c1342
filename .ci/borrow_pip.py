"""Gives a bare root file system this machine's pip configuration, and prints the local paths that it refers to.

What pip takes from the environment is passed on by the caller; only its local paths are printed here.
"""

import ast
import configparser
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit


def configuration() -> list[tuple[str, str, str]]:
    """Section, option and value of everything that pip is told; the section is `:env:` for the environment."""
    said = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    ).stdout
    found = re.findall(r"^(.+?)\.([A-Za-z0-9-]+)=(.+)$", said, flags=re.MULTILINE)
    return [(section, option, ast.literal_eval(value)) for section, option, value in found]


def write(entries: list[tuple[str, str, str]], *, to: Path) -> None:
    config = configparser.RawConfigParser()
    for section, option, value in entries:
        if not section.startswith(":"):
            config.setdefault(section, {})
            config.set(section, option, value)
    with to.open("w") as file:
        config.write(file)


def local_paths(value: str, *, root: Path) -> list[Path]:
    words = [unquote(urlsplit(word).path) if word.startswith("file:") else word for word in value.split()]
    return [_whole(Path(word), root=root) for word in words if word.startswith("/") and Path(word).exists()]


def _whole(path: Path, *, root: Path) -> Path:
    """An index on disk keeps its files beside its pages, so the folder around both is what is needed.

    Never one that the bare root has itself.
    """
    around = path.parent
    return around if path.is_dir() and not (root / around.relative_to("/")).exists() else path


def main() -> None:
    root = Path(sys.argv[1])
    entries = configuration()
    write(entries, to=root / "etc/pip.conf")
    paths = {path for _, _, value in entries for path in local_paths(value, root=root)}
    sys.stdout.writelines(f"{path}\n" for path in sorted(paths))


if __name__ == "__main__":
    main()
