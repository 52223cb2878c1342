"""Weather-normalised savings: of the meters of files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from jieyue.programme.savings.asked import LOCAL_HOURS, Asked, asked
from jieyue.programme.savings.moments import PeriodRefused, period
from jieyue.programme.savings.reading import Periods, Usage, read_periods, read_temperatures, read_usage
from jieyue.rules.savings.method import Method
from jieyue.rules.savings.normal_year import NormalYear, normal_year
from jieyue.rules.savings.verifying import Savings, verify
from jieyue.store.policies import policy

METHOD = "caltrack-2.0-billing"
MOST_NAMED = 5


@dataclass(frozen=True)
class Answer:
    """The savings of what was asked, by which method; those of a usual year where they were asked for."""

    asked: Asked
    method: Method
    savings: Savings
    normal: NormalYear | None = None


def method_asked(settings: Mapping[str, Decimal]) -> Method:
    """The method, with what was asked otherwise by name. Raises SettingRefused."""
    return policy().method(METHOD).asked_otherwise(settings)


def savings_of_files(
    *,
    usage: Path,
    temperature: Sequence[Path],
    baseline: str = "",
    reporting: str = "",
    periods: Path | None = None,
    settings: Mapping[str, Decimal] | None = None,
    of_normal_year: bool = False,
) -> Answer:
    """Of the meters of a file. Every meter has periods of its own, else those given for all.

    Raises FileRefused and RowsRefused for what cannot be read, PeriodRefused and SettingRefused.
    """
    method = method_asked(settings or {})
    for_all = _for_all(baseline, reporting)
    own = read_periods(periods) if periods else {}
    read = read_usage(usage)
    of_each = _periods(read, own, for_all)
    question = asked(read.named, read.bills, of_each, read_temperatures(temperature), method)
    return answered(question, method, of_normal_year=of_normal_year)


def answered(question: Asked, method: Method, *, of_normal_year: bool = False) -> Answer:
    asked_of = (question.meters, question.bills, question.stations)
    savings = verify(*asked_of, method, local_hours=LOCAL_HOURS)
    normal = normal_year(*asked_of, savings, method, local_hours=LOCAL_HOURS) if of_normal_year else None
    return Answer(question, method, savings, normal)


def _for_all(baseline: str, reporting: str) -> Periods | None:
    if not baseline and not reporting:
        return None
    return period(baseline, called="基准期"), period(reporting, called="报告期")


def _periods(read: Usage, own: Mapping[str, Periods], for_all: Periods | None) -> list[Periods]:
    without = [meter.name for meter in read.named if meter.name not in own] if for_all is None else []
    if without:
        more = f"等 {len(without)} 块" if len(without) > MOST_NAMED else ""
        raise PeriodRefused(
            f"表 {'、'.join(without[:MOST_NAMED])}{more}没有基准期和报告期。",
            do="请用 --baseline、--reporting 写明，或者写进 --periods 的文件。",
        )
    return [own.get(meter.name) or for_all for meter in read.named]  # type: ignore[misc]
