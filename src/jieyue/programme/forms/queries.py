"""统计报表: a statutory form, filled from the facts and the registers, with its roll-ups and checks."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from jieyue.programme.forms.standing import Standing, rows_entered, standing
from jieyue.programme.organisations.naming import Named, named
from jieyue.programme.statistics.answer import Completeness, Row
from jieyue.programme.statistics.queries import statistics, sums
from jieyue.rules.forms import (
    Across,
    Edition,
    Figures,
    Form,
    FormFault,
    FormRow,
    RowKind,
    Takes,
    added_up,
    fault_across,
    faults_within,
    filled_up,
    whole_of,
    within_columns,
)
from jieyue.rules.period import YEAR, Period
from jieyue.rules.person import Person
from jieyue.rules.refusal import Refused
from jieyue.rules.values import Category, Level
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import organisation_within
from jieyue.store.orgs.tree import name_on
from jieyue.store.policies import policy

WAYS = {"periods": "各期", "sheets": "一处一张", "category": "统计分类", "region": "行政区域", "system": "所属系统"}
"""By what a form has columns beside its whole: the parts of its period, of a unit what it has a sheet of for each, or
those below a place.
"""
OF_A_PLACE = ("category", "region", "system")
UNSAID, REST = "unsaid", "rest"
UNSAID_ZH = {"category": "未分类", "region": "未填", "system": "未填系统"}
NOT_ALL_SPLIT = "已不在您管辖范围内的单位列在“不分列”，不归入各栏。"
NOT_BY_SHEET = "总用量按票据合计，各处的由其各部分相加；没有分项计量的，空着。"
UNCATEGORISED = "有机构没有登记统计分类，列在“未分类”，合计一栏不含；请补登记。"


class WayUnknown(Refused):
    pass


@dataclass(frozen=True)
class Column:
    key: str
    name: str


@dataclass(frozen=True)
class Filled:
    """A row with its figure over all, and that in each column. None where it is not known, which is no nought."""

    row: FormRow
    value: Decimal | str | None
    cells: Mapping[str, Decimal | None]


@dataclass(frozen=True)
class FilledForm:
    organisation: Named
    is_place: bool
    period: Period
    edition: Edition
    form: Form
    by: str
    basis: str
    columns: Sequence[Column]
    rows: Sequence[Filled]
    faults: Sequence[FormFault]
    completeness: Completeness
    said: Sequence[str]


def forms_known() -> list[Form]:
    return list(policy().forms.forms.values())


def form_known(key: str) -> Form:
    """Raises FormUnknown."""
    return policy().forms.form(key)


def ways_of(form: Form, *, is_place: bool) -> list[str]:
    """Of `WAYS`, by which this form of a unit or of a place can have columns."""
    return ["periods", *(OF_A_PLACE if is_place else ["sheets"] if form.sheet_of else [])]


def editions_known() -> list[Edition]:
    return list(policy().forms.editions)


def filled_form(
    *,
    organisation: str,
    form: str,
    period: Period,
    person: Person,
    split: str,
    edition: str | None = None,
    basis: str = "live",
) -> FilledForm:
    """`split` says by what it has columns: `WAYS`. The edition is that in force on the period's last day, unless one is
    named.

    Raises OrganisationUnknown, FormUnknown, EditionUnknown, WayUnknown.
    """
    forms = policy().forms
    found, subject = forms.form(form), organisation_within(organisation, person)
    used = forms.edition(edition) if edition else forms.edition_on(period.last)
    is_place = Level(subject.level).is_place
    if split not in (ways := ways_of(found, is_place=is_place)):
        raise WayUnknown(f"这张表不能按“{split}”分栏。", do=f"可用：{'、'.join(ways)}。")
    asking = _Asking(subject, period, person, forms.rows_of(found, used), basis)
    answer = statistics(person=person, code=organisation, period=period, by=["use"], basis=basis, is_compared=False)
    whole = asking.figures(answer.rows, asking.there)
    columns, cells = asking.columns(split, found, whole)
    is_by_sheets = split == "sheets"
    beside = (
        _within_sheets(found, columns, cells) if is_by_sheets else _across(split, asking.rows, whole, columns, cells)
    )
    return FilledForm(
        organisation=Named(subject.code, name_on(subject.pk, period.last)),
        is_place=is_place,
        period=period,
        edition=used,
        form=found,
        by=split,
        basis=basis,
        columns=columns,
        rows=[_filled(row, whole, cells, asking) for row in asking.rows],
        faults=[*faults_within(found.rules, asking.judged(found, whole)), *beside],
        completeness=answer.completeness,
        said=[*answer.notes, *_said(split, columns)],
    )


def _filled(row: FormRow, whole: Figures, cells: Mapping[str, Figures], asking: "_Asking") -> Filled:
    value = asking.text(row) if row.kind is RowKind.SAID else whole.get(row.key)
    return Filled(row, value, {key: figures.get(row.key) for key, figures in cells.items()})


def _said(by: str, columns: Sequence[Column]) -> Iterator[str]:
    keys = {each.key for each in columns}
    if REST in keys:
        yield NOT_ALL_SPLIT
    if by == "sheets" and columns:
        yield NOT_BY_SHEET
    if by == "category" and UNSAID in keys:
        yield UNCATEGORISED


def _within_sheets(form: Form, columns: Sequence[Column], cells: Mapping[str, Figures]) -> Iterator[FormFault]:
    """Of each sheet what contradicts itself in it."""
    for column in columns:
        for fault in faults_within(form.rules, cells[column.key]):
            yield replace(fault, says=f"{column.name}：{fault.says}", column=column.key)


def _across(
    by: str, rows: Iterable[FormRow], whole: Figures, columns: Sequence[Column], cells: Mapping[str, Figures]
) -> Iterator[FormFault]:
    """The whole is worked out by itself, not from what it is held against."""
    rule = policy().forms.rule_across(Across.PERIODS if by == "periods" else Across.COLUMNS)
    sums = {each.key for each in policy().forms.columns if each.sums} if by == "category" else set()
    parts = [each.key for each in columns if each.key not in sums]
    for row in rows if parts else ():
        is_of_months = row.kind.is_of_months and row.takes is not Takes.ENTERED  # which is known of whole years
        is_asked = is_of_months if by == "periods" else row.kind is not RowKind.SAID
        if is_asked and row.takes is not Takes.SUM:
            found = fault_across(rule, row, whole[row.key], [cells[key][row.key] for key in parts])
            if found:
                yield found


class _Asking:
    """Whose form it is, of when, and what is asked of the facts for it."""

    def __init__(self, subject: Organisation, period: Period, person: Person, rows: Sequence[FormRow], basis: str):
        self.subject, self.period, self.person, self.rows, self.basis = subject, period, person, rows, basis
        self.there = standing(subject, period, person)

    def figures(self, used: Iterable[Row], there: Iterable[Standing]) -> dict[str, Decimal | None]:
        """The figure of each row of the form, of these sums by use and of who stood there."""
        used, there = list(used), list(there)
        found = {row.key: self._figure(row, used, there) for row in self.rows if row.kind is not RowKind.SAID}
        for row in self.rows:
            if row.takes is Takes.SUM:
                found[row.key] = whole_of(found[part] for part in row.parts if part in found)
        return found

    def _figure(self, row: FormRow, used: Sequence[Row], there: Sequence[Standing]) -> Decimal | None:
        """Nothing of several units that does not add up, nor of a part of a year what is known of the whole year."""
        if not row.adds_up and Level(self.subject.level).is_place:
            return None
        if row.takes is Takes.ENTERED and row.kind.is_of_months and self.period.months != YEAR:
            return None
        return _figure(row, used, there)

    def text(self, row: FormRow) -> str | None:
        """What an organisation is called and known by; a place's categories are many, and it has none."""
        if row.column == "name":
            return name_on(self.subject.pk, self.period.last)
        if row.column == "system":
            own = [each for each in self.there if each.is_subject]
            return own[0].groups["system"] if own else None
        if row.column == "category":
            return Category(self.subject.category).zh if self.subject.category else None
        return getattr(self.subject, row.column) or None

    def judged(self, form: Form, whole: Figures) -> Figures:
        """Of a form with sheets what is the sum of all of them is judged only where each says it; of a place, whose
        units each have theirs, nothing of them is.
        """
        if not form.sheet_of:
            return whole
        of_sheets = {row.key: row.column for row in self.rows if row.column.startswith(f"{form.sheet_of}.")}
        is_place = Level(self.subject.level).is_place
        own = [] if is_place else rows_entered(form.sheet_of, self.subject.pk, self.period.year).values()
        unsaid = {key for key, column in of_sheets.items() if is_place or any(each[column] is None for each in own)}
        return {key: None if key in unsaid else value for key, value in whole.items()}

    def columns(
        self, split: str, form: Form, whole: Figures
    ) -> tuple[list[Column], dict[str, dict[str, Decimal | None]]]:
        if split == "sheets":
            return self.by_sheets(form, whole)
        return self.by_periods() if split == "periods" else self.by_groups(split)

    def by_sheets(self, form: Form, whole: Figures) -> tuple[list[Column], dict[str, dict[str, Decimal | None]]]:
        """Of each row of the register of that year what it says. What bills tell is of all of them together: of the
        only one, too; of one of several as far as the form says what it is the sum of.
        """
        own = rows_entered(form.sheet_of, self.subject.pk, self.period.year)
        of_bills = {row.key for row in self.rows if row.takes in (Takes.QUANTITY, Takes.AMOUNT)}
        cells = {}
        for name, figures in own.items():
            said = self.figures((), [Standing.only(figures)])
            cells[name] = filled_up(form.rules, said | ({key: whole[key] for key in of_bills} if len(own) == 1 else {}))
        return [Column(name, name) for name in own], cells

    def by_periods(self) -> tuple[list[Column], dict[str, dict[str, Decimal | None]]]:
        """What is used in each part of the period; what stands has no parts."""
        of_months = {row.key for row in self.rows if row.kind.is_of_months}
        cells = {
            str(part): {
                key: value for key, value in self.figures(self._asked(part, ["use"]), ()).items() if key in of_months
            }
            for part in parts_of(self.period)
        }
        return [Column(str(part), part.zh) for part in parts_of(self.period)], cells

    def by_groups(self, by: str) -> tuple[list[Column], dict[str, dict[str, Decimal | None]]]:
        used = self._asked(self.period, [by, "use"])
        rows_of: dict[str, list[Row]] = {}
        for row in used:
            rows_of.setdefault(REST if row.is_rest else row.keys[by] or UNSAID, []).append(row)
        there_of: dict[str, list[Standing]] = {}
        for each in self.there:
            if each.is_unit or each.figures:
                there_of.setdefault(REST if each.is_beyond else each.groups[by] or UNSAID, []).append(each)
        keys = sorted({*rows_of, *there_of}, key=lambda key: (key in (UNSAID, REST), key))
        found = {key: self.figures(rows_of.get(key, ()), there_of.get(key, ())) for key in keys}
        extra = [Column(key, UNSAID_ZH[by] if key == UNSAID else "不分列") for key in (UNSAID, REST) if key in found]
        if by == "category":
            columns = [Column(each.key, f"{each.key} {each.name}") for each in policy().forms.columns]
            return [*columns, *extra], {**self._classified(found), **{each.key: found[each.key] for each in extra}}
        names = self._names(keys) if by == "region" else {}
        own = [Column(key, names.get(key, key)) for key in keys if key not in (UNSAID, REST)]
        return [*own, *extra], found

    def _classified(self, found: Mapping[str, Figures]) -> dict[str, dict[str, Decimal | None]]:
        cells: dict[str, dict[str, Decimal | None]] = {each.key: {} for each in policy().forms.columns}
        for row in self.rows:
            own = {category: found[category].get(row.key) for category in Category if category in found}
            for key, value in within_columns(policy().forms.columns, own).items():
                cells[key][row.key] = value
        return cells

    def _names(self, codes: Iterable[str]) -> dict[str, str]:
        ids = Organisation.objects.filter(code__in=list(codes)).values_list("id", flat=True)
        return {each.code: each.name for each in named(ids, on=self.period.last).values()}

    def _asked(self, period: Period, by: Sequence[str]) -> Sequence[Row]:
        return sums(person=self.person, code=self.subject.code, period=period, by=by, basis=self.basis)


