"""The way in for a file: size, virus scanner, what it is, whether it is that alone, and its name."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO

from django.conf import settings

from jieyue.files.evidence.checking import check
from jieyue.files.evidence.kinds import EvidenceKind
from jieyue.files.evidence.names import agreed_name, clean_name
from jieyue.rules.person import Person
from jieyue.rules.refusal import Refused
from jieyue.store.evidence.models import Quarantined
from jieyue.store.evidence.scanning import what_scanner_found
from jieyue.store.evidence.vault import Incoming, incoming, refuse_too_large, set_apart
from jieyue.store.records.writing import writing

_waiting: ContextVar[list[Callable[[], None]] | None] = ContextVar("waiting for the log", default=None)


class Infected(Refused):
    pass


@dataclass(frozen=True)
class Upload:
    """A file as somebody brings it: the name he gives it, and its bytes."""

    name: str
    stream: BinaryIO


@dataclass(frozen=True)
class Admitted:
    """A file that may be kept: `name` agrees with what it is."""

    file: Incoming
    kind: EvidenceKind
    name: str
    pages: int | None


@contextmanager
def admitted(upload: Upload, *, organisation_id: int, by: Person, at: datetime) -> Iterator[Admitted]:
    """Raises TooLarge, ScannerUnavailable, Infected or NotEvidence, which name the file."""
    with ExitStack() as opened:
        with _naming(upload):
            file = opened.enter_context(incoming(upload.stream, most_bytes=max(_limits().values())))
            found = what_scanner_found(file.path)
            if found is not None:
                _quarantine(file, found, name=upload.name, organisation_id=organisation_id, by=by, at=at)
            examined = _examined(file, upload)
        yield examined


def _examined(file: Incoming, upload: Upload) -> Admitted:
    kind, examined = check(file.path)
    refuse_too_large(file.size_bytes, _limits()[kind.group])
    return Admitted(file, kind, agreed_name(upload.name, kind), examined.pages)


def _limits() -> Mapping[str, int]:
    return settings.JIEYUE_EVIDENCE_MOST_BYTES


@contextmanager
def _naming(upload: Upload) -> Iterator[None]:
    """Whatever is refused inside says of which file."""
    try:
        yield
    except Refused as refusal:
        refusal.where = refusal.where or clean_name(upload.name)
        raise


def _quarantine(file: Incoming, found: str, *, name: str, organisation_id: int, by: Person, at: datetime) -> None:
    """Keep it apart and on record, then raise Infected."""
    set_apart(file)
    row = (organisation_id, file.sha256, clean_name(name), file.size_bytes, found, by.username, at.astimezone(UTC))

    def put_on_record() -> None:
        with writing(operation="evidence quarantine", by=by, at=at) as change:
            change.add(Quarantined, [row])

    waiting = _waiting.get()
    if waiting is None:
        put_on_record()
    else:
        waiting.append(put_on_record)
    raise Infected(
        "病毒检查程序认为这个文件带有病毒，已经隔离，没有收下。",
        do="请检查上传所用的电脑；如属误报，请系统管理员查看隔离的文件。",
    )


@contextmanager
def quarantine_stays() -> Iterator[None]:
    """What is put into quarantine inside is put on record at the end, even where all else of it is taken back."""
    waiting: list[Callable[[], None]] = []
    before = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(before)
        for put_on_record in waiting:
            put_on_record()
