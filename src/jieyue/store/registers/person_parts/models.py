"""人数组成: the parts from which the persons of a unit in a year are computed, by the rule of its class."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from jieyue.rules.counting import PersonPart
from jieyue.store.machine.record import Figure, OfUnit, figure

FIRST_YEAR, LAST_YEAR = 2000, 2100
MONTHS_OF_A_YEAR = 12
MOST_PERCENT = 200


def part(of: PersonPart, *, places: int = 2, unit: str = "人", most: int | None = None, note: str = "") -> Figure:
    return figure(of.zh, places=places, unit=unit, null=True, most=most, note=note)


class PersonParts(OfUnit):
    """What is not filled in is not known, and no nought. The open beds of a hospital stand among the quota facts."""

    year = models.IntegerField("年度", validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)])
    staff_in_post = part(PersonPart.POST, note="全年平均；只填算式里有的栏，没有的填 0，不知道的留空")
    staff_over_6_months = part(PersonPart.LONG, note="长期聘用的编外人员，全年平均")
    staff_up_to_6_months = part(PersonPart.SHORT, note="其他编外人员，全年平均")
    staff_support = part(PersonPart.SUPPORT, note="没有计入前面各项的")
    interns = part(PersonPart.INTERNS)
    intern_months = part(PersonPart.INTERN_MONTHS, unit="月", most=MONTHS_OF_A_YEAR, note="每人平均")
    bed_use_percent = part(PersonPart.BED_USE, unit="%", most=MOST_PERCENT)
    outpatient_visits = part(PersonPart.OUTPATIENTS, places=0, unit="人次")
    visitors_a_day = part(PersonPart.VISITORS)
    students = part(PersonPart.STUDENTS)
    foreign_students = part(PersonPart.FOREIGN_STUDENTS)
    boarders = part(PersonPart.BOARDERS)
    day_pupils = part(PersonPart.DAY_PUPILS)

    class Meta:
        verbose_name = "人数组成"
        constraints = (models.UniqueConstraint(fields=["organisation", "year"], name="one_row_of_person_parts_a_year"),)
