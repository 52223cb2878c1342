"""群机器人 of a place, and how somebody wants to be told himself."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from jieyue.programme.organisations.naming import Named, named
from jieyue.programme.oversight.hosts import host_of, may_be_sent_to
from jieyue.rules.person import Person
from jieyue.rules.refusal import NotThere, Refused
from jieyue.rules.robots import RobotKind
from jieyue.rules.roles import Right
from jieyue.store.orgs.reach import organisation_within, within
from jieyue.store.records.keeping import correct, keep, keep_in_place, remove
from jieyue.store.records.sealing import is_sealed, sealed
from jieyue.store.records.writing import writing
from jieyue.store.reminders.models import HowTold, Message, Robot

ADD, SWITCH, REMOVE, CHOOSE = "robot add", "robot switch", "robot remove", "told how"
SEALED = Robot.sealed
MOST_NAME, MOST_ADDRESS, MOST_SECRET = 60, 500, 200


class RobotRefused(Refused):
    pass


class RobotUnknown(NotThere):
    pass


class AddressRefused(Refused):
    pass


@dataclass(frozen=True)
class Shown:
    """Without its address and secret, which nobody is shown again."""

    id: int
    organisation: Named
    name: str
    kind: RobotKind
    is_on: bool


@dataclass(frozen=True)
class Told:
    """`has_server`: whether the deployment names one that sends e-mail."""

    email: str
    by_email: bool
    has_server: bool


def robots(*, organisation: str, person: Person) -> list[Shown]:
    """Raises OrganisationUnknown."""
    place = organisation_within(organisation, person, Right.SHAPE)
    name = named([place.pk], on=person.on)[place.pk]
    rows = Robot.objects.filter(organisation=place).order_by("name")
    return [Shown(each.pk, name, each.name, RobotKind(each.kind), each.is_on) for each in rows]


def add_robot(
    *, organisation: str, name: str, kind: RobotKind, address: str, secret: str = "", by: Person, at: datetime
) -> int:
    """Off until somebody switches it on; address and secret are kept as ciphertext. Raises RobotRefused."""
    name, address = " ".join(name.split())[:MOST_NAME], address.strip()
    if not host_of(address) or len(address) > MOST_ADDRESS or any(map(str.isspace, address)):
        raise RobotRefused("机器人的地址不是网址。", do="请从群机器人的设置里复制完整的网址。", where="address")
    if not may_be_sent_to(kind, address):
        raise RobotRefused(
            f"{host_of(address)} 不是{kind.zh}群机器人的服务器，消息不发到那里。",
            do="请核对种类和网址。本单位自建的服务器，请系统管理员先准许它的主机名。",
            where="address",
        )
    with writing(operation=ADD, by=by, at=at) as change:
        place = organisation_within(organisation, by, Right.SHAPE)
        if not name or Robot.objects.filter(organisation=place, name=name).exists():
            raise RobotRefused("要有名称，同一机构不能重名。", do="请改名称，例如群的名称。", where="name")
        about = {"kind": kind, "address": sealed(address), "secret": sealed(secret.strip()[:MOST_SECRET])}
        return keep(change, Robot(organisation=place, name=name, **about))


def switch_robot(*, robot: int, is_on: bool, by: Person, at: datetime) -> None:
    """What was kept before secrets were sealed is sealed with it. Raises RobotUnknown."""
    with writing(operation=SWITCH, by=by, at=at) as change:
        kept = _robot(robot, by)
        plain = {name: value for name in SEALED if not is_sealed(value := getattr(kept, name))}
        correct(change, kept, is_on=is_on, **{name: sealed(value) for name, value in plain.items()})


def remove_robot(*, robot: int, by: Person, at: datetime) -> None:
    """Raises RobotUnknown."""
    with writing(operation=REMOVE, by=by, at=at) as change:
        kept = _robot(robot, by)
        Message.objects.filter(robot=kept).delete()
        remove(change, Robot.objects.filter(pk=kept.pk))


def _robot(robot: int, by: Person) -> Robot:
    rows = within(Robot.objects.all(), by, organisation=Robot.organisation_lookup, right=Right.SHAPE)
    kept = rows.filter(pk=robot).first()
    if kept is None:
        raise RobotUnknown("没有这个机器人，或者不归您管。", do="请刷新页面后再看。")
    return kept


def how_told(*, person: Person) -> Told:
    """How somebody wants to be told, himself."""
    kept = HowTold.objects.filter(user=person.id).first()
    has_server = settings.JIEYUE_EMAIL_IS_SET
    return Told(kept.email, kept.by_email, has_server) if kept else Told("", False, has_server)


def choose_how(*, email: str, by_email: bool, by: Person, at: datetime) -> None:
    """For himself alone. Raises AddressRefused."""
    email = email.strip()
    try:
        if email or by_email:
            validate_email(email)
    except ValidationError:
        raise AddressRefused("这不是邮箱地址。", do="请填写完整的邮箱地址。", where="email") from None
    with writing(operation=CHOOSE, by=by, at=at) as change:
        kept = HowTold.objects.filter(user=by.id).first()
        keep_in_place(change, kept, HowTold(user_id=by.id, email=email, by_email=by_email))
