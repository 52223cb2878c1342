"""The tables of the warehouse as questions name them, bound to no files, and how a question becomes SQL.

A question is an Ibis expression on `TABLES`, with `variable`s where it differs from one asking to the next. So it is
compiled once in a process.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import ibis
import ibis.expr.types as ir

from jieyue.rules import completeness, rollup

SCHEMAS: Mapping[str, ibis.Schema] = {
    "facts": rollup.FACTS,
    "coverage": completeness.COVERAGE,
    "measures": rollup.MEASURES,
    "kept": completeness.KEPT,
    "place_sums": rollup.PLACE_SUMS,
    "standing": rollup.STANDING,
    "profiles": rollup.PROFILES,
    "accounts": completeness.SUBJECTS,
    "accepted_facts": rollup.FACTS,
    "accepted_profiles": rollup.ACCEPTED_PROFILES,
}
TABLES: Mapping[str, ir.Table] = {
    name: ibis.table(schema, name=name) for name, schema in {**SCHEMAS, "earlier": completeness.EARLIER}.items()
}


def variable(name: str, kind: str) -> Any:
    """A value that is given when the question is asked."""
    get = ibis.udf.scalar.builtin(lambda called: called, name="getvariable", signature=(("string",), kind))
    return get(name)


def compiled(question: ir.Expr) -> str:
    return ibis.to_sql(question, dialect="duckdb")


_asked_every_day: list[Callable[[], str]] = []


def asked_every_day(question: Callable[[], str]) -> Callable[[], str]:
    """A question that is compiled once in a process and, in one that serves pages, before the first request."""
    once = cache(question)
    _asked_every_day.append(once)
    return once


def compile_what_is_asked_every_day() -> None:
    """As far as the modules that ask are loaded."""
    for question in _asked_every_day:
        question()
