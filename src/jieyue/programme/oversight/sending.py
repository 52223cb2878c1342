"""Messages on their way: by e-mail or to a group's robot, by a worker, tried again later where that fails."""

import logging
import smtplib
import socket
from collections.abc import Callable
from datetime import datetime
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener, getproxies

import orjson
from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F
from django.utils import timezone
from django_tasks import task

from jieyue.programme.oversight.hosts import host_of, may_be_sent_to
from jieyue.rules.reminders import MessageState, next_try
from jieyue.rules.robots import RobotKind, is_inside, post_of, wrong_in
from jieyue.store.records.sealing import NotOpened, opened
from jieyue.store.reminders.models import HowTold, Message

SECONDS = 15
MOST_ANSWER_BYTES = 64 * 1024
MOST_WRONG = 300

log = logging.getLogger("jieyue.work")


class NotSent(Exception):  # noqa: N818 (kept beside the message as the reason)
    """In words for whoever pressed."""


class _Nowhere(HTTPRedirectHandler):
    """A robot's server answers; it does not send us on, least of all into our own net."""

    def redirect_request(self, *_about: object) -> None:
        return None


DIRECTLY = build_opener(_Nowhere)


@task()
def send_waiting() -> None:
    """All whose time has come; what failed is asked for again later, so that nobody waits for a server that is away."""
    for each in Message.objects.filter(state=MessageState.WAITING, next_at__lte=timezone.now()).order_by("pk"):
        _try(each, timezone.now())
    soonest = Message.objects.filter(state=MessageState.WAITING).order_by("next_at").first()
    if soonest:
        send_waiting.using(run_after=soonest.next_at).enqueue()


def _try(message: Message, now: datetime) -> None:
    """Taken by whoever counts its try first; until it has gone it stands as one that failed."""
    later = next_try(message.attempts + 1, now)
    state = MessageState.WAITING if later else MessageState.FAILED
    waiting = Message.objects.filter(pk=message.pk, state=MessageState.WAITING, attempts=message.attempts)
    if not waiting.update(attempts=F("attempts") + 1, next_at=later or now, state=state):
        return
    message.refresh_from_db()
    own = Message.objects.filter(pk=message.pk)
    try:
        _send_by(message)(message, now)
    except NotSent as wrong:
        log.warning("消息 %s 没有发出：%s", message.pk, wrong)
        own.update(wrong=str(wrong)[:MOST_WRONG])
    else:
        own.update(state=MessageState.SENT, sent_at=timezone.now(), wrong="")


def _send_by(message: Message) -> Callable[[Message, datetime], None]:
    return _to_robot if message.robot_id else _to_person


def _to_person(message: Message, _now: datetime) -> None:
    wants = HowTold.objects.filter(user=message.user_id, by_email=True).exclude(email="").first()
    if wants is None:
        raise NotSent("收件人已不要邮件。")
    try:
        EmailMessage(message.subject, message.text, to=[wants.email]).send()
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise NotSent(f"邮件没有发出：{error}") from error


def _to_robot(message: Message, now: datetime) -> None:
    robot = message.robot
    if not robot.is_on:
        raise NotSent("这个机器人已停用。")
    kind = RobotKind(robot.kind)
    try:
        address, secret = opened(robot.address), opened(robot.secret)
    except NotOpened as refusal:
        raise NotSent(f"{refusal.says}{refusal.do}") from refusal
    post = post_of(kind, address=address, secret=secret, text=message.text, at=now)
    _refuse_elsewhere(kind, post.address)
    asked = Request(post.address, orjson.dumps(post.body), {"Content-Type": "application/json"})  # noqa: S310 (above)
    try:
        with DIRECTLY.open(asked, timeout=SECONDS) as answer:
            said = answer.read(MOST_ANSWER_BYTES).decode(errors="replace")
    except HTTPError as error:
        raise NotSent(f"机器人的服务器答复 {error.code}。") from error
    except (URLError, OSError, ValueError) as error:
        raise NotSent(f"连不上机器人的服务器：{getattr(error, 'reason', error)}") from error
    if wrong := wrong_in(said):
        raise NotSent(wrong)


def _refuse_elsewhere(kind: RobotKind, address: str) -> None:
    """Raises NotSent where the host is no longer named, or a maker's name leads into this house. What a proxy is asked
    for, the proxy looks up.
    """
    if not may_be_sent_to(kind, address):
        raise NotSent("机器人的服务器不在允许的主机之列。")
    parts, host = urlsplit(address), host_of(address)
    if host in settings.JIEYUE_ROBOT_HOSTS or parts.scheme in getproxies():
        return
    try:
        found = socket.getaddrinfo(host, parts.port or 443, proto=socket.IPPROTO_TCP)
    except OSError as error:
        raise NotSent(f"查不到机器人的服务器 {host} 的地址：{error}") from error
    if any(is_inside(str(where[0])) for *_, where in found):
        raise NotSent(f"{host} 指向本机或者内部网络，没有发送。")
