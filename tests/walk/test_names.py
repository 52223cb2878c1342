"""What pages say is for officers: people by name and post, nobody's login, no key, no English, no word of the program.

A page that is new is read too, as all of them are.
"""

import logging
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.http import HttpResponse
from django.utils.translation import gettext, override

from jieyue.programme.records.words import recorded_tables
from jieyue.rules.person import CONSOLE
from jieyue.rules.values import Word
from jieyue.store.people.models import User
from ledger_samples import sample_rows, samples
from soaking import IS_SOAKING
from walk.planted import UNIT, client_of
from walk.reading import pages
from walk.visits import Visit, visits
from wording.latin import HAN, WORD, foreign

pytestmark = pytest.mark.one_database

ABOUT_LOGINS = ("people:", "account:", "api:")
"""Where a user name is the subject: the administration of people and one's own account. Programs get no pages."""
READERS = ("clerk", "authority")
"""Who looks at what the others did."""
OF_DATA = re.compile(
    r"(HUPO|NEU|X|XX|W|P|B|C|S)[-\d]*\w?|sheet-\d+.csv|HP\d+\S*"  # codes and numbers as planted
    r"|\d+(\.\d+)?[a-d]?\d?(-\d\d)?"  # items of a standard, such as 2.2d1, and their evidence
    r"|\d{4}-[0-9A-F]{6}|jieyue-\S+|SHA-256"  # of refusals; what names the program and its digests
)
FOR_DEVELOPERS = ("design:", "api")
AS_WRITTEN = (
    "notices:",
    "documents:paper",
    "reminders:circular",
    "reminders:issue",
    "entry:job",
    "findings:finding",
    "duties:plan",
    "duties:paper",
    "forms:page",
)
"""Where a paper, a sheet, a statutory form, a history or a plan is shown in the words in which it was written."""
LITERALLY = ("script", "style", "code", "kbd", "pre")
"""What is no text, or is to be typed as it stands."""
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
        if self.within not in LITERALLY:
            self.found.append(data)


def words_of(answer: HttpResponse) -> str:
    """Of a page; a file's are not looked at."""
    if answer.streaming:
        b"".join(answer.streaming_content)  # read to its end, a file is closed
        return ""
    is_page = answer.get("Content-Type", "").startswith("text/html")
    return words_in(answer.content) if is_page else ""


def words_in(page: bytes) -> str:
    return "\n".join(Words(page.decode()).found)


def sampled() -> set[str]:
    """What the samples of ledgers and registers call their things, whatever comes to be one."""
    rows = (row for key in samples() for row in sample_rows(key, unit=UNIT))
    return {word.strip("./-@_") for row in rows for value in row.values() for word in WORD.findall(str(value))}


def pages_read(planted) -> Iterator[tuple[Visit, str, str]]:
    """Each page, who reads it, and its words: whoever gets it, and of those who look at what others did one, the next
    one at the next page; in a soak all.
    """
    clients = {who: client_of(who) for who in READERS}
    own = [each for each in pages(planted) if not each.visit.name.startswith(FOR_DEVELOPERS)]
    for turn, page in enumerate(own):
        yield page.visit, str(page.visit.who), words_in(page.content)
        others = READERS if IS_SOAKING else READERS[turn % len(READERS) :][:1]
        for who in set(others) - {page.visit.who} if page.visit.for_page else ():
            yield page.visit, who, words_of(clients[who].get(page.visit.url, page.visit.query, follow=True))


def logins_in(words: str, login: re.Pattern[str]) -> Iterator[str]:
    yield from (words[max(0, each.start() - 30) : each.end() + 20] for each in login.finditer(words))


def test_no_page_tells_a_login_or_a_word_of_the_program(planted, caplog):
    caplog.set_level(logging.ERROR)
    names = [*User.objects.values_list("username", flat=True), CONSOLE]
    login = re.compile(rf"(?<![\w@/.-])({'|'.join(map(re.escape, names))})(?![\w@/-])")
    faults, data = set(), sampled()
    for visit, who, words in pages_read(planted):
        is_about_logins = visit.name.startswith(ABOUT_LOGINS)
        told = [] if is_about_logins else logins_in(words, login)
        plain = login.sub("", words) if is_about_logins else words
        faults |= {f"{visit} as {who}: …{each}" for each in told}
        faults |= {f"{visit}: {word}" for word in foreign(plain, known=OF_DATA) if word not in data}
    assert not faults, "\n".join(sorted(faults))


def test_every_table_of_the_log_is_called_something_in_chinese():
    assert [table for table, zh in recorded_tables().items() if not HAN.search(zh)] == []


def english_pages(planted) -> Iterator[tuple[Visit, set[str]]]:
    """Each page once, as an English browser gets it: what stands alone in a place of its own."""
    english = {"Accept-Language": "en"}
    once = {visit.name: visit for visit in visits(planted) if visit.method == "GET" and not visit.is_of_api}
    for visit in (each for each in once.values() if not each.name.startswith(FOR_DEVELOPERS)):
        client = client_of(visit.who)
        answer = client.get(visit.url, visit.query, follow=True, headers=english)
        yield visit, {each.strip() for each in words_of(answer).splitlines()}


def all_words(kind: type[Word] = Word) -> Iterator[Word]:
    for each in kind.__subclasses__():
        yield from each
        yield from all_words(each)


def test_no_english_page_shows_a_word_of_ours_in_chinese_that_has_its_english(planted, caplog):
    """States, roles, kinds, resources: wherever one stands alone it is no name and no datum."""
    caplog.set_level(logging.ERROR)
    with override("en"):
        ours = {word.zh for word in all_words() if gettext(word.zh) != word.zh}
    pages = ((visit, texts) for visit, texts in english_pages(planted) if not visit.name.startswith(AS_WRITTEN))
    found = {f"{visit}: {word}" for visit, texts in pages for word in texts & ours}
    assert not found, "\n".join(sorted(found))
