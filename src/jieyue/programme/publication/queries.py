"""What is published, drafted or waits for approval."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Exists, OuterRef

from jieyue.programme.organisations.naming import Named, named
from jieyue.programme.people.second_person import is_own_step
from jieyue.programme.publication.catalogue import NoticeUnknown, NotPublishable, called, publications
from jieyue.programme.publication.content import lines_of, own_layout, seen_of
from jieyue.programme.publication.drafting import drawn_from
from jieyue.programme.publication.operations import parties_to
from jieyue.programme.records.signing import makers
from jieyue.programme.reporting.figures import Changes, Content, lines, other_lines
from jieyue.rules.moves import Move, possible
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.publication import ENERGY, MOVES, PROPOSE, REPLACE, NoticeState, Publication
from jieyue.rules.roles import Right
from jieyue.store.notices.models import Notice, Objection
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import organisation_within, reaches, within
from jieyue.store.records.any_of import any_of
from jieyue.store.reporting.models import Report
from jieyue.store.snapshots.keeping import content_of

PUBLIC = (NoticeState.PUBLISHED, NoticeState.REPLACED)
PRESSED = [move for move in MOVES if move not in (PROPOSE, REPLACE)]
"""The buttons beside a notice: a draft is handed in with its words, and one is replaced by publishing another."""


@dataclass(frozen=True)
class ObjectionShown:
    id: int
    by: str
    at: datetime
    text: str
    answer: str
    answered_by: str
    answered_at: datetime | None


@dataclass(frozen=True)
class Shown:
    """A notice, or the draft of one. Published, `content` is what was pinned. `since` tells in what the ledger is other
    by now than the notice says, or than a draft of accepted figures. `seen` is the digest of what a draft shows;
    `barred` says that whoever might decide does not, having had a part in it. `id` is None for a draft nobody touched.
    """

    id: int | None
    organisation: Named
    kind: Publication
    period: Period | None
    number: int
    state: NoticeState
    content: Content
    words: Mapping[str, object]
    seen: str
    since: Changes
    objections: Sequence[ObjectionShown]
    earlier: Sequence[int]
    later: int | None
    moves: Sequence[Move]
    may_edit: bool
    may_answer: bool
    proposed_by: str
    decided_reason: str
    barred: bool = False

    @property
    def is_public(self) -> bool:
        return self.state in PUBLIC

    @property
    def is_of_figures(self) -> bool:
        return self.kind.key == ENERGY

    @property
    def called(self) -> str:
        return self.kind.called(self.period)


@dataclass(frozen=True)
class Line:
    """A notice in a list; `id` is None for a draft that nobody has touched yet."""

    organisation: Named
    kind: Publication
    period: Period | None
    number: int
    state: NoticeState
    shown_from: date | None
    shown_until: date | None
    is_shown: bool
    reason: str = ""

    @property
    def called(self) -> str:
        """What its address calls it."""
        return self.kind.called(self.period)


def notice(
    *, organisation: str, period: Period | None, what: str = ENERGY, number: int | None = None, person: Person,
    today: date,
) -> Shown:  # fmt: skip
    """The newest notice of a quarter, or of what else is published; or the one of that number.

    Only who enters or approves sees a draft; one that nobody has touched yet is the first. Raises OrganisationUnknown,
    NoticeUnknown.
    """
    unit = organisation_within(organisation, person)
    kind = called(what)
    same = Notice.objects.filter(organisation=unit, what=what, period=str(period or ""))
    kept = {each.number: each for each in same}
    rights = _rights(person, unit)
    visible = [n for n, each in kept.items() if each.state in PUBLIC or rights & {Right.ENTER, Right.APPROVE}]
    wanted = number or (max(visible) if visible else 1)
    found = kept.get(wanted) if wanted in visible else None
    if found is None and (wanted > 1 or kept or not _may_be_drafted(unit, kind, period, rights, today)):
        raise NoticeUnknown("没有这份公示，或者不在您的管辖范围内。", do="请从公示列表中打开。")
    return _shown(_Asked(unit, kind, period, rights, person, today), found, visible)


def notices(*, organisation: str, person: Person, today: date) -> list[Line]:
    """Of an organisation, the latest quarter first and then what has no quarter: what was published, and drafts for who
    enters or approves.
    """
    unit = organisation_within(organisation, person)
    own = named([unit.pk], on=today)[unit.pk]
    rights = _rights(person, unit)
    sees_drafts = bool(rights & {Right.ENTER, Right.APPROVE})
    kept = [each for each in Notice.objects.filter(organisation=unit) if sees_drafts or each.state in PUBLIC]
    lines = [_line(each, own, today) for each in kept]
    if sees_drafts:
        touched = {(each.what, each.period) for each in kept}
        there = [
            (kind, period)
            for kind in publications().values()
            if not kind.waits
            for period in drawn_from(kind.key).periods(unit, today)
        ]
        lines += [_draft_line(own, *each) for each in there if (each[0].key, str(each[1] or "")) not in touched]
    return sorted(lines, key=lambda line: (line.kind.key == ENERGY, str(line.period or ""), line.number), reverse=True)


def shown_now(*, person: Person, today: date, most: int = 20) -> list[Line]:
    """What is on show today within the person's reach, the latest first."""
    rows = within(Notice.objects.all(), person, organisation=Notice.organisation_lookup)
    rows = rows.filter(state=NoticeState.PUBLISHED, shown_from__lte=today, shown_until__gte=today)
    found = list(rows.order_by("-shown_from", "-id")[:most])
    names = named({each.organisation_id for each in found}, on=today)
    return [_line(each, names[each.organisation_id], today) for each in found]


