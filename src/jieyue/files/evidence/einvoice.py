"""The XML of a 数电票, which is its original: told by its root, and nothing in it that a browser would run."""

from contextlib import suppress
from xml.parsers import expat

from jieyue.files.evidence.refused import SAVE_AGAIN, NotEvidence, damaged, has_more_inside

ROOT = "EInvoice"
BEGINNING_BYTES = 4096
SIGNATURES = ("http://www.w3.org/2000/09/xmldsig#", "http://www.w3.org/2001/04/xmlenc#")
"""Of the standards of the web an invoice uses these alone."""
WEB = "http://www.w3.org/"
DEEPEST = 50


class _Stop(Exception):  # noqa: N818 (no fault, only enough)
    pass


def root_of(content: bytes) -> str | None:
    """The name of the outermost element of what is XML, also where a document type says it; None for what is none."""
    found: list[str] = []

    def note(name: str, *_: object) -> None:
        found.append(name)
        raise _Stop

    parser = _parser(note)
    parser.StartDoctypeDeclHandler = note
    with suppress(expat.ExpatError, ValueError, _Stop):
        parser.Parse(content[:BEGINNING_BYTES], False)
    return found[0].rpartition(" ")[2] if found else None


def is_einvoice(content: bytes) -> bool:
    return root_of(content) == ROOT


def check_einvoice(content: bytes) -> None:
    """Raises NotEvidence for a broken one, and for one with anything in it that no invoice has."""
    depth = 0

    def start(name: str, _attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        space = name.rpartition(" ")[0]
        if depth > DEEPEST or (space.startswith(WEB) and space not in SIGNATURES):
            raise has_more_inside("数电票的 XML ", "网页或脚本")

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser = _parser(start)
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = parser.ProcessingInstructionHandler = _refuse
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError) as error:
        raise damaged("数电票的 XML ") from error


def _parser(start) -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    return parser


def _refuse(*_: object) -> None:
    raise NotEvidence("数电票的 XML 里有文档类型或处理指令，可能被篡改过，不能收下。", do=SAVE_AGAIN)
