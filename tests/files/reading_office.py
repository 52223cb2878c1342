"""A reader of offices' sheets without a database: a town of a few units, and sheets made of rows."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from jieyue.files.cells import half_width
from jieyue.files.grid import Marks, WholeSheet
from jieyue.files.office.asking import Asking
from jieyue.files.office.labels import Labels
from jieyue.files.office.proposing import Proposal, propose
from jieyue.files.office.reading import whole_sheets_of
from jieyue.programme.records.kinds import kind_named
from jieyue.rules.values import Resource, Use
from jieyue.store.policies import policy
from samples import SAMPLES

SHEETS = SAMPLES / "office-sheets"
UNIT = ("129901", "青禾县档案馆")


def plain(name: str) -> str:
    return "".join(half_width(name).split())


@dataclass
class Town:
    """What is known there: units by code and name, accounts and bills of them."""

    units_there: Sequence[tuple[str, str]] = (UNIT, ("129902", "青禾县图书馆"), ("129903", "青禾县第一中学"))
    usual: tuple[str, str] | None = UNIT
    accounts_there: Mapping[tuple[str, str], Sequence[str]] = field(default_factory=dict)
    bills: Mapping[tuple[str, str], Mapping[tuple[date, date], Decimal]] = field(default_factory=dict)

    def units_called(self, name):
        exact = [each for each in self.units_there if name in each]
        likely = [each for each in self.units_there if plain(each[1]).endswith(plain(name))]
        likely = likely or [each for each in self.units_there if _in_order(plain(each[1]), plain(name))]
        return exact, [] if exact else likely

    def units_in(self, title):
        return [each for each in self.units_there if each[1] in plain(title)]

    def usual_unit(self):
        return self.usual

    def units(self):
        return self.units_there

    def units_of(self, resource):
        return policy().units_of(Resource(resource))

    def is_unit_of(self, resource, unit):
        return policy().unit_multiplier(Resource(resource), unit) is not None

    def accounts(self, organisation, resource):
        return self.accounts_there.get((organisation, resource), ())

    def kept(self, organisation, resource):
        return self.bills.get((organisation, resource), {})

    def likely_years(self):
        return [2026, 2025, 2024]


def town_of_samples(usual: str) -> Town:
    with (SHEETS / "organisations.csv").open(encoding="utf-8") as file:
        units = [(each["code"], each["name"]) for each in csv.DictReader(file) if each["level"] == "unit"]
    units.append(UNIT)
    return Town(units, next((each for each in units if each[0] == usual), None))


def labels(kind: str = "bills") -> Labels:
    return Labels(kind, kind_named(kind).columns, policy().words, policy().is_unit)


def read(
    *sheets: WholeSheet,
    answers: Mapping[str, str] | None = None,
    town: Town | None = None,
    kind: str = "bills",
    file_name: str = "",
) -> Proposal:
    return propose(sheets, labels(kind), Asking(answers or {}), town or Town(), file_name=file_name)


def read_file(path: Path, *, answers: Mapping[str, str] | None = None, town: Town | None = None) -> Proposal:
    sheets, _ = whole_sheets_of(path, labels())
    return propose(sheets, labels(), Asking(answers or {}), town or Town())


def sheet(*rows: Sequence[object], name: str = "Sheet1", merged=(), hidden=(), is_visible: bool = True) -> WholeSheet:
    width = max(map(len, rows), default=0)
    marks = Marks(hidden_rows=set(hidden))
    level = [[*row, *[""] * (width - len(row))] for row in rows]
    return WholeSheet(name, level, is_visible, list(merged), marks)


def bills(found: Proposal) -> list[tuple]:
    """Organisation, resource, use, account, first and last day, quantity in the reporting unit, yuan."""
    return sorted(map(_bill, found.rows), key=str)


def _bill(row: Mapping[str, object]) -> tuple:
    resource = Resource(str(row["resource"]))
    use = Use.named(str(row["use"])) if row.get("use") else Use.usual(resource)
    multiplier = policy().unit_multiplier(resource, str(row["unit"])) if row.get("unit") else None
    quantity = None if row.get("quantity") is None else Decimal(str(row["quantity"])) * (multiplier or 1)
    money = None if row.get("amount_yuan") is None else Decimal(str(row["amount_yuan"]))
    days = (row["start_date"], row["end_date"])
    return (row["organisation"], resource.value, use, row.get("account") or "", *map(str, days), quantity, money)


def _in_order(name: str, letters: str) -> bool:
    rest = iter(name)
    return all(letter in rest for letter in letters)
