"""By which letters a name is found: the first of each character's reading, 石桥县教育局 is sqxjyj."""

from functools import cache
from itertools import islice, product
from pathlib import Path
from typing import NamedTuple

READINGS = Path(__file__).with_name("initials.txt")
MOST_LETTERS = 40
LONGEST = 200
"""As much as is kept, so many ways of reading a name with characters that are read in two ways: 重庆 is cq and zq."""


class Letters(NamedTuple):
    """By character: how it is mostly read, and how else."""

    usual: dict[str, str]
    others: dict[str, str]


def initials_of(name: str) -> str:
    """All ways of reading a name, divided by blanks. What is no Chinese character stands for itself."""
    usual, others = _letters()
    plain = [each for each in name.casefold() if each.isalnum()][:MOST_LETTERS]
    letters = [usual.get(each, each) + others.get(each, "") for each in plain]
    ways = LONGEST // (len(plain) + 1) if plain else 0
    return " ".join("".join(way) for way in islice(product(*letters), ways))


@cache
def _letters() -> Letters:
    found = Letters({}, {})
    for line in READINGS.read_text("utf-8").splitlines():
        letter, _, characters = line.partition(" ")
        if letter.startswith("+"):
            found.others.update({each: found.others.get(each, "") + letter[1:] for each in characters})
        elif letter != "#":
            found.usual.update(dict.fromkeys(characters, letter))
    return found
