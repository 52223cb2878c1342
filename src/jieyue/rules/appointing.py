"""Who may hold which roles together, and that each of the three administrators is always there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from unicodedata import normalize

from jieyue.rules.person import EVERYWHERE
from jieyue.rules.roles import Role


@dataclass(frozen=True)
class Tenure:
    """A role held by a user from `since` until the day before `until`; None is for ever. `place` is an organisation.

    What is held on behalf of somebody else is a tenure too.
    """

    user: int
    role: Role
    place: int | None
    since: date
    until: date | None = None

    def meets(self, other: "Tenure") -> bool:
        """Whether there is a day on which both are held."""
        return self._begins_before_end_of(other) and other._begins_before_end_of(self)

    def _begins_before_end_of(self, other: "Tenure") -> bool:
        return other.until is None or max(self.since, other.since) < other.until


def exclude_each_other(one: Role, other: Role) -> bool:
    """三员分立: an administrator keeps the system and holds nothing else; two of the three are two persons."""
    return one is not other and (one.stands_apart or other.stands_apart)


def may_grant(role: Role, path: str, *, tops: Iterable[str]) -> bool:
    """Whether whoever grants at and below `tops` gives the role at a place: there, and nothing above his own office."""
    if role.is_administrator:
        return EVERYWHERE in tops
    return any(path.startswith(top) and (role is not Role.LOCAL_SECURITY or path != top) for top in tops)


def as_name(name: str) -> str:
    """A name as it is compared: 许 安 is 许安."""
    return "".join(normalize("NFKC", name).split()).casefold()


def may_consent(by: Iterable[Role], *, asked_by: Iterable[Role]) -> bool:
    """Whether somebody of the three may consent to what another of the three asks: of two of a kind neither may."""
    one, other = ({role for role in held if role.is_administrator} for held in (by, asked_by))
    return bool(one) and bool(other) and not one & other


def barred_by(new: Tenure, held: Iterable[Tenure]) -> Tenure | None:
    """What the same user holds on a common day and may not hold with it."""
    return next((each for each in held if exclude_each_other(new.role, each.role) and new.meets(each)), None)


def already_held(new: Tenure, held: Iterable[Tenure]) -> Tenure | None:
    """The same role at the same place on a common day."""
    return next((each for each in held if (each.role, each.place) == (new.role, new.place) and new.meets(each)), None)


def first_day_without(role: Role, tenures: Iterable[Tenure], *, start: date) -> date | None:
    """The first day from `start` on which nobody holds the role; None when somebody always does."""
    day = start
    for tenure in sorted((each for each in tenures if each.role is role), key=lambda each: each.since):
        if tenure.since > day:
            return day
        if tenure.until is None:
            return None
        day = max(day, tenure.until)
    return day


def last_day(until: date | None) -> date | None:
    return None if until is None else until - timedelta(days=1)
