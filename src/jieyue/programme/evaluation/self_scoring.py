"""自评: what a unit says of the items of its sheet, all at once, with the evidence that it brings."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from jieyue.programme.evaluation.kept_standards import standard_for
from jieyue.programme.evaluation.own_standards import refuse_of_elsewhere
from jieyue.programme.evaluation.queries import unit_of
from jieyue.programme.evidence.operations import link
from jieyue.programme.evidence.together import Proof, Upload, together
from jieyue.programme.reporting.figures import digest_of
from jieyue.rules.person import Person
from jieyue.rules.refusal import Meanwhile, Refused
from jieyue.rules.roles import Right
from jieyue.rules.scoring import Item, Standard
from jieyue.store.evidence.keeping import AlreadyThere, TooMany
from jieyue.store.records.keeping import correct, keep
from jieyue.store.records.writing import Writing, writing
from jieyue.store.scores.models import ItemScore

MOST_REASON = 1000
TABLE = ItemScore._meta.db_table


class NotScored(Refused):
    """Points that cannot be, or without a reason."""


class ScoredMeanwhile(Meanwhile):
    """Somebody else has just said something of the item."""


class ItemUnknown(Refused):
    pass


class SomeNotScored(Refused):
    """Nothing was kept: `each` says by item what is wrong."""

    def __init__(self, each: Mapping[str, Refused]) -> None:
        super().__init__(f"有 {len(each)} 项需要改正，都还没有保存。", do="请按各项的提示改正后再保存。")
        self.each = each


@dataclass(frozen=True)
class Said:
    """What the unit says of an item; nothing at all takes back what it said. `seen` is the digest of what stood there
    when it looked, None where that does not matter.
    """

    item: str
    points: Decimal | None
    because: str
    seen: str | None = None


@dataclass(frozen=True)
class Brought:
    """Evidence for one or more items: a file, or what the unit has already, by its id."""

    items: Sequence[str]
    upload: Upload | None = None
    evidence: int | None = None


@dataclass(frozen=True)
class Kept:
    """How many items and pieces of evidence were kept."""

    scored: int
    proved: int


def seen_of_score(points: Decimal | None, reason: str) -> str:
    """A digest of what a unit said of an item."""
    return digest_of({"points": None if points is None else f"{points.normalize():f}", "reason": reason})


def evaluate_oneself(
    *, standard: str, organisation: str, year: int, said: Sequence[Said], brought: Sequence[Brought] = (),
    fact_on: date | None = None, by: Person, at: datetime,
) -> Kept:  # fmt: skip
    """Points, reasons and evidence, all or none. Raises SomeNotScored, FilesRefused, TooMany."""
    about = {"standard": standard, "organisation": organisation, "year": year}
    proved = {item for each in brought for item in each.items}
    uploads = [each.upload for each in brought if each.upload is not None]
    unit = unit_of(organisation, person=by, right=Right.ENTER).pk
    with together(uploads, organisation=unit, by=by, at=at) as proof:
        records = score_items(**about, said=said, proved=proved, by=by, at=at)
        for each in brought:
            _prove(each, records, fact_on or timezone.localdate(at), proof)
    return Kept(len(said), len(brought))


def score_items(
    *, standard: str, organisation: str, year: int, said: Sequence[Said], proved: Collection[str] = (), by: Person,
    at: datetime,
) -> Mapping[str, int]:  # fmt: skip
    """By item, the record that evidence hangs on: of those of which something is said, and of those `proved`.

    Raises SomeNotScored, ItemUnknown.
    """
    known = standard_for(unit_of(organisation, person=by, right=Right.ENTER).pk, year, standard)
    _refuse_each(said, lambda one: _wrong(known, one))
    with writing(operation="score own", by=by, at=at) as change:
        unit = unit_of(organisation, person=by, right=Right.ENTER)
        refuse_of_elsewhere(standard, unit.pk, on=timezone.localdate(at))
        about = {"organisation": unit, "standard": standard, "year": year}
        rows = {row.item: row for row in ItemScore.objects.filter(**about)}
        _refuse_each(said, lambda one: _moved(rows.get(one.item), one))
        records = {one.item: _keep(change, rows.get(one.item), one, about) for one in said}
        alone = [Said(item, None, "") for item in proved if item not in records]
        for one in alone:
            _item_of(known, one.item)
            row = rows.get(one.item)
            records[one.item] = row.pk if row else _keep(change, None, one, about)
        return records


def _refuse_each(said: Sequence[Said], finding: Callable[[Said], Refused | None]) -> None:
    wrong = {one.item: refusal for one in said if (refusal := finding(one))}
    if wrong:
        raise SomeNotScored(wrong)


def _item_of(standard: Standard, item: str) -> Item:
    found = standard.item(item)
    if found is None:
        raise ItemUnknown(f"标准“{standard.key}”没有“{item}”这一项。", do="请从打分表中选择。")
    return found


def _wrong(standard: Standard, one: Said) -> NotScored | None:
    most = _item_of(standard, one.item).points
    if one.points is not None and one.points < 0:
        return NotScored("自评分不能小于 0。", do="请改正。", where="points")
    if one.points is not None and most is not None and one.points > most:
        return NotScored(f"这一项满分 {most} 分，自评 {one.points} 分超过满分。", do="请改正。", where="points")
    if one.points is not None and not one.because.strip():
        return NotScored("请写明自评理由。", do="写明依据和材料。", where="because")
    return None


def _moved(row: ItemScore | None, one: Said) -> ScoredMeanwhile | None:
    points, reason = (row.points, row.reason) if row else (None, "")
    if one.seen is None or one.seen == seen_of_score(points, reason):
        return None
    now = f"{points.normalize():f} 分" if points is not None else "没有分"
    says = f"这一项刚由别人改为{now}（{reason or '没有理由'}），与您看到的不同。"
    return ScoredMeanwhile(says, do="您填的还在，请核对后再保存。", where="because")


def _keep(change: Writing, row: ItemScore | None, one: Said, about: Mapping[str, object]) -> int:
    now = {"points": one.points, "reason": one.because.strip()[:MOST_REASON]}
    if row is None:
        return keep(change, ItemScore(**about, item=one.item, **now))
    correct(change, row, **now)
    return row.pk


def _prove(each: Brought, records: Mapping[str, int], fact_on: date, proof: Proof) -> None:
    """The evidence hangs on the first of its items and is used for the others."""
    items, evidence = list(dict.fromkeys(each.items)), each.evidence
    if each.upload is not None:
        [evidence] = proof.hang([each.upload], table=TABLE, record=records[items.pop(0)], fact_on=fact_on)
    for item in items if evidence is not None else ():
        try:
            link(evidence, table=TABLE, record_id=records[item], by=proof.by, at=proof.at)
        except AlreadyThere:
            continue
        except TooMany as refusal:
            refusal.where = "used_for"
            raise
