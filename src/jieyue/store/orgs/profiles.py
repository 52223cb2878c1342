"""Floor area and headcount by year, from a file."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol, TypeVar

from django.utils import timezone

from jieyue.files.cells import Cell, CellRefused, code, number, whole, year
from jieyue.files.sheet import Column
from jieyue.rules.check import Finding, heated_above_floor, profile_findings
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.roles import Right
from jieyue.rules.thresholds import Thresholds
from jieyue.store.orgs.models import Profile
from jieyue.store.orgs.naming import codes_for_names
from jieyue.store.orgs.reach import organisation_ids, within
from jieyue.store.orgs.whose import of_each
from jieyue.store.policies import policy
from jieyue.store.records.any_of import any_of
from jieyue.store.records.keyed import KeyedRows
from jieyue.store.records.kinds import Batch, Kind
from jieyue.store.records.parsing import with_own_unit
from jieyue.store.records.tables import Row, columns_of
from jieyue.store.records.writing import Writing

Number = TypeVar("Number", Decimal, int)
CENT = Decimal("0.01")
TOO_LARGE = 10**9
"""More square metres, persons or vehicles than the whole country has."""


def size(cell: Cell) -> Decimal | None:
    """A figure of at most two decimals that is more than nothing."""
    found = some(cell)
    if found is not None and found <= 0:
        raise CellRefused(rule="not_positive", says=f"{cell} 应大于 0。", do="请填写实际数；没有的请留空。")
    return found


def some(cell: Cell) -> Decimal | None:
    found = number(cell)
    return None if found is None else _possible(found).quantize(CENT, ROUND_HALF_UP)


def count(cell: Cell) -> int | None:
    found = whole(cell)
    return None if found is None else int(_possible(found))


def _possible(found: Number) -> Number:
    if found < 0:
        raise CellRefused(rule="negative", says=f"{found} 不应小于 0。", do="请填写实际数。")
    if found >= TOO_LARGE:
        raise CellRefused(rule="too_large", says=f"{found} 太大。", do="请核对单位和小数点，是否填错了列。")
    return found


COLUMNS = (
    Column("organisation", "机构编码", code, required=True, is_organisation=True),
    Column("year", "年度", year, required=True),
    Column("floor_area_m2", "建筑面积", with_own_unit(size, "m2"), required=True),
    Column("heated_area_m2", "采暖面积", with_own_unit(some, "m2")),
    Column("persons", "用能人数", with_own_unit(size, "人"), required=True),
    Column("persons_water", "用水人数", with_own_unit(size, "人"), note="与用能人数相同的留空"),
    Column("staff", "编制人数", with_own_unit(count, "人")),
    Column("vehicles_petrol", "汽油车", with_own_unit(count, "辆")),
    Column("vehicles_diesel", "柴油车", with_own_unit(count, "辆")),
    Column("vehicles_new_energy", "新能源汽车", with_own_unit(count, "辆")),
)
FIGURES = tuple(column.key for column in COLUMNS[2:])


class Told(Protocol):
    """What is odd about a profile; `column` is one of its own."""

    @property
    def rule(self) -> str: ...
    @property
    def column(self) -> str: ...
    @property
    def says(self) -> str: ...
    @property
    def do(self) -> str: ...


UnitYear = tuple[int, int]
"""An organisation's id, and a year."""
Profiles = Mapping[UnitYear, Mapping[str, Decimal | None]]
"""What each says, by column."""
Look = Callable[[Profiles], Iterable[tuple[UnitYear, Told]]]
"""Of profiles on their way in, what is odd beside something else that is kept."""


def settle(batch: Batch, change: Writing, looks: Sequence[Look] = ()) -> None:
    organisations = organisation_ids(batch.column("organisation"), batch.by, Right.ENTER)
    profiles = KeyedRows(Profile, FIGURES, _kept(organisations.values()), batch)
    columns = zip(batch.rows, *(batch.column(column.key) for column in COLUMNS), strict=True)
    for row, code_, year_, *figures in columns:
        if row in batch.refused:
            continue
        if code_ not in organisations:
            batch.refuse_unknown_organisation(row, code_)
            continue
        profiles.sort_in(row, (organisations[code_], year_), tuple(figures), what=f"机构 {code_} {year_} 年度基本信息")
    profiles.write(change)
    if profiles.touched:
        change.touch(["profiles"])
    figures, taken = dict(profiles.now()), {key: profiles.rows[key] for key in profiles.touched}
    _warn(batch, figures, taken)
    _warn_beside(batch, figures, taken, looks)


