"""Who signs a letter for the lower side, and where an organisation stands."""

from jieyue.programme.people.second_person import who_made
from jieyue.rules.letters import right_to_send, right_to_sign
from jieyue.rules.person import Person
from jieyue.rules.roles import RIGHTS
from jieyue.rules.values import Level
from jieyue.store.letters.models import Letter
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.tree import path_on
from jieyue.store.records.models import RowVersion


def path_of(subject: Organisation, person: Person) -> str:
    return path_on(subject.pk, person.on)


def signed_above_by(kept: Letter) -> set[str]:
    """Username of who sent it and so signed for the upper side, and of those for whom he might."""
    sent = RowVersion.objects.filter(table=Letter._meta.db_table, record_id=kept.pk, before=None)
    right = right_to_send(Level(kept.issuer.level))
    return {kept.sent_by, *who_made(sent.values_list("entry_id", flat=True), right)}


def signs_for(kept: Letter, person: Person) -> bool:
    """Whoever holds the right at the receiver, or between it and the issuer: not by a post of the issuer's own, neither
    who signed for that nor for whom he did, and nobody standing in for one of them.
    """
    parties = signed_above_by(kept)
    if person.username in parties:
        return False
    own, above = path_of(kept.organisation, person), path_of(kept.issuer, person)
    right = right_to_sign(Level(kept.organisation.level))
    held = (post.path for post in person.posts if right in RIGHTS[post.role] and post.on_behalf_of not in parties)
    return any(own.startswith(path) and len(path) > len(above) for path in held)
