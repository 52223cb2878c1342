"""`policy/forms`: statutory forms with their rows and rules, the editions, the columns of the roll-up by category."""

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from jieyue.policy.assembling import Parts, Placed
from jieyue.policy.reading import PolicyFault
from jieyue.policy.shapes import FormRowShape, FormShape
from jieyue.rules.forms import (
    AcrossRule,
    Edition,
    Form,
    FormColumn,
    FormRow,
    FormRule,
    Forms,
    RowKind,
    Takes,
)

COLUMNS = {
    Takes.PROFILE: (
        "floor_area_m2",
        "heated_area_m2",
        "persons",
        "persons_water",
        "staff",
        "vehicles_petrol",
        "vehicles_diesel",
        "vehicles_new_energy",
    ),
    Takes.ENTERED: (
        "form_facts.site_area_m2",
        "form_facts.charging_points",
        "form_facts.solar_thermal_m2",
        "form_facts.pv_capacity_kw",
        "form_facts.geothermal_capacity_kw",
        "form_facts.own_heating_m2",
        "form_facts.heating_by_area_m2",
        "form_facts.heating_by_heat_m2",
        "form_facts.heating_days",
        "form_facts.boiler_power_mw",
        "form_facts.boiler_steam_t_h",
        "data_centres.area_m2",
        "data_centres.racks",
        "data_centres.racks_reserved",
        "data_centres.power_kw",
        "data_centres.power_it_kw",
        "data_centres.power_cooling_kw",
        "data_centres.power_other_kw",
        "data_centres.ups_kva",
        "data_centres.electricity_it_kwh",
        "data_centres.electricity_cooling_kwh",
        "data_centres.electricity_other_kwh",
        "person_parts.staff_in_post",
        "person_parts.staff_over_6_months",
        "person_parts.staff_up_to_6_months",
        "person_parts.staff_support",
        "person_parts.interns",
        "person_parts.intern_months",
        "person_parts.bed_use_percent",
        "person_parts.outpatient_visits",
        "person_parts.visitors_a_day",
        "person_parts.students",
        "person_parts.foreign_students",
        "person_parts.boarders",
        "person_parts.day_pupils",
    ),
    Takes.SAID: ("code", "name", "credit_code", "region_code", "category", "system"),
}
"""What a row can take of a profile, of the registers that are kept for forms, and of an organisation."""
SHEETS = ("data_centres",)
"""The registers whose rows can have a sheet of a form each: their names tell the sheets apart."""
ASKED = {
    Takes.QUANTITY: {"resources"},
    Takes.AMOUNT: {"resources"},
    Takes.PROFILE: {"column"},
    Takes.SAID: {"column"},
    Takes.SUM: {"parts"},
}
ALLOWED = {
    Takes.QUANTITY: {"uses", "per"},
    Takes.AMOUNT: {"uses"},
    Takes.PROFILE: {"adds_up"},
    Takes.ENTERED: {"column", "adds_up"},
}
SETTINGS = ("resources", "uses", "column", "per", "parts", "adds_up")
KINDS = {
    Takes.QUANTITY: {RowKind.FLOW},
    Takes.AMOUNT: {RowKind.COST},
    Takes.PROFILE: {RowKind.STOCK},
    Takes.UNITS: {RowKind.COUNT},
    Takes.SAID: {RowKind.SAID},
    Takes.SUM: {RowKind.STOCK, RowKind.FLOW, RowKind.COST},
    Takes.ENTERED: {RowKind.STOCK, RowKind.FLOW, RowKind.COST},
}


def forms_of(said: Parts) -> Forms:
    frames = [each.value for each in said.form_frames]
    editions = [Edition(**_plain(each)) for frame in frames for each in frame.editions]
    return Forms(
        editions=tuple(sorted(editions, key=lambda each: each.since)),
        forms={each.value.key: _form(each.value) for each in said.forms},
        columns=tuple(FormColumn(**_plain(each)) for frame in frames for each in frame.columns),
        across=tuple(AcrossRule(**_plain(each)) for frame in frames for each in frame.across),
    )


def _form(shape: FormShape) -> Form:
    rows = tuple(
        FormRow(**{**_plain(each), "added": each.added or "", "deleted": each.deleted or ""}) for each in shape.rows
    )
    rules = tuple(FormRule(**_plain(each)) for each in shape.rules)
    return Form(shape.key, shape.name, rows, rules, shape.sheet_of or "")


def _plain(shape: Any) -> dict[str, Any]:
    return {**vars(shape), "source": shape.source.as_source()}


# --- what cannot stand


def form_faults(said: Parts) -> Iterator[PolicyFault]:
    editions = {edition.key: edition.since for file in said.form_frames for edition in file.value.editions}
    yield from _twice_in_frames(said)
    yield from _edition_faults(said)
    yield from _column_faults(said)
    seen: dict[str, str] = {}
    for each in said.forms:
        if each.value.key in seen:
            says = f"统计报表“{each.value.key}”已经有了，见 {seen[each.value.key]}。"
            yield each.fault("key", says, "请换一个 key。")
        seen.setdefault(each.value.key, each.where)
        if each.value.sheet_of and each.value.sheet_of not in SHEETS:
            says = f"“{each.value.sheet_of}”不能一处一张。"
            yield each.fault("sheet_of", says, f"可用：{'、'.join(SHEETS)}。")
        yield from _row_faults(each, editions)
        yield from _rule_faults(each)


