"""Numbers of rows that are proposed: each another, and all said as the officer's sheet counts them."""


class RowOfSheet(int):
    """One row of a sheet may become several of the ledger: as a number it is its own, in words it is the sheet's.

    `number` is the row of `sheet`, which is "" where the file has but one.
    """

    number: int
    sheet: str

    def __new__(cls, place: int, *, number: int, sheet: str = "") -> "RowOfSheet":
        made = super().__new__(cls, place)
        made.number, made.sheet = number, sheet
        return made

    def __str__(self) -> str:
        return f"{self.number}（{self.sheet}）" if self.sheet else str(self.number)

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    __repr__ = __str__


def row_as_said(row: int | None) -> int | None:
    return row.number if isinstance(row, RowOfSheet) else row
