"""What the name of a column or of a row says, put together from the pieces that policy knows."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from inspect import unwrap

from jieyue.files.cells import Cell, CellRefused, day
from jieyue.files.header import Named, Names, as_written
from jieyue.files.moments import moment, month
from jieyue.files.office.periods import When, when
from jieyue.rules.values import Resource, Use
from jieyue.rules.wording import NoName, OfficeWords, Piece, Role, folded

RESOURCE, QUANTITY, MONEY, UNIT = "resource", "quantity", "amount_yuan", "unit"
ENERGY = frozenset((RESOURCE, QUANTITY, MONEY))
"""The columns of a sheet whose figures are told apart by pieces of names."""
NOT_OURS = frozenset(
    (
        Piece.OTHER_MONEY,
        Piece.PRICE,
        Piece.READING,
        Piece.MULTIPLIER,
        Piece.PART,
        Piece.EARLIER,
        Piece.COMPARED,
        Piece.RUNNING,
    )
)
"""Pieces that make of a figure another than the one that is asked for."""
_IN_BRACKETS = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]")
_BEHIND = re.compile(r"(.+?)[/:,、—-]([^/:,、—-]+)")
_MONTHS = re.compile(r"(?:\d{4}年?)?(?:\d{1,2}月份?|元月份?|第?[一二三四1-4]季度?|上半年|下半年)|\d{4}年度?")
_MONTHS_SAID = re.compile(r"(\d{1,2})月?(?:[-~—–至到、和及](\d{1,2}))?月")
_COUNTED = re.compile(r"^\s*[(（]?(?:[一二三四五六七八九十]{1,2}|\d{1,2})[)）]?\s*[、.．]\s*(?!\d)")
"""一、 or 1. in front of a heading."""
_CLASS_OF_GOODS = re.compile(r"^\*[^*]+\*")
"""*供电* in front of the name of what an invoice is about."""
_OF_WHICH = re.compile(r"其中[:：]?(?=.)")
A_DAY = "2025-07-01 00:00"
LONGEST = 40
FEWEST_LETTERS_OF_A_PLACE = 2


@dataclass(frozen=True)
class Label:
    """`column` is the key of what is asked for; `resources` are those that may be meant, none where none is named.

    `is_known` where every piece of it was understood; `odd` is what stands in brackets and was not.
    """

    text: str
    column: str = ""
    roles: frozenset[Role] = frozenset()
    pieces: frozenset[Piece] = frozenset()
    resources: tuple[str, ...] = ()
    word: str = ""
    use: str = ""
    unit: str = ""
    period: When | None = None
    is_known: bool = False
    odd: str = ""

    @property
    def is_ours(self) -> bool:
        return not self.pieces & NOT_OURS

    @property
    def is_total(self) -> bool:
        return Piece.TOTAL in self.pieces

    @property
    def kind(self) -> str:
        """What sort of word it is: a row of several sorts is a header. "" for no word of a header."""
        if self.column:
            return self.column
        if self.roles:
            return str(min(self.roles))
        if self.period:
            return "period"
        if self.resources:
            return RESOURCE
        if not self.is_known or self.pieces <= {Piece.NOTHING, Piece.PRESENT}:
            return ""
        return str(min(self.pieces))


NONE = Label("")


@dataclass
class Labels:
    """The reader of names for the columns of one ledger. `is_unit` knows the units that anything is measured by."""

    ledger: str
    columns: Sequence[Named]
    words: OfficeWords
    is_unit: Callable[[str], bool]
    _seen: dict[object, Label] = field(default_factory=dict)
    _remarked: dict[tuple[str, int], tuple[int, int] | None] = field(default_factory=dict)
    _spoken: dict[str, tuple[tuple[str, ...], str]] = field(default_factory=dict)
    _split: dict[str, tuple[tuple[str, Piece, tuple[str, ...]], ...] | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.names = Names(self.columns, self.words)
        self.keys = {column.key for column in self.columns}
        self.is_energy = self.keys >= ENERGY
        self.of_month = next((each.key for each in self.columns if unwrap(each.parse) is month), "")
        self._pieces = {word: (each.says, each.means) for word, each in self.words.fragments.items()}
        self._add_resources()
        self._longest = max(map(len, self._pieces), default=0)

    @cached_property
    def moments(self) -> tuple[str, ...]:
        """The columns that hold a day with its time."""
        return tuple(each.key for each in self.columns if unwrap(each.parse) is moment)

    @cached_property
    def days(self) -> tuple[str, ...]:
        return tuple(each.key for each in self.columns if unwrap(each.parse) is day)

    @cached_property
    def of_day(self) -> str:
        """The first column that holds a day, or a day with its time; "" where the ledger has none, or has months."""
        days = (each.key for each in self.columns if _holds_days(each))
        return "" if self.is_energy or self.of_month else next(days, "")

    def _add_resources(self) -> None:
        """The names and synonyms of resources too, but for what is put together of pieces: 电费 is money."""
        self._longest = max(map(len, self._pieces), default=0)
        known = {name: (each.value,) for each in Resource for name in (each.zh, each.value)}
        # A single meaning that is asked about all the same is for the import to explain.
        told = ((of, word, each) for (of, word), each in self.words.synonyms.items())
        known |= {
            word: each.means for of, word, each in told if of == RESOURCE and (len(each.means) > 1 or not each.asks)
        }
        more = {folded(word): (Piece.RESOURCE, means) for word, means in known.items() if not self._split_up(word)}
        self._pieces = more | self._pieces
        self._split.clear()

    def read(self, cell: Cell) -> Label:
        """The same text again is the same label."""
        if isinstance(cell, float | int) and not isinstance(cell, bool):
            return NONE
        if cell not in self._seen:
            self._seen[cell] = self._read(cell)
        return self._seen[cell]

    def _read(self, cell: Cell) -> Label:
        if not isinstance(cell, str):
            period = when(cell)
            return Label(as_written(cell), period=period, is_known=True) if period else NONE
        text = as_written(cell)
        if not text or len(text) > LONGEST:
            return replace(NONE, text=text)
        if found := _OF_WHICH.match(text):
            part = self._of_text(text[found.end() :])
            return replace(part, text=text, pieces=part.pieces | {Piece.PART}, is_known=True)
        return self._of_text(text)

    def _of_text(self, text: str) -> Label:
        plain = folded(_COUNTED.sub("", text) or text)
        plain, unit, inner = self._without_brackets(_CLASS_OF_GOODS.sub("", plain) or plain)
        named = self.names.column(plain) or self.names.column(text)
        key = named.key if named else self.words.column(self.ledger, plain)
        roles = frozenset(self.words.roles(plain))
        key = key if key in self.keys else None
        if named is None and Role.ORGANISATION_NAME in roles and "organisation" in self.keys:
            key = "organisation"
        found = self._by_pieces(plain, inner, unit)
        if key:
            return self._of_column(text, key, roles, unit, found)
        period = when(plain)
        if period:
            return Label(text, roles=roles, unit=unit, period=period, is_known=True)
        if found is not None and found.column and not roles & OF_TIME:
            return replace(found, text=text, unit=unit or found.unit)
        if roles & LEADING:
            return Label(text, roles=roles, unit=unit, is_known=True)
        if found is not None:
            return replace(found, text=text, unit=unit or found.unit, roles=roles & LEADING)
        unit = unit or self._unit(plain)
        return Label(text, roles=roles & LEADING, unit=unit, is_known=bool(unit) and plain in ("", unit))

    def _of_column(self, text: str, key: str, roles: frozenset[Role], unit: str, found: Label | None) -> Label:
        about = found or NONE
        pieces = about.pieces if self.is_energy and key in (QUANTITY, MONEY) else frozenset()
        return Label(text, key, roles & {Role.ORGANISATION_NAME}, pieces, unit=unit, is_known=True)

    def _without_brackets(self, plain: str) -> tuple[str, str, str]:
        """The name, the unit that stands in brackets or behind a stroke, and what else stands there."""
        inner = [each for each in _IN_BRACKETS.findall(plain) if each]
        bare = _IN_BRACKETS.sub("", plain)
        unit = next((each for each in map(self._unit, inner) if each), "")
        if not unit and (found := _BEHIND.fullmatch(bare)) and self._unit(found[2]):
            bare, unit = found[1], self._unit(found[2])
        return bare, unit, "".join(each for each in inner if not self._unit(each))

    def _unit(self, written: str) -> str:
        written = written.removeprefix("单位").removeprefix(":")
        for each in (written, *re.split(r"[/、,]", written)[:1]):
            if each and (each in self.words.money or self.is_unit(each)):
                return each
        return ""

    def is_money(self, unit: str) -> bool:
        return folded(unit) in self.words.money

    # --- pieces

    def _by_pieces(self, plain: str, inner: str, bracketed: str = "") -> Label | None:
        """None where something in it is not understood, but for what stands in brackets, and for a place in front of a
        figure of a resource: 教学楼电量, and 教学楼电 with the unit `bracketed` behind it.
        """
        period, rest = self._month_in(plain)
        pieces = self._split_up(rest) if rest else ()
        unit, is_whole = "", True
        if pieces is None:
            rest, unit = self._unit_behind(rest)
            pieces = self._split_up(rest) if unit else None
        if pieces is None:
            pieces, is_whole = self._pieces_behind(rest, bracketed=bracketed), False
        if pieces is None:
            return None
        within = self._split_up(inner)
        pieces = (*pieces, *(within or ()))
        says = frozenset(piece for _, piece, _ in pieces)
        resources, word = _named(pieces)
        use = next((means[0] for _, piece, means in pieces if piece is Piece.USE), "")
        odd = inner if within is None else ""
        label = Label(plain, "", frozenset(), says, resources, word, use, unit, period, is_known=is_whole, odd=odd)
        return replace(label, column=self._figure(label)) if self.is_energy else label

    def _figure(self, label: Label) -> str:
        """Which figure it is: that is decided by the piece behind, so 电费 is money though 电 alone is none."""
        if Piece.MONEY in label.pieces:
            return MONEY
        return QUANTITY if Piece.QUANTITY in label.pieces else ""

    def _month_in(self, plain: str) -> tuple[When | None, str]:
        found = _MONTHS.search(plain)
        period = when(found[0]) if found else None
        if found is None or period is None:
            return None, plain
        return period, plain[: found.start()] + plain[found.end() :]

    def _pieces_behind(self, plain: str, *, bracketed: str) -> tuple[tuple[str, Piece, tuple[str, ...]], ...] | None:
        """Of a name that begins with a place nobody knows, the pieces of the figure behind it."""
        for at in range(FEWEST_LETTERS_OF_A_PLACE, len(plain)):
            pieces = self._split_up(plain[at:])
            says = {piece for _, piece, _ in pieces or ()}
            if Piece.RESOURCE in says and (says & {Piece.QUANTITY, Piece.MONEY} or bracketed):
                return pieces
        return None

    def _unit_behind(self, plain: str) -> tuple[str, str]:
        for at in range(len(plain) - 1, 0, -1):
            if self._unit(plain[at:]) and self._split_up(plain[:at]):
                return plain[:at], plain[at:]
        return plain, ""

    def _split_up(self, plain: str) -> tuple[tuple[str, Piece, tuple[str, ...]], ...] | None:
        """The fewest pieces that make it up: the longest first, as people read."""
        if not plain:
            return ()
        if plain not in self._split:
            self._split[plain] = self._split_anew(plain)
        return self._split[plain]

    def _split_anew(self, plain: str) -> tuple[tuple[str, Piece, tuple[str, ...]], ...] | None:
        if len(plain) > LONGEST:
            return None
        for length in range(min(self._longest, len(plain)), 0, -1):
            word = plain[:length]
            if word in self._pieces and (rest := self._split_up(plain[length:])) is not None:
                return ((word, *self._pieces[word]), *rest)
        return None

    # --- other texts

    def resources_in(self, text: str) -> tuple[tuple[str, ...], str]:
        """The resource that a title or the name of a sheet speaks of; none where it speaks of several, or of none."""
        if text not in self._spoken:
            self._spoken[text] = self._resources_in(text)
        return self._spoken[text]

    def _resources_in(self, text: str) -> tuple[tuple[str, ...], str]:
        label = self._by_pieces(folded(_IN_BRACKETS.sub("", folded(_COUNTED.sub("", text)))), "")
        if label is not None:
            return label.resources, label.word
        plain = folded(text)
        found = {means: word for word, means in self._speaking.items() if word in plain}
        certain = {means: word for means, word in found.items() if len(means) == 1}
        several = certain or found
        return next(iter(several.items())) if len(several) == 1 else ((), "")

    def figure_in(self, text: str) -> str:
        """Whether a title speaks of quantities or of money, "" where of both or of neither."""
        plain = folded(text)
        found = {key for key, words in self._telling.items() if any(word in plain for word in words)}
        return found.pop() if len(found) == 1 else ""

    def _words(self, *says: Piece) -> dict[str, tuple[str, ...]]:
        return {word: means for word, (piece, means) in self._pieces.items() if piece in says}

    @cached_property
    def _speaking(self) -> dict[str, tuple[str, ...]]:
        """Words of two letters and more: 水 alone is in the name of every 水务局."""
        own = self._words(Piece.RESOURCE)
        single = [(word, means) for word, means in own.items() if len(word) == 1]
        behind = [word for word in self._words(Piece.MONEY, Piece.QUANTITY) if len(word) == 1]
        before = [word for word in self._words(Piece.NOTHING) if len(word) == 1]
        joined = {f"{word}{each}": means for word, means in single for each in behind}
        joined |= {f"{each}{word}": means for word, means in single for each in before}
        return {word: means for word, means in own.items() if len(word) > 1} | joined

    @cached_property
    def account_words(self) -> list[str]:
        """What an account is called, the longest first: 水表号 before 表号."""
        own = [column.zh for column in self.columns if column.key == "account"]
        other = [word for (_, word), key in self.words.columns.items() if key == "account"]
        return sorted({*own, *other}, key=len, reverse=True)

    @cached_property
    def _telling(self) -> dict[str, set[str]]:
        """By figure, the words that tell a title is about it."""
        own = self._words(Piece.RESOURCE)
        told: dict[str, set[str]] = {}
        for key, piece in ((MONEY, Piece.MONEY), (QUANTITY, Piece.QUANTITY)):
            words = self._words(piece)
            told[key] = {word for word in words if len(word) > 1}
            told[key] |= {f"{resource}{word}" for resource in own for word in words if len(word) == 1}
        return told

    def is_total(self, cell: Cell) -> bool:
        return isinstance(cell, str) and bool(cell) and self.words.no_name(cell.strip()) is NoName.TOTAL

    def other_month(self, remark: str, own: int) -> tuple[int, int] | None:
        """The first and the last month of a bill whose remark names a month before its own: 含2月, 含上月, 2-3月."""
        if (remark, own) not in self._remarked:
            self._remarked[remark, own] = self._other_month(remark, own)
        return self._remarked[remark, own]

    def _other_month(self, remark: str, own: int) -> tuple[int, int] | None:
        plain = folded(remark)
        if own > 1 and any(word in plain for word in self._months_before):
            return own - 1, own
        named = {int(each) for pair in _MONTHS_SAID.findall(plain) for each in pair if each and 1 <= int(each) <= 12}
        others = named - {own}
        if not others or max(others) > own:
            return None
        return min(others), own

    @cached_property
    def _months_before(self) -> list[str]:
        """上月 and its like."""
        return [word for word in self._words(Piece.EARLIER) if word.endswith("月")]

    @staticmethod
    def exact(value: float | Decimal) -> Decimal:
        return value if isinstance(value, Decimal) else Decimal(repr(value))

    def use_named(self, text: str) -> str:
        named = Use.named(text)
        meaning = self.words.meaning(Use, text)
        return named.value if named else meaning.means[0] if meaning and len(meaning.means) == 1 else ""


def _holds_days(column: Named) -> bool:
    try:
        return isinstance(column.parse(A_DAY), date)
    except CellRefused:
        return False


LEADING = frozenset(
    (Role.MONTH, Role.BILLING_MONTH, Role.YEAR, Role.READING_DAY, Role.REMARK, Role.ASIDE, Role.PASSED_OVER, Role.PAYER)
)
"""Roles of whole names."""
OF_TIME = frozenset((Role.MONTH, Role.BILLING_MONTH, Role.YEAR, Role.READING_DAY))


def _named(pieces: Sequence[tuple[str, Piece, tuple[str, ...]]]) -> tuple[tuple[str, ...], str]:
    """The resource of all pieces that name one: 加油(汽油) is petrol, for both may mean that; 水电费 is of none."""
    means: tuple[str, ...] = ()
    word = ""
    for written, piece, may in pieces:
        if piece is Piece.RESOURCE:
            both = tuple(each for each in means if each in may) if means else may
            if not both:
                return (), ""
            means, word = both, word or written
    return means, word
