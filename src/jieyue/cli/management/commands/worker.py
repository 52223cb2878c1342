"""jieyue worker"""

import os
import signal
import sys
from collections import Counter
from typing import Any

from django.core.management.base import CommandParser
from django_tasks.base import TaskResultStatus

from jieyue.cli.command import DONE, JieyueCommand
from jieyue.programme.upkeep.counting import Counting
from jieyue.store.workers.worker import when_closed, work


class Command(JieyueCommand):
    help = (
        "办理排队的长任务（导入大文件等）；可以同时开几个，中途停止的任务由别的接着办；加 --json 则在结束时说办了几项"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--until-done", action="store_true", help="办完排队的任务就结束")
        parser.add_argument("--with-parent", action="store_true", help="标准输入一关闭就结束（由 jieyue serve 使用）")

    def carry_out(self, **options: Any) -> int:
        watch = _end_with_parent if options["with_parent"] else lambda: None
        ended: Counter[str] = Counter()
        try:
            work(until_done=options["until_done"], ended=ended, between=Counting(), once_it_can_be_told=watch)
        except SystemExit:
            self._say(ended, as_json=options["json"])
            raise
        self._say(ended, as_json=options["json"])
        return DONE

    def _say(self, ended: Counter[str], *, as_json: bool) -> None:
        """Once it has stopped: what it carried out."""
        if as_json:
            done, failed = ended[TaskResultStatus.SUCCESSFUL], ended[TaskResultStatus.FAILED]
            self.print_json({"pid": os.getpid(), "done": done, "failed": failed})


def _end_with_parent() -> None:
    when_closed(sys.stdin.fileno(), lambda: os.kill(os.getpid(), signal.SIGTERM))
