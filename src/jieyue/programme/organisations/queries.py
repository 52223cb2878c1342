"""Organisations: found by name, opened one by one, with what stands below them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Case, Count, IntegerField, Max, Q, QuerySet, When

from jieyue.programme.organisations.naming import Named, named, reaches, trail
from jieyue.programme.records.queries import last_seen
from jieyue.rules.person import EVERYWHERE, Person
from jieyue.rules.roles import Right
from jieyue.rules.tree import BEGINNING
from jieyue.rules.values import Category, Kind, Level, Resource, Use
from jieyue.store.ledgers import counted_models, noting_models
from jieyue.store.orgs.models import Organisation, OrganisationVersion, Placement, Profile, Succession
from jieyue.store.orgs.reach import organisation_within, within
from jieyue.store.orgs.tree import path_on
from jieyue.store.records.any_of import any_of
from jieyue.store.registers.accounts.models import Account

MOST_MEANT = 20
"""Organisations that are offered where a name fits several."""
MOST_OFFERED = 12
"""While somebody types."""
WITH_CODE = re.compile(r"（([^（）]+)）$")
LEVELS = [level.value for level in Level]


@dataclass(frozen=True)
class Entry:
    """An organisation of a list, as it was on the day asked for."""

    id: int
    code: str
    name: str
    level: Level
    system: str
    category: str
    closed_on: date | None


@dataclass(frozen=True)
class Found:
    entries: Sequence[Entry]
    count: int


@dataclass(frozen=True)
class Version:
    """Name, parent and system from a day on. `parent` is None at the top, `is_parent_hidden` where it is beyond
    reach. `since` is None where it was so from the beginning."""

    since: date | None
    name: str
    parent: Named | None
    is_parent_hidden: bool
    system: str


@dataclass(frozen=True)
class ProfileLine:
    """The size of an organisation in a year. `seen` is the record's last version."""

    id: int
    seen: int
    year: int
    floor_area_m2: Decimal
    heated_area_m2: Decimal | None
    persons: Decimal
    persons_water: Decimal | None
    staff: int | None
    vehicles_petrol: int | None
    vehicles_diesel: int | None
    vehicles_new_energy: int | None


@dataclass(frozen=True)
class AccountLine:
    """An account of the register, and how many records it has of what was used."""

    id: int
    seen: int
    resource: Resource
    use: Use
    number: str
    opened_on: date | None
    closed_on: date | None
    billing_months: int | None
    records: int
    last_end: date | None


@dataclass(frozen=True)
class OneOrganisation:
    """`above` goes from the top of the reach down to itself."""

    id: int
    seen: int
    code: str
    name: str
    level: Level
    kind: str
    category: str
    system: str
    credit_code: str
    region_code: str
    opened_on: date | None
    closed_on: date | None
    joined_on: date | None
    above: Sequence[Named]
    versions: Sequence[Version]
    became: Sequence[Named]
    came_from: Sequence[Named]
    may_enter: bool
    may_shape: bool


def organisations(*, person: Person, on: date, text: str = "", first: int = 0, many: int = 50) -> Found:
    """Those within reach whose code or name holds the text, as of a day; without a text, all."""
    placed = within(Placement.objects.filter(since__lte=on, until__gt=on), person, organisation="organisation")
    if text:
        placed = placed.filter(_holds(text.strip()))
    return _found(placed, first, many)


def children(code: str, *, person: Person, on: date, first: int = 0, many: int = 50) -> Found:
    """Those that stand directly under an organisation on a day."""
    parent = organisation_within(code, person)
    placed = Placement.objects.filter(version__parent=parent, since__lte=on, until__gt=on)
    return _found(within(placed, person, organisation="organisation"), first, many)


def tops(*, person: Person) -> list[Entry]:
    """Where the person's reach begins."""
    paths = [path for path in person.paths(Right.READ) if path != EVERYWHERE]
    ids = [int(path.strip("/").rpartition("/")[2]) for path in paths]
    placed = Placement.objects.filter(organisation_id__in=any_of(ids), since__lte=person.on, until__gt=person.on)
    return list(_found(placed, 0, len(ids)).entries)


def choices(*, person: Person, right: Right = Right.READ, most: int = 400, level: Level | None = None) -> list[Named]:
    """Organisations to choose from, by code; the first so many, of one level if it is named."""
    placed = Placement.objects.filter(since__lte=person.on, until__gt=person.on)
    reached = within(placed, person, organisation="organisation", right=right)
    if level:
        reached = reached.filter(organisation__level=level)
    pairs = reached.order_by("organisation__code").values_list("organisation__code", "version__name")
    return [Named(*pair) for pair in pairs[:most]]


