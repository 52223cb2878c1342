"""How a target is split over those directly below: what each used in the base year, what it would get, what it has."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from jieyue.programme.targets.aims import Aim, aims_of
from jieyue.programme.targets.figures import Figures
from jieyue.rules.plan import Form
from jieyue.rules.targets import BY_USE, FINE, WITHOUT_VALUE, most, proposed, whole

ZERO = Decimal(0)


@dataclass(frozen=True)
class Part:
    """Of one of those below, by its id: `base` is what it used in the base year, `share` the percentage of all that
    is, `proposed` what it would get beside what others have, `alone` if nobody had anything; `value` and `form` what
    was set, None where nothing was.
    """

    organisation: int
    base: Decimal | None
    share: Decimal | None
    proposed: Decimal | None
    alone: Decimal | None
    value: Decimal | None = None
    form: Form | None = None
    base_year: int = 0
    because: str = ""
    record: tuple[str, int] | None = None

    @property
    def is_set(self) -> bool:
        return self.form is not None

    @property
    def is_other(self) -> bool:
        """Whether it is another than would be proposed."""
        return self.is_set and self.value != self.proposed

    def can_be_set(self, form: Form) -> bool:
        """Whether the rule has a part for it."""
        return form in WITHOUT_VALUE or bool(self.proposed)

    @property
    def limit(self) -> Decimal | None:
        return most(self.form, self.value, self.base) if self.form else self.base


@dataclass(frozen=True)
class Together:
    """What those below may use together beside what the whole may: the sum of their limits, whoever has no target of
    his own counting with what he used in the base year. `given` is what was given out of an amount that is split,
    None of percentages. `count` have one, `of` there are.
    """

    limit: Decimal | None
    parts: Decimal | None
    count: int
    of: int
    given: Decimal | None = None

    @property
    def is_whole(self) -> bool:
        return self.count == self.of

    @property
    def over(self) -> Decimal | None:
        """By how much the parts come to more than the whole; negative less."""
        return None if self.limit is None or self.parts is None else self.parts - self.limit


def parts_of(aim: Aim, below: Collection[int], figures: Figures) -> list[Part]:
    """In the order of `below`. What others have is left out of what is proposed to those who have nothing yet; to who
    has something, what he would get if nobody had.
    """
    kept = {each.organisation: each for each in aims_of(below, aim.year) if each.key == aim.key}
    bases = {each: _base(aim, each, figures) for each in below}
    known = sum((base for base in bases.values() if base is not None), ZERO)
    rest = {each: base for each, base in bases.items() if each not in kept}
    given = sum((each.value or ZERO for each in kept.values() if each.form is aim.form), ZERO)
    alone = _proposed(aim, bases, ZERO, figures)
    beside = alone | _proposed(aim, rest, given, figures)
    return [_part(each, bases[each], known, (beside[each], alone[each]), kept.get(each)) for each in below]


def _proposed(
    aim: Aim, bases: Mapping[int, Decimal | None], given: Decimal, figures: Figures
) -> dict[int, Decimal | None]:
    """Of a ratio each its own of the base year, lower or higher by as much as the whole's has to be."""
    if not aim.about.per:
        return proposed(aim.form, aim.value, bases, given=given)
    sizes = {each: figures.size(each, aim.about, aim.base_year) for each in bases}
    known = [(base, sizes[each]) for each, base in bases.items() if base is not None]
    mean = _mean(known)
    if not mean or aim.value is None:
        return dict.fromkeys(bases)
    return {each: None if base is None else (base * aim.value / mean).quantize(FINE) for each, base in bases.items()}


def _base(aim: Aim, organisation: int, figures: Figures) -> Decimal | None:
    if aim.about.is_share:
        return Decimal(len(figures.members.units.get(organisation, ())))
    total = whole(figures.months(organisation, aim.about, aim.base_year))
    if not aim.about.per:
        return total
    size = figures.size(organisation, aim.about, aim.base_year)
    return total / size if total is not None and size else None


def _part(
    organisation: int,
    base: Decimal | None,
    known: Decimal,
    offers: tuple[Decimal | None, Decimal | None],
    kept: Aim | None,
) -> Part:
    share = base / known * 100 if base is not None and known else None
    if kept is None:
        return Part(organisation, base, share, *offers)
    return Part(organisation, base, share, *offers, kept.value, kept.form, kept.base_year, kept.because, kept.record)


def together(aim: Aim, parts: Sequence[Part], figures: Figures) -> Together:
    own = sum(part.is_set for part in parts)
    if aim.about.is_share:
        return Together(aim.value, _mean([(part.value or ZERO, part.base) for part in parts]), own, len(parts))
    if aim.about.per:
        sizes = [figures.size(part.organisation, aim.about, aim.year) for part in parts]
        limits = [(part.limit, size) for part, size in zip(parts, sizes, strict=True)]
        return Together(aim.value, _mean(limits), own, len(parts))
    limits = [part.limit for part in parts]
    bases = [part.base for part in parts]
    whole_limit = most(aim.form, aim.value, None if None in bases else sum((each or ZERO for each in bases), ZERO))
    given = sum((part.value or ZERO for part in parts if part.form is aim.form), ZERO)
    return Together(
        whole_limit,
        None if None in limits else sum((each or ZERO for each in limits), ZERO),
        own,
        len(parts),
        given if aim.form in BY_USE else None,
    )


def _mean(weighed: Sequence[tuple[Decimal | None, Decimal | None]]) -> Decimal | None:
    """By weight; None where anything is not known."""
    if any(value is None or weight is None for value, weight in weighed):
        return None
    weights = sum((weight or ZERO for _, weight in weighed), ZERO)
    return sum(((value or ZERO) * (weight or ZERO) for value, weight in weighed), ZERO) / weights if weights else None