def parts_of(period: Period) -> list[Period]:
    """The quarters of a year or half, the months of a quarter."""
    if period.months > 3:
        return [each for each in period.quarters() if each.first >= period.first]
    return [Period(month, 1) for month in period.each_month()] if period.months > 1 else []


# --- one figure


def _figure(row: FormRow, used: Sequence[Row], there: Sequence[Standing]) -> Decimal | None:
    filling: dict[Takes, Callable[[], Decimal | None]] = {
        Takes.QUANTITY: lambda: _of_facts(row, used, lambda each: each.quantity),
        Takes.AMOUNT: lambda: _of_facts(row, used, lambda each: each.amount_yuan),
        Takes.PROFILE: lambda: added_up(each.figures.get(row.column) for each in there),
        Takes.ENTERED: lambda: added_up(each.figures.get(row.column) for each in there),
        Takes.UNITS: lambda: added_up(Decimal(1) for each in there if each.is_unit),
    }
    return filling[row.takes]() if row.takes in filling else None


def _of_facts(row: FormRow, used: Sequence[Row], value: Callable[[Row], Decimal | None]) -> Decimal | None:
    """Unknown where what is not told by use would be needed by use."""
    own = [each for each in used if each.resource in row.resources]
    if row.uses and any(each.is_rest for each in own):
        return None
    found = added_up(value(each) for each in own if row.counts(each.resource, each.keys.get("use")))
    return None if found is None else found / row.per
