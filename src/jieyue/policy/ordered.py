"""What is ordered, read from its folders: the calendar, and plans, each with its text beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from jieyue.policy import calendar_files, plan_files
from jieyue.policy.calendar_files import CalendarShape, calendar_faults, calendar_of
from jieyue.policy.plan_files import PlanCasesShape, PlanFile, PlanShape, plan_faults, plan_of, text_beside
from jieyue.policy.reading import OWN_FOLDER, Document, PolicyFault, PolicyRefused, named_document
from jieyue.policy.shapes import Shape, read_as
from jieyue.rules.calendar import Calendar
from jieyue.rules.plan import Plan

Read = TypeVar("Read", bound=Shape)
CASES = "cases.toml"


@dataclass(frozen=True)
class Ordered:
    calendar: Calendar
    plans: Mapping[str, Plan]
    documents: Sequence[Document]
    faults: Sequence[PolicyFault] = field(default=())


def read_ordered(folders: Sequence[Path]) -> Ordered:
    """What stands in the package's policy and then in these folders, with everything that is wrong with it."""
    whole = (OWN_FOLDER, *folders)
    wrong: list[PolicyFault] = []
    days = [
        found
        for path in _files(whole, f"{calendar_files.FOLDER}/*.toml")
        for found in _read(CalendarShape, path, wrong)
    ]
    plans = [
        PlanFile(document, shape, text_beside(path))
        for path in _files(whole, f"{plan_files.FOLDER}/*/plan.toml")
        for document, shape in _read(PlanShape, path, wrong)
    ]
    wrong += [*calendar_faults(days), *plan_faults(plans)]
    return Ordered(
        calendar=calendar_of(days),
        plans={} if wrong else {file.shape.key: plan_of(file) for file in plans},
        documents=[*(document for document, _ in days), *(file.document for file in plans)],
        faults=wrong,
    )


def plan_cases(folders: Sequence[Path]) -> list[tuple[Document, str, PlanCasesShape]]:
    """The cases beside each plan: file, key of the plan, cases. Raises PolicyRefused."""
    wrong: list[PolicyFault] = []
    found = []
    for path in _files((OWN_FOLDER, *folders), f"{plan_files.FOLDER}/*/{CASES}"):
        key = next((shape.key for _, shape in _read(PlanShape, path.parent / "plan.toml", wrong)), "")
        found += [(document, key, shape) for document, shape in _read(PlanCasesShape, path, wrong)]
    if wrong:
        raise PolicyRefused(wrong)
    return found


def _files(folders: Sequence[Path], pattern: str) -> list[Path]:
    return [path for folder in folders for path in sorted(folder.glob(pattern))]


def _read(shape: type[Read], path: Path, wrong: list[PolicyFault]) -> list[tuple[Document, Read]]:
    """The file as this shape, or nothing and its faults."""
    document = named_document(path)
    try:
        found, faults = read_as(shape, document)
    except PolicyRefused as refused:
        found, faults = None, refused.faults
    wrong += faults
    return [] if found is None else [(document, found)]
