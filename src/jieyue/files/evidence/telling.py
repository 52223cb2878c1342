"""What a file says of the bill that it proves: in its name, and inside where it has text. Pictures are not read."""

import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path, PurePosixPath

from jieyue.files.evidence.bounded import read_text
from jieyue.files.evidence.kinds import EINVOICE, OFD, PDF, EvidenceKind
from jieyue.files.evidence.refused import NotEvidence
from jieyue.rules.proving import Told

WITH_TEXT = (PDF, OFD, EINVOICE)
_WORD = re.compile(r"[0-9A-Za-z]{4,40}")
_DASHED = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{3,40}")
_AMOUNT = re.compile(r"(?<![\d.,])-?\d[\d,]*\.\d{1,2}(?![\d.])")
_DAY = re.compile(r"(?<!\d)(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
_DIGITS = re.compile(r"(?<!\d)(20\d{2})(\d{2})(\d{2})(?!\d)")
_MONTH = re.compile(r"(?<!\d)(20\d{2})\s*[-/.年]?\s*(\d{1,2})\s*月|(?<!\d)(20\d{2})(0[1-9]|1[0-2])(?!\d)")


def told_in(path: Path, kind: EvidenceKind, name: str) -> Told:
    """A file whose text cannot be had still has its name."""
    inside = _inside(path, kind)
    stem = PurePosixPath(name).stem
    return told_by(
        f"{stem}\n{inside.get('text', '')}", invoice=inside.get("invoice", ""), total=inside.get("total", "")
    )


def _inside(path: Path, kind: EvidenceKind) -> dict[str, str]:
    if kind not in WITH_TEXT:
        return {}
    try:
        return read_text(kind, path)
    except NotEvidence:
        return {}


def told_by(written: str, *, invoice: str = "", total: str = "") -> Told:
    """Where an invoice gives its `total`, the other amounts on it are none of the bill's."""
    text = unicodedata.normalize("NFKC", written).replace("\0", "")
    amounts = [total] if total else _AMOUNT.findall(text)
    return Told(
        invoice=invoice.strip(),
        words=frozenset({*_WORD.findall(text), *_DASHED.findall(text)}),
        amounts=frozenset(each for found in amounts if (each := _amount(found)) is not None),
        days=frozenset(_days(text)),
        months=frozenset(_months(text)),
        text=text,
    )


def _amount(written: str) -> Decimal | None:
    try:
        return Decimal(written.replace(",", "").strip())
    except InvalidOperation:
        return None


def _days(text: str) -> list[date]:
    found = (_day(*each) for form in (_DAY, _DIGITS) for each in form.findall(text))
    return [each for each in found if each]


def _months(text: str) -> list[date]:
    found = (_day(year or other, month or further, "1") for year, month, other, further in _MONTH.findall(text))
    return [each for each in found if each]


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
