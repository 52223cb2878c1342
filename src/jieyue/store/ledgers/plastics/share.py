"""In how many of the months the ban was looked after, and nothing was found."""

from collections.abc import Sequence
from datetime import date

from jieyue.rules.period import month_end
from jieyue.store.ledgers.plastics.models import PlasticCheck
from jieyue.store.machine.ledger import Part, Share


def share_without_plastics(unit: int, months: Sequence[date]) -> Share:
    if not months:
        return Share(doubt="还没有过完的月份")
    days = {"checked_on__gte": months[0], "checked_on__lte": month_end(months[-1])}
    rows = list(PlasticCheck.objects.filter(organisation_id=unit, **days).order_by("checked_on", "id"))
    if not rows:
        return Share(doubt="没有登记限塑自查")
    return Share(tuple(_part(month, [each for each in rows if _is_in(each, month)]) for month in months))


def _is_in(check: PlasticCheck, month: date) -> bool:
    return (check.checked_on.year, check.checked_on.month) == (month.year, month.month)


def _part(month: date, checks: Sequence[PlasticCheck]) -> Part:
    found = sum(each.found for each in checks)
    says = f"{month.month}月发现 {found:f} 件" if found else f"{month.month}月没有发现" if checks else ""
    records = tuple((PlasticCheck._meta.db_table, each.pk) for each in checks)
    return Part(f"{month:%Y-%m}", says or f"{month.month}月没有自查", bool(checks) and not found, records)
