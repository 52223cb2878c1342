"""督导检查: what was looked at in one place on a day, by the checklist, on the way that a sheet goes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from jieyue.programme.entry.operations import EnteredRow, ImportReport, enter_rows
from jieyue.programme.evidence.together import Upload, together
from jieyue.programme.findings.photos import hang_photos
from jieyue.programme.supervision.queries import KEY
from jieyue.rules.person import Person
from jieyue.rules.roles import Right
from jieyue.store.findings.models import Finding
from jieyue.store.orgs.reach import organisation_within
from jieyue.store.policies import policy
from jieyue.store.records.any_of import any_of

YES, NO = "是", "否"


@dataclass(frozen=True)
class Looked:
    """An item of the checklist by its key, and what was seen."""

    item: str
    is_wrong: bool = False
    what: str = ""
    is_put_right: bool = False
    department: str = ""
    responsible: str = ""
    due_on: date | None = None


@dataclass(frozen=True)
class Inspected:
    """What became of the rows, numbered from 1 in their order, and the finding of each item that was wrong."""

    report: ImportReport
    findings: Mapping[str, int]


def inspect(
    *, organisation: str, kind: str, day: date, place: str, inspected_by: str, looked: Sequence[Looked],
    photos: Mapping[str, Upload] | None = None, by: Person, at: datetime, reason: str = "",
) -> Inspected:  # fmt: skip
    """All of them or none, each photo with the finding of its item. The same once more changes nothing. Raises
    OrganisationUnknown, FilesRefused.
    """
    unit = organisation_within(organisation, by, Right.INSPECT)
    visit = {"organisation": unit.code, "inspected_on": day.isoformat(), "place": place, "inspected_by": inspected_by}
    visit |= {"kind": _name("inspection_kinds", kind)}
    rows = [EnteredRow(nth, {**visit, **_said(each)}) for nth, each in enumerate(looked, 1)]
    photos = photos or {}
    with together(list(photos.values()), organisation=unit.pk, by=by, at=at) as proof:
        report = enter_rows(KEY, rows, by=by, at=at, reason=reason)
        findings = _findings(report, looked) if report.taken else {}
        for item in photos.keys() & findings.keys():
            hang_photos(proof, [photos[item]], findings[item])
    return Inspected(report, {item: finding.pk for item, finding in findings.items()})


def _said(each: Looked) -> dict[str, str]:
    return {
        "item": _name("inspection", each.item),
        "is_wrong": YES if each.is_wrong else NO,
        "what": each.what,
        "is_put_right": YES if each.is_wrong and each.is_put_right else NO,
        "department": each.department,
        "responsible": each.responsible,
        "due_on": each.due_on.isoformat() if each.due_on else "",
    }


def _name(words: str, key: str) -> str:
    """As a sheet writes it; what policy does not know is left to be refused."""
    return next((each.name for each in policy().ledgers.words.get(words, ()) if each.key == key), key)


def _findings(report: ImportReport, looked: Sequence[Looked]) -> dict[str, Finding]:
    rows = Finding.objects.filter(ledger=KEY, record_id__in=any_of(report.records.values()))
    found = {each.record_id: each for each in rows}
    records = {nth: report.records.get(nth) for nth in range(1, len(looked) + 1)}
    return {each.item: found[records[nth]] for nth, each in enumerate(looked, 1) if records[nth] in found}
