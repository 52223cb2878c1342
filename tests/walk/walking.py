"""Going to an address as somebody, and what comes to light by it."""

import hashlib
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

import orjson
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from soaking import IS_SOAKING
from walk.marks import ALL, DATA, FIGURES, marks_in, text_of
from walk.planted import GOOD_ROW, ROWS, SHEET_HEADER, WRONG_ROW, Planted, client_of
from walk.reading import Page
from walk.visits import JOBS, UNKNOWN, Visit

REFUSED = (400, 401, 403, 404, 409, 413, 422)
GONE = (401, 403, 404)
ADMINISTRATORS = ("auditor", "security", "system")
NOBODY = None
OTHERS = ("neighbour", "neighbour_authority", "former", "departed", "reader", NOBODY, *ADMINISTRATORS)
FROM_ELSEWHERE = ("neighbour", "neighbour_authority", "former", "departed", "auditor", "security")
"""Those who know nothing of what is planted."""
ELSEWHERE = ("neighbour", "neighbour_authority", "departed")
SORTS = (ELSEWHERE, ("former",), ("reader", "clerk"), (NOBODY,), ADMINISTRATORS)
"""Those to whom an address answers alike by rule: it is beyond their reach, it once was within it, they may read but
not write, they are nobody, they administer and see no data."""
INTO_PARTS = ("clerk", "neighbour", NOBODY, "auditor")
"""Whose browser fetches every page once more as a part of another."""
OWN_FILE = ("entry:job", "entry:marked", "entry:decide", "entry:read-as-own")
"""Where somebody who still enters bills, of others now, finds again what he himself sent."""
COME_AND_GO = frozenset({"people_session", "axes_accessattempt", "axes_accesslog", "axes_accessfailureexpiration"})
TOKEN = re.compile(r'(X-CSRFToken": |csrfmiddlewaretoken" value=)"[^"]*"')

NUMBER = re.compile(r"编号 [0-9]{4}-[0-9A-F]{6}")
"""Of each refusal, another one each time."""


@dataclass(frozen=True)
class Seen:
    """The answer, the page that it led to, and what these show."""

    status: int
    location: str
    final: int
    body: bytes

    @property
    def marks(self) -> set[str]:
        return marks_in(self.body)

    def shows(self, what: str) -> bool:
        return what in text_of(self.body) or what in self.marks

    @property
    def went_to_sign_in(self) -> bool:
        return self.location.startswith(reverse("account:sign_in"))


class Sent(Enum):
    """Who of those who are to be refused goes to an address."""

    EVERYBODY = auto()
    ONE_OF_EACH_SORT = auto()
    ONE = auto()


OF_POLICY = frozenset({"duties:plan"})
"""Pages of what everybody may know of: the plans that ship."""


