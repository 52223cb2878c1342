"""Reports for programs: what lies where, and what became of moving it."""

from jieyue.programme.reporting.desk import Row
from jieyue.programme.reporting.many import Outcome


def row_as_json(row: Row) -> dict[str, object]:
    """`seen` is sent back by whoever accepts these figures; `questions` are those that still have no answer."""
    return {
        "organisation": row.organisation.code,
        "name": row.organisation.name,
        "state": row.state.value,
        "is_complete": row.is_complete,
        "is_corrected": row.is_corrected,
        "tce": row.tce,
        "tce_before": row.tce_before,
        "is_before_complete": row.is_before_complete,
        "amount_yuan": row.amount_yuan,
        "findings": row.findings,
        "to_review": row.to_review.value if row.to_review else None,
        "why": row.why,
        "seen": row.seen,
        "questions": [{"question": id_, "text": text} for id_, text in row.questions],
    }


def outcome_as_json(outcome: Outcome) -> dict[str, object]:
    return {
        "organisation": outcome.code,
        "result": outcome.result.value,
        "state": outcome.state.value if outcome.state else None,
        "says": outcome.says,
        "do": outcome.do,
    }
