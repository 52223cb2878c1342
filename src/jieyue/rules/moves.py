"""Moves from one state to another, as a table: what may be done when, by whom, and what has to be said."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from jieyue.rules.refusal import Meanwhile
from jieyue.rules.roles import Right
from jieyue.rules.values import Word

State = TypeVar("State", bound=Word)


class CannotMove(Meanwhile):
    """The thing is in another state by now, so this can't be done to it (any more). `is_there`: it is where the move
    would have brought it.
    """

    is_there = False


@dataclass(frozen=True)
class Move(Generic[State]):
    """`key` names it for programs, `zh` for officers. `right` is what whoever makes it holds at the place.

    `needs_reason`: it is not made without words. `by_another`: not by whoever had a part in what it decides on.
    Without a `target` the state stays what it is.
    """

    key: str
    zh: str
    origins: tuple[State, ...]
    target: State | None
    right: Right
    needs_reason: bool = False
    by_another: bool = False

    def target_from(self, origin: State) -> State:
        return self.target or origin

    def starts_from(self, state: State) -> bool:
        return state in self.origins


def possible(moves: Iterable[Move[State]], state: State) -> list[Move[State]]:
    return [move for move in moves if move.starts_from(state)]


def refuse_from(move: Move[State], state: State, *, what: str) -> None:
    """Raises CannotMove where the move does not start from this state."""
    if not move.starts_from(state):
        refusal = CannotMove(f"{what}现在是“{state.zh}”，不能{move.zh}。", do="可能刚被别人办理过，请刷新页面后再看。")
        refusal.is_there = state is move.target
        raise refusal


def diagram(moves: Sequence[Move[State]], *, start: State) -> str:
    """The table as a Mermaid state diagram, in Chinese."""
    found = (state for move in moves for state in (*move.origins, *_targets(move)))
    names = dict.fromkeys([start, *found])
    lines = ["stateDiagram-v2", *(f"    {state.value}: {state.zh}" for state in names), f"    [*] --> {start.value}"]
    lines += [
        f"    {origin.value} --> {move.target_from(origin).value}: {move.zh}（{move.right.zh}）"
        for move in moves
        for origin in move.origins
    ]
    return "\n".join(lines) + "\n"


def _targets(move: Move[State]) -> list[State]:
    return [move.target_from(origin) for origin in move.origins]
