"""一次提交: a form that comes twice, by a second press or sent again after a failure, is taken once."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from jieyue.rules.person import Person
from jieyue.rules.refusal import Meanwhile
from jieyue.store.evidence.admission import quarantine_stays
from jieyue.store.people.models import Press

KEPT = timedelta(days=1)
"""Whoever sends a form again after a day means it."""


class PressedAlready(Meanwhile):
    """`led_to` is where the first press led."""

    def __init__(self, led_to: str) -> None:
        super().__init__("这份表单已经提交过，没有重复登记。", do="请返回查看结果；要再登记一份的，请重新打开页面。")
        self.led_to = led_to


@contextmanager
def pressed(*, token: UUID, by: Person, at: datetime) -> Iterator[Press]:
    """What is done inside and that the form was taken are kept together, or neither: where it is refused or rolled
    back, the form may come again. Of several at once the others wait for the first. Raises PressedAlready.
    """
    with quarantine_stays(), transaction.atomic():
        press = _first(token, by, at)
        yield press
        if transaction.get_rollback():  # what was refused on a page of its own leaves no press
            return
        press.save(update_fields=["led_to"])
        Press.objects.filter(at__lt=at - KEPT).delete()


def _first(token: UUID, by: Person, at: datetime) -> Press:
    try:
        with transaction.atomic():
            return Press.objects.create(token=token, by=by.username, at=at)
    except IntegrityError:
        own = Press.objects.filter(token=token, by=by.username).first()
        raise PressedAlready(own.led_to if own else "") from None
