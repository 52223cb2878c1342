"""People: how they sign in, which roles they hold where, and who stands in for whom."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from jieyue.rules.roles import ADMINISTRATORS, Role
from jieyue.store.orgs.models import Organisation, choices


class User(AbstractBaseUser):
    """Somebody who signs in. The log knows everything about him but his password and the moment he last came."""

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60, help_text="as colleagues know him")
    is_active = models.BooleanField(default=True)
    password_changed_at = models.DateTimeField(null=True, help_text="None: he has to choose a password first")
    password = models.CharField(max_length=128, db_default="")

    USERNAME_FIELD = "username"
    objects = BaseUserManager()
    recorded = True
    unrecorded = ("password", "last_login")

    class Meta:
        constraints = (models.UniqueConstraint(Lower("username"), name="one_username_whatever_its_case"),)


class Appointment(models.Model):
    """任职: a role held from `since` until the day before `until`, at a place and all below it.

    The three administrators have no place: they keep the whole deployment.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=30, choices=choices(Role))
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="appointments")
    since = models.DateField()
    until = models.DateField(null=True)

    recorded = True
    organisation_lookup = "organisation"

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(role__in=ADMINISTRATORS, organisation=None)
                | (~Q(role__in=ADMINISTRATORS) & Q(organisation__isnull=False)),
                name="administrators_have_no_place",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(role__in=ADMINISTRATORS, until=None),
                name="one_of_the_three_administrators",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "organisation"],
                condition=Q(until=None),
                name="held_once_at_a_time",
            ),
        )


class Delegation(models.Model):
    """委托: somebody stands in for whoever holds an appointment, from `since` up to and including `last_day`.

    It holds once a second person has approved it, and ends by itself.
    """

    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="delegations")
    to = models.ForeignKey(User, on_delete=models.PROTECT, related_name="delegations")
    since = models.DateField()
    last_day = models.DateField()
    asked_reason = models.CharField(max_length=200)
    state = models.CharField(
        max_length=20,
        default="asked",
        choices=[("asked", "待批准"), ("approved", "已批准"), ("refused", "未批准"), ("withdrawn", "已撤回")],
    )
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="decided_delegations")
    decided_reason = models.CharField(max_length=200, blank=True)

    recorded = True
    organisation_lookup = "appointment__organisation"

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(last_day__gte=models.F("since")), name="delegation_ends_after_start"),
        )


class SecondFactorRule(models.Model):
    """Whether whoever holds a role has to sign in with a second factor."""

    role = models.CharField(max_length=30, choices=choices(Role), unique=True)
    is_required = models.BooleanField()

    recorded = True


class SignIn(models.Model):
    """登录记录: that somebody came or went, or was locked out. Only added."""

    username = models.CharField(max_length=60)
    what = models.CharField(max_length=20, choices=[("in", "登录"), ("out", "退出"), ("locked", "锁定")])
    at = models.DateTimeField()
    address = models.CharField(max_length=60)

    recorded = True
