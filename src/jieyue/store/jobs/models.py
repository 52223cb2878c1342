"""What somebody asked for that takes its time: a file on its way in, an entry on its way back, an export."""

import uuid

from django.db import models

from jieyue.rules.values import Word
from jieyue.store.orgs.models import choices


class Task(Word):
    IMPORT = "import", "导入"
    UNDO = "undo", "撤销"
    EXPORT = "export", "导出"


class State(Word):
    """Where a job stands. CHECKING ends in WAITING, WAITING in WORKING or DROPPED, WORKING in DONE or WAITING again. Of
    a sheet in an office's own layout CHECKING ends in ASKING, and goes on once that is confirmed.
    """

    CHECKING = "checking", "核对中"
    ASKING = "asking", "待确认表式"
    WAITING = "waiting", "待决定"
    WORKING = "working", "处理中"
    DONE = "done", "已完成"
    REFUSED = "refused", "未完成"
    DROPPED = "dropped", "已放弃"


class Job(models.Model):
    """One thing asked for once. It belongs to whoever asked; its id cannot be guessed.

    Not a record: what it brings about is in the log (`entry`), and the job goes after some days.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    user_id = models.BigIntegerField(null=True, help_text="None: whoever has the machine")
    username = models.CharField(max_length=150)
    login = models.CharField(max_length=150)
    task = models.CharField(max_length=20, choices=choices(Task))
    kind = models.CharField(max_length=60)
    state = models.CharField(max_length=20, choices=choices(State))
    asked_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True, help_text="when the present work was asked for")
    ended_at = models.DateTimeField(null=True)
    file_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField(default=0)
    is_large = models.BooleanField(default=False)
    accept_good = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    differs = models.TextField(blank=True, help_text="what is otherwise now than the preview said")
    task_id = models.UUIDField(null=True, help_text="the background task that works on it, if one does")
    undoes = models.BigIntegerField(null=True)
    entry = models.BigIntegerField(null=True)
    reading = models.JSONField(default=dict, help_text="how an office's own layout is read; {} for the template's")
    outcome = models.JSONField(default=dict, help_text="counts, or the sentence of a refusal")

    passing = "work that waits; what it brings about is in the log, and it goes after some days"

    class Meta:
        indexes = (models.Index(fields=["username", "-asked_at"], name="jobs_of_person"),)


class Preview(models.Model):
    """What a file would do, as far as it is listed, and the digest of all that it would do."""

    job = models.OneToOneField(Job, on_delete=models.CASCADE, primary_key=True, related_name="preview")
    digest = models.CharField(max_length=64)
    lines = models.JSONField()
    problems = models.JSONField()

    passing = "what a job would do, shown before it is done; it goes with the job"
