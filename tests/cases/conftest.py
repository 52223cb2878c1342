"""Two units with their sizes, into which each of the ordinary office files is brought on its own."""

import csv
import io
from dataclasses import dataclass

import openpyxl
import pytest

from cases.office import CASES, Office, as_csv, as_xlsx, two_units


@dataclass
class CaseHouse:
    house: object

    def bring(self, name: str, **how):
        """The report of importing a file of bills, whatever comes of it."""
        return self.house.bring("bills", CASES / name, **how)

    def says(self, name: str, **how) -> list[tuple[int | None, str | None, str, str]]:
        """Row, column, what is said and what to do, of all problems of severity warning or error."""
        return [(p.row, p.column, p.says, p.do) for p in self.bring(name, **how).problems]

    def holding(self, name: str) -> Office:
        """An office with the file in its hands, to do what it is told."""
        content = (CASES / name).read_bytes()
        if name.endswith(".csv"):
            return Office(
                self.house, "bills", list(csv.reader(io.StringIO(content.decode("utf-8-sig")))), "a.csv", as_csv, {}
            )
        rows = openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
        return Office(self.house, "bills", [list(row) for row in rows], "a.xlsx", as_xlsx, {})

    def quantity(self, period: str, resource: str = "electricity", code: str = "510101"):
        return self.house.quantity(code, period, resource)

    def yuan(self, period: str, code: str = "510101"):
        return self.house.statistics(code, period).totals.amount_yuan

    def findings(self, period: str, code: str = "510101"):
        """What `jieyue checks` tells of the unit in the period."""
        return self.house.checks(code, period)


@pytest.fixture
def cases(house) -> CaseHouse:
    return CaseHouse(house.begun(two_units))
