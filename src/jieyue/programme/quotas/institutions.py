"""Of which class an institution is, where it stands, and what its row of quota facts adds to a year."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from jieyue.rules.quotas import Institution, PublishedMean, class_of, mean_for
from jieyue.rules.values import Level
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.tree import name_on, path_on
from jieyue.store.policies import policy
from jieyue.store.registers.quota_facts.models import QuotaFacts

WORDS = {
    "institution_class": "institution_classes",
    "zone": "quota_zones",
    "heating_way": "heating_ways",
    "building_class": "building_classes",
}
SHORTEST_REGION, LONGEST_REGION = 2, 6


@dataclass(frozen=True)
class Described:
    """An institution in a year. `facts` is the year's own row; `class_zh` is blank where the class is not known."""

    institution: Institution
    class_zh: str
    is_class_said: bool
    facts: QuotaFacts | None


def described(unit: Organisation, *, year: int, on: date) -> Described:
    """As it stands on the day."""
    above = _above(unit, on)
    rows = list(QuotaFacts.objects.filter(organisation=unit, year__lte=year).order_by("-year"))
    said = {name: next((value for row in rows if (value := getattr(row, name))), "") for name in WORDS}
    class_ = said["institution_class"] or class_of(unit.category, name_on(unit.pk, on), policy().class_rules)
    institution = Institution(
        class_=class_,
        level=next((Level(each.level) for each in above if Level(each.level).is_place), None),
        region=_region(above),
        zone=said["zone"],
        way=said["heating_way"],
        building=said["building_class"],
    )
    own = next((row for row in rows if row.year == year), None)
    return Described(institution, word_zh("institution_class", class_), bool(said["institution_class"]), own)


def published_of(unit: Organisation, *, year: int, on: date) -> PublishedMean | None:
    """What policy keeps of the year as published for institutions like the unit."""
    return mean_for(described(unit, year=year, on=on).institution, year, policy().published_means)


def word_zh(name: str, key: str) -> str:
    """What a word of a column is called."""
    return next((each.name for each in policy().ledgers.words.get(WORDS[name], ()) if each.key == key), "")


def _above(unit: Organisation, on: date) -> list[Organisation]:
    """From itself upwards."""
    ids = [int(each) for each in path_on(unit.pk, on).strip("/").split("/")]
    found = Organisation.objects.in_bulk(ids)
    return [found[each] for each in reversed(ids)]


def _region(above: Iterable[Organisation]) -> str:
    """The nearest region code; where none is registered, the code of the nearest place that looks like one."""
    coded = (each.region_code for each in above)
    places = (each.code for each in above if Level(each.level).is_place)
    return next((each for each in coded if each), "") or next((each for each in places if _is_region(each)), "")


def _is_region(code: str) -> bool:
    return code.isascii() and code.isdigit() and SHORTEST_REGION <= len(code) <= LONGEST_REGION
