"""What may be kept as evidence, and how each kind is called, named and sent."""

from typing import NamedTuple

PDF_GROUP, PICTURE, OFFICE = "pdf", "picture", "office"


class EvidenceKind(NamedTuple):
    """`suffixes`: the names it may bear, its own first. `group`: what limits and previews go by."""

    key: str
    zh: str
    group: str
    suffixes: tuple[str, ...]
    media_type: str
    has_preview: bool = False


PDF = EvidenceKind("pdf", " PDF 文件", PDF_GROUP, (".pdf",), "application/pdf", True)
JPEG = EvidenceKind("jpeg", " JPG 图片", PICTURE, (".jpg", ".jpeg", ".jpe", ".jfif"), "image/jpeg", True)
PNG = EvidenceKind("png", " PNG 图片", PICTURE, (".png",), "image/png", True)
WEBP = EvidenceKind("webp", " WebP 图片", PICTURE, (".webp",), "image/webp", True)
HEIC = EvidenceKind("heic", " HEIC 图片", PICTURE, (".heic", ".heif", ".hif"), "image/heic")
XLSX = EvidenceKind(
    "xlsx",
    " XLSX 工作簿",
    OFFICE,
    (".xlsx", ".et"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)
XLS = EvidenceKind("xls", " XLS 工作簿", OFFICE, (".xls", ".et"), "application/vnd.ms-excel")
DOCX = EvidenceKind(
    "docx",
    " DOCX 文档",
    OFFICE,
    (".docx", ".wps"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
)
DOC = EvidenceKind("doc", " DOC 文档", OFFICE, (".doc", ".wps"), "application/msword")
OFD = EvidenceKind("ofd", " OFD 版式文件", OFFICE, (".ofd",), "application/ofd")
EINVOICE = EvidenceKind("einvoice", "数电票的 XML ", OFFICE, (".xml",), "application/xml")

KINDS = {kind.key: kind for kind in (PDF, JPEG, PNG, WEBP, HEIC, XLSX, XLS, DOCX, DOC, OFD, EINVOICE)}
NAMED = (
    "PDF、照片和图片（JPG、PNG、WebP、HEIC）、OFD、数电票的 XML、"
    "Word 和 WPS 文档（.docx、.doc、.wps）、表格（.xlsx、.xls、.et）"
)
ACCEPTED = ",".join(dict.fromkeys(suffix for kind in KINDS.values() for suffix in kind.suffixes))
"""For a browser's choice of files."""
