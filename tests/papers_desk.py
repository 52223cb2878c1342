"""What an office does with documents: it hands them in with their files, and decides on those of others."""

import io
from datetime import datetime

from handed_in import pdf
from jieyue.programme.duties.handing_in import decide, hand_in
from jieyue.programme.duties.receiving import paper
from jieyue.programme.evidence.operations import Upload, attach
from jieyue.rules.person import Person


def hand_in_with_file(by: Person, *, at: datetime, pages: int = 1, **about: str) -> int:
    """A document with its file; gives its id."""
    record = hand_in(**{"title": "材料", **about}, by=by, at=at)
    fact = {"table": "duties_handedin", "record_id": record, "fact_on": at.date(), "by": by, "at": at}
    attach([Upload("材料.pdf", io.BytesIO(pdf(pages)))], **fact)
    return record


def decide_on(record: int, move: str, by: Person, *, at: datetime, reason: str = "") -> None:
    """What somebody decides about a document that he has looked at."""
    decide(record, move, seen=paper(record, person=by, today=at.date()).seen, by=by, at=at, reason=reason)
