"""Making and revoking tokens: each for himself."""

import secrets
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from jieyue.programme.tokens.queries import digest_of
from jieyue.rules.person import Person
from jieyue.rules.refusal import NotAllowed, NotThere, Refused
from jieyue.rules.roles import Right, Role
from jieyue.store.orgs.reach import organisation_within
from jieyue.store.records.keeping import correct, keep
from jieyue.store.records.writing import writing
from jieyue.store.tokens.models import Token

PREFIX = "jieyue_"
LONGEST_NAME = 60


class TokenRefused(Refused):
    pass


class TokenUnknown(NotThere):
    pass


def make_token(
    *,
    name: str,
    last_day: date,
    may_enter: bool = False,
    is_for_calendar: bool = False,
    organisation: str = "",
    by: Person,
    at: datetime,
) -> tuple[int, str]:
    """Its id and what the program has to send, which is told this once."""
    if by.id is None or not (by.may(Right.READ) or by.has_role(Role.LOCAL_SECURITY)):
        raise NotAllowed("您没有可以交给程序办理的权限。", do="接入凭证由在机构任职的人为自己申请。")
    _refuse_days(last_day, timezone.localdate(at))
    if not name.strip() or len(name.strip()) > LONGEST_NAME:
        raise TokenRefused("请写明接入凭证的用途，最多 60 个字。", do="例如“财务系统每月送票据”。")
    if may_enter and is_for_calendar:
        raise TokenRefused("只用于日历订阅的接入凭证不能填报。", do="请只选一项；两样都要的，请申请两个接入凭证。")
    place = organisation_within(organisation.strip(), by) if organisation.strip() else None
    secret = PREFIX + secrets.token_urlsafe(32)
    with writing(operation="make token", by=by, at=at) as change:
        about = {"name": name.strip(), "last_day": last_day, "organisation": place}
        may = {"may_enter": may_enter, "is_for_calendar": is_for_calendar}
        made = Token(user_id=by.id, made_at=at, digest=digest_of(secret), **about, **may)
        return keep(change, made), secret


def revoke_token(*, token: int, by: Person, at: datetime) -> None:
    """From now on it is nobody's."""
    with writing(operation="revoke token", by=by, at=at) as change:
        made = Token.objects.filter(pk=token, user_id=by.id).first()
        if made is None:
            raise TokenUnknown("没有这个接入凭证。", do="请刷新页面后再看。")
        if made.revoked_at is None:
            correct(change, made, revoked_at=at)


def _refuse_days(last_day: date, today: date) -> None:
    longest = today + timedelta(days=settings.JIEYUE_TOKEN_DAYS)
    if not today <= last_day <= longest:
        raise TokenRefused(
            f"接入凭证的最后一天须在今天和 {longest} 之间。", do="到期前可以再申请一个，交接后撤销旧的。"
        )
