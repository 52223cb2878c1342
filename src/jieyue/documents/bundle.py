"""佐证材料汇总 as one ZIP: what is handed in with a self-evaluation, its evidence, and an index of both."""

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import BinaryIO

from django.utils import timezone

from jieyue.documents.catalogue import documents
from jieyue.files.archive import Packed, name_for_windows, write_archive
from jieyue.files.writing import Table, Value, write_xlsx
from jieyue.programme.evaluation.bundling import Bundle, Bundled, bundle
from jieyue.rules.period import Period
from jieyue.rules.person import Person

HANDED_IN_AS = "self_evaluation"
EVIDENCE, INDEX = "佐证材料", "目录.xlsx"
ENDINGS = (".docx", ".xlsx", ".pdf")
COLUMNS = (
    "项号",
    "评价内容",
    "佐证编号",
    "材料名称",
    "事实日期",
    "文件",
    "大小（字节）",
    "SHA-256",
    "上传人",
    "上传时间",
)
OF_PAPERS = ("文件", "SHA-256")


def write_bundle(to: BinaryIO, *, organisation: str, year: int, person: Person, today: date) -> str:
    """Gives the name that the file should have. Raises what `bundle` raises."""
    about = {"organisation": organisation, "person": person, "today": today}
    found = bundle(**about, year=year)
    papers = list(_papers(found, **about))
    top = name_for_windows(f"{found.name}{year}年度自评材料{'（草稿）' if found.is_draft else ''}")
    proofs = _placed(found.files)
    index = _index(papers, [(file, f"{EVIDENCE}\\{proofs[file.sha256, file.name]}") for file in found.files])
    packed = [
        Packed((top, INDEX), index),
        *(Packed((top, name), content) for name, content in papers),
        *(Packed((top, EVIDENCE, name), path) for name, path in _once(found.files, proofs)),
    ]
    write_archive(to, packed)
    return f"{top}.zip"


def _papers(found: Bundle, **about: object) -> Iterator[tuple[str, bytes]]:
    """What a plan asks to be handed in with the evidence, in all its forms."""
    for document in documents().values():
        if document.handed_in_as != HANDED_IN_AS:
            continue
        drawn = document.asked(period=Period.parse(f"{found.year:04}"), **about)
        for ending in ENDINGS:
            yield f"{document.zh}{ending}", document.makes[ending](drawn.content, is_draft=drawn.is_draft)


def _placed(files: Sequence[Bundled]) -> dict[tuple[str, str], str]:
    """By content and name, the name in the archive: that of the first item that it proves."""
    found: dict[tuple[str, str], str] = {}
    for file in files:
        name = name_for_windows(f"{file.number} {file.name}{Path(file.file_name).suffix}")
        found.setdefault((file.sha256, file.name), name)
    return found


def _once(files: Sequence[Bundled], names: dict[tuple[str, str], str]) -> list[tuple[str, Path]]:
    return list({names[file.sha256, file.name]: file.path for file in files}.items())


def _index(papers: Sequence[tuple[str, bytes]], proofs: Sequence[tuple[Bundled, str]]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / INDEX
        told = [(name, hashlib.sha256(content).hexdigest()) for name, content in papers]
        rows = [_row(file, place) for file, place in proofs]
        write_xlsx(path, [Table("佐证材料目录", COLUMNS, rows), Table("文书", OF_PAPERS, told)])
        return path.read_bytes()


def _row(file: Bundled, place: str) -> Sequence[Value]:
    moment = timezone.localtime(file.uploaded_at).replace(tzinfo=None)
    about = (file.item, file.text, file.number, file.name, file.fact_on, place)
    return (*about, file.size_bytes, file.sha256, file.uploaded_by, moment)
