"""jieyue states"""

from collections.abc import Sequence
from typing import Any

from jieyue.cli.command import DONE, JieyueCommand
from jieyue.rules import findings, letters, publication, receiving, reporting
from jieyue.rules.moves import Move, diagram
from jieyue.rules.values import Word

TABLES = (
    ("report", "报送", reporting.MOVES, reporting.ReportState.NOT_SUBMITTED),
    ("notice", "公示", publication.MOVES, publication.NoticeState.DRAFT),
    ("paper", "报送材料", receiving.MOVES, receiving.PaperState.NOT_HANDED_IN),
    ("letter", "目标责任书", letters.MOVES, letters.LetterState.SENT),
    ("finding", "问题", findings.MOVES, findings.FindingState.OPEN),
)


class Command(JieyueCommand):
    help = "打印各种办理状态的图（docs/states.md 由此生成）；加 --json 则为状态和办理步骤的表"
    needs_home = False

    def carry_out(self, **options: Any) -> int:
        if options["json"]:
            self.print_json({"tables": [_as_dict(*table) for table in TABLES]})
        else:
            self.stdout.write(page(), ending="")
        return DONE


def _as_dict(key: str, name: str, moves: Sequence[Move], start: Word) -> dict[str, object]:
    return {
        "key": key,
        "name": name,
        "starts": start.value,
        "states": [{"key": state.value, "name": state.zh} for state in type(start)],
        "moves": [_move_as_dict(move) for move in moves],
    }


def _move_as_dict(move: Move) -> dict[str, object]:
    return {
        "key": move.key,
        "name": move.zh,
        "steps": [{"from": origin.value, "to": move.target_from(origin).value} for origin in move.origins],
        "right": move.right.value,
        "needs_reason": move.needs_reason,
        "by_another": move.by_another,
    }


def page() -> str:
    """The states of what is moved from hand to hand, drawn from the tables by which it is moved."""
    head = "# States\n\nMade by `jieyue states` from the tables in `jieyue.rules`; a test compares the two.\n"
    parts = [f"\n## {name}\n\n```mermaid\n{diagram(moves, start=start)}```\n" for _key, name, moves, start in TABLES]
    return head + "".join(parts)
