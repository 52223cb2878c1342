"""Whatever a page offers to somebody opens for him: no link ends at a refusal."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from django.test import Client
from lxml import html

from soaking import IS_SOAKING, rounds
from walk.planted import PEOPLE, Planted, client_of, plant

OF_EACH_SHAPE = rounds(short=1, long=3)
LEAVING = ("/account/", "/static/", "/language/")
FILES = (".docx", ".xlsx", ".pdf")
NAMED = r"\b(?:[A-Z]+\d*|\d[\d\-Q]*)\b"
OF_ITS_KIND = re.compile(NAMED if IS_SOAKING else rf"(?<=^/ledgers/)\w+|(?<=^/documents/)[\w-]+|{NAMED}")
"""What differs among addresses that are answered alike."""


@pytest.fixture
def planted(house) -> Planted:
    return house.begun(plant)


@pytest.mark.parametrize("who", list(PEOPLE) if IS_SOAKING else ["reader"])
def test_whatever_a_page_offers_opens(planted, who):
    refused = [f"{page} -> {address}: {status}" for address, page, status in followed(client_of(who)) if status >= 400]
    assert not refused, "\n".join(refused)


def followed(client: Client) -> Iterator[tuple[str, str, int]]:
    """Each address that pages lead to from the first on, the page that named it, and its answer; few of each shape."""
    shapes: Counter[str] = Counter()
    seen, waiting = {"/"}, deque([("/", "")])
    while waiting:
        address, page = waiting.popleft()
        answer = client.get(address, follow=True)
        yield address, page, 404 if _is_not_narrowed(answer) else answer.status_code
        for found in _links(answer):
            shape = _shape(found)
            if found not in seen and shapes[shape] < OF_EACH_SHAPE:
                shapes[shape] += 1
                seen.add(found)
                waiting.append((found, address))


def _is_not_narrowed(answer) -> bool:
    """Whether a list says that it does not know what our own link asks it for."""
    return not answer.streaming and "没有按它筛选" in answer.content.decode("utf-8", "replace")


def _links(answer) -> list[str]:
    if answer.status_code >= 400 or not answer.get("Content-Type", "").startswith("text/html"):
        answer.close()
        return []
    links = html.fromstring(answer.content).xpath("//a/@href")
    found = [urljoin(answer.request["PATH_INFO"], link.split("#")[0]) for link in links]
    return [each for each in found if not _is_left_out(each)]


def _is_left_out(address: str) -> bool:
    """What leaves the site or the session, and before a change the files, whose pages are drawn from the same."""
    path = urlsplit(address).path
    is_file = path.endswith(FILES) and not IS_SOAKING
    return bool(urlsplit(address).netloc) or path.startswith(LEAVING) or is_file


def _shape(address: str) -> str:
    parts = urlsplit(address)
    return f"{OF_ITS_KIND.sub('*', parts.path)}?{'&'.join(sorted(name for name, _ in parse_qsl(parts.query)))}"