def meant(text: str, *, person: Person, right: Right = Right.READ) -> list[Named]:
    """Whom somebody means who typed a code, a name, a part of either, the initials of its pinyin, or “name（code）” as
    a list offers it: the first few, those first that are called just so.
    """
    written = text.strip()
    if not written or not written.isprintable():
        return []
    codes = {written, *WITH_CODE.findall(written)}
    placed = _reached_today(person, right)
    for those in (Q(organisation__code__in=codes), Q(version__name=written), _holds(written)):
        found = placed.filter(those).order_by("organisation__code").values_list("organisation__code", "version__name")
        if pairs := list(found[:MOST_MEANT]):
            return [Named(*pair) for pair in pairs]
    return []


def written_name(written: str, *, person: Person, right: Right = Right.READ) -> str:
    """A code as “name（code）”; what is the code of nobody as it was written."""
    if not written.isprintable():
        return written
    names = _reached_today(person, right).filter(organisation__code=written).values_list("version__name", flat=True)
    return next((f"{name}（{written}）" for name in names[:1]), written)


@dataclass(frozen=True)
class Offered:
    """An organisation that is offered while somebody types. `above` is what it stands under, as far as he reaches."""

    code: str
    name: str
    above: str

    @property
    def written(self) -> str:
        """As the field takes it, whoever else has the same name."""
        return f"{self.name}（{self.code}）"


def offered(text: str, *, person: Person, right: Right = Right.READ) -> list[Offered]:
    """The first few whose name, initials or code holds what was typed, first those that begin with it."""
    written = WITH_CODE.sub("", text.strip())
    if not written or not written.isprintable():
        return []
    placed = _reached_today(person, right)
    begins = Q(version__name__istartswith=written) | Q(organisation__code__istartswith=written)
    begins |= Q(initials__startswith=_letters(written)) if _letters(written) else Q()
    rank = Case(When(begins, then=0), default=1, output_field=IntegerField())
    fields = ("organisation__code", "version__name", "version__parent_id")
    found = placed.filter(_holds(written)).order_by(rank, "path").values_list(*fields)[:MOST_OFFERED]
    rows = list(found)
    reached = placed.filter(organisation__in=any_of({parent for *_, parent in rows} - {None}))
    above = dict(reached.values_list("organisation_id", "version__name"))
    return [Offered(code, name, above.get(parent, "")) for code, name, parent in rows]


def _reached_today(person: Person, right: Right) -> QuerySet[Placement]:
    placed = Placement.objects.filter(since__lte=person.on, until__gt=person.on)
    return within(placed, person, organisation="organisation", right=right)


def _holds(written: str) -> Q:
    """In its name or its code, or, where only letters are written, in the initials of its name."""
    holds = Q(version__name__icontains=written) | Q(organisation__code__icontains=written)
    return holds | Q(initials__contains=_letters(written)) if _letters(written) else holds


def _letters(written: str) -> str:
    """What may be initials. A single letter stands in most names, and means nobody."""
    return written.casefold() if len(written) > 1 and written.isascii() and written.isalnum() else ""


def organisation(code: str, *, person: Person) -> OneOrganisation:
    """Raises OrganisationUnknown."""
    found = organisation_within(code, person)
    path = path_on(found.id, person.on)
    versions = list(OrganisationVersion.objects.filter(organisation=found).order_by("-since"))
    now = next((each for each in versions if each.since <= person.on), versions[-1])
    return OneOrganisation(
        id=found.id,
        seen=last_seen(Organisation, [found.id]).get(found.id, 0),
        code=found.code,
        name=now.name,
        level=Level(found.level),
        kind=Kind(found.kind).zh if found.kind else "",
        category=Category(found.category).zh if found.category else "",
        system=now.system,
        credit_code=found.credit_code,
        region_code=found.region_code,
        opened_on=found.opened_on,
        closed_on=found.closed_on,
        joined_on=found.joined_on,
        above=trail(path, person=person),
        versions=_versions(versions, person),
        became=_related(found.successions.all(), "successor_id", person),
        came_from=_related(found.predecessions.all(), "organisation_id", person),
        may_enter=reaches(person, path, Right.ENTER),
        may_shape=reaches(person, path, Right.SHAPE),
    )


