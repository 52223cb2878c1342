"""What plans can name (`kept`, `check.at`) beside ledgers and registers: lists with pages of their own."""

from collections.abc import Mapping

from jieyue.rules.letters import LETTERS

IMPROVEMENTS = "improvements"
"""改进清单: each line is closed by the records themselves, which the score sheet judges."""

SPOT_CHECKS = "spot_checks"
"""抽查: who is drawn by a seed that nobody chose, and what the team concluded of him."""

SAVINGS = "savings"
"""节能量核算: what was used against what the weather asks for."""

OWN_CHECKS = frozenset({IMPROVEMENTS, SPOT_CHECKS, SAVINGS})
"""Those that say whether something is met, so that a plan can name them in `check.at`."""

OWN_LISTS: Mapping[str, str] = {
    LETTERS: "目标责任书",
    IMPROVEMENTS: "改进清单",
    SPOT_CHECKS: "评价抽查",
    SAVINGS: "节能量核算",
}
