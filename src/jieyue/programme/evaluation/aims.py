"""年度目标: what a unit aims at in a year, who set it, and whether its superior has confirmed it."""

from collections.abc import Mapping
from dataclasses import dataclass

import orjson

from jieyue.programme.people.second_person import is_own_step, who_made
from jieyue.programme.reporting.figures import digest_of
from jieyue.rules.person import Person
from jieyue.rules.roles import Right
from jieyue.store.orgs.reach import directed, organisation_within, reaches
from jieyue.store.records.models import RowVersion
from jieyue.store.registers.targets.models import Target
from jieyue.store.registers.targets.settling import FIGURES


@dataclass(frozen=True)
class Aims:
    """`figures` as they would be written in the columns of the import; empty where nothing is entered. `is_confirmed`
    is None then. `seen` is the digest by which whoever confirms them says that he looked at them.
    """

    figures: Mapping[str, object]
    is_confirmed: bool | None
    may_propose: bool
    may_set: bool
    may_confirm: bool
    seen: str


def aims(*, organisation: str, year: int, person: Person) -> Aims:
    """What is entered as the targets of a year, and what the person may do about it."""
    subject = organisation_within(organisation, person)
    kept = Target.objects.filter(organisation=subject, year=year).first()
    figures = {name: _written(getattr(kept, name)) for name in FIGURES} if kept else {}
    may_set = subject.pk in directed([subject.pk], person)
    return Aims(
        figures=figures,
        is_confirmed=kept.is_confirmed if kept else None,
        may_propose=reaches(subject.pk, person, Right.AIM),
        may_set=may_set,
        may_confirm=bool(kept and may_set and not kept.is_confirmed and _may_decide(kept, subject.code, person)),
        seen=seen_of_targets(kept) if kept else "",
    )


def _written(value: object) -> object:
    return "" if value is None else value


def _may_decide(kept: Target, code: str, person: Person) -> bool:
    return not is_own_step(parties=parties_to_targets(kept), organisation=code, right=Right.SHAPE, by=person)


def seen_of_targets(kept: Target) -> str:
    return digest_of({name: str(getattr(kept, name)) for name in FIGURES})


def parties_to_targets(kept: Target) -> set[str]:
    """Usernames of whoever entered them since they were last confirmed, and of whom he stood in for."""
    versions = RowVersion.objects.filter(table=Target._meta.db_table, record_id=kept.pk).order_by("-id")
    entries = []
    for entry, after in versions.values_list("entry_id", "after"):
        if after is None or orjson.loads(after).get("is_confirmed"):
            break
        entries.append(entry)
    return who_made(entries, Right.AIM)
