from datetime import datetime
from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from jieyue.rules.person import Person
    from jieyue.store.records.writing import Writing


class ProgrammeConfig(AppConfig):
    name = "jieyue.programme"
    label = "programme"

    def ready(self) -> None:
        from jieyue.store.records.writing import follow_with  # noqa: PLC0415 (models are there only now)

        follow_with(_recheck)


def _recheck(change: "Writing", by: "Person", at: datetime) -> None:
    """Loaded when something is written: with it comes the engine of statistics, which would not live through the fork
    of a server's processes.
    """
    from jieyue.programme.checking.rechecking import recheck_what_changed  # noqa: PLC0415

    recheck_what_changed(change, by, at)
