"""Any keyed ledger on its way in: whom its rows mean, whether they can be, and what they change."""

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, cached_property

from django.db import models
from django.utils import timezone

from jieyue.files.cells import yes_no
from jieyue.files.sheet import Column
from jieyue.rules.period import Period, month_end
from jieyue.rules.roles import Right
from jieyue.store.machine.columns import key_said, own_fields, written
from jieyue.store.machine.meaning import Meant, meant_rows
from jieyue.store.machine.record import MonthField, PlateField, as_known, key_fields, way_to_organisation
from jieyue.store.orgs.reach import within
from jieyue.store.records.any_of import any_of
from jieyue.store.records.keyed import KeyedRows
from jieyue.store.records.kinds import Batch
from jieyue.store.records.references import users_of
from jieyue.store.records.tables import Row
from jieyue.store.records.writing import Writing

WITHDRAWN = Column("withdrawn", "作废", yes_no, note="填“是”去掉已有的这一行，导入时须写明原因")


@dataclass(frozen=True)
class Plain:
    """Values of a row as they are kept: a blank text as such, a moment as the database gives it back, what was left out
    as its default. `blanks` are what stands for none, `moments` the places of moments.
    """

    names: tuple[str, ...]
    blanks: tuple[object, ...]
    moments: tuple[int, ...]

    @classmethod
    def of(cls, model: type[models.Model], names: tuple[str, ...]) -> "Plain":
        fields = [model._meta.get_field(name) for name in names]
        moments = tuple(n for n, each in enumerate(fields) if isinstance(each, models.DateTimeField))
        return cls(names, tuple(_blank(each) for each in fields), moments)

    def __call__(self, values: Mapping[str, object]) -> Row:
        pairs = zip(self.names, self.blanks, strict=True)
        plain = [blank if (value := values[name]) is None else value for name, blank in pairs]
        for place in self.moments:
            if plain[place] is not None:
                plain[place] = plain[place].astimezone(UTC)
        return tuple(plain)


def _blank(field: models.Field) -> object:
    if field.has_default():
        return field.get_default()
    return "" if isinstance(field, models.CharField) and not field.null else None


@dataclass(frozen=True)
class Shape:
    """A model's fields as the rows of `KeyedRows` have them: those of the key, and the others."""

    model: type[models.Model]
    key_of: Plain
    figures_of: Plain

    @classmethod
    def of(cls, model: type[models.Model]) -> "Shape":
        keys = key_fields(model)
        figures = tuple(each.name for each in own_fields(model) if each.name not in keys)
        return cls(model, Plain.of(model, keys), Plain.of(model, figures))

    @property
    def keys(self) -> tuple[str, ...]:
        return self.key_of.names

    @property
    def figures(self) -> tuple[str, ...]:
        return self.figures_of.names

    @property
    def first(self) -> models.Field:
        """The field that leads to whose a row is."""
        return self.model._meta.get_field(self.keys[0])

    def attnames(self) -> list[str]:
        return [self.model._meta.get_field(name).attname for name in (*self.keys, *self.figures)]

    def called(
        self, ids: Iterable[int], batch: Batch, right: Right
    ) -> tuple[dict[int, int], dict[int, tuple[Row, Row]]]:
        """By id: whose these records are, and their keys and figures, as far as whoever brings the batch may enter."""
        way = way_to_organisation(self.model)
        mine = within(self.model._default_manager.all(), batch.by, organisation=way, right=right)
        count, units, named = len(self.keys), {}, {}
        for id_, unit, *values in mine.filter(pk__in=any_of(ids)).values_list("pk", f"{way}_id", *self.attnames()):
            units[id_], named[id_] = unit, (tuple(values[:count]), tuple(values[count:]))
        return units, named

    def kept(self, owners: Iterable[int]) -> dict[Row, tuple[int, Row]]:
        """By key: id and figures of what is kept of these units, meters or whatever the first field leads to."""
        rows = self.model._default_manager.filter(**{f"{self.first.attname}__in": any_of(owners)})
        count = len(self.keys)
        found = rows.values_list("pk", *self.attnames()).iterator(chunk_size=5000)
        return {tuple(values[:count]): (id_, tuple(values[count:])) for id_, *values in found}

    @cached_property
    def told_apart(self) -> Callable[[Row], Row] | None:
        """By what keys are told apart, where that is not as they are kept: plates, which everybody writes otherwise."""
        fields = [self.model._meta.get_field(name) for name in self.keys]
        if not any(isinstance(each, PlateField) for each in fields):
            return None
        return lambda key: tuple(map(as_known, fields, key))


