"""The files that are made of a paper, by the ending of their names."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from jieyue.documents.paper import excel, pdf, word
from jieyue.documents.paper.model import Paper

MEDIA_TYPES = {".docx": word.MEDIA_TYPE, ".xlsx": excel.MEDIA_TYPE, ".pdf": pdf.MEDIA_TYPE}
MAKERS: Mapping[str, Callable[[Paper], bytes]] = {".docx": word.as_word, ".xlsx": excel.as_excel, ".pdf": pdf.as_pdf}


def made_of(printed: Callable[..., Paper]) -> Mapping[str, Callable[..., bytes]]:
    """Of a function from a document's content to its paper."""
    return {ending: partial(_made, printed, make) for ending, make in MAKERS.items()}


def _made(
    printed: Callable[..., Paper], make: Callable[[Paper], bytes], content: Mapping[str, Any], *, is_draft: bool
) -> bytes:
    return make(printed(content, is_draft=is_draft))
