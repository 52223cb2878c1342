"""Values that no page of ours sends, in each place in which an address reads one."""

import copy
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, replace
from urllib.parse import quote

import orjson
from django.http import HttpResponse, QueryDict
from django.test import Client
from django.utils.datastructures import MultiValueDict

from walk.planted import Planted
from walk.visits import Visit

TEXTS = (
    "9223372036854775808",
    "1" + "0" * 20,
    "9" * 5000,
    "-1",
    "²",
    "a/b/²",
    "٣",
    "\x00",
    "//1",
    "//evil.example/",
    "javascript:alert(1)",
    "https://evil.example/",
    "/\\evil.example",
    "9999-12-31",
    "0001-01-01",
    "10000-01-01",
    "0000-00",
    "9999Q4",
    "1e400",
    "NaN",
    "-Infinity",
    "\r\nSet-Cookie: a=b",
    "../../secret-key",
    "[]",
    "é" * 3000,
    "a" * 60_000,
    "%",
    "%s{0}",
    "",
)
SURROGATE = "\ud800"
THINGS = (10**20, -(10**20), 2**63, -1, 0, 1.5, 1e30, True, None, [], {}, [[]], "", SURROGATE, "²", "\x00", "9" * 5000)
BODIES = (
    b"",
    b"null",
    b"[]",
    b"{",
    b'"x"',
    b"1e400",
    b"\xff\xfe",
    b"[" * 100_000,
    b'{"rows":' + b"[" * 100_000,
    b'{"rows":[{"row":1e400,"values":{}}]}',
    b'{"rows":[{"row":1,"id":1e400,"values":{}}]}',
    b'{"rows":[{"row":NaN,"values":{}}]}',
    b'{"rows":[{"row":' + b"9" * 5000 + b',"values":{}}]}',
    b'{"rows":[{"row":1,"values":{"quantity":1e400}}]}',
    b'{"values":{"quantity":1e400}}',
    b'{"values":' + b"[" * 100_000,
)
FIRST_ADDRESSES = 3
OF_EACH_SHAPE = 2
BODIES_OF_EACH_PLACE = 3
"""Where only some are tried: a body stands for all values in it."""


@dataclass(frozen=True)
class Attempt:
    """A visit with one thing otherwise. `path` is its address, where that is what differs."""

    visit: Visit
    what: str
    path: str = ""

    def __str__(self) -> str:
        return f"{self.visit} {self.what}"


class Attempts:
    """What to try at an address. `some` of the values at each place, others at each; all where it is None."""

    def __init__(self, *, some: int | None) -> None:
        self.some, self.turn = some, 0
        self.read_at: Counter[tuple[str, str]] = Counter()

    def of(self, visit: Visit, asked: Set[str]) -> Iterator[Attempt]:
        """`asked` are the names that the address reads of the query and of the form."""
        for part, value in visit.path.items():
            for text in filter(None, self._from(TEXTS)):
                other = visit.url.replace(quote(str(value)), quote(text[:2000], safe=""), 1)
                yield Attempt(visit, f"<{part}> {text[:30]!r}", path=other)
        for name in self._new_enough("query", {*visit.query, *asked}):
            for text in self._from(TEXTS):
                yield Attempt(replace(visit, query={**visit.query, name: text}), f"?{name}={text[:30]!r}")
        if visit.json is not None or visit.body is not None:
            yield from self._bodies(visit)
        elif visit.method != "GET" and not callable(visit.data):
            for name in self._new_enough("form", {*visit.data, *asked}):
                for text in self._from(TEXTS):
                    yield Attempt(replace(visit, data={**visit.data, name: text}), f"{name}={text[:30]!r}")

    def _new_enough(self, place: str, names: set[str]) -> Iterator[str]:
        """All, or where only some values are tried those that were read at few addresses so far, and of the others each
        at every third: what is read everywhere is read by the same code. So are the fields that a form has for each of
        many things, of which two are enough.
        """
        of_shape: Counter[tuple[str, str]] = Counter()
        for name in sorted(names):
            of_shape[_shape(name)] += 1
            if self.some and of_shape[_shape(name)] > OF_EACH_SHAPE:
                continue
            self.read_at[place, name] += 1
            times = self.read_at[place, name]
            if not self.some or times <= FIRST_ADDRESSES or times % 3 == 0:
                yield name

    def _bodies(self, visit: Visit) -> Iterator[Attempt]:
        for body in self._from(BODIES, of_each_place=BODIES_OF_EACH_PLACE):
            yield Attempt(replace(visit, json=None, body=body), f"body {body[:40]!r}")
        if visit.json is None and not visit.body.startswith(b"{"):
            return
        whole = visit.json if visit.json is not None else orjson.loads(visit.body)
        for place in _places(whole):
            for thing in self._from(THINGS):
                body = json.dumps(_with(whole, place, thing), default=str).encode()
                what = f"{'.'.join(map(str, place))} = {str(thing)[:30]!r}"
                yield Attempt(replace(visit, json=None, body=body), what)

    def _from(self, values: Sequence, *, of_each_place: int = 1) -> Iterator:
        for _ in range(self.some * of_each_place if self.some else len(values)):
            self.turn += 1
            yield values[self.turn % len(values)]


def _shape(name: str) -> tuple[str, str]:
    """What `points_N20-2.1a` and `points_N20-2.1b` have in common, and `on-food_result` and `on-ledgers_result`."""
    words = re.split("[-_]", name)
    return words[0], "" if re.search(r"\d", words[-1]) else words[-1]


def _places(whole: object, above: tuple = ()) -> Iterator[tuple]:
    if above:
        yield above
    each = whole.items() if isinstance(whole, dict) else enumerate(whole) if isinstance(whole, list) else ()
    for key, value in each:
        yield from _places(value, (*above, key))


def _with(whole: object, place: tuple, thing: object) -> object:
    changed = copy.deepcopy(whole)
    holder = changed
    for key in place[:-1]:
        holder = holder[key]
    holder[place[-1]] = thing
    return changed


@contextmanager
def names_asked() -> Iterator[set[str]]:
    """What is read of a query or a form meanwhile, by name, whether it was sent or not."""
    asked: set[str] = set()
    kept = {name: getattr(MultiValueDict, name) for name in ("get", "__getitem__", "getlist")}

    def noting(read):
        def noted(self, key, *more, **about):
            if isinstance(self, QueryDict):
                asked.add(key)
            return read(self, key, *more, **about)

        return noted

    for name, read in kept.items():
        setattr(MultiValueDict, name, noting(read))
    try:
        yield asked
    finally:
        for name, read in kept.items():
            setattr(MultiValueDict, name, read)


def ask(client: Client, attempt: Attempt, planted: Planted) -> HttpResponse:
    visit = attempt.visit
    headers = {"Authorization": f"Bearer {planted.tokens.get(visit.who, '')}"} if visit.is_of_api else {}
    address = attempt.path or visit.url
    if visit.method == "GET":
        return client.get(address, visit.query, headers=headers)
    if visit.body is not None:
        how = {"data": visit.body, "content_type": "application/json"}
    elif visit.json is not None:
        how = {"data": visit.json, "content_type": "application/json"}
    else:
        how = {"data": visit.data(client) if callable(visit.data) else visit.data}
    for file in how["data"].values() if isinstance(how["data"], dict) else ():
        if hasattr(file, "seek"):
            file.seek(0)
    return getattr(client, visit.method.lower())(address, **how, query_params=visit.query, headers=headers)
