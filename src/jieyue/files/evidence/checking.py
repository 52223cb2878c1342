"""Whether a file may be kept as evidence: what it is, whether it is whole, and whether it is nothing else besides."""

import re
from pathlib import Path

from jieyue.files.evidence import office, pictures
from jieyue.files.evidence.bounded import Examined, examine
from jieyue.files.evidence.einvoice import check_einvoice
from jieyue.files.evidence.kinds import EINVOICE, HEIC, JPEG, OFFICE, PDF, PNG, WEBP, EvidenceKind
from jieyue.files.evidence.refused import SAVE_AS_PDF, NotEvidence, damaged, has_more_inside
from jieyue.files.evidence.sniffing import PDF_HEADER, PDF_HEADER_WITHIN, kind_told

STRUCTURES = {
    JPEG: pictures.check_jpeg,
    PNG: pictures.check_png,
    WEBP: pictures.check_webp,
    HEIC: pictures.check_heic,
    EINVOICE: check_einvoice,
}
PDF_END = b"%%EOF"
_SCRIPT = re.compile(rb"<(\?php\s|script[\s>]|html[\s>]|!doctype\s+html)", re.IGNORECASE)


def check(path: Path) -> tuple[EvidenceKind, Examined]:
    """What the file is, and what was seen when it was opened in a process of its own. Raises NotEvidence."""
    content = path.read_bytes()
    kind = kind_told(content)
    _refuse_polyglot(content, kind)
    if kind is PDF:
        _check_pdf_ends(content)
    if kind in STRUCTURES:
        STRUCTURES[kind](content)
    return kind, examine(kind, path) if kind.has_preview else Examined()


def _refuse_polyglot(content: bytes, kind: EvidenceKind) -> None:
    if kind is not PDF and PDF_HEADER in content[: PDF_HEADER_WITHIN + len(PDF_HEADER)]:
        raise has_more_inside("文件", " PDF ")
    if kind.group == OFFICE and kind is not EINVOICE:
        if not content.startswith(office.ZIP_MAGIC) and office.is_also_a_zip(content, strictly=True):
            raise has_more_inside("文件", "压缩包")
        return
    if office.is_also_a_zip(content):
        raise has_more_inside("文件", "压缩包")
    if _SCRIPT.search(content):
        raise has_more_inside("文件", "网页或脚本")


def _check_pdf_ends(content: bytes) -> None:
    end = content.rfind(PDF_END)
    if end < 0:
        raise damaged("PDF ")
    if content[end + len(PDF_END) :].strip(b"\0\r\n\t\f "):
        raise NotEvidence("PDF 的末尾之后还有别的内容，可能被篡改过，不能收下。", do=SAVE_AS_PDF)
