"""The file a backup is: a ZIP of tables, folders' files and a manifest with the digest of each.

It is written under another name and gets its own when it is whole. It is read only when names, number and digests of
its members are what the manifest says.
"""

import fcntl
import hashlib
import json
import os
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from jieyue.files.lasting import keep_names
from jieyue.rules.refusal import Refused

LAYOUT = 1
UNFINISHED = ".part"
LOCAL_HEADER = 30  # bytes before the name of a member
FIRST_MEMBER = b"database/"
MANIFEST = "manifest.json"
BYTES_AT_ONCE = 1 << 20
QUICK = 1  # tables shrink tenfold at the quickest level already
NOT_AGAIN = "请换用另一份备份。"
DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, RuntimeError)
"""What reading a damaged archive may raise."""


class BackupUnreadable(Refused):
    """The file is no backup, or no longer the backup that was made."""


class BackupNotWritten(Refused):
    """The backup cannot be put there."""


@dataclass
class NewArchive:
    """An archive in the making."""

    zip: zipfile.ZipFile
    members: dict[str, dict[str, object]] = field(default_factory=dict)

    def add(self, name: str, portions: Iterable[bytes], *, shrink: bool) -> str:
        """Take a member in, and give its SHA-256."""
        digest, size = hashlib.sha256(), 0
        entry = zipfile.ZipInfo(name)
        entry.compress_type = zipfile.ZIP_DEFLATED if shrink else zipfile.ZIP_STORED
        entry._compresslevel = QUICK
        entry.external_attr = 0o600 << 16
        with self.zip.open(entry, "w", force_zip64=True) as member:
            for portion in portions:
                member.write(portion)
                digest.update(portion)
                size += len(portion)
        self.members[name] = {"sha256": digest.hexdigest(), "bytes": size}
        return digest.hexdigest()

    def add_file(self, name: str, file: Path) -> str:
        with file.open("rb") as opened:
            return self.add(name, portions_of(opened), shrink=False)

    def close(self, said: dict[str, Any]) -> None:
        """Write the manifest. Without one an archive is not whole."""
        manifest = {"layout": LAYOUT, **said, "members": self.members}
        self.zip.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))


@dataclass(frozen=True)
class Archive:
    zip: zipfile.ZipFile
    manifest: dict[str, Any]
    file: Path

    def portions(self, name: str) -> Iterator[bytes]:
        """A member's content, compared with its digest at the end."""
        expected, digest, size = self.manifest["members"][name], hashlib.sha256(), 0
        try:
            with self.zip.open(name) as member:
                for portion in portions_of(member):
                    digest.update(portion)
                    size += len(portion)
                    if size > expected["bytes"]:
                        break
                    yield portion
        except DAMAGED as error:
            raise _unreadable(self.file, f"其中的 {name} 读不出来") from error
        if (digest.hexdigest(), size) != (expected["sha256"], expected["bytes"]):
            raise _unreadable(self.file, f"其中的 {name} 与清单上的校验值不符，被改动过或已损坏")

    def check(self) -> None:
        """Read everything once and compare it with the manifest."""
        for name in self.manifest["members"]:
            for _ in self.portions(name):
                pass

    def names(self, folder: str) -> list[str]:
        return sorted(name for name in self.manifest["members"] if name.startswith(f"{folder}/"))


def portions_of(opened: BinaryIO) -> Iterator[bytes]:
    while portion := opened.read(BYTES_AT_ONCE):
        yield portion


