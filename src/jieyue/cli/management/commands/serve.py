"""jieyue serve [--host HOST] [--port PORT] [--workers N] [--threads N] [--no-worker]"""

import os
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from jieyue.cli.command import DONE, JieyueCommand
from jieyue.cli.server import free_address, is_loopback, serve, url_of
from jieyue.programme.people.setting_up import CODE_FILE, set_up_code


class Command(JieyueCommand):
    help = "提供网页和接口，并自带一个办理长任务的工作进程；按 Ctrl+C 停止"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="监听的地址，默认只限本机 127.0.0.1")
        parser.add_argument("--port", type=int, default=8000, help="监听的端口，默认 8000；0 为任一空闲端口")
        processes = min(4, os.cpu_count() or 1)
        parser.add_argument("--workers", type=int, default=processes, help="应答请求的进程数，默认按处理器")
        parser.add_argument("--threads", type=int, default=4, help="每个进程的线程数，默认 4")
        parser.add_argument("--no-worker", action="store_true", help="不带工作进程（另用 jieyue worker 启动）")

    def carry_out(self, **options: Any) -> int:
        host, port = free_address(options["host"], options["port"])
        if "*" in settings.ALLOWED_HOSTS and not is_loopback(host):
            self.tell(
                f"注意：{host} 可从其他机器访问，而没有设置 JIEYUE_HOSTS，用任何网址都能打开。"
                "请把本单位公布的网址（主机名）写进 JIEYUE_HOSTS，多个用逗号分隔。"
            )
        code = set_up_code(settings.JIEYUE_HOME)

        def ready() -> None:
            self._say(url_of(host, port), code, as_json=options["json"])

        serve(
            host=host,
            port=port,
            workers=max(1, options["workers"]),
            threads=max(1, options["threads"]),
            with_worker=not options["no_worker"],
            ready=ready,
        )
        return DONE

    def _say(self, url: str, code: str, *, as_json: bool) -> None:
        if as_json:
            self.print_json({"url": url, "pid": os.getpid()})
        else:
            self.stdout.write(f"jieyue 已启动：{url}（按 Ctrl+C 停止）")
            if code:
                self.stdout.write(
                    f"首次使用：请在网页上设置三位管理员，设置码 {code}（也在 {settings.JIEYUE_HOME / CODE_FILE}）"
                )
        self.stdout.flush()
