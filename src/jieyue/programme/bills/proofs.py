"""Files dropped on a month: which bill each proves, and all of them attached in one go."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count
from django.utils import timezone

from jieyue.files.evidence.names import clean_name
from jieyue.files.evidence.telling import told_in
from jieyue.programme.evidence.operations import Upload, attach, link
from jieyue.programme.organisations.naming import Named, named
from jieyue.rules.period import Period, month_of
from jieyue.rules.person import Person
from jieyue.rules.proving import Face, Proposal, proposal
from jieyue.rules.refusal import Refused
from jieyue.rules.roles import Right
from jieyue.rules.values import Resource, Use
from jieyue.store.evidence.admission import admitted
from jieyue.store.evidence.models import Link, Version
from jieyue.store.ledgers.bills.models import Bill
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import organisation_within
from jieyue.store.orgs.standing import members_of
from jieyue.store.policies import policy
from jieyue.store.records.any_of import any_of

TABLE = Bill._meta.db_table
MOST_FILES = 40
MOST_BILLS = 400


class TooManyFiles(Refused):
    pass


@dataclass(frozen=True)
class BillShown:
    """`day` is the day of the fact; `proofs` is how many files it has already."""

    face: Face
    resource: Resource
    use: Use
    proofs: int

    @property
    def id(self) -> int:
        return self.face.id


@dataclass(frozen=True)
class FileSeen:
    """A file that was looked at and not kept. `refused` says why it cannot be, `same_as` what it is a copy of."""

    name: str
    refused: Refused | None = None
    same_as: str = ""
    proposal: Proposal = field(default_factory=Proposal)

    @property
    def chosen(self) -> tuple[int, ...]:
        """The bills that it surely proves."""
        return () if self.refused or self.same_as else self.proposal.sure


@dataclass(frozen=True)
class LookedThrough:
    """`bills` are those of the period, by day, those without a proof first."""

    organisation: Named
    bills: Sequence[BillShown]
    files: Sequence[FileSeen]


@dataclass(frozen=True)
class AllAttached:
    count: int
    refused: Sequence[tuple[str, Refused]]


Proved = tuple[str, int]
"""A record: its table and its id there."""


def proved_by_month(units: Iterable[int], period: Period) -> Mapping[int, Mapping[date, Sequence[Proved]]]:
    """By unit, for whoever has been asked who they are, and by the month of their last day, the bills of the period
    that have evidence.
    """
    members = members_of(units, period.first, period.until)
    proved = Link.objects.filter(table=TABLE, item__organisation__in=any_of(members))
    days = {"end_date__gte": period.first, "end_date__lt": period.until}
    rows = Bill.objects.filter(id__in=proved.values("record_id"), **days).order_by("id")
    found: dict[int, dict[date, list[Proved]]] = {}
    for id_, end, owner in rows.values_list("id", "end_date", "account__organisation_id"):
        for unit in members.get(owner, ()):
            found.setdefault(unit, {}).setdefault(month_of(end), []).append((TABLE, id_))
    return found


def look_through(
    uploads: Sequence[Upload], *, organisation: str, period: Period, by: Person, at: datetime
) -> LookedThrough:
    """What each file proves. Nothing is kept. Raises OrganisationUnknown, TooManyFiles."""
    unit = organisation_within(organisation, by, Right.ENTER)
    _refuse_too_many(uploads)
    bills = _bills(unit, period)
    faces = [each.face for each in bills]
    first: dict[str, str] = {}
    files = [_seen(each, unit, faces, first, by=by, at=at) for each in uploads]
    return LookedThrough(named([unit.pk], on=by.on)[unit.pk], bills, files)


def attach_all(
    uploads: Sequence[Upload],
    chosen: Sequence[Sequence[int]],
    *,
    organisation: str,
    period: Period,
    by: Person,
    at: datetime,
) -> AllAttached:
    """Each file to the bills that were chosen for it, dated by the first; one that is refused does not hold up the
    others. Raises OrganisationUnknown, TooManyFiles.
    """
    unit = organisation_within(organisation, by, Right.ENTER)
    _refuse_too_many(uploads)
    days = {each.id: each.face.end for each in _bills(unit, period)}
    count, refused = 0, []
    for upload, bills in zip(uploads, chosen, strict=False):
        if not bills:
            continue
        try:
            count += _attach(upload, bills, days, refused, by=by, at=at)
        except Refused as refusal:
            refused.append((clean_name(upload.name), refusal))
    return AllAttached(count, refused)


def _attach(
    upload: Upload, bills: Sequence[int], days: Mapping[int, date], refused: list, *, by: Person, at: datetime
) -> int:
    if not set(bills) <= days.keys():
        raise Refused("选的票据不在这个月，没有附上。", do="请重新打开这个月再选。")
    first, *others = bills
    day = min(days[first], timezone.localdate(at))
    found = attach([upload], table=TABLE, record_id=first, fact_on=day, by=by, at=at)
    refused.extend(found.refused)
    for item in found.items:
        for bill in others:
            link(item, table=TABLE, record_id=bill, by=by, at=at)
    return len(found.items)


def _refuse_too_many(uploads: Sequence[Upload]) -> None:
    if len(uploads) > MOST_FILES:
        raise TooManyFiles(f"一次最多 {MOST_FILES} 个文件，这里有 {len(uploads)} 个。", do="请分几次选择。")


def _bills(unit: Organisation, period: Period) -> list[BillShown]:
    own = Bill.objects.filter(account__organisation=unit, end_date__gte=period.first, end_date__lte=period.last)
    fields = ("account__resource", "account__use", "invoice_number", "account__number", "amount_yuan")
    rows = own.order_by("end_date", "account_id", "id").values_list("id", *fields, "start_date", "end_date")
    found = list(rows[:MOST_BILLS])
    links = Link.objects.filter(table=TABLE, record_id__in=any_of(row[0] for row in found)).order_by()
    proofs = dict(links.values_list("record_id").annotate(Count("id")))
    words = _kinds()
    bills = [
        BillShown(Face(id_, *rest, kinds=words[resource]), Resource(resource), Use(use), proofs.get(id_, 0))
        for id_, resource, use, *rest in found
    ]
    return sorted(bills, key=lambda each: each.proofs > 0)


def _kinds() -> dict[str, tuple[str, ...]]:
    """How each resource is called by offices."""
    found = {each.value: [each.zh] for each in Resource}
    for (of, word), meaning in policy().words.synonyms.items():
        if of == Resource.__name__.lower() and len(meaning.means) == 1:
            found[meaning.means[0]].append(word)
    return {key: tuple(words) for key, words in found.items()}


def _seen(
    upload: Upload, unit: Organisation, faces: Sequence[Face], first: dict[str, str], *, by: Person, at: datetime
) -> FileSeen:
    name = clean_name(upload.name)
    try:
        with admitted(upload, organisation_id=unit.pk, by=by, at=at) as held:
            same_as = first.setdefault(held.file.sha256, name)
            if same_as is not name:
                return FileSeen(name, same_as=same_as)
            there = Version.objects.filter(item__organisation=unit, sha256=held.file.sha256).select_related("item")
            if found := there.first():
                return FileSeen(name, same_as=found.item.name)
            return FileSeen(name, proposal=proposal(told_in(held.file.path, held.kind, held.name), faces))
    except Refused as refusal:
        return FileSeen(name, refused=refusal)
