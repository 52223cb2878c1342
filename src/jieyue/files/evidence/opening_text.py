"""The text of a file that has some: what PDFium finds on the pages of a PDF, what stands in the XML of an invoice."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

import pypdfium2

from jieyue.files.evidence.kinds import EINVOICE, OFD, PDF

MOST_PAGES = 5
MOST_PARTS, MOST_PART_BYTES, MOST_BYTES = 60, 2_000_000, 10_000_000
LONGEST_TEXT = 200_000
NUMBERS = ("InvoiceNumber", "EIid", "InvoiceNo", "FPHM")
TOTALS = ("TotalTax-includedAmount", "TaxInclusiveTotalAmount", "JSHJ")
"""How the elements are called that hold an invoice's number and its total with tax."""


def read(file: Path, kind: str) -> dict:
    """`invoice` and `total` where an element says so, and all `text`."""
    if kind == PDF.key:
        return {"text": _of_pdf(file)[:LONGEST_TEXT]}
    parts = [file.read_bytes()] if kind == EINVOICE.key else list(_parts(file)) if kind == OFD.key else []
    told = [pair for part in parts for pair in _elements(part)]
    return {
        "invoice": next((text for name, text in told if name in NUMBERS), ""),
        "total": next((text for name, text in told if name in TOTALS), ""),
        "text": "\n".join(text for _, text in told)[:LONGEST_TEXT],
    }


def _of_pdf(file: Path) -> str:
    document = pypdfium2.PdfDocument(file)
    pages = range(min(len(document), MOST_PAGES))
    return "\n".join(document[n].get_textpage().get_text_range() for n in pages)


def _parts(file: Path) -> Iterator[bytes]:
    """The XML inside an OFD."""
    with zipfile.ZipFile(file) as archive:
        left = MOST_BYTES
        own = [each for each in archive.infolist() if each.filename.lower().endswith(".xml")]
        for each in own[:MOST_PARTS]:
            if each.file_size <= min(MOST_PART_BYTES, left):
                left -= each.file_size
                yield archive.read(each)


def _elements(content: bytes) -> list[tuple[str, str]]:
    """Each element that holds text, by its name without its space, in order; as far as the XML is whole."""
    found: list[tuple[str, str]] = []
    names: list[str] = []

    def start(name: str, _: dict[str, str]) -> None:
        names.append(name.rpartition(":")[2])

    def text(piece: str) -> None:
        if piece.strip() and names:
            found.append((names[-1], piece.strip()))

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: names.pop()
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError):
        return found
    return found


def _refuse(*_: object) -> None:
    raise ValueError("no invoice has a document type")
