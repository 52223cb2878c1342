"""When the number of an account is likely to be another one, written otherwise."""

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from jieyue.rules.thresholds import Limit, Thresholds

MOST_NAMED = 3


def folded(number: str) -> str:
    """A number without what does not tell accounts apart: case, blanks, width of letters, zeros in front."""
    plain = "".join(unicodedata.normalize("NFKC", number).split()).casefold()
    return plain.lstrip("0") or plain[-1:]


@dataclass(frozen=True)
class Little:
    """What differs little: folded to the same, or, from `shortest` characters on, by at most `edits` of them dropped,
    put in, changed or swapped with the next.
    """

    edits: int = 0
    shortest: int = 0

    @classmethod
    def of(cls, thresholds: Thresholds, *, on: date) -> "Little":
        """Where the policy knows no limit, only what folds to the same differs little."""
        edits, shortest = (
            thresholds.limit(limit, on=on) for limit in (Limit.ACCOUNT_NUMBER_EDITS, Limit.ACCOUNT_NUMBER_SHORTEST)
        )
        return cls(int(edits.value), int(shortest.value)) if edits and shortest else cls()

    def reaches(self, one: str, other: str) -> bool:
        """Whether two folded numbers differ little."""
        if one == other:
            return True
        return min(len(one), len(other)) >= self.shortest and 0 < edits_between(one, other) <= self.edits


def edits_between(one: str, other: str) -> int:
    """How many characters were dropped, put in, changed or swapped with the next."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for n, own in enumerate(one, 1):
        before, last, row = row, before, [n]
        for m, its in enumerate(other, 1):
            steps = min(before[m] + 1, row[m - 1] + 1, before[m - 1] + (own != its))
            if n > 1 and m > 1 and own == other[m - 2] and one[n - 2] == its:
                steps = min(steps, last[m - 2] + 1)
            row.append(steps)
    return row[-1]


class Known:
    """The numbers of a unit that are known, to be asked for those that a new one is likely to be.

    Found by what is left when characters are dropped, so that many new ones among many known are not each compared.
    """

    def __init__(self, numbers: Iterable[str], little: Little) -> None:
        self.little = little
        self.folded: Mapping[str, str] = {number: folded(number) for number in sorted(set(numbers))}
        self.ordered = sorted((plain, number) for number, plain in self.folded.items())

    @cached_property
    def _by_rest(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for number, plain in self.folded.items():
            for rest in self._rests(plain):
                found.setdefault(rest, []).append(number)
        return found

    def _rests(self, plain: str) -> set[str]:
        return set(rests(plain, self.little.edits if len(plain) >= self.little.shortest else 0))

    def alike(self, number: str) -> list[str]:
        """The other known numbers that differ little from it, what differs least first."""
        plain = folded(number)
        near = {each for rest in self._rests(plain) for each in self._by_rest.get(rest, ())} - {number}
        close = [each for each in near if self.little.reaches(plain, self.folded[each])]
        return sorted(close, key=lambda each: (edits_between(plain, self.folded[each]), each))[:MOST_NAMED]

    def nearest(self, number: str) -> list[str]:
        """Those that it is likeliest to be, of the ones beside it in their order; with what differs little first."""
        plain = folded(number)
        place = bisect_left(self.ordered, (plain, number))
        beside = [each for _, each in self.ordered[max(0, place - MOST_NAMED) : place + MOST_NAMED] if each != number]
        beside.sort(key=lambda each: (edits_between(plain, self.folded[each]), each))
        return list(dict.fromkeys([*self.alike(number), *beside]))[:MOST_NAMED]


def rests(plain: str, dropped: int) -> Iterator[str]:
    """The word, and what is left of it with at most so many characters dropped."""
    yield plain
    if dropped:
        for n in range(len(plain)):
            yield from rests(plain[:n] + plain[n + 1 :], dropped - 1)
