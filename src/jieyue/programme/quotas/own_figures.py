"""What quotas ask of a unit beside its use and its size."""

from collections.abc import Mapping
from decimal import Decimal

from jieyue.rules.forms import whole_of
from jieyue.store.records.any_of import any_of
from jieyue.store.registers.data_centres.models import DataCentre
from jieyue.store.registers.quota_facts.institutions import Described

FIGURES = ("open_beds", "inpatient_water_m3", "it_electricity_kwh", "special_electricity_kwh", "operating_hours")
OF_DATA_CENTRES = "it_electricity_kwh"

Own = dict[str, Decimal | None]


def own_figures(about: Mapping[int, Described], year: int) -> dict[int, Own]:
    """By unit as 定额资料 says. Electricity of IT equipment that is blank there is that of the unit's rows of
    数据中心机房, where each of them says it: nobody enters it twice.
    """
    found = {
        unit: {name: getattr(each.facts, name) if each.facts else None for name in FIGURES}
        for unit, each in about.items()
    }
    blank = [unit for unit, own in found.items() if own[OF_DATA_CENTRES] is None]
    rows = DataCentre.objects.filter(organisation__in=any_of(blank), year=year)
    of_unit: dict[int, list[Decimal | None]] = {}
    for unit, kwh in rows.values_list("organisation_id", "electricity_it_kwh"):
        of_unit.setdefault(unit, []).append(kwh)
    for unit, parts in of_unit.items():
        found[unit][OF_DATA_CENTRES] = whole_of(parts)
    return found
