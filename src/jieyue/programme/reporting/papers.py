"""What the reports of a quarter and a year say as papers, and what a paper of any period says that compares figures."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from jieyue.programme.organisations.naming import named
from jieyue.programme.papers.layouts import plain_layout_for
from jieyue.programme.reporting.compared import (
    Figures,
    beside,
    by_quarter,
    compared,
    figures_of,
    figures_reported,
    period_before,
)  # fmt: skip
from jieyue.programme.reporting.figures import sizes_of_units
from jieyue.programme.reporting.queries import report
from jieyue.programme.statistics.asking import factors_of
from jieyue.programme.statistics.queries import name_of_factors, statistics
from jieyue.rules.period import YEAR, Period
from jieyue.rules.person import Person
from jieyue.rules.refusal import Refused
from jieyue.rules.reporting import ReportState
from jieyue.rules.values import Level
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import organisation_within
from jieyue.store.orgs.tree import path_on
from jieyue.store.registers.targets.models import Target

Content = Mapping[str, Any]
CAPPED = ("energy_per_m2_kgce", "energy_per_person_kgce", "water_per_person_m3")


class NotOfThisLength(Refused):
    pass


def report_content(
    *, paper: str, months: int, organisation: str, period: Period, person: Person, today: date
) -> Content:
    """A unit's report of a quarter or a year, as it was handed in or as it would be now.

    Raises OrganisationUnknown, PeriodNotReported, NoUnit, NotOfThisLength.
    """
    if period.months != months:
        raise NotOfThisLength(f"“{period.zh}”不是{'季度' if months == 3 else '年度'}。", do=_length(months))
    shown = report(organisation=organisation, period=period, person=person, today=today)
    unit = organisation_within(organisation, person)
    own = figures_reported(shown)
    return {
        **_about(unit, period, paper=paper, today=today),
        **_beside(own, unit, period, person=person, today=today),
        "quarters": by_quarter(unit.code, period, person=person),
        "targets": _targets(unit, period, own.indicators) if months == YEAR else [],
        "state": shown.state.value,
        "is_complete": shown.is_complete,
        "on": str(timezone.localdate(shown.submitted_at) if shown.submitted_at else today),
        "is_draft": not shown.state.is_submitted or shown.state is ReportState.RETURNED,
    }


def _length(months: int) -> str:
    return "季度报告的报告期请写成 2024年一季度。" if months == 3 else "年度报告的报告期请写成 2024年。"


def compared_content(*, paper: str, organisation: str, period: Period, person: Person, today: date) -> Content:
    """The figures of a period beside others, as they are now, of a unit or a place. Raises OrganisationUnknown."""
    subject = organisation_within(organisation, person)
    answer = statistics(person=person, code=subject.code, period=period, is_compared=False)
    own = figures_of(answer)
    return {
        **_about(subject, period, paper=paper, today=today),
        **_beside(own, subject, period, person=person, today=today),
        "is_place": Level(subject.level).is_place,
        "quarters": by_quarter(subject.code, period, person=person),
        "targets": _targets(subject, period, own.indicators) if period.months == YEAR else [],
        "is_complete": answer.is_complete,
        "on": str(today),
        "is_draft": today < period.until,
    }


def _beside(own: Figures, subject: Organisation, period: Period, *, person: Person, today: date) -> dict[str, Any]:
    """Of a year the period before is the year before, and is told once."""
    earlier = period_before(period) if period.months < YEAR else None
    about = {"person": person, "today": today}
    year_ago, period_ago = (
        beside(subject.code, period, each, **about) for each in (period.in_year(period.year - 1), earlier)
    )
    is_over = today >= period.until
    told = compared(own, year_ago, period_ago, is_over=is_over)
    return {**told, "before_period": str(earlier or ""), "is_over": is_over}


def _about(subject: Organisation, period: Period, *, paper: str, today: date) -> dict[str, Any]:
    path = path_on(subject.pk, today)
    above = [int(each) for each in path.strip("/").split("/")][-2:-1]
    names = named([subject.pk, *above], on=today)
    factors = factors_of(period)
    return {
        "organisation": subject.code,
        "name": names[subject.pk].name,
        "to": names[above[0]].name if above and above[0] in names else "",
        "period": str(period),
        "sizes": sizes_of_units([subject.pk], period.year).get(subject.pk, {}),
        "factors_name": name_of_factors(factors.factor_set),
        "switches": factors.switches.as_dict(),
        "layout": plain_layout_for(subject.pk, paper),
    }


def _targets(subject: Organisation, period: Period, indicators: Mapping[str, float | None]) -> list[dict[str, Any]]:
    """What was set or confirmed for the year, and how much of it was used."""
    kept = (
        Target.objects.filter(organisation=subject, year=period.year, is_confirmed=True).values(*CAPPED).first() or {}
    )
    found = []
    for key, cap in kept.items():
        if cap is None:
            continue
        value = indicators.get(key)
        share = None if value is None or not cap else str(float(value) / float(cap) * 100)
        found.append(
            {"key": key, "target": str(cap), "quantity": None if value is None else str(value), "share": share}
        )
    return found
