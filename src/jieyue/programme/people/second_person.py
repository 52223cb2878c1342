"""Whoever had a part in something does not decide on it, neither himself nor through somebody who stands in for him."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import replace

import orjson

from jieyue.rules.approving import may_approve, nearest
from jieyue.rules.person import Person
from jieyue.rules.refusal import NotAllowed, NotThere
from jieyue.rules.roles import RIGHTS, Right, Role
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import organisation_within
from jieyue.store.people.models import User
from jieyue.store.people.tenures import deciders_of
from jieyue.store.records.any_of import any_of
from jieyue.store.records.models import ON_BEHALF_OF, LogEntry

HANDLED = "经办过这一期数据的人"


class OwnStep(NotAllowed):
    """Somebody else has to decide on it."""


def who_made(entries: Iterable[int], *rights: Right) -> set[str]:
    """Usernames of those who made these entries of the log, and of those for whom they might by one of these rights."""
    return {name for names in makers(entries, *rights).values() for name in names}


def makers(entries: Iterable[int], *rights: Right) -> dict[int, set[str]]:
    """The same by entry, in one query."""
    found = {}
    for seq, by, details in LogEntry.objects.filter(seq__in=any_of(entries)).values_list("seq", "by", "details"):
        stood_in_for = orjson.loads(details).get(ON_BEHALF_OF, [])
        found[seq] = {by, *(name for name, role in stood_in_for if RIGHTS[Role(role)] & set(rights))}
    return found


def is_own_step(*, parties: AbstractSet[str], organisation: str, right: Right, by: Person) -> bool:
    """Whether `by` had a part in it, or may decide only on behalf of somebody who had."""
    free = replace(by, posts=tuple(post for post in by.posts if post.on_behalf_of not in parties))
    return by.username in parties or not _reaches(organisation, right, free)


def refuse_own_step(
    *, parties: AbstractSet[str], organisation: Organisation, right: Right, by: Person, what: str, who: str = HANDLED
) -> None:
    """Raises OwnStep, which names those who may decide."""
    if is_own_step(parties=parties, organisation=organisation.code, right=right, by=by):
        raise OwnStep(
            f"不能{what}：{who}，以及委托他人经办的人和受其委托的人，都不能再审。",
            do=_who_can(parties=parties, organisation=organisation.pk, right=right, by=by),
        )


def _who_can(*, parties: AbstractSet[str], organisation: int, right: Right, by: Person) -> str:
    """In an office of one person it is somebody of the level above."""
    ids = set(User.objects.filter(username__in=any_of(parties | {by.username})).values_list("id", flat=True))
    path, deciders = deciders_of(organisation, by.on, right)
    free = may_approve(deciders, path=path, parties=ids)
    names = "、".join(dict.fromkeys(each.name for each in nearest(free))) if free else ""
    return (
        f"请由{names}办理。" if names else f"本机构和上级机构没有别的人可以{right.zh}，请安全管理员在上级机构任命一位。"
    )


def _reaches(organisation: str, right: Right, person: Person) -> bool:
    try:
        organisation_within(organisation, person, right)
    except NotThere:
        return False
    return True
