"""责任书: sent out and so signed by the upper side, signed by the lower, taken back with a reason."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from jieyue.programme.letters.content import PAPER, letter_content
from jieyue.programme.letters.reading import signed_above_by, signs_for
from jieyue.programme.targets.figures import directly_below
from jieyue.rules.letters import SIGN, TAKE_BACK, LetterState, right_to_send, right_to_sign
from jieyue.rules.moves import refuse_from
from jieyue.rules.person import Person
from jieyue.rules.refusal import NotThere, Refused
from jieyue.rules.values import Level
from jieyue.store.letters.models import Letter
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import organisation_within, within
from jieyue.store.orgs.tree import name_on
from jieyue.store.records.any_of import any_of
from jieyue.store.records.keeping import correct, keep
from jieyue.store.records.writing import Writing, writing
from jieyue.store.snapshots.keeping import pin

SEND, SIGNING, TAKING_BACK = "letter send", "letter sign", "letter take_back"
MOST_AT_ONCE = 200
MOST_REASON = 200


class NotSent(Refused):
    pass


class NotSigned(Refused):
    pass


class LetterUnknown(NotThere):
    pass


@dataclass(frozen=True)
class Sent:
    """How many were sent, and how many still have none: of whom nothing is to be said, or for the next time."""

    count: int
    left: int


def send(
    *, organisation: str, year: int, below: Collection[str] = (), by: Person, at: datetime, reason: str = ""
) -> Sent:
    """发出责任书 to those directly below that have none of the year, or to these (`below`) of them."""
    with writing(operation=SEND, by=by, at=at, reason=reason.strip()) as change:
        issuer = organisation_within(organisation, by)
        issuer = organisation_within(organisation, by, right_to_send(Level(issuer.level)))
        waiting = _without(issuer, year, by)
        wanted = [each for each in waiting if not below or each.code in below]
        if not wanted:
            raise NotSent("没有要发的下级：都已有这一年的责任书。", do="要重发的，请先收回原来的，写明原因。")
        count = sum(_send(change, each, issuer, year, by=by, at=at) for each in wanted[:MOST_AT_ONCE])
        if not count:
            do = "请先在“目标”页向下分解目标，或者在“任务”页执行行动方案。"
            raise NotSent("这些下级这一年没有下达的目标，也没有方案规定的任务，责任书没有内容。", do=do)
        return Sent(count, len(waiting) - count)


def _without(issuer: Organisation, year: int, by: Person) -> list[Organisation]:
    """Those directly below that have no letter that stands."""
    ids = directly_below(issuer, by.on)
    having = Letter.objects.filter(organisation__in=any_of(ids), year=year).exclude(state=LetterState.TAKEN_BACK)
    rows = Organisation.objects.filter(pk__in=any_of(set(ids) - set(having.values_list("organisation_id", flat=True))))
    return list(rows.filter(closed_on=None).order_by("code"))


def _send(change: Writing, to: Organisation, issuer: Organisation, year: int, *, by: Person, at: datetime) -> bool:
    content = letter_content(to, issuer, year, person=by)
    if not content["targets"] and not content["duties"]:
        return False
    pinned = pin(change, organisation=to.pk, what=PAPER[:20], period=f"{year:04}", content=content, at=at)
    number = Letter.objects.filter(organisation=to, year=year).count() + 1
    about = {"sent_by": by.username, "sent_signature": by.signature, "sent_at": at, "state": LetterState.SENT}
    keep(change, Letter(organisation=to, year=year, number=number, issuer=issuer, snapshot_id=pinned, **about))
    return True


def sign(*, letter: int, by: Person, at: datetime, reason: str = "") -> None:
    """签订: by whoever leads the lower side, who neither signed for the upper one nor had it signed for him. Of two at
    once one signs.
    """
    with writing(operation=SIGNING, by=by, at=at, reason=reason.strip()) as change:
        kept = _letter(letter, by)
        refuse_from(SIGN, LetterState(kept.state), what="这份责任书")
        if by.username in signed_above_by(kept):
            raise NotSigned("您已代表上级签发，不能再代表下级签订。", do="请由下级的负责人签订。")
        if not signs_for(kept, by):
            right = right_to_sign(Level(kept.organisation.level)).zh
            name = name_on(kept.organisation_id, by.on)
            raise NotSigned(f"责任书由{name}的负责人签订。", do=f"请由在{name}任职、有“{right}”权限的人签订。")
        now = {"signed_by": by.username, "signed_signature": by.signature, "signed_at": at}
        correct(change, kept, state=SIGN.target, **now)


def take_back(*, letter: int, by: Person, at: datetime, reason: str) -> None:
    """收回: by the upper side, with the reason; then another can be sent."""
    if not reason.strip():
        raise NotSigned("收回责任书须写明原因。", do="请写明原因。", where="reason")
    with writing(operation=TAKING_BACK, by=by, at=at, reason=reason.strip()) as change:
        kept = _letter(letter, by)
        organisation_within(kept.issuer.code, by, right_to_send(Level(kept.issuer.level)))
        refuse_from(TAKE_BACK, LetterState(kept.state), what="这份责任书")
        correct(change, kept, state=TAKE_BACK.target, taken_back_reason=reason.strip()[:MOST_REASON])


def _letter(letter: int, by: Person) -> Letter:
    found = within(Letter.objects.filter(pk=letter), by, organisation="organisation", are_few=True)
    kept = found.select_related("organisation", "issuer").first()
    if kept is None:
        raise LetterUnknown("没有这份责任书，或者不在您的管辖范围内。", do="请从“责任书”页打开。")
    return kept
