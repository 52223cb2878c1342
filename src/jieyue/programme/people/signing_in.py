"""Coming and going: what is written down of it, and what somebody owes before he may work."""

from datetime import datetime
from typing import Literal
from urllib.parse import quote

from django.conf import settings

from jieyue.rules.person import Person
from jieyue.rules.refusal import Refused
from jieyue.rules.signing_in import is_expired, password_faults, step_of_code
from jieyue.store.people import second_factors
from jieyue.store.people.models import Session, SignIn, User
from jieyue.store.people.passwords import choose_password as keep_password
from jieyue.store.people.passwords import had_before, has_recovery_code, new_recovery_codes, use_recovery_code
from jieyue.store.people.sessions import end_sessions
from jieyue.store.records.keeping import correct, keep
from jieyue.store.records.writing import writing

Owed = Literal["", "password", "second_factor"]
ISSUER = "节约"


class PasswordRefused(Refused):
    pass


class CodeRefused(Refused):
    pass


def came(user: User, *, at: datetime, address: str) -> None:
    _note(user.username, "in", operation="sign in", at=at, address=address)
    Session.objects.filter(expire_date__lt=at).delete()


def went(user: User, *, at: datetime, address: str) -> None:
    _note(user.username, "out", operation="sign out", at=at, address=address)


def was_locked_out(username: str, *, at: datetime, address: str) -> None:
    """Whether there is somebody of that name or not."""
    _note(username, "locked", operation="lock out", at=at, address=address)


def _note(username: str, what: str, *, operation: str, at: datetime, address: str) -> None:
    username, address = username[:60], address[:60]
    with writing(operation=operation, by=Person(username, address), at=at) as change:
        keep(change, SignIn(username=username, what=what, at=at, address=address))


def owed(user: User, person: Person, *, at: datetime) -> Owed:
    """What he has to do before anything else: choose a password, or set up the second factor that a role asks for."""
    days = settings.JIEYUE_PASSWORD_DAYS
    if user.has_to_choose_password or is_expired(user.password_changed_at, at=at, days=days):
        return "password"
    if user.second_factor_at is None and second_factors.roles_with_second_factor() & {p.role for p in person.posts}:
        return "second_factor"
    return ""


def choose_password(user: User, *, password: str, by: Person, at: datetime, session: str = "") -> None:
    """His own from now on; his other sessions end. Raises PasswordRefused."""
    refuse_weak(password, username=user.username, name=user.name)
    if had_before(user, password):
        raise PasswordRefused("不能与最近用过的五个口令相同。", do="请换一个没有用过的口令。")
    with writing(operation="choose password", by=by, at=at) as change:
        correct(change, user, password_changed_at=at, has_to_choose_password=False)
        keep_password(change, user, password)
    end_sessions(user.pk, but=session)


def refuse_weak(password: str, *, username: str, name: str, where: str = "") -> None:
    """Raises PasswordRefused."""
    if faults := password_faults(password, username=username, name=name):
        raise PasswordRefused("".join(faults), do="请换一个口令，例如几个不相干的词加数字和符号。", where=where)


def new_secret() -> str:
    return second_factors.new_secret()


def otpauth(secret: str, user: User) -> str:
    """What an authenticator reads from the picture."""
    return f"otpauth://totp/{quote(ISSUER)}:{quote(user.username)}?secret={secret}&issuer={quote(ISSUER)}"


def set_up_second_factor(user: User, *, secret: str, code: str, by: Person, at: datetime) -> list[str]:
    """Once he shows that his authenticator has the secret; gives the recovery codes. Raises CodeRefused."""
    step = step_of_code(secret, code, at=at, after=0)
    if step is None:
        raise CodeRefused("验证码不对。", do="请核对手机时间是否准确，再填写应用上当前显示的 6 位数字。")
    with writing(operation="set up second factor", by=by, at=at) as change:
        correct(change, user, second_factor_at=at)
        second_factors.set_second_factor(change, user, secret, step=step)
        return new_recovery_codes(change, user)


def is_second_factor(user: User, code: str, *, at: datetime, address: str) -> bool:
    """Whether the code, or recovery code, is right and comes for the first time."""
    if second_factors.use_code(user, code, at=at):
        return True
    if not (second_factors.has_second_factor(user) and has_recovery_code(user, code)):
        return False
    with writing(operation="use recovery code", by=Person(user.username, address[:60]), at=at) as change:
        return use_recovery_code(change, user, code)


def sign_out_everywhere(user: User, *, by: Person, at: datetime) -> int:
    """Ends all his sessions; gives their number."""
    _note(user.username, "out", operation="sign out everywhere", at=at, address=by.login)
    return end_sessions(user.pk)
