"""The layouts of papers as files: `papers/*.toml`, on the pages of `papers/forms/*.toml`. A deployment's own file of
the same `key` takes the place of ours; it can use what ours names, and nothing else.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from jieyue.policy.reading import Document, PolicyFault
from jieyue.policy.shapes import Key, Positive, Shape, SourceShape, Text, as_word
from jieyue.rules.paper_layout import LETTERED, Box, Column, Layout, Lettering, Line, Role, Sheet, Step, names_in

FOLDER = "papers"
FORMS = "papers/forms"
OfRole = Annotated[Role, as_word(Role)]
Points = Annotated[Positive, Field(ge=5, le=72)]
Across = Annotated[bool, Field(strict=True)]
Pages = Annotated[int, Field(ge=0, le=9, strict=True)]


class LetteringShape(Shape):
    font: Text
    points: Points

    def as_lettering(self) -> Lettering:
        return Lettering(self.font, self.points)


class SheetShape(Shape):
    width: Positive
    height: Positive
    top: Positive
    left: Positive
    right: Positive
    bottom: Positive

    def as_sheet(self) -> Sheet:
        return Sheet(**dict(self))


class StepShape(Shape):
    body: Points
    title: Points
    table: Points
    pitch: Points
    chart_mm: Positive

    def as_step(self) -> Step:
        return Step(**dict(self))


class FormShape(Shape):
    kind: Literal["paper-form"]
    key: Key
    source: SourceShape
    sheet: SheetShape
    letters: Mapping[Text, LetteringShape]
    steps: tuple[StepShape, ...] = Field(min_length=1)


class ColumnShape(Shape):
    key: Text
    heading: Text
    share: Annotated[int, Field(ge=1, le=100, strict=True)]

    def as_column(self) -> Column:
        return Column(self.key, self.heading, self.share)


class TableShape(Shape):
    name: Text
    columns: tuple[ColumnShape, ...] = Field(min_length=1)


class BoxShape(Shape):
    label: Text
    text: str = ""
    lines: Annotated[int, Field(ge=1, le=20, strict=True)] = 1
    wide: Across = False

    def as_box(self) -> Box:
        return Box(self.label, self.text, self.lines, self.wide)


class BoxesShape(Shape):
    name: Text
    boxes: tuple[BoxShape, ...] = Field(min_length=1)


class LineShape(Shape):
    role: OfRole
    text: Text
    align: Literal["", "left", "center", "right"] = ""

    def as_line(self) -> Line:
        return Line(self.role, self.text, align=self.align)


class PaperShape(Shape):
    kind: Literal["paper"]
    key: Key
    form: Key
    across: Across = False
    pages: Pages = 0
    charts: Annotated[str, Field(strict=True)] = ""
    names: Mapping[Text, Text]
    tables: tuple[TableShape, ...] = ()
    forms: tuple[BoxesShape, ...] = ()
    lines: tuple[LineShape, ...] = Field(min_length=1)

    @property
    def blocks(self) -> list[str]:
        return [*(each.name for each in (*self.tables, *self.forms)), *([self.charts] if self.charts else [])]


def layouts_of(papers: Sequence[PaperShape], forms: Sequence[FormShape]) -> dict[str, Layout]:
    by_key = {form.key: form for form in forms}
    return {paper.key: _layout(paper, by_key[paper.form]) for paper in papers}


def _layout(paper: PaperShape, form: FormShape) -> Layout:
    sheet = form.sheet.as_sheet()
    return Layout(
        key=paper.key,
        sheet=sheet.turned() if paper.across else sheet,
        letterings={name: each.as_lettering() for name, each in form.letters.items()},
        steps=[each.as_step() for each in form.steps],
        lines=[each.as_line() for each in paper.lines],
        tables={table.name: [each.as_column() for each in table.columns] for table in paper.tables},
        forms={form.name: [each.as_box() for each in form.boxes] for form in paper.forms},
        charts=paper.charts,
        pages=paper.pages,
        explained=dict(paper.names),
    )


def paper_faults(
    papers: Sequence[tuple[Document, PaperShape]], forms: Sequence[tuple[Document, FormShape]]
) -> list[PolicyFault]:
    """Names, tables and columns that a paper does not have, letters that a form lacks."""
    ours: dict[str, PaperShape] = {}
    for _, paper in papers:
        ours.setdefault(paper.key, paper)
    known = {form.key for _, form in forms}
    wrong = [fault for document, form in forms for fault in _form_faults(document, form)]
    return wrong + [fault for document, paper in papers for fault in _faults(document, paper, ours[paper.key], known)]


def _form_faults(document: Document, form: FormShape) -> Iterator[PolicyFault]:
    if lacking := [name for name in LETTERED if name not in form.letters]:
        yield document.fault(("letters",), f"没有写{'、'.join(lacking)}的字体。", "请写明字体和字号（磅）。")


def _faults(document: Document, paper: PaperShape, ours: PaperShape, forms: set[str]) -> Iterator[PolicyFault]:
    if paper.form not in forms:
        yield document.fault(("form",), f"没有叫“{paper.form}”的版式。", f"可用：{'、'.join(sorted(forms))}。")
    yield from _column_faults(document, paper, ours)
    usable = [*ours.names, *paper.blocks]
    for place, text in _texts(paper):
        for name in names_in(text):
            if name not in usable:
                do = f"可用：{'、'.join(f'【{each}】' for each in usable)}。"
                yield document.fault(place, f"没有叫【{name}】的内容。", do)


def _texts(paper: PaperShape) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for nth, line in enumerate(paper.lines):
        yield ("lines", nth, "text"), line.text
    for nth, form in enumerate(paper.forms):
        yield from ((("forms", nth, "boxes", place, "text"), box.text) for place, box in enumerate(form.boxes))


def _column_faults(document: Document, paper: PaperShape, ours: PaperShape) -> Iterator[PolicyFault]:
    columns = {table.name: [each.key for each in table.columns] for table in ours.tables}
    for nth, table in enumerate(paper.tables):
        if table.name not in columns:
            yield document.fault(("tables", nth, "name"), f"没有“{table.name}”。", f"可用：{'、'.join(columns)}。")
            continue
        for place, each in enumerate(table.columns):
            if each.key not in columns[table.name]:
                says = f"“{table.name}”没有“{each.key}”这一列。"
                yield document.fault(
                    ("tables", nth, "columns", place, "key"), says, f"可用：{'、'.join(columns[table.name])}。"
                )
