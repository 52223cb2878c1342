"""The first three: named once, in one step, by whoever has the machine."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.utils import timezone

from jieyue.files.whole import made_once
from jieyue.programme.people.operations import CannotGrant, new_user
from jieyue.programme.people.signing_in import refuse_weak
from jieyue.rules.appointing import as_name
from jieyue.rules.person import Person
from jieyue.rules.refusal import Meanwhile, NotAllowed
from jieyue.rules.roles import ADMINISTRATORS, Role
from jieyue.rules.signing_in import as_username, drawn
from jieyue.store.people.models import Appointment, User
from jieyue.store.people.passwords import choose_password
from jieyue.store.records.keeping import keep
from jieyue.store.records.writing import writing

CODE_FILE = "set-up-code"


class SetUpAlready(Meanwhile):
    """There are administrators."""


class CodeWrong(NotAllowed):
    pass


class NameRefused(CannotGrant):
    """One of the three cannot be called that."""


@dataclass(frozen=True)
class Named:
    """A person to be, with the password he chose."""

    username: str
    name: str
    password: str


def is_set_up() -> bool:
    return User.objects.exists()


def set_up_code(home: Path) -> str:
    """The code that shows that somebody has the machine; "" once the administrators are there. Made once for a home."""
    if is_set_up():
        return ""
    try:
        return made_once(home / CODE_FILE, lambda: drawn(secrets.choice, groups=4))
    except FileNotFoundError:  # taken away meanwhile, by whoever named the administrators
        return ""


def name_administrators(
    named: Mapping[Role, Named], *, by: Person, at: datetime, home: Path, code: str | None = None
) -> None:
    """The three administrators at once, from today on. `code` is asked for from whoever comes over the network.

    Of two at the same time one is told that he was too late.
    """
    if code is not None:
        refuse_wrong_code(code, home)
    if len({as_username(each.username) for each in named.values()}) < len(ADMINISTRATORS):
        raise CannotGrant("系统管理员、安全管理员、审计员须由三人分别担任。", do="请填写三个不同的用户名。")
    if len({as_name(each.name) for each in named.values()}) < len(ADMINISTRATORS):
        raise CannotGrant("三位管理员不能是同一人。", do="请填写三个不同的姓名。")
    if len({each.password for each in named.values()}) < len(ADMINISTRATORS):
        raise CannotGrant("三位管理员的口令不能相同。", do="请由三人分别设置自己的口令。")
    users = {role: _user_of(role, each) for role, each in named.items()}
    with writing(operation="set up", by=by, at=at, reason="首次设置") as change:
        if is_set_up():
            raise SetUpAlready("系统已经设置过管理员。", do="请直接登录；需要调整管理员的，由安全管理员办理。")
        for role in ADMINISTRATORS:
            user = users[role]
            user.password_changed_at = at
            keep(change, user)
            choose_password(change, user, named[role].password)
            keep(change, Appointment(user=user, role=role, since=timezone.localdate(at)))
    (home / CODE_FILE).unlink(missing_ok=True)


def _user_of(role: Role, named: Named) -> User:
    """Not kept yet. Raises NameRefused, PasswordRefused, which say of whom they are."""
    try:
        user = new_user(username=named.username, name=named.name)
    except CannotGrant as refusal:
        raise NameRefused(refusal.says, do=refusal.do, where=role.zh) from None
    refuse_weak(named.password, username=user.username, name=user.name, where=role.zh)
    return user


def refuse_wrong_code(code: str, home: Path) -> None:
    if not secrets.compare_digest(code.strip().lower().encode(), set_up_code(home).encode() or os.urandom(16)):
        raise CodeWrong("设置码不对。", do=f"设置码在运行本系统的机器上，文件 {home / CODE_FILE} 里。")
