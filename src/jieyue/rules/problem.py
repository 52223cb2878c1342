"""What is wrong with one cell or row of what somebody entered."""

from dataclasses import asdict, dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Problem:
    """`row` counts the header as 1 and is None for the file as a whole; `column` is the header as the user wrote it.

    An error refuses the row, a warning does not.
    """

    row: int | None
    column: str | None
    rule: str
    says: str
    do: str
    severity: Severity = "error"

    def as_dict(self) -> dict[str, object]:
        return asdict(self)
