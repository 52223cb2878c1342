"""The name of a file somebody brought: without paths and tricks, and in agreement with what the file is."""

import re
import unicodedata
from pathlib import PurePosixPath

from jieyue.files.evidence.kinds import KINDS, PICTURE, EvidenceKind
from jieyue.files.evidence.refused import NotEvidence

MOST_BYTES = 180
NAMELESS = "未命名"
HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Unicode's control, format (right-to-left override, zero width), surrogate and separator characters."""

_FORBIDDEN = re.compile(r'[<>:"|?*]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)", re.IGNORECASE)
_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}", re.IGNORECASE)


def clean_name(written: str) -> str:
    """The last part of what may be a path, with nothing in it that a disk, a page or an eye trips over."""
    last = re.split(r"[/\\]", written)[-1]
    shown = "".join(" " if char.isspace() else char for char in last if unicodedata.category(char) not in HIDDEN)
    name = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", shown)).strip(" .")
    if _RESERVED.fullmatch(name.partition(".")[0].strip()):
        name = f"_{name}"
    return _shortened(name) or NAMELESS


def agreed_name(written: str, kind: EvidenceKind) -> str:
    """The clean name with a suffix that fits the content.

    A name without a suffix gets one, and one picture's suffix on another picture is mended: phones and chat programs
    write both. Any other contradiction raises NotEvidence, for somebody is mistaken or pretends.
    """
    name = clean_name(written)
    suffix = PurePosixPath(name).suffix
    if suffix.lower() in kind.suffixes:
        return name
    if not _SUFFIX.fullmatch(suffix):
        return _shortened(name + kind.suffixes[0])
    if kind.group == PICTURE and suffix.lower() in _picture_suffixes():
        return name.removesuffix(suffix) + kind.suffixes[0]
    raise NotEvidence(
        f"文件名的后缀是 {suffix}，内容却是{kind.zh}。",
        do=f"请核对是否选错了文件；没有选错的，请把后缀改为 {kind.suffixes[0]} 后再上传。",
    )


def _picture_suffixes() -> set[str]:
    return {suffix for each in KINDS.values() if each.group == PICTURE for suffix in each.suffixes}


def _shortened(name: str) -> str:
    """At most MOST_BYTES in UTF-8, the suffix kept."""
    if len(name.encode()) <= MOST_BYTES:
        return name
    suffix = PurePosixPath(name).suffix
    suffix = suffix if _SUFFIX.fullmatch(suffix) else ""
    stem = name.removesuffix(suffix).encode()[: MOST_BYTES - len(suffix)].decode(errors="ignore")
    return stem.rstrip(" .") + suffix
