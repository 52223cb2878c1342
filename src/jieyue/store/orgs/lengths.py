"""How long a text may be that a table keeps: longer, and one database refuses it while the other does not look."""

from collections.abc import Callable

from jieyue.files.cells import Cell, CellRefused


def at_most(length: int, parse: Callable[[Cell], str | None]) -> Callable[[Cell], str | None]:
    """A parser that gives what `parse` gives and refuses what is longer."""

    def bounded(cell: Cell) -> str | None:
        found = parse(cell)
        if found is not None and len(found) > length:
            raise CellRefused(
                rule="too_long",
                says=f"“{found[:20]}…”有 {len(found)} 个字，最多 {length} 个。",
                do="请核对是否填错了列；确实太长的请用简称。",
            )
        return found

    return bounded
