"""Passwords and the first passwords that stand in for them until somebody has chosen his own."""

import secrets
from datetime import datetime

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest
from django.utils import timezone

from jieyue.rules.signing_in import as_username, digest_of_code, drawn
from jieyue.store.people.models import EarlierPassword, FirstPassword, RecoveryCode, User

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


def choose_password(user: User, password: str) -> None:
    """His own from now on. The caller keeps the moment of it in the log."""
    if user.password:
        EarlierPassword.objects.create(user=user, encoded=user.password)
        kept = user.earlier_passwords.order_by("-id").values_list("id", flat=True)[:EARLIER_KEPT]
        user.earlier_passwords.exclude(id__in=list(kept)).delete()
    user.password = make_password(password)
    User.objects.filter(pk=user.pk).update(password=user.password)
    FirstPassword.objects.filter(user=user).delete()


def had_before(user: User, password: str) -> bool:
    """Whether it is the present password or one of the four before."""
    encoded = [user.password, *user.earlier_passwords.order_by("-id").values_list("encoded", flat=True)]
    return any(check_password(password, each) for each in encoded if each)


def give_first_password(user: User, *, until: datetime) -> str:
    """In place of the password, if there was one. It cannot be told a second time."""
    password = drawn(secrets.choice, groups=4)
    if user.password:
        EarlierPassword.objects.create(user=user, encoded=user.password)
    User.objects.filter(pk=user.pk).update(password="")
    digest = digest_of_code(password, owner=user.pk)
    FirstPassword.objects.update_or_create(user=user, defaults={"digest": digest, "until": until})
    return password


def is_first_password(user: User, password: str, *, at: datetime) -> bool:
    given = getattr(user, "first_password", None)
    digest = digest_of_code(password, owner=user.pk)
    return given is not None and at < given.until and secrets.compare_digest(given.digest, digest)


def new_recovery_codes(user: User, *, count: int = 10) -> list[str]:
    """In place of those there were."""
    codes = [drawn(secrets.choice, groups=3) for _ in range(count)]
    user.recovery_codes.all().delete()
    RecoveryCode.objects.bulk_create(
        [RecoveryCode(user=user, digest=digest_of_code(code, owner=user.pk)) for code in codes]
    )
    return codes


def use_recovery_code(user: User, code: str) -> bool:
    """Whether it is one that was not used yet; it is used now."""
    used, _ = user.recovery_codes.filter(digest=digest_of_code(code, owner=user.pk)).delete()
    return bool(used)
