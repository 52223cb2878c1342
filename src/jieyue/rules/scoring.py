"""评分: what the facts of a year decide about the items of a standard.

A standard names, for each item, a rule of this module and what it is asked of: a source, such as the bills by month.
What nobody can answer yet stays undecided, and says what it waits for. Points that are not known are null, never zero.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from jieyue.rules.factors import Source
from jieyue.rules.values import Certainty, Word

ZERO = Decimal(0)

TITLES_HELD = "titles_held"
"""The titles that the unit holds on the last day of the year, by word."""

OWN_SOURCES = frozenset(
    {
        TITLES_HELD,
        "targets",
        "bills_by_month",
        "reports",
        "analysis_report",
        "notices",
        "creation_plan",
        "open_findings",
        "vehicles",
        "new_energy_vehicles",
        "targets_of_two_years",
        "area_energy",
        "person_energy",
        "person_water",
        "area_energy_of_like",
        "person_energy_of_like",
        "person_water_of_like",
    }
)
"""What a standard may ask that is in no ledger of its own: each answered by a function of the evaluation."""


class Verdict(Word):
    """评分结果."""

    EARNED = "earned", "得分"
    LOST = "lost", "失分"
    UNDECIDED = "undecided", "待定"
    NOT_APPLICABLE = "not_applicable", "不适用"


class Result(Word):
    """评价结果 of a whole sheet."""

    PASSED = "passed", "合格"
    FAILED = "failed", "不合格"
    OPEN = "open", "待定"


class WhereNotApplicable(Word):
    """What a standard gives for an item that does not apply."""

    FULL_POINTS = "full_points", "按满分计"
    EXCLUDE_AND_RESCALE = "exclude_and_rescale", "剔除后折算"
    ZERO = "zero", "计零分"
    NOT_SAID = "not_said", "标准没有写"


@dataclass(frozen=True)
class Found:
    """Something that is there: of which period, what it says, the thing and its names, for a link.

    `key` says which of several a rule names it is. `on_time` is None where there is no day to judge by. `records` are
    the tables and ids behind it, on which its evidence hangs.
    """

    period: str
    says: str
    thing: str = ""
    names: tuple[str, ...] = ()
    on_time: bool | None = None
    value: Decimal | None = None
    key: str = ""
    records: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Missing:
    """What is not there, and where it would be entered; `until` when, where somebody ordered it. What `is_past` earns
    nothing any more, whatever is entered now.
    """

    period: str
    says: str
    thing: str = ""
    names: tuple[str, ...] = ()
    until: date | None = None
    is_past: bool = False


@dataclass(frozen=True)
class Facts:
    """What is known of a source in a year. `expected` are the periods it is asked for; `missing` those without.

    `doubt` is why no points can be given for it, however much is there: what is known does not decide it.
    """

    found: tuple[Found, ...] = ()
    missing: tuple[Missing, ...] = ()
    expected: int = 0
    is_over: bool = True
    doubt: str = ""


@dataclass(frozen=True)
class Rule:
    """A rule's name, the source it asks, its parameters, and among several rules what this one is about, in words."""

    kind: str
    source: str = ""
    parameters: Mapping[str, Any] | None = None
    what: str = ""

    def get(self, name: str, default: Any = None) -> Any:
        return (self.parameters or {}).get(name, default)

    @property
    def kinds(self) -> frozenset[str]:
        """Its own and those of the rules it consists of."""
        return frozenset({self.kind}.union(*(each.kinds for each in self.get("rules") or ())))


