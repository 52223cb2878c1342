"""逐日用量: a meter's year as a calendar, with what it used outside working time and what it never stops using."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jieyue.programme.metering.days import DaysOfMeter, days_of_meter
from jieyue.programme.organisations.queries import organisation
from jieyue.rules.metering_hours import DayUse
from jieyue.rules.values import Level
from jieyue.web.asking import number_in
from jieyue.web.drawing.heat import Heat, heat
from jieyue.web.places import organisation_asked, year_in
from jieyue.web.templatetags.figures import quantity
from jieyue.web.words import in_language, unit_words

YEARS_LISTED = 5
DAYS_OF_A_MONTH = 31


@dataclass(frozen=True)
class Month:
    """What is known of a month. An average is None where no such day is known, or the calendar is not out."""

    month: date
    days: int
    quantity: Decimal
    of_workday: Decimal | None
    of_day_off: Decimal | None
    highest: date


@require_safe
def days(request: HttpRequest) -> HttpResponse:
    code, today = organisation_asked(request), timezone.localdate()
    year = year_in(request, today.year)
    found = days_of_meter(organisation=code, year=year, meter=number_in(request, "meter"), person=request.person)
    analysis = f"{reverse('analysis:page')}?{urlencode({'organisation': code, 'year': f'{year:04}'})}"
    shown = organisation(code, person=request.person)
    context = {
        "organisation": shown,
        "is_place": Level(shown.level).is_place,
        "found": found,
        "year": year,
        "years": range(today.year, today.year - YEARS_LISTED, -1),
        "meters": _meters(found),
        "by_month": list(_months(found)),
        "names": [_("%(number)d 月") % {"number": number} for number in range(1, 13)],
        "heat": _heat(found) if found.days else None,
        "each_day": list(_each_day(found)),
        "breadcrumbs": [{"label": _("用能分析"), "url": analysis}, {"label": _("逐日用量"), "url": ""}],
    }
    return render(request, "analysis/days.html", context)


def _months(found: DaysOfMeter) -> Iterator[Month]:
    for number in range(1, 13):
        own = {day: use for day, use in found.days.items() if day.month == number}
        if own:
            yield Month(
                date(found.year, number, 1),
                len(own),
                sum((use.quantity for use in own.values()), Decimal(0)),
                _average(own, found.workdays, is_worked=True),
                _average(own, found.workdays, is_worked=False),
                max(own, key=lambda day: own[day].quantity),
            )


def _average(own: Mapping[date, DayUse], workdays: Mapping[date, bool], *, is_worked: bool) -> Decimal | None:
    values = [use.quantity for day, use in own.items() if workdays.get(day) is is_worked]
    return sum(values, Decimal(0)) / len(values) if values else None


def _heat(found: DaysOfMeter) -> Heat:
    values = {day: use.quantity for day, use in found.days.items()}
    unit = unit_words(found.shown.resource.unit) if found.shown else ""
    says = {day: f"{day} {quantity(value)} {unit}" for day, value in values.items()}
    off = {day: not is_worked for day, is_worked in found.workdays.items()}
    title = _("%(number)s %(year)d 年逐日用量") % {"number": found.shown and found.shown.number, "year": found.year}
    weekdays = (_("周一"), "", _("周三"), "", _("周五"), "", _("周日"))
    return heat(title, found.year, values, off=off, weekdays=weekdays, says=says)


def _each_day(found: DaysOfMeter) -> Iterator[tuple[int, Sequence[Decimal | None]]]:
    """A row for the first of each month, one for the second, and so on."""
    by_place = {(day.month, day.day): use.quantity for day, use in found.days.items()}
    for number in range(1, DAYS_OF_A_MONTH + 1):
        yield number, [by_place.get((month, number)) for month in range(1, 13)]


def _meters(found: DaysOfMeter) -> list[tuple[int, str]]:
    """Meters as one chooses between them."""
    return [
        (each.id, " ".join(filter(None, (each.number, in_language(each.resource.zh), each.place))))
        for each in found.meters
    ]
