"""What every page says to its owner: asked once in a run, for all tests that only read it."""

import pickle
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from unittest.mock import patch

from django.db import connection, reset_queries
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from jieyue.programme.completeness import answers as missing
from jieyue.programme.completeness import queries as completeness
from jieyue.store.warehouse import answering, opening
from ready import ready
from soaking import IS_SOAKING
from walk.hostile import names_asked
from walk.planted import Planted, client_of
from walk.visits import Visit, visits

OF_PYTHON = re.compile(r"\bdjango_\w+\(|\bREGEXP\b")
"""Functions that Django lends to SQLite, `django_date_trunc(` for one."""


@dataclass(frozen=True)
class Read:
    """`status` and `led_to` are of the first answer, the rest of the page that came in the end: `address` where that
    was, without what was asked for; `kept` how long a browser may; `names` what was read of the query; `slow` the
    questions to SQLite that call back into Python for each row; `questions` how many the warehouse was asked, where no
    answer was kept.
    """

    status: int
    led_to: str
    final: int
    address: str
    content: bytes
    kept: str
    names: frozenset[str]
    slow: tuple[str, ...]
    questions: int


@dataclass(frozen=True)
class Page(Read):
    visit: Visit

    @property
    def tree(self) -> html.HtmlElement:
        return html.document_fromstring(self.content)


def pages(planted: Planted) -> list[Page]:
    """All that are for the eye, as those see them who get them; files and empty parts are none."""
    named = f"pages-{connection.vendor}-{timezone.localdate()}"
    folder = ready(named, lambda folder: (folder / "pages").write_bytes(pickle.dumps(_contents(planted))))
    kept = pickle.loads((folder / "pages").read_bytes())  # noqa: S301 (our own)
    return [Page(visit=visit, **vars(kept[place])) for place, visit in enumerate(_asked(planted)) if place in kept]


def pages_known(planted: Planted) -> list[Page]:
    """For whoever only spares himself asking again. None on PostgreSQL, where a share of the addresses is tried: to
    read all pages takes longer than the share's own.
    """
    return [] if connection.vendor == "postgresql" and not IS_SOAKING else pages(planted)


def _asked(planted: Planted) -> list[Visit]:
    return [each for each in visits(planted) if each.method == "GET" and not each.is_of_api]


def _contents(planted: Planted) -> dict[int, Read]:
    read = ((place, read_page(visit)) for place, visit in enumerate(_asked(planted)))
    return {place: found for place, found in read if found}


def read_page(visit: Visit) -> Read | None:
    """What `Page` says of it besides the visit; None where it is a file or an empty part."""
    reset_queries()
    client = client_of(visit.who)
    if visit.before:
        visit.before(client)
    with CaptureQueriesContext(connection) as asked, _counted() as questions, names_asked() as names:
        answer = client.get(visit.url, visit.query, follow=True)
    if answer.streaming:
        b"".join(answer.streaming_content)  # read to its end, a file is closed
        return None
    if not (answer.get("Content-Type", "").startswith("text/html") and answer.content.strip()):
        return None
    led_to, status = answer.redirect_chain[0] if answer.redirect_chain else ("", answer.status_code)
    return Read(
        status=status,
        led_to=led_to,
        final=answer.status_code,
        address=(answer.redirect_chain[-1][0] if answer.redirect_chain else visit.url).partition("?")[0],
        content=answer.content,
        kept=answer.get("Cache-Control", ""),
        names=frozenset(names),
        slow=tuple(each["sql"] for each in asked if OF_PYTHON.search(each["sql"])),
        questions=len(questions),
    )


@contextmanager
def _counted() -> Iterator[list[str]]:
    """The questions that DuckDB is asked meanwhile. What was answered before is asked again, but for what is condensed
    of past years once in a process, which is of no page.
    """
    asked: list[str] = []
    real = answering.answer_here

    def noting(question: str, *about: object):
        if question != opening._condensed():
            asked.append(question)
        return real(question, *about)

    for kept in (missing._answer, completeness._incomplete, answering._answer):
        kept.cache.clear()
    with patch.object(answering, "answer_here", noting):
        yield asked
