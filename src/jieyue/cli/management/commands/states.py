"""jieyue states"""

from typing import Any

from jieyue.cli.command import DONE, JieyueCommand
from jieyue.rules import publication, reporting
from jieyue.rules.moves import diagram

TABLES = (
    ("报送", reporting.MOVES, reporting.ReportState.NOT_SUBMITTED),
    ("公示", publication.MOVES, publication.NoticeState.DRAFT),
)


class Command(JieyueCommand):
    help = "打印各种办理状态的图（docs/states.md 由此生成）"
    needs_home = False

    def carry_out(self, **_options: Any) -> int:
        self.stdout.write(page(), ending="")
        return DONE


def page() -> str:
    """The states of what is moved from hand to hand, drawn from the tables by which it is moved."""
    head = "# States\n\nMade by `jieyue states` from the tables in `jieyue.rules`; a test compares the two.\n"
    parts = [f"\n## {name}\n\n```mermaid\n{diagram(moves, start=start)}```\n" for name, moves, start in TABLES]
    return head + "".join(parts)
