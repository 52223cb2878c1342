"""A sheet in an office's own layout: what the reader makes of it, and its rows taken as any others are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from django.utils import timezone

from jieyue.files.grid import WholeSheet
from jieyue.files.office.asking import AnswerNotUnderstood, Asking
from jieyue.files.office.labels import Labels
from jieyue.files.office.numbering import row_as_said
from jieyue.files.office.proposing import Proposal, propose
from jieyue.files.office.reading import plain_rows, sheet_of_proposal, whole_sheets_of
from jieyue.files.sheet import FileRefused, Sheet, collector_at_rest
from jieyue.programme.entry.known import KnownHere
from jieyue.programme.entry.layouts import Memory, remember
from jieyue.programme.records.kinds import kind_named
from jieyue.rules.person import Person
from jieyue.rules.problem import Problem
from jieyue.rules.refusal import Refused
from jieyue.rules.values import Resource, Use
from jieyue.store.orgs.reach import refuse_without
from jieyue.store.policies import policy
from jieyue.store.records.importing import ImportOptions, ImportReport, prepare, rehearse, take
from jieyue.store.records.kinds import Kind


class StillOpen(Refused):
    """Questions of the sheet have not been answered."""


class LacksColumns(Refused):
    """Columns that have to be there were not found in the sheet."""


@dataclass(frozen=True)
class Made:
    """A proposal with what it was made from and by. `changed` says what of the headers is other than last time."""

    kind: Kind
    proposal: Proposal
    sheets: Sequence[WholeSheet]
    sha256: str
    is_remembered: bool
    changed: str
    name: str

    @property
    def codes(self) -> set[str]:
        return {row["organisation"] for row in self.proposal.rows if row.get("organisation")}

    def as_sheet(self) -> Sheet:
        """The rows on the way of an import."""
        about = {"columns": self.kind.columns, "words": policy().words, "name": self.name, "sha256": self.sha256}
        return sheet_of_proposal(self.proposal, **about)


def proposed(
    kind: str,
    path: Path,
    *,
    person: Person,
    organisation: str = "",
    answers: Mapping[str, str] | None = None,
) -> Made:
    """What the reader makes of a file, with what is remembered of the same layout. Raises FileRefused where that is
    nothing, and AnswerNotUnderstood.
    """
    found = kind_named(kind)
    refuse_without(person, found.right)
    labels = Labels(found.key, found.columns, policy().words, policy().is_unit)
    known = KnownHere(person, found.right, organisation.strip(), timezone.localdate())
    given = {key: said for key, said in (answers or {}).items() if said}
    with collector_at_rest():
        sheets, sha256 = whole_sheets_of(path, labels)
        usual = known.usual_unit()
        memory = Memory(found.key, person, found.right, usual[0] if usual else "", sha256)
        proposal = _remembering(sheets, labels, given, known, memory, file_name=path.stem)
        is_remembered = memory.reads_as_before(proposal)
        made = Made(found, proposal, sheets, sha256, is_remembered, memory.changed, path.name)
        if memory.fits(made.codes):
            return made
        return replace(
            made, proposal=propose(sheets, labels, Asking(given), known, file_name=path.stem), is_remembered=False
        )


def _remembering(
    sheets: Sequence[WholeSheet],
    labels: Labels,
    given: Mapping[str, str],
    known: KnownHere,
    memory: Memory,
    *,
    file_name: str,
) -> Proposal:
    """What was remembered and is understood no more, for a policy has changed, is asked again."""
    try:
        return propose(sheets, labels, Asking(given), known, memory, file_name=file_name)
    except AnswerNotUnderstood as refusal:
        if refusal.where in given:
            raise
        memory.used = None
        return propose(sheets, labels, Asking(given), known, file_name=file_name)


def import_proposed(
    kind: str,
    path: Path,
    *,
    by: Person,
    at: datetime,
    organisation: str = "",
    answers: Mapping[str, str] | None = None,
    reason: str = "",
    accept_good: bool = False,
    dry_run: bool = False,
    adds_up: bool = False,
    new_accounts: bool = False,
    joined_on: date | None = None,
) -> ImportReport:
    """Take what was proposed on the way of any file, and remember how it was read. Raises StillOpen."""
    try:
        made = proposed(kind, path, person=by, organisation=organisation, answers=answers)
    except FileRefused as refusal:
        return ImportReport(kind, 0, 0, 0, 0, 0, 0, refusal.problems, dry_run)
    refuse_open(made.proposal)
    made.proposal.problems += [_never_asked(key) for key in made.proposal.not_asked]
    sheet = made.as_sheet()
    how = {"accept_good": accept_good, "adds_up": adds_up, "new_accounts": new_accounts, "joined_on": joined_on}
    about = ImportOptions(by=by, at=at, reason=reason.strip(), **how)
    if dry_run:
        return as_said(rehearse(made.kind, sheet, about))
    report = as_said(take(made.kind, sheet, about, prepared=prepare(made.kind, sheet, about)))
    if report.taken:
        keep_in_mind(made, by=by, at=at)
    return report


def keep_in_mind(made: Made, *, by: Person, at: datetime) -> None:
    """What was confirmed of a sheet, for the next of the same layout."""
    about = {"sha256": made.sha256, "codes": made.codes, "reading": made.proposal.reading, "by": by, "at": at}
    remember(made.kind.key, made.proposal.headers, made.proposal.answered, **about)


def _never_asked(key: str) -> Problem:
    says, do = f"没有叫“{key}”的问题，这个回答没有用上。", "可不处理；要看有哪些问题，请先只看认出了什么。"
    return Problem(None, None, "answer_to_no_question", says, do, "warning")


def refuse_open(proposal: Proposal) -> None:
    if proposal.questions:
        listed = "；".join(f"{each.key}：{each.asks}" for each in proposal.questions)
        says = f"还有 {len(proposal.questions)} 个问题没有回答：{listed}。"
        refused = StillOpen(says, do="请逐个回答。", where="answer")
        refused.at_machine = "请逐个回答：--answer 问题=回答。"
        raise refused


def refuse_without_columns(made: Made) -> None:
    """What lacks them could not be taken, however often it were confirmed. Raises LacksColumns."""
    try:
        made.as_sheet()
    except FileRefused as refusal:
        missing = [f"“{each.column}”" for each in refusal.problems if each.rule == "missing_column"]
        if missing:
            do = "已有这些列、叫别的名字的，请在表里把列名改成上面的名字；没有的，请加上并填写。改好后重新选文件。"
            raise LacksColumns(f"表里没有认出必需的列：{''.join(missing)}。", do=do) from refusal


def as_said(report: ImportReport) -> ImportReport:
    """With the row numbers of the officer's sheet. One of them may have become several records."""
    lines = [replace(line, row=row_as_said(line.row)) for line in report.lines]
    return replace(report, problems=[_said(each) for each in report.problems], lines=lines, records={})


