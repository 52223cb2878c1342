"""Whose token it is, and what one has made."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Literal

from django.utils import timezone

from jieyue.programme.people.signing_in import owed
from jieyue.rules.person import Person, Post
from jieyue.rules.roles import Role
from jieyue.store.orgs.tree import path_on
from jieyue.store.people.people import person_of
from jieyue.store.tokens.models import Token

USE_IS_NOTED_AFTER = timedelta(minutes=5)
KEPT_ROLES = (Role.CLERK, Role.REVIEWER, Role.AUTHORITY)
"""What a token may do for its owner beyond reading: enter and submit figures, review and lock them, shape
organisations. It never approves a notice. Whoever grants at a place grants with it, if it may enter; nothing is read
with it then.
"""


@dataclass(frozen=True)
class Made:
    """A token as its owner sees it; what the program sends is not kept."""

    id: int
    name: str
    last_day: date
    may_enter: bool
    is_for_calendar: bool
    organisation: str
    made_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None

    def is_good(self, on: date) -> bool:
        return self.revoked_at is None and on <= self.last_day


def digest_of(secret: str) -> str:
    """Chance makes a token long enough for a quick hash."""
    return sha256(secret.encode()).hexdigest()


def own_tokens(*, person: Person) -> list[Made]:
    """Those the person made, the newest first."""
    own = Token.objects.filter(user_id=person.id).select_related("organisation").order_by("-id")
    return [
        Made(
            each.pk,
            each.name,
            each.last_day,
            each.may_enter,
            each.is_for_calendar,
            each.organisation.code if each.organisation else "",
            each.made_at,
            each.revoked_at,
            each.last_used_at,
        )
        for each in own
    ]


def person_of_token(secret: str, *, at: datetime, address: str, opens: Literal["api", "calendar"]) -> Person | None:
    """The owner with what the token lets him do; None for one that is unknown, over, revoked, made for something else,
    or whose owner may not sign in, or has to choose a password or set up a second factor first. A token for programs
    opens the calendar too, as it did before there were others; one for the calendar opens nothing else.
    """
    on = timezone.localdate(at)
    found = Token.objects.select_related("user").filter(digest=digest_of(secret), revoked_at=None, last_day__gte=on)
    token = found.first()
    if token is None or not token.user.is_active or (token.is_for_calendar and opens != "calendar"):
        return None
    login = f"接入凭证“{token.name}” {address}"
    owner = person_of(token.user, on=on, login=login[:150])
    if owed(token.user, owner, at=at):
        return None
    _note_use(token, at)
    return replace(owner, posts=tuple(_cut(owner, token)))


def _cut(owner: Person, token: Token) -> Iterator[Post]:
    top = path_on(token.organisation_id, owner.on) if token.organisation_id else "/"
    for post in owner.posts:
        path = max(post.path, top, key=len)
        role = _kept(post.role, token)
        if role and path.startswith(post.path) and path.startswith(top):
            yield replace(post, role=role, path=path)


def _kept(role: Role, token: Token) -> Role | None:
    """What is left of a role: none of those who see no figures becomes a reader's."""
    if role.stands_apart:
        return role if token.may_enter and role is Role.LOCAL_SECURITY else None
    return role if token.may_enter and role in KEPT_ROLES else Role.READER


def _note_use(token: Token, at: datetime) -> None:
    if token.last_used_at is None or at - token.last_used_at > USE_IS_NOTED_AFTER:
        Token.objects.filter(pk=token.pk).update(last_used_at=at)
