"""What is wrong with one cell or row of what somebody entered."""

from dataclasses import asdict, dataclass, replace
from typing import Literal, Self

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Problem:
    """`row` counts the header as 1 and is None for the file as a whole; `column` is the header as the user wrote it.

    An error refuses the row, a warning does not. `instead` are values that may have been meant, the likeliest first.
    """

    row: int | None
    column: str | None
    rule: str
    says: str
    do: str
    severity: Severity = "error"
    instead: tuple[str, ...] = ()

    def at_row(self, row: int | None) -> Self:
        """The same problem of a row that is known by another number."""
        return replace(self, row=row)

    def as_dict(self) -> dict[str, object]:
        return asdict(self)
