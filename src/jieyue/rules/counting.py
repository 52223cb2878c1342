"""怎么数: what counts as floor area, who uses energy and who uses water, by kind of institution and region."""

from collections.abc import Iterable
from dataclasses import dataclass

from jieyue.rules.factors import Source
from jieyue.rules.quotas import Institution
from jieyue.rules.values import Certainty, Word


class Counted(Word):
    """What a profile counts."""

    AREA = "floor_area_m2", "建筑面积"
    PERSONS = "persons", "用能人数"
    WATER = "persons_water", "用水人数"


@dataclass(frozen=True)
class CountingRule:
    """As a document says it: of these classes and regions (beginnings of region codes), of all where none is named."""

    what: Counted
    text: str
    classes: tuple[str, ...]
    regions: tuple[str, ...]
    source: Source
    certainty: Certainty

    def fits(self, institution: Institution) -> bool:
        is_class = not self.classes or institution.class_ in self.classes
        return is_class and (not self.regions or institution.region.startswith(self.regions))

    @property
    def narrowness(self) -> tuple[bool, bool]:
        """What is said of a class goes before what is said of all, of these a region's own before the nation's."""
        return bool(self.classes), bool(self.regions)


def rules_for(institution: Institution, rules: Iterable[CountingRule]) -> list[CountingRule]:
    """In the order of what is counted, of each the narrowest."""
    fitting = [each for each in rules if each.fits(institution)]
    found = []
    for what in Counted:
        own = [each for each in fitting if each.what is what]
        narrowest = max((each.narrowness for each in own), default=None)
        found += [each for each in own if each.narrowness == narrowest]
    return found
