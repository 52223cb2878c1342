"""How a paper is laid out: which paragraphs, tables and charts follow each other, in which letters, on which page.

A paragraph names what is put into it as 【单位名称】 and is printed where all of that is known. What stands in ［］ is
left out by itself where something in it is not. One that begins with 【逐…】 is printed once for each of these.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from typing import Any

from jieyue.rules.values import Word

NAMED = re.compile("【([^【】]*)】")
OPTIONAL = re.compile("［([^［］]*)］")
EACH = "逐"
CENTRE, RIGHT, LEFT = "center", "right", "left"

Fields = Mapping[str, str]
Said = tuple[str, ...]
"""A sentence in pieces: what is put in stands as it was given, between what the layout says."""


class Role(Word):
    """What a paragraph is, which decides how it stands on the page."""

    TITLE = "title", "标题"
    HEADING = "heading", "一级标题"
    SUBHEADING = "subheading", "二级标题"
    BODY = "body", "正文"
    NOTE = "note", "表注"
    SIGNATURE = "signature", "落款"


ROLES = {role.value: role for role in Role}
TABLE, TABLE_HEADING, PAGE_NUMBER = "table", "table_heading", "page_number"
LETTERED = (*ROLES, TABLE, TABLE_HEADING, PAGE_NUMBER)
"""What has letters of its own."""


@dataclass(frozen=True)
class Lettering:
    """A font, as an office's programs call it, and its size in points."""

    font: str
    points: Decimal


@dataclass(frozen=True)
class Line:
    """A paragraph, or where a table or the charts stand. `font`, `points` and `align` where they are not its role's."""

    role: Role
    text: str
    font: str = ""
    points: Decimal | None = None
    align: str = ""

    def said(self, fields: Fields, groups: Mapping[str, Sequence[Fields]]) -> Iterator[Said]:
        """With what is known put in; nothing where something is not."""
        first = NAMED.match(self.text)
        if first and first[1].startswith(EACH):
            rest = self.text[first.end() :]
            for each in groups.get(first[1], ()):
                yield from _filled(rest, {**fields, **each})
        else:
            yield from _filled(self.text, fields)


def _filled(text: str, fields: Fields) -> Iterator[Said]:
    def is_known(part: str) -> bool:
        return all(fields.get(name) for name in names_in(part))

    kept = OPTIONAL.sub(lambda part: part[1] if is_known(part[1]) else "", text)
    if is_known(kept):
        yield from _in_lines(fields[piece] if nth % 2 else piece for nth, piece in enumerate(NAMED.split(kept)))


def _in_lines(pieces: Iterable[str]) -> Iterator[Said]:
    """A piece of one line stays the object that it is: it may know where it comes from."""
    lines: list[list[str]] = [[]]
    for piece in pieces:
        first, *others = piece.splitlines() if "\n" in piece else [piece]
        lines[-1].append(first)
        lines += [[each] for each in others]
    for line in lines:
        if "".join(line).strip():
            yield _stripped(line)


def _stripped(line: list[str]) -> Said:
    """Without blanks around the whole of it."""
    kept = [each for each in line if each]
    while not kept[0].strip():
        kept.pop(0)
    while not kept[-1].strip():
        kept.pop()
    if kept[0][0].isspace():
        kept[0] = kept[0].lstrip()
    if kept[-1][-1].isspace():
        kept[-1] = kept[-1].rstrip()
    return tuple(kept)


def without_names(text: str) -> str:
    """What is left once all that is named, and the marks of what may be left out, are taken away."""
    return OPTIONAL.sub(lambda found: found[1], NAMED.sub("", text))


def words_between_names(text: str) -> list[str]:
    """What stands between all that is named, in order."""
    return [each for each in NAMED.sub("\n", text).splitlines() if each.strip()]


def names_in(text: str) -> list[str]:
    return NAMED.findall(text)


@dataclass(frozen=True)
class Column:
    """`share` is its part of what is left of a table's width beside its figures, which are never broken."""

    key: str
    heading: str
    share: int


@dataclass(frozen=True)
class Box:
    """Of a form: what is asked, and what is known of it, named as in a paragraph; `lines` is how high it is for what is
    written by hand.
    """

    label: str
    text: str = ""
    lines: int = 1
    is_wide: bool = False

    def filled(self, fields: Fields) -> "Box":
        known = NAMED.sub(lambda found: fields.get(found[1], ""), self.text)
        return replace(self, text=known)


@dataclass(frozen=True)
class Step:
    """One way to set a paper: sizes of text and tables in points, the pitch of lines, the height of a chart."""

    body: Decimal
    title: Decimal
    table: Decimal
    pitch: Decimal
    chart_mm: Decimal


@dataclass(frozen=True)
class Sheet:
    """The page in millimetres."""

    width: Decimal
    height: Decimal
    top: Decimal
    left: Decimal
    right: Decimal
    bottom: Decimal

    @property
    def text_width(self) -> Decimal:
        return self.width - self.left - self.right

    def turned(self) -> "Sheet":
        """Across, bound at the top."""
        return Sheet(self.height, self.width, self.left, self.bottom, self.top, self.right)


@dataclass(frozen=True)
class Layout:
    """`pages` is how many the paper should take where that can be reached by the steps; 0 where it does not matter.
    `explained` says what each name means, for whoever changes the lines.
    """

    key: str
    sheet: Sheet
    letterings: Mapping[str, Lettering]
    steps: Sequence[Step]
    lines: Sequence[Line]
    tables: Mapping[str, Sequence[Column]] = field(default_factory=dict)
    forms: Mapping[str, Sequence[Box]] = field(default_factory=dict)
    charts: str = ""
    pages: int = 0
    explained: Mapping[str, str] = field(default_factory=dict)

    def lettering_of(self, line: Line) -> Lettering:
        own = self.letterings[line.role]
        return Lettering(line.font or own.font, line.points or own.points)

    @property
    def blocks(self) -> list[str]:
        """The names of what stands in a paragraph of its own."""
        return [*self.tables, *self.forms, *([self.charts] if self.charts else [])]


def plain(layout: Layout) -> dict[str, Any]:
    """As it is pinned with a paper, which keeps the form in which it was published. Numbers are texts."""
    return {name: value for name, value in asdict(layout).items() if name != "explained"}


def from_plain(pinned: Mapping[str, Any]) -> Layout:
    return Layout(
        key=pinned["key"],
        sheet=sheet_of(pinned["sheet"]),
        letterings={name: Lettering(each["font"], Decimal(each["points"])) for name, each in _letters(pinned)},
        steps=[Step(**_numbers(each)) for each in pinned["steps"]],
        lines=[line_of(each) for each in pinned["lines"]],
        tables={name: [Column(**each) for each in own] for name, own in pinned["tables"].items()},
        forms={name: [Box(**each) for each in own] for name, own in pinned["forms"].items()},
        charts=pinned["charts"],
        pages=pinned["pages"],
    )


def sheet_of(plain: Mapping[str, Any]) -> Sheet:
    return Sheet(**_numbers(plain))


def line_of(plain: Mapping[str, Any]) -> Line:
    points = plain["points"]
    own = None if points is None else Decimal(str(points))
    return Line(ROLES[plain["role"]], plain["text"], plain["font"], own, plain["align"])


def _letters(pinned: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    return list(pinned["letterings"].items())


def _numbers(plain: Mapping[str, Any]) -> dict[str, Decimal]:
    return {name: Decimal(str(value)) for name, value in plain.items()}