@dataclass(frozen=True)
class Item:
    """An item of a standard. `points` is None where they are not known. `row` is the part of the system that decides
    it, or will; `awaits` is what of that part is not there yet, in words. Where it `is_starred`, no points
    fail the sheet.
    """

    key: str
    section: str
    group: str
    text: str
    points: Decimal | None
    certainty: Certainty
    is_gate: bool
    rule: Rule
    row: str
    evidence: tuple[str, ...]
    source: Source
    applies_if: Rule | None = None
    not_applicable: WhereNotApplicable = WhereNotApplicable.NOT_SAID
    awaits: str = ""
    is_starred: bool = False

    @property
    def number(self) -> str:
        """As the standard numbers it: its key without the name of the standard."""
        return self.key.partition("-")[2] or self.key

    @property
    def sources(self) -> frozenset[str]:
        """All that it asks, whether it applies included."""
        return frozenset(source for rule in (self.rule, self.applies_if) if rule for source in _sources(rule))

    @cached_property
    def each_rule(self) -> tuple["Item", ...]:
        """Of an item with several `rules`, one item for each of them, that applies whenever this one does."""
        return tuple(replace(self, rule=rule, applies_if=None) for rule in self.rule.get("rules", ()))

    def is_decided_from(self, sources: Collection[str]) -> bool:
        """Whether a rule decides it by what these sources tell: none of its parts is left to somebody's judgement."""
        return bool(self.rule.kinds) and manual.__name__ not in self.rule.kinds and self.sources <= set(sources)


@dataclass(frozen=True)
class Section:
    key: str
    name: str
    points: Decimal | None


@dataclass(frozen=True)
class Standard:
    """`are_stars_known`: whether it is known which items fail the sheet when they have no points. `basis`: the switches
    of the statistics by which its figures are worked out, where they are not the usual ones.
    """

    key: str
    title: str
    issuer: str
    document: str
    since: date
    until: date | None
    certainty: Certainty
    total: Decimal | None
    passes_from: Decimal | None
    note: str
    sections: tuple[Section, ...]
    items: tuple[Item, ...]
    are_stars_known: bool = True
    basis: Mapping[str, str] = field(default_factory=dict)

    @property
    def sources(self) -> frozenset[str]:
        """All that its items ask."""
        return frozenset(source for item in self.items for source in item.sources)

    @property
    def points_known(self) -> Decimal:
        """Of all items whose points are known."""
        return sum((each.points for each in self.items if each.points is not None), Decimal(0))

    def item(self, key: str) -> Item | None:
        return next((item for item in self.items if item.key == key), None)


def _sources(rule: Rule) -> Iterator[str]:
    yield from (each for each in (rule.source, rule.get("benchmark")) if each)
    if rule.get("title"):
        yield TITLES_HELD
    for part in (*(rule.get("rules") or ()), *(rule.get("parts") or ())):
        yield from _sources(part) if isinstance(part, Rule) else (part,)


@dataclass(frozen=True)
class Decision:
    """What became of an item. `points` is None where nothing can be said; `of` where its points are not known. It
    `is_early` where it is open only because the year is.
    """

    item: Item
    verdict: Verdict
    points: Decimal | None
    why: str
    found: tuple[Found, ...] = ()
    missing: tuple[Missing, ...] = ()
    is_early: bool = False

    @property
    def of(self) -> Decimal | None:
        return self.item.points

    @property
    def is_decided(self) -> bool:
        return self.verdict is not Verdict.UNDECIDED


