"""The words that offices write where a name, a resource or a column's name is asked for. Plain values; `jieyue.policy`
reads them from the policy files.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import SequenceMatcher
from functools import cached_property

from jieyue.rules.values import Word

ALIKE = 0.5
EVERY_LEDGER = "*"


class NoName(Word):
    """What a word means that stands where a number or code should, and is none."""

    NOTHING = "nothing", "没有"
    TOTAL = "total", "合计"
    DITTO = "ditto", "同上"


class Role(Word):
    """What a column's name says in sheets that are not laid out as the template is."""

    PASSED_OVER = "passed_over", "只作说明"
    ORGANISATION_NAME = "organisation_name", "机构名称"
    MEASURE = "measure", "数量或金额"
    FIGURES = "figures", "某种能源的数"
    TOTAL = "total", "总量"
    MONTH = "month", "月份"
    PART = "part", "分时电量或电费的一部分"
    READING = "reading", "抄表"
    PAYER = "payer", "户名、地址、应收"
    BILLING_MONTH = "billing_month", "账单月份"
    YEAR = "year", "年份"
    READING_DAY = "reading_day", "抄表的日子"
    REMARK = "remark", "备注"
    ASIDE = "aside", "旁列"


class Piece(Word):
    """What a piece of a column's name says: 本月用电量 is of the present, of electricity, and a quantity."""

    RESOURCE = "resource", "能源资源"
    USE = "use", "用途"
    QUANTITY = "quantity", "数量"
    MONEY = "money", "金额"
    OTHER_MONEY = "other_money", "其他的钱数"
    PRICE = "price", "单价"
    READING = "reading", "表上的示数"
    MULTIPLIER = "multiplier", "倍率"
    PART = "part", "其中的一部分"
    EARLIER = "earlier", "以前的数"
    COMPARED = "compared", "比较、折算的数"
    TOTAL = "total", "合计"
    RUNNING = "running", "累计"
    PRESENT = "present", "本期"
    NOTHING = "nothing", "不改变意思"


@dataclass(frozen=True)
class Fragment:
    """A piece of a column's name, with the keys that it may stand for where it names a resource or a use."""

    says: Piece
    means: tuple[str, ...] = ()


@dataclass(frozen=True)
class Meaning:
    """What a word may stand for, as keys. With `asks` whoever wrote it has to say so himself; `note` tells him how."""

    means: tuple[str, ...]
    asks: bool = False
    note: str = ""


@dataclass(frozen=True)
class OfficeWords:
    """By words made plain (`folded`, `bare` for names of columns): what they mean."""

    no_names: Mapping[str, NoName] = field(default_factory=dict)
    synonyms: Mapping[tuple[str, str], Meaning] = field(default_factory=dict)
    headers: Mapping[str, tuple[tuple[Role, str], ...]] = field(default_factory=dict)
    columns: Mapping[tuple[str, str], str] = field(default_factory=dict)
    fragments: Mapping[str, Fragment] = field(default_factory=dict)
    no_values: frozenset[str] = frozenset()
    money: Mapping[str, Decimal] = field(default_factory=dict)
    same_units: tuple[tuple[str, ...], ...] = ()

    def no_name(self, text: str) -> NoName | None:
        """What a text that should be a number or code means instead; None when it may be one."""
        if len(text) > self._longest and text.isascii():
            return None
        plain = folded(text)
        found = self.no_names.get(plain)
        if found is None and not plain.isascii():
            found = NoName.TOTAL if self._total.search(plain) else None
        return found

    def meaning(self, words: type[Word], text: str) -> Meaning | None:
        return self.synonyms.get((words.__name__.lower(), folded(text)))

    def likeliest(self, words: type[Word], text: str) -> Word | None:
        """The word that what is written looks most like, also by its synonyms; None when it looks like none."""
        plain = folded(text)
        of = words.__name__.lower()
        named = [(name, word) for word in words for name in (word.value, word.zh)]
        for (kind, name), meaning in self.synonyms.items():
            named += [(name, word) for word in words if kind == of and word.value == meaning.means[0]]
        likeness, word = max((SequenceMatcher(None, plain, name).ratio(), word) for name, word in named)
        return word if likeness >= ALIKE else None

    def roles(self, header: object) -> dict[Role, str]:
        """What a column's name says, each with the resource that it is about, "" without one."""
        return dict(self.headers.get(bare(header), ()))

    def column(self, ledger: str, header: object) -> str | None:
        """The key of the column of a ledger that offices call so."""
        plain = bare(header)
        return self.columns.get((ledger, plain)) or self.columns.get((EVERY_LEDGER, plain))

    def says_no_value(self, text: str) -> bool:
        """Whether a cell among figures says that there is none: —, 无, 未抄表. A nought is a figure."""
        plain = folded(text)
        is_nothing = self.no_names.get(plain) is NoName.NOTHING and not plain.isdigit()
        return is_nothing or plain in self.no_values or not plain

    def is_passed_over(self, header: object) -> bool:
        return Role.PASSED_OVER in self.roles(header)

    @cached_property
    def _longest(self) -> int:
        return max((len(each) for each in self.no_names if each.isascii()), default=0)

    @cached_property
    def _total(self) -> re.Pattern[str]:
        totals = [re.escape(each) for each, means in self.no_names.items() if means is NoName.TOTAL]
        written = "|".join(each for each in totals if not each.isascii()) or "(?!)"
        return re.compile(f"^(?:{written})|(?:{written})$")


def folded(text: str) -> str:
    """As words are compared: half-width, small letters, without blanks and without the colon behind."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold().rstrip(":;,。、")


def bare(header: object) -> str:
    """A column's name without what stands in brackets: 用电量（度） is 用电量."""
    return re.sub(r"\([^()]*\)|\[[^\[\]]*\]", "", folded("" if header is None else str(header)))


def by_role(headers: Iterable[tuple[str, Role, str]]) -> dict[str, tuple[tuple[Role, str], ...]]:
    found: dict[str, dict[Role, str]] = {}
    for word, role, resource in headers:
        found.setdefault(bare(word), {})[role] = resource
    return {word: tuple(roles.items()) for word, roles in found.items()}
