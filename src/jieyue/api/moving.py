"""Reports moved on: each by itself, with its own result."""

from datetime import date

from django.http import HttpRequest
from django.utils import timezone
from ninja import Schema, Status
from pydantic import Field

from jieyue.api import answers
from jieyue.api.answers import DAYS, MOVE_ERRORS
from jieyue.api.door import router
from jieyue.programme.reporting.as_json import outcome_as_json
from jieyue.programme.reporting.asking import MOST_ASKED, MOST_WORDS, Asked
from jieyue.programme.reporting.many import MOST, Chosen, move_each
from jieyue.rules.period import Period
from jieyue.rules.reporting import MoveResult

TAKEN, REFUSED = 200, 422


class OneQuestion(Schema):
    """`mark` is that of a finding, as `GET /checks` gives it; without one it is asked of the whole."""

    text: str = Field("", max_length=MOST_WORDS)
    mark: str = Field("", max_length=64)


class OneAnswer(Schema):
    """To a question by its number, as `GET /reports/{period}` gives it."""

    question: int
    text: str = Field(max_length=MOST_WORDS)


class OneReport(Schema):
    """`seen` as `GET /reports/{period}` gave it; accepting takes it. `questions` go with returning, `answers` with
    submitting again.
    """

    organisation: str = Field(max_length=40)
    seen: str = Field("", max_length=64)
    questions: list[OneQuestion] = Field([], max_length=MOST_ASKED)
    answers: list[OneAnswer] = Field([], max_length=MOST_ASKED)

    @property
    def chosen(self) -> Chosen:
        questions = [Asked(each.text, each.mark) for each in self.questions]
        return Chosen(self.organisation, self.seen, questions, {each.question: each.text for each in self.answers})


class Moving(Schema):
    reports: list[OneReport] = Field(min_length=1, max_length=MOST)
    reason: str = Field("", max_length=500)
    until: date | None = Field(None, **DAYS, description="重新开放到哪一天")


@router.post(
    "/reports/{period}/{move}", response={200: answers.ReportsMoved, **MOVE_ERRORS}, operation_id="move_reports",
    summary="报送、验收、退回、锁定等",
)  # fmt: skip
def move_reports(request: HttpRequest, period: str, move: str, sent: Moving):
    """Each in its own transaction: what is refused says why and holds up no other. 422 where none was moved."""
    chosen = [each.chosen for each in sent.reports]
    about = {"by": request.auth, "at": timezone.now(), "reason": sent.reason, "until": sent.until}
    outcomes = list(move_each(chosen, move=move, period=Period.parse(period), **about))
    told = {"move": move, "period": period, "results": [outcome_as_json(each) for each in outcomes]}
    return Status(TAKEN if any(each.result is MoveResult.DONE for each in outcomes) else REFUSED, told)