def _kept(organisations: Iterable[int]) -> dict[Row, tuple[int, Row]]:
    """By organisation and year: id and figures."""
    rows = Profile.objects.filter(organisation_id__in=any_of(organisations)).values_list("id", *columns_of(Profile))
    return {(organisation, year_): (id_, tuple(figures)) for id_, organisation, year_, *figures in rows}


def _warn(batch: Batch, figures: dict[Row, Row], taken: dict[Row, int]) -> None:
    """Each by itself; area and persons against the year before, for each two years of which this file brings one."""
    for (organisation, year_), row in taken.items():
        for finding in heated_above_floor(_sizes(figures[organisation, year_]), year=year_):
            batch.warn(row, finding.column, finding.rule, says=finding.says, do=finding.do)
    own = of_each((organisation for organisation, _ in taken), policy().thresholds, on=timezone.localdate(batch.at))
    for organisation, year_ in {pair for org, y in taken for pair in ((org, y), (org, y + 1))}:
        now, before = figures.get((organisation, year_)), figures.get((organisation, year_ - 1))
        if not now or not before:
            continue
        row = taken.get((organisation, year_)) or taken[organisation, year_ - 1]
        for finding in profile_findings(_sizes(before), _sizes(now), year=year_, thresholds=own[organisation]):
            batch.warn(row, finding.column, finding.rule, says=finding.says, do=finding.do)


def _warn_beside(batch: Batch, figures: dict[Row, Row], taken: dict[Row, int], looks: Sequence[Look]) -> None:
    brought = {key: dict(zip(FIGURES, figures[key], strict=True)) for key in taken}
    for look in looks if brought else ():
        for key, odd in look(brought):
            column = odd.column if batch.states(odd.column) else None
            batch.warn(taken[key], column, odd.rule, says=odd.says, do=odd.do)


def _sizes(figures: Row) -> dict[str, Decimal]:
    return {"floor_area_m2": figures[0], "heated_area_m2": figures[1], "persons": figures[2]}


def findings(
    organisations: Iterable[int], period: Period, thresholds: Thresholds
) -> Iterator[tuple[int, None, Finding]]:
    """Organisation, no resource, and finding, for the profiles of the period's year."""
    kept = {key: figures for key, (_, figures) in _kept(organisations).items()}
    own = of_each((organisation for organisation, _ in kept), thresholds, on=period.last)
    for (organisation, year_), now in kept.items():
        before = kept.get((organisation, year_ - 1))
        if year_ == period.year:
            for finding in heated_above_floor(_sizes(now), year=year_):
                yield organisation, None, finding
        if before and year_ == period.year:
            for finding in profile_findings(_sizes(before), _sizes(now), year=year_, thresholds=own[organisation]):
                yield organisation, None, finding


def profiles_of(units: Iterable[int], year: int) -> dict[UnitYear, dict[str, Decimal | None]]:
    """What the profiles of these units say of a year."""
    kept = Profile.objects.filter(organisation_id__in=any_of(units), year=year)
    return {
        (unit, year): dict(zip(FIGURES, row, strict=True))
        for unit, *row in kept.values_list("organisation_id", *FIGURES)
    }


def rows(person: Person) -> Iterator[Row]:
    names = ("organisation__code", *columns_of(Profile)[1:])
    profiles = within(Profile.objects.all(), person, organisation="organisation")
    yield from profiles.order_by("organisation__code", "year").values_list(*names).iterator(chunk_size=5000)


PROFILES = Kind("profiles", "年度基本信息", COLUMNS, settle, rows, Profile, look_up=codes_for_names)


@dataclass(frozen=True)
class Settling:
    """Of profiles that are looked at beside what else is kept of their years."""

    looks: tuple[Look, ...]

    def __call__(self, batch: Batch, change: Writing) -> None:
        settle(batch, change, self.looks)


def beside(looks: Iterable[Look]) -> Kind:
    return replace(PROFILES, settle=Settling(tuple(looks)))
