"""The form of a year's profile says how its figures are counted, by what the unit is."""

from jieyue.programme.quotas.counting import counting
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
