"""How a paper is set: the sizes of its letters, and the widths of its tables, in which no figure is broken.

Widths are counted in letters: a Chinese one is one em wide.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from unicodedata import east_asian_width

from jieyue.documents.paper.model import Paragraph, Table
from jieyue.rules.paper_layout import Layout, Lettering, Role, Step, words_between_names

MM_PER_POINT = Decimal("25.4") / 72
HALF = Decimal("0.5")
SIGNS = {"%": Decimal("0.96"), "m": Decimal("0.98"), "—": Decimal(1), "+": Decimal("0.84")}
WIDTHS = {**SIGNS, **dict.fromkeys(",.:;'", Decimal("0.34"))}
DIGIT_EM, LETTER_EM = Decimal("0.64"), Decimal("0.66")
"""As wide as in the widest font that an office's program puts in place of one that it does not have."""
SIDES_EM = Decimal("0.75")
"""Both sides of a cell together."""
SMALLEST = Decimal(8)
WIDEST_WORDS = Decimal(12)
"""Words are broken into lines, from so many letters on."""


def ems(text: str) -> Decimal:
    """How wide a text is at most."""
    return sum((_em(each) for each in text), Decimal(0))


def _em(letter: str) -> Decimal:
    if letter in WIDTHS:
        return WIDTHS[letter]
    if letter.isdecimal() and letter.isascii():
        return DIGIT_EM
    return Decimal(1) if east_asian_width(letter) in "WFA" else LETTER_EM


@dataclass(frozen=True)
class Setting:
    """A layout's letters at one of its steps."""

    layout: Layout
    step: Step

    @property
    def pitch(self) -> Decimal:
        return self.step.pitch

    def letters_of(self, paragraph: Paragraph) -> Lettering:
        return self._sized(paragraph.role, paragraph.letters)

    def letters(self, name: str) -> Lettering:
        return self._sized(name, self.layout.letterings[name])

    def _sized(self, name: str, own: Lettering) -> Lettering:
        """A size that is an office's own grows or shrinks with those of its kind."""
        first = self.layout.steps[0]
        if name == Role.TITLE:
            share = self.step.title / first.title
        elif name in (Role.NOTE, "table", "table_heading"):
            share = self.step.table / first.table
        else:
            share = self.step.body / first.body
        return Lettering(own.font, (own.points * share * 2).quantize(Decimal(1), ROUND_HALF_UP) / 2)

    def text_of(self, paragraph: Paragraph) -> str:
        """What is written: a title that is longer than a line breaks where its layout's own words begin, so that both
        lines have a meaning and the second is no single letter.
        """
        letters, text = self.letters_of(paragraph), paragraph.text
        room = self.layout.sheet.text_width / (letters.points * MM_PER_POINT)
        if paragraph.role is not Role.TITLE or ems(text) <= room:
            return text
        parts = [(text[:place], text[place:]) for place in self._places_to_break(text)]
        fitting = [each for each in parts if max(map(ems, each)) <= room]
        return "\n".join(min(fitting, key=lambda each: max(map(ems, each)))) if fitting else text

    def _places_to_break(self, title: str) -> Iterator[int]:
        """Never between a number and what it counts."""
        written = next((line.text for line in self.layout.lines if line.role is Role.TITLE), "")
        after = 0
        for words in words_between_names(written):
            place = title.find(words, after)
            if place > 0 and not title[place - 1].isdecimal():
                yield place
            after = max(after, place)

    def tracking(self, letters: Lettering) -> Decimal:
        """How much closer letters stand, in points, so that whole ones fill a line: 28 of size 3 on 156 mm."""
        width = self.layout.sheet.text_width / MM_PER_POINT
        return width / (width / letters.points).quantize(Decimal(1), ROUND_HALF_UP) - letters.points

    def table(self, table: Table) -> "Widths":
        """The largest letters, of this step or smaller, in which its figures have room."""
        points = self.letters("table").points
        while points > SMALLEST and _needed(table) * points * MM_PER_POINT > self.layout.sheet.text_width:
            points -= HALF
        return Widths(points, _shared(table, self.layout.sheet.text_width, points))


@dataclass(frozen=True)
class Widths:
    """The size of a table's letters in points, and the width of each column in millimetres."""

    points: Decimal
    columns_mm: Sequence[Decimal]


def _needed(table: Table) -> Decimal:
    return sum(_least(table), Decimal(0))


def _least(table: Table) -> list[Decimal]:
    """By column, the width in which no figure and no line of a heading is broken; words may be."""
    rows = [row.in_order(table.columns) for row in table.rows if not row.is_heading]
    found = []
    for nth, column in enumerate(table.columns):
        cells = [row[nth] for row in rows]
        figures = [ems(cell.text) for cell in cells if cell.is_figure]
        words = [min(ems(cell.text), WIDEST_WORDS / 3) for cell in cells if not cell.is_figure]
        headings = [ems(line) for line in column.heading.split("\n")]
        found.append(max([*headings, *figures, *words]) + SIDES_EM)
    return found


def _shared(table: Table, whole_mm: Decimal, points: Decimal) -> list[Decimal]:
    """What is left beside the figures is shared out as the layout says."""
    least = [each * points * MM_PER_POINT for each in _least(table)]
    left, shares = whole_mm - sum(least), sum(column.share for column in table.columns)
    if left < 0:
        return [each * whole_mm / sum(least) for each in least]
    return [each + left * column.share / shares for each, column in zip(least, table.columns, strict=True)]
