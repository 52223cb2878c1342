"""A notice as a paper, whatever it publishes."""

from dataclasses import replace

from jieyue.documents.document_notice.printed import printed as printed_of_document
from jieyue.documents.energy_notice.printed import printed as printed_of_use
from jieyue.documents.ledger_notice.printed import printed as printed_of_ledger
from jieyue.documents.paper.model import Code, Paper
from jieyue.programme.publication.queries import Shown

SAYS = "扫码查看本单位正在公示的内容"


def paper_of(found: Shown, *, public_at: str = "") -> Paper:
    """With a QR code of the public page, where the unit has one (`public_at`) and the notice is published."""
    printed = printed_of_use if found.is_of_figures else printed_of_ledger if found.kind.ledger else printed_of_document
    paper = printed(found.content | dict(found.words), is_draft=not found.is_public)
    return replace(paper, blocks=[*paper.blocks, Code(public_at, SAYS)]) if public_at and found.is_public else paper
