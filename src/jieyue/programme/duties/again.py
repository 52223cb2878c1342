"""Handing in again: what lies there already, and that something of it was changed since it was given back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Max, Model, QuerySet

from jieyue.programme.duties.operations import ReasonNeeded
from jieyue.programme.evidence.queries import evidence_of
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.receiving import PaperState
from jieyue.store.duties.models import HandedIn
from jieyue.store.evidence.models import Link, Version
from jieyue.store.orgs.reach import organisation_within
from jieyue.store.records.models import RowVersion


@dataclass(frozen=True)
class Lying:
    """A document that was noted before, with the names of the files that hang on it; `why` it was given back."""

    id: int
    title: str
    to: str
    files: Sequence[str]
    why: str


def lying(*, organisation: str, what: str, period: Period | None, person: Person) -> Lying | None:
    """Of this kind and period; None where there is none. Raises OrganisationUnknown."""
    subject = organisation_within(organisation, person)
    kept = HandedIn.objects.filter(organisation=subject, what=what, period=str(period or "")).first()
    if kept is None:
        return None
    files = [each.newest.file_name for each in evidence_of(HandedIn._meta.db_table, kept.pk, person=person).items]
    why = kept.decision if kept.state == PaperState.RETURNED else ""
    return Lying(kept.pk, kept.title, kept.to, files, why)


def refuse_unchanged(kept: HandedIn | None, now: Mapping[str, object]) -> None:
    """What was given back does not go up as it was without a word. Raises ReasonNeeded."""
    if kept is None or kept.state != PaperState.RETURNED or kept.snapshot_id is not None:
        return
    if all(getattr(kept, name) == value for name, value in now.items()) and not _has_new_file(kept):
        says = f"《{kept.title}》退回以后没有改动：没有换上或补上文件，填写的也和原来一样。"
        raise ReasonNeeded(says, do="请先按退回的意见改好，在这里选新的文件；不用改的，写明原因。", where="reason")


def _has_new_file(kept: HandedIn) -> bool:
    """Whether a file came, or one that was there was hung on it, since it was given back: in a later entry of the log.
    Nothing is written on the document itself between being given back and going up again.
    """
    given_back = _written(HandedIn, [kept.pk]).aggregate(last=Max("entry_id"))["last"]
    links = Link.objects.filter(table=HandedIn._meta.db_table, record_id=kept.pk)
    files = Version.objects.filter(item__in=links.values("item"))
    written = (_written(Link, links.values("id")), _written(Version, files.values("id")))
    return any(each.filter(entry_id__gt=given_back).exists() for each in written)


def _written(model: type[Model], records: Iterable[int] | QuerySet) -> QuerySet[RowVersion]:
    return RowVersion.objects.filter(table=model._meta.db_table, record_id__in=records)
