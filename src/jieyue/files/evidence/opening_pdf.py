"""PDF, opened by PDFium as a reader would, and searched by pypdf for what would run in a reader."""

import io
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pypdfium2
from pypdf.generic import ArrayObject, DictionaryObject, StreamObject

from jieyue.files.evidence.office import RUNS
from jieyue.files.evidence.refused import NotEvidence, damaged, has_more_inside

MOST_PAGES = 1000
RUNNING_ACTIONS = {"/JavaScript", "/Launch", "/ImportData", "/Rendition", "/SubmitForm"}
HARMLESS_BY_ITSELF = {"/GoTo"}
"""Of actions that begin without a click: showing another page of the same file."""
LONGEST_CHAIN = 100
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
    """A link that somebody has to click stays; what begins when the file is opened, turned or filled in does not."""
    for found in _dictionaries(file):
        if "/JS" in found or _resolved(found, "/S") in RUNNING_ACTIONS or _begins_by_itself(found):
            raise NotEvidence(
                "PDF 里带有会自动运行的脚本或命令，不能收下。", do="请用阅读软件打开，打印为 PDF 后上传打印出来的一份。"
            )
        if "/XFA" in found:
            raise NotEvidence(
                "PDF 是动态表单（XFA），打开时由表单里的程序生成内容，不能收下。",
                do="请用阅读软件打开，打印为 PDF 后上传打印出来的一份。",
            )
        if _is_filled_from_elsewhere(found):
            raise NotEvidence(
                "PDF 打开时会去读另一个文件，内容不全在这份文件里，不能收下。",
                do="请用阅读软件打开，打印为 PDF 后上传打印出来的一份。",
            )
        attached = str(found.get("/UF") or found.get("/F") or "")
        if found.get("/Type") == "/Filespec" and attached.lower().endswith(RUNS):
            raise has_more_inside("PDF ", f"可以运行的附件（{attached[-60:]}）")


def _begins_by_itself(found: DictionaryObject) -> bool:
    """Whether the dictionary names an action that no click begins, other than showing one of the file's own pages."""
    triggers = [_resolved(found, "/OpenAction")]
    additional = _resolved(found, "/AA")
    if isinstance(additional, DictionaryObject):
        triggers += [_resolved(additional, key) for key in additional]
    elif additional is not None:
        return True
    return any(_resolved(action, "/S") not in HARMLESS_BY_ITSELF for trigger in triggers for action in _chain(trigger))


def _chain(action: object) -> Iterator[DictionaryObject]:
    """An action and those that follow it. A destination is none."""
    waiting, told = [action], 0
    while waiting and told < LONGEST_CHAIN:
        each = waiting.pop()
        if isinstance(each, ArrayObject):
            waiting += [
                part for n in range(len(each)) if isinstance(part := each[n], DictionaryObject) and "/S" in part
            ]
        elif isinstance(each, DictionaryObject):
            told += 1
            yield each
            waiting.append(_resolved(each, "/Next"))


def _is_filled_from_elsewhere(found: DictionaryObject) -> bool:
    """A stream whose content is another file's, or a drawing that stands for a page of one."""
    return isinstance(found, StreamObject) and ("/F" in found or "/Ref" in found)


def _resolved(found: DictionaryObject, key: str) -> object:
    try:
        return found[key] if key in found else None  # noqa: SIM401 (which follows a reference)
    except Exception:  # pypdf raises whatever it stumbles on
        return None


def _dictionaries(file: Path) -> Iterator[DictionaryObject]:
    """Every dictionary in the file."""
    reader, numbers = _read(file)
    for number in numbers:
        yield from _within(_object(reader, number))


def _read(file: Path) -> tuple[pypdf.PdfReader, list[int]]:
    """The file with the numbers of its objects. What pypdf cannot read, or only with ciphers that it lacks, is read as
    PDFium writes it anew: nothing is taken that was not searched.
    """
    try:
        found = _numbered(pypdf.PdfReader(file))
        if not found[0].is_encrypted:
            return found
    except Exception:  # noqa: S110 (pypdf raises whatever it stumbles on; PDFium is asked next)
        pass
    try:
        return _numbered(pypdf.PdfReader(_written_anew(file)))
    except Exception as error:
        raise damaged("PDF ") from error


def _numbered(reader: pypdf.PdfReader) -> tuple[pypdf.PdfReader, list[int]]:
    return reader, sorted({n for generation in reader.xref.values() for n in generation} | set(reader.xref_objStm))


def _written_anew(file: Path) -> io.BytesIO:
    """Without its cipher."""
    written = io.BytesIO()
    _opened(file).save(written, flags=pypdfium2.raw.FPDF_REMOVE_SECURITY)
    return written


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
