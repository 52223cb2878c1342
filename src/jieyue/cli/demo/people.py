"""Who works in the demonstration city, and with which password each signs in."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.utils import timezone

from jieyue.programme.people import operations
from jieyue.programme.people.setting_up import Named, name_administrators
from jieyue.programme.people.signing_in import choose_password
from jieyue.rules.person import Person
from jieyue.rules.roles import Role
from jieyue.store.people.models import User
from jieyue.store.people.people import person_of

PASSWORD = "Qing.shan-lv_shui.26"  # noqa: S105 (of a city that does not exist, on one machine)
ADMINISTRATORS = {
    Role.SYSTEM_ADMINISTRATOR: Named("xitong", "邓维", "Yun.ling-xue_feng.31"),
    Role.SECURITY_ADMINISTRATOR: Named("anquan", "许安", "Yun.ling-song_bai.32"),
    Role.AUDITOR: Named("shenji", "方正", "Yun.ling-zhu_lin.33"),
}


@dataclass(frozen=True)
class Colleague:
    username: str
    name: str
    role: Role
    place: str
    does: str


def colleagues(city: str, county: str, unit: str) -> list[Colleague]:
    return [
        Colleague("wang", "王敏", Role.CLERK, unit, "第一个单位的统计员：填报、报送、自评"),
        Colleague("feng", "冯静", Role.APPROVER, unit, "同一单位的审批人：批准公示"),
        Colleague("sun", "孙丽", Role.READER, unit, "同一单位的职工：看公示、提异议"),
        Colleague("zhao", "赵强", Role.REVIEWER, county, "所在县区的审核员：验收、退回"),
        Colleague("li", "李华", Role.AUTHORITY, city, "市主管部门：全市一览、锁定、执行方案"),
        Colleague("liu", "刘洋", Role.CLERK, city, "其余单位的统计员"),
        Colleague("chen", "陈晨", Role.APPROVER, city, "其余单位的审批人"),
        Colleague("qinlan", "秦岚", Role.REVIEWER, city, "其余单位的审核员，评审组组长"),
        Colleague("hejing", "何静", Role.REVIEWER, city, "市级审核员，评审组成员：现场核验、复查"),
    ]


def hire(people: list[Colleague], *, since: date, by: Person, at: datetime, now: datetime, home: Path) -> None:
    """Through the product's own operations. Passwords are chosen now, so that none is too old."""
    name_administrators(ADMINISTRATORS, by=by, at=now, home=home)
    security = as_of(ADMINISTRATORS[Role.SECURITY_ADMINISTRATOR].username, now)
    for each in people:
        operations.add_person(username=each.username, name=each.name, by=security, at=at, reason="演示")
        about = {"username": each.username, "role": each.role, "organisation": each.place, "since": since}
        operations.appoint(**about, by=security, at=at, reason="演示")
        user = User.objects.get(username=each.username)
        choose_password(user, password=PASSWORD, by=as_of(each.username, now), at=now)


def as_of(username: str, at: datetime) -> Person:
    """Who somebody is on a day of the past."""
    return person_of(User.objects.get(username=username), on=timezone.localdate(at), login="jieyue demo")
