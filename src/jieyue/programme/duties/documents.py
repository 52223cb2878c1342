"""What documents may be handed in: the usual ones, and those that the plans name. And which of them are there.

A title without its file is what somebody says of himself (自报、未核): it discharges nothing and earns nothing.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Min, QuerySet
from django.utils import timezone

from jieyue.rules.plan import DocumentKind
from jieyue.rules.receiving import PaperState, receipt_told
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
    that the authority stated with a reason. `is_there`: with its file, or filled in here; else it is only said.
    """

    id: int
    organisation: int
    what: str
    period: str
    title: str
    to: str
    on: date
    is_there: bool
    state: PaperState
    decision: str
    receipt: str
    due_days: str

    @property
    def counts(self) -> bool:
        """Whether the organisation has done its part: it is there and was not given back."""
        return self.is_there and not self.state.is_with_unit

    @property
    def says(self) -> str:
        """How it stands, in words."""
        if not self.is_there:
            return f"《{self.title}》{CLAIMED}：没有上传文件"
        if self.state is PaperState.NOTED:
            return f"已报送《{self.title}》"
        beside = {PaperState.RETURNED: self.decision, PaperState.RECEIVED: self.receipt}.get(self.state, self.receipt)
        return f"《{self.title}》{self.state.zh}" + (f"：{beside}" if beside else "")

    @property
    def names(self) -> tuple[str, ...]:
        return (str(self.id),)


def handed_in(kept: QuerySet[HandedIn]) -> list[Handed]:
    """These documents, in three queries however many they are."""
    names = ("id", "organisation_id", "what", "period", "title", "to", "handed_in_on", "is_backdated", "snapshot_id",
             "state", "decision", "due_days", "receiver__code", "receipt_year", "receipt_number")  # fmt: skip
    rows = list(kept.values_list(*names))
    since = _with_files([row[0] for row in rows])
    return [
        Handed(
            *(id_, unit, what, period, title, to),
            on if is_backdated or drawn else max(on, since.get(id_, on)),
            drawn is not None or id_ in since,
            PaperState(state), decision, receipt_told(*receipt), due_days,
        )
        for id_, unit, what, period, title, to, on, is_backdated, drawn, state, decision, due_days, *receipt in rows
    ]  # fmt: skip


def is_there(document: int) -> bool:
    """Whether this document is there: with its file, or filled in here."""
    return any(each.is_there for each in handed_in(HandedIn.objects.filter(pk=document)))


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


def kinds_known() -> dict[str, DocumentKind]:
    """Every kind by its key; what fits nothing else comes last."""
    *usual, last = policy().handed_in.values()
    of_plans = {key: kind for plan in policy().plans.values() for key, kind in plan.documents.items()}
    return {each.key: each for each in usual} | of_plans | {last.key: last}


def documents_known() -> dict[str, str]:
    """The name of each by its key."""
    return {key: kind.name for key, kind in kinds_known().items()}


def sheet_kind() -> DocumentKind:
    """The kind of document that the score sheet is."""
    return next(kind for kind in policy().handed_in.values() if kind.also == SCORE_SHEET)


def is_score_sheet(what: str) -> bool:
    """Whether the score sheet that was handed in here is this document."""
    usual = policy().handed_in.get(what)
    return usual is not None and usual.also == SCORE_SHEET


def document_named(written: str) -> str | None:
    """The key of the document called so, by key or name."""
    known = documents_known()
    return written if written in known else next((key for key, name in known.items() if name == written), None)
