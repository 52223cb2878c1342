"""上级下达的年度目标: what a unit's ratios of a year may be at most, from a file.

Whoever directs the unit sets them; what its own people enter waits for him (待上级确认).
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from jieyue.files.cells import Cell, CellRefused, code, number, text, year
from jieyue.files.sheet import Column
from jieyue.rules.person import Person
from jieyue.rules.roles import Right
from jieyue.store.orgs.naming import codes_for_names
from jieyue.store.orgs.reach import directed, organisation_ids, within
from jieyue.store.records.any_of import any_of
from jieyue.store.records.keyed import KeyedRows
from jieyue.store.records.kinds import Batch, Kind
from jieyue.store.records.parsing import at_most
from jieyue.store.records.tables import Row, columns_of
from jieyue.store.records.writing import Writing
from jieyue.store.registers.targets.models import Target

GRAIN = Decimal("0.001")
TOO_LARGE = 10**8


def cap(cell: Cell) -> Decimal | None:
    """A ratio of at most three decimals that is more than nothing."""
    found = number(cell)
    if found is not None and not 0 < found < TOO_LARGE:
        raise CellRefused(
            rule="not_a_target", says=f"{cell} 不是可能的目标值。", do="请填写大于 0 的数；没有下达的留空。"
        )
    return None if found is None else found.quantize(GRAIN)


COLUMNS = (
    Column("organisation", "机构编码", code, required=True, is_organisation=True),
    Column("year", "年度", year, required=True),
    Column("energy_per_m2_kgce", "单位建筑面积能耗目标", cap, note="kgce/m²，不高于"),
    Column("energy_per_person_kgce", "人均综合能耗目标", cap, note="kgce/人，不高于"),
    Column("water_per_person_m3", "人均用水量目标", cap, note="m³/人，不高于"),
    Column("document", "下达文件", at_most(200, text)),
)
FIGURES = tuple(column.key for column in COLUMNS[2:])
CAPS = FIGURES[:-1]
FOLLOWS_FROM_WHO_BRINGS_IT = "organisation"
"""Whether it is confirmed is no column of the file: it is settled with every row, whatever columns the file has."""

WAITS = "待上级确认"
TO_CONFIRM = "请上级主管部门在“年度目标”页确认，或由其登记。"


def settle(batch: Batch, change: Writing) -> None:
    organisations = organisation_ids(batch.column("organisation"), batch.by, Right.AIM)
    above = directed(organisations.values(), batch.by)
    kept = _kept(organisations.values())
    targets = KeyedRows(Target, (*FIGURES, FOLLOWS_FROM_WHO_BRINGS_IT), kept, batch)
    proposed = 0
    for row, code_, year_, *figures in zip(batch.rows, *(batch.column(each.key) for each in COLUMNS), strict=True):
        if row in batch.refused:
            continue
        if code_ not in organisations:
            batch.refuse_unknown_organisation(row, code_)
            continue
        *caps, document = figures
        key = (organisations[code_], year_)
        stated = (*caps, document or "")
        before = kept.get(key, (None, ()))[1]
        is_confirmed = _is_confirmed(stated, before, batch, is_from_above=key[0] in above)
        what = f"机构 {code_} {year_} 年的目标"
        # To confirm what is there as it is changes no figure, and takes no reason.
        targets.sort_in(row, key, (*stated, is_confirmed), what=what, needs_reason=not _is_same(stated, before, batch))
        proposed += not is_confirmed and row not in batch.refused
    if proposed:
        says = f"{proposed} 项目标{WAITS}，确认以前不作为判定依据。"
        batch.warn(None, None, "waits_for_superior", says=says, do=TO_CONFIRM)
    targets.write(change)


def _is_confirmed(figures: Row, before: Row, batch: Batch, *, is_from_above: bool) -> bool:
    """Whoever directs the unit confirms what he brings, but not columns that he leaves out and that only wait. What
    the unit sends once more as it was confirmed stays confirmed.
    """
    was_confirmed = bool(before and before[-1])
    if is_from_above:
        return not before or was_confirmed or all(map(batch.states, CAPS))
    return was_confirmed and _is_same(figures, before, batch)


def _is_same(figures: Row, before: Row, batch: Batch) -> bool:
    three = zip(figures, before[:-1], FIGURES, strict=False)
    return bool(before) and all(now == then for now, then, name in three if batch.states(name))


def _kept(organisations: Iterable[int]) -> dict[Row, tuple[int, Row]]:
    rows = Target.objects.filter(organisation_id__in=any_of(organisations)).values_list("id", *columns_of(Target))
    return {(organisation, year_): (id_, tuple(figures)) for id_, organisation, year_, *figures in rows}


def rows(person: Person) -> Iterator[Row]:
    names = [column.key.replace("organisation", "organisation__code") for column in COLUMNS]
    targets = within(Target.objects.all(), person, organisation="organisation")
    yield from targets.order_by("organisation__code", "year").values_list(*names).iterator(chunk_size=5000)


TARGETS = Kind(
    "targets",
    "年度目标",
    COLUMNS,
    settle,
    rows,
    Target,
    right=Right.AIM,
    right_to_undo=Right.SHAPE,
    look_up=codes_for_names,
)