Look = Callable[..., None]
"""What is done with rows that were written: `store/machine/checking.py`."""


@dataclass(frozen=True)
class Coming:
    """A row as it will be, by field name; `id` is the record that it corrects, None where it is new."""

    row: int
    id: int | None
    values: Mapping[str, object]


Refuse = Callable[[Sequence[Coming], Batch], None]
"""What looks at all rows before they are written, and refuses what cannot be beside the others and what is kept."""

Guard = Callable[[Batch], None]
"""What looks at a sheet before its rows are read, and refuses those that whoever brings it may not touch at all."""


@dataclass(frozen=True)
class Settling:
    """A ledger's rows on their way in. `derived` says what is drawn from a month of them; `look` is what is done with
    them once they are written, `refuse` before, `guard` before they are read.
    """

    model: type[models.Model]
    right: Right
    derived: tuple[str, ...] = ()
    look: Look | None = None
    refuse: Refuse | None = None
    guard: Guard | None = None

    def __call__(self, batch: Batch, change: Writing) -> None:
        if self.guard:
            self.guard(batch)
        keyed = settled(self.model, self.right, batch, self.refuse)
        keyed.write(change)
        if self.derived:
            change.touch(parts_of(self.model, keyed.touched, self.derived))
        if self.look and keyed.touched:
            _look(self.look, keyed, batch, change)


def settled(model: type[models.Model], right: Right, batch: Batch, refuse: Refuse | None = None) -> KeyedRows:
    """Each row is new, unchanged, different or withdrawn; what cannot be is refused with what to do."""
    shape, going = Shape.of(model), set(_marked(batch))
    days = Days(when(model), timezone.localdate(batch.at))
    rows = [each for each in meant_rows(batch, model, right) if _can_be(each, days, batch)]
    kept = shape.kept({each.values[shape.keys[0]] for each in rows})
    units, named = shape.called(batch.records.values(), batch, right) if batch.records else ({}, {})
    _refuse_of_another_unit([each for each in rows if batch.records.get(each.row) in units], units, batch)
    kept, keys_kept = _by_what_tells_apart(shape, kept)
    keyed = KeyedRows(model, shape.figures, kept, batch, named, shape.keys, keys_kept=keys_kept)
    _refuse_used([each for each in rows if each.row in going], shape, kept, batch)
    if refuse:
        refuse([_coming(each, shape, keyed) for each in rows if each.row not in going], batch)
    for each in rows:
        if each.row in batch.refused:
            continue
        key, what = shape.key_of(each.values), Naming(batch, model, each.place)
        if each.row in going:
            keyed.withdraw(each.row, key, what=what)
        else:
            keyed.sort_in(each.row, key, shape.figures_of(each.values), what=what)
    return keyed


def _by_what_tells_apart(
    shape: Shape, kept: dict[Row, tuple[int, Row]]
) -> tuple[dict[Row, tuple[int, Row]], dict[Row, Row]]:
    """The kept rows by how their keys are told apart, and by that the keys as they are kept. Of two that were kept
    alike, the one that is written as sheets are read.
    """
    if shape.told_apart is None:
        return kept, {}
    same = {key: shape.told_apart(key) for key in kept}
    keys_kept = {plain: key for key, plain in sorted(same.items(), key=lambda pair: pair[0] == pair[1])}
    return {plain: kept[key] for plain, key in keys_kept.items()}, keys_kept


