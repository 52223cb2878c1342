"""How a target stands: its limit, its months, the year's end as it is foreseen, the verdict, and what is not known."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from jieyue.programme.targets.aims import Aim
from jieyue.programme.targets.figures import Figures
from jieyue.rules.plan import Form
from jieyue.rules.targets import Course, Months, Verdict, course, most, reached, verdict, whole

NOTHING = Course(0, None, None, None)


@dataclass(frozen=True)
class Line:
    """A target and how it stands, in the target's unit. `limit` is the most that may be used in the year (of a share
    the least that has to be reached), `base` what was used in the base year, `used_percent` what of the limit is used.
    """

    aim: Aim
    base: Decimal | None
    limit: Decimal | None
    this: Months
    last: Months
    course: Course
    verdict: Verdict
    why_open: str = ""

    @property
    def unit(self) -> str:
        return self.aim.about.unit

    @property
    def used_percent(self) -> Decimal | None:
        if self.course.so_far is None or not self.limit or self.aim.about.is_share:
            return None
        return self.course.so_far / self.limit * 100

    @property
    def over(self) -> Decimal | None:
        """By how much the year is foreseen to end above the limit; negative below it."""
        ends = self.course.forecast
        return None if ends is None or self.limit is None else ends - self.limit

    @property
    def is_judged(self) -> bool:
        """Whether it is a target already: what waits for the superior is none."""
        return self.aim.is_confirmed


def lines_of(aims: Iterable[Aim], figures: Figures) -> list[Line]:
    return [_share(aim, figures) if aim.about.is_share else _line(aim, figures) for aim in aims]


def _line(aim: Aim, figures: Figures) -> Line:
    this, last, base = (
        figures.months(aim.organisation, aim.about, year) for year in (aim.year, aim.year - 1, aim.base_year)
    )
    if aim.about.per:
        this, last, base = _per_size(aim, figures, this, last, base)
    if not any(each for year in (this, last, base) for each in year):
        return _unknown(aim, this, last)
    total, found = whole(base), course(this, last, full_ratio=figures.caution.full_ratio)
    limit = most(aim.form, aim.value, total)
    judged = verdict(limit, found, after=figures.caution.months, is_below=aim.form is Form.LESS)
    why = _why_open(aim, limit, found, figures) if judged is Verdict.OPEN else ""
    return Line(aim, total, limit, this, last, found, judged, why)


def _unknown(aim: Aim, this: Months, last: Months) -> Line:
    """Nothing of it was ever entered: nought is no figure to judge by."""
    why = f"没有登记过{aim.word.name}的数据，不能判断。"
    return Line(aim, None, None, this, last, NOTHING, Verdict.OPEN, why)


def _per_size(aim: Aim, figures: Figures, *years: Months) -> list[Months]:
    """Each year by its own size; nothing where that is not known."""
    found = []
    for year, months in zip((aim.year, aim.year - 1, aim.base_year), years, strict=True):
        size = figures.size(aim.organisation, aim.about, year)
        found.append([None if each is None or not size else each / size for each in months])
    return found


def _share(aim: Aim, figures: Figures) -> Line:
    share = figures.share(aim.organisation, aim.about.title, min(figures.today, aim.until))
    return share_line(aim, share, today=figures.today)


def share_line(aim: Aim, share: Decimal | None, *, today: date) -> Line:
    """Of a share as it is on the day until which it is to be reached, or today."""
    judged = reached(share, aim.value or Decimal(0), is_over=today > aim.until)
    why = (
        ""
        if judged is not Verdict.OPEN
        else f"期限为 {aim.until}，还没有到。"
        if share is not None
        else "其下没有这样的单位。"
    )
    none: Sequence[None] = [None] * 12
    return Line(aim, None, aim.value, none, none, Course(0, share, None, None), judged, why)


def _why_open(aim: Aim, limit: Decimal | None, found: Course, figures: Figures) -> str:
    if aim.about.per and not figures.size(aim.organisation, aim.about, aim.year):
        return f"没有登记 {aim.year} 年的建筑面积、人数，不能计算。"
    if limit is None:
        return f"基期 {aim.base_year} 年的数据不齐，不知道最多可以用多少。"
    if not found.known:
        return "还没有一个月的数据是齐的。"
    if found.forecast is None:
        return f"上年（{aim.year - 1} 年）的数据不齐，不能预测年底。"
    return f"有 {found.known} 个月的数据，满 {figures.caution.months} 个月起判断。"
