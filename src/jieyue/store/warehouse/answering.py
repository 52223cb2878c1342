"""Answers of this process's DuckDB, or of the deployment's Spark cluster, kept for whoever asks the same again.

DuckDB plans a question for longer than it looks for the answer, and opening one takes as long again. So there is one
for a process, its connections stay open for the next asker, and an answer is kept: it depends on nothing but the
question, the files behind it, which never change, the tables that the asker holds, and the variables.
"""

import atexit
import hashlib
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from queue import Empty, LifoQueue
from threading import Lock
from typing import TYPE_CHECKING

import pyarrow as pa
from cachetools import LRUCache, cached
from django.conf import settings

from jieyue.store.warehouse.tables import Compiled, Files

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOST_BYTES_KEPT = 64 * 1024 * 1024
BYTES_OF_AN_EMPTY_ANSWER = 1024
ROWS_OF_A_BATCH = 10_000
"""For so many DuckDB sets aside room in each column before it has the first row; by itself for a million."""
MOST_ROWS_OF_A_BATCH = 500_000
ROWS_FOR_EACH_BROUGHT = 10
"""Who brings many rows is answered with many, one for each resource of a unit; each batch of an answer takes 2 ms."""
FULL_BY = 4
"""An answer with a row of room for so many rows in it, or less, is kept as it came."""
MOST_ROWS_WRITTEN = 50
"""Of a table that an asker brings along; a longer one DuckDB reads where it is, in a third of a millisecond."""


@dataclass(frozen=True)
class Held:
    """A table that an asker brings along, known by what is in it."""

    name: str
    digest: str
    table: pa.Table = field(compare=False)

    @classmethod
    def of(cls, name: str, table: pa.Table) -> "Held":
        digest = hashlib.sha256(str(table.schema).encode())
        for batch in table.combine_chunks().to_batches():
            digest.update(batch.serialize())
        return cls(name, digest.hexdigest(), table)

    @cached_property
    def written(self) -> str | None:
        """The SELECT of a short table with its values in it, and of one without rows. Of others None: of one with
        values that have no plain literal, and of one with days, by whose values DuckDB would choose a slower way.
        """
        kinds = list(map(_kind_of, self.table.schema.types))
        if None in kinds or self.table.num_rows > MOST_ROWS_WRITTEN or ("DATE" in kinds and self.table.num_rows):
            return None
        names = [f'"{name}"' for name in self.table.column_names]
        if not self.table.num_rows:
            nothing = ", ".join(f"NULL::{kind} AS {name}" for kind, name in zip(kinds, names, strict=True))
            return f"SELECT {nothing} WHERE false"
        rows = list(zip(*(column.to_pylist() for column in self.table.columns), strict=True))
        if any(isinstance(value, str) and "\0" in value for row in rows for value in row):
            return None
        literals = (", ".join(map(_literal, row, kinds)) for row in rows)
        return f"SELECT * FROM (VALUES ({'), ('.join(literals)})) AS written({', '.join(names)})"  # noqa: S608


PLAIN_KINDS: Mapping[pa.DataType, str] = {
    pa.string(): "VARCHAR",
    pa.bool_(): "BOOLEAN",
    pa.int32(): "INTEGER",
    pa.int64(): "BIGINT",
    pa.float64(): "DOUBLE",
    pa.date32(): "DATE",
}


def _kind_of(kind: pa.DataType) -> str | None:
    """What DuckDB calls it, of those of which a value is written in one way only."""
    if pa.types.is_decimal128(kind):
        return f"DECIMAL({kind.precision}, {kind.scale})"
    return PLAIN_KINDS.get(kind)


def _literal(value: object, kind: str | None) -> str:
    return f"NULL::{kind}" if value is None else "'{}'::{}".format(str(value).replace("'", "''"), kind)


Views = Mapping[str, str]
"""Tables by name, each the SELECT that it stands for, those first that others are drawn from."""


def answer(question: str, views: Views, held: Collection[Held], variables: Mapping[str, object]) -> pa.Table:
    """What the deployment's engine answers. What the question is not about is none of its business, nor of its key."""
    views, held, variables = _needed(question, views, held, variables)
    return _answer(question, tuple(views.items()), frozenset(held), frozenset(variables.items()))


def _needed(
    question: str, views: Views, held: Collection[Held], variables: Mapping[str, object]
) -> tuple[Views, Collection[Held], Mapping[str, object]]:
    """Of a question that says what it is about, the views, tables and variables that it reaches."""
    if not isinstance(question, Compiled):
        return views, held, variables
    found, asked, ahead = set[str](), set(question.variables), [*question.tables]
    while ahead:
        name = ahead.pop()
        view = views.get(name)
        if isinstance(view, Compiled) and name not in found:
            ahead += view.tables
            asked |= view.variables
        found.add(name)
    return (
        {name: views[name] for name in views if name in found},
        [each for each in held if each.name in found],
        {name: value for name, value in variables.items() if name in asked},
    )


def _bytes_of(table: pa.Table) -> int:
    return table.nbytes + BYTES_OF_AN_EMPTY_ANSWER


