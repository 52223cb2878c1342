"""Whatever is sent to whatever address is answered: nothing fails, nothing leads to another site, nothing is kept."""

import re
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.test import Client

from soaking import IS_SOAKING
from walk.hostile import Attempt, Attempts, ask, names_asked
from walk.planted import client_of
from walk.reading import pages_known
from walk.visits import Visit, visits

ADDRESS = re.compile(r"""(?:href|action|src|hx-[a-z]+)=["'](?:https?:|//|/\\\\|javascript:)""")
SOME = 1
"""Of the values at each place, the next one at the next place: whoever reads numbers, days or texts as they come fails
at one of his places. All values at all places are tried in a soak."""
SHARES = 6
"""Each is a test of its own, so that several processes can share the work."""


class Tried:
    """Visits with hostile values, each in a fresh state. `faults` is what came of them, `count` how many there were."""

    def __init__(self, planted, home) -> None:
        self.planted, self.log = planted, home / "faults.log"
        self.sessions = {who: client_of(who).cookies for who in {visit.who for visit in visits(planted)}}
        self.handler = Client(raise_request_exception=False).handler  # one for all: it takes long to load
        self.read = {page.visit.told_apart: page for page in pages_known(planted) if not page.led_to}
        self.faults: list[str] = []
        self.count = 0

    def at(self, visit: Visit, attempts: Attempts) -> None:
        kept, asked = self._as_it_is(visit)
        if "no-store" not in kept:
            self.faults.append(f"{visit} may be kept by a browser")
        for attempt in attempts.of(visit, asked - {"csrfmiddlewaretoken"}):
            self._judge(attempt, self._answer(attempt))

    def _as_it_is(self, visit: Visit) -> tuple[str, frozenset[str]]:
        """How long a browser may keep what is asked as it should be, and which names are read for it."""
        if page := self.read.get(visit.told_apart):
            return page.kept, page.names
        with names_asked() as asked:
            usual = self._answer(Attempt(visit, "as it is"))
        return usual.get("Cache-Control", ""), frozenset(asked)

    def _judge(self, attempt: Attempt, answer) -> None:
        self.count += 1
        if answer.status_code >= 500 or self.log.exists():
            self.faults.append(f"{attempt}: {answer.status_code} {self._noted()}")
        elif leads_away(answer):
            self.faults.append(f"{attempt}: leads away")

    def _noted(self) -> str:
        last = self.log.read_text("utf-8").strip().splitlines()[-1] if self.log.exists() else ""
        self.log.unlink(missing_ok=True)
        return last

    def _answer(self, attempt: Attempt):
        client = Client(raise_request_exception=False)
        client.handler = self.handler
        client.cookies = self.sessions[attempt.visit.who].copy()
        with transaction.atomic():
            if attempt.visit.before:
                attempt.visit.before(client)
            answer = ask(client, attempt, self.planted)
            if answer.streaming:
                list(answer)  # to its end, where its file is closed
            transaction.set_rollback(True)
        return answer


def leads_away(answer) -> bool:
    location = answer.get("Location") or answer.get("HX-Redirect") or ""
    if urlsplit(location).scheme or location.startswith(("//", "/\\")):
        return True
    is_page = answer.get("Content-Type", "").startswith("text/html") and not answer.streaming
    return is_page and bool(ADDRESS.search(answer.content.decode("utf-8", "replace")))


@pytest.fixture
def tried(planted, home) -> Tried:
    return Tried(planted, home)


@pytest.mark.parametrize("some", [pytest.param(SOME, id="some"), pytest.param(None, id="all", marks=pytest.mark.soak)])
@pytest.mark.parametrize("share", range(SHARES))
def test_whatever_is_sent_is_answered_and_leads_nowhere_else(tried, tell, some, share):
    attempts = Attempts(some=some)
    asked = [each for each in visits(tried.planted) if IS_SOAKING or not each.is_like_another]
    once = {(visit.name, visit.method): visit for visit in reversed(asked)}
    for visit in list(once.values())[share::SHARES]:
        tried.at(visit, attempts)
    assert not tried.faults, "\n".join(tried.faults)
    tell({"hostile requests": tried.count})
