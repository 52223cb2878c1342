"""An officer's own sheet with what was recognised marked on it, as far as a page can show it."""

from collections.abc import Iterable, Sequence

from jieyue.files.grid import WholeSheet
from jieyue.files.header import as_written
from jieyue.files.office.asking import Question
from jieyue.files.office.labels import RESOURCE
from jieyue.files.office.proposing import Proposal
from jieyue.programme.entry.proposing import Made
from jieyue.rules.problem import Problem
from jieyue.rules.values import Resource

MOST_ROWS, MOST_COLUMNS, MOST_LETTERS = 40, 40, 40
MOST_TOLD, MOST_PROPOSED = 200, 20
HEADER, TAKEN, LEFT, ABOVE = "header", "taken", "left", "above"


def shown(made: Made, *, answered: bool = False) -> dict[str, object]:
    """Plain values: the layout in a sentence, each sheet with its marks, what is left out, the questions, and the first
    rows of what it becomes. With `answered` the questions that have their answers stay among them.
    """
    proposal = made.proposal
    return {
        "layout": proposal.layout,
        "changed": made.changed,
        "is_remembered": made.is_remembered,
        "rows": len(proposal.rows),
        "agreed": proposal.agreed,
        "sheets": [_sheet(each, proposal) for each in made.sheets if each.name in proposal.sheet_names],
        "left_out": [[each.sheet, each.row, each.why] for each in proposal.left_out[:MOST_TOLD]],
        "left_out_count": len(proposal.left_out),
        "problems": [[each.row, each.says, each.do] for each in _of(proposal, "error")],
        "hints": [[each.row, each.says, each.do] for each in _of(proposal, "warning")],
        "questions": [_question(each, said) for each, said in _questions(proposal, answered=answered)],
        "becomes": _becomes(made),
    }


def _of(proposal: Proposal, severity: str) -> list[Problem]:
    return [each for each in proposal.problems if each.severity == severity][:MOST_TOLD]


def _questions(proposal: Proposal, *, answered: bool) -> list[tuple[Question, str]]:
    before = list(proposal.answered.values()) if answered else []
    return [*before, *((each, each.proposed) for each in proposal.questions)]


def _question(question: Question, said: str) -> dict[str, object]:
    return {**question.as_dict(), "proposed": said, "is_free": question.is_free}


def _sheet(sheet: WholeSheet, proposal: Proposal) -> dict[str, object]:
    """The first rows, each with what it is; above the columns what they become."""
    columns = [each for each in proposal.columns if each.sheet == sheet.name]
    width = min(MOST_COLUMNS, max((len(row) for row in sheet.rows), default=0))
    headers = {row for each in proposal.tables if each.table.sheet.name == sheet.name for row in each.table.header}
    left = {each.row: each.why for each in proposal.left_out if each.sheet == sheet.name and each.row is not None}
    taken = {number for name, number in proposal.numbers if name == sheet.name}
    first = min(headers, default=0)
    rows = [
        [number, _mark(number, headers, left, taken, first), left.get(number, ""), _cells(row[:width])]
        for number, row in enumerate(sheet.rows[:MOST_ROWS], 1)
    ]
    return {
        "name": sheet.name,
        "means": [_means(columns, place, proposal) for place in range(width)],
        "rows": rows,
        "more": max(0, len(sheet.rows) - MOST_ROWS),
    }


def _mark(number: int, headers: set[int], left: dict[int, str], taken: set[int], first: int) -> str:
    if number - 1 in headers:
        return HEADER
    if number in taken:
        return TAKEN
    return LEFT if number in left else ABOVE if number <= first else ""


def _cells(row: Iterable[object]) -> list[str]:
    return [_short(as_written(cell)) for cell in row]  # type: ignore[arg-type]


def _short(text: str) -> str:
    text = text.removesuffix(" 00:00:00")
    text = text.removesuffix(".0") if text.removesuffix(".0").isdigit() else text
    return text if len(text) <= MOST_LETTERS else f"{text[:MOST_LETTERS]}…"


def _means(columns: Sequence, place: int, proposal: Proposal) -> list[str]:
    """What the column becomes and why; nothing where it has no name and no figure."""
    for column in columns:
        if column.place == place and (column.text or column.to):
            return [proposal.zh.get(column.to, "") if column.to else "", column.why]
    return ["", ""]


def _said(key: str, value: object) -> str:
    named = Resource.named(str(value)) if key == RESOURCE else None
    return named.zh if named else _short(as_written(value))  # type: ignore[arg-type]


def _becomes(made: Made) -> dict[str, object]:
    """The first rows in the ledger's columns."""
    rows = made.proposal.rows[:MOST_PROPOSED]
    keys = [each.key for each in made.kind.columns if any(row.get(each.key) is not None for row in rows)]
    several = len(made.proposal.sheet_names) > 1
    numbers = [f"{sheet} {row}" if several else str(row) for sheet, row in made.proposal.numbers[:MOST_PROPOSED]]
    said = [[_said(key, row.get(key)) for key in keys] for row in rows]
    return {
        "header": [made.proposal.zh[key] for key in keys],
        "rows": [[number, cells] for number, cells in zip(numbers, said, strict=True)],
    }