def waiting_for(*, person: Person, today: date, most: int = 50) -> list[Line]:
    """Notices that the person may approve, the oldest first."""
    rows = within(Notice.objects.all(), person, organisation=Notice.organisation_lookup, right=Right.APPROVE)
    rows = rows.filter(state=NoticeState.PROPOSED).exclude(proposed_by=person.username)
    found = list(rows.order_by("proposed_at")[:most])
    names = named({each.organisation_id for each in found}, on=today)
    return [_line(each, names[each.organisation_id], today) for each in found]


def sent_back(*, person: Person, today: date, most: int = 20) -> list[Line]:
    """Drafts of the person's units that an approver did not want like that, with his reason, the oldest first."""
    rows = within(Notice.objects.all(), person, organisation=Notice.organisation_lookup, right=Right.ENTER)
    found = list(rows.filter(state=NoticeState.DRAFT).exclude(decided_reason="").order_by("proposed_at")[:most])
    names = named({each.organisation_id for each in found}, on=today)
    return [replace(_line(each, names[each.organisation_id], today), reason=each.decided_reason) for each in found]


def overtaken(*, person: Person, today: date, most: int = 20) -> list[Line]:
    """Published notices of the person's units whose quarter was accepted anew since with other figures, and which
    nobody has begun to correct; the oldest first.
    """
    same = {"organisation": OuterRef("organisation"), "period": OuterRef("period")}
    accepted_later = Report.objects.filter(**same, accepted__log_seq__gt=OuterRef("snapshot__log_seq"))
    begun = Notice.objects.filter(**same, what=ENERGY, number__gt=OuterRef("number"))
    rows = within(Notice.objects.all(), person, organisation=Notice.organisation_lookup, right=Right.ENTER)
    public = rows.filter(Exists(accepted_later), what=ENERGY, state=NoticeState.PUBLISHED).exclude(Exists(begun))
    found = list(public.select_related("snapshot").order_by("published_at")[:most])
    accepted = _accepted_of(found)
    names = named({each.organisation_id for each in found}, on=today)
    return [
        _line(each, names[each.organisation_id], today)
        for each in found
        if list(other_lines(lines_of(content_of(each.snapshot)), lines(accepted[each.organisation_id, each.period])))
    ]


def _accepted_of(found: Sequence[Notice]) -> dict[tuple[int, str], Content]:
    """By unit and quarter of these notices, what was accepted."""
    kept = Report.objects.filter(
        organisation__in=any_of(each.organisation_id for each in found), period__in=[each.period for each in found]
    ).select_related("accepted")
    return {(each.organisation_id, each.period): content_of(each.accepted) for each in kept if each.accepted}


def objections_to_answer(*, person: Person, today: date, most: int = 20) -> list[Line]:
    """Notices of the person's units with an objection that nobody has answered."""
    rows = within(Objection.objects.all(), person, organisation=Objection.organisation_lookup, right=Right.ENTER)
    open_ones = rows.filter(answer="").select_related("notice").order_by("at")[:most]
    found = list({each.notice_id: each.notice for each in open_ones}.values())
    names = named({each.organisation_id for each in found}, on=today)
    return [_line(each, names[each.organisation_id], today) for each in found]


