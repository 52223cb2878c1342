"""A notice as a paper, whatever it publishes."""

from jieyue.documents.document_notice.printed import printed as printed_of_document
from jieyue.documents.energy_notice.printed import printed as printed_of_use
from jieyue.documents.paper.model import Paper
from jieyue.programme.publication.queries import Shown


def paper_of(found: Shown) -> Paper:
    printed = printed_of_use if found.is_of_figures else printed_of_document
    return printed(found.content | dict(found.words), is_draft=not found.is_public)
