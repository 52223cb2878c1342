"""What a file really is, by its bytes and not by its name."""

import struct
from pathlib import PurePath
from typing import Literal

from jieyue.files import biff, package
from jieyue.files.refused import SAVE_AS_XLSX, FileRefused, damaged, encrypted

Kind = Literal["text", "xlsx", "xls"]

SUFFIXES: dict[Kind, tuple[str, ...]] = {
    "text": (".csv", ".tsv", ".txt"),
    "xlsx": (".xlsx", ".xlsm", ".et"),
    "xls": (".xls", ".et"),
}
NAMES: dict[Kind, str] = {"text": "文本（CSV）", "xlsx": "XLSX 工作簿", "xls": "XLS 工作簿"}

SEND_A_SHEET = "请上传 .xlsx、.xls、.et 或 .csv 表格，可先下载模板填写。"

_MAGIC: list[tuple[bytes, str]] = [
    (b"%PDF", "PDF 文件"),
    (b"\x89PNG\r\n", "PNG 图片"),
    (b"\xff\xd8\xff", "JPEG 图片"),
    (b"GIF87a", "GIF 图片"),
    (b"GIF89a", "GIF 图片"),
    (b"II*\0", "TIFF 图片"),
    (b"MM\0*", "TIFF 图片"),
    (b"Rar!\x1a\x07", "RAR 压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包"),
    (b"\x1f\x8b", "GZIP 压缩包"),
    (b"{\\rtf", "RTF 文档"),
    (b"SQLite format 3\0", "SQLite 数据库"),
    (b"MZ\x90\0", "程序文件"),
]
_MARKUP = (b"<html", b"<!doctype html", b"<table", b"<head", b"<meta", b"<?xml", b"<body", b"<style")


def kind_of(content: bytes, *, name: str) -> Kind:
    """How to read the file. Refused when it is no sheet, or when its name says it is another kind than it is."""
    suffix = PurePath(name).suffix.lower()
    kind = _kind_by_bytes(content)
    if suffix in SUFFIXES[kind]:
        return kind
    if not any(suffix in allowed for allowed in SUFFIXES.values()):
        raise FileRefused.because("unknown_suffix", f"不认识后缀“{suffix}”的文件。", SEND_A_SHEET)
    raise FileRefused.because(
        "suffix_contradicts_content",
        f"文件名的后缀是 {suffix}，内容却是{NAMES[kind]}。",
        f"请把后缀改为 {SUFFIXES[kind][0]}，或者用 WPS 表格、Excel 打开后另存为 .xlsx。",
    )


def _kind_by_bytes(content: bytes) -> Kind:
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _kind_of_zip(content)
    if content.startswith(biff.OLE_MAGIC):
        return _kind_of_ole(content)
    if other := _other_kind(content):
        raise _not_a_sheet(other)
    if content[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_MARKUP):
        raise FileRefused.because(
            "markup", "文件内容是网页或 XML，不是表格文件（有些系统导出的“XLS”其实是网页）。", SAVE_AS_XLSX
        )
    return "text"


def _other_kind(content: bytes) -> str | None:
    for magic, name in _MAGIC:
        if content.startswith(magic):
            return name
    # Two letters alone may begin a header; a bitmap has zeros behind its size.
    if content.startswith(b"BM") and content[6:10] == b"\0\0\0\0":
        return "BMP 图片"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "WEBP 图片"
    return None


def _not_a_sheet(what: str) -> FileRefused:
    return FileRefused.because("not_a_sheet", f"文件内容是{what}，不是表格。", SEND_A_SHEET)


def _kind_of_zip(content: bytes) -> Kind:
    names = package.part_names(content)
    if any(name.endswith("workbook.xml") for name in names):
        return "xlsx"
    if "xl/workbook.bin" in names:
        raise FileRefused.because("not_a_sheet", "文件是二进制工作簿（XLSB），这里不能读。", SAVE_AS_XLSX)
    if "mimetype" in names and "content.xml" in names:
        raise FileRefused.because("not_a_sheet", "文件是 OpenDocument 格式（ODS、ODT），这里不能读。", SAVE_AS_XLSX)
    if any(name.startswith("word/") for name in names):
        raise _not_a_sheet(" Word 文档（DOCX）")
    if any(name.startswith("ppt/") for name in names):
        raise _not_a_sheet("演示文稿（PPTX）")
    raise _not_a_sheet(" OFD 版式文件" if "ofd.xml" in names else " ZIP 压缩包")


def _kind_of_ole(content: bytes) -> Kind:
    try:
        names = biff.stream_names(content)
    except (struct.error, ValueError, IndexError) as error:
        raise damaged() from error
    if "EncryptedPackage" in names:
        raise encrypted()
    if "Workbook" in names or "Book" in names:
        return "xls"
    if "WordDocument" in names:
        raise _not_a_sheet(" Word 文档（DOC）")
    raise _not_a_sheet("演示文稿（PPT）" if "PowerPoint Document" in names else "其他办公文档")
