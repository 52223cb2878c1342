"""承诺书: a link is opened and closed by the unit, and each of its people signs for himself, once a year."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import orjson
from django.utils import timezone

from jieyue.programme.letters.pledges import on_roster, open_link, text_of
from jieyue.rules.person import Person
from jieyue.rules.refusal import Meanwhile, NotThere, Refused
from jieyue.rules.roles import Right
from jieyue.store.ledgers.pledges.models import ONLINE, Pledge
from jieyue.store.letters.models import PledgeLink, WrongTry
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import organisation_within
from jieyue.store.orgs.tree import name_on
from jieyue.store.records.keeping import correct, keep
from jieyue.store.records.writing import writing

OPENING, CLOSING, SIGNING = "pledge open", "pledge close", "pledge sign"
BY_LINK = "pledge-link"
"""In the log the login of whoever signed by a link; his name stands beside it."""
MOST_DAYS = 366
MOST_WRONG, WHILE = 10, timedelta(minutes=15)
"""Names that are not on the roster, from one address at one link, before it waits."""


class NotOpened(Refused):
    pass


class LinkUnknown(NotThere):
    pass


class NotOnRoster(Refused):
    pass


class TooManyTries(Refused):
    pass


class SignedAlready(Meanwhile):
    pass


def open_pledge(*, organisation: str, year: int, last_day: date, by: Person, at: datetime, reason: str = "") -> str:
    """开放签署: gives the secret of the link. What is to be signed stays as it is worded now."""
    today = timezone.localdate(at)
    if not today <= last_day <= today + timedelta(days=MOST_DAYS):
        do = "请填写今天以后一年之内的日期。"
        raise NotOpened(f"签署截止日 {last_day} 不合适。", do=do, where="last_day")
    with writing(operation=OPENING, by=by, at=at, reason=reason.strip()) as change:
        unit = organisation_within(organisation, by, Right.ENTER)
        if not on_roster(unit.pk, today).exists():
            do = "请先在“干部职工名册”登记姓名和处室，可以从 Excel 导入。"
            raise NotOpened("还没有干部职工名册，不知道谁应当签署。", do=do)
        if open_link(unit, year, today):
            raise NotOpened("签署已经开放。", do="要换一个链接的，请先停止现在的。")
        secret, text = secrets.token_urlsafe(16), orjson.dumps(text_of(unit.pk)).decode()
        keep(
            change, PledgeLink(organisation=unit, year=year, secret=secret, text=text, opened_at=at, last_day=last_day)
        )
        return secret


def close_pledge(*, organisation: str, year: int, by: Person, at: datetime, reason: str = "") -> None:
    """停止签署: the link is of no use any more. What was signed stays."""
    with writing(operation=CLOSING, by=by, at=at, reason=reason.strip()) as change:
        unit = organisation_within(organisation, by, Right.ENTER)
        link = open_link(unit, year, timezone.localdate(at))
        if link is None:
            raise NotOpened("签署没有开放，或者已经停止。", do="请刷新页面后再看。")
        correct(change, link, closed_at=at)


@dataclass(frozen=True)
class Asked:
    """What whoever opened the link sees: no name of anybody."""

    unit: str
    year: int
    text: Sequence[str]
    departments: Sequence[str]
    last_day: date


def asked_by_link(secret: str, *, today: date) -> Asked:
    """Raises LinkUnknown, also where it is over."""
    link = _link(secret, today)
    people = on_roster(link.organisation_id, today).order_by("department").values_list("department", flat=True)
    departments = list(dict.fromkeys(people))
    return Asked(name_on(link.organisation_id, today), link.year, orjson.loads(link.text), departments, link.last_day)


def sign_by_link(secret: str, *, department: str, name: str, at: datetime, address: str) -> None:
    """签署 by somebody without an account: his name and department have to stand on the unit's roster."""
    today = timezone.localdate(at)
    link = _link(secret, today)
    _refuse_after_many(link, address, at)
    department, name = department.strip(), name.strip()
    if not on_roster(link.organisation_id, today).filter(department=department, name=name).exists():
        WrongTry.objects.create(link=link, address=address[:60], at=at)
        do = "请核对处室和姓名，写全名；确实没有登记的，请联系本单位办公室补录。"
        raise NotOnRoster(f"{department}的名册里没有“{name[:20]}”。", do=do, where="name")
    _sign(link.organisation, link.year, department, name, by=Person(BY_LINK, address[:60], name=name), at=at)


def sign_pledge(*, organisation: str, year: int, by: Person, at: datetime, reason: str = "") -> None:
    """签署 by somebody who is signed in, by the name he has there."""
    unit, today = organisation_within(organisation, by), timezone.localdate(at)
    own = on_roster(unit.pk, today).filter(name=by.name).first() if by.name else None
    if own is None:
        do = "请联系本单位办公室在“干部职工名册”里补录。"
        raise NotOnRoster("本单位的名册里没有您的姓名。", do=do)
    _sign(unit, year, own.department, own.name, by=by, at=at, reason=reason)


def _sign(
    unit: Organisation, year: int, department: str, name: str, *, by: Person, at: datetime, reason: str = ""
) -> None:
    key = {"organisation": unit, "year": year, "department": department, "name": name}
    with writing(operation=SIGNING, by=by, at=at, reason=reason.strip()) as change:
        if kept := Pledge.objects.filter(**key).first():
            raise SignedAlready(
                f"{name}已于 {kept.signed_on} 签署，不用再签。", do="不是本人签的，请联系本单位办公室。"
            )
        keep(change, Pledge(**key, signed_on=timezone.localdate(at), way=ONLINE))


def _link(secret: str, today: date) -> PledgeLink:
    found = PledgeLink.objects.filter(secret=secret, closed_at=None, last_day__gte=today)
    link = found.select_related("organisation").first()
    if link is None:
        raise LinkUnknown("签署链接不对，或者已经停止。", do="请向本单位办公室要新的二维码或链接。")
    return link


def _refuse_after_many(link: PledgeLink, address: str, at: datetime) -> None:
    WrongTry.objects.filter(at__lt=at - WHILE).delete()
    if WrongTry.objects.filter(link=link, address=address[:60]).count() >= MOST_WRONG:
        minutes = int(WHILE / timedelta(minutes=1))
        raise TooManyTries("填错的次数太多。", do=f"请 {minutes} 分钟以后再试，或者联系本单位办公室。")
