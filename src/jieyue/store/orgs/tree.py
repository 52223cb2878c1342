"""Questions to the tree. A day is always given: yesterday's tree may not be today's."""

from collections.abc import Iterable
from datetime import date

from django.db import connection
from django.db.models import QuerySet

from jieyue.rules.refusal import Refused
from jieyue.store.orgs.models import Organisation, Placement
from jieyue.store.records.among import listed


class OrganisationUnknown(Refused):
    pass


def organisation(code: str) -> Organisation:
    found = Organisation.objects.filter(code=code).first()
    if found is None:
        raise OrganisationUnknown(
            f"没有编码为“{code}”的机构。", do="请核对机构编码；新机构请先用 jieyue import organisations 导入。"
        )
    return found


def organisation_ids(codes: Iterable[str | None]) -> dict[str, int]:
    """The ids of those codes that are registered."""
    wanted = set(codes) - {None}
    return dict(Organisation.objects.filter(code__in=listed(wanted)).values_list("code", "id"))


def under(path: str, on: date) -> QuerySet[Placement]:
    """The placements of the day at or below a path.

    On SQLite a range, because it can't use its index for LIKE; PostgreSQL may sort '/' and '0' in another order.
    """
    there = Placement.objects.filter(since__lte=on, until__gt=on)
    if connection.vendor == "postgresql":
        return there.filter(path__startswith=path)
    return there.filter(path__gte=path, path__lt=f"{path[:-1]}0")  # '0' follows '/'


def path_on(organisation_id: int, on: date) -> str:
    """Where an organisation stands, or on its last day stood, on a day."""
    return Placement.objects.get(organisation_id=organisation_id, since__lte=on, until__gt=on).path


def name_on(organisation_id: int, on: date) -> str:
    placements = Placement.objects.filter(organisation_id=organisation_id, since__lte=on, until__gt=on)
    return placements.values_list("version__name", flat=True).get()
