"""The form of a year's profile says how its figures are counted, by what the unit is, and what its parts make."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from jieyue.programme.quotas.counting import counting
from jieyue.store.machine.checking import Limits
from jieyue.store.orgs.models import Profile
from jieyue.store.registers.person_parts.checks import persons_of_profile
from jieyue.store.registers.person_parts.models import PersonParts
from offices import open_office, person_named
from samples import NOW


def test_a_school_is_told_how_schools_count(house):
    office = open_office(house)
    page = office.as_("liu").get("/organisations/A/profile/").content.decode()
    assert ("中小学校" in page, "住宿生人数×2" in page, "DB37/T 4452-2021" in page) == (True, True, True)
    page = office.as_("zhao").get("/organisations/X/profile/").content.decode()
    assert ("未定级的医疗机构" in page, "年门诊人次÷365" in page, "待核对" in page) == (True, True, True)
    on = NOW.date()
    assert counting(organisation="B", person=person_named("wang", on=on), today=on).class_zh == "党政机关"


PARTS = "organisation | year | day_pupils | boarders | staff_in_post | staff_over_6_months | staff_up_to_6_months"
PROFILE = "organisation | year | floor_area_m2 | persons | persons_water"


def told(house) -> list[str]:
    return [each.says for each in house.checks("P", "2026") if each.rule == "persons_unlike_parts"]


def test_persons_of_water_are_made_of_their_parts_and_what_is_typed_otherwise_is_told(house):
    office = open_office(house)
    house.have("person_parts", f"{PARTS}\nA | 2026 | 300 | 150 | 40 | 4 |")
    page = office.as_("liu").get("/organisations/A/profile/").content.decode()
    assert "2026 年没有计算，还缺：在岗不超过6个月的非在编人数。" in page

    house.have("person_parts", f"{PARTS}\nA | 2026 | 300 | 150 | 40 | 4 | 1", reason="补")
    page = office.as_("liu").get("/organisations/A/profile/").content.decode()
    assert ("300＋150×2＋40＋4＋1" in page, 'value="645"' in page) == (True, True)

    house.have("profiles", f"{PROFILE}\nA | 2026 | 9000 | 500 | 700")
    (says,) = told(house)
    assert "用水人数是 700 人" in says
    assert "算得 645 人：非住宿生人数＋住宿生人数×2" in says
    record = Profile.objects.get(year=2026).pk
    page = office.as_("liu").get(f"/organisations/A/profile/?record={record}").content.decode()
    assert ("与登记的不符" in page, "登记的是 700" in page) == (True, True)
    house.have("profiles", f"{PROFILE}\nA | 2026 | 9000 | 500 | 645", reason="改")
    assert told(house) == []


def test_whoever_brings_a_profile_is_told_by_row_where_its_persons_are_not_their_parts(house):
    open_office(house)
    house.have("person_parts", f"{PARTS}\nA | 2026 | 300 | 150 | 40 | 4 | 1")
    sheet = f"{PROFILE}\nB | 2026 | 9000 | 500 | 700\nA | 2026 | 9000 | 500 | 700"
    for look_first in (True, False):
        report = house.bring("profiles", sheet, dry_run=look_first)
        (problem,) = (each for each in report.problems if each.rule == "persons_unlike_parts")
        assert (problem.row, problem.column, problem.severity) == (3, "persons_water", "warning")
    assert report.taken
    assert [problem.says] == told(house)
    again = house.bring("profiles", sheet.replace("9000", "9000.00"))
    assert [each.rule for each in again.problems] == []


def test_a_sheet_of_profiles_is_looked_at_beside_their_parts_in_as_many_questions_for_two_as_for_one(house):
    open_office(house)
    parts = "\n".join(f"{unit} | 2026 | 300 | 150 | 40 | 4 | 1" for unit in "AB")
    house.have("person_parts", f"{PARTS}\n{parts}")
    asked = []
    for units in ("A", "AB"):
        rows = "\n".join(f"{unit} | 2026 | 9000 | 500 | 700" for unit in units)
        with CaptureQueriesContext(connection) as found:
            house.bring("profiles", f"{PROFILE}\n{rows}", dry_run=True)
        asked.append(len(found))
    assert asked[0] == asked[1]


def test_beds_are_those_of_the_quota_facts_and_whoever_brings_the_parts_is_told(house):
    """In as many questions for three units as for one."""
    open_office(house)
    house.have("quota_facts", "organisation | year | institution_class | open_beds\nX | 2025 | 二级医院 | 300")
    house.have("profiles", f"{PROFILE}\nX | 2025 | 9000 | 500 |\nA | 2025 | 9000 | 500 |\nB | 2025 | 9000 | 500 |")
    parts = "organisation | year | staff_in_post | staff_over_6_months | staff_up_to_6_months | interns"
    parts += " | intern_months | bed_use_percent | outpatient_visits"
    rows = (
        "X | 2025 | 200 | 30 | 10 | 24 | 6 | 80 | 73000\nA | 2025 | 1 | 1 | 1 | | | |\nB | 2025 | 499 | 0 | 1 | | | |"
    )
    report = house.have("person_parts", f"{parts}\n{rows}")
    (problem,) = (each for each in report.problems if each.rule == "persons_unlike_parts" and "用能" in each.says)
    assert "算得 692 人" in problem.says
    assert "300×80÷100" in problem.says
    asked = []
    for many in (1, 3):
        kept = list(PersonParts.objects.select_related("organisation").order_by("pk")[:many])
        with CaptureQueriesContext(connection) as found:
            list(persons_of_profile(kept, Limits(frozenset())))
        asked.append(len(found))
    assert asked[0] == asked[1]
