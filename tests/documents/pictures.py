"""What stands on a PDF, as whoever looks at it sees it: words with their places, fonts, and pictures of its pages."""

import os
import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pypdf
import pypdfium2

MM = 25.4 / 72
DOTS_PER_INCH = int(os.environ.get("JIEYUE_PAPERS_DPI", "60"))
SAME_LINE_MM = 1.2


@dataclass(frozen=True)
class Glyph:
    """In millimetres from the upper left corner."""

    letter: str
    page: int
    left: float
    right: float
    top: float
    bottom: float


@dataclass(frozen=True)
class Seen:
    glyphs: list[Glyph]
    pages: int
    width: float
    height: float

    def page(self, number: int) -> list[Glyph]:
        return [each for each in self.glyphs if each.page == number]

    def has_on_one_line(self, text: str) -> bool:
        """Whether all of it stands on one height somewhere, letter by letter."""
        wanted, whole = text.replace(" ", ""), self.text
        places = (found.start() for found in re.finditer(re.escape(wanted), whole))
        return any(_is_level(self.glyphs[place : place + len(wanted)]) for place in places)

    @property
    def text(self) -> str:
        return "".join(each.letter for each in self.glyphs)


def _is_level(glyphs: list[Glyph]) -> bool:
    heights = [each.bottom for each in glyphs]
    return max(heights) - min(heights) < SAME_LINE_MM and len({each.page for each in glyphs}) == 1


def seen(pdf: bytes) -> Seen:
    document = pypdfium2.PdfDocument(pdf)
    glyphs, width, height = [], 0.0, 0.0
    for number, page in enumerate(document, start=1):
        width, height = (each * MM for each in page.get_size())
        text = page.get_textpage()
        for nth in range(text.count_chars()):
            letter = text.get_text_range(nth, 1)
            left, _, right, _ = (each * MM for each in text.get_charbox(nth))  # of its ink
            _, bottom, _, top = (each * MM for each in text.get_charbox(nth, loose=True))  # of its line
            if letter.strip():
                glyphs.append(Glyph(letter, number, left, right, height - top, height - bottom))
        text.close()
        page.close()
    pages = len(document)
    document.close()
    return Seen(glyphs, pages, width, height)


def fonts_in(pdf: bytes) -> set[str]:
    """Their names without the tag of a subset and the name of the encoding."""
    found = set()
    for page in pypdf.PdfReader(BytesIO(pdf)).pages:
        for font in page["/Resources"]["/Font"].values():
            name = font.get_object()["/BaseFont"].removeprefix("/")
            found.add(name.partition("+")[2].removesuffix("-Identity-H"))
    return found


def kept(pdf: bytes, name: str) -> None:
    """Where the tests were asked for pictures, each page as one."""
    if not (folder := os.environ.get("JIEYUE_PAPERS")):
        return
    Path(folder).mkdir(parents=True, exist_ok=True)
    document = pypdfium2.PdfDocument(pdf)
    for number, page in enumerate(document, start=1):
        picture = page.render(scale=DOTS_PER_INCH / 72).to_pil().convert("L").quantize(16)
        picture.save(Path(folder) / f"{name}-{number}.png", optimize=True)
        page.close()
    document.close()
