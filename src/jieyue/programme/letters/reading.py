"""Who signs a letter for the lower side, and where an organisation stands."""

from jieyue.rules.letters import right_to_sign
from jieyue.rules.person import Person
from jieyue.rules.roles import RIGHTS
from jieyue.rules.values import Level
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.tree import path_on


def path_of(subject: Organisation, person: Person) -> str:
    return path_on(subject.pk, person.on)


def signs_for(receiver: Organisation, issuer: Organisation, person: Person, *, sent_by: str) -> bool:
    """Whoever holds the right at the receiver, or between it and the issuer: not by a post of the issuer's own, not who
    signed for that, and nobody standing in for him.
    """
    if person.username == sent_by:
        return False
    own, above = path_of(receiver, person), path_of(issuer, person)
    right = right_to_sign(Level(receiver.level))
    held = (post.path for post in person.posts if right in RIGHTS[post.role] and post.on_behalf_of != sent_by)
    return any(own.startswith(path) and len(path) > len(above) for path in held)
