"""公示事项 as files: `publications/*.toml`, the catalogue of what is published."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from jieyue.policy.offered import Offered
from jieyue.policy.plan_files import OfDocument, OfLevel
from jieyue.policy.reading import Document, PolicyFault
from jieyue.policy.shapes import Shape, Sourced, Text
from jieyue.rules.plan import DocumentKind
from jieyue.rules.publication import ENERGY, Publication
from jieyue.rules.values import Level

FOLDER = "publications"
MOST_DAYS = 366


class PublicationShape(Sourced):
    key: Annotated[str, Field(pattern=r"^[a-z][a-z_]{1,39}$", strict=True)]
    name: Text
    levels: tuple[OfLevel, ...] = Field(default=(Level.UNIT,), min_length=1)
    days: Annotated[int, Field(ge=1, le=MOST_DAYS, strict=True)]
    document: OfDocument | None = None
    ledger: Text = ""
    paper: Text = ""
    waits: Text = ""
    note: Text = ""


class PublicationsShape(Shape):
    kind: Literal["publications"]
    publications: tuple[PublicationShape, ...] = Field(min_length=1)


Files = Sequence[tuple[Document, PublicationsShape]]


def publications_of(files: Files) -> dict[str, Publication]:
    return {each.key: _publication(each) for _, shape in files for each in shape.publications}


def _publication(shape: PublicationShape) -> Publication:
    about = {"document": shape.document or "", "ledger": shape.ledger, "paper": shape.paper, "waits": shape.waits}
    of = {"source": str(shape.source.as_source()), "certainty": shape.certainty}
    return Publication(shape.key, shape.name, frozenset(shape.levels), shape.days, **about, **of)


def publication_faults(
    files: Files, documents: Mapping[str, DocumentKind], *, papers: Collection[str], offered: Offered | None
) -> Iterator[PolicyFault]:
    """One named twice, one drawn from nothing or from two things, and one of a document, a ledger or a layout that is
    not there.
    """
    seen: set[str] = set()
    for document, shape in files:
        for nth, each in enumerate(shape.publications):
            for key, says, do in _wrong_with(each, documents, papers, offered):
                yield document.fault(("publications", nth, key), says, do)
            if each.key in seen:
                yield document.fault(("publications", nth, "key"), f"公示事项“{each.key}”写了两次。", "请保留一条。")
            seen.add(each.key)


def _wrong_with(
    shape: PublicationShape, documents: Mapping[str, DocumentKind], papers: Collection[str], offered: Offered | None
) -> Iterator[tuple[str, str, str]]:
    drawn_from = [bool(shape.document), bool(shape.ledger), bool(shape.waits), shape.key == ENERGY]
    if sum(drawn_from) != 1:
        yield "key", f"公示事项“{shape.key}”没有写从哪里来，或者写了两处。", "请写 document、ledger 或 waits 其中一个。"
    if shape.document and shape.document not in documents:
        yield "document", f"不认识材料“{shape.document}”。", f"可用：{'、'.join(documents)}。"
    if shape.ledger and offered and shape.ledger not in offered.published:
        do = f"可用：{'、'.join(sorted(offered.published)) or '无'}。"
        yield "ledger", f"没有可以公示的台账“{shape.ledger}”。", do
    if bool(shape.paper) is not bool(shape.ledger):
        yield "paper", "由台账来的公示写明版式，别的不写。", "请写 paper，或者删去。"
    elif shape.paper and shape.paper not in papers:
        yield "paper", f"没有版式“{shape.paper}”。", f"可用：{'、'.join(sorted(papers))}。"
