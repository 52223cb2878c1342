"""PDF, opened by PDFium as a reader would, and searched by pypdf for what would run in a reader."""

from collections.abc import Iterator
from pathlib import Path

import pypdf
import pypdfium2
from pypdf.generic import ArrayObject, DictionaryObject

from jieyue.files.evidence.office import RUNS
from jieyue.files.evidence.refused import NotEvidence, damaged, has_more_inside

MOST_PAGES = 1000
RUNNING_ACTIONS = {"/JavaScript", "/Launch", "/ImportData", "/Rendition"}
MOST_SCALE = 4.0


def examine(file: Path, kind: str) -> dict:  # noqa: ARG001 (there is one kind of PDF)
    document = _opened(file)
    pages = len(document)
    if not pages:
        raise damaged("PDF ")
    if pages > MOST_PAGES:
        raise NotEvidence(f"PDF 有 {pages} 页，超过 {MOST_PAGES} 页。", do="请拆成几个文件后再上传。")
    _page(document, 1)
    _refuse_what_runs(file)
    return {"pages": pages}


def render(file: Path, kind: str, to: Path, *, page: int, most_pixels: int) -> None:  # noqa: ARG001
    """As PNG. A page as large as a wall is drawn no larger than any other."""
    found = _page(_opened(file), page)
    longer = max(found.get_size())
    scale = min(most_pixels / max(longer, 1.0), MOST_SCALE)
    found.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB").save(to, "PNG", optimize=True)


def _opened(file: Path) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise NotEvidence("PDF 设有打开密码，无法核对。", do="请取消密码后再上传。") from error
        raise damaged("PDF ") from error


def _page(document: pypdfium2.PdfDocument, number: int) -> pypdfium2.PdfPage:
    try:
        return document[number - 1]
    except (pypdfium2.PdfiumError, IndexError) as error:
        raise damaged("PDF ") from error


def _refuse_what_runs(file: Path) -> None:
    for found in _dictionaries(file):
        if "/JS" in found or found.get("/S") in RUNNING_ACTIONS:
            raise NotEvidence(
                "PDF 里带有会自动运行的脚本或命令，不能收下。", do="请用阅读软件打开，打印为 PDF 后上传打印出来的一份。"
            )
        attached = str(found.get("/UF") or found.get("/F") or "")
        if found.get("/Type") == "/Filespec" and attached.lower().endswith(RUNS):
            raise has_more_inside("PDF ", f"可以运行的附件（{attached[-60:]}）")


def _dictionaries(file: Path) -> Iterator[DictionaryObject]:
    """Every dictionary in the file; what pypdf cannot read is left out, PDFium having opened the file."""
    try:
        reader = pypdf.PdfReader(file)
        if reader.is_encrypted:
            reader.decrypt("")
        numbers = {n for generation in reader.xref.values() for n in generation} | set(reader.xref_objStm)
    except Exception:  # pypdf raises whatever it stumbles on
        return
    for number in sorted(numbers):
        yield from _within(_object(reader, number))


def _object(reader: pypdf.PdfReader, number: int) -> object:
    try:
        return reader.get_object(pypdf.generic.IndirectObject(number, 0, reader))
    except Exception:
        return None


def _within(found: object) -> Iterator[DictionaryObject]:
    """The dictionary and those written inside it, without following references."""
    waiting = [found]
    while waiting:
        each = waiting.pop()
        if isinstance(each, DictionaryObject):
            yield each
            waiting += [dict.__getitem__(each, key) for key in each]
        elif isinstance(each, ArrayObject):
            waiting += list.copy(each)
