"""催办: whom an authority reminded of what, how each recipient wants to be told, and what waits to be sent."""

from django.db import models

from jieyue.rules.reminders import MessageState
from jieyue.rules.robots import RobotKind
from jieyue.store.orgs.models import Organisation, choices
from jieyue.store.people.models import User
from jieyue.store.snapshots.models import Snapshot


class Reminder(models.Model):
    """催办 of a unit, once a day: the state of its report of a period ("" where that is not late) and how many of its
    duties are overdue. `read_by` is whoever of the unit said first that he knows.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="reminders")
    day = models.DateField()
    period = models.CharField(max_length=8)
    report = models.CharField(max_length=20, blank=True)
    overdue = models.IntegerField(default=0)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    read_by = models.CharField(max_length=150, blank=True)
    read_at = models.DateTimeField(null=True)

    recorded = True
    organisation_lookup = "organisation"
    zh = "催办"

    class Meta:
        constraints = (models.UniqueConstraint(fields=["organisation", "day"], name="one_reminder_a_day"),)


class Circular(models.Model):
    """通报 that a place sent to all `units` below it: the figures as they stood on the day (`snapshot`)."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="circulars")
    day = models.DateField()
    period = models.CharField(max_length=8)
    units = models.IntegerField()
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="+")
    issued_by = models.CharField(max_length=150)
    issued_at = models.DateTimeField()

    recorded = True
    organisation_lookup = "organisation"
    zh = "通报"

    class Meta:
        constraints = (models.UniqueConstraint(fields=["organisation", "day"], name="one_circular_a_day"),)


class CircularRead(models.Model):
    """已阅: that a unit has read a circular, and by whom."""

    circular = models.ForeignKey(Circular, on_delete=models.PROTECT, related_name="reads", db_index=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="circulars_read")
    read_by = models.CharField(max_length=150)
    read_at = models.DateTimeField()

    recorded = True
    organisation_lookup = "organisation"
    zh = "通报阅知"

    class Meta:
        constraints = (models.UniqueConstraint(fields=["circular", "organisation"], name="read_by_a_unit_once"),)


class Robot(models.Model):
    """群机器人 of a place's chat group. Its address holds a key, so both are kept as ciphertext
    and never shown again. What is
    not `is_on` gets nothing: words leave the house by it.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="robots")
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=20, choices=choices(RobotKind))
    address = models.CharField(max_length=1000)
    secret = models.CharField(max_length=500, blank=True)
    is_on = models.BooleanField(default=False)

    recorded = True
    organisation_lookup = "organisation"
    zh = "群机器人"
    sealed = ("address", "secret")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["organisation", "name"], name="one_robot_of_a_name"),)


class HowTold(models.Model):
    """提醒方式: whether somebody wants e-mail beside what the pages tell him."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="how_told")
    email = models.CharField(max_length=254, blank=True)
    by_email = models.BooleanField(default=False)

    recorded = True
    zh = "提醒方式"


class Message(models.Model):
    """What is sent to somebody or to a robot, one a day. `place` is whose authority pressed."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")
    robot = models.ForeignKey(Robot, on_delete=models.CASCADE, null=True, related_name="+")
    place = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    state = models.CharField(max_length=20, choices=choices(MessageState), default=MessageState.WAITING)
    attempts = models.IntegerField(default=0)
    next_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    wrong = models.CharField(max_length=300, blank=True, help_text="why the last try failed")

    passing = "what waits to be sent; that a unit was reminded is a record of its own"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["user", "day"], name="one_message_a_person_and_day"),
            models.UniqueConstraint(fields=["robot", "day"], name="one_message_a_robot_and_day"),
        )
        indexes = (models.Index(fields=["state", "next_at"], name="messages_to_send"),)
