"""The catalogue of documents: each folder with a `document.py` is one, known by what that declares."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from jieyue.documents.paper.model import Paper
from jieyue.rules.period import Period
from jieyue.rules.values import Level

Make = Callable[..., bytes]
"""Takes the content, and `is_draft`."""


@dataclass(frozen=True)
class Drawn:
    """What stands in a document, and whether it is one that nobody has approved."""

    content: Mapping[str, Any]
    is_draft: bool = False


@dataclass(frozen=True)
class Document:
    """`asked` draws the content (`organisation=`, `period=`, `person=`, `today=`); `makes` writes it, by the ending of
    the file's name. What is a paper is `printed` from its content, for the page. `months` are the lengths of the
    periods that it may be of; none where any will do. `is_of_ended`: of periods that are over. `handed_in_as` is the
    key of what a plan asks to be handed in. Where it takes more than the period, `there` answers of which of the
    `periods` it can be drawn (`organisation=`, `periods=`, `person=`, `today=`). `levels` are whose it is where that is
    neither every unit nor, `is_for_places`, every place too.
    """

    key: str
    zh: str
    asked: Callable[..., Drawn]
    makes: Mapping[str, Make]
    printed: Callable[..., Paper] | None = None
    months: Sequence[int] = ()
    is_for_places: bool = False
    is_of_ended: bool = False
    handed_in_as: str = ""
    there: Callable[..., Collection[Period]] | None = None
    levels: Collection[Level] = ()

    def is_of(self, level: Level) -> bool:
        """Whether an organisation of this level has it among its papers."""
        if self.levels:
            return level in self.levels
        return self.printed is not None and (level is Level.UNIT or self.is_for_places)


@cache
def documents() -> Mapping[str, Document]:
    """By key, in the order of the folders' names."""
    folders = sorted(each.parent.name for each in Path(__file__).parent.glob("*/document.py"))
    found = [import_module(f"jieyue.documents.{name}.document").DOCUMENT for name in folders]
    return {each.key: each for each in found}
