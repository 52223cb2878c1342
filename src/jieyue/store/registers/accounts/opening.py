"""Accounts that a record names for the first time: opened where it is plain that they are new, asked about where not.

The first accounts of an organisation, resource and use are opened in silence. A further one is told with the known ones
that it is likeliest to be. What differs little from a known one, or is one of the same file in another spelling, is
refused until somebody says that it is new: for one by its day of opening, for all of a file as whoever brings it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from jieyue.rules.account_numbers import Known, Little, folded
from jieyue.store.policies import policy
from jieyue.store.records.any_of import any_of
from jieyue.store.records.kinds import Batch
from jieyue.store.records.models import RowVersion
from jieyue.store.records.writing import Writing
from jieyue.store.registers.accounts.models import Account
from jieyue.store.registers.accounts.naming import KeptAccount, Key, label
from jieyue.store.registers.accounts.settling import ACCOUNTS

Place = tuple[int, str, str]  # organisation, resource, use
ASKED = ("account_like_known", "account_spelt_twice")
"""The rules by which rows are refused until somebody says that their accounts are new."""

UNSAID = dict.fromkeys(Account.opened_by_being_named)


class Naming(NamedTuple):
    """A row that names an account; `opened_on` where it says from when on that one is in use."""

    row: int
    key: Key
    start: date
    opened_on: date | None = None


def opened(
    named: Sequence[Naming], kept: Mapping[Key, KeptAccount], batch: Batch, change: Writing
) -> dict[Key, KeptAccount]:
    """The accounts that the rows name, new ones included; rows whose account is in doubt are refused."""
    keys = {each.key for each in named}
    idle = {key: kept[key].id for key in _idle({key: kept[key] for key in keys & kept.keys()})}
    new = (keys - kept.keys()) | idle.keys()
    stated = _stated(named, new, kept, batch) if batch.states("opened_on") else {}
    if new and not batch.new_accounts:
        _ask(named, new - stated.keys(), batch)
    wanted = {each.key for each in named if each.key in new and each.row not in batch.refused} if batch.refused else new
    return {**kept, **_open(wanted, idle, stated, change)}


def _open(
    wanted: Collection[Key], idle: Mapping[Key, int], stated: Mapping[Key, date], change: Writing
) -> dict[Key, KeptAccount]:
    """Enter accounts that the register does not have, and what is said of those that it has without anything."""
    fresh = sorted(key for key in wanted if key not in idle)
    ids = change.add(Account, [(*key, stated.get(key), None, None) for key in fresh])
    said = [(idle[key], key, stated[key]) for key in sorted(stated.keys() & idle.keys() & set(wanted))]
    change.correct(
        Account, [(id_, (*key, None, None, None), (*key, opened_on, None, None)) for id_, key, opened_on in said]
    )
    if wanted:
        change.touch(["accounts"])
    found = {key: KeptAccount(id_, stated.get(key), None) for key, id_ in zip(fresh, ids, strict=True)}
    return found | {key: KeptAccount(id_, opened_on, None) for id_, key, opened_on in said}


# --- what is known


def _records() -> Q:
    """Whether an account has a dated record."""
    found = Q()
    for relation in Account._meta.related_objects:
        if hasattr(relation.related_model, "day_columns"):
            own = relation.related_model.objects.filter(**{relation.field.attname: OuterRef("id")})
            found |= Q(Exists(own))
    return found


def _idle(kept: Mapping[Key, KeptAccount]) -> Iterator[Key]:
    """Accounts of which nothing is left but their names: a record opened them and was taken back."""
    unsaid = {each.id: key for key, each in kept.items() if each.opened_on is None and each.closed_on is None}
    bare = Account.objects.filter(id__in=any_of(unsaid), **UNSAID).exclude(_records())
    yield from (unsaid[id_] for id_ in without_registered(bare.values_list("id", flat=True)))


def without_registered(accounts: Iterable[int]) -> set[int]:
    """Of accounts, those that nobody entered in the register himself."""
    found = set(accounts)
    by_hand = RowVersion.objects.filter(
        table=Account._meta.db_table,
        record_id__in=any_of(found),
        before=None,
        entry__operation__endswith=f" {ACCOUNTS.key}",
    )
    return found - set(by_hand.values_list("record_id", flat=True)) if found else found


@dataclass(frozen=True)
class Around:
    """The known accounts of a place; `in_use` says whether one of them has a record."""

    known: Known
    in_use: bool


def _around(new: Collection[Key], today: date) -> dict[Place, Around]:
    """What is known where the new ones are, of places that know any."""
    rows = list(
        Account.objects.filter(organisation_id__in=any_of(key[0] for key in new))
        .annotate(has_records=_records())
        .values_list("id", "organisation_id", "resource", "use", "number", "has_records", *UNSAID)
    )
    bare = without_registered(row[0] for row in rows if not row[5] and not any(row[6:]))
    places: dict[Place, list[tuple[str, bool]]] = {}
    for id_, *place, number, has_records, _, _, _ in rows:
        if id_ not in bare:
            places.setdefault(tuple(place), []).append((number, has_records))
    asked = {key[:3] for key in new}
    little = Little.of(policy().thresholds, on=today)
    return {
        place: Around(Known([number for number, _ in own], little), any(in_use for _, in_use in own))
        for place, own in places.items()
        if place in asked
    }


# --- what is asked


@dataclass(frozen=True)
class Doubt:
    """The known accounts that a new one may be; `is_likely` where it differs little from them."""

    others: Sequence[Key]
    is_likely: bool


def _ask(named: Sequence[Naming], new: Collection[Key], batch: Batch) -> None:
    doubts = _doubts(new, timezone.localdate(batch.at))
    told: set[Key] = set()
    for each in named if doubts else ():
        doubt = doubts.get(each.key)
        if doubt is None:
            continue
        if doubt.is_likely:
            _refuse_likely(each, doubt, batch)
        elif each.key not in told:
            told.add(each.key)
            _tell_of_further(each, doubt, batch)
    _refuse_spellings(named, new, batch)


def _doubts(new: Collection[Key], today: date) -> dict[Key, Doubt]:
    around, found = _around(new, today) if new else {}, {}
    for key in new if around else ():
        here = around.get(key[:3])
        if here is None:
            continue
        if likely := here.known.alike(key[3]):
            found[key] = Doubt([(*key[:3], number) for number in likely], is_likely=True)
        elif here.in_use:
            found[key] = Doubt([(*key[:3], number) for number in here.known.nearest(key[3])], is_likely=False)
    return found


def _refuse_likely(each: Naming, doubt: Doubt, batch: Batch) -> None:
    batch.refuse(
        each.row,
        "account",
        "account_like_known",
        says=f"{label(each.key)} 是新的，与已知的只差一点，是不是 {_named(doubt.others)}？",
        do=f"写错了的，请改为 {doubt.others[0][3]}；{IT_IS_NEW}",
        instead=_numbers(doubt.others),
    )


IT_IS_NEW = (
    "确是另一个户号的，请在“开户日期”列填写它从哪一天起使用；"
    "文件中这样的户号都是新户号的，也可以在导入时声明（预览页上点“这些是新户号”）。"
)


def _tell_of_further(each: Naming, doubt: Doubt, batch: Batch) -> None:
    batch.warn(
        each.row,
        "account",
        "account_further",
        says=f"{label(each.key)} 是新的，是不是 {_named(doubt.others)}？",
        do="写错了的，请改为已知的户号；确是新户号的，可不处理，从它的第一张票据起按月填报。",
        instead=_numbers(doubt.others),
    )


def _numbers(keys: Sequence[Key]) -> tuple[str, ...]:
    return tuple(key[3] for key in keys if key[3])


def _named(keys: Sequence[Key]) -> str:
    return "、".join(key[3] or "未填户号的那一户" for key in keys)


def _refuse_spellings(named: Sequence[Naming], new: Collection[Key], batch: Batch) -> None:
    """Of new numbers in one file that differ in nothing that tells accounts apart, all but the first."""
    by_spelling: dict[tuple, set[Key]] = {}
    for key in new:
        by_spelling.setdefault((*key[:3], folded(key[3])), set()).add(key)
    twins = {key: spelling for spelling, keys in by_spelling.items() if len(keys) > 1 for key in keys}
    first: dict[tuple, Naming] = {}
    for each in named if twins else ():
        if each.key not in twins or each.row in batch.refused:
            continue
        earlier = first.setdefault(twins[each.key], each)
        if earlier.key != each.key:
            _refuse_spelling(each, earlier, batch)


def _refuse_spelling(each: Naming, earlier: Naming, batch: Batch) -> None:
    batch.refuse(
        each.row,
        "account",
        "account_spelt_twice",
        says=f"{label(each.key)} 与第 {earlier.row} 行的户号 {earlier.key[3]} 只差前面的零、大小写、空格或全角半角，"
        "会被当作两户。",
        do=f"是同一户的，请改为 {earlier.key[3]}；{IT_IS_NEW}",
        instead=_numbers([earlier.key]),
    )


# --- what is said of the day of opening


def _stated(
    named: Sequence[Naming], new: Collection[Key], kept: Mapping[Key, KeptAccount], batch: Batch
) -> dict[Key, date]:
    """From when on rows say that new accounts are in use. What cannot be refuses its row."""
    found: dict[Key, Naming] = {}
    for each in named:
        if each.opened_on is None:
            continue
        if each.key not in new:
            _tell_of_opening(each, kept[each.key], batch)
        elif each.opened_on > each.start:
            _refuse_opened_later(each, batch)
        elif (earlier := found.setdefault(each.key, each)).opened_on != each.opened_on:
            _refuse_two_openings(each, earlier, batch)
    return {key: each.opened_on for key, each in found.items() if each.opened_on}


def _tell_of_opening(each: Naming, account: KeptAccount, batch: Batch) -> None:
    if account.opened_on != each.opened_on:
        batch.warn(
            each.row,
            "opened_on",
            "account_known_already",
            says=f"{label(each.key)} 已经登记（开户日期{account.opened_on or '未填'}），这里的开户日期没有采用。",
            do="可不处理；要改开户日期的，请在机构页面的户号登记中更正。",
        )


def _refuse_opened_later(each: Naming, batch: Batch) -> None:
    batch.refuse(
        each.row,
        "opened_on",
        "opened_after_start",
        says=f"{label(each.key)} 的开户日期 {each.opened_on} 晚于票据的起日 {each.start}。",
        do=f"请填写不晚于 {each.start} 的开户日期，或者核对票据的起止日期。",
    )


def _refuse_two_openings(each: Naming, earlier: Naming, batch: Batch) -> None:
    batch.refuse(
        each.row,
        "opened_on",
        "opened_on_two_days",
        says=f"{label(each.key)} 的开户日期 {each.opened_on} 与第 {earlier.row} 行的 {earlier.opened_on} 不同。",
        do=f"请改为 {earlier.opened_on}，或者清空这一格。",
    )
