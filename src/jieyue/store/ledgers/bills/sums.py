"""Rows that are parts of one bill (尖峰平谷, a basic fee), added up where whoever brings them says so."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from jieyue.store.ledgers.bills.reading import Reading
from jieyue.store.ledgers.bills.refusing import said, sums_of
from jieyue.store.records.kinds import Batch


@dataclass
class Sums:
    """By the row of the first, the parts of each bill that comes in several rows of one invoice."""

    parts: dict[int, Sequence[Reading]] = field(default_factory=dict)

    @classmethod
    def of(cls, found: Iterable[Reading]) -> "Sums":
        bills: dict[tuple, list[Reading]] = {}
        for each in found:
            if each.invoice_number and not each.refund_of and not each.is_withdrawn:
                bills.setdefault((each.key, each.start, each.end, each.invoice_number), []).append(each)
        several = (rows for rows in bills.values() if len({each.figures() for each in rows}) > 1)
        return cls({rows[0].row: rows for rows in several})

    def instead_of(self, found: Sequence[Reading]) -> list[Reading]:
        """The rows, of each such bill one with the sums in place of its first."""
        further = {each.row for rows in self.parts.values() for each in rows[1:]}
        return [self._summed(each) for each in found if each.row not in further] if further else list(found)

    def _summed(self, reading: Reading) -> Reading:
        rows = self.parts.get(reading.row)
        if rows is None:
            return reading
        quantity, amount = sums_of(rows)
        is_estimated = any(each.estimated for each in rows)
        return reading._replace(quantity=quantity, amount_yuan=amount, estimated=is_estimated, entered="")

    def tell(self, batch: Batch) -> None:
        """What became of the sum became of all its rows."""
        for first, rows in self.parts.items():
            for each in rows[1:]:
                if first in batch.refused:
                    batch.refused.add(each.row)
                    continue
                batch.outcomes[each.row] = batch.outcomes[first]
                batch.ids[each.row] = batch.ids[first]
            if first not in batch.refused:
                numbers = "、".join(str(each.row) for each in rows)
                batch.warn(
                    first,
                    "quantity",
                    "added_up",
                    says=f"第 {numbers} 行相加为发票 {rows[0].invoice_number} 的一张票据：{said(rows)}。",
                    do="请对照票据核对合计；无误可不处理。",
                )
