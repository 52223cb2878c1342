"""The list from which a spot check is drawn, as a file."""

from decimal import Decimal
from pathlib import Path

from jieyue.files.cells import Cell, CellRefused, code, number
from jieyue.files.refused import RowsRefused
from jieyue.files.sheet import Column, read_sheet
from jieyue.rules.drawing import Candidate
from jieyue.rules.problem import Problem
from jieyue.store.policies import policy


def risk(cell: Cell) -> Decimal | None:
    """A number from 0 upwards, in whatever measure the list is made with."""
    found = number(cell)
    if found is not None and found < 0:
        raise CellRefused("risk_below_zero", f"风险 {found} 小于 0。", "没有风险的请写 0 或者留空，风险越高数越大。")
    return found


COLUMNS = (Column("organisation", "机构编码", code, required=True), Column("risk", "风险", risk))


def roster(file: Path) -> list[Candidate]:
    """Whoever stands in it, each once. Raises FileRefused and RowsRefused."""
    sheet = read_sheet(file, columns=COLUMNS, words=policy().words, may_have_others=True)
    wrong = [problem for problem in sheet.problems if problem.severity == "error"]
    codes, risks = sheet.columns["organisation"], sheet.columns["risk"]
    wrong += _twice(sheet.row_numbers, codes)
    if wrong:
        raise RowsRefused(file, wrong)
    return [Candidate(own, at or Decimal(0)) for own, at in zip(codes, risks, strict=True)]


def _twice(rows: list[int], codes: list[str | None]) -> list[Problem]:
    first: dict[str, int] = {}
    found = []
    for row, own in zip(rows, codes, strict=True):
        if own and first.setdefault(own, row) != row:
            says = f"机构 {own} 在第 {first[own]} 行已经有了。"
            found.append(Problem(row, "organisation", "organisation_twice", says, "每家只留一行。"))
    return found
