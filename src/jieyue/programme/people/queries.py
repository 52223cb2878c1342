"""Who is asking."""

from datetime import date

from jieyue.rules.person import Person
from jieyue.store.people.models import User
from jieyue.store.people.people import person_of


def person_signed_in(user: User, *, on: date, address: str) -> Person:
    """The signed-in user with the roles he holds on the day; `address` is where he comes from."""
    return person_of(user, on=on, login=address)
