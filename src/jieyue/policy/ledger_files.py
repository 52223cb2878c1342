"""`policy/ledgers`: the words that columns of ledgers may hold, and the limits of their checks."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from jieyue.policy.offered import Offered
from jieyue.policy.reading import Document, PolicyFault
from jieyue.policy.shapes import Dated, Day, Key, MonthDayText, Number, OfResource, Shape, Sourced, Text
from jieyue.rules.ledger_policy import LedgerLimit, LedgerPolicy, LedgerWord, Measured, MonthDay

FOLDER = "ledgers"
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", strict=True)]

Seen = dict[tuple[str, str], list[tuple[date, date | None, str]]]
"""By list and key: since when, until when, and where it stands."""


class YearShape(Shape):
    first: Day
    last: Day


class MeasuredShape(Shape):
    """How a target that is about the word is measured: `Measured` of the rules says what each key means."""

    unit: Text
    figure: Literal["quantity", "amount_yuan", "tce", ""] = ""
    resources: tuple[OfResource, ...] = ()
    measure: Name | None = None
    words: tuple[Key, ...] = ()
    ratio: Name | None = None
    per: Literal["floor_area_m2", "persons", "persons_water", ""] = ""
    title: Key | None = None


class WordShape(Sourced, Dated):
    """`first` and `last` are days of every year, as 03-22; `years` those of single years. `counts_as` is the source of
    scoring standards that the word answers, `measured` how a target about it is measured, `profile` the column of
    yearly profiles that counts what is of the word, `is_charged` that a vehicle of this fuel is charged.
    """

    list: Name
    key: Key
    name: Text
    first: MonthDayText | None = None
    last: MonthDayText | None = None
    years: tuple[YearShape, ...] = ()
    counts_as: Name | None = None
    measured: MeasuredShape | None = None
    profile: Literal["vehicles_petrol", "vehicles_diesel", "vehicles_new_energy"] | None = None
    is_charged: bool = False
    note: Text = ""


class LedgerLimitShape(Sourced, Dated):
    limit: Name
    name: Text
    value: Number
    unit: Text
    side: Literal["least", "most"] | None = None
    note: Text = ""


class LedgerShape(Shape):
    kind: Literal["ledger"]
    words: tuple[WordShape, ...] = Field(default=())
    limits: tuple[LedgerLimitShape, ...] = Field(default=())


def ledger_policy_of(files: Sequence[tuple[Document, LedgerShape]]) -> LedgerPolicy:
    words: dict[str, list[LedgerWord]] = {}
    limits: dict[str, list[LedgerLimit]] = {}
    for _, shape in files:
        for word in shape.words:
            words.setdefault(word.list, []).append(_word(word))
        for limit in shape.limits:
            limits.setdefault(limit.limit, []).append(_limit(limit))
    return LedgerPolicy(
        {name: tuple(each) for name, each in words.items()}, {name: tuple(each) for name, each in limits.items()}
    )


def _word(shape: WordShape) -> LedgerWord:
    days = (_month_day(shape.first), _month_day(shape.last or shape.first)) if shape.first else None
    return LedgerWord(
        key=shape.key,
        name=shape.name,
        source=shape.source.as_source(),
        certainty=shape.certainty,
        since=shape.since,
        until=shape.until,
        days=days,
        years={each.first.year: (each.first, each.last) for each in shape.years},
        note=shape.note,
        counts_as=shape.counts_as or "",
        measured=shape.measured and _measured(shape.measured),
        profile=shape.profile or "",
        is_charged=shape.is_charged,
    )


def _measured(shape: MeasuredShape) -> Measured:
    return Measured(**{name: value or "" if value is None else value for name, value in dict(shape).items()})


def _month_day(written: str) -> MonthDay:
    month, _, day = written.partition("-")
    return int(month), int(day)


def _limit(shape: LedgerLimitShape) -> LedgerLimit:
    return LedgerLimit(
        name=shape.limit,
        zh=shape.name,
        value=shape.value,
        unit=shape.unit,
        source=shape.source.as_source(),
        certainty=shape.certainty,
        since=shape.since,
        until=shape.until,
        note=shape.note,
        side=shape.side or "",
    )


def ledger_faults(files: Sequence[tuple[Document, LedgerShape]], offered: Offered | None) -> list[PolicyFault]:
    """Two entries of one name in force on one day; days that end before they begin, or that no year has; words that
    count as what no ledger answers.
    """
    seen: Seen = {}
    found = [fault for document, shape in files for fault in _faults_of(document, shape, seen)]
    if found or offered is None:
        return found
    return [fault for document, shape in files for fault in _counts_as_nothing(document, shape, offered)]


def _wrong_with_measured(document: Document, nth: int, shape: MeasuredShape) -> Iterator[PolicyFault]:
    """It says one way, and all of it: resources with a figure, a measure of ledgers, a ratio with its size, a title."""
    place = ("words", nth, "measured")
    ways = [bool(shape.resources), bool(shape.measure), bool(shape.ratio), bool(shape.title)]
    if sum(ways) != 1:
        says, do = "measured 须写一种计量方法。", "请写 resources、measure、ratio、title 其中一个。"
        yield document.fault(place, says, do)
    elif bool(shape.figure) is not bool(shape.resources) or bool(shape.per) is not bool(shape.ratio):
        do = "写 resources 的同时写 figure，写 ratio 的同时写 per，其他的不写。"
        yield document.fault(place, "measured 的 figure 或 per 与计量方法不配。", do)
    elif shape.figure == "quantity" and {each.unit for each in shape.resources} != {shape.unit}:
        yield document.fault(place, f"这些能源资源的用量不以“{shape.unit}”计量。", "请改 unit，或者分开写。")
    elif shape.words and not shape.measure:
        yield document.fault(place, "没有写 measure，words 不起作用。", "请删去 words。")


def _measured_by_nothing(document: Document, nth: int, shape: MeasuredShape, offered: Offered) -> Iterator[PolicyFault]:
    if shape.measure and shape.measure not in offered.measures:
        says, do = f"没有台账汇总“{shape.measure}”。", f"可用：{'、'.join(sorted(offered.measures))}。"
        yield document.fault(("words", nth, "measured"), says, do)


def _counts_as_nothing(document: Document, shape: LedgerShape, offered: Offered) -> Iterator[PolicyFault]:
    for nth, word in enumerate(shape.words):
        if word.measured:
            yield from _measured_by_nothing(document, nth, word.measured, offered)
        if word.counts_as and word.counts_as not in offered.by_word:
            says = f"没有台账按种类判定“{word.counts_as}”。"
            yield document.fault(("words", nth, "counts_as"), says, f"可用：{'、'.join(sorted(offered.by_word))}。")


def _faults_of(document: Document, shape: LedgerShape, seen: Seen) -> Iterator[PolicyFault]:
    for nth, word in enumerate(shape.words):
        yield from _faults_of_entry(document, ("words", nth), word, seen)
        yield from _days(document, ("words", nth), word)
        if word.measured:
            yield from _wrong_with_measured(document, nth, word.measured)
    for nth, limit in enumerate(shape.limits):
        yield from _faults_of_entry(document, ("limits", nth), limit, seen)


def _faults_of_entry(
    document: Document, place: tuple[str, int], entry: WordShape | LedgerLimitShape, seen: Seen
) -> Iterator[PolicyFault]:
    yield from _twice(document, place, entry, seen)
    if entry.until and entry.until <= entry.since:
        yield document.fault((*place, "until"), "until 不晚于 from。", "请改正日期。")


def _twice(
    document: Document, place: tuple[str, int], entry: WordShape | LedgerLimitShape, seen: Seen
) -> Iterator[PolicyFault]:
    key = (entry.list, entry.key) if isinstance(entry, WordShape) else ("", entry.limit)
    others = seen.setdefault(key, [])
    for since, until, where in others:
        if (until is None or entry.since < until) and (entry.until is None or since < entry.until):
            yield document.fault(
                (*place, "from"), f"“{key[1]}”在同一天有两个值，另见 {where}。", "请改 from 或 until。"
            )
    others.append((entry.since, entry.until, f"{document.name} 第{document.line(place)}行"))


def _days(document: Document, place: tuple[str, int], entry: WordShape) -> Iterator[PolicyFault]:
    if entry.last and not entry.first:
        yield document.fault((*place, "last"), "写了 last，没有写 first。", "请补上 first。")
    if entry.first and entry.last and entry.last < entry.first:
        yield document.fault((*place, "last"), "last 早于 first。", "请改正日期；跨年的请分两条写。")
    for name in ("first", "last"):
        written = getattr(entry, name)
        if written and re.fullmatch(r"02-(29|30|31)|(04|06|09|11)-31", written):
            yield document.fault((*place, name), f"不是每年都有 {written}。", "请改正日期。")
    for each in entry.years:
        if each.last < each.first:
            yield document.fault((*place, "years"), f"{each.last} 早于 {each.first}。", "请改正日期。")