def _rights(person: Person, unit: Organisation) -> set[Right]:
    wanted = (Right.ENTER, Right.APPROVE)
    return {right for right in wanted if reaches(unit.pk, person, right)}


def _may_be_drafted(
    unit: Organisation, kind: Publication, period: Period | None, rights: set[Right], today: date
) -> bool:
    if not rights or unit.level not in kind.levels:
        return False
    try:
        drawn_from(kind.key).refuse_undrafted(unit, period, today)
    except NotPublishable:
        return False
    return True


@dataclass(frozen=True)
class _Asked:
    unit: Organisation
    kind: Publication
    period: Period | None
    rights: set[Right]
    person: Person
    today: date


def _shown(asked: _Asked, found: Notice | None, visible: list[int]) -> Shown:
    unit, period, rights, person = asked.unit, asked.period, asked.rights, asked.person
    state = NoticeState(found.state) if found else NoticeState.DRAFT
    pinned = _as_published(content_of(found.snapshot), unit) if found and found.snapshot else {}
    source = drawn_from(asked.kind.key)
    content = pinned or source.content(unit, period)
    number = found.number if found else 1
    objections = list(found.objections.order_by("at")) if found else []
    ids = [each.pk for each in objections]
    by, answered_by = (makers(Objection, ids, operation=each) for each in ("notice objection", "notice answer"))
    proposed_by = makers(Notice, [found.pk] if found else (), operation="notice propose")
    open_to = [move for move in possible(PRESSED, state) if move.right in rights]
    barred = _is_barred(asked, found, open_to)
    return Shown(
        id=found and found.pk,
        organisation=named([unit.pk], on=asked.today)[unit.pk],
        kind=asked.kind,
        period=period,
        number=number,
        state=state,
        content=content,
        words=pinned or _words(found, asked.kind),
        seen="" if pinned else seen_of(found, content),
        since=source.since(content, unit, period, person=person),
        objections=[_objection(each, by.get(each.pk, ""), answered_by.get(each.pk, "")) for each in objections],
        earlier=[n for n in sorted(visible) if n < number],
        later=min((n for n in visible if n > number), default=None),
        moves=[move for move in open_to if not (barred and move.by_another)],
        barred=barred,
        may_edit=state is NoticeState.DRAFT and Right.ENTER in rights,
        may_answer=Right.ENTER in rights,
        proposed_by=proposed_by.get(found.pk, "") if found else "",
        decided_reason=found.decided_reason if found else "",
    )


def _as_published(pinned: Content, unit: Organisation) -> Content:
    """A notice from before papers had lines is printed in the form of today, with the words and figures it had."""
    return pinned if "lines" in pinned.get("layout", {}) else {**pinned, "layout": own_layout(unit)}


def _is_barred(asked: _Asked, found: Notice | None, moves: Sequence[Move]) -> bool:
    """Whether there is something to decide that he does not, because he had a part in it."""
    if found is None or not any(move.by_another for move in moves):
        return False
    parties = parties_to(found, asked.unit, asked.period)
    return is_own_step(parties=parties, organisation=asked.unit.code, right=Right.APPROVE, by=asked.person)


def _words(found: Notice | None, kind: Publication) -> dict[str, object]:
    if found is None:
        return {"reasons": "", "place": "", "telephone": "", "correction": "", "days": kind.days, "number": 1}
    names = ("reasons", "place", "telephone", "correction", "days", "number")
    return {name: getattr(found, name) for name in names}


def _objection(each: Objection, by: str, answered_by: str) -> ObjectionShown:
    return ObjectionShown(each.pk, by, each.at, each.text, each.answer, answered_by, each.answered_at)


def _line(each: Notice, own: Named, today: date) -> Line:
    state = NoticeState(each.state)
    is_shown = state is NoticeState.PUBLISHED and each.shown_from <= today <= each.shown_until
    period = Period.parse(each.period) if each.period else None
    return Line(own, called(each.what), period, each.number, state, each.shown_from, each.shown_until, is_shown)


def _draft_line(own: Named, kind: Publication, period: Period | None) -> Line:
    return Line(own, kind, period, 1, NoticeState.DRAFT, None, None, is_shown=False)