def profiles(code: str, *, person: Person) -> list[ProfileLine]:
    """By year, the newest first."""
    subject = organisation_within(code, person)
    fields = [field for field in ProfileLine.__dataclass_fields__ if field not in ("id", "seen")]
    rows = list(Profile.objects.filter(organisation=subject).order_by("-year").values_list("id", *fields))
    seen = last_seen(Profile, [row[0] for row in rows])
    return [ProfileLine(row[0], seen.get(row[0], 0), *row[1:]) for row in rows]


def accounts(code: str, *, person: Person) -> list[AccountLine]:
    """The register of an organisation, by resource and number."""
    subject = organisation_within(code, person)
    fields = ("id", "resource", "use", "number", "opened_on", "closed_on", "billing_months")
    kept = list(Account.objects.filter(organisation=subject).values_list(*fields))
    records = _records_of([row[0] for row in kept])
    rows = [(*row, *records.get(row[0], (0, None))) for row in kept]
    seen = last_seen(Account, [row[0] for row in rows])
    order = list(Resource)
    rows.sort(key=lambda row: (order.index(Resource(row[1])), row[2], row[3], row[0]))
    return [
        AccountLine(id_, seen.get(id_, 0), Resource(resource), Use(use), *rest) for id_, resource, use, *rest in rows
    ]


def _records_of(accounts: Iterable[int]) -> dict[int, tuple[int, date]]:
    """By account, how many records there are of what it used, and the last day of the last one."""
    found: dict[int, tuple[int, date]] = {}
    notes = noting_models()
    for model in (each for each in counted_models() if each not in notes):
        _, last = model.day_columns
        rows = model._default_manager.filter(account__in=any_of(accounts)).order_by().values("account_id")
        found |= {id_: (count, day) for id_, count, day in rows.values_list("account_id", Count("id"), Max(last))}
    return found


def _found(placed: QuerySet[Placement], first: int, many: int) -> Found:
    fields = ("organisation_id", "organisation__code", "version__name", "organisation__level", "version__system")
    more = ("organisation__category", "organisation__closed_on")
    rows = placed.order_by("organisation__code", "organisation_id").values_list(*fields, *more)[first : first + many]
    entries = [
        Entry(id_, code, name, Level(level), system, Category(category).zh if category else "", closed_on)
        for id_, code, name, level, system, category, closed_on in rows
    ]
    return Found(entries, placed.count())


def _versions(versions: Sequence[OrganisationVersion], person: Person) -> list[Version]:
    """Parents beyond reach stay unnamed."""
    parents = {each.parent_id for each in versions} - {None}
    seen = within(Organisation.objects.filter(id__in=any_of(parents)), person, organisation="id")
    names = named(seen.values_list("id", flat=True), on=person.on)
    return [
        Version(
            None if each.since == BEGINNING else each.since,
            each.name,
            names.get(each.parent_id),
            each.parent_id is not None and each.parent_id not in names,
            each.system,
        )
        for each in versions
    ]


def _related(successions: QuerySet[Succession], field: str, person: Person) -> list[Named]:
    """Whom it became or came from, as far as the person reaches."""
    reached = within(successions, person, organisation=field)
    return sorted(named(reached.values_list(field, flat=True), on=person.on).values(), key=lambda each: each.code)


def as_entered(found: OneOrganisation) -> dict[str, str]:
    """The organisation as somebody would write it in the columns of the import; without a day of effect."""
    newest = found.versions[0]
    return {
        "name": newest.name,
        "parent": newest.parent.code if newest.parent else "",
        "level": found.level.zh,
        "system": newest.system,
        "kind": found.kind,
        "category": found.category,
        "credit_code": found.credit_code,
        "region_code": found.region_code,
        "opened_on": _written(found.opened_on),
        "closed_on": _written(found.closed_on),
        "joined_on": _written(found.joined_on),
    }


def profile_as_entered(line: ProfileLine) -> dict[str, str]:
    return {name: _written(value) for name, value in vars(line).items() if name not in ("id", "seen")}


def account_as_entered(line: AccountLine) -> dict[str, str]:
    return {
        "resource": line.resource.zh,
        "use": line.use.zh,
        "account": line.number,
        "opened_on": _written(line.opened_on),
        "closed_on": _written(line.closed_on),
        "billing_months": _written(line.billing_months),
    }


def _written(value: object) -> str:
    return "" if value is None else str(value)
