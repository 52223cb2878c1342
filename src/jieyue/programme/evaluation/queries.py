"""自评打分表: what the ledgers decide of a standard for a unit's year, beside what the unit says of itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

import orjson

from jieyue.programme.evaluation.gathering import facts_of, year_of
from jieyue.programme.evaluation.kept_standards import standard_for
from jieyue.programme.evaluation.own_standards import own_keys, refuse_of_elsewhere
from jieyue.programme.evaluation.proofs import Proof, Record, proofs_of
from jieyue.programme.evaluation.standards import NATIONAL, standard_of
from jieyue.programme.organisations.naming import Named, name_now, named
from jieyue.programme.records.signing import makers
from jieyue.programme.reporting.figures import digest_of
from jieyue.rules.gaining import Gain, Gains, gains
from jieyue.rules.person import Person
from jieyue.rules.refusal import Refused
from jieyue.rules.roles import Right
from jieyue.rules.scoring import Decision, Found, Missing, Section, Sheet, score_sheet, sections_of
from jieyue.rules.values import Level
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import organisation_within, reaches
from jieyue.store.policies import policy
from jieyue.store.scores.models import ItemScore, ScoreSheet
from jieyue.store.snapshots.keeping import content_of

__all__ = ["NATIONAL", "NotEvaluated", "OwnScore", "Row", "Shown", "as_json", "evaluation", "unit_of"]


class NotEvaluated(Refused):
    pass


@dataclass(frozen=True)
class OwnScore:
    """What the unit gives itself for an item. `record` is what its evidence hangs on."""

    record: int | None
    points: Decimal | None
    reason: str

    @property
    def records(self) -> list[Record]:
        return [(ItemScore._meta.db_table, self.record)] if self.record else []

    def is_proved_by(self, proofs: Sequence[Proof]) -> bool:
        """The unit has given itself points, and some of the evidence hangs on them."""
        return self.points is not None and any(each.record in self.records for each in proofs)


@dataclass(frozen=True)
class Row:
    """An item: what the system decides, and what the unit says. `was` is the verdict and points that were handed in,
    where they are others now; `proofs` is the evidence of what the unit says, and of the records behind the points.
    """

    decision: Decision
    own: OwnScore
    was: str
    proofs: Sequence[Proof]


@dataclass(frozen=True)
class Shown:
    """`gains` is what can still be earned; `due` is the day by which the sheet is asked for. `told` is what papers say:
    as it was handed in, or else as it stands. `seen` is the digest by which whoever hands it in says that he
    looked at it.
    """

    organisation: Named
    year: int
    sheet: Sheet
    sections: Sequence[tuple[Section, Sequence[Row]]]
    may_score: bool
    handed_in_at: datetime | None
    handed_in_by: str
    own_total: Decimal | None
    changed: int
    gains: Gains
    due: date | None
    told: Mapping[str, Any]
    seen: str

    @property
    def rows(self) -> list[Row]:
        return [row for _, rows in self.sections for row in rows]


NOTHING_SAID = OwnScore(None, None, "")


def evaluation(*, standard: str | None = None, organisation: str, year: int, person: Person, today: date) -> Shown:
    """By the standard named, or else by that of the sheet that was handed in, or else by what holds for the unit.

    Raises OrganisationUnknown, StandardUnknown, NotEvaluated.
    """
    unit = unit_of(organisation, person=person)
    usual = _usual_standard(unit, year, today)
    if standard and standard != usual:
        refuse_of_elsewhere(standard, unit.pk, on=today)
    standard = standard or usual
    now = stand(unit, standard=standard, year=year, person=person, today=today)
    kept = ScoreSheet.objects.filter(organisation=unit, standard=standard, year=year).select_related("snapshot").first()
    told = content_of(kept.snapshot) if kept else now.content
    pinned = {each["item"]: each for each in told["items"]} if kept else {}
    rows = {
        key: Row(each, now.said_of(key), _was(pinned.get(key), each), now.proofs[key])
        for key, each in ((each.item.key, each) for each in now.sheet.decisions)
    }
    given = [each.points for each in now.own.values() if each.points is not None]
    handed_in_by = makers(ScoreSheet, [kept.pk] if kept else ())
    return Shown(
        organisation=named([unit.pk], on=today)[unit.pk],
        year=year,
        sheet=now.sheet,
        sections=[(section, [rows[each.item.key] for each in own_]) for section, own_ in sections_of(now.sheet)],
        may_score=reaches(unit.pk, person, Right.ENTER),
        handed_in_at=kept.handed_in_at if kept else None,
        handed_in_by=handed_in_by.get(kept.pk, "") if kept else "",
        own_total=sum(given) if given else None,
        changed=sum(1 for row in rows.values() if row.was),
        gains=now.gains,
        due=now.due,
        told=told,
        seen=seen_of(now.content, kept),
    )


@dataclass(frozen=True)
class Stand:
    """How a unit's year stands by a standard on a day: what the ledgers decide, what the unit says and proves, what
    can still be earned, and the day of the sheet itself.
    """

    sheet: Sheet
    own: Mapping[str, OwnScore]
    proofs: Mapping[str, Sequence[Proof]]
    due: date | None

    def said_of(self, item: str) -> OwnScore:
        return self.own.get(item, NOTHING_SAID)

    @cached_property
    def gains(self) -> Gains:
        return gains(self.sheet, due=self.due, is_said=lambda item: self.said_of(item).is_proved_by(self.proofs[item]))

    @cached_property
    def content(self) -> dict[str, Any]:
        """What is kept of a sheet that is handed in."""
        return _pinned_content(self)


def stand(unit: Organisation, *, standard: str, year: int, person: Person, today: date) -> Stand:
    about, known = year_of(unit, year, person, today), standard_for(unit.pk, year, standard)
    sheet = score_sheet(known, facts_of(about, known))
    own = own_scores(unit, standard=standard, year=year)
    return Stand(sheet, own, proofs_behind(unit, sheet, own), about.sheet_due)


def _usual_standard(unit: Organisation, year: int, today: date) -> str:
    handed_in = ScoreSheet.objects.filter(organisation=unit, year=year).order_by("-handed_in_at").first()
    if handed_in and handed_in.standard in {*policy().standards, *own_keys({handed_in.standard})}:
        return handed_in.standard
    return standard_of(unit.pk, year, on=today)


def seen_of(content: Mapping[str, Any], kept: ScoreSheet | None) -> str:
    """A digest of a sheet as it would be handed in, and of which was handed in before it."""
    return digest_of({"content": content, "handed_in": kept.snapshot_id if kept else None})


def unit_of(organisation: str, *, person: Person, right: Right = Right.READ) -> Organisation:
    unit = organisation_within(organisation, person, right)
    if Level(unit.level) is not Level.UNIT:
        raise NotEvaluated(f"{name_now(unit)}不是单位，不单独评价。", do="请选择单位。")
    return unit


def own_scores(unit: Organisation, *, standard: str, year: int) -> dict[str, OwnScore]:
    """By item."""
    rows = ItemScore.objects.filter(organisation=unit, standard=standard, year=year)
    return {row.item: OwnScore(row.pk, row.points, row.reason) for row in rows}


def as_json(sheet: Sheet) -> dict[str, Any]:
    """As other programs rely on it."""
    return {
        "standard": sheet.standard.key,
        "gate": sheet.gate,
        "result": sheet.result.value,
        "points": sheet.points,
        "points_possible": sheet.points_possible,
        "undecided_points": sheet.undecided_points,
        "unverified_points": sheet.unverified_points,
        "verified_points": sheet.verified,
        "verified_decided": sheet.verified_decided,
        "verified_earned": sheet.verified_earned,
        "items": [_item_as_json(each) for each in sheet.decisions],
    }


def proofs_behind(unit: Organisation, sheet: Sheet, own: Mapping[str, OwnScore]) -> Mapping[str, Sequence[Proof]]:
    """By item, the evidence of the unit's own points and of the records behind those that the system gives."""
    return proofs_of(
        unit,
        {
            each.item.key: [
                *own.get(each.item.key, NOTHING_SAID).records,
                *(record for found in each.found for record in found.records),
            ]
            for each in sheet.decisions
        },
    )


