"""The layout of notices as files: `notices/*.toml`. A deployment's own file of the same key takes the place of ours."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from pydantic import Field

from jieyue.policy.reading import Document, PolicyFault
from jieyue.policy.shapes import Key, Shape, Text, as_word
from jieyue.rules.notice_layout import (
    FIELDS,
    FIGURE_COLUMNS,
    RATIO_COLUMNS,
    Column,
    Layout,
    Lettering,
    Part,
    Sentence,
    named_in,
)

FOLDER = "notices"
OfPart = Annotated[Part, as_word(Part)]
Points = Annotated[int, Field(ge=5, le=72, strict=True)]


class ColumnShape(Shape):
    key: Text
    heading: Text
    share: Annotated[int, Field(ge=1, le=100, strict=True)]

    def as_column(self) -> Column:
        return Column(self.key, self.heading, self.share)


class SentenceShape(Shape):
    part: OfPart
    text: Text
    blank: Text = ""


class LetteringShape(Shape):
    font: Text
    points: Points

    def as_lettering(self) -> Lettering:
        return Lettering(self.font, self.points)


class NoticeShape(Shape):
    kind: Literal["notice"]
    key: Key
    title: Text
    title_letters: LetteringShape
    body_letters: LetteringShape
    heading_letters: LetteringShape
    table_letters: LetteringShape
    figures: tuple[ColumnShape, ...] = Field(min_length=1)
    ratios: tuple[ColumnShape, ...] = Field(min_length=1)
    sentences: tuple[SentenceShape, ...] = ()


def layout_of(shape: NoticeShape) -> Layout:
    return Layout(
        key=shape.key,
        title=shape.title,
        figures=[each.as_column() for each in shape.figures],
        ratios=[each.as_column() for each in shape.ratios],
        sentences=[Sentence(each.part, each.text, each.blank) for each in shape.sentences],
        letterings={
            "title": shape.title_letters.as_lettering(),
            "body": shape.body_letters.as_lettering(),
            "heading": shape.heading_letters.as_lettering(),
            "table": shape.table_letters.as_lettering(),
        },
    )


def notice_faults(files: Sequence[tuple[Document, NoticeShape]]) -> list[PolicyFault]:
    """Columns and names in braces that a notice does not have."""
    return [fault for document, shape in files for fault in _faults(document, shape)]


def _faults(document: Document, shape: NoticeShape) -> Iterator[PolicyFault]:
    tables = (("figures", shape.figures, FIGURE_COLUMNS), ("ratios", shape.ratios, RATIO_COLUMNS))
    for table, columns, known in tables:
        for nth, each in enumerate(columns):
            if each.key not in known:
                yield document.fault((table, nth, "key"), f"没有“{each.key}”这一列。", f"可用：{'、'.join(known)}。")
    for place, text in (
        (("title",), shape.title),
        *((("sentences", n, "text"), each.text) for n, each in enumerate(shape.sentences)),
    ):
        if says := _unknown(text):
            yield document.fault(place, says, f"花括号里可用：{'、'.join(FIELDS)}。")


def _unknown(text: str) -> str:
    try:
        others = [name for name in named_in(text) if name not in FIELDS]
    except ValueError:
        return "花括号没有成对。"
    return f"不认识花括号里的“{others[0]}”。" if others else ""
