"""抽查的风险: what makes a unit of a round one to be looked at first, by figures of the policy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal

from jieyue.rules.thresholds import Limit, Thresholds

WEIGHTS: Mapping[Limit, str] = {
    Limit.ROUND_RISK_FAILED: "以前的评价不合格",
    Limit.ROUND_RISK_LATE: "逾期报送",
    Limit.ROUND_RISK_GAP: "自评明显高于系统判定",
    Limit.ROUND_RISK_FINDINGS: "有逾期未办的问题",
}


@dataclass(frozen=True)
class Signs:
    """What is known of a unit. `gap` is by how much its own points exceed the system's, as a fraction of what the items
    that the system decided are worth; None where it decided none.
    """

    has_failed_before: bool = False
    is_late: bool = False
    gap: Decimal | None = None
    has_overdue_findings: bool = False


@dataclass(frozen=True)
class Risk:
    """The sum of the weights of what applies, and what that is."""

    points: Decimal
    because: Sequence[str]


def figures(thresholds: Thresholds, *, on: date) -> dict[Limit, Decimal]:
    """The weights, the gap from which there is a risk, and the share drawn, as far as the policy says on a day."""
    wanted = (*WEIGHTS, Limit.ROUND_GAP_SHARE, Limit.ROUND_SAMPLE_SHARE, Limit.ROUND_DRAW_NOTICE_DAYS)
    return {each: value for each in wanted if (value := thresholds.number(each, on=on)) is not None}


def risk_of(signs: Signs, known: Mapping[Limit, Decimal]) -> Risk:
    """What the policy gives no figure for counts nothing."""
    from_share = known.get(Limit.ROUND_GAP_SHARE)
    applies = {
        Limit.ROUND_RISK_FAILED: signs.has_failed_before,
        Limit.ROUND_RISK_LATE: signs.is_late,
        Limit.ROUND_RISK_GAP: signs.gap is not None and from_share is not None and signs.gap >= from_share,
        Limit.ROUND_RISK_FINDINGS: signs.has_overdue_findings,
    }
    found = [each for each in WEIGHTS if applies[each] and known.get(each)]
    return Risk(sum((known[each] for each in found), Decimal(0)), [WEIGHTS[each] for each in found])


def usual_size(count: int, known: Mapping[Limit, Decimal]) -> int:
    """How many of so many are drawn unless something else is said: at least one, at most all."""
    share = known.get(Limit.ROUND_SAMPLE_SHARE, Decimal(1))
    return min(count, max(1, int((share * count).to_integral_value(ROUND_CEILING))))