def _pinned_content(now: Stand) -> dict[str, Any]:
    """The decisions, the unit's own points and reasons, the evidence, and what could still be earned."""
    sheet, known = now.sheet, now.sheet.standard
    items = [
        {
            **_item_as_json(each),
            "section": each.item.section,
            "own_points": said.points,
            "own_reason": said.reason,
            "evidence": [proof.code for proof in now.proofs[each.item.key]],
        }
        for each in sheet.decisions
        for said in (now.said_of(each.item.key),)
    ]
    documents = {name: digest for name, digest in policy().documents.items() if f"/{known.key}/" in name}
    content = {
        **as_json(sheet),
        "title": known.title,
        "document": known.document,
        "sections": [{"key": each.key, "name": each.name, "points": each.points} for each in known.sections],
        "items": items,
        "gains": [_gain_as_json(each) for each in now.gains.every],
        "policy": documents,
    }
    return orjson.loads(orjson.dumps(content, default=str))


def _gain_as_json(each: Gain) -> dict[str, Any]:
    missing = [one.says for one in each.missing] or [each.decision.why]
    return {"item": each.decision.item.key, "points": each.points, "missing": missing, "until": each.until}


def _item_as_json(each: Decision) -> dict[str, Any]:
    return {
        "item": each.item.key,
        "verdict": each.verdict.value,
        "points": each.points,
        "of": each.of,
        "why": each.why,
        "records": [_found_as_json(one) for one in each.found],
        "missing": [_missing_as_json(one) for one in each.missing],
        "text": each.item.text,
        "gate": each.item.is_gate,
        "certainty": each.item.certainty.value,
    }


def _found_as_json(one: Found) -> dict[str, Any]:
    return {
        "period": one.period,
        "says": one.says,
        "thing": one.thing,
        "names": list(one.names),
        "on_time": one.on_time,
    }


def _missing_as_json(one: Missing) -> dict[str, Any]:
    return {"period": one.period, "says": one.says, "thing": one.thing, "names": list(one.names)}


def _was(pinned: Mapping[str, Any] | None, now: Decision) -> str:
    """What was handed in where it is another verdict or other points by now; "" where it is the same."""
    if pinned is None:
        return ""
    before = None if pinned["points"] is None else Decimal(pinned["points"])
    if (pinned["verdict"], before) == (now.verdict.value, now.points):
        return ""
    points = "" if before is None else f" {before.normalize():f} 分"
    verdict = next(each.zh for each in type(now.verdict) if each.value == pinned["verdict"])
    return f"{verdict}{points}"