def _said(problem: Problem) -> Problem:
    sheet = getattr(problem.row, "sheet", "")
    where = f"工作表“{sheet}”：" if sheet else ""
    return replace(problem, row=row_as_said(problem.row), says=f"{where}{problem.says}")


def proposal_as_dict(made: Made) -> dict[str, object]:
    """As contracts say it."""
    proposal, kind = made.proposal, made.kind.key
    return {
        "kind": proposal.kind,
        "sheet": "、".join(proposal.sheet_names),
        "layout": proposal.layout,
        "header_rows": proposal.header_rows,
        "columns": [
            {"sheet": each.sheet, "from": each.text, "to": each.to or None, "why": each.why}
            for each in proposal.columns
        ],
        "left_out": [{"sheet": each.sheet, "row": each.row, "why": each.why} for each in proposal.left_out],
        "questions": [each.as_dict() for each in proposal.questions],
        "answered": [{"key": key, "answer": said} for key, (_, said) in proposal.answered.items()],
        "remembered": made.is_remembered,
        "changed": made.changed or None,
        "problems": [each.as_dict() for each in proposal.problems],
        "rows": [_row(each, kind) for each in plain_rows(proposal, made.kind.columns)],
    }


def _row(row: dict[str, object], kind: str) -> dict[str, object]:
    """A row of bills as it will be kept: the use that a blank means, the unit under its own name."""
    resource = row.get("resource")
    if kind != "bills" or not isinstance(resource, str):
        return row
    unit = str(row.get("unit") or "")
    is_own = bool(unit) and policy().unit_multiplier(Resource(resource), unit) == 1
    row["unit"] = Resource(resource).unit if is_own else row.get("unit")
    written = str(row.get("use") or "")
    use = Use.named(written) if written else Use.usual(Resource(resource))
    return {"row": row.pop("row"), **row, "use": use.value if use else written}