@dataclass(frozen=True)
class Sheet:
    """A score sheet as the facts decide it. `gate` is True where every gate item is earned, False where one is lost,
    None where one is undecided.
    """

    standard: Standard
    decisions: tuple[Decision, ...]

    @property
    def gate(self) -> bool | None:
        verdicts = {each.verdict for each in self.decisions if each.item.is_gate} - {Verdict.NOT_APPLICABLE}
        if Verdict.LOST in verdicts:
            return False
        return None if Verdict.UNDECIDED in verdicts else True

    @property
    def result(self) -> Result:
        """不合格 where the gate is lost, where a starred item has no points, or where all that is undecided would not
        be enough; 合格 only where the standard says from how many points on, they are there, and the stars are known.
        """
        least = self.standard.passes_from
        if self.gate is False or any(each.item.is_starred and each.points == ZERO for each in self.decisions):
            return Result.FAILED
        if least is None or any(each.of is None for each in self.decisions):
            return Result.OPEN
        if self.points + self.undecided_points * self._scale < least:
            return Result.FAILED
        is_enough = self.gate and self.points >= least and self._are_stars_decided
        return Result.PASSED if is_enough else Result.OPEN

    @property
    def _are_stars_decided(self) -> bool:
        return self.standard.are_stars_known and all(e.is_decided for e in self.decisions if e.item.is_starred)

    @property
    def points(self) -> Decimal:
        """Of what is decided, with what does not apply as the standard says."""
        given = sum((each.points for each in self.decisions if each.points is not None), ZERO)
        return given * self._scale

    @property
    def points_possible(self) -> Decimal:
        """Of all items whose points are known."""
        return _sum(each.of for each in self.decisions)

    @property
    def undecided_points(self) -> Decimal:
        return _sum(each.of for each in self.decisions if not each.is_decided)

    @property
    def unverified_points(self) -> Decimal:
        return _sum(each.of for each in self.decisions if each.item.certainty.needs_checking)

    @property
    def verified(self) -> Decimal:
        """Points of the items whose points are verified."""
        return _sum(each.of for each in self._verified)

    @property
    def verified_decided(self) -> Decimal:
        return _sum(each.of for each in self._verified if each.is_decided)

    @property
    def verified_earned(self) -> Decimal:
        return _sum(each.points for each in self._verified)

    @property
    def verified_lost(self) -> Decimal:
        return self.verified_decided - self.verified_earned

    @property
    def verified_undecided(self) -> Decimal:
        return self.verified - self.verified_decided

    @property
    def _verified(self) -> list[Decision]:
        return [each for each in self.decisions if each.item.certainty is Certainty.VERIFIED and each.of is not None]

    @property
    def _scale(self) -> Decimal:
        """What is left out is made up for by the rest, where the standard says so."""
        out = _sum(each.of for each in self.decisions if _is_rescaled(each))
        return self.points_possible / (self.points_possible - out) if out and self.points_possible > out else Decimal(1)


def score_sheet(standard: Standard, facts: Mapping[str, Facts]) -> Sheet:
    """Every item decided as far as the facts go. `facts` by source; a source that is not there cannot be asked yet."""
    return Sheet(standard, tuple(decide(item, facts) for item in standard.items))


def decide(item: Item, facts: Mapping[str, Facts]) -> Decision:
    if item.applies_if and not _applies(item.applies_if, facts):
        return _not_applicable(item)
    kind = KINDS[item.rule.kind]
    own = facts.get(item.rule.source)
    if kind.needs_facts and own is None:
        return _not_yet(item)
    return kind.decide(item, own or Facts(), facts)


def _not_yet(item: Item) -> Decision:
    waits = f"系统里还没有{item.awaits}，" if item.awaits else "系统里还没有这方面的登记，"
    return Decision(item, Verdict.UNDECIDED, None, f"{waits}还不能判定；可先由单位自评并附佐证。")


def _applies(rule: Rule, facts: Mapping[str, Facts]) -> bool:
    """Whether the source knows of something. What is not known applies."""
    own = facts.get(rule.source)
    return own is None or not own.is_over or bool(own.found)


def _not_applicable(item: Item) -> Decision:
    said = item.not_applicable
    points = (
        item.points if said is WhereNotApplicable.FULL_POINTS else ZERO if said is WhereNotApplicable.ZERO else None
    )
    return Decision(item, Verdict.NOT_APPLICABLE, points, f"本单位不适用，{said.zh}。")


def _is_rescaled(each: Decision) -> bool:
    return each.verdict is Verdict.NOT_APPLICABLE and each.item.not_applicable is WhereNotApplicable.EXCLUDE_AND_RESCALE


