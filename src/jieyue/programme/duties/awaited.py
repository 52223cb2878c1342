"""What documents wait for a person: to be approved of, to be received, and given back to be handed in again."""

from collections import defaultdict
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count, Max, QuerySet

from jieyue.programme.duties.documents import handed_in
from jieyue.programme.duties.handing_in import entries_of_parties
from jieyue.programme.people.second_person import makers
from jieyue.rules.person import Person
from jieyue.rules.receiving import APPROVE, PaperState
from jieyue.rules.roles import Right
from jieyue.store.duties.models import HandedIn
from jieyue.store.orgs.reach import organisation_within, reached, within
from jieyue.store.orgs.tree import path_on, under
from jieyue.store.records.any_of import any_of


@dataclass(frozen=True)
class Pile:
    """So many documents wait. Of a single one its id and, where it was given back, why."""

    count: int = 0
    id: int | None = None
    why: str = ""


@dataclass(frozen=True)
class Awaited:
    to_approve: Pile = Pile()
    to_receive: Pile = Pile()
    returned: Pile = Pile()

    @property
    def is_any(self) -> bool:
        return any(each.count for each in (self.to_approve, self.to_receive, self.returned))


def awaited(*, person: Person, today: date, organisation: str = "") -> Awaited:
    """What waits for the person, of an organisation and those below it (blank: of all that he reaches). Raises
    OrganisationUnknown.
    """
    rows = below(HandedIn.objects.all(), organisation, person, today)
    return Awaited(_pile(to_approve(rows, person)), _pile(to_receive(rows, person)), _pile(_returned(rows, person)))


def below(rows: QuerySet[HandedIn], organisation: str, person: Person, today: date) -> QuerySet[HandedIn]:
    """Those of an organisation and all below it; all where none is named. Raises OrganisationUnknown."""
    if not organisation:
        return rows
    subject = organisation_within(organisation, person)
    return rows.filter(organisation__in=under(path_on(subject.pk, today), today).values("organisation_id"))


def to_approve(rows: QuerySet[HandedIn], person: Person) -> QuerySet[HandedIn]:
    """Those that are there and that he may approve of, having had no part in them himself or through another."""
    proposed = _reached(rows, person, APPROVE.right).filter(state=PaperState.PROPOSED)
    there = _there(proposed)
    return HandedIn.objects.filter(pk__in=any_of(_not_his(there, person)))


def _not_his(documents: Mapping[int, int], person: Person) -> list[int]:
    """Of these documents, each with its organisation, those that he had no part in. Asks as much for one as for many:
    once more only for each whom he stands in for.
    """
    parties = _parties(documents)
    others = [id_ for id_ in documents if person.username not in parties[id_]]
    stands_in_for = {post.on_behalf_of for post in person.posts if post.on_behalf_of}
    found = []
    for absent in {frozenset(stands_in_for & parties[id_]) for id_ in others}:
        free = replace(person, posts=tuple(post for post in person.posts if post.on_behalf_of not in absent))
        own = [id_ for id_ in others if stands_in_for & parties[id_] == absent]
        may = reached({documents[id_] for id_ in own}, free, APPROVE.right) if absent else set(documents.values())
        found += [id_ for id_ in own if documents[id_] in may]
    return found


def _parties(documents: Mapping[int, int]) -> Mapping[int, AbstractSet[str]]:
    made: dict[int, list[int]] = defaultdict(list)
    for id_, entry in entries_of_parties(documents, APPROVE).values_list("record_id", "entry_id"):
        made[id_].append(entry)
    by = makers({entry for entries in made.values() for entry in entries}, Right.ENTER, Right.SHAPE)
    return {id_: {name for entry in made[id_] for name in by[entry]} for id_ in documents}


def _there(rows: QuerySet[HandedIn]) -> dict[int, int]:
    """Those that are there, with their file or filled in here, each with its organisation."""
    return {each.id: each.organisation for each in handed_in(rows) if each.is_there}


def to_receive(rows: QuerySet[HandedIn], person: Person) -> QuerySet[HandedIn]:
    """Of what has been sent and is there, not what the person's own office sent: that is for somebody above it."""
    sent = _reached(rows, person, Right.REVIEW).filter(state=PaperState.HANDED_IN)
    own = [int(post.path.strip("/").rsplit("/", 1)[-1]) for post in person.posts if post.path.strip("/")]
    return HandedIn.objects.filter(pk__in=any_of(_there(sent.exclude(organisation__in=any_of(own)))))


def _returned(rows: QuerySet[HandedIn], person: Person) -> QuerySet[HandedIn]:
    return _reached(rows, person, Right.ENTER).filter(state=PaperState.RETURNED)


def _reached(rows: QuerySet[HandedIn], person: Person, right: Right) -> QuerySet[HandedIn]:
    return within(rows, person, organisation=HandedIn.organisation_lookup, right=right)


def _pile(rows: QuerySet[HandedIn]) -> Pile:
    """In one query however many there are: of a single one the greatest is its own."""
    told = rows.aggregate(count=Count("id"), id=Max("id"), state=Max("state"), why=Max("decision"))
    if told["count"] != 1:
        return Pile(told["count"])
    return Pile(1, told["id"], told["why"] if told["state"] == PaperState.RETURNED else "")
