"""Reading one meter where it hangs: what it showed last, what the new value makes, and keeping it with its photo."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from jieyue.programme.entry.operations import EnteredRow, ImportReport, enter_rows
from jieyue.programme.evidence.together import Upload, together
from jieyue.programme.organisations.naming import Named, named, reaches
from jieyue.rules.metering import Shown, Stretch, stretches
from jieyue.rules.person import Person
from jieyue.rules.refusal import NotThere
from jieyue.rules.roles import Right
from jieyue.rules.values import Resource
from jieyue.store.ledgers.readings.checks import before_it_is_kept
from jieyue.store.ledgers.readings.models import ReadBy, Reading
from jieyue.store.ledgers.readings.series import dial_of, shown_of
from jieyue.store.machine.checking import Odd
from jieyue.store.orgs.reach import organisation_within, within
from jieyue.store.orgs.tree import path_on
from jieyue.store.registers.meters.models import Meter

MOMENT = timedelta(microseconds=1)
WRITTEN = "%Y-%m-%d %H:%M"


class MeterUnknown(NotThere):
    """No such meter, or none that the person may know of."""


@dataclass(frozen=True)
class MeterToRead:
    """A meter as whoever stands before it sees it. `last` is what it showed before the moment asked about."""

    id: int
    number: str
    resource: Resource
    organisation: Named
    place: str
    multiplier: Decimal
    digits: int
    last: Shown | None
    removed_on: date | None
    may_enter: bool


@dataclass(frozen=True)
class Outlook:
    """What a value would make: `used` since the one before it, None where there is none or it is not known. `problems`
    are what the checks would say of it.
    """

    before: Shown | None
    used: Decimal | None
    rolled_over: bool
    days: Decimal
    problems: Sequence[Odd]

    @property
    def per_day(self) -> Decimal | None:
        return self.used / self.days if self.used is not None and self.days else None


def meter_to_read(id_: int, *, person: Person, at: datetime) -> MeterToRead:
    """Raises MeterUnknown."""
    meter = _meter(id_, person)
    unit = meter.organisation_id
    return MeterToRead(
        id=meter.pk,
        number=meter.number,
        resource=Resource(meter.resource),
        organisation=named([unit], on=person.on)[unit],
        place=_place(meter),
        multiplier=meter.multiplier,
        digits=meter.digits,
        last=_before(meter, at + MOMENT),
        removed_on=meter.removed_on,
        may_enter=person.may(Right.ENTER) and reaches(person, path_on(unit, person.on), Right.ENTER),
    )


def outlook(id_: int, *, shown: Decimal, at: datetime, is_estimated: bool, person: Person) -> Outlook:
    """Nothing is written. Raises MeterUnknown."""
    meter = _meter(id_, person)
    before = _before(meter, at)
    stretch = _stretch(meter, before, Shown(at, shown))
    return Outlook(
        before=before,
        used=stretch.quantity if stretch else None,
        rolled_over=bool(stretch and stretch.rolled_over),
        days=stretch.days if stretch else Decimal(0),
        problems=before_it_is_kept(Reading(meter=meter, read_at=at, shown=shown, is_estimated=is_estimated)),
    )


def keep_reading(
    id_: int, *, shown: Decimal, at: datetime, is_estimated: bool, photos: Sequence[Upload] = (), by: Person,
    now: datetime, reason: str = "",
) -> ImportReport:  # fmt: skip
    """It goes the way a file goes; photos are proof of what the meter showed. The same again changes nothing. Raises
    MeterUnknown, FilesRefused.
    """
    meter = _meter(id_, by)
    with together(photos, organisation=meter.organisation_id, by=by, at=now) as proof:
        report = enter_rows(
            "readings", [_row(meter, shown, at, is_estimated=is_estimated)], by=by, at=now, reason=reason
        )
        if report.taken and photos:
            kept = Reading.objects.get(pk=report.records[1])
            about = {"table": Reading._meta.db_table, "record": kept.pk, "fact_on": timezone.localdate(kept.read_at)}
            proof.hang(photos, **about)
    return report


@dataclass(frozen=True)
class Label:
    """What is stuck on a meter."""

    id: int
    number: str
    resource: Resource
    place: str


@dataclass(frozen=True)
class Labels:
    organisation: Named
    labels: Sequence[Label]


def labels(*, organisation: str, person: Person, today: date) -> Labels:
    """Of the unit's meters that are in use. Raises OrganisationUnknown."""
    unit = organisation_within(organisation, person)
    meters = Meter.objects.filter(organisation=unit).order_by("number")
    there = (each for each in meters if each.removed_on is None or each.removed_on > today)
    found = [Label(each.pk, each.number, Resource(each.resource), _place(each)) for each in there]
    return Labels(named([unit.pk], on=person.on)[unit.pk], found)


def _place(meter: Meter) -> str:
    return " ".join(filter(None, (meter.place, meter.occupant, meter.zone)))


def _meter(id_: int, person: Person) -> Meter:
    reached = within(Meter.objects.filter(pk=id_), person, organisation="organisation", are_few=True)
    meter = reached.select_related("organisation").first()
    if meter is None:
        raise MeterUnknown("没有这块表，或者不在您的管辖范围内。", do="请核对标签上的单位；表换过的，请重新打印标签。")
    return meter


def _row(meter: Meter, shown: Decimal, at: datetime, *, is_estimated: bool) -> EnteredRow:
    values = {
        "organisation": meter.organisation.code,
        "meter": meter.number,
        "read_at": f"{timezone.localtime(at):{WRITTEN}}",
        "shown": f"{shown:f}",
        "read_by": ReadBy.PHONE.label,
        "is_estimated": "是" if is_estimated else "否",
    }
    return EnteredRow(row=1, values=values)


def _before(meter: Meter, at: datetime) -> Shown | None:
    shown = shown_of([meter], since=at, until=at)[meter.pk]
    return next((each for each in reversed(shown) if each.at < at), None)


def _stretch(meter: Meter, before: Shown | None, new: Shown) -> Stretch | None:
    return stretches([before, new], dial_of(meter))[0] if before else None
