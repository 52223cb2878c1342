"""One at a time: large work that somebody asks for again waits until what he asked for first is done."""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jieyue.rules.refusal import Refused


class NotYourTurn(Refused):
    """The same one has large work under way."""


@contextmanager
def turn_of(whom: str, *, folder: Path) -> Iterator[None]:
    """Among all processes of the machine; it ends with the process that holds it. Raises NotYourTurn."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / f"{hashlib.sha256(whom.encode()).hexdigest()[:32]}.lock"
    with os.fdopen(os.open(file, os.O_RDWR | os.O_CREAT, 0o600), "wb") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise NotYourTurn("上一批大的内容还在办理。", do="请等它办完再送下一批；小的内容可以照常送。") from error
        yield