# --- the kinds of rules

Deciding = Callable[[Item, Facts, Mapping[str, Facts]], Decision]


@dataclass(frozen=True)
class Kind:
    decide: Deciding
    parameters: Set[str]
    needs_facts: bool = True


KINDS: dict[str, Kind] = {}


def kind(*parameters: str, needs_facts: bool = True) -> Callable[[Deciding], Deciding]:
    """A rule that standards can name, with its parameters; one with `?` may be left out."""

    def keep(deciding: Deciding) -> Deciding:
        KINDS[deciding.__name__] = Kind(deciding, frozenset(parameters), needs_facts)
        return deciding

    return keep


@kind(needs_facts=False)
def manual(item: Item, _own: Facts, _facts: Mapping[str, Facts]) -> Decision:
    """Somebody has to judge it."""
    return Decision(item, Verdict.UNDECIDED, None, "须由人评判：请自评并附佐证。")


@kind()
def exists(item: Item, own: Facts, _facts: Mapping[str, Facts]) -> Decision:
    """All points where there is at least one."""
    return _all_or_nothing(item, own, is_earned=bool(own.found), why=f"有 {len(own.found)} 项")


@kind("least")
def count_at_least(item: Item, own: Facts, _facts: Mapping[str, Facts]) -> Decision:
    """All points from so many on."""
    least = int(item.rule.get("least"))
    return _all_or_nothing(item, own, is_earned=len(own.found) >= least, why=f"应有 {least} 项，有 {len(own.found)} 项")


@kind("each", "most")
def count_capped(item: Item, own: Facts, _facts: Mapping[str, Facts]) -> Decision:
    """So many points for each, up to a most."""
    points = min(Decimal(item.rule.get("most")), Decimal(item.rule.get("each")) * len(own.found))
    return _with_points(item, own, points, f"有 {len(own.found)} 项，每项 {item.rule.get('each')} 分")


@kind()
def every_period(item: Item, own: Facts, _facts: Mapping[str, Facts]) -> Decision:
    """All points where each period that is asked for has it."""
    is_earned = own.expected > 0 and len(own.found) >= own.expected
    return _all_or_nothing(item, own, is_earned=is_earned, why=f"应有 {own.expected} 期，有 {len(own.found)} 期")


@kind()
def on_time(item: Item, own: Facts, _facts: Mapping[str, Facts]) -> Decision:
    """All points where each period that is asked for has it, and in time. Where there is no day to judge by, nothing
    is decided unless something else is late or missing.
    """
    in_time = [each for each in own.found if each.on_time]
    late = tuple(
        Missing(each.period, f"{each.says}，逾期", each.thing, each.names, is_past=True)
        for each in own.found
        if each.on_time is False
    )
    told = replace(own, missing=(*own.missing, *late))
    why = f"应有 {own.expected} 期，按时 {len(in_time)} 期"
    if own.found and not told.missing and any(each.on_time is None for each in own.found):
        told = replace(told, doubt=own.doubt or "没有规定期限，不能判断是否按时")
    return _all_or_nothing(item, told, is_earned=len(in_time) >= own.expected > 0, why=why)


@kind()
def none_found(item: Item, own: Facts, _facts: Mapping[str, Facts]) -> Decision:
    """All points where nothing of the kind is found."""
    none = "没有确定的问题" if own.doubt else "没有发现"
    why = f"发现 {len(own.found)} 处" if own.found else none
    told = replace(own, found=(), missing=tuple(Missing(e.period, e.says, e.thing, e.names) for e in own.found))
    return _all_or_nothing(item, told, is_earned=not own.found, why=why)


