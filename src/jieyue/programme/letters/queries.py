"""责任书: an organisation's own, those of whom stands directly below, and how far signing has come down the tree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from jieyue.programme.letters.content import letter_content
from jieyue.programme.letters.operations import LetterUnknown
from jieyue.programme.letters.reading import path_of, signs_for
from jieyue.programme.organisations.naming import Named, named
from jieyue.programme.targets.figures import directly_below
from jieyue.rules.letters import SIGN, TAKE_BACK, LetterState, right_to_send
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.refusal import Refused
from jieyue.rules.values import Level
from jieyue.store.letters.models import Letter
from jieyue.store.orgs.models import Organisation, Placement
from jieyue.store.orgs.reach import organisation_within, reaches, within
from jieyue.store.orgs.tree import under
from jieyue.store.records.any_of import any_of
from jieyue.store.snapshots.keeping import content_of


class NoSuperior(Refused):
    """Nobody stands above, so that there is nobody to sign with."""


@dataclass(frozen=True)
class Line:
    """One directly below, and its letter, None where there is none."""

    organisation: Named
    letter: Letter | None

    @property
    def state(self) -> LetterState | None:
        return LetterState(self.letter.state) if self.letter else None


@dataclass(frozen=True)
class Shown:
    """`signed` of `of` below, at all levels, have signed with whoever stands above them."""

    organisation: Named
    year: int
    own: Letter | None
    lines: Sequence[Line]
    count: int
    signed_here: int
    signed: int
    of: int
    may_send: bool


def letters(*, organisation: str, year: int, person: Person, first: int = 0, many: int = 50) -> Shown:
    subject = organisation_within(organisation, person)
    below = directly_below(subject, person.on)
    standing = _standing([*below, subject.pk], year)
    listed = below[first : first + many]
    names = named([*listed, subject.pk], on=person.on)
    signed, of = _down_the_tree(subject, year, person)
    return Shown(
        organisation=names[subject.pk],
        year=year,
        own=standing.get(subject.pk),
        lines=[Line(names[each], standing.get(each)) for each in listed],
        count=len(below),
        signed_here=sum(each in standing and standing[each].state == LetterState.SIGNED for each in below),
        signed=signed,
        of=of,
        may_send=bool(below) and _may_send(subject, person),
    )


def _standing(organisations: Sequence[int], year: int) -> dict[int, Letter]:
    """Those that were not taken back."""
    rows = Letter.objects.filter(organisation__in=any_of(organisations), year=year)
    return {each.organisation_id: each for each in rows.exclude(state=LetterState.TAKEN_BACK).order_by("number")}


def _down_the_tree(subject: Organisation, year: int, person: Person) -> tuple[int, int]:
    """Of all below but departments how many have signed, and how many there are."""
    placed = under(path_of(subject, person), person.on).exclude(organisation__level=Level.DEPARTMENT)
    ids = set(placed.values_list("organisation_id", flat=True)) - {subject.pk}
    signed = Letter.objects.filter(organisation__in=any_of(ids), year=year, state=LetterState.SIGNED)
    return signed.values("organisation_id").distinct().count(), len(ids)


def _may_send(subject: Organisation, person: Person) -> bool:
    right = right_to_send(Level(subject.level))
    return reaches(subject.pk, person, right)


@dataclass(frozen=True)
class OneLetter:
    letter: Letter
    organisation: Named
    issuer: str
    content: Mapping[str, Any]
    may_sign: bool
    may_take_back: bool

    @property
    def state(self) -> LetterState:
        return LetterState(self.letter.state)


def letter_of(*, letter: int, person: Person) -> OneLetter:
    """Raises LetterUnknown."""
    found = within(Letter.objects.filter(pk=letter), person, organisation="organisation", are_few=True)
    kept = found.select_related("organisation", "issuer", "snapshot").first()
    if kept is None:
        raise LetterUnknown("没有这份责任书，或者不在您的管辖范围内。", do="请从“责任书”页打开。")
    content, state = content_of(kept.snapshot), LetterState(kept.state)
    signs = signs_for(kept, person)
    return OneLetter(
        letter=kept,
        organisation=named([kept.organisation_id], on=person.on)[kept.organisation_id],
        issuer=str(content["issuer"]),
        content=content,
        may_sign=SIGN.starts_from(state) and signs,
        may_take_back=TAKE_BACK.starts_from(state) and _may_send(kept.issuer, person),
    )


@dataclass(frozen=True)
class Printed:
    """What is printed: the letter that stands, with its signatures, or what would be sent out today."""

    content: Mapping[str, Any]
    is_draft: bool


def letter_to_print(*, organisation: str, period: Period, person: Person, today: date) -> Printed:
    """Raises OrganisationUnknown, NoSuperior."""
    subject = organisation_within(organisation, person)
    kept = _standing([subject.pk], period.year).get(subject.pk)
    if kept:
        signed = {"sent": _signed(kept.sent_signature, kept.sent_at)}
        signed["signed"] = _signed(kept.signed_signature, kept.signed_at)
        return Printed(content_of(kept.snapshot) | signed, is_draft=kept.state != LetterState.SIGNED)
    issuer = _superior(subject, today)
    if issuer is None:
        raise NoSuperior("它没有上级机构，没有责任书。", do="责任书由上级与下级签订，请选择它的下级。")
    content = letter_content(subject, Organisation.objects.get(pk=issuer), period.year, person=person)
    return Printed(dict(content) | {"sent": {}, "signed": {}}, is_draft=True)


def has_letter(*, organisation: str, period: Period, person: Person, today: date) -> bool:
    """Whether there is one to print, signed or to be signed. Raises OrganisationUnknown."""
    subject = organisation_within(organisation, person)
    return subject.pk in _standing([subject.pk], period.year) or _superior(subject, today) is not None


def _superior(subject: Organisation, today: date) -> int | None:
    above = Placement.objects.filter(organisation=subject, since__lte=today, until__gt=today)
    return above.values_list("version__parent", flat=True).first()


def _signed(signature: str, at: datetime | None) -> dict[str, object]:
    return {"signature": signature, "at": at} if signature and at else {}
