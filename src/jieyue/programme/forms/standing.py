"""Who stood under a place on the last day of a period, and what of the year is known of each: for what stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from jieyue.rules.forms import added_up
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.values import Level
from jieyue.store.machine.record import Figure
from jieyue.store.orgs.models import Organisation, Profile
from jieyue.store.orgs.reach import within
from jieyue.store.orgs.tree import path_on, under
from jieyue.store.records.any_of import any_of
from jieyue.store.registers.data_centres.models import DataCentre
from jieyue.store.registers.form_facts.models import FormFacts
from jieyue.store.registers.person_parts.models import PersonParts

PROFILE_COLUMNS = tuple(
    each.name for each in Profile._meta.concrete_fields if each.name not in ("id", "organisation", "year")
)

ENTERED = {"form_facts": FormFacts, "data_centres": DataCentre, "person_parts": PersonParts}
"""The registers that are kept for forms."""


@dataclass(frozen=True)
class Standing:
    """An organisation in its groups on the day; blank where it is beyond the person's reach by now. `figures` are
    those of its profile, where it speaks for itself, and of the registers kept for forms (`data_centres.racks`).
    """

    groups: Mapping[str, str | None]
    is_subject: bool
    is_unit: bool
    is_beyond: bool
    figures: Mapping[str, Decimal | None]

    @classmethod
    def only(cls, figures: Mapping[str, Decimal | None]) -> "Standing":
        """What one row of a register says, that is no organisation."""
        return cls({}, is_subject=False, is_unit=False, is_beyond=False, figures=figures)


def standing(subject: Organisation, period: Period, person: Person) -> list[Standing]:
    """The departments of a unit that has a profile say nothing of their own: its size is theirs too."""
    day = period.last
    top = path_on(subject.pk, day)
    there = list(
        under(top, day).values_list(
            "organisation_id", "path", "organisation__level", "organisation__category", "version__system"
        )
    )
    reached = set(
        within(under(top, day), person, organisation="organisation").values_list("organisation_id", flat=True)
    )
    above = _above(subject, there)
    ids = [each[0] for each in there]
    profiles, entered = _profiles(ids, period.year), _entered(ids, period.year)
    return [
        Standing(
            groups={
                "category": category or None,
                "system": system or None,
                "region": _region(path, top, above, subject),
            },
            is_subject=id_ == subject.pk,
            is_unit=Level(level) is Level.UNIT,
            is_beyond=id_ not in reached,
            figures={
                **({} if _has_head(path, top, above, profiles) else profiles.get(id_, {})),
                **entered.get(id_, {}),
            },
        )
        for id_, path, level, category, system in there
    ]


def _profiles(ids: Sequence[int], year: int) -> dict[int, dict[str, Decimal | None]]:
    found = Profile.objects.filter(organisation_id__in=any_of(ids), year=year)
    rows = found.values_list("organisation_id", *PROFILE_COLUMNS)
    return {
        id_: {
            name: None if value is None else Decimal(value) for name, value in zip(PROFILE_COLUMNS, values, strict=True)
        }
        for id_, *values in rows
    }


def _entered(ids: Sequence[int], year: int) -> dict[int, dict[str, Decimal | None]]:
    """By organisation what the registers for forms say of the year; of several rows the sum of what is known."""
    found: dict[int, dict[str, Decimal | None]] = {}
    for register, model in ENTERED.items():
        columns = _columns(register)
        rows = model.objects.filter(organisation__in=any_of(ids), year=year)
        for id_, *values in rows.values_list("organisation_id", *columns):
            own = found.setdefault(id_, {})
            for column, value in zip(columns, values, strict=True):
                name = f"{register}.{column}"
                own[name] = added_up([own.get(name), value])
    return found


def rows_entered(register: str, organisation: int, year: int) -> dict[str, dict[str, Decimal | None]]:
    """By the name of each row of a register kept for forms, what it says of an organisation's year."""
    columns = _columns(register)
    rows = ENTERED[register].objects.filter(organisation=organisation, year=year).order_by("name", "pk")
    return {
        name: {f"{register}.{column}": value for column, value in zip(columns, values, strict=True)}
        for name, *values in rows.values_list("name", *columns)
    }


def _columns(register: str) -> list[str]:
    return [each.name for each in ENTERED[register]._meta.concrete_fields if isinstance(each, Figure)]


def _above(subject: Organisation, there: Iterable[tuple]) -> dict[int, tuple[Level, str]]:
    ids = any_of([each[0] for each in there] + [subject.pk])
    found = Organisation.objects.filter(pk__in=ids).values_list("id", "level", "code")
    return {id_: (Level(level), code) for id_, level, code in found}


def _ids(path: str, top: str) -> list[int]:
    """Those below the top that are above the organisation or itself, from the top down."""
    return [int(each) for each in path.removeprefix(top).strip("/").split("/") if each]


def _region(path: str, top: str, above: Mapping[int, tuple[Level, str]], subject: Organisation) -> str:
    """The highest place below the subject in which it stands; as statistics group."""
    places = (above[id_] for id_ in _ids(path, top) if id_ in above)
    return next((code for level, code in places if level.is_place), subject.code)


def _has_head(path: str, top: str, above: Mapping[int, tuple[Level, str]], profiles: Mapping[int, object]) -> bool:
    heads = [int(top.strip("/").rsplit("/", 1)[-1]), *_ids(path, top)[:-1]] if path != top else []
    return any(id_ in profiles and not above[id_][0].is_place for id_ in heads if id_ in above)
