"""What documents may be handed in: the usual ones, and those that the plans name. And which of them are there.

A title without its file is what somebody says of himself (自报、未核): it discharges nothing and earns nothing.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Min, QuerySet
from django.utils import timezone

from jieyue.store.duties.models import HandedIn
from jieyue.store.evidence.models import Link
from jieyue.store.policies import policy
from jieyue.store.records.any_of import any_of
from jieyue.store.records.models import RowVersion
from jieyue.store.snapshots.models import SCORE_SHEET

CLAIMED = "自报、未核"
"""How a title is called that was typed in without the thing."""


@dataclass(frozen=True)
class Handed:
    """A document as it was handed in `on` a day: the day on which it was noted here with its file, or an earlier one
    that the authority stated with a reason. `has_file`: else it is only said.
    """

    id: int
    organisation: int
    what: str
    period: str
    title: str
    to: str
    on: date
    has_file: bool

    @property
    def names(self) -> tuple[str, ...]:
        return (str(self.id),)


def handed_in(kept: QuerySet[HandedIn]) -> list[Handed]:
    """These documents, in three queries however many they are."""
    fields = ("id", "organisation_id", "what", "period", "title", "to", "handed_in_on", "is_backdated")
    rows = list(kept.values_list(*fields))
    since = _with_files([row[0] for row in rows])
    return [
        Handed(id_, unit, what, period, title, to, on if is_backdated else max(on, since.get(id_, on)), id_ in since)
        for id_, unit, what, period, title, to, on, is_backdated in rows
    ]


def _with_files(ids: list[int]) -> dict[int, date]:
    """Since when each of them has its file."""
    links = Link.objects.filter(table=HandedIn._meta.db_table, record_id__in=any_of(ids))
    of = dict(links.values_list("id", "record_id"))
    made = RowVersion.objects.filter(table=Link._meta.db_table, record_id__in=any_of(of), before=None)
    found: dict[int, date] = {}
    for link, at in made.values_list("record_id").annotate(at=Min("entry__at")):
        day = timezone.localdate(at)
        found[of[link]] = min(day, found.get(of[link], day))
    return found


def documents_known() -> dict[str, str]:
    """The name of each by its key; what fits nothing else comes last."""
    *usual, last = policy().handed_in.values()
    named = {key: name for plan in policy().plans.values() for key, name in plan.documents.items()}
    return {each.key: each.name for each in usual} | named | {last.key: last.name}


def is_score_sheet(what: str) -> bool:
    """Whether the score sheet that was handed in here is this document."""
    usual = policy().handed_in.get(what)
    return usual is not None and usual.also == SCORE_SHEET


def document_named(written: str) -> str | None:
    """The key of the document called so, by key or name."""
    known = documents_known()
    return written if written in known else next((key for key, name in known.items() if name == written), None)