def _refuse_of_another_unit(rows: Iterable[Meant], units: Mapping[int, int], batch: Batch) -> None:
    """What a record is about may be put right, but not whose it is: figures of both units hang on all that is kept of
    it.
    """
    for each in rows:
        if units[batch.records[each.row]] != each.unit.pk:
            says = f"正在更正的这一条不是机构 {each.unit.code} 的，不能改到它名下。"
            do = "请把机构改回来；登错了机构的，把原来的那条作废，另起一行登记。"
            batch.refuse(each.row, "organisation", "of_another_unit", says=says, do=do)


def _coming(row: Meant, shape: Shape, keyed: KeyedRows) -> Coming:
    batch = keyed.batch
    id_, before = keyed.kept.get(shape.key_of(row.values), (None, ()))
    if id_ is None and (named := batch.records.get(row.row)) in keyed.named:
        id_, (_, before) = named, keyed.named[named]
    then = dict(zip(shape.figures, before, strict=True)) if before else {}
    now = dict(zip(shape.figures, shape.figures_of(row.values), strict=True))
    said = {name: value for name, value in now.items() if not then or batch.states(name)}
    return Coming(row.row, id_, {**row.values, **then, **said})


def _refuse_used(going: Iterable[Meant], shape: Shape, kept: Mapping[Row, tuple[int, Row]], batch: Batch) -> None:
    """What rows of other ledgers are about stays for as long as they are there."""
    rows = {kept[key][0]: each for each in going if (key := shape.key_of(each.values)) in kept}
    using: dict[int, Counter[str]] = {}
    for used, model, _ in users_of(shape.model, rows):
        using.setdefault(used, Counter())[str(model._meta.verbose_name)] += 1
    for used, counts in using.items():
        what = "、".join(f"{count} 条{zh}" for zh, count in counts.items())
        says = f"{Naming(batch, shape.model, rows[used].place)}还被使用（{what}），不能作废。"
        do = f"请先作废使用它的登记；只是不再使用的，不必作废，请清空“{WITHDRAWN.zh}”列。"
        batch.refuse(rows[used].row, WITHDRAWN.key, "still_used", says=says, do=do)


def _look(look: Look, keyed: KeyedRows, batch: Batch, change: Writing) -> None:
    """With the rows as they were written: nothing is asked of the database for what is at hand."""
    gone = [keyed.kept[key][0] for key in keyed.withdrawn]
    rows = ((row, (batch.ids[row], *key, *figures)) for row, key, figures in keyed.written)
    look(batch, change, rows=rows, gone=gone)


def _marked(batch: Batch) -> Iterable[int]:
    return (row for row, mark in zip(batch.rows, batch.column(WITHDRAWN.key), strict=True) if mark)


@dataclass(frozen=True)
class Naming:
    """How a message names a row, worked out where one does: 机构 6101 305 2026-03-01 10:30 的空调温度检查."""

    batch: Batch
    model: type[models.Model]
    place: int

    def __str__(self) -> str:
        values = {key: cells[self.place] for key, cells in self.batch.sheet.columns.items()}
        return f"机构 {key_said(self.model, values)} 的{self.model._meta.verbose_name}"


# --- the day of a row


@cache
def when(model: type[models.Model]) -> models.Field | None:
    """The field of the key that says when: a month, a day or a moment. A register has none. A model with several says
    by which of them a row counts (`counts_by`).
    """
    if hasattr(model, "counts_by"):
        return model._meta.get_field(model.counts_by)
    kinds = (MonthField, models.DateField)
    return next((f for name in key_fields(model) if isinstance(f := model._meta.get_field(name), kinds)), None)


