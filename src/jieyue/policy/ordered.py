"""What is ordered, read from its folders: calendar, plans with their text, standards, layouts, words of ledgers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from jieyue.policy import (
    calendar_files,
    ledger_files,
    paper_files,
    plan_files,
    publication_files,
    recognition_files,
    robot_files,
    standard_files,
)
from jieyue.policy.calendar_files import CalendarShape, calendar_faults, calendar_of
from jieyue.policy.ledger_files import LedgerShape, ledger_faults, ledger_policy_of
from jieyue.policy.offered import Offered
from jieyue.policy.paper_files import FormShape, PaperShape, layouts_of, paper_faults
from jieyue.policy.plan_faults import documents_faults, plan_faults
from jieyue.policy.plan_files import (
    Beside,
    PlanCasesShape,
    PlanFile,
    PlanShape,
    UsualDocumentsShape,
    documents_of,
    plan_of,
    text_beside,
)
from jieyue.policy.publication_files import PublicationsShape, publication_faults, publications_of
from jieyue.policy.reading import OWN_FOLDER, Document, PolicyFault, PolicyRefused, named_document
from jieyue.policy.recognition_files import RecognitionShape, recognition_faults, recognition_of
from jieyue.policy.robot_files import RobotsShape, robot_hosts_of
from jieyue.policy.shapes import Shape, read_as
from jieyue.policy.standard_files import StandardCasesShape, StandardShape, standard_faults, standard_of
from jieyue.rules.calendar import Calendar
from jieyue.rules.ledger_policy import LedgerPolicy
from jieyue.rules.paper_layout import Layout
from jieyue.rules.plan import DocumentKind, Plan
from jieyue.rules.publication import Publication
from jieyue.rules.recognition import Recognition
from jieyue.rules.robots import RobotKind
from jieyue.rules.scoring import Standard

Read = TypeVar("Read", bound=Shape)
CASES = "cases.toml"


def as_written(
    key: str, files: Mapping[str, str], beside: Beside, offered: Offered | None
) -> tuple[Plan | None, Sequence[PolicyFault]]:
    """A plan from what stood in its files once; none, with its faults, where it names what is not there any more."""
    document = Document(f"{plan_files.FOLDER}/{key}/{plan_files.PLAN}", key, files[plan_files.PLAN].encode())
    wrong: list[PolicyFault] = []
    shape = _as(PlanShape, document, wrong)
    if shape is None:
        return None, wrong
    file = PlanFile(document, shape, files[plan_files.TEXT])
    wrong += plan_faults([file], beside, offered)
    return (None, wrong) if wrong else (plan_of(file, beside), ())


@dataclass(frozen=True)
class Ordered:
    calendar: Calendar
    plans: Mapping[str, Plan]
    handed_in: Mapping[str, DocumentKind]
    publications: Mapping[str, Publication]
    recognition: Recognition
    robot_hosts: Mapping[RobotKind, frozenset[str]]
    standards: Mapping[str, Standard]
    layouts: Mapping[str, Layout]
    ledgers: LedgerPolicy
    documents: Sequence[Document]
    faults: Sequence[PolicyFault] = field(default=())


def read_ordered(folders: Sequence[Path], offered: Offered | None) -> Ordered:
    """What stands in the package's policy and then in these folders, with everything that is wrong with it."""
    whole = (OWN_FOLDER, *folders)
    wrong: list[PolicyFault] = []

    def all_of(pattern: str, shape: type[Read]) -> list[tuple[Document, Read]]:
        return [found for path in _files(whole, pattern) for found in _read(shape, path, wrong)]

    days = all_of(f"{calendar_files.FOLDER}/*.toml", CalendarShape)
    standards = all_of(f"{standard_files.FOLDER}/*/standard.toml", StandardShape)
    papers, forms = all_of(f"{paper_files.FOLDER}/*.toml", PaperShape), all_of(f"{paper_files.FORMS}/*.toml", FormShape)
    ledgers = all_of(f"{ledger_files.FOLDER}/*.toml", LedgerShape)
    usual = all_of(f"{plan_files.DOCUMENTS}/*.toml", UsualDocumentsShape)
    published = all_of(f"{publication_files.FOLDER}/*.toml", PublicationsShape)
    recognised = all_of(f"{recognition_files.FOLDER}/*.toml", RecognitionShape)
    robots = all_of(f"{robot_files.FOLDER}/*.toml", RobotsShape)
    plans = [
        PlanFile(document, shape, text_beside(path))
        for path in _files(whole, f"{plan_files.FOLDER}/*/plan.toml")
        for document, shape in _read(PlanShape, path, wrong)
    ]
    beside = Beside(ledger_policy_of(ledgers), documents_of([shape for _, shape in usual]), publications_of(published))
    wrong += [*ledger_faults(ledgers, offered), *documents_faults(usual)]
    keys = {shape.key for _, shape in papers}
    wrong += publication_faults(published, beside.documents, papers=keys, offered=offered)
    wrong += [*calendar_faults(days), *plan_faults(plans, beside, offered), *paper_faults(papers, forms)]
    wrong += standard_faults(standards, beside.ledgers, offered)
    wrong += recognition_faults(recognised, beside.ledgers, {shape.key: shape for _, shape in standards})
    return Ordered(
        calendar=calendar_of(days),
        plans={} if wrong else {file.shape.key: plan_of(file, beside) for file in plans},
        handed_in=beside.documents,
        publications=beside.publications,
        recognition=recognition_of(recognised),
        robot_hosts=robot_hosts_of(robots),
        standards={} if wrong else {shape.key: standard_of(shape) for _, shape in standards},
        ledgers=beside.ledgers,
        layouts={} if wrong else layouts_of([shape for _, shape in papers], [shape for _, shape in forms]),
        documents=[
            *(file.document for file in plans),
            *(document for document, _ in (*days, *standards, *papers, *forms, *ledgers)),
            *(document for document, _ in (*usual, *published, *recognised, *robots)),
        ],
        faults=wrong,
    )


