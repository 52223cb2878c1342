"""公众页面: what a unit publishes, for whoever has its QR code and no account."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from jieyue.programme.organisations.naming import Named, named
from jieyue.programme.publication.catalogue import NoticeUnknown
from jieyue.programme.publication.queries import Line, Shown, notice, notices
from jieyue.rules.period import Period
from jieyue.rules.person import Person, Post
from jieyue.rules.refusal import NotThere, Refused
from jieyue.rules.roles import Right, Role
from jieyue.store.notices.models import PublicPage
from jieyue.store.orgs.reach import organisation_within, reaches
from jieyue.store.orgs.tree import path_on
from jieyue.store.records.keeping import correct, keep
from jieyue.store.records.writing import writing

OPEN, CLOSE = "public page open", "public page close"
VISITOR = "public"


class PageUnknown(NotThere):
    pass


class NotOpened(Refused):
    pass


@dataclass(frozen=True)
class Page:
    """`secret` is "" where there is none; `may_change`: the person opens and closes it."""

    secret: str
    may_change: bool


@dataclass(frozen=True)
class Published:
    """What is on show of a unit today."""

    organisation: Named
    lines: Sequence[Line]


def public_page(*, organisation: str, person: Person) -> Page:
    """Raises OrganisationUnknown."""
    unit = organisation_within(organisation, person)
    kept = PublicPage.objects.filter(organisation=unit, closed_at=None).first()
    may = reaches(unit.pk, person, Right.APPROVE)
    return Page(kept.secret if kept else "", may)


def open_page(*, organisation: str, by: Person, at: datetime, reason: str = "") -> str:
    """Whoever approves of notices decides that they are public; gives the secret of the address. Raises NotOpened."""
    with writing(operation=OPEN, by=by, at=at, reason=reason.strip()) as change:
        unit = organisation_within(organisation, by, Right.APPROVE)
        if PublicPage.objects.filter(organisation=unit, closed_at=None).exists():
            raise NotOpened("公众页面已经开放。", do="要换一个二维码的，请先关闭现在的。")
        secret = secrets.token_urlsafe(16)
        keep(change, PublicPage(organisation=unit, secret=secret, opened_at=at))
        return secret


def close_page(*, organisation: str, by: Person, at: datetime, reason: str = "") -> None:
    """The QR code is of no use any more. Raises NotOpened."""
    with writing(operation=CLOSE, by=by, at=at, reason=reason.strip()) as change:
        unit = organisation_within(organisation, by, Right.APPROVE)
        kept = PublicPage.objects.filter(organisation=unit, closed_at=None).first()
        if kept is None:
            raise NotOpened("公众页面没有开放，或者已经关闭。", do="请刷新页面后再看。")
        correct(change, kept, closed_at=at)


def published_at(secret: str, *, today: date) -> Published:
    """What is on show today, and nothing else. Raises PageUnknown."""
    page = _page(secret)
    shown = [each for each in notices(**_asked(page, today)) if each.is_shown]
    return Published(named([page.organisation_id], on=today)[page.organisation_id], shown)


def notice_at(secret: str, *, what: str, period: Period | None, number: int, today: date) -> Shown:
    """One that is on show today. Raises PageUnknown, NoticeUnknown."""
    found = published_at(secret, today=today)
    if (what, period, number) not in {(each.kind.key, each.period, each.number) for each in found.lines}:
        raise NoticeUnknown("没有这份公示，或者公示期已满。", do="请返回列表，看正在公示的内容。")
    return notice(**_asked(_page(secret), today), what=what, period=period, number=number)


def _page(secret: str) -> PublicPage:
    kept = PublicPage.objects.filter(secret=secret, closed_at=None).select_related("organisation").first()
    if kept is None:
        raise PageUnknown("这个页面不存在，或者已经关闭。", do="请向张贴二维码的单位询问。")
    return kept


def _asked(page: PublicPage, today: date) -> dict[str, object]:
    """As somebody asks who may only read what the unit shows."""
    post = Post(Role.READER, path_on(page.organisation_id, today))
    return {
        "organisation": page.organisation.code,
        "person": Person(VISITOR, VISITOR, (post,), on=today),
        "today": today,
    }