@kind("rules", needs_facts=False)
def all_hold(item: Item, _own: Facts, facts: Mapping[str, Facts]) -> Decision:
    """All points where each of several rules gives them; lost where one is lost, undecided where one is."""
    each = [decide(one, facts) for one in item.each_rule]
    verdicts = {one.verdict for one in each}
    verdict = next((bad for bad in (Verdict.LOST, Verdict.UNDECIDED) if bad in verdicts), Verdict.EARNED)
    points = {Verdict.EARNED: item.points, Verdict.LOST: item.points and ZERO}.get(verdict)
    pairs = zip(item.rule.get("rules"), each, strict=True)
    told = [(rule.what, one) for rule, one in pairs if one.verdict is verdict]
    why = "".join(dict.fromkeys(f"{what}：{one.why}" if what else one.why for what, one in told))
    found = tuple(thing for one in each for thing in one.found)
    missing = tuple(thing for one in each for thing in one.missing)
    return Decision(item, verdict, points, why, found, missing, is_early=all(one.is_early for _, one in told))


@kind("parts", needs_facts=False)
def all_of(item: Item, _own: Facts, facts: Mapping[str, Facts]) -> Decision:
    """All points where each of several sources has something."""
    known = _known(item, facts)
    if known is None:
        return _not_yet(item)
    found = tuple(each for own in known for each in own.found)
    there = sum(1 for own in known if own.found)
    told = Facts(
        found,
        tuple(each for own in known for each in own.missing),
        len(known),
        all(own.is_over for own in known),
        next((own.doubt for own in known if own.doubt), ""),
    )
    return _all_or_nothing(item, told, is_earned=there == len(known), why=f"{len(known)} 项中有 {there} 项")


@kind("parts", needs_facts=False)
def sum_parts(item: Item, _own: Facts, facts: Mapping[str, Facts]) -> Decision:
    """So many points for each source that has something: `parts` is source to points."""
    known = _known(item, facts)
    if known is None:
        return _not_yet(item)
    pairs = list(zip(item.rule.get("parts").values(), known, strict=True))
    points = sum((Decimal(each) for each, own in pairs if own.found), ZERO)
    found = tuple(each for own in known for each in own.found)
    missing = tuple(each for own in known for each in own.missing)
    doubt = next((own.doubt for own in known if own.doubt), "")
    told = Facts(found, missing, len(known), all(own.is_over for own in known), doubt)
    return _with_points(item, told, points, f"{len(known)} 项中有 {sum(1 for own in known if own.found)} 项")


@kind("least")
def ratio_threshold(item: Item, own: Facts, _facts: Mapping[str, Facts]) -> Decision:
    """All points where the share reaches a least."""
    value, least = _value(own), Decimal(item.rule.get("least"))
    if value is None:
        return Decision(item, Verdict.UNDECIDED, None, f"{own.doubt or '没有可以比较的数据'}。", own.found, own.missing)
    return _all_or_nothing(item, own, is_earned=value >= least, why=f"为 {value}，应不低于 {least}")


@kind("benchmark", "tiers")
def tier_vs_benchmark(item: Item, own: Facts, facts: Mapping[str, Facts]) -> Decision:
    """Points by how far the value is from the benchmark: `tiers` are pairs of a multiple, included, and points."""
    like = facts.get(item.rule.get("benchmark"), Facts())
    value, benchmark = _value(own), _value(like)
    if value is None or not benchmark:
        why = own.doubt or like.doubt or "没有可以比较的数据或基准"
        return Decision(item, Verdict.UNDECIDED, None, f"{why}。", own.found, (*own.missing, *like.missing))
    points = next(
        (Decimal(given) for most, given in item.rule.get("tiers") if value <= Decimal(most) * benchmark), ZERO
    )
    return _with_points(item, own, points, f"为 {value}，基准 {benchmark}")


@kind("benchmark", "tiers", "title")
def title_or_tier(item: Item, own: Facts, facts: Mapping[str, Facts]) -> Decision:
    """All points where the unit holds the `title`, a word of titles; else as `tier_vs_benchmark`."""
    held = tuple(each for each in facts.get(TITLES_HELD, Facts()).found if each.key == item.rule.get("title"))
    if not held:
        return tier_vs_benchmark(item, own, facts)
    why = "；".join(each.says for each in held) or "有规定的称号"
    return Decision(item, Verdict.EARNED, item.points, f"{why}。", held, ())


