"""Many units added today, and a plan to be put in force: nothing is red at once, and what will be is shown first."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.utils import timezone

from jieyue.programme.completeness.queries import months_of
from jieyue.programme.duties.operations import exempt_each, put_in_force
from jieyue.programme.duties.queries import at_place, exemptible, would_ask
from jieyue.programme.entry import jobs
from jieyue.programme.reporting.queries import grid
from jieyue.rules.duties import DutyState
from jieyue.store.duties.models import Exemption, PlanInForce
from jieyue.store.records.log import head
from jieyue.store.records.models import LogEntry

MANY = 300
PLAN = "sichuan-2020"


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def county(house):
    """A county to which units were just added by a file on the page, as the preview proposed."""
    house.have("organisations", "code | name | parent | level\nC | 某县 | | 县")
    written = StringIO()
    csv.writer(written).writerows(
        [
            ("code", "name", "parent", "level", "kind"),
            *((f"C{n:03}", f"第{n}局", "C", "单位", "行政") for n in range(MANY)),
        ]
    )
    at = timezone.now()
    job = jobs.begin_import("organisations", "机构.csv", [written.getvalue().encode()], by=house.person, at=at)
    done = jobs.decide(job.pk, by=house.person, at=at, accept_good=False, reason="")
    assert done.outcome["added"] == MANY
    return house


def test_nothing_of_before_is_missing_late_or_owed(county, today):
    asked = {"person": county.person, "today": today}
    for year in (today.year - 1, today.year):
        assert [count.missing for count in months_of(**asked, code="C", year=year).counts if not count.is_ahead] == (
            [0] * (12 if year < today.year else today.month - 1)
        )
    reported = grid(organisation="C", year=today.year, **asked)
    assert [count.missing for count in reported.counts if count.is_over] == [0] * ((today.month - 1) // 3)
    put_in_force(plan=PLAN, organisation="C", since=today.replace(month=1, day=1), by=county.person, at=timezone.now())
    assert [each.late_count for each in at_place(organisation="C", **asked).tallies if each.late_count] == []


def told(found) -> list[tuple]:
    return [(each.duty.key, each.duty.due_on, dict(each.counts), each.late) for each in found]


def test_the_preview_of_a_plan_is_what_it_then_asks_and_writes_nothing(county, today):
    asked = {"organisation": "C", "person": county.person, "today": today}
    since, before = today.replace(year=today.year - 1, month=1, day=1), LogEntry.objects.count()
    preview = would_ask(plan=PLAN, since=since, **asked)
    assert (preview.addressed, preview.units) == (MANY, MANY + 1)
    assert (PlanInForce.objects.count(), LogEntry.objects.count()) == (0, before)
    by = {"by": county.person, "at": timezone.now()}
    put_in_force(plan=PLAN, organisation="C", since=since, **by)
    assert told(preview.tallies) == told(at_place(**asked).tallies)
    later = would_ask(plan=PLAN, since=today + timedelta(days=30), **asked)
    assert len(later.tallies) < len(preview.tallies)  # in the place of what is in force


def test_several_duties_are_exempted_at_once_for_one_reason(county, today):
    by = {"by": county.person, "at": timezone.now(), "reason": "本年度统一免办"}
    put_in_force(plan=PLAN, organisation="C", since=today.replace(month=1, day=1), **by)
    asked = {"organisation": "C", "person": county.person, "today": today}
    chosen = [(duty.plan, duty.entry.key, duty.period) for duty in exemptible(**asked)][:3]
    before = head().seq
    exempt_each(chosen, organisation="C", covers_below=True, **by)
    assert (head().seq, Exemption.objects.count()) == (before + 1, 3)
    states = {f"{each.duty.entry.key} {each.duty.period}": each.counts for each in at_place(**asked).tallies}
    assert all(states[f"{entry} {period}"][DutyState.EXEMPT] == MANY for _, entry, period in chosen)
