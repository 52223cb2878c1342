"""Codes of an authenticator (RFC 6238), each taken once, whichever process it comes to."""

import secrets
from base64 import b32encode
from datetime import datetime

from jieyue.rules.signing_in import step_of_code
from jieyue.store.people.models import SecondFactor, SecondFactorRule, User
from jieyue.store.people.passwords import use_recovery_code

SECRET_BYTES = 20


def new_secret() -> str:
    return b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def set_second_factor(user: User, secret: str, *, step: int) -> None:
    """`step`: that of the code with which he showed that his authenticator has the secret."""
    SecondFactor.objects.update_or_create(user=user, defaults={"secret": secret, "last_step": step})


def forget_second_factor(user: User) -> None:
    SecondFactor.objects.filter(user=user).delete()
    user.recovery_codes.all().delete()


def use_code(user: User, code: str, *, at: datetime) -> bool:
    """Whether it is the authenticator's code of now, or a recovery code, and the first time that it comes."""
    factor = SecondFactor.objects.filter(user=user).first()
    if factor is None:
        return False
    step = step_of_code(factor.secret, code, at=at, after=factor.last_step)
    if step is None:
        return use_recovery_code(user, code)
    later = SecondFactor.objects.filter(pk=factor.pk, last_step__lt=step)
    return bool(later.update(last_step=step))


def roles_with_second_factor() -> set[str]:
    """The roles whose holders have to have one."""
    return set(SecondFactorRule.objects.filter(is_required=True).values_list("role", flat=True))
