"""The plan of another province, written by the how-to alone, put in force: what its file says is asked of people."""

from datetime import date
from pathlib import Path

import pytest

from jieyue.programme.duties.operations import designate, put_in_force, set_day
from jieyue.programme.duties.queries import duties, own_duties
from jieyue.programme.duties.standing import groups_of, unit_itself
from jieyue.programme.sentences.queries import standing
from jieyue.rules.duties import DutyState, Horizon
from jieyue.rules.plan import Carried
from jieyue.rules.values import Kind, Level
from jieyue.store.orgs.models import Organisation
from jieyue.store.policies import policy
from offices import open_office, person_named
from samples import NOW

FOLDER = Path(__file__).parents[2] / "policy" / "sixth"

KEY, TODAY = "yunhai-2022", date(2023, 7, 10)
TREE = """code | name | parent | level | kind | category
S | 云海市 | P | 市 | |
U | 云海市局 | S | 单位 | 行政 | 机关
T | 云海市委 | S | 单位 | 党的机关 | 机关"""


@pytest.fixture
def office(house, settings):
    settings.JIEYUE_POLICY_FOLDERS = [str(FOLDER)]
    office = open_office(house)
    house.have("organisations", TREE)
    put_in_force(plan=KEY, organisation="P", since=date(2022, 3, 1), by=who(), at=NOW)
    designate(organisation="U", year=2023, decided_on=date(2023, 4, 16), document="云节", by=who(), at=NOW)
    set_day(organisation="P", plan=KEY, entry="rectification", day=date(2023, 9, 15), by=who(), at=NOW)
    return office


def who():
    return person_named("li", on=date(2025, 1, 1))


def asked(code: str) -> set[str]:
    unit = unit_itself(Organisation.objects.get(code=code))
    return {duty.entry.key for group in groups_of([unit], Horizon(TODAY)) for duty in group.duties}


def test_every_entry_with_a_day_arises_for_whom_it_addresses(office):
    plan = policy().plan(KEY)
    own = asked("U")
    of_units = {
        entry.key
        for entry, _ in plan.obligations
        if plan.addresses.includes(Level.UNIT, Kind.ADMINISTRATION, entry.who)
    }
    assert of_units - own == {"again"}, "it has not failed an evaluation round"
    assert asked("T") == set(), "the plan is for administrations"
    assert {"plan", "evaluation"} <= asked("S")
    found = {each.duty.key: each for each in duties(organisation="U", person=who(), today=TODAY)}
    days = {key: str(found[key].duty.due_on) for key in ("own-plan@2023", "acceptance@2023", "rectification@2023")}
    assert days == {
        "own-plan@2023": "2023-06-16",
        "acceptance@2023": "2023-11-20",
        "rectification@2023": "2023-09-15",
    }
    assert found["own-plan@2023"].state is DutyState.OVERDUE
    assert own_duties(organisation="S", person=who(), today=TODAY)


def test_its_page_says_how_each_of_its_sentences_stands(office):
    plan, told = policy().plan(KEY), standing(plan=KEY, organisation="U", person=who(), today=TODAY).by_entry
    carried = [each.key for each in plan.entries if each.carried not in (Carried.SHOWN, Carried.WAITS)]
    assert [key for key in carried if not told[key]] == []
    assert office.as_("li").get(f"/duties/plans/{KEY}/?organisation=U").status_code == 200
