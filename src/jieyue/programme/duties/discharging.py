"""What discharges duties: the thing itself. A function for each `by` that plans can name."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from jieyue.programme.completeness.queries import incomplete_months
from jieyue.rules.period import Period, month_of
from jieyue.rules.person import Person
from jieyue.rules.plan import Discharge
from jieyue.rules.publication import NoticeState
from jieyue.store.duties.models import HandedIn
from jieyue.store.notices.models import Notice
from jieyue.store.records.among import listed
from jieyue.store.reporting.counting import SUBMITTED
from jieyue.store.reporting.models import Report


@dataclass(frozen=True)
class Done:
    """What discharged a duty, on which day where that is known, and what it is: a word for the thing and its names."""

    says: str
    on: date | None
    thing: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """Whose duties are looked at: units by id with their codes, at or below `subject`; on `today`, from a year on."""

    person: Person
    subject: str
    units: Mapping[int, str]
    years: Collection[int]
    today: date


Discharged = Mapping[tuple[int, str], Done]
"""By unit and period."""


def reports(asked: Asked, _what: str) -> Discharged:
    kept = Report.objects.filter(organisation__in=listed(asked.units), state__in=SUBMITTED)
    rows = kept.values_list("organisation_id", "period", "first_submitted_at")
    return {
        (unit, period): Done("已报送", _day(at), "report", (asked.units[unit], period)) for unit, period, at in rows
    }


def notices(asked: Asked, _what: str) -> Discharged:
    public = (NoticeState.PUBLISHED, NoticeState.REPLACED)
    kept = Notice.objects.filter(organisation__in=listed(asked.units), state__in=public, number=1)
    rows = kept.values_list("organisation_id", "period", "published_at")
    return {
        (unit, period): Done("已公示", _day(at), "notice", (asked.units[unit], period)) for unit, period, at in rows
    }


def documents(asked: Asked, what: str) -> Discharged:
    """A document without a period discharges what has none; one that a plan asks for once a year names the year."""
    kept = HandedIn.objects.filter(organisation__in=listed(asked.units), what=what)
    rows = kept.values_list("organisation_id", "period", "handed_in_on", "title", "id")
    return {
        (unit, period): Done(f"已报送《{title}》", on, "document", (str(id_),)) for unit, period, on, title, id_ in rows
    }


def ledger_months(asked: Asked, _what: str) -> Discharged:
    """Months that are over in which each open account has its bill or a note of no use."""
    found = {}
    for year in asked.years:
        incomplete = incomplete_months(person=asked.person, code=asked.subject, year=year)
        months = [month for month in Period.parse(f"{year:04}").each_month() if month < month_of(asked.today)]
        over = [(month, f"{month:%Y-%m}") for month in months]
        for unit, code in asked.units.items():
            done = Done("票据齐全", None, "months", (code, str(year)))
            found.update({(unit, name): done for month, name in over if (unit, month) not in incomplete})
    return found


DISCHARGING: Mapping[str, Callable[[Asked, str], Discharged]] = {
    "report": reports,
    "notice": notices,
    "document": documents,
    "ledger_month": ledger_months,
}


def discharged(asked: Asked, discharge: Discharge) -> Discharged:
    return DISCHARGING[discharge.by](asked, discharge.what)


def _day(at) -> date | None:
    return timezone.localdate(at) if at else None
