"""撤销: an import or entry taken back as a whole, by an entry of its own that can be taken back in turn."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, models
from django.db.models import ForeignKey, Model
from django.utils import timezone

from jieyue.programme.records.kinds import brought
from jieyue.rules.person import EVERYWHERE, Person
from jieyue.rules.refusal import Meanwhile, NotAllowed, NotThere, Refused
from jieyue.rules.roles import Right
from jieyue.rules.values import Resource
from jieyue.store.machine.columns import key_said
from jieyue.store.machine.record import Record
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import reached, refuse_without
from jieyue.store.records.any_of import any_of
from jieyue.store.records.kinds import Kind
from jieyue.store.records.models import LogEntry
from jieyue.store.records.progress import Tell, silent
from jieyue.store.records.references import References, references_in, referred
from jieyue.store.records.reversing import MOST_NAMED, Later, Net, Reversal, last_entry_of
from jieyue.store.records.writing import writing

MOST_LOOKED_THROUGH = 5000
"""Rows of an entry that a reader's question may have to be asked about."""


class ReasonNeeded(Refused):
    pass


class NoSuchEntry(NotThere):
    """No entry of that number that the person may know of."""


class NotReversible(Refused):
    """An operation of this kind is not taken back this way."""


class ChangedSince(Meanwhile):
    """Later entries changed or built on what the entry did."""


@dataclass(frozen=True)
class Undone:
    """`seq` is the entry that was taken back, `entry` the one that did it; `kept` counts accounts that others use."""

    seq: int
    kind: str
    entry: int
    removed: int
    restored: int
    readded: int
    kept: int

    def as_dict(self) -> dict[str, object]:
        return dict(vars(self))


def undo(seq: int, *, by: Person, at: datetime, reason: str, tell: Tell = silent) -> Undone:
    """Put every row of an entry back as it was before. Refused as a whole when anything came after it."""
    reason = reason.strip()
    entry, kind = entry_to_undo(seq, person=by)
    if not reason:
        raise ReasonNeeded("撤销须写明原因。", do="请写明为什么撤销。", where="reason")
    try:
        with writing(operation=f"undo {kind.key}", by=by, at=at, reason=reason) as change:
            change.tell = tell
            reversal = Reversal(entry)
            concerned = organisations_of(reversal)
            _refuse_out_of_reach(concerned, entry, kind, by)
            _refuse_changed(reversal)
            _refuse_used(reversal)
            _refuse_missing(reversal)
            reversal.put_back(change)
            _refuse_what_cannot_stand(reversal, kind)
            if kind.look_again:
                kind.look_again(change, [net.id for net in reversal.nets if net.model is kind.model], by=by, at=at)
            _refuse_out_of_reach(concerned, entry, kind, by)  # where organisations are back again
            change.details = {"undoes": entry.seq}
    except IntegrityError as error:
        raise ChangedSince(
            f"日志第 {seq} 条不能撤销：撤销后会与现有的登记重复。",
            do="请先撤销或作废之后登记的相同内容。",
        ) from error
    return _undone(reversal, kind, change.entry)


def entry_to_undo(seq: int, *, person: Person) -> tuple[LogEntry, Kind]:
    """The entry, and the kind of what it brought. Raises NoSuchEntry, NotReversible, NotAllowed."""
    entry = LogEntry.objects.filter(seq=seq).first()
    if entry is None or not _may_know_of(entry, person):
        raise NoSuchEntry(f"日志中没有第 {seq} 条，或者不在您的管辖范围内。", do="请核对编号。")
    kind = brought().get(entry.operation.partition(" ")[2])
    if kind is None:
        raise NotReversible(f"日志第 {seq} 条（{entry.operation}）不能这样撤销。", do="只有导入和填报的内容可以撤销。")
    refuse_without(person, right_to_undo(entry, kind, person))
    return entry, kind


