"""What is registered with its proof: words and files are kept together, or nothing of them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from jieyue.files.evidence.names import clean_name
from jieyue.programme.evidence.operations import keep_for
from jieyue.rules.person import Person
from jieyue.rules.refusal import Refused
from jieyue.rules.roles import Right
from jieyue.store.evidence.admission import Admitted, Upload, admitted
from jieyue.store.evidence.keeping import AlreadyThere
from jieyue.store.evidence.owners import owner_of

__all__ = ["FilesRefused", "Proof", "Upload", "together"]


class FilesRefused(Refused):
    """Files are not taken, and so nothing of what came with them; `each` has them with the reason."""

    def __init__(self, each: Sequence[tuple[Upload, Refused]]) -> None:
        super().__init__("".join(map(told_of, each)), do="什么都没有登记，填写的内容还在；请重新选择文件后再提交。")
        self.each = each


def told_of(refused: tuple[Upload, Refused]) -> str:
    """Which file it is, what is wrong with it and what to do."""
    upload, refusal = refused
    return f"“{clean_name(upload.name)}”不能收：{refusal.says}{refusal.do}"


@dataclass(frozen=True)
class Proof:
    """Files that were looked at and found good, for the records that they prove."""

    held: Mapping[int, Admitted]
    by: Person
    at: datetime

    def hang(
        self, uploads: Sequence[Upload], *, table: str, record: int, fact_on: date, name: str = "", again: bool = False
    ) -> tuple[int, ...]:
        """As evidence of a record; gives the items. A file may come `again`, for what a bad network sends twice.
        Several files keep their own names. Raises FilesRefused.
        """
        owner, items = owner_of(table, record, self.by, Right.ENTER) if uploads else None, []
        for upload in uploads:
            about = {"fact_on": fact_on, "name": name if len(uploads) == 1 else "", "by": self.by, "at": self.at}
            try:
                items.append(keep_for(owner, self.held[id(upload)], **about))
            except AlreadyThere as refusal:
                if not again:
                    raise FilesRefused([(upload, refusal)]) from refusal
            except Refused as refusal:
                raise FilesRefused([(upload, refusal)]) from refusal
        return tuple(items)


@contextmanager
def together(uploads: Sequence[Upload], *, organisation: int, by: Person, at: datetime) -> Iterator[Proof]:
    """All files are looked at before anything is written; what is written inside, and their evidence, is kept as a
    whole or not at all. Raises FilesRefused, which names every file that cannot be taken.
    """
    held, refused = {}, []
    with ExitStack() as opened:
        for upload in uploads:
            try:
                held[id(upload)] = opened.enter_context(admitted(upload, organisation_id=organisation, by=by, at=at))
            except Refused as refusal:
                refused.append((upload, refusal))
        if refused:
            raise FilesRefused(refused)
        with transaction.atomic():
            yield Proof(held, by, at)
