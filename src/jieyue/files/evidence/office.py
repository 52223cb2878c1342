"""Office files: packages (XLSX, DOCX, OFD) and OLE files (XLS, DOC, what WPS writes), none that runs anything."""

import zipfile

from jieyue.files import biff, package
from jieyue.files.evidence.kinds import DOCX, NAMED, OFD, XLSX, EvidenceKind
from jieyue.files.evidence.refused import SAVE_AS_PDF, NotEvidence, damaged, has_more_inside
from jieyue.files.refused import FileRefused

ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
ZIP_END = b"PK\x05\x06"
ZIP_END_BYTES = 22
MOST_UNPACKED_BYTES = 200 * 1024 * 1024
RUNS = (".exe", ".dll", ".com", ".scr", ".bat", ".cmd", ".ps1", ".vbs", ".vbe", ".js", ".jse", ".wsf", ".hta", ".jar")
RUNS += (".msi", ".lnk", ".html", ".htm", ".php", ".sh", ".apk")
OLE_MACROS = {"_VBA_PROJECT", "PROJECT", "PROJECTwm"}

WITHOUT_MACROS = "请另存为不带宏的格式（.xlsx、.docx）或 PDF 后再上传。"
WORDS = {
    "too_many_parts": "压缩结构里的部件太多，不像正常的办公文件。",
    "unpacks_too_large": f"解压后超过 {MOST_UNPACKED_BYTES // (1024 * 1024)} MB，不能收下。",
}


FROM_ELSEWHERE = ("xl/externallinks/", "xl/connections.xml", "xl/querytables/")


def kind_of_zip(content: bytes) -> EvidenceKind:
    """Raises NotEvidence for every other kind of package, and for one that is not safe to unpack."""
    names = _names_in_sound_package(content)
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name or "/activex/" in name for name in names):
        raise NotEvidence("办公文件里带有宏或控件，打开时会运行程序，不能收下。", do=WITHOUT_MACROS)
    if inside := next((name for name in sorted(names) if name.endswith(RUNS)), None):
        raise has_more_inside("文件", f"可以运行的内容（{inside[-60:]}）")
    _refuse_what_is_fetched(content, names)
    if "xl/workbook.xml" in names and "[content_types].xml" in names:
        return XLSX
    if "word/document.xml" in names and "[content_types].xml" in names:
        return DOCX
    if "ofd.xml" in names:
        return OFD
    raise NotEvidence(
        f"文件内容是{_other(names)}，不能作为证据材料收下。", do=f"可以收下的有：{NAMED}。压缩包请解开后逐个上传。"
    )


def _refuse_what_is_fetched(content: bytes, names: set[str]) -> None:
    """What the program reads from elsewhere when it opens the file. A hyperlink has to be clicked."""
    try:
        linked = package.Package(content, most_unpacked_bytes=MOST_UNPACKED_BYTES).linked_outside()
    except FileRefused as refusal:
        raise _reworded(refusal) from refusal
    if linked - {"hyperlink"} or any(name.startswith(FROM_ELSEWHERE) for name in names):
        raise NotEvidence(
            "办公文件引用了别处的文件或数据，打开时会去读取，内容不全在这份文件里，不能收下。",
            do="请断开外部链接（数据、编辑链接）并粘贴为值，或者另存为 PDF 后再上传。",
        )


def refuse_ole_with_macros(names: set[str]) -> None:
    if "EncryptedPackage" in names:
        raise NotEvidence("文件设有打开密码，无法核对。", do="请取消密码保存后再上传。")
    if OLE_MACROS & names:
        raise NotEvidence("办公文件里带有宏，打开时会运行程序，不能收下。", do=WITHOUT_MACROS)


def workbook_without_macro_sheets(content: bytes, kind: EvidenceKind) -> EvidenceKind:
    """An XLS may carry macros of the oldest kind, written in the cells of a sheet."""
    try:
        has_macros = biff.Book(content).has_macro_sheets
    except FileRefused as refusal:
        raise NotEvidence(refusal.says, do=refusal.do) from refusal
    if has_macros:
        raise NotEvidence("工作簿里带有宏表，打开时会运行程序，不能收下。", do=WITHOUT_MACROS)
    return kind


def _names_in_sound_package(content: bytes) -> set[str]:
    if content[-ZIP_END_BYTES:][: len(ZIP_END)] != ZIP_END:
        raise has_more_inside("文件末尾", "别的内容")
    try:
        names = package.part_names(content)
        package.Package(content, most_unpacked_bytes=MOST_UNPACKED_BYTES)
    except FileRefused as refusal:
        raise _reworded(refusal) from refusal
    if any(".." in name.split("/") or ":" in name or "\0" in name for name in names):
        raise has_more_inside("文件", "指向别处的路径")
    return names


def _reworded(refusal: FileRefused) -> NotEvidence:
    """The package was made for workbooks, and says so; here it may be any office file."""
    rule = refusal.problems[0].rule
    return NotEvidence(WORDS[rule], do=SAVE_AS_PDF) if rule in WORDS else damaged()


def _other(names: set[str]) -> str:
    if any(name.startswith("ppt/") for name in names):
        return "演示文稿（PPTX）"
    if "xl/workbook.bin" in names:
        return "二进制工作簿（XLSB）"
    if "content.xml" in names:
        return " OpenDocument 文件（ODS、ODT）"
    return " ZIP 压缩包"


def is_also_a_zip(content: bytes, *, strictly: bool = False) -> bool:
    """Whether a program that unpacks zip files would take this one, whatever it begins with.

    `strictly`: only where the end of the directory reaches the end of the file, for files that may hold a whole
    package in their middle.
    """
    at = content.rfind(ZIP_END, max(0, len(content) - zipfile.ZIP_MAX_COMMENT - ZIP_END_BYTES))
    if at < 0 or len(content) - at < ZIP_END_BYTES:
        return False
    comment_bytes = int.from_bytes(content[at + 20 : at + 22], "little")
    return not strictly or at + ZIP_END_BYTES + comment_bytes == len(content)
