"""Which units of a place are organs that are to be recognised, and on what ground each is on a day."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from jieyue.programme.duties.standing import ids_of
from jieyue.programme.organisations.naming import Named, named
from jieyue.rules.person import Person
from jieyue.rules.recognition import Concluded, Ground, Held, Status, ground_on, is_organ
from jieyue.rules.rounds import Outcome
from jieyue.rules.values import Category, Kind, Level
from jieyue.store.orgs.models import Organisation, Placement
from jieyue.store.orgs.reach import within
from jieyue.store.orgs.tree import under
from jieyue.store.policies import policy
from jieyue.store.records.any_of import any_of
from jieyue.store.registers.titles.models import Title
from jieyue.store.rounds.models import Round, RoundRuling, RoundUnit
from jieyue.store.rounds.standards import standard_of_round


@dataclass(frozen=True)
class Last:
    """The last conclusion of a round on a unit: the round by its number and name, and the points it came to."""

    round: int
    name: str
    year: int
    on: date
    passed: bool
    points: Decimal | None


@dataclass(frozen=True)
class Recognised:
    """Why an organ counts as recognised, since when, and the document that says so; `last` is its last round."""

    ground: Ground | None
    since: date | None
    document: str
    last: Last | None


@dataclass(frozen=True)
class Organ:
    """A unit on a day. `level` is that of the place it belongs to itself, `branch` whoever stands directly below the
    place asked for and has it; it `is_organ`: None where nobody has said what it is.
    """

    id: int
    organisation: Named
    branch: Named
    level: Level | None
    kind: Kind | None
    is_organ: bool | None
    found: Recognised

    @property
    def is_recognised(self) -> bool:
        return self.found.ground is not None

    @property
    def status(self) -> Status:
        return Status.RECOGNISED if self.is_recognised else Status.OTHER


NOBODY = Recognised(None, None, "", None)


def units_on(path: str, on: date, *, person: Person) -> list[Organ]:
    """The units at or below a path of the tree as it was on a day, by code, as far as the person reaches today; without
    those that had been closed, or had not been opened.
    """
    rows = _placed(path, on, person)
    found = recognised_on([row[0] for row in rows], on)
    levels = _levels({id_ for row in rows for id_ in ids_of(row[1])})
    depth = len(ids_of(path))
    branches = {id_: _branch(where, depth) for id_, where, *_ in rows}
    names = named({*branches.values()}, on=on)
    return [
        Organ(
            id_,
            Named(code, name),
            names[branches[id_]],
            _place_over(where, levels),
            Kind(kind) if kind else None,
            _is_organ(kind, category),
            found[id_],
        )
        for id_, where, name, code, kind, category in rows
    ]


def _placed(path: str, on: date, person: Person) -> list[tuple]:
    placed = under(path, on).filter(organisation__level=Level.UNIT).exclude(organisation__closed_on__lte=on)
    reached = within(placed.exclude(organisation__opened_on__gt=on), person, organisation="organisation")
    about = (f"organisation__{name}" for name in ("code", "kind", "category"))
    return list(reached.order_by("organisation__code").values_list("organisation_id", "path", "version__name", *about))


def _branch(path: str, depth: int) -> int:
    ids = ids_of(path)
    return ids[min(depth, len(ids) - 1)]


def _levels(ids: Collection[int]) -> dict[int, Level]:
    rows = Organisation.objects.filter(pk__in=any_of(ids)).values_list("pk", "level")
    return {id_: Level(level) for id_, level in rows}


def _place_over(path: str, levels: Mapping[int, Level]) -> Level | None:
    """The level of the nearest place above."""
    return next((levels[id_] for id_ in reversed(ids_of(path)) if levels[id_].is_place), None)


def organs_among(units: Iterable[int]) -> frozenset[int]:
    """Of these units the organs that are to be recognised."""
    rows = Organisation.objects.filter(pk__in=any_of(units)).values_list("pk", "kind", "category")
    return frozenset(id_ for id_, kind, category in rows if _is_organ(kind, category))


def _is_organ(kind: str, category: str) -> bool | None:
    return is_organ(Kind(kind) if kind else None, Category(category) if category else None)


def recognised_on(units: Collection[int], on: date) -> dict[int, Recognised]:
    """Of each of these units."""
    titles = _titles(units)
    lasts = _concluded(units, on)
    return {unit: _recognised(on, titles.get(unit, ()), lasts.get(unit)) for unit in units}


def _recognised(on: date, titles: Sequence[tuple[Held, str]], last: Last | None) -> Recognised:
    concluded = Concluded(last.on, last.passed) if last else None
    ground = ground_on(on, [held for held, _ in titles], concluded)
    if ground is None:
        return Recognised(None, None, "", last)
    why, since = ground
    documents = [document for held, document in titles if held.since == since]
    document = next(iter(documents), "") if why is Ground.TITLE else last.name if last else ""
    return Recognised(why, since, document, last)


def _titles(units: Collection[int]) -> dict[int, list[tuple[Held, str]]]:
    found: dict[int, list[tuple[Held, str]]] = {}
    rows = Title.objects.filter(organisation__in=any_of(units), title=policy().recognition.title)
    for unit, since, until, document in rows.values_list("organisation_id", "given_on", "taken_on", "document"):
        found.setdefault(unit, []).append((Held(since, until), document))
    return found


def titled(units: Collection[int], title: str, on: date) -> dict[int, date]:
    """Which of these units hold a title on a day, and since when."""
    rows = Title.objects.filter(organisation__in=any_of(units), title=title, given_on__lte=on).order_by("given_on")
    held = rows.exclude(taken_on__lte=on)
    return dict(held.values_list("organisation_id", "given_on"))


def points_of_rounds(rounds: Collection[int]) -> dict[int, Decimal | None]:
    """How many points could be got in each of these rounds, by the standard with which it began."""
    kept = Round.objects.filter(pk__in=any_of(rounds)).select_related("snapshot")
    return {each.pk: standard_of_round(each).points_known for each in kept}


def _concluded(units: Collection[int], on: date) -> dict[int, Last]:
    """What the last round found until the end of a day, as re-checks, appeals and withdrawals have left it by then. A
    round about another title is none of these.
    """
    until = end_of(on)
    rows = RoundUnit.objects.filter(organisation__in=any_of(units), concluded_at__lt=until).exclude(outcome="")
    rows = (
        rows.exclude(round__standard__in=policy().recognition.other_standards)
        .order_by("concluded_at", "pk")
        .select_related("round")
    )
    later = RoundRuling.objects.filter(unit__organisation__in=any_of(units), made_at__lt=until).order_by("pk")
    ruled = {unit: (outcome, at) for unit, outcome, at in later.values_list("unit_id", "outcome", "made_at")}
    return {each.organisation_id: _last(each, *ruled.get(each.pk, (each.outcome, each.concluded_at))) for each in rows}


def end_of(day: date) -> datetime:
    """The moment at which a day is over."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def _last(unit: RoundUnit, outcome: str, at: datetime) -> Last:
    about = unit.round
    return Last(about.pk, about.name, about.year, timezone.localdate(at), outcome == Outcome.PASSED, unit.points)


def stood_at(subject: Organisation, on: date) -> str | None:
    """Where it stood on a day; None where it was not there."""
    placed = Placement.objects.filter(organisation=subject, since__lte=on, until__gt=on)
    return placed.values_list("path", flat=True).first()