@kind("targets")
def target_met(item: Item, own: Facts, _facts: Mapping[str, Facts]) -> Decision:
    """All points where each of the targets that the standard names (`targets`, keys of indicators) was set and is met:
    what is found are targets, in time where they are met. A missed one loses them, whatever the others are.
    """
    if not own.found:
        return Decision(item, Verdict.UNDECIDED, None, f"{own.doubt or '没有登记上级下达的目标'}。", (), own.missing)
    wanted = tuple(item.rule.get("targets"))
    there = [each for each in own.found if each.key in wanted]
    met = [each for each in there if each.on_time]
    why = f"应有目标 {len(wanted)} 项，登记 {len(there)} 项，完成 {len(met)} 项"
    if not own.is_over:
        says = f"{why}；年度未结束或数据不齐。"
        return Decision(item, Verdict.UNDECIDED, None, says, own.found, own.missing, is_early=True)
    is_lost = any(each.on_time is False for each in there)
    if not is_lost and len(met) < len(wanted):
        lacks = "目标没有全部登记" if len(there) < len(wanted) else "有的指标没有数据"
        return Decision(item, Verdict.UNDECIDED, None, f"{why}；{lacks}。", own.found, own.missing)
    return _all_or_nothing(item, own, is_earned=not is_lost, why=why)


@kind("each")
def deduct_per_violation(item: Item, own: Facts, _facts: Mapping[str, Facts]) -> Decision:
    """All points, less so many for each violation found."""
    points = max(ZERO, (item.points or ZERO) - Decimal(item.rule.get("each")) * len(own.found))
    return _with_points(item, own, points, f"发现 {len(own.found)} 处，每处扣 {item.rule.get('each')} 分")


def _known(item: Item, facts: Mapping[str, Facts]) -> list[Facts] | None:
    parts: Iterable[str] = item.rule.get("parts")
    known = [facts[source] for source in parts if source in facts]
    return known if len(known) == len(list(item.rule.get("parts"))) else None


def _value(own: Facts) -> Decimal | None:
    values = [each.value for each in own.found if each.value is not None]
    return values[0] if values else None


def _all_or_nothing(item: Item, own: Facts, *, is_earned: bool, why: str) -> Decision:
    points = None if item.points is None else item.points if is_earned else ZERO
    return _settled(item, own, points, why, is_earned=is_earned)


def _with_points(item: Item, own: Facts, points: Decimal, why: str) -> Decision:
    """Lost unless all points are earned."""
    known = None if item.points is None else points
    return _settled(item, own, known, why, is_earned=item.points is None or points >= item.points)


def _settled(item: Item, own: Facts, points: Decimal | None, why: str, *, is_earned: bool) -> Decision:
    """What a year that is not over lacks can still come, and what is in doubt is neither earned nor lost."""
    open_because = own.doubt or ("" if is_earned or own.is_over else "年度未结束")
    if open_because:
        says = f"{why}；{open_because}。"
        return Decision(item, Verdict.UNDECIDED, None, says, own.found, own.missing, is_early=not own.doubt)
    verdict = Verdict.EARNED if is_earned else Verdict.LOST
    return Decision(item, verdict, points, f"{why}。", own.found, own.missing)


def _sum(values: Iterable[Decimal | None]) -> Decimal:
    return sum((value for value in values if value is not None), ZERO)


def sections_of(sheet: Sheet) -> list[tuple[Section, Sequence[Decision]]]:
    """The decisions under their sections, in order."""
    return [
        (section, [each for each in sheet.decisions if each.item.section == section.key])
        for section in sheet.standard.sections
    ]