def plan_cases(folders: Sequence[Path]) -> list[tuple[Document, str, PlanCasesShape]]:
    """The cases beside each plan: file, key of the plan, cases. Raises PolicyRefused."""
    return _cases(folders, f"{plan_files.FOLDER}/*/{CASES}", PlanCasesShape, beside=("plan.toml", PlanShape))


def standard_cases(folders: Sequence[Path]) -> list[tuple[Document, str, StandardCasesShape]]:
    """The cases beside each standard: file, key of the standard, cases. Raises PolicyRefused."""
    pattern = f"{standard_files.FOLDER}/*/{CASES}"
    return _cases(folders, pattern, StandardCasesShape, beside=("standard.toml", StandardShape))


def _cases(
    folders: Sequence[Path], pattern: str, shape: type[Read], *, beside: tuple[str, type[PlanShape | StandardShape]]
) -> list[tuple[Document, str, Read]]:
    wrong: list[PolicyFault] = []
    found = []
    for path in _files((OWN_FOLDER, *folders), pattern):
        name, own = beside
        key = next((each.key for _, each in _read(own, path.parent / name, wrong)), "")
        found += [(document, key, cases) for document, cases in _read(shape, path, wrong)]
    if wrong:
        raise PolicyRefused(wrong)
    return found


def _files(folders: Sequence[Path], pattern: str) -> list[Path]:
    return [path for folder in folders for path in sorted(folder.glob(pattern))]


def _read(shape: type[Read], path: Path, wrong: list[PolicyFault]) -> list[tuple[Document, Read]]:
    """The file as this shape, or nothing and its faults."""
    document = named_document(path)
    found = _as(shape, document, wrong)
    return [] if found is None else [(document, found)]


def _as(shape: type[Read], document: Document, wrong: list[PolicyFault]) -> Read | None:
    try:
        found, faults = read_as(shape, document)
    except PolicyRefused as refused:
        found, faults = None, refused.faults
    wrong += faults
    return found
