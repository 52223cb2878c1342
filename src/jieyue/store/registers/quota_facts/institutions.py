"""Of which class an institution is, where it stands, and what its row of quota facts adds to a year."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from jieyue.rules.quotas import Institution, PublishedMean, class_of, mean_for
from jieyue.rules.values import Level
from jieyue.store.orgs.models import Organisation, Placement
from jieyue.store.policies import policy
from jieyue.store.records.any_of import any_of
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
    return descriptions([unit], year=year, on=on)[unit.pk]


def descriptions(units: Sequence[Organisation], *, year: int, on: date) -> dict[int, Described]:
    """The same of many, by their ids, in as many queries as for one; nothing of who stands nowhere on the day."""
    ids = any_of(each.pk for each in units)
    placed = Placement.objects.filter(organisation__in=ids, since__lte=on, until__gt=on)
    stands = {id_: (name, path) for id_, name, path in placed.values_list("organisation_id", "version__name", "path")}
    above = {id_: [int(each) for each in path.strip("/").split("/")] for id_, (_, path) in stands.items()}
    known = Organisation.objects.in_bulk({each for path in above.values() for each in path})
    facts: dict[int, list[QuotaFacts]] = {}
    for row in QuotaFacts.objects.filter(organisation__in=ids, year__lte=year).order_by("-year"):
        facts.setdefault(row.organisation_id, []).append(row)
    return {
        each.pk: _described(
            each, stands[each.pk][0], [known[id_] for id_ in reversed(above[each.pk])], facts.get(each.pk, []), year
        )
        for each in units
        if each.pk in stands
    }


def _described(
    unit: Organisation, name: str, above: Sequence[Organisation], rows: Sequence[QuotaFacts], year: int
) -> Described:
    """`above` are from itself upwards, `rows` the latest first."""
    said = {column: next((value for row in rows if (value := getattr(row, column))), "") for column in WORDS}
    class_ = said["institution_class"] or class_of(unit.category, name, policy().class_rules)
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


def means_published(units: Sequence[Organisation], *, year: int, on: date) -> dict[int, PublishedMean]:
    """What policy keeps of the year as published for institutions like each of these units, by its id."""
    means = policy().published_means
    found = (
        (id_, mean_for(each.institution, year, means))
        for id_, each in (descriptions(units, year=year, on=on) if means else {}).items()
    )
    return {id_: mean for id_, mean in found if mean}


def word_zh(name: str, key: str) -> str:
    """What a word of a column is called."""
    return next((each.name for each in policy().ledgers.words.get(WORDS[name], ()) if each.key == key), "")


def _region(above: Iterable[Organisation]) -> str:
    """The nearest region code; where none is registered, the code of the nearest place that looks like one."""
    coded = (each.region_code for each in above)
    places = (each.code for each in above if Level(each.level).is_place)
    return next((each for each in coded if each), "") or next((each for each in places if _is_region(each)), "")


def _is_region(code: str) -> bool:
    return code.isascii() and code.isdigit() and SHORTEST_REGION <= len(code) <= LONGEST_REGION
