"""In how many of the months the ban was looked after, and nothing was found."""

from collections.abc import Mapping, Sequence
from datetime import date

from jieyue.rules.period import month_end
from jieyue.store.ledgers.plastics.models import PlasticCheck
from jieyue.store.machine.ledger import Part, Share
from jieyue.store.records.any_of import any_of


def share_without_plastics(months: Mapping[int, Sequence[date]]) -> dict[int, Share]:
    every = sorted({month for own in months.values() for month in own})
    days = {"checked_on__gte": every[0], "checked_on__lte": month_end(every[-1])} if every else {}
    rows = PlasticCheck.objects.filter(organisation__in=any_of(months), **days).order_by("checked_on", "id")
    checks: dict[int, list[PlasticCheck]] = {}
    for each in rows if every else ():
        checks.setdefault(each.organisation_id, []).append(each)
    return {unit: _share(own, checks.get(unit, [])) for unit, own in months.items()}


def _share(months: Sequence[date], checks: Sequence[PlasticCheck]) -> Share:
    if not months:
        return Share(doubt="还没有过完的月份")
    rows = [each for each in checks if months[0] <= each.checked_on <= month_end(months[-1])]
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
