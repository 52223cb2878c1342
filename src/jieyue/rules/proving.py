"""Which bill a file proves, by what it says: number of the invoice, account, amount, days.

A file that names the invoice, or agrees with one bill alone in two things of weight, is sure; what only makes a bill
likely is proposed and left to whoever knows.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from jieyue.rules.period import month_of
from jieyue.rules.values import Word

SHORTEST_NUMBER, SHORTEST_ACCOUNT = 6, 4
"""Shorter ones stand in any text by chance."""


class Ground(Word):
    """What of a file and a bill agrees."""

    INVOICE = "invoice", "发票号码"
    ACCOUNT = "account", "户号"
    AMOUNT = "amount", "金额"
    DAYS = "days", "日期"
    KIND = "kind", "能源资源"


WEIGHTS = {Ground.INVOICE: 8, Ground.ACCOUNT: 4, Ground.AMOUNT: 4, Ground.DAYS: 2, Ground.KIND: 1}
SURE = 6
"""From this weight on: the number alone, the account or the amount with something beside it that says when."""


@dataclass(frozen=True)
class Told:
    """What a file says. `invoice` is what it gives as its number, `words` are runs of letters and digits in it."""

    invoice: str = ""
    words: frozenset[str] = frozenset()
    amounts: frozenset[Decimal] = frozenset()
    days: frozenset[date] = frozenset()
    months: frozenset[date] = frozenset()
    text: str = ""


@dataclass(frozen=True)
class Face:
    """What of a bill can be found on its invoice; `kinds` are the words by which its resource is called."""

    id: int
    invoice: str
    account: str
    amount_yuan: Decimal | None
    start: date
    end: date
    kinds: Sequence[str] = ()


@dataclass(frozen=True)
class Candidate:
    id: int
    grounds: tuple[Ground, ...]

    @property
    def weight(self) -> int:
        return sum(WEIGHTS[each] for each in self.grounds)


@dataclass(frozen=True)
class Proposal:
    """The bills that it may prove, the likeliest first; `sure` are those that it surely does: the bills of one invoice
    may be several.
    """

    candidates: Sequence[Candidate] = ()
    sure: tuple[int, ...] = ()


def proposal(told: Told, faces: Collection[Face]) -> Proposal:
    found = [Candidate(face.id, _grounds(told, face)) for face in faces]
    likely = sorted((each for each in found if each.weight), key=lambda each: -each.weight)
    if not likely:
        return Proposal()
    if of_invoice := tuple(each.id for each in likely if Ground.INVOICE in each.grounds):
        return Proposal(likely, of_invoice)
    first = likely[0]
    is_alone = len(likely) == 1 or likely[1].weight < first.weight
    is_sure = is_alone and first.weight >= SURE and not _contradicts(told, first, faces)
    return Proposal(likely, (first.id,) if is_sure else ())


def _grounds(told: Told, face: Face) -> tuple[Ground, ...]:
    agreed = {
        Ground.INVOICE: _is_named(told, face),
        Ground.ACCOUNT: len(face.account) >= SHORTEST_ACCOUNT and face.account in told.words,
        Ground.AMOUNT: face.amount_yuan is not None and face.amount_yuan in told.amounts,
        Ground.DAYS: bool({face.start, face.end} & told.days) or month_of(face.end) in told.months,
        Ground.KIND: any(kind in told.text for kind in face.kinds),
    }
    return tuple(ground for ground, is_so in agreed.items() if is_so)


def _is_named(told: Told, face: Face) -> bool:
    number = face.invoice
    return len(number) >= SHORTEST_NUMBER and (number == told.invoice or number in told.words)


def _contradicts(told: Told, first: Candidate, faces: Collection[Face]) -> bool:
    """Whether file and bill each name an invoice, and not the same."""
    face = next(each for each in faces if each.id == first.id)
    return bool(told.invoice and face.invoice)