def right_to_undo(entry: LogEntry, kind: Kind, person: Person) -> Right:
    """For what he brought himself the right to bring it; for what another brought it may take more."""
    return kind.right if is_own(entry, person) else kind.right_to_undo or kind.right


def _may_know_of(entry: LogEntry, person: Person) -> bool:
    """Whoever has the right is told in time how far it reaches; anybody else has to reach every row as a reader."""
    if EVERYWHERE in person.paths(Right.READ):
        return True
    kind = brought().get(entry.operation.partition(" ")[2])
    if kind is None or not (person.may(Right.READ) or person.may(kind.right)):
        return False
    if person.may(kind.right) or is_own(entry, person):
        return True
    return entry.row_count <= MOST_LOOKED_THROUGH and _reads(person, organisations_of(Reversal(entry)))


def _reads(person: Person, concerned: set[int]) -> bool:
    return len(reached(concerned, person)) == len(concerned)


# --- how far a person reaches


def _refuse_out_of_reach(concerned: set[int], entry: LogEntry, kind: Kind, by: Person) -> None:
    right = right_to_undo(entry, kind, by)
    if EVERYWHERE in by.paths(right):
        return
    there = Organisation.objects.filter(id__in=any_of(concerned)).count()
    if len(reached(concerned, by, right)) == there:
        return
    if is_own(entry, by):
        raise NotAllowed(f"日志第 {entry.seq} 条涉及不归您{kind.right.zh}的机构。", do="请由共同的上级主管部门撤销。")
    raise NoSuchEntry(f"日志中没有第 {entry.seq} 条，或者不在您的管辖范围内。", do="请核对编号。")


def is_own(entry: LogEntry, person: Person) -> bool:
    return entry.by == person.username


def organisations_of(reversal: Reversal) -> set[int]:
    """The organisations whose rows an entry changed."""
    owners = _owners(reversal)
    return {id_ for net, values in _sides(reversal) for id_ in _organisations_in(net, values, owners)}


Owners = Mapping[tuple[type[Model], object], int]
"""By what rows refer to (an account, a meter, a room) and its id: whose that is."""


def _sides(reversal: Reversal) -> Iterator[tuple[Net, dict[str, object]]]:
    """Every row as it was and as it became."""
    yield from ((net, values) for net in reversal.nets for values in (net.before, net.after) if values is not None)


def _organisations_in(net: Net, values: dict[str, object], owners: Owners) -> set[int]:
    if net.model is Organisation:
        return {net.id}
    named = {values[name] for name in ("organisation_id", "successor_id") if name in values}
    leads = _leads_over(net.model)
    return {*named, owners[leads.related_model, values[leads.attname]]} if leads else named


def _leads_over(model: type[Model]) -> ForeignKey | None:
    """The field that leads to whose a row is over something else; None where the row says so itself."""
    first, _, rest = getattr(model, "organisation_lookup", "").partition("__")
    return model._meta.get_field(first) if rest else None


def _owners(reversal: Reversal) -> Owners:
    """Of what is gone by now too."""
    wanted: dict[type[Model], set[object]] = {}
    for net, values in _sides(reversal):
        if leads := _leads_over(net.model):
            wanted.setdefault(leads.related_model, set()).add(values[leads.attname])
    return {
        (model, id_): row["organisation_id"]
        for model, ids in wanted.items()
        for id_, row in referred(model, ids).items()
    }


# --- what came after


def _refuse_changed(reversal: Reversal) -> None:
    later = [each for each in reversal.later() if each.is_gone or not _stays(reversal, each.net)]
    if not later:
        return
    by_entry: dict[int, list[Later]] = {}
    for each in later:
        by_entry.setdefault(each.entry, []).append(each)
    entries = LogEntry.objects.filter(seq__in=any_of(by_entry)).order_by("seq")
    said = [_said(entry, by_entry[entry.seq]) for entry in entries[:MOST_NAMED]]
    more = f"另有 {len(by_entry) - MOST_NAMED} 条。" if len(by_entry) > MOST_NAMED else ""
    raise ChangedSince(
        f"日志第 {reversal.entry.seq} 条之后，其中 {len(later)} 行又有改动：{'；'.join(said)}。{more}",
        do="请先撤销之后的这些改动，或者逐行更正。",
    )


