"""What a deployment keeps beside its database: evidence, its own policy, its secret key."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from jieyue.rules.refusal import Refused

APPEND_ONLY = ("evidence", "uploads")
"""Folders of the home whose files never change once they have their name."""
SECRET_KEY = "secret-key"  # noqa: S105 (the name of the file)
UNFINISHED = (".part", ".tmp", ".new", ".lock")


class HomeUnusable(Refused):
    """The folder or the database cannot be used as it is."""


def home() -> Path:
    return Path(settings.JIEYUE_HOME)


def make_home() -> Path:
    folder = home()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise HomeUnusable(
            f"数据文件夹 {folder} 不能使用（{error.strerror}）。",
            do="请核对环境变量 JIEYUE_HOME 和文件夹的权限。",
        ) from error
    return folder


def policy_folders() -> list[Path]:
    return [folder for folder in map(Path, settings.JIEYUE_POLICY_FOLDERS) if folder.is_dir()]


def kept_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """The files of a folder with their names in it. What is still being written has no name of its own yet."""
    if not folder.is_dir():
        return
    for file in sorted(folder.rglob("*")):
        if file.is_file() and not file.is_symlink() and not _is_unfinished(file):
            yield file.relative_to(folder).as_posix(), file


def _is_unfinished(file: Path) -> bool:
    return file.name.startswith(".") or file.suffix in UNFINISHED
