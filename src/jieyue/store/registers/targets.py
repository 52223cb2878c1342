"""上级下达的年度目标: what a unit's ratios of a year may be at most, from a file."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from jieyue.files.cells import Cell, CellRefused, code, number, text, year
from jieyue.files.sheet import Column
from jieyue.rules.person import Person
from jieyue.rules.roles import Right
from jieyue.store.orgs.naming import codes_for_names
from jieyue.store.orgs.reach import organisation_ids, within
from jieyue.store.records.among import listed
from jieyue.store.records.keyed import KeyedRows
from jieyue.store.records.kinds import Batch, Kind
from jieyue.store.records.parsing import at_most
from jieyue.store.records.tables import Row, columns_of
from jieyue.store.records.writing import Writing
from jieyue.store.registers.models import Target

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
    Column("energy_per_m2_kgce", "单位建筑面积能耗目标", cap, note="kgce/m2，不高于"),
    Column("energy_per_person_kgce", "人均综合能耗目标", cap, note="kgce/人，不高于"),
    Column("water_per_person_m3", "人均用水量目标", cap, note="m3/人，不高于"),
    Column("document", "下达文件", at_most(200, text)),
)
FIGURES = tuple(column.key for column in COLUMNS[2:])
CAPS = FIGURES[:-1]


def settle(batch: Batch, change: Writing) -> None:
    organisations = organisation_ids(batch.column("organisation"), batch.by, Right.ENTER)
    targets = KeyedRows(Target, FIGURES, _kept(organisations.values()), batch)
    for row, code_, year_, *figures in zip(batch.rows, *(batch.column(each.key) for each in COLUMNS), strict=True):
        if row in batch.refused:
            continue
        if code_ not in organisations:
            batch.refuse_unknown_organisation(row, code_)
            continue
        *caps, document = figures
        key = (organisations[code_], year_)
        targets.sort_in(row, key, (*caps, document or ""), what=f"机构 {code_} {year_} 年的目标")
    targets.write(change)


def _kept(organisations: Iterable[int]) -> dict[Row, tuple[int, Row]]:
    rows = Target.objects.filter(organisation_id__in=listed(organisations)).values_list("id", *columns_of(Target))
    return {(organisation, year_): (id_, tuple(figures)) for id_, organisation, year_, *figures in rows}


def rows(person: Person) -> Iterator[Row]:
    names = ("organisation__code", *columns_of(Target)[1:])
    targets = within(Target.objects.all(), person, organisation="organisation")
    yield from targets.order_by("organisation__code", "year").values_list(*names).iterator(chunk_size=5000)


TARGETS = Kind("targets", "年度目标", COLUMNS, settle, rows, Target, look_up=codes_for_names)