class Walk:
    """Visits in a fresh state each. `count` says how many there were.

    Unless everybody is sent, one of each sort goes to each address, or one of all, and the next to the next. What
    `read` has of an address is what its owner gets there.
    """

    def __init__(self, planted: Planted, home: Path, *, sent: Sent = Sent.EVERYBODY, read: Sequence[Page] = ()) -> None:
        self.planted, self.home, self.count = planted, home, 0
        self.read = {page.visit.told_apart: page for page in read}
        self.sent, self.turn = sent, 0
        self.sessions = {who: client_of(who).cookies for who in (None, *_everybody())}
        self.handler = Client(raise_request_exception=False).handler  # one for all visits: it takes long to load
        self.before = digests()
        self.kept = home.with_name("home-as-planted")
        shutil.copytree(home, self.kept)

    def faults(self, visit: Visit) -> list[str]:
        """What is wrong with an address: nothing, where only those see it whom it concerns, and only they change."""
        self.turn += 1
        found = list(self._as_owner(visit))
        for who in self._some(self._others(visit), is_like_another=visit.is_like_another):
            found += self._as_other(visit, who, {})
        if visit.method == "GET" and not visit.is_of_api:
            for who in self._one(INTO_PARTS):
                found += self._part(visit, who)
        found += self._of_his_own(visit)
        found += self._unknown(visit)
        return [f"{visit} {fault}" for fault in found]

    def _some(self, people: Iterable[str | None], *, is_like_another: bool = False) -> list[str | None]:
        """To an address like one that many visit one goes, and the next to the next; in a soak all."""
        everybody = list(people)
        if self.sent is Sent.ONE or (is_like_another and not IS_SOAKING):
            return self._one(everybody)
        if self.sent is Sent.EVERYBODY:
            return everybody
        sorts = ([who for who in sort if who in everybody] for sort in SORTS)
        return [sort[self.turn % len(sort)] for sort in sorts if sort]

    def _one(self, people: Sequence[str | None]) -> list[str | None]:
        return list(people) if self.sent is Sent.EVERYBODY else [people[self.turn % len(people)]]

    def _others(self, visit: Visit) -> Iterator[str | None]:
        others = (*OTHERS, "clerk") if visit.who in ADMINISTRATORS else OTHERS
        return (who for who in others if who != visit.who)

    def _as_owner(self, visit: Visit) -> Iterator[str]:
        seen = self._seen_by_owner(visit)
        if visit.answers and seen.status != visit.answers:
            yield f"answers {visit.who} {seen.status}"
        elif not visit.answers and not (200 <= seen.status < 400 and seen.final < 400):
            yield f"is refused to {visit.who}: {seen.status}, then {seen.final}"
        elif visit.who and seen.went_to_sign_in and not visit.is_open:
            yield f"asks {visit.who} to sign in"
        elif visit.shows and not seen.shows(visit.shows):
            yield f"does not show {visit.shows} to {visit.who}"
        if visit.who in ADMINISTRATORS and (shown := seen.marks & set(_hidden_from(visit.who))):
            yield f"shows {sorted(shown)} to {visit.who}"

    def _seen_by_owner(self, visit: Visit) -> Seen:
        if page := self.read.get(visit.told_apart):
            self.count += 1
            return Seen(page.status, page.led_to, page.final, page.content)
        with self._as_planted(), self._fresh():
            return self._visit(visit, visit.who, {})

    def _as_other(self, visit: Visit, who: str | None, headers: Mapping[str, str]) -> Iterator[str]:
        with self._fresh():
            seen = self._visit(visit, who, headers, is_other=True)
            yield from self._seen_by_other(visit, who, seen)
            changed = self._changed(visit)
        if changed:
            yield f"lets {who} change {changed}"

    def _seen_by_other(self, visit: Visit, who: str | None, seen: Seen) -> Iterator[str]:
        is_told = who in ("reader", "clerk")  # what stands in his own county
        if not is_told and (shown := seen.marks & set(_hidden_from(who)) - marks_in(_sent(visit))):
            yield f"shows {sorted(shown)} to {who}: {seen.status}"
        if seen.status >= 500:
            yield f"fails for {who}: {seen.status}"
        if who is NOBODY and not visit.is_open and not seen.went_to_sign_in and seen.status not in REFUSED:
            yield f"answers nobody {seen.status}"
        if who is NOBODY or visit.is_open:
            return
        if visit.method != "GET" and seen.status not in REFUSED:
            yield f"takes what {who} sends: {seen.status}"
        if visit.method == "GET" and visit.path and not is_told and seen.status not in GONE:
            yield f"is not refused to {who}: {seen.status}"

    def _part(self, visit: Visit, who: str | None) -> Iterator[str]:
        """The same address as a part of a page: to its owner too, and nobody sees more."""
        headers = {"HX-Request": "true"}
        if who != visit.who:
            yield from self._as_other(visit, who, headers)
            return
        with self._fresh():
            seen = self._visit(visit, who, headers)
            if seen.final >= 400 and not visit.answers:
                yield f"is refused to {who} as a part: {seen.final}"

    def _of_his_own(self, visit: Visit) -> Iterator[str]:
        """What somebody asked for when he might shows him nothing any more of what is beyond his reach by now."""
        clerk = self.planted.own["clerk"]
        for who in ("former", "departed"):
            own = dict(zip(vars(clerk).values(), vars(self.planted.own[who]).values(), strict=True))
            path = {part: own.get(value, value) for part, value in visit.path.items()}
            if path == dict(visit.path):
                continue
            with self._fresh():
                seen = self._visit(Visit(**{**vars(visit), "path": path}), who, {}, is_other=True)
                changed = set(self._changed(visit)) - JOBS
            own_file = (SHEET_HEADER + ROWS[who] + GOOD_ROW + WRONG_ROW).encode() if visit.name in OWN_FILE else b""
            if shown := seen.marks & set(_hidden_from(who)) - marks_in(own_file if who == "former" else b""):
                yield f"shows {sorted(shown)} to {who}, whose it once was: {seen.status}"
            if changed:
                yield f"lets {who}, whose it once was, change {sorted(changed)}"

    def _unknown(self, visit: Visit) -> Iterator[str]:
        """Whoever may not know of a thing is told the same as of one that is not there."""
        named = {part for part in visit.path if part in UNKNOWN}
        if not named or visit.name in OF_POLICY:
            return
        other = {part: UNKNOWN[part]() if part in named else value for part, value in visit.path.items()}
        never = Visit(**{**vars(visit), "path": other})
        for who in self._some(who for who in FROM_ELSEWHERE if who != visit.who):
            with self._fresh():
                hidden = self._visit(visit, who, {}, is_other=True)
            with self._fresh():
                unknown = self._visit(never, who, {}, is_other=True)
            if told(hidden, visit) != told(unknown, never):
                yield f"tells {who} that it is there: {hidden.status}, not {unknown.status}"

    def _visit(self, visit: Visit, who: str | None, headers: Mapping[str, str], *, is_other: bool = False) -> Seen:
        self.count += 1
        if is_other and visit.others_path:
            visit = Visit(**{**vars(visit), "path": visit.others_path})
        client = Client(raise_request_exception=False)
        client.handler = self.handler
        client.cookies = _copied(self.sessions[who])
        if visit.before:
            visit.before(client)
        if visit.is_of_api:
            headers = {**headers, "Authorization": f"Bearer {self.planted.tokens.get(who, '')}"}
        answer = _ask(client, visit, headers, is_other=is_other)
        last = _led_to(client, answer)
        return Seen(
            answer.status_code,
            answer.get("Location") or answer.get("HX-Redirect", ""),
            last.status_code,
            content_of(answer) + content_of(last),
        )

    def _changed(self, visit: Visit) -> list[str]:
        """The tables that are others than they were. Where the database wrote no row none is."""
        if writes_so_far() == self.written:
            return []
        after = digests()
        return sorted(table for table in after if after[table] != self.before[table] and table not in visit.owns)

    @contextmanager
    def _fresh(self) -> Iterator[None]:
        """Whatever comes of it is gone afterwards."""
        with transaction.atomic():
            self.written = writes_so_far()
            yield
            transaction.set_rollback(True)

    @contextmanager
    def _as_planted(self) -> Iterator[None]:
        """Files too are again what they were."""
        yield
        shutil.rmtree(self.home)
        shutil.copytree(self.kept, self.home)


