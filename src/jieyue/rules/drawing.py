"""The sample of a spot check: risk first, then chance from a seed that was published beforehand.

Whoever has the list and the seed draws the same again, on any machine: nothing but the codes, their risks and the seed
decides.
"""

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from jieyue.rules.refusal import Refused

METHOD = "risk-then-sha256"
RULE = "风险高的先抽，没有写风险的按 0；风险相同的，按“种子、换行、机构编码”连在一起（UTF-8）的 SHA-256 值从小到大抽。"
MOST_NAMED = 5


class DrawRefused(Refused):
    """There is nothing that could be drawn so."""


@dataclass(frozen=True)
class Candidate:
    """One who may be drawn, by code. The higher the risk, the earlier."""

    organisation: str
    risk: Decimal = Decimal(0)


def draw(candidates: Iterable[Candidate], *, seed: str, size: int) -> list[Candidate]:
    """The first `size` in the order of `RULE`: a larger sample contains the smaller ones. Raises DrawRefused."""
    everybody = list(candidates)
    _refuse_impossible(everybody, size)
    said = _as_published(seed)
    ordered = sorted(everybody, key=lambda each: (-each.risk, _chance(said, each), each.organisation))
    return ordered[:size]


def by_chance(candidates: Sequence[Candidate], drawn: Sequence[Candidate]) -> int:
    """How many of the drawn owe it to chance: those at the lowest risk drawn, where others of that risk were not."""
    last = drawn[-1].risk
    of_last = sum(each.risk == last for each in drawn)
    return of_last if of_last < sum(each.risk == last for each in candidates) else 0


def digest_of(candidates: Iterable[Candidate]) -> str:
    """Of the list in the order of its codes, so that it can be published with the seed and nobody added later."""
    lines = sorted(f"{each.organisation}\t{_plain(each.risk)}\n" for each in candidates)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _as_published(seed: str) -> str:
    """The same letters may be sent as different bytes by different keyboards."""
    said = unicodedata.normalize("NFC", seed).strip()
    if not said:
        raise DrawRefused("种子是空的。", do="请写事先公布的那一句话或那一个数。")
    if not said.isprintable():
        raise DrawRefused("种子里有看不见的字符。", do="请照公布的样子写成一行文字。")
    return said


def _chance(seed: str, candidate: Candidate) -> bytes:
    return hashlib.sha256(f"{seed}\n{candidate.organisation}".encode()).digest()


def _refuse_impossible(candidates: Sequence[Candidate], size: int) -> None:
    times = Counter(each.organisation for each in candidates)
    twice = [code for code, count in times.items() if count > 1]
    if twice:
        named = "、".join(sorted(twice)[:MOST_NAMED])
        raise DrawRefused(f"名单里有的机构不止一次：{named}。", do="每家只留一行。")
    if size < 1:
        raise DrawRefused(f"抽取数量是 {size}。", do="请写 1 或更大的整数。")
    if size > len(candidates):
        says = f"名单只有 {len(candidates)} 家，抽不出 {size} 家。"
        raise DrawRefused(says, do=f"抽取数量请不超过 {len(candidates)}，或者补全名单。")


def _plain(risk: Decimal) -> str:
    """Equal risks are written alike: 2, 2.0 and 2.00."""
    return f"{risk.normalize():f}" if risk else "0"