def _twice_in_frames(said: Parts) -> Iterator[PolicyFault]:
    told: set[tuple[str, str]] = set()
    for file, table in itertools.product(said.form_frames, ("editions", "columns", "across")):
        for nth, entry in enumerate(getattr(file.value, table)):
            name = table, entry.manner if table == "across" else entry.key
            if name in told:
                yield file.document.fault((table, nth, "key"), f"“{entry.key}”写了两次。", "请只留一个。")
            told.add(name)


def _edition_faults(said: Parts) -> Iterator[PolicyFault]:
    """One at a time, and none after which nothing is in force while another follows."""
    told = sorted(
        ((edition, file, nth) for file in said.form_frames for nth, edition in enumerate(file.value.editions)),
        key=lambda each: each[0].since,
    )
    for (one, file, nth), (other, _, _) in itertools.pairwise(told):
        if one.until != other.since:
            says = f"“{one.name}”的终止日与“{other.name}”的起用日不衔接。"
            yield file.document.fault(("editions", nth, "until"), says, f"请写 until = {other.since}。")


def _column_faults(said: Parts) -> Iterator[PolicyFault]:
    """Each category in one column, so that the sum of the columns is that of the units."""
    columns = {each.key: each for file in said.form_frames for each in file.value.columns}
    categories = Counter(category for each in columns.values() for category in each.categories)
    for file in said.form_frames:
        for nth, each in enumerate(file.value.columns):
            place = ("columns", nth, "key")
            if bool(each.sums) is bool(each.categories):
                yield file.document.fault(place, f"“{each.key}”要么写 sums，要么写 categories。", "请写其中一个。")
            if twice := [category.zh for category in each.categories if categories[category] > 1]:
                yield file.document.fault(place, f"{'、'.join(twice)}归了两栏。", "请只归一栏。")
            if wrong := [key for key in each.sums if key not in columns or (columns[key].sums and key <= each.key)]:
                yield file.document.fault(place, f"{'、'.join(wrong)}不能相加成“{each.key}”。", "请写后面的栏。")


def _row_faults(each: Placed[FormShape], editions: Mapping[str, date]) -> Iterator[PolicyFault]:
    keys = Counter(row.key for row in each.value.rows)
    for nth, row in enumerate(each.value.rows):
        place = ("rows", nth)
        if keys[row.key] > 1:
            yield each.document.fault((*place, "key"), f"指标“{row.key}”写了两次。", "请换一个 key。")
        for name in ("added", "deleted"):
            if (key := getattr(row, name)) and key not in editions:
                yield each.document.fault((*place, name), f"没有“{key}”这一版。", f"可用：{'、'.join(editions)}。")
        if row.added in editions and row.deleted in editions and editions[row.deleted] <= editions[row.added]:
            yield each.document.fault((*place, "deleted"), "删除不晚于增设，哪一版都没有这一项。", "请对照两版改正。")
        for name, says, do in _ignored(row, keys):
            yield each.document.fault((*place, name), says, do)


def _ignored(row: FormRowShape, keys: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """What is lacking for where it takes its figure from, and what would be passed over."""
    asked, given = ASKED.get(row.takes, set()), row.model_fields_set & set(SETTINGS)
    for name in sorted(asked - given):
        yield "takes", f"取自“{row.takes.zh}”要写 {name}。", f"请补上 {name}。"
    for name in sorted(given - asked - ALLOWED.get(row.takes, set())):
        yield name, f"取自“{row.takes.zh}”用不上 {name}。", "请删去。"
    if row.kind not in KINDS[row.takes]:
        yield "kind", f"取自“{row.takes.zh}”的不是{row.kind.zh}。", f"可用：{'、'.join(KINDS[row.takes])}。"
    known = COLUMNS.get(row.takes, ())
    if row.column and known and row.column not in known:
        yield "column", f"没有“{row.column}”这一项。", f"可用：{'、'.join(known)}。"
    if wrong := [part for part in row.parts if part not in keys or part == row.key]:
        yield "parts", f"本表没有“{'、'.join(wrong)}”，不能相加。", "请写本表其他指标的 key。"


def _rule_faults(each: Placed[FormShape]) -> Iterator[PolicyFault]:
    keys = {row.key for row in each.value.rows if row.kind is not RowKind.SAID}
    for nth, rule in enumerate(each.value.rules):
        for key in (rule.whole, *rule.parts):
            if key not in keys:
                says = f"规则 {rule.key} 说的“{key}”不是本表的数。"
                yield each.document.fault(("rules", nth, "whole"), says, "请写本表指标的 key。")
