"""Whoever made a step does not decide on it, neither himself nor through somebody who stands in for him."""

from dataclasses import replace

from jieyue.rules.person import Person
from jieyue.rules.refusal import NotAllowed, NotThere
from jieyue.rules.roles import Right
from jieyue.store.orgs.reach import organisation_within


class OwnStep(NotAllowed):
    """Somebody else has to decide on it."""


def refuse_own_step(*, of: str, organisation: str, right: Right, by: Person, what: str) -> None:
    """Raises OwnStep where `by` is who made the step (`of`), or may decide only on his behalf."""
    free = replace(by, posts=tuple(post for post in by.posts if post.on_behalf_of != of))
    if by.username == of or not _reaches(organisation, right, free):
        raise OwnStep(f"不能{what}。", do="请由另一位有权限的人员办理。")


def _reaches(organisation: str, right: Right, person: Person) -> bool:
    try:
        organisation_within(organisation, person, right)
    except NotThere:
        return False
    return True