def _asked(question: str, views: Iterable[tuple[str, str]], *others: Hashable) -> Hashable:
    """Files by what is in them: of what was made anew as it was, answers are still true."""
    return question, tuple((name, each.contents if isinstance(each, Files) else each) for name, each in views), *others


@cached(LRUCache(MOST_BYTES_KEPT, getsizeof=_bytes_of), key=_asked, lock=Lock())
def _answer(
    question: str,
    views: tuple[tuple[str, str], ...],
    held: frozenset[Held],
    variables: frozenset[tuple[str, object]],
) -> pa.Table:
    if settings.JIEYUE_SPARK and any(isinstance(view, Files) for _, view in views):
        from jieyue.store.warehouse.on_spark import answer_on_spark  # noqa: PLC0415 (only where there is a cluster)

        return _compact(answer_on_spark(question, dict(views), held, dict(variables)), ROWS_OF_A_BATCH)
    return _compact(answer_here(question, dict(views), held, dict(variables)), _rows_of_a_batch(held))


def _rows_of_a_batch(held: Collection[Held]) -> int:
    brought = max((each.table.num_rows for each in held), default=0)
    return min(max(ROWS_OF_A_BATCH, ROWS_FOR_EACH_BROUGHT * brought), MOST_ROWS_OF_A_BATCH)


def _compact(table: pa.Table, batch: int) -> pa.Table:
    """A copy that takes the room of what is in it: an engine sets aside room for whole batches, and what is kept holds
    it for as long as it is kept. Of a table that fills its batches nearly to the end the copy would spare little.
    """
    if -table.num_rows % batch * FULL_BY <= table.num_rows:
        return table
    written = pa.BufferOutputStream()
    with pa.ipc.new_stream(written, table.schema) as stream:
        stream.write_table(table.combine_chunks())
    return pa.ipc.open_stream(written.getvalue()).read_all()


def answer_here(question: str, views: Views, held: Collection[Held], variables: Mapping[str, object]) -> pa.Table:
    """What DuckDB answers in this process, whatever the deployment's engine is, and without keeping it."""
    short = {each.name: each.written for each in held if each.written is not None}
    with _connection() as connection:
        connection.let({each for each in held if each.name not in short}, dict(variables))
        return connection.engine.execute(_with({**short, **views}, question)).to_arrow_table(_rows_of_a_batch(held))


def _with(tables: Views, question: str) -> str:
    """The question with what its tables stand for. Views of the connection would be looked through once when they are
    made, and again when they are asked. DuckDB would work out by itself what is named twice and look at all of it.
    """
    if not tables:
        return question
    told = ", ".join(f'"{name}" AS NOT MATERIALIZED ({select})' for name, select in tables.items())
    own = question.removeprefix("WITH ")
    return f"WITH {told}, {own}" if own != question else f"WITH {told} {question}"


@dataclass(eq=False)
class _Connection:
    """It remembers what it shows, and nothing that another asker was shown stays."""

    engine: "DuckDBPyConnection"
    held: set[Held] = field(default_factory=set)
    variables: dict[str, object] = field(default_factory=dict)

    def let(self, held: set[Held], variables: dict[str, object]) -> None:
        """Have exactly these."""
        for each in self.held - held:
            self.engine.unregister(each.name)
        for each in held - self.held:
            self.engine.register(each.name, each.table)
        self.held = held
        for name in self.variables.keys() - variables.keys():
            self.engine.execute(f"RESET VARIABLE {name}")
        for name, value in variables.items() - self.variables.items():
            self.engine.execute(f"SET VARIABLE {name} = ?", [value])
        self.variables = variables


_idle: LifoQueue[_Connection] = LifoQueue()
"""Connections that nobody is using. As many as once were asked at the same time, which is at most one a thread."""


class _Engine:
    """This process's DuckDB, opened by whoever asks first: it would not live through a fork."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.opened: DuckDBPyConnection | None = None
        self.answers_many = False

    def connect(self) -> "DuckDBPyConnection":
        import duckdb  # noqa: PLC0415 (bears no fork, and a tenth of a second for who asks nothing: decision 33)

        with self.lock:
            if self.opened is None:
                self.opened = duckdb.connect()
                self.opened.execute("SET enable_progress_bar = false")
                self.opened.execute("SET GLOBAL parquet_metadata_cache = true")  # each asker has his own connection
                if self.answers_many:
                    self.opened.execute("SET threads = 1")
                atexit.register(self.opened.close)
            return self.opened.cursor()


_engine = _Engine()


def answer_many_at_once() -> None:
    """Said at the start of a process that several ask: each question is answered by its asker's thread alone. To share
    a small question out between threads costs half as much again as to answer it.
    """
    _engine.answers_many = True


@contextmanager
def _connection() -> Iterator[_Connection]:
    """A connection for one question. One on which something went wrong is not used again."""
    try:
        connection = _idle.get_nowait()
    except Empty:
        connection = _Connection(_engine.connect())
    try:
        yield connection
    except BaseException:
        connection.engine.close()
        raise
    _idle.put(connection)
