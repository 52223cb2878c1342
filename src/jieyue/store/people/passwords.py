"""Passwords and the first passwords that stand in for them until somebody has chosen his own."""

import secrets
from datetime import datetime

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import check_password, make_password
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from jieyue.rules.signing_in import as_username, digest_in_halves, digest_of_code, digest_of_halves, drawn
from jieyue.store.people.models import EarlierPassword, FirstPassword, RecoveryCode, User
from jieyue.store.records.keeping import correct, keep, keep_in_place, remove
from jieyue.store.records.writing import Writing

EARLIER_KEPT = 4
"""With the present one: not one of the last five."""


class PasswordBackend(ModelBackend):
    """Whoever signs in with his password, or with the first password he was given.

    For a name that is not there, is disabled or has no password it asks the same of the database and of the hasher.
    """

    def authenticate(
        self,
        request: HttpRequest | None,  # noqa: ARG002 (Django gives it)
        username: str | None = None,
        password: str | None = None,
        **_: object,
    ) -> User | None:
        if username is None or password is None:
            return None
        user = User.objects.select_related("first_password").filter(username=as_username(username)).first()
        encoded = user.password if user is not None and user.is_active else ""
        knows = check_password(password, encoded)
        if user is None or not user.is_active:
            return None
        return user if knows or is_first_password(user, password, at=timezone.now()) else None


def choose_password(change: Writing, user: User, password: str) -> None:
    """His own from now on. The caller keeps the moment of it in the log."""
    _keep_earlier(change, user)
    kept = user.earlier_passwords.order_by("-id").values_list("id", flat=True)[:EARLIER_KEPT]
    remove(change, user.earlier_passwords.exclude(id__in=list(kept)))
    correct(change, user, password=make_password(password))
    remove(change, FirstPassword.objects.filter(user_id=user.pk))


def _keep_earlier(change: Writing, user: User) -> None:
    user.refresh_from_db(fields=["password"])
    if user.password:
        keep(change, EarlierPassword(user_id=user.pk, encoded=user.password))


def had_before(user: User, password: str) -> bool:
    """Whether it is the present password or one of the four before."""
    encoded = [user.password, *user.earlier_passwords.order_by("-id").values_list("encoded", flat=True)]
    return any(check_password(password, each) for each in encoded if each)


def give_first_password(change: Writing, user: User, *, until: datetime) -> str:
    """In place of the password, if there was one. It cannot be told a second time."""
    password = drawn(secrets.choice, groups=4)
    _give(change, user, digest_of_code(password, owner=user.pk), until)
    return password


def draw_half() -> str:
    """Half of a first password. Of what two persons hold half each, neither knows the other half."""
    return drawn(secrets.choice, groups=3)


def give_other_half(change: Writing, user: User, *, digest_of_first: str, until: datetime) -> str:
    """A first password in place of the password, whose first half somebody else was told before; gives the second."""
    half = draw_half()
    second = digest_of_code(half, owner=user.pk)
    _give(change, user, digest_of_halves(digest_of_first, second, owner=user.pk), until)
    return half


def _give(change: Writing, user: User, digest: str, until: datetime) -> None:
    _keep_earlier(change, user)
    correct(change, user, password="")
    given = FirstPassword(user_id=user.pk, digest=digest, until=until)
    keep_in_place(change, FirstPassword.objects.filter(user_id=user.pk).first(), given)


def is_first_password(user: User, password: str, *, at: datetime) -> bool:
    given = getattr(user, "first_password", None)
    digests = [make(password, owner=user.pk) for make in (digest_of_code, digest_in_halves)]
    if given is None or at >= given.until:
        return False
    return any(secrets.compare_digest(given.digest, digest) for digest in digests)


def with_first_password(at: datetime) -> QuerySet[FirstPassword]:
    """Ids of those whose first password is still good."""
    return FirstPassword.objects.filter(until__gt=at).values("user_id")


def new_recovery_codes(change: Writing, user: User, *, count: int = 10) -> list[str]:
    """In place of those there were."""
    codes = [drawn(secrets.choice, groups=3) for _ in range(count)]
    remove(change, user.recovery_codes.all())
    change.add(RecoveryCode, [(user.pk, digest_of_code(code, owner=user.pk)) for code in codes])
    return codes


def has_recovery_code(user: User, code: str) -> bool:
    """Whether it is one that was not used yet."""
    return user.recovery_codes.filter(digest=digest_of_code(code, owner=user.pk)).exists()


def use_recovery_code(change: Writing, user: User, code: str) -> bool:
    """Whether it is one that was not used yet; it is used now."""
    return bool(remove(change, user.recovery_codes.filter(digest=digest_of_code(code, owner=user.pk))))
