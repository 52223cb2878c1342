"""Who may sign in, which roles they hold where, and who stands in for whom."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from jieyue.rules.roles import ADMINISTRATORS, Role
from jieyue.rules.signing_in import as_username
from jieyue.store.orgs.models import Organisation, choices


class Users(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str) -> "User":
        """However it was typed."""
        return self.get(username=as_username(username))


class User(AbstractBaseUser):
    """Somebody who signs in. The log knows everything about him, of his password's hash a digest."""

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60, help_text="as colleagues know him")
    is_active = models.BooleanField(default=True)
    has_to_choose_password = models.BooleanField(default=False, help_text="what he has was given him by another")
    password_changed_at = models.DateTimeField(null=True)
    second_factor_at = models.DateTimeField(null=True, help_text="None: he signs in with a password alone")
    password = models.CharField(max_length=128, default="", db_default="")

    USERNAME_FIELD = "username"
    objects = Users()
    recorded = True
    stays_when_used = True  # without a role nobody can do anything
    zh = "人员"
    sealed = ("password",)
    passing_columns = (("last_login", "each coming is a record of its own"),)

    class Meta:
        constraints = (models.UniqueConstraint(Lower("username"), name="one_username_whatever_its_case"),)


class FirstPassword(models.Model):
    """初始口令: drawn by chance, told once, good for one choice of a password until a day. Only its digest is kept."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="first_password")
    digest = models.CharField(max_length=64)
    until = models.DateTimeField()

    recorded = True
    zh = "初始口令"
    sealed = ("digest",)


class EarlierPassword(models.Model):
    """The hash of a password that somebody had, so that he does not take it again."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="earlier_passwords")
    encoded = models.CharField(max_length=128)

    recorded = True
    zh = "用过的口令"
    sealed = ("encoded",)


class SecondFactor(models.Model):
    """双因素登录: the secret shared with an authenticator, as ciphertext, and the last step whose code was used."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="second_factor")
    secret = models.CharField(max_length=255)
    last_step = models.BigIntegerField(default=0, db_default=0)

    recorded = True
    zh = "双因素登录"
    sealed = ("secret",)
    passing_columns = (("last_step", "moves with each code that is used"),)


class RecoveryCode(models.Model):
    """备用码: signs in once in place of a code. Only its digest is kept."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="recovery_codes")
    digest = models.CharField(max_length=64)

    recorded = True
    zh = "备用码"
    sealed = ("digest",)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_once"),)


class Session(AbstractBaseSession):
    """A browser that somebody signed in with. Whose it is stands in a column, so that he can end it elsewhere."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="sessions")
    address = models.CharField(max_length=60, blank=True)
    began_at = models.DateTimeField(null=True)

    passing = "a browser's session ends by itself within hours; that somebody came is a record"

    @classmethod
    def get_session_store_class(cls) -> type:
        from jieyue.store.people.sessions import SessionStore  # noqa: PLC0415 (it stands on this model)

        return SessionStore


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
    zh = "任职"
    organisation_lookup = "organisation"

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(role__in=ADMINISTRATORS, organisation=None)
                | (~Q(role__in=ADMINISTRATORS) & Q(organisation__isnull=False)),
                name="administrators_have_no_place",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=models.F("since")), name="appointment_ends_after_start"
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
    zh = "委托"
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
    zh = "双因素登录规定"


class SignIn(models.Model):
    """登录记录: that somebody came or went, or was locked out. Only added."""

    username = models.CharField(max_length=60)
    what = models.CharField(max_length=20, choices=[("in", "登录"), ("out", "退出"), ("locked", "锁定")])
    at = models.DateTimeField()
    address = models.CharField(max_length=60)

    recorded = True
    zh = "登录"


class Renewal(models.Model):
    """三员互核: password or second factor of somebody renewed by another, or one of the three administrators appointed.

    Of an administrator one of the three asks and another consents; whatever else is renewed is noted here when it is
    done. Whose it is is told, and the auditor until he has marked it. No `asked_by`: whoever has the machine.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="renewals")
    what = models.CharField(
        max_length=20,
        choices=[("password", "重置口令"), ("second_factor", "重置双因素登录"), ("appointment", "任命管理员")],
    )
    role = models.CharField(max_length=30, blank=True, choices=choices(Role), help_text="of an appointment")
    since = models.DateField(null=True, help_text="of an appointment")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    asked_reason = models.CharField(max_length=200)
    half = models.CharField(max_length=64, blank=True, help_text="digest of the half that whoever asked was told")
    state = models.CharField(
        max_length=20,
        choices=[
            ("asked", "待另一位管理员同意"),
            ("approved", "已同意并办理"),
            ("refused", "未同意"),
            ("withdrawn", "已撤回"),
            ("done", "已办理"),
        ],
    )
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_reason = models.CharField(max_length=200, blank=True)
    seen_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField(null=True, help_text="when an auditor marked it as seen")

    recorded = True
    zh = "三员互核"
    sealed = ("half",)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["user", "what"], condition=Q(state="asked"), name="asked_once_at_a_time"),
        )


class Press(models.Model):
    """一次提交: a form that was taken, and where that led. By its mark it is not taken a second time."""

    token = models.UUIDField(primary_key=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField(db_index=True)
    led_to = models.CharField(max_length=400, blank=True)

    passing = "tells for a day that a form was taken; what came of it is a record"
