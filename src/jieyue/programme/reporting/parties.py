"""Who had a part in a unit's figures of a period: they do not decide on them."""

from collections.abc import Iterable

from django.db.models import Model

from jieyue.programme.people.second_person import who_made
from jieyue.programme.reporting.figures import records_of
from jieyue.programme.reporting.taken_out import that_took_out
from jieyue.rules.period import Period
from jieyue.rules.roles import Right
from jieyue.store.orgs.models import Organisation, Profile
from jieyue.store.records.any_of import any_of
from jieyue.store.records.models import RowVersion
from jieyue.store.reporting.models import Question, Report
from jieyue.store.snapshots.keeping import content_of

SUBMITTING, ANSWERING = "report submit", "report answer"


def parties_of(unit: Organisation, period: Period, report: Report | None) -> set[str]:
    """Usernames of whoever changed a record of the period since it was last accepted, or took one out of it, whoever
    submitted it or answered for it, and whoever was stood in for.
    """
    since = report.accepted.log_seq if report and report.accepted else 0
    entries = _that_changed(_records(unit, period, report), since) | that_took_out(unit, period, since)
    if report is None:
        return who_made(entries, Right.ENTER)
    spoke = _made_by(SUBMITTING, Report, [report.pk], since)
    spoke |= _made_by(ANSWERING, Question, report.questions.values_list("pk", flat=True), since)
    return who_made(entries | spoke, Right.ENTER) | {report.submitted_by} - {""}


def _made_by(operation: str, model: type[Model], records: Iterable[int], since: int) -> set[int]:
    own = RowVersion.objects.filter(table=model._meta.db_table, record_id__in=any_of(records))
    return set(own.filter(entry__operation=operation, entry_id__gt=since).values_list("entry_id", flat=True))


def _records(unit: Organisation, period: Period, report: Report | None) -> dict[str, set[int]]:
    """By table, what counts in the period now, and what counted when it was submitted and accepted."""
    pinned = (report.submitted, report.accepted) if report else ()
    found: dict[str, set[int]] = {}
    for table, id_, _ in (*records_of(unit, period), *(each for one in pinned for each in _records_in(one))):
        found.setdefault(table, set()).add(id_)
    sizes = Profile.objects.filter(organisation=unit, year=period.year).values_list("id", flat=True)
    return {**found, Profile._meta.db_table: set(sizes)}


def _records_in(snapshot) -> Iterable[tuple[str, int, int]]:
    return content_of(snapshot).get("records", ())


def _that_changed(records: dict[str, set[int]], since: int) -> set[int]:
    """The entries after `since` that changed one of them."""
    found: set[int] = set()
    for table, ids in records.items():
        versions = RowVersion.objects.filter(table=table, record_id__in=any_of(ids), entry_id__gt=since)
        found |= set(versions.values_list("entry_id", flat=True))
    return found
