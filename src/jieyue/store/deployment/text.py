"""A row as one line of text, the same on either database: PostgreSQL's COPY format.

Values stand between tabs, NULL is backslash N, and tab, line feed, carriage return and backslash are escaped.
PostgreSQL reads and writes it by itself; for SQLite it is done here.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from uuid import UUID

from django.db import models

NULL = "\\N"
ESCAPED = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
RAW = {written: raw for raw, written in ESCAPED.items()}
TO_ESCAPE = re.compile(r"[\\\t\n\r]")
TO_UNESCAPE = re.compile(r"\\.", re.DOTALL)

KINDS = {
    **dict.fromkeys(("AutoField", "BigAutoField", "SmallAutoField", "IntegerField", "BigIntegerField"), "integer"),
    **dict.fromkeys(("SmallIntegerField", "PositiveIntegerField", "PositiveBigIntegerField"), "integer"),
    **dict.fromkeys(("PositiveSmallIntegerField",), "integer"),
    **dict.fromkeys(("CharField", "TextField", "SlugField", "GenericIPAddressField", "FileField"), "text"),
    "BooleanField": "boolean",
    "DecimalField": "decimal",
    "FloatField": "float",
    "DateField": "date",
    "TimeField": "time",
    "DateTimeField": "moment",
    "UUIDField": "uuid",
    "JSONField": "json",
    "BinaryField": "bytes",
}


class NoTextForm(Exception):  # noqa: N818 (a fault of ours: a new kind of column has to be added here)
    """A column of a kind that backups do not know."""


def kind_of(field: models.Field) -> str:
    """The kind of a column; a reference is of the kind of what it refers to."""
    while field.remote_field:
        field = field.target_field
    kind = KINDS.get(field.get_internal_type())
    if kind is None:
        raise NoTextForm(f"{field}: {field.get_internal_type()}")
    return kind


def escaped(text: str) -> str:
    return TO_ESCAPE.sub(lambda found: ESCAPED[found[0]], text)


def unescaped(text: str) -> str:
    return TO_UNESCAPE.sub(lambda found: RAW.get(found[0], found[0][1:]), text) if "\\" in text else text


def _json(value: object) -> str:
    return escaped(json.dumps(value, ensure_ascii=False))


def _bytes(value: bytes) -> str:
    return f"\\\\x{bytes(value).hex()}"


# From what Django reads to text.
WRITTEN: dict[str, Callable[[object], str]] = {
    "integer": str,
    "text": escaped,
    "boolean": lambda value: "t" if value else "f",
    "decimal": lambda value: format(value, "f"),
    "float": repr,
    "date": str,
    "time": str,
    "moment": str,
    "uuid": str,
    "json": _json,
    "bytes": _bytes,
}

# From text to what SQLite keeps, as Django would have written it. Numbers and dates are kept as their text says.
KEPT_BY_SQLITE: dict[str, Callable[[str], object]] = {
    "text": unescaped,
    "boolean": lambda text: text == "t",
    "moment": lambda text: str(datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None)),
    "uuid": lambda text: UUID(text).hex,
    "json": unescaped,
    "bytes": lambda text: bytes.fromhex(text.removeprefix("\\\\x")),
}


def lines(rows: Iterable[Sequence[object]], kinds: Sequence[str]) -> Iterator[bytes]:
    """Rows as Django reads them, one line each."""
    written = [WRITTEN[kind] for kind in kinds]
    for row in rows:
        values = (NULL if value is None else write(value) for write, value in zip(written, row, strict=True))
        yield ("\t".join(values) + "\n").encode()


def rows_for_sqlite(lines_: Iterable[bytes], kinds: Sequence[str]) -> Iterator[list[object]]:
    """Lines as rows that SQLite can take in."""
    converted = [(place, KEPT_BY_SQLITE[kind]) for place, kind in enumerate(kinds) if kind in KEPT_BY_SQLITE]
    for line in lines_:
        row: list[object] = [None if text == NULL else text for text in line.decode().rstrip("\n").split("\t")]
        for place, convert in converted:
            if row[place] is not None:
                row[place] = convert(row[place])
        yield row
