"""What is answered: one shape for what is refused, and those of the things asked for."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from ninja import Path, Schema
from pydantic import Field

from jieyue.programme.records.queries import Step as StepOfRecord
from jieyue.rules.days import FIRST_DAY, LAST_DAY

LARGEST_ID = 2**62
DAYS = {"ge": FIRST_DAY, "le": LAST_DAY}
RecordId = Annotated[int, Path(ge=1, le=LARGEST_ID)]


class Problem(Schema):
    """What is wrong with a row, or with all. `row` is its place in what was sent, from 1 on."""

    row: int | None
    column: str | None
    rule: str
    says: str
    do: str
    severity: str


class Refusal(Schema):
    """What is wrong and what to do about it."""

    says: str
    do: str
    where: str = ""


class Report(Schema):
    """What became of rows. `records` are their records by row; `refused` counts rows with an error, `held_back` good
    ones that were not taken because others were refused."""

    kind: str
    rows: int
    added: int
    changed: int
    unchanged: int
    refused: int
    held_back: int
    dry_run: bool
    problems: list[Problem]
    records: dict[int, int]


class ColumnRead(Schema):
    """`from` is what the sheet calls it, `to` the key of the column that it becomes, null where it is not read."""

    sheet: str
    from_: str = Field(alias="from")
    to: str | None
    why: str


class LeftOut(Schema):
    sheet: str
    row: int | None
    why: str


class Question(Schema):
    """What the sheet does not say, answered by `answer=KEY=VALUE`: one of `choices`, or words where `is_free`."""

    key: str
    asks: str
    choices: list[str]
    proposed: str | None
    is_of_layout: bool
    is_free: bool


class Answered(Schema):
    key: str
    answer: str


class Proposal(Schema):
    """What is made of a sheet in an office's own layout. `rows` are as they would be brought in, by the columns' keys,
    each with its `row` in the sheet; nothing can be brought in while there is one of `questions`."""

    kind: str
    sheet: str
    layout: str
    header_rows: list[int]
    columns: list[ColumnRead]
    left_out: list[LeftOut]
    questions: list[Question]
    answered: list[Answered]
    remembered: bool
    changed: str | None
    problems: list[Problem]
    rows: list[dict[str, Any]]


class Me(Schema):
    username: str
    name: str
    rights: list[str]


class Column(Schema):
    key: str
    zh: str
    required: bool
    choices: list[str]
    note: str


class KindOfPaper(Schema):
    key: str
    zh: str
    months: list[int]
    forms: list[str]


class KindOfRows(Schema):
    key: str
    zh: str
    may_bring: bool
    columns: list[Column]


class Organisation(Schema):
    code: str
    name: str
    level: str
    system: str
    category: str
    closed_on: date | None


class Organisations(Schema):
    count: int
    organisations: list[Organisation]


class Step(Schema):
    entry: int
    what: str
    by: str
    at: datetime
    reason: str
    changes: list[dict[str, str]]


def step_as_json(step: StepOfRecord) -> dict[str, object]:
    plain = ("entry", "what", "by", "at", "reason")
    return {**{name: getattr(step, name) for name in plain}, "changes": [vars(change) for change in step.changes]}


class Finding(Schema):
    """`mark` is sent back by whoever explains it; `kept` is its number among the findings once somebody has."""

    organisation: str
    resource: str | None
    rule: str
    period: str
    says: str
    do: str
    mark: str
    kept: int | None
    state: str | None


class KeptFinding(Schema):
    """`origin`: check, patrol, reviewer. `times`: how often it was found, when it came back."""

    id: int
    organisation: str
    origin: str
    title: str
    says: str
    place: str
    day: date
    due_on: date
    state: str
    is_overdue: bool
    responsible: str
    times: int


class Findings(Schema):
    count: int
    findings: list[KeptFinding]


class OneFinding(KeptFinding):
    """`seen` is sent back with a step; `moves` are those that whoever asks may make now."""

    do: str
    answer: str
    decision: str
    seen: int
    moves: list[str]


class Paper(Schema):
    """A document that was handed in. `is_there`: with its file, or filled in by the system; else it is only said."""

    id: int
    organisation: str
    kind: str
    period: str
    title: str
    handed_in_on: date
    sent_on: date | None
    state: str
    is_there: bool
    receipt: str


class Papers(Schema):
    count: int
    papers: list[Paper]


class OnePaper(Paper):
    """`seen` is sent back with a decision; `moves` are those that whoever asks may make now, `barred` where he may not
    because he had a part in it.
    """

    what: str
    to: str
    decision: str
    decided_on: date | None
    seen: str
    moves: list[str]
    barred: bool


class MonthCount(Schema):
    month: date
    owed: int
    reported: int


class Missing(Schema):
    organisation: str
    year: int
    months: list[MonthCount]
    late: list[str]


class Evidence(Schema):
    id: int
    name: str
    fact_on: date
    sha256: str
    file_name: str
    is_frozen: bool


class ReportState(Schema):
    """`state`: not_submitted, submitted, returned, accepted, locked, reopened. `standing` says more of what is not
    submitted: not_owed, ahead, not_opened, late, closed, exempt. `due_on` is the day that a region has set itself."""

    organisation: str
    period: str
    state: str
    standing: str | None
    due_on: date | None
    was_late: bool
    exempt: str


class OpenQuestion(Schema):
    """What was asked when the report was returned and has no answer yet."""

    question: int
    text: str


class ReportFigures(Schema):
    """A unit's report of a period with what it is judged by. Energy in tce; `seen` is sent back by whoever accepts.
    `to_review`: resubmitted, explained, changed or submitted where it waits for a reviewer; `why` what was said of a
    change since acceptance.
    """

    organisation: str
    name: str
    state: str
    is_complete: bool
    is_corrected: bool
    tce: Decimal | None
    tce_before: Decimal | None
    is_before_complete: bool
    amount_yuan: Decimal | None
    findings: int
    to_review: str | None
    why: str
    seen: str
    questions: list[OpenQuestion]


class Moved(Schema):
    """What became of one report. `result`: done, changed (the figures are others than those seen), refused."""

    organisation: str
    result: str
    state: str | None
    says: str
    do: str


class ReportsMoved(Schema):
    move: str
    period: str
    results: list[Moved]


class Duties(Schema):
    """As `jieyue duties --json` tells them, one by one and counted."""

    duties: list[dict[str, Any]]
    counts: list[dict[str, Any]]


Statistics = dict[str, Any]
Evaluation = dict[str, Any]
Savings = dict[str, Any]
Analysis = dict[str, Any]
Quotas = dict[str, Any]
Rounds = dict[str, Any]
OneRound = dict[str, Any]
UnitOfRound = dict[str, Any]
StatutoryForm = dict[str, Any]

REFUSALS = (400, 401, 403, 404, 409, 413, 422, 429, 503)
"""What every operation may answer instead, with a `Refusal`; the description says so of all of them."""

MOVE_ERRORS = {422: ReportsMoved | Refusal}
"""Where reports are moved: 422 tells of each why none was."""

ROW_ERRORS = {409: Report | Refusal, 422: Report | Refusal}
"""Where rows are brought: 409 says that somebody changed a record meanwhile, 422 that rows are refused."""


class ShareOfOrgans(Schema):
    """Of so many `organs` those `recognised`; `percent` is null where there are none."""

    organs: int
    recognised: int
    percent: Decimal | None


class GoalOfShare(ShareOfOrgans):
    """A target and how far it was reached `on` its day, or today where that is still to come. It `is_own` where it is
    set for a place of this level."""

    key: str
    what: str
    document: str
    certainty: str
    levels: list[str]
    value: Decimal
    by: date
    on: date
    verdict: str
    is_own: bool


class GroupOfOrgans(ShareOfOrgans):
    name: str
    code: str | None


class OrganRead(Schema):
    """A unit: `ground` (title, round) is null where it is not recognised, `is_organ` where it is not known."""

    organisation: str
    name: str
    level: str | None
    kind: str | None
    is_organ: bool | None
    ground: str | None
    since: date | None
    document: str


class AdvancedUnit(Schema):
    """`result` says whether it is chosen; `percent` is of the points, null where there are none."""

    organisation: str
    name: str
    percent: Decimal | None
    result: str
    excluded: list[str]
    titled_on: date | None


class AdvancedUnits(Schema):
    """先进单位 of a place: of so many recognised organs so many places."""

    organisation: str
    on: date
    organs: int
    recognised: int
    places: int
    units: list[AdvancedUnit]


class PlanInForce(Schema):
    """A plan that holds for an organisation, by its own right or from above: `at` is where it was put in force."""

    plan: str
    title: str
    at: str
    since: date
    until: date | None
    has_changed: bool


class PlansInForce(Schema):
    organisation: str
    plans: list[PlanInForce]


class Recognition(ShareOfOrgans):
    """建成情况 of a place on a day. `unknown` units are in no share."""

    organisation: str
    on: date
    unknown: int
    goals: list[GoalOfShare]
    levels: list[GroupOfOrgans]
    kinds: list[GroupOfOrgans]
    branches: list[GroupOfOrgans]
    units: list[OrganRead]
