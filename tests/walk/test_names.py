"""People are told by name and post: no page tells anybody's login, but those about logins."""

import logging
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.http import HttpResponse

from jieyue.rules.person import CONSOLE
from jieyue.store.people.models import User
from walk.planted import PEOPLE, client_of
from walk.visits import visits

pytestmark = pytest.mark.one_database

ABOUT_LOGINS = ("people:", "account:", "api:")
"""Where a user name is the subject: the administration of people and one's own account. Programs get no pages."""
READERS = ("clerk", "authority")
"""Who looks at what the others did."""
HEARD = ("aria-label", "title", "alt", "placeholder", "data-label")


class Words(HTMLParser):
    """What a reader of a page reads, labels that only a listener hears included."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.within = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.within = tag
        self.found += [value or "" for name, value in attrs if name in HEARD]

    def handle_endtag(self, _tag: str) -> None:
        self.within = ""

    def handle_data(self, data: str) -> None:
        if self.within not in ("script", "style"):
            self.found.append(data)


def words_of(answer: HttpResponse) -> str:
    """Of a page; a file's are not looked at."""
    if answer.streaming:
        b"".join(answer.streaming_content)  # read to its end, a file is closed
        return ""
    is_page = answer.get("Content-Type", "").startswith("text/html")
    return "\n".join(Words(answer.content.decode()).found) if is_page else ""


def told(planted) -> Iterator[str]:
    names = [*User.objects.values_list("username", flat=True), CONSOLE]
    login = re.compile(rf"(?<![\w@/.-])({'|'.join(map(re.escape, names))})(?![\w@/-])")
    clients = {who: client_of(who) for who in (*PEOPLE, None)}
    for visit in visits(planted):
        if visit.name.startswith(ABOUT_LOGINS) or visit.method != "GET":
            continue
        for who in dict.fromkeys([visit.who, *(READERS if visit.for_page else ())]):
            words = words_of(clients[who].get(visit.url, visit.query, follow=True))
            found = (words[max(0, each.start() - 30) : each.end() + 20] for each in login.finditer(words))
            yield from (f"{visit} as {who}: …{each}" for each in found)


def test_no_page_tells_a_login(planted, caplog):
    caplog.set_level(logging.ERROR)
    assert sorted(set(told(planted))) == []