@cache
def until(model: type[models.Model]) -> models.Field | None:
    """The field of the day or moment at which what a row tells was over, as the model says it (`lasts_until`), empty
    while it is not known; that of `when` where it lasts for a day.
    """
    return model._meta.get_field(model.lasts_until) if hasattr(model, "lasts_until") else when(model)


def in_period(model: type[models.Model], period: Period) -> models.Q:
    """The rows whose month, day or moment is in the period; all of a register, which has none."""
    return within_days(model, period.first, period.last)


def within_days(model: type[models.Model], since: date | None, until: date | None) -> models.Q:
    """The rows whose month, day or moment is from the first to the last day, both included; None is no bound."""
    at = when(model)
    if at is None:
        return models.Q()
    if isinstance(at, MonthField):
        bounds = [("gte", since and f"{since:%Y-%m}"), ("lte", until and f"{until:%Y-%m}")]
    elif isinstance(at, models.DateTimeField):
        bounds = [("gte", since and midnight(since)), ("lt", until and midnight(until + timedelta(days=1)))]
    else:
        bounds = [("gte", since), ("lte", until)]
    return models.Q(**{f"{at.name}__{how}": bound for how, bound in bounds if bound})


def touching_days(model: type[models.Model], since: date, last: date | None) -> models.Q:
    """The rows that begin by the last day, None being no bound, and were not over before the first."""
    end = until(model)
    if end == when(model):
        return within_days(model, since, last)
    begin = midnight(since) if isinstance(end, models.DateTimeField) else since
    return within_days(model, None, last) & (within_days(model, since, None) | models.Q(**{f"{end.name}__gte": begin}))


def midnight(day: date) -> datetime:
    """The moment at which a day begins where the house stands."""
    return timezone.make_aware(datetime.combine(day, time()))


def day_of(value: object) -> date:
    """The first day that a value of such a field speaks of."""
    if isinstance(value, datetime):
        return timezone.localdate(value)
    return value if isinstance(value, date) else date.fromisoformat(f"{value}-01")


def parts_of(model: type[models.Model], keys: Iterable[Row], derived: Iterable[str]) -> set[str]:
    """The derived parts that rows with these keys are in: `measured 2026-03`."""
    at = key_fields(model).index(when(model).name)
    months = {f"{day_of(key[at]):%Y-%m}" for key in keys}
    return {f"{word} {month}" for word in derived for month in months}


@dataclass(frozen=True)
class Days:
    """First and last day of what a row says of when; worked out once for all rows of a month or a day."""

    field: models.Field | None
    today: date
    _known: dict[object, tuple[date, date]] = dataclasses.field(default_factory=dict)

    def of(self, value: object) -> tuple[date, date]:
        if value not in self._known:
            first = day_of(value)
            self._known[value] = (first, month_end(first) if isinstance(self.field, MonthField) else first)
        return self._known[value]


def _can_be(row: Meant, days: Days, batch: Batch) -> bool:
    """Whether the unit was there on the row's day, and that day has come."""
    field = days.field
    if field is None:
        return True
    first, last = days.of(row.values[field.name])
    if first > days.today:
        says = f"{field.verbose_name} {written(field, row.values[field.name])} 还没有到。"
        batch.refuse(row.row, field.name, "not_come_yet", says=says, do=f"请核对{field.verbose_name}，是否写错年份。")
    elif row.unit.opened_on and last < row.unit.opened_on:
        says = f"机构 {row.unit.code} 自 {row.unit.opened_on} 成立，这一行在此之前。"
        do = f"请核对{field.verbose_name}；属于原机构的请记在原机构名下。"
        batch.refuse(row.row, field.name, "before_opened", says=says, do=do)
    elif row.unit.closed_on and first >= row.unit.closed_on:
        says = f"机构 {row.unit.code} 自 {row.unit.closed_on} 撤销，这一行在此之后。"
        do = f"请核对{field.verbose_name}，或记在承继机构名下。"
        batch.refuse(row.row, field.name, "after_closed", says=says, do=do)
    return row.row not in batch.refused
