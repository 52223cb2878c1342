"""Hundreds of tests read the policy of the package with a file of their own beside it: each text is parsed once."""

import tomllib
from functools import lru_cache
from types import SimpleNamespace

from jieyue.policy import reading

MOST_TEXTS = 1000


def parse_each_text_once() -> None:
    once = lru_cache(MOST_TEXTS)(tomllib.loads)
    reading.tomllib = SimpleNamespace(loads=once, TOMLDecodeError=tomllib.TOMLDecodeError)