def writes_so_far() -> object:
    """What the database itself counts of rows written, deleted ones too: another after each. On PostgreSQL in this
    transaction and by table, but for those that come and go."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT total_changes()")
            return cursor.fetchone()
        counted = "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
        cursor.execute(f"{counted} WHERE n_tup_ins + n_tup_upd + n_tup_del > 0")
        return sorted(row for row in cursor.fetchall() if row[0] not in COME_AND_GO)


def digests() -> dict[str, str]:
    """Of each table, a digest of all its rows."""
    tables = set(connection.introspection.table_names()) - COME_AND_GO
    return {table: _digest(table) for table in sorted(tables)}


def _digest(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
        rows = sorted(map(repr, cursor.fetchall()))
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def content_of(answer: HttpResponse) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def _ask(client: Client, visit: Visit, headers: Mapping[str, str], *, is_other: bool) -> HttpResponse:
    address = visit.url
    if visit.body is not None:
        how = {"data": visit.body, "content_type": "application/octet-stream"}
    elif visit.json is not None:
        how = {"data": visit.json, "content_type": "application/json"}
    else:
        given = visit.data(client) if callable(visit.data) else visit.data
        how = {"data": visit.others_send if is_other and visit.others_send else given}
    for file in _files(visit):
        file.seek(0)
    if visit.method == "GET":
        return client.get(address, visit.query, headers=headers)
    send = getattr(client, visit.method.lower())
    return send(address, **how, query_params=visit.query, headers=headers)


def _files(visit: Visit) -> list:
    return [] if callable(visit.data) else [each for each in visit.data.values() if hasattr(each, "seek")]


def _sent(visit: Visit) -> bytes:
    """What the visitor says himself, and so may be told again."""
    files = b""
    for file in _files(visit):
        file.seek(0)
        files += file.name.encode() + file.read()
    written = {} if callable(visit.data) else visit.data
    said = f"{dict(visit.query)} {dict(written)} {orjson.dumps(visit.json).decode()}"
    return said.encode() + (visit.body or b"") + files


def _led_to(client: Client, answer: HttpResponse) -> HttpResponse:
    for _ in range(5):
        if answer.status_code not in (301, 302, 303):
            break
        answer = client.get(answer["Location"])
    return answer


def _hidden_from(who: str | None) -> tuple[str, ...]:
    if who == "security":
        return FIGURES
    return DATA if who in ADMINISTRATORS else ALL


def told(seen: Seen, visit: Visit) -> str:
    body = NUMBER.sub("", TOKEN.sub("", text_of(seen.body))).replace(visit.url, "HERE")
    names = [str(value) for part, value in visit.path.items() if part in UNKNOWN]
    for name in names:  # in words, not within a tag: a drawing has numbers too, and one may be the record's
        body = re.sub(rf"(?<=[“ ]){re.escape(name)}(?=[” ])(?![^<>]*>)", "IT", body)
    return f"{seen.status} {body}"


def _copied(cookies):
    return type(cookies)(cookies.output(header="", sep=";"))


def _everybody() -> tuple[str, ...]:
    return ("clerk", "clerk_of_unit", "authority", "approver", "security_of_county", *(who for who in OTHERS if who))
