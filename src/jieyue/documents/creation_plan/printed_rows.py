"""The tasks of a creation plan as rows of a table, in the plan itself and in the notice of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from jieyue.documents.paper.figures import words
from jieyue.documents.paper.model import Row

TASK_COLUMNS = ("year", "number", "covers", "task", "wanted_count", "responsible", "due_on")


def task_rows(tasks: Sequence[Mapping[str, Any]]) -> list[Row]:
    return [Row({key: words("" if each[key] is None else str(each[key])) for key in TASK_COLUMNS}) for each in tasks]
