"""The tables of the warehouse as questions name them, bound to no files, and how a question becomes SQL.

A question is an Ibis expression on `TABLES`, with `variable`s where it differs from one asking to the next. So it is
compiled once in a process.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

import ibis
import ibis.expr.types as ir
from ibis.expr.operations import Node, ScalarUDF, UnboundTable

from jieyue.rules import completeness, rollup
from jieyue.store.warehouse.manifest import content_of

SCHEMAS: Mapping[str, ibis.Schema] = {
    "facts": rollup.FACTS,
    "coverage": completeness.COVERAGE,
    "measures": rollup.MEASURES,
    "kept": completeness.KEPT,
    "place_sums": rollup.PLACE_SUMS,
    "unit_sums": rollup.UNIT_SUMS,
    "standing": rollup.STANDING,
    "profiles": rollup.PROFILES,
    "accounts": completeness.SUBJECTS,
    "accepted_facts": rollup.ACCEPTED_FACTS,
    "accepted_factors": rollup.ACCEPTED_FACTORS,
    "accepted_profiles": rollup.ACCEPTED_PROFILES,
}
TABLES: Mapping[str, ir.Table] = {
    name: ibis.table(schema, name=name) for name, schema in {**SCHEMAS, "earlier": completeness.EARLIER}.items()
}


def variable(name: str, kind: str) -> Any:
    """A value that is given when the question is asked."""
    get = ibis.udf.scalar.builtin(lambda called: called, name="getvariable", signature=(("string",), kind))
    return get(name)


class Compiled(str):
    """As DuckDB is asked it, with the expression from which another engine is asked the same, and the names of the
    tables that it is about and of the variables that it is asked with.
    """

    __slots__ = ("expression", "tables", "variables")
    expression: ir.Table
    tables: frozenset[str]
    variables: frozenset[str]


class Files(str):
    """The SELECT of all that stands in some files of a table. `contents` tell them by what is in them."""

    __slots__ = ("contents", "paths", "schema")
    contents: tuple[str, ...]
    paths: tuple[str, ...]
    schema: ibis.Schema

    @classmethod
    def of(cls, table: str, paths: Iterable[str]) -> "Files":
        paths = tuple(paths)
        quoted = ", ".join("'{}'".format(path.replace("'", "''")) for path in paths)
        files = cls(f"SELECT * FROM read_parquet([{quoted}])")  # noqa: S608
        files.paths, files.contents, files.schema = paths, tuple(map(content_of, paths)), SCHEMAS[table]
        return files


def compiled(expression: ir.Table) -> Compiled:
    question, whole = Compiled(ibis.to_sql(expression, dialect="duckdb")), expression.op()
    question.expression = expression
    question.tables = frozenset(table.name for table in whole.find(UnboundTable))
    question.variables = frozenset(each.args[0].value for each in variables_in(whole))
    return question


def variables_in(whole: Node) -> list[Node]:
    """The places of an expression where something is put in when it is asked."""
    return [each for each in whole.find(ScalarUDF) if each.__func_name__ == "getvariable"]


@cache
def all_of(table: str, name: str) -> Compiled:
    """The view that a table stands under another name."""
    return compiled(ibis.table(TABLES[table].schema(), name=name))


_asked_every_day: list[Callable[[], Compiled]] = []


def asked_every_day(question: Callable[[], Compiled]) -> Callable[[], Compiled]:
    """A question that is compiled once in a process and, in one that serves pages, before the first request."""
    once = cache(question)
    _asked_every_day.append(once)
    return once


def compile_what_is_asked_every_day() -> None:
    """As far as the modules that ask are loaded."""
    for question in _asked_every_day:
        question()
