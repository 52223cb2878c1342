"""Accepted figures as columns, for the warehouse: of each month what was accepted last."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import orjson
import pyarrow as pa

from jieyue.rules import rollup
from jieyue.rules.period import months_later
from jieyue.store.orgs.models import Organisation
from jieyue.store.reporting.models import Report

FACTS = rollup.ACCEPTED_FACTS.to_pyarrow()
FACTORS = rollup.ACCEPTED_FACTORS.to_pyarrow()
PROFILES = rollup.ACCEPTED_PROFILES.to_pyarrow()
SIZES = rollup.PROFILES.names[2:]


def accepted_facts_of(month: date) -> pa.Table:
    """The month's accepted consumption, in the form of the facts, each with the name of its factors."""
    ids = dict(Organisation.objects.values_list("code", "id"))
    rows = [
        (ids[fact["organisation"]], month, fact["resource"], fact["use"], *_amounts(fact), _pin(content))
        for content in _accepted_in(month)
        for fact in content["facts"]
        if fact["month"] == f"{month:%Y-%m}"
    ]
    return _table(FACTS, sorted(rows, key=lambda row: row[:4]))


def accepted_factors_of(month: date) -> pa.Table:
    """The factors by which the month's figures were accepted, each set of them once."""
    found = {_pin(content): content.get("conversions", {}) for content in _accepted_in(month)}
    rows = [(pin, resource, *values) for pin, own in found.items() for resource, values in own.items()]
    return _table(FACTORS, sorted(rows, key=lambda row: row[:2]))


def _pin(content: Mapping[str, Any]) -> str:
    """The same for whoever was accepted by the same factors; nothing where the snapshot is older than such pins."""
    pinned = content.get("conversions")
    return hashlib.sha256(orjson.dumps(pinned, option=orjson.OPT_SORT_KEYS)).hexdigest()[:16] if pinned else ""


def accepted_profiles_of(month: date) -> pa.Table:
    """The sizes that the month's accepted figures were divided by."""
    ids = dict(Organisation.objects.values_list("code", "id"))
    rows = [
        (ids[content["organisation"]], month.year, *(_number(content["sizes"].get(name)) for name in SIZES), month)
        for content in _accepted_in(month)
        if content["sizes"]
    ]
    return _table(PROFILES, sorted(rows, key=lambda row: row[0]))


def _accepted_in(month: date) -> Iterator[dict]:
    """Of each unit that has something accepted of the month, the content that was accepted last."""
    there = {"first__lte": month, "until__gte": months_later(month, 1), "accepted__isnull": False}
    reports = Report.objects.filter(**there).order_by("organisation_id", "accepted_id")
    newest = dict(reports.values_list("organisation_id", "accepted__content"))  # the last of each stays
    return (orjson.loads(content) for content in newest.values())


def _amounts(fact: dict) -> tuple[Decimal, Decimal | None]:
    return Decimal(fact["quantity"]), _number(fact["amount_yuan"])


def _number(written: object) -> Decimal | None:
    return None if written is None else Decimal(str(written))


def _table(schema: pa.Schema, rows: list[tuple]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [[]] * len(schema)
    return pa.Table.from_arrays(
        [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)], schema=schema
    )
