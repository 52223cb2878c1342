"""Long work, one task at a time. The tasks of a worker that died are taken up again.

`django-tasks-db` keeps the tasks and leaves those of a dead worker running for ever; here they go back to the queue.
"""

import logging
import os
import secrets
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from types import FrameType

from django.db import close_old_connections
from django_tasks.base import DEFAULT_TASK_BACKEND_ALIAS, TaskResultStatus
from django_tasks.signals import task_finished
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from jieyue.store.workers.leases import is_alive, lease, seconds_until_surely_dead

OURS = "jieyue-"
MOST_ATTEMPTS = 3
SECONDS_BETWEEN_CALLS = 2
INTERRUPTED = 1

log = logging.getLogger("jieyue.work")


class WorkersDied(Exception):  # noqa: N818 (kept beside the task as the reason)
    """Every worker that took the task up died over it."""


def work(
    *,
    until_done: bool = False,
    interval: float = 1.0,
    ended: Counter[str] | None = None,
    between: Callable[[], None] = lambda: None,
    once_it_can_be_told: Callable[[], None] = lambda: None,
) -> None:
    """Carry out tasks until told to stop, or until none is left. How they ended is counted in `ended`; `between` is
    what to do before each next one, and while there is none; `once_it_can_be_told` what to do when a signal to stop
    is heard from now on.
    """
    worker_id = f"{OURS}{socket.gethostname()[:24]}-{os.getpid()}-{secrets.token_hex(6)}"
    worker = TaskWorker(
        worker_id,
        until_done=until_done,
        interval=interval,
        ended=Counter() if ended is None else ended,
        between=between,
    )
    worker.configure_signals()
    once_it_can_be_told()
    with lease(worker_id):
        worker.run()


class TaskWorker(Worker):
    def __init__(
        self, worker_id: str, *, until_done: bool, interval: float, ended: Counter[str], between: Callable[[], None]
    ) -> None:
        super().__init__(
            queue_names=["*"],
            interval=interval,
            batch=until_done,
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=False,
            max_tasks=None,
            worker_id=worker_id,
            excluded_queue_names=[],
        )
        self.orphans = Orphans()
        self.ended = ended
        self.between = between

    def run(self) -> None:
        while self.running:
            close_old_connections()
            self.between()
            self.orphans.look()
            task = self._claimed()
            if task is not None:
                self.run_task(task)
                self.ended[DBTaskResult.objects.values_list("status", flat=True).get(pk=task.pk)] += 1
            elif self.batch and not self.orphans.waiting:
                return
            else:
                time.sleep(self.interval)

    def shutdown(self, _signum: int, _frame: FrameType | None) -> None:
        """The first signal lets the task end; the second leaves it to another worker."""
        if not self.running:
            log.warning("任务中断，将由下一个工作进程从头接着办。")
            os._exit(INTERRUPTED)
        self.running = False
        if not self.running_task:
            raise SystemExit(0)
        log.warning("正在等当前任务办完；再按一次立即停止。")

    def _claimed(self) -> DBTaskResult | None:
        tasks = DBTaskResult.objects.ready().filter(backend_name=self.backend_name)
        if not tasks.exists():  # without a lock, so that looking holds nobody up
            return None
        with exclusive_transaction(tasks.db):
            task = tasks.get_locked()
            if task is not None:
                task.claim(self.worker_id)
        return task


class Orphans:
    """Running tasks whose worker is dead. `waiting` are those of which that is not certain yet."""

    def __init__(self) -> None:
        self.waiting: dict[object, float] = {}
        self.looked_at = -SECONDS_BETWEEN_CALLS

    def look(self) -> None:
        if time.monotonic() - self.looked_at < SECONDS_BETWEEN_CALLS:
            return
        self.looked_at = time.monotonic()
        running = DBTaskResult.objects.running().values_list("pk", "worker_ids")
        dead = {key: workers for key, workers in running if workers and _has_died(workers[-1])}
        self.waiting = {key: self.waiting.get(key, self.looked_at) for key in dead}
        for key, since in list(self.waiting.items()):
            if self.looked_at - since >= seconds_until_surely_dead():
                del self.waiting[key]
                _take_up_again(key, dead[key])


def _has_died(worker_id: str) -> bool:
    """Workers that are not ours hold no lock, and nothing is known of them."""
    return worker_id.startswith(OURS) and not is_alive(worker_id)


def _take_up_again(key: object, workers: list[str]) -> None:
    """Back into the queue, unless somebody was quicker or the task is what kills workers."""
    with exclusive_transaction():
        task = DBTaskResult.objects.running().filter(pk=key).get_locked()
        if task is None or task.worker_ids != workers:
            return
        if len(workers) < MOST_ATTEMPTS:
            task.status, task.started_at = TaskResultStatus.READY, None
            task.save(update_fields=["status", "started_at"])
            log.warning("工作进程 %s 中途停止，任务 %s 重新排队。", workers[-1], task.task_path)
            return
        task.set_failed(WorkersDied(f"{len(workers)} 个工作进程都在办理中停止：{'、'.join(workers)}"))
    log.error("任务 %s 已使 %s 个工作进程停止，不再重试。", task.task_path, len(workers))
    task_finished.send(sender=type(task.task.get_backend()), task_result=task.task_result)


def when_closed(file: int, do: Callable[[], None]) -> None:
    """Call `do` once the other side of a pipe is gone, and with it whoever held it."""

    def watch() -> None:
        while os.read(file, 1024):
            pass
        do()

    threading.Thread(target=watch, daemon=True).start()