def _said(entry: LogEntry, rows: list[Later]) -> str:
    named = "、".join(_named(each.net) for each in rows[:MOST_NAMED])
    etc = " 等" if len(rows) > MOST_NAMED else ""
    at = timezone.localtime(entry.at)
    verb = "撤销" if entry.operation.startswith("undo ") else "改动"
    return f"第 {entry.seq} 条（{entry.by}，{at:%Y-%m-%d %H:%M}）{verb}了 {len(rows)} 行：{named}{etc}"


def _named(net: Net) -> str:
    return name_of(net, references_in([(net.model, net.after or net.before)]))


def name_of(net: Net, references: References) -> str:
    """A row in the words by which people know it."""
    told = references.told(net.model, net.after or net.before)
    if issubclass(net.model, Record):
        return key_said(net.model, told)
    resource = Resource(told["resource"]).zh if told.get("resource") else ""
    names = ("account", "year", "start_date", "end_date", "since")
    parts = (told.get("code") or told.get("organisation"), resource, *(told.get(name) for name in names))
    return " ".join(str(part) for part in parts if part)


def _stays(reversal: Reversal, net: Net) -> bool:
    if not reversal.may_stay(net):
        return False
    reversal.stays.add((net.model, net.id))
    return True


def _refuse_used(reversal: Reversal) -> None:
    using: dict[type[models.Model], int] = {}
    example = ""
    for net, model, ids in reversal.users():
        if _stays(reversal, net):
            continue
        using[model] = using.get(model, 0) + len(ids)
        example = example or _named(net)
    if using:
        what = "、".join(f"{count} 条{_zh(model)}" for model, count in using.items())
        raise ChangedSince(
            f"日志第 {reversal.entry.seq} 条新增的登记已被使用（{what}，例如 {example}），撤销会使它们落空。",
            do="请先撤销或作废使用它们的登记。",
        )


def _zh(model: type[models.Model]) -> str:
    return next((kind.zh for kind in brought().values() if kind.model is model), "其他登记")


def _refuse_missing(reversal: Reversal) -> None:
    for net, model, id_ in reversal.missing():
        raise ChangedSince(
            f"{_named(net)} 所属的{_zh(model)}已不在（日志第 {last_entry_of(model, id_)} 条），不能恢复。",
            do=f"请先撤销日志第 {last_entry_of(model, id_)} 条。",
        )


def _refuse_what_cannot_stand(reversal: Reversal, kind: Kind) -> None:
    faults = list(_first(kind.recheck_after_undo(reversal), MOST_NAMED + 1))
    if faults:
        raise ChangedSince(
            f"日志第 {reversal.entry.seq} 条不能撤销：{''.join(faults[:MOST_NAMED])}",
            do="请先撤销或更正之后的登记。",
        )


def _first(faults: Iterator[str], most: int) -> Iterator[str]:
    for _, fault in zip(range(most), faults, strict=False):
        yield fault


def _undone(reversal: Reversal, kind: Kind, entry: LogEntry | None) -> Undone:
    if entry is None:
        raise NotReversible(f"日志第 {reversal.entry.seq} 条没有可以撤销的内容。", do="不需要处理。")
    back = [net for net in reversal.nets if (net.model, net.id) not in reversal.stays]
    return Undone(
        seq=reversal.entry.seq,
        kind=kind.key,
        entry=entry.seq,
        removed=sum(net.is_added for net in back),
        restored=sum(net.before is not None and net.after is not None for net in back),
        readded=sum(net.after is None for net in back),
        kept=len(reversal.stays),
    )
