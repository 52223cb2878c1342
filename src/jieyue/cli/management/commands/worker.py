"""jieyue worker"""

import os
import signal
import sys
from typing import Any

from django.core.management.base import CommandParser

from jieyue.cli.command import DONE, JieyueCommand
from jieyue.store.work.worker import when_closed, work


class Command(JieyueCommand):
    help = "办理排队的长任务（导入大文件等）；可以同时开几个，中途停止的任务由别的接着办"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--until-done", action="store_true", help="办完排队的任务就结束")
        parser.add_argument("--with-parent", action="store_true", help="标准输入一关闭就结束（由 jieyue serve 使用）")

    def carry_out(self, **options: Any) -> int:
        if options["with_parent"]:
            when_closed(sys.stdin.fileno(), lambda: os.kill(os.getpid(), signal.SIGTERM))
        work(until_done=options["until_done"])
        return DONE