@contextmanager
def writing_archive(file: Path, *, overwrite: bool) -> Iterator[NewArchive]:
    """An archive under the name `file` once the block ends well; nothing new under that name otherwise."""
    if file.exists() and not overwrite:
        raise BackupNotWritten(f"{file} 已经存在。", do="请换一个文件名；确要替换的，加 --overwrite。")
    unfinished = file.with_name(f"{file.name}{UNFINISHED}")
    _remove_abandoned(file.parent)
    try:
        with _alone(unfinished) as opened:
            with zipfile.ZipFile(opened, "w", allowZip64=True) as zip_:
                yield NewArchive(zip_)
            opened.flush()
            os.fsync(opened.fileno())
            unfinished.replace(file)
            keep_names(file.parent)
    except OSError as error:
        raise BackupNotWritten(
            f"备份没有写成（{error.strerror or error}）。", do=f"请核对 {file.parent} 是否存在、可以写入、空间够用。"
        ) from error


def _remove_abandoned(folder: Path) -> None:
    """What backups left in the folder that were killed: nobody holds it, and it begins as a backup, or not at all."""
    for left in folder.glob(f"*{UNFINISHED}"):
        with suppress(OSError), left.open("r+b") as opened:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            begin = opened.read(len(FIRST_MEMBER) + LOCAL_HEADER)
            is_ours = begin[LOCAL_HEADER:] == FIRST_MEMBER and begin.startswith(b"PK\x03\x04")
            if is_ours or (not begin and left.name.endswith(f".zip{UNFINISHED}")):
                left.unlink()


@contextmanager
def _alone(unfinished: Path) -> Iterator[BinaryIO]:
    """The unfinished file, empty and ours. What a killed backup left there is written over."""
    with os.fdopen(os.open(unfinished, os.O_RDWR | os.O_CREAT, 0o600), "w+b") as opened:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if not os.path.samestat(os.fstat(opened.fileno()), unfinished.stat()):
                raise BlockingIOError
        except OSError as error:
            raise BackupNotWritten(f"另一个备份正在写入 {unfinished}。", do="请等它完成，或换一个文件名。") from error
        os.fchmod(opened.fileno(), 0o600)
        opened.truncate()
        try:
            yield opened
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise


@contextmanager
def reading_archive(file: Path) -> Iterator[Archive]:
    """A backup whose members are those that its manifest names, under names that stay where they belong."""
    with _opened(file) as zip_:
        archive = Archive(zip_, _manifest(zip_, file), file)
        _refuse_other_members(archive)
        yield archive


def _opened(file: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except FileNotFoundError as error:
        raise BackupUnreadable(f"没有文件 {file}。", do="请核对文件名。") from error
    except OSError as error:
        raise BackupUnreadable(f"{file} 打不开（{error.strerror}）。", do="请核对文件和读取权限。") from error
    except DAMAGED as error:
        raise _unreadable(file, "不是备份文件，或者没有传完整") from error


def _manifest(zip_: zipfile.ZipFile, file: Path) -> dict[str, Any]:
    try:
        manifest = json.loads(zip_.read(MANIFEST))
        layout = manifest["layout"]
        whole = all(isinstance(each["bytes"], int) and each["sha256"] for each in manifest["members"].values())
    except (*DAMAGED, KeyError, TypeError, AttributeError) as error:
        raise _unreadable(file, "没有备份清单，不是 jieyue 的备份，或者没有写完") from error
    if layout != LAYOUT or not whole:
        raise BackupUnreadable(
            f"{file} 是另一种格式的备份（格式 {layout}）。", do="请用制作这份备份的版本或更新的版本恢复。"
        )
    return manifest


def _refuse_other_members(archive: Archive) -> None:
    names = archive.zip.namelist()
    if sorted(names) != sorted([*archive.manifest["members"], MANIFEST]):
        raise _unreadable(archive.file, "其中的文件与清单不符，有多出、缺少或重复的")
    for name in names:
        parts = PurePosixPath(name).parts
        if name.startswith("/") or "\\" in name or "\0" in name or {"..", "."} & set(name.split("/")) or not parts:
            raise _unreadable(archive.file, f"其中有不允许的文件名 {name!r}")


def _unreadable(file: Path, why: str) -> BackupUnreadable:
    return BackupUnreadable(f"{file} 不能用来恢复：{why}。", do=NOT_AGAIN)
