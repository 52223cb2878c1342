"""A standard written down whole, so that it can be kept beside what it judged, and read again as it was."""

import dataclasses
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from jieyue.rules.factors import Source
from jieyue.rules.scoring import Item, Rule, Section, Standard, WhereNotApplicable
from jieyue.rules.values import Certainty, Word

PARTS: Mapping[str, Callable[..., Any]] = {each.__name__: each for each in (Standard, Section, Item, Rule, Source)}
WORDS: Mapping[str, type[Word]] = {each.__name__: each for each in (Certainty, WhereNotApplicable)}


def written(standard: Standard) -> dict[str, Any]:
    """As JSON can hold it."""
    kept: dict[str, Any] = _written(standard)
    return kept


def read(kept: Mapping[str, Any]) -> Standard:
    standard: Standard = _read(kept)
    return standard


def _written(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        fields = {each.name: _written(getattr(value, each.name)) for each in dataclasses.fields(value)}
        return {"part": type(value).__name__, "with": fields}
    if isinstance(value, Mapping):
        return {"pairs": [[_written(key), _written(each)] for key, each in value.items()]}
    if isinstance(value, tuple | list):
        return {"several" if isinstance(value, tuple) else "list": [_written(each) for each in value]}
    return _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        name = type(value).__name__
        return {"word": name, "is": value.value} if name in WORDS else value.value
    if isinstance(value, Decimal):
        return {"number": str(value)}
    return {"day": value.isoformat()} if isinstance(value, date) else value


READING: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {
    "part": lambda kept: PARTS[kept["part"]](**{name: _read(each) for name, each in kept["with"].items()}),
    "word": lambda kept: WORDS[kept["word"]].named(kept["is"]),
    "number": lambda kept: Decimal(kept["number"]),
    "day": lambda kept: date.fromisoformat(kept["day"]),
    "pairs": lambda kept: {_read(key): _read(each) for key, each in kept["pairs"]},
    "several": lambda kept: tuple(map(_read, kept["several"])),
    "list": lambda kept: [_read(each) for each in kept["list"]],
}


def _read(kept: Any) -> Any:
    return READING[next(iter(kept))](kept) if isinstance(kept, Mapping) else kept
