"""Data checks: what is improbable in records that can stand as they are, and the check of two years' profiles.

What a check compares with comes from the policy; a limit that is None is not known, and its check finds nothing.
Checks of a ledger's rows stand in its folder.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from jieyue.rules.thresholds import Limit, Thresholds


@dataclass(frozen=True)
class Finding:
    """`start` and `end` are the days concerned, `rows` the rows of the file that take part; `period` where it is about
    a whole one, `subject` the account or column that tells it from its like.
    """

    rule: str
    column: str
    says: str
    do: str
    start: date
    end: date
    rows: tuple[int, ...] = ()
    figures: Mapping[str, object] = field(default_factory=dict)
    period: str = ""
    subject: str = ""

    def about(self, account: str) -> "Finding":
        """The finding with the account named, for a list that holds many."""
        return replace(self, says=f"{account}：{self.says}", subject=account)


SIZES = {"floor_area_m2": "建筑面积", "persons": "用能人数"}


def heated_above_floor(sizes: Mapping[str, Decimal | None], *, year: int) -> Iterator[Finding]:
    """A heated area that is more than the floor area (H04)."""
    heated, floor = sizes["heated_area_m2"], sizes["floor_area_m2"]
    if heated is not None and floor is not None and heated > floor:
        yield Finding(
            "heated_above_floor_area",
            "heated_area_m2",
            f"{year} 年采暖面积 {heated.normalize():f} m²，多于建筑面积 {floor.normalize():f} m²。",
            "请核对两个面积，写错的，更正年度基本信息。",
            date(year, 1, 1),
            date(year, 12, 31),
            figures={"heated": heated, "floor": floor},
        )


def profile_findings(
    before: Mapping[str, Decimal], now: Mapping[str, Decimal], *, year: int, thresholds: Thresholds
) -> Iterator[Finding]:
    """Floor area or headcount changed more than the limit on the year before (S01, DQ-4)."""
    limit = thresholds.limit(Limit.PROFILE_CHANGE_SHARE, on=date(year, 12, 31))
    for column, name in SIZES.items():
        change = (now[column] - before[column]) / before[column] if before[column] else Decimal(0)
        if limit and abs(change) > limit.value:
            yield Finding(
                "profile_change",
                column,
                f"{year} 年{name} {now[column]}，比上年 {before[column]} "
                f"{'增加' if change > 0 else '减少'} {abs(change) * 100:.1f}%，超过 {limit.value * 100:.0f}%。",
                "请核对；确有新建、调配、机构调整等原因的，请在导入时写明原因并留存文件。",
                date(year, 1, 1),
                date(year, 12, 31),
                figures={"before": before[column], "now": now[column], "change_percent": change * 100},
            )
