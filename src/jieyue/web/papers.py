"""Papers on pages, and the files that are made of them."""

from collections.abc import Callable, Iterator

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe

from jieyue.documents.paper.making import MAKERS, MEDIA_TYPES
from jieyue.documents.paper.model import Block, Cell, Chart, Charts, Code, Form, Led, Paper, Paragraph, Row, Table
from jieyue.files.qr import qr_svg
from jieyue.rules.paper_layout import Role
from jieyue.rules.refusal import NotThere
from jieyue.web.links import url_of

RowUrl = Callable[[Row], str]


def blocks_of(paper: Paper, *, row_url: RowUrl = lambda _: "", leads: bool = True) -> list[dict[str, object]]:
    """What stands on a paper but for its title, which is the page's. Whether a figure `leads` to what it counts is for
    who may see that.
    """
    return list(_blocks(paper, row_url, leads))


def _blocks(paper: Paper, row_url: RowUrl, leads: bool) -> Iterator[dict[str, object]]:
    for nth, block in enumerate(paper.blocks):
        if not (isinstance(block, Paragraph) and block.role is Role.TITLE):
            yield {"id": f"paper-{nth}", **_block(block, f"paper-{nth}", row_url, leads)}


def _block(block: Block, place: str, row_url: RowUrl, leads: bool) -> dict[str, object]:
    match block:
        case Paragraph():
            pieces = [(each, _page_behind(each) if leads else "") for each in block.pieces or (block.text,)]
            return {"kind": "said", "role": block.role.value, "pieces": pieces, "align": block.align}
        case Table():
            return {"kind": "table", "name": block.name, **_table(block, row_url, leads)}
        case Form():
            boxes = [{"label": box.label.replace("\n", ""), "text": box.text.strip()} for box in block.boxes]
            return {"kind": "form", "boxes": boxes}
        case Code():
            return {"kind": "code", "svg": mark_safe(qr_svg(block.address)), "text": block.says}  # noqa: S308 (drawn here)
        case Charts():
            return {"kind": "charts", "charts": [(f"{place}-{n}", _chart(each)) for n, each in enumerate(block.charts)]}


def _table(table: Table, row_url: RowUrl, leads: bool) -> dict[str, object]:
    """Headings, and of each row its first cell apart."""
    rows = []
    for row in table.rows:
        first, *others = row.in_order(table.columns)
        cells = [(each, _list_behind(each) if leads else "") for each in others]
        rows.append({"first": first, "others": cells, "url": row_url(row), "is_heading": row.is_heading})
    headings = zip((column.heading.replace("\n", "") for column in table.columns), table.is_figure, strict=True)
    return {
        "headings": [{"text": text, "is_figure": is_figure} for text, is_figure in headings],
        "rows": rows,
        "wide": len(table.columns),
    }


def _list_behind(cell: Cell) -> str:
    """The page of what a figure counts; "" where it has none."""
    return url_of(cell.behind.thing, cell.behind.names) if cell.behind else ""


def _page_behind(piece: str) -> str:
    """The same of a piece of a sentence."""
    return url_of(piece.behind.thing, piece.behind.names) if isinstance(piece, Led) else ""


def _chart(chart: Chart) -> dict[str, object]:
    series = [
        {"name": name, "values": [None if value is None else float(value) for value in values]}
        for name, values in chart.series
    ]
    return {"title": chart.title, "unit": chart.unit, "labels": list(chart.labels), "series": series}


def paper_file(request: HttpRequest, paper: Paper, form: str) -> HttpResponse:
    """To be kept; with `?show` to be looked at and printed."""
    ending = f".{form}"
    if ending not in MAKERS:
        raise NotThere("没有这种文件。", do="可下载 docx（Word）、xlsx（Excel）和 pdf。")
    response = HttpResponse(MAKERS[ending](paper), content_type=MEDIA_TYPES[ending])
    name = f"{paper.title}{ending}"
    response["Content-Disposition"] = content_disposition_header(as_attachment="show" not in request.GET, filename=name)
    return response
