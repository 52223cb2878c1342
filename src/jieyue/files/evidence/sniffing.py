"""What a file is by its bytes. What its name and the browser say counts for nothing here."""

import re
import struct

from jieyue.files import biff
from jieyue.files.evidence import office
from jieyue.files.evidence.einvoice import is_einvoice, root_of
from jieyue.files.evidence.kinds import DOC, EINVOICE, HEIC, JPEG, NAMED, PDF, PNG, WEBP, XLS, EvidenceKind
from jieyue.files.evidence.refused import SAVE_AS_PDF, NotEvidence, damaged

PDF_HEADER = b"%PDF-"
PDF_HEADER_WITHIN = 1024
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}

_OTHERS: list[tuple[bytes, str]] = [
    (b"GIF87a", " GIF 图片"),
    (b"GIF89a", " GIF 图片"),
    (b"II*\0", " TIFF 图片"),
    (b"MM\0*", " TIFF 图片"),
    (b"BM", " BMP 图片"),
    (b"Rar!\x1a\x07", " RAR 压缩包"),
    (b"7z\xbc\xaf\x27\x1c", " 7z 压缩包"),
    (b"\x1f\x8b", " GZIP 压缩包"),
    (b"{\\rtf", " RTF 文档"),
    (b"SQLite format 3\0", "数据库"),
    (b"MZ", "程序"),
    (b"\x7fELF", "程序"),
    (b"\xca\xfe\xba\xbe", "程序"),
    (b"\xcf\xfa\xed\xfe", "程序"),
    (b"\xfe\xed\xfa", "程序"),
    (b"L\0\0\0\x01\x14\x02\0", "快捷方式"),
    (b"ITSF", "帮助文件（CHM）"),
    (b"#!", "脚本"),
    (b"\x1aE\xdf\xa3", "视频"),
    (b"ID3", "录音"),
]
WEB_PAGES = ("html", "svg", "table", "body", "script", "iframe")
_MARKUP = re.compile(rb"<(\?php|script|svg|!doctype|html|head|body|iframe|table|\?xml|!--|meta|style)")


def kind_told(content: bytes) -> EvidenceKind:
    """Raises NotEvidence, which says what the file is instead."""
    if not content:
        raise NotEvidence("文件是空的（0 字节）。", do="请核对原文件；网络中断时请重新选择文件上传。")
    if content.startswith(office.ZIP_MAGIC):
        return office.kind_of_zip(content)
    if content.startswith(biff.OLE_MAGIC):
        return _kind_of_ole(content)
    if found := _simple_kind(content):
        return found
    return EINVOICE if is_einvoice(content) else _refuse(content)


def _simple_kind(content: bytes) -> EvidenceKind | None:
    if content.startswith(PDF_HEADER):
        return PDF
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return WEBP
    if content[4:8] == b"ftyp" and content[8:12] in HEIC_BRANDS:
        return HEIC
    return None


def _kind_of_ole(content: bytes) -> EvidenceKind:
    try:
        names = biff.stream_names(content)
    except (struct.error, ValueError, IndexError) as error:
        raise damaged() from error
    office.refuse_ole_with_macros(names)
    if {"Workbook", "Book"} & names:
        return office.workbook_without_macro_sheets(content, XLS)
    if "WordDocument" in names:
        return DOC
    raise _refusal("演示文稿（PPT）" if "PowerPoint Document" in names else "其他办公文件")


def _refuse(content: bytes) -> EvidenceKind:
    if PDF_HEADER in content[: PDF_HEADER_WITHIN + len(PDF_HEADER)]:
        raise NotEvidence("PDF 的开头之前还有别的内容，可能被篡改过，不能收下。", do=SAVE_AS_PDF)
    raise _refusal(_other(content))


def _other(content: bytes) -> str:
    for magic, what in _OTHERS:
        if content.startswith(magic):
            return what
    if content[4:8] == b"ftyp":
        return "视频或录音"
    if found := _MARKUP.findall(content[:2048].lower()):
        return _markup(found, root_of(content))
    return "纯文本，文本没有可以核对的格式" if _is_text(content[:4096]) else "不认识的格式"


def _markup(tags: list[bytes], root: str | None) -> str:
    if b"?php" in tags:
        return "脚本"
    if b"svg" in tags:
        return " SVG 图形，可以带脚本"
    is_data = root is not None and root.lower() not in WEB_PAGES
    return " XML，又不是数电票的" if is_data or tags == [b"?xml"] else "网页"


def _is_text(beginning: bytes) -> bool:
    return not any(byte < 32 and byte not in b"\t\r\n\x0c" for byte in beginning)


def _refusal(what: str) -> NotEvidence:
    return NotEvidence(f"文件内容是{what}，不能作为证据材料收下。", do=f"可以收下的有：{NAMED}。{SAVE_AS_PDF}")
