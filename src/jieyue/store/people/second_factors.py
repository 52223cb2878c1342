"""Codes of an authenticator (RFC 6238), each taken once, whichever process it comes to."""

import secrets
from base64 import b32encode
from datetime import datetime

from jieyue.rules.signing_in import step_of_code
from jieyue.store.people.models import SecondFactor, SecondFactorRule, User
from jieyue.store.records.keeping import keep_in_place, remove
from jieyue.store.records.sealing import NotOpened, opened, sealed
from jieyue.store.records.writing import Writing

SECRET_BYTES = 20


def new_secret() -> str:
    return b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def set_second_factor(change: Writing, user: User, secret: str, *, step: int) -> None:
    """`step`: that of the code with which he showed that his authenticator has the secret."""
    own = SecondFactor.objects.filter(user_id=user.pk)
    keep_in_place(change, own.first(), SecondFactor(user_id=user.pk, secret=sealed(secret)))
    own.update(last_step=step)


def forget_second_factor(change: Writing, user: User) -> None:
    remove(change, SecondFactor.objects.filter(user_id=user.pk))
    remove(change, user.recovery_codes.all())


def has_second_factor(user: User) -> bool:
    return SecondFactor.objects.filter(user_id=user.pk).exists()


def use_code(user: User, code: str, *, at: datetime) -> bool:
    """Whether it is the authenticator's code of now, and the first time that it comes."""
    factor = SecondFactor.objects.filter(user_id=user.pk).first()
    step = step_of_code(_secret_of(factor), code, at=at, after=factor.last_step) if factor else None
    if step is None:
        return False
    later = SecondFactor.objects.filter(pk=factor.pk, last_step__lt=step)
    return bool(later.update(last_step=step))


def _secret_of(factor: SecondFactor) -> str:
    """Of one kept by the key of another home no code is right."""
    try:
        return opened(factor.secret)
    except NotOpened:
        return new_secret()


def roles_with_second_factor() -> set[str]:
    """The roles whose holders have to have one."""
    return set(SecondFactorRule.objects.filter(is_required=True).values_list("role", flat=True))
