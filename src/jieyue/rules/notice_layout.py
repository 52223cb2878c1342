"""How a notice is laid out: which columns its tables have, which sentences stand above and below, in which fonts.

A sentence names what is put into it in braces. It is printed where all of that is known; with `blank`, this stands for
what is not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from string import Formatter
from typing import Any

from jieyue.rules.values import Word


class Part(Word):
    """Where a sentence stands."""

    HEAD = "head", "表前"
    NOTE = "note", "表后"
    FOOT = "foot", "说明"
    SIGNATURE = "signature", "落款"


PARTS = {part.value: part for part in Part}
FIGURE_COLUMNS = ("name", "unit", "quantity", "then", "change", "total", "total_change", "amount_yuan")
RATIO_COLUMNS = ("name", "unit", "quantity", "then", "total", "target", "share")
FIELDS = (
    "name", "period", "area", "persons", "not_accepted", "unverified", "factors", "electricity", "vehicles", "reasons",
    "place", "telephone", "correction", "corrected_number", "drafted_by", "approved_by", "shown_from", "shown_until",
    "signed_on", "target_document",
)  # fmt: skip
"""What a sentence may name."""


@dataclass(frozen=True)
class Column:
    """`share` is its part of the table's width."""

    key: str
    heading: str
    share: int


@dataclass(frozen=True)
class Sentence:
    part: Part
    text: str
    blank: str = ""

    def said(self, fields: Mapping[str, str]) -> str:
        """With what is known put in; "" where something is not."""
        values = {name: fields.get(name) or self.blank for name in named_in(self.text)}
        return self.text.format_map(values) if all(values.values()) else ""


@dataclass(frozen=True)
class Lettering:
    """A font and its size in points."""

    font: str
    points: int


@dataclass(frozen=True)
class Layout:
    key: str
    title: str
    figures: Sequence[Column]
    ratios: Sequence[Column]
    sentences: Sequence[Sentence]
    letterings: Mapping[str, Lettering]

    def said(self, part: Part, fields: Mapping[str, str]) -> list[str]:
        own = (each.said(fields) for each in self.sentences if each.part is part)
        return [text for text in own if text]


def plain(layout: Layout) -> dict[str, Any]:
    """As it is pinned with a notice, which keeps the form in which it was published."""
    return asdict(layout)


def from_plain(pinned: Mapping[str, Any]) -> Layout:
    return Layout(
        key=pinned["key"],
        title=pinned["title"],
        figures=[Column(**each) for each in pinned["figures"]],
        ratios=[Column(**each) for each in pinned["ratios"]],
        sentences=[Sentence(PARTS[each["part"]], each["text"], each["blank"]) for each in pinned["sentences"]],
        letterings={name: Lettering(**each) for name, each in pinned["letterings"].items()},
    )


def named_in(text: str) -> list[str]:
    """What stands in braces. Raises ValueError where they do not close."""
    return [name for _, name, *_ in Formatter().parse(text) if name is not None]
