"""What can be published here, and how one of it is called."""

from collections.abc import Mapping

from jieyue.rules.period import Period, PeriodUnreadable
from jieyue.rules.publication import BEFORE_PERIOD, ENERGY, Publication
from jieyue.rules.refusal import NotThere, Refused
from jieyue.store.policies import policy


class NotPublishable(Refused):
    pass


class NoticeUnknown(NotThere):
    pass


def publications() -> Mapping[str, Publication]:
    """Every kind of publication by its key, those that wait for their ledger too."""
    return policy().publications


def called(what: str) -> Publication:
    """Raises NoticeUnknown."""
    found = publications().get(what)
    if found is None:
        raise NoticeUnknown(f"没有叫“{what}”的公示事项。", do=f"可用：{'、'.join(publications())}。")
    return found


def about_called(name: str) -> tuple[str, Period | None]:
    """What `2025Q1`, `creation_plan` or `creation_plan-2020` is about, and its period.

    Raises PeriodUnreadable where it is none of these.
    """
    what, _, period = name.partition(BEFORE_PERIOD)
    if what not in publications() or what == ENERGY:
        return ENERGY, Period.parse(name)
    return what, Period.parse(period) if period else None


def name_of_notice(what: str, period: str) -> str:
    """What the notice is called that discharges a duty of this period; without a word it is of what was used."""
    return called(what or ENERGY).called_as(period)


__all__ = [
    "NotPublishable",
    "NoticeUnknown",
    "PeriodUnreadable",
    "about_called",
    "called",
    "name_of_notice",
    "publications",
]
