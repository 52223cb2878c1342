"""What documents may be handed in: the usual ones, and those that the plans name."""

from jieyue.rules.plan import Document
from jieyue.store.policies import policy

__all__ = ["Document", "document_named", "documents_known"]


def documents_known() -> dict[str, str]:
    """The name of each by its key; what fits nothing else comes last."""
    usual = {word.value: word.zh for word in Document if word is not Document.OTHER}
    named = {key: name for plan in policy().plans.values() for key, name in plan.documents.items()}
    return usual | named | {Document.OTHER.value: Document.OTHER.zh}


def document_named(written: str) -> str | None:
    """The key of the document called so, by key or name."""
    known = documents_known()
    return written if written in known else next((key for key, name in known.items() if name == written), None)
