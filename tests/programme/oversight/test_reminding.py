"""催办: one press a day, one message a recipient, told as each chose, tried again where a server is away."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from jieyue.programme.oversight import sending
from jieyue.programme.oversight.reminded import acknowledge, messages_of, reminders, send_again, unread
from jieyue.programme.oversight.reminding import NobodyLate, preview, remind
from jieyue.programme.oversight.robots import (
    AddressRefused,
    RobotRefused,
    RobotUnknown,
    add_robot,
    choose_how,
    remove_robot,
    robots,
    switch_robot,
)
from jieyue.rules.period import Period
from jieyue.rules.refusal import NotThere
from jieyue.rules.reminders import WAITS, MessageState
from jieyue.rules.robots import RobotKind, is_inside
from jieyue.store.records.sealing import is_sealed, opened
from jieyue.store.reminders.models import Message, Reminder, Robot
from offices import open_office, person_named

AT = datetime(2026, 1, 20, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
NEXT_DAY = datetime(2026, 1, 21, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
WECOM = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=K"
SIGNED = {"secret": "SEC1"}
TODAY, QUARTER = AT.date(), Period.parse("2025Q4")


@pytest.fixture
def office(house):
    return house.begun(open_office)


@pytest.fixture
def own_hosts(settings) -> None:
    """The house has robots of its own on this machine."""
    settings.JIEYUE_ROBOT_HOSTS = frozenset({"127.0.0.1", "localhost"})


@pytest.fixture
def server(own_hosts) -> Iterator[tuple[str, list, list]]:
    """Its address, what was posted to it, and what it answers next (the last again and again)."""
    posted: list = []
    answers: list = ['{"errcode": 0}']

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            posted.append((self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
            self.send_response(200)
            self.end_headers()
            self.wfile.write((answers.pop(0) if len(answers) > 1 else answers[0]).encode())

        def log_message(self, *_about: object) -> None:
            pass

    found = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=found.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{found.server_port}/send?key=K", posted, answers
    found.shutdown()
    found.server_close()


def who(name: str, on: date = TODAY):
    return person_named(name, on=on)


def pressed(place: str = "P", at: datetime = AT, by: str = "li", period: Period = QUARTER):
    return remind(organisation=place, period=period, by=who(by, at.date()), at=at)


def with_mail(*names: str) -> None:
    for name in names:
        choose_how(email=f"{name}@example.gov.cn", by_email=True, by=who(name), at=AT)


def states(place: str = "P") -> list[tuple[str, str, int]]:
    return [
        (each.to, each.state.value, each.attempts)
        for each in messages_of(organisation=place, person=who("li"), today=TODAY)
    ]


def work() -> None:
    """What a worker does once it comes to the task."""
    sending.send_waiting.call()


def test_each_late_unit_is_reminded_once_a_day_however_often_somebody_presses(office):
    shown = preview(organisation="P", period=QUARTER, person=who("li"), today=TODAY)
    assert {each.unit.organisation.code for each in shown.late} == {"A", "B", "X"}
    assert pressed().units == 3
    with pytest.raises(NobodyLate):
        pressed()
    with pytest.raises(NobodyLate):
        pressed("C1")
    assert Reminder.objects.count() == 3
    assert preview(organisation="P", period=QUARTER, person=who("li"), today=TODAY).done == 3
    assert pressed(at=NEXT_DAY).units == 3


def test_whoever_enters_for_the_unit_is_told_else_for_the_nearest_place_above_in_one_message_a_day(office):
    with_mail("wang", "liu", "zhao")
    shown = preview(organisation="P", period=QUARTER, person=who("li"), today=TODAY)
    assert (shown.people, shown.by_email) == (3, 3)
    pressed("C1")
    pressed("C2")
    work()
    by_person = {each.to[0].partition("@")[0]: each.body for each in mail.outbox}
    assert by_person.keys() == {"wang", "liu", "zhao"}
    assert "甲县财政局：2025年四季度能源资源消费未报送" in by_person["wang"]
    assert "甲县一中" not in by_person["wang"]  # it has a clerk of its own
    assert "甲县一中" in by_person["liu"]
    work()
    assert len(mail.outbox) == 3


def test_what_comes_later_the_same_day_is_in_the_message_that_waits_and_in_no_second_one(office):
    choose_how(email="liu@example.gov.cn", by_email=True, by=who("liu"), at=AT)
    pressed("C1")
    Reminder.objects.filter(organisation__code="A").update(day=date(2026, 1, 19))
    pressed("C1", period=Period.parse("2025Q3"))
    work()
    [letter] = mail.outbox
    assert "四季度" in letter.body
    assert "三季度" in letter.body


def test_who_did_not_ask_for_mail_is_told_on_his_first_page_alone_and_says_that_he_knows(office):
    pressed()
    work()
    assert mail.outbox == []
    assert (unread(person=who("wang")), unread(person=who("sun"))) == (2, 0)
    assert "上级催办：有 2 件等您知悉" in office.as_("wang").get("/").content.decode()
    assert acknowledge(by=who("wang"), at=AT) == 2
    assert unread(person=who("liu")) == 0
    read = {each.organisation.code: each.read_by for each in reminders(person=who("li"), today=TODAY).lines}
    assert read == {"A": "王敏", "B": "王敏", "X": ""}
    assert {each.organisation.code for each in reminders(person=who("liu"), today=TODAY).lines} == {"A"}


def test_a_robot_says_neither_name_nor_figure_and_only_once_it_is_switched_on(office, server):
    address, posted, _ = server
    robot = add_robot(organisation="C1", name="甲县工作群", kind=RobotKind.WECOM, address=address, by=who("li"), at=AT)
    assert preview(organisation="P", period=QUARTER, person=who("li"), today=TODAY).robots == []
    switch_robot(robot=robot, is_on=True, by=who("li"), at=AT)
    pressed("P")
    work()
    [(path, body)] = posted
    assert path == "/send?key=K"
    assert "2025年四季度报送" in body["text"]["content"]
    assert not [name for name in ("甲县", "财政局", "一中") if name in body["text"]["content"]]
    assert states() == [("甲县工作群", "sent", 1)]


def test_what_a_server_refuses_waits_is_told_and_given_up_after_the_last_try(office, server, monkeypatch):
    address, posted, answers = server
    answers[:] = ['{"errcode": 45009, "errmsg": "api freq out of limit"}']
    robot = add_robot(organisation="P", name="省群", kind=RobotKind.WECOM, address=address, by=who("li"), at=AT)
    switch_robot(robot=robot, is_on=True, by=who("li"), at=AT)
    pressed()
    work()
    [told] = messages_of(organisation="P", person=who("li"), today=TODAY)
    assert (told.state, told.attempts) == (MessageState.WAITING, 1)
    assert "45009" in told.wrong
    work()
    assert len(posted) == 1  # its time has not come
    for _ in WAITS:
        Message.objects.update(next_at=timezone.now())
        work()
    assert states() == [("省群", "failed", 1 + len(WAITS))]
    answers[:] = ['{"errcode": 0}']
    assert send_again(organisation="P", by=who("li"), at=AT) == 1
    work()
    assert states() == [("省群", "sent", 1)]


def test_a_server_that_is_away_stops_nobody(office, own_hosts):
    robot = add_robot(
        organisation="P", name="省群", kind=RobotKind.FEISHU, address="http://127.0.0.1:9/x", by=who("li"), at=AT
    )
    switch_robot(robot=robot, is_on=True, by=who("li"), at=AT)
    with_mail("zhao")
    pressed()
    work()
    assert len(mail.outbox) == 1
    [told] = [each for each in messages_of(organisation="P", person=who("li"), today=TODAY) if each.is_robot]
    assert told.wrong.startswith("连不上机器人的服务器")


def test_only_whoever_directs_a_place_presses_and_keeps_its_robots(office):
    with pytest.raises(NotThere):
        pressed("C1", by="wang")
    about = {"name": "群", "kind": RobotKind.WECOM, "at": AT}
    with pytest.raises(NotThere):
        add_robot(organisation="C1", address=WECOM, by=who("wang"), **about)
    robot = add_robot(organisation="P", address=WECOM, by=who("li"), **about)
    with pytest.raises(RobotUnknown):
        remove_robot(robot=robot, by=who("wang"), at=AT)
    remove_robot(robot=robot, by=who("li"), at=AT)
    assert robots(organisation="P", person=who("li")) == []
    with pytest.raises(AddressRefused):
        choose_how(email="不是邮箱", by_email=True, by=who("wang"), at=AT)


def test_the_pages_press_once_show_what_came_of_it_and_never_an_address(office, server):
    address, _, _ = server
    client = office.as_("li")
    robot = {"name": "省群", "kind": "wecom", "address": address, "secret": "SECx"}
    client.post(f"{reverse('reminders:robots')}?organisation=P", robot)
    page = client.get(f"{reverse('reminders:robots')}?organisation=P").content.decode()
    assert "省群" in page
    assert "key=K" not in page
    assert "SECx" not in page
    press = f"{reverse('reminders:press')}?organisation=P&period=2025Q4"
    assert "一键催办" in client.get(press).content.decode()
    sent = client.post(press, follow=True).content.decode()
    assert "已催办 3 家单位" in sent
    assert "今天都已催办过" in client.post(press).content.decode()
    office.as_("wang").post(reverse("reminders:how"), {"email": "w@example.cn", "by_email": "on"})
    assert "w@example.cn" in office.as_("wang").get(reverse("account:mine")).content.decode()


def test_a_circular_is_drafted_with_the_figures_of_the_board_each_leading_to_its_list(office):
    page = office.as_("li").get(reverse("documents:paper", args=["circular", "P", "2025Q4"])).content.decode()
    assert "某省关于2025年四季度能源资源消费报送和任务办理情况的通报（草稿）" in page
    assert "所辖单位3家" in page
    assert '<td class="">2025年四季度能源资源消费未报送</td>' in page
    listed = f"{reverse('oversight:units')}?organisation=C1&amp;period=2025Q4&amp;only=not_reported"
    assert f'<a href="{listed}">2</a>' in page


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://qyapi.weixin.qq.com/send",  # not by https
        "https://qyapi.weixin.qq.com:22/",
        "https://oapi.dingtalk.com/robot/send",  # another maker's
        "https://qyapi.weixin.qq.com@127.0.0.1/",
        "https://qyapi.weixin.qq.com.example.com/",
        "http://127.0.0.1:8000/people/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "https://localhost/",
    ],
)
def test_words_go_to_the_makers_hosts_and_to_no_other(office, address):
    with pytest.raises(RobotRefused):
        add_robot(organisation="P", name="群", kind=RobotKind.WECOM, address=address, by=who("li"), at=AT)


def test_a_makers_name_that_leads_into_the_house_gets_nothing(office, monkeypatch):
    robot = add_robot(organisation="P", name="省群", kind=RobotKind.WECOM, address=WECOM, by=who("li"), at=AT)
    switch_robot(robot=robot, is_on=True, by=who("li"), at=AT)
    monkeypatch.setattr(sending, "getproxies", dict)
    found = [(2, 1, 6, "", ("8.8.8.8", 443)), (2, 1, 6, "", ("10.1.2.3", 443))]
    monkeypatch.setattr(sending.socket, "getaddrinfo", lambda *_, **__: found)
    pressed()
    work()
    [told] = messages_of(organisation="P", person=who("li"), today=TODAY)
    assert "指向本机或者内部网络" in told.wrong
    inside = ("127.0.0.1", "10.1.2.3", "192.168.0.9", "169.254.169.254", "::1", "fe80::1%eth0", "224.0.0.1")
    assert [is_inside(each) for each in (*inside, "8.8.8.8")] == [*[True] * len(inside), False]


def test_a_server_that_sends_on_is_not_followed(office, own_hosts):
    asked: list[str] = []

    class Sends(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.path)
            self.send_response(302)
            self.send_header("Location", "/inside")
            self.end_headers()

        do_GET = do_POST  # noqa: N815 (as the library calls it)

        def log_message(self, *_about: object) -> None:
            pass

    found = HTTPServer(("127.0.0.1", 0), Sends)
    Thread(target=found.serve_forever, daemon=True).start()
    about = {"kind": RobotKind.WECOM, "address": f"http://127.0.0.1:{found.server_port}/send"}
    robot = add_robot(organisation="P", name="省群", **about, by=who("li"), at=AT)
    switch_robot(robot=robot, is_on=True, by=who("li"), at=AT)
    pressed()
    work()
    found.shutdown()
    found.server_close()
    assert asked == ["/send"]
    assert messages_of(organisation="P", person=who("li"), today=TODAY)[0].wrong == "机器人的服务器答复 302。"


def test_address_and_secret_are_kept_as_ciphertext_by_the_key_of_the_home(office, settings):
    about = {"kind": RobotKind.DINGTALK, "address": "https://oapi.dingtalk.com/robot/send?access_token=T"}
    robot = add_robot(organisation="P", name="群", **SIGNED, **about, by=who("li"), at=AT)
    kept = Robot.objects.get(pk=robot)
    assert not [each for each in (kept.address, kept.secret) if "dingtalk" in each or "SEC1" in each]
    assert (opened(kept.address), opened(kept.secret)) == (about["address"], "SEC1")
    Robot.objects.filter(pk=robot).update(**SIGNED, address=about["address"])  # as before
    assert opened("SEC1") == "SEC1"
    switch_robot(robot=robot, is_on=True, by=who("li"), at=AT)
    kept.refresh_from_db()
    assert is_sealed(kept.address)
    assert is_sealed(kept.secret)
    settings.SECRET_KEY = "of another home"  # noqa: S105
    pressed()
    work()
    [told] = messages_of(organisation="P", person=who("li"), today=TODAY)
    assert "密文" in told.wrong
