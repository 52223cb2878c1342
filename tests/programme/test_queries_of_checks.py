"""Checks ask the database as much of three units as of one, whatever stands in their ledgers and registers."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jieyue.programme.checking.live import of_all
from jieyue.rules.period import Period
from jieyue.store.orgs.models import Organisation
from ledger_samples import sample_rows, samples

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
UNITS = ("U1", "U2", "U3")
TREE = "code | name | parent | level | category\nC | 某县 | | 县 |\n" + "".join(
    f"{code} | 单位{code} | C | 单位 | 机关\n" for code in UNITS
)


def with_everything_in_each(house) -> None:
    house.have("organisations", TREE)
    for unit in UNITS:
        for key in samples():
            house.have(key, sample_rows(key, unit=unit))


@pytest.mark.parametrize("period", ["2024", "2025", "2026"])
def test_of_one_unit_and_of_three_checks_ask_as_often(house, period):
    house.begun(with_everything_in_each)
    ids = list(Organisation.objects.filter(code__in=UNITS).order_by("code").values_list("id", flat=True))

    def queries(units: list[int]) -> list[str]:
        with CaptureQueriesContext(connection) as asked:
            list(of_all(units, Period.parse(period), person=house.person))
        return [each["sql"] for each in asked]

    queries(ids)  # what is kept is kept
    one, three = queries(ids[:1]), queries(ids)
    assert len(one) == len(three), "\n".join(sorted(set(three) - set(one)))
