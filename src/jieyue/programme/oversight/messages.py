"""What waits to be sent to people and robots: one message a day each, which holds what came before it was sent."""

from collections.abc import Collection, Sequence

from jieyue.rules.reminders import MessageState
from jieyue.rules.roles import RIGHTS, Right, Role
from jieyue.store.records.any_of import any_of
from jieyue.store.reminders.models import Message, Robot

ENTERING = [role for role in Role if Right.ENTER in RIGHTS.get(role, frozenset())]


def robots_at(places: Collection[int]) -> list[Robot]:
    """Those of these places that are on."""
    return list(Robot.objects.filter(organisation__in=any_of(places), is_on=True).order_by("pk"))


def put_messages(messages: Sequence[Message]) -> None:
    """Those who have had theirs today get no second one; what still waits is told with what came since."""
    waiting = Message.objects.filter(day__in={each.day for each in messages}, state=MessageState.WAITING)
    kept = {(each.user_id, each.robot_id): each for each in waiting}
    for each in messages:
        if (before := kept.get((each.user_id, each.robot_id))) and each.text not in before.text:
            before.text = f"{before.text}\n\n{each.text}" if each.user_id else each.text
            before.save(update_fields=["text"])
    Message.objects.bulk_create(messages, ignore_conflicts=True)
