"""What stands above a table, in the name of its sheet and on a cover: whose it is, of which year, in which unit."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from jieyue.files.cells import half_width, is_blank
from jieyue.files.grid import WholeSheet
from jieyue.files.header import as_written
from jieyue.files.office.labels import Labels
from jieyue.files.office.periods import When, period_said, when, years_said
from jieyue.rules.wording import Role

_LEAD = re.compile(r"\s*([^:：]{1,12})[:：]\s*(.*)")
_NUMBER_BEHIND = re.compile(r"[:：]?\s*([0-9A-Za-z][0-9A-Za-z-]{3,})")
_IN_BRACKETS = re.compile(r"[(（]([^()（）]+)[)）]")
LONGEST_NAME = 60
UNIT_LEAD = "单位"


@dataclass
class Context:
    """`names` are texts that may name the unit, those that are said to first; `units` what figures are counted in,
    `odd_units` what stands among them and is none that is known.
    """

    years: list[int] = field(default_factory=list)
    years_of_file: list[int] = field(default_factory=list)
    period: When | None = None
    names: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    account: str = ""
    resources: tuple[str, ...] = ()
    word: str = ""
    use: str = ""
    figure: str = ""
    units: list[str] = field(default_factory=list)
    odd_units: list[str] = field(default_factory=list)

    @property
    def only_year(self) -> int | None:
        """The one that the titles name, else the name of the file."""
        named = self.years or self.years_of_file
        return named[0] if len(named) == 1 else None

    @property
    def year_source(self) -> str:
        return "标题" if self.years else "文件名"

    def below(self, outer: "Context") -> "Context":
        """What this does not say, as the outer one says it. An account is of its own table."""
        return Context(
            self.years or outer.years,
            self.years_of_file or outer.years_of_file,
            self.period or outer.period,
            self.names or outer.names,
            [*self.titles, *outer.titles],
            self.account,
            self.resources or outer.resources,
            self.word or outer.word,
            self.use or outer.use,
            self.figure or outer.figure,
            self.units or outer.units,
            self.odd_units or outer.odd_units,
        )


def context_of(texts: Sequence[str], labels: Labels) -> Context:
    """Of the texts above a table, in order."""
    found, alone = Context(), None
    resources: list[tuple[tuple[str, ...], str]] = []
    for text in _with_values(texts, labels):
        _take_lead(found, text, labels)
        found.years += [year for year in years_said(text) if year not in found.years]
        alone = alone or _months_alone(text)
        found.period = found.period or period_said(text)
        found.account = found.account or account_in(text, labels)
        found.use = found.use or labels.read(text).use
        found.figure = found.figure or labels.figure_in(text)
        if not _LEAD.match(text) and len(text) <= LONGEST_NAME:
            found.titles.append(text)
        resources.append(labels.resources_in(text))
    found.period = found.period or alone
    found.resources, found.word = _together([each for each in resources if each[0]])
    return found


def _with_values(texts: Sequence[str], labels: Labels) -> Iterator[str]:
    """A lead that ends with its colon goes with the next text: 单位名称： | 苇塘县水务局."""
    pending = ""
    for text in map(half_width, texts):
        if pending:
            yield f"{pending}{text}"
            pending = ""
        elif text.endswith(":") and _is_lead(text[:-1], labels):
            pending = text
        else:
            yield text


def _is_lead(text: str, labels: Labels) -> bool:
    label = labels.read("".join(text.split()))
    return bool(label.column or label.roles)


def _take_lead(found: Context, text: str, labels: Labels) -> None:
    within = _IN_BRACKETS.findall(text)
    found.units += [each for each in within if labels.is_unit(each) or labels.is_money(each)]
    for part in (*re.split(r"\s{2,}", text), *within):
        match = _LEAD.fullmatch(part)
        if not match:
            continue
        lead, said = "".join(match[1].split()), match[2].strip()
        units = [each for each in re.split(r"[、,，/;；\s]+", said) if each]
        known = [each for each in units if labels.is_unit(each) or labels.is_money(each)]
        if known and (len(known) == len(units) or lead.endswith(UNIT_LEAD)):
            found.units += known
            found.odd_units += [each for each in units if each not in known]
        elif said and (labels.read(lead).column == "organisation" or lead.endswith("单位")):
            found.names.append(said)
        elif said and Role.YEAR in labels.read(lead).roles:
            found.years += [year for year in years_said(f"{said}年") if year not in found.years]


def _months_alone(text: str) -> When | None:
    found = when(text)
    return found if found and found.year is None and found.is_month else None


def account_in(text: str, labels: Labels) -> str:
    """The number behind a word for accounts: 户号：9901, （户号0031207）."""
    if "account" not in labels.keys:
        return ""
    for word in labels.account_words:
        at = text.find(word)
        if at >= 0 and (match := _NUMBER_BEHIND.match(text[at + len(word) :])):
            return match[1]
    return ""


def _together(found: Sequence[tuple[tuple[str, ...], str]]) -> tuple[tuple[str, ...], str]:
    """The resource of all texts: 公车用油 and 92号汽油 together are petrol. None where they speak of different ones."""
    means: tuple[str, ...] = ()
    word = ""
    for may, written in found:
        both = tuple(each for each in may if each in means) if means else may
        if not both:
            return (), ""
        if len(both) < len(means) or not means:
            word = written
        means = both
    return means, word


def texts_of(sheet: WholeSheet) -> list[str]:
    return [as_written(cell) for row in sheet.rows[:200] for cell in row if not is_blank(cell)]
