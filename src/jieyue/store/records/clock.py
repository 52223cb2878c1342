"""The machine's clock, judged by the log: what has been recorded lies in the past."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from jieyue.rules.refusal import Refused
from jieyue.store.records.models import LogEntry

TOLERANCE = timedelta(minutes=10)
"""By which clocks of several machines may differ, and one may be put right, without anybody being bothered."""


class ClockBehind(Refused):
    """The clock is earlier than what it said when the log's last entry was recorded."""

    def __init__(self, now: datetime, last: datetime) -> None:
        clock, recorded = (f"{timezone.localtime(each):%Y-%m-%d %H:%M}" for each in (now, last))
        super().__init__(
            f"服务器的时钟（{clock}）早于日志最后一条的记录时间（{recorded}），可能被调回过，现在不能保存。",
            do="内容没有保存。请联系系统管理员校准服务器时钟后再试。",
        )
        self.at_machine = (
            "请先校准本机时钟（例如启用 NTP）。现在的时钟没有错、是以前走快了的，"
            "请核对日志后设置 JIEYUE_CLOCK_CHECKED=1 再运行，直到时钟越过那个时间。"
        )


def last_recorded() -> datetime | None:
    return LogEntry.objects.order_by("-seq").values_list("recorded_at", flat=True).first()


def now_recorded() -> datetime:
    """The moment to record an entry at. Raises ClockBehind, unless somebody has said that the clock is right."""
    now, last = timezone.now(), last_recorded()
    if last is not None and now < last - TOLERANCE and not settings.JIEYUE_CLOCK_CHECKED:
        raise ClockBehind(now, last)
    return now


def not_before_the_log() -> datetime:
    """Now, and never earlier than what has been recorded: a clock set back lets nothing live longer."""
    return max(timezone.now(), last_recorded() or datetime.min.replace(tzinfo=timezone.get_default_timezone()))
