"""What the plans order to be published beside energy: one catalogue, the same way, and the duty is done by it."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from jieyue.policy.loading import load
from jieyue.policy.reading import PolicyRefused
from jieyue.programme.duties import operations as plans
from jieyue.programme.duties.queries import own_duties
from jieyue.programme.people.second_person import OwnStep
from jieyue.programme.publication import operations
from jieyue.programme.publication.catalogue import NoticeUnknown, NotPublishable, about_called, publications
from jieyue.programme.publication.queries import notice, notices
from jieyue.rules.duties import DutyState
from jieyue.rules.period import Period
from jieyue.rules.publication import NoticeState
from jieyue.rules.roles import Role
from jieyue.store.ledgers.offered import offered
from offices import open_office, person_named
from papers_desk import decide_on, hand_in_with_file

PLAN = {"what": "creation_plan", "period": None}


def on(month: int, day: int) -> datetime:
    return datetime(2020, month, day, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


TODAY = on(9, 10).date()


def who(name: str):
    return person_named(name, on=date(2025, 1, 1))


@pytest.fixture
def office(house):
    return house.begun(with_a_plan)


def with_a_plan(house):
    office = open_office(house)
    plans.put_in_force(plan="shaanxi-2020", organisation="P", since=date(2020, 1, 1), by=who("li"), at=on(5, 3))
    return office


def received(organisation: str = "B") -> int:
    about = {"organisation": organisation, "what": "creation_plan", "period": ""}
    record = hand_in_with_file(who("wang"), at=on(9, 2), pages=1, **about)
    decide_on(record, "receive", who("li"), at=on(9, 5), reason="")
    return record


def do(operation: str, name: str, *, organisation: str = "B", **more):
    if operation == "publish" and "seen" not in more:
        more["seen"] = shown(name, organisation).seen
    return getattr(operations, operation)(organisation=organisation, **PLAN, by=who(name), at=on(9, 10), **more)


def shown(name: str = "wang", organisation: str = "B", number: int | None = None):
    return notice(organisation=organisation, **PLAN, number=number, person=who(name), today=TODAY)


def listed(organisation: str = "B", name: str = "wang") -> list[tuple[str, NoticeState]]:
    lines = notices(organisation=organisation, person=who(name), today=TODAY)
    return [(line.called, line.state) for line in lines if line.kind.key != "energy"]


def publish(organisation: str = "B") -> None:
    do("propose", "wang", organisation=organisation)
    do("publish", "feng", organisation=organisation)


def duty(organisation: str = "B"):
    found = own_duties(organisation=organisation, person=who("wang"), today=TODAY)
    return next(each for each in found if each.duty.entry.key == "plan-published")


def test_the_draft_is_there_by_itself_once_the_plan_is_received(office):
    hand_in_with_file(who("wang"), at=on(9, 2), pages=1, organisation="B", what="creation_plan", period="")
    assert listed() == []
    with pytest.raises(NoticeUnknown):
        shown()
    with pytest.raises(NotPublishable, match="还没有定下来"):
        do("propose", "wang")


def test_whoever_only_reads_sees_it_once_it_is_published(office):
    received()
    assert (listed(), listed(name="sun")) == ([("creation_plan", NoticeState.DRAFT)], [])
    publish()
    assert listed(name="sun") == [("creation_plan", NoticeState.PUBLISHED)]
    assert shown("sun").content["receipt"] == "P收〔2020〕1号"


def test_the_duty_to_publish_is_done_by_the_notice_and_by_nothing_else(office):
    received()
    assert duty().state is DutyState.OVERDUE
    do("propose", "wang")
    assert duty().state is DutyState.OVERDUE
    do("publish", "feng")
    done = duty()
    assert (done.state, done.done.on, done.done.names) == (DutyState.DONE, TODAY, ("B", "creation_plan"))


def test_a_county_publishes_its_plan_too_but_no_energy_use(office):
    received("C1")
    publish("C1")
    assert listed("C1", "sun") == [("creation_plan", NoticeState.PUBLISHED)]
    assert duty("C1").state is DutyState.DONE
    with pytest.raises(NotPublishable, match="不公示能源资源消费"):
        operations.propose(organisation="C1", period=Period.parse("2025Q1"), by=who("wang"), at=on(9, 10))


def test_nobody_approves_of_what_he_handed_in_or_proposed(office):
    received()
    do("propose", "wang")
    seen = shown("feng").seen
    with pytest.raises(OwnStep):
        operations.publish(organisation="B", **PLAN, seen=seen, by=_also_approver("wang"), at=on(9, 10))


def _also_approver(name: str):
    person = who(name)
    return replace(
        person, posts=tuple(replace(post, role=Role.APPROVER) for post in person.posts) + tuple(person.posts)
    )


def test_what_was_published_stays_and_is_corrected_only_by_a_new_notice(office):
    record = received()
    publish()
    decide_on(record, "take_back", who("li"), at=on(9, 11), reason="编号有误")
    assert shown("sun").content["receipt"] == "P收〔2020〕1号"
    do("begin_correction", "wang", correction="任务表有误")
    with pytest.raises(NotPublishable):
        do("propose", "wang")  # what it publishes is not decided any more
    decide_on(record, "receive", who("li"), at=on(9, 12), reason="")
    publish()
    assert (shown("sun").number, shown("sun", number=1).state) == (2, NoticeState.REPLACED)
    assert shown("sun").words["correction"] == "任务表有误"


def test_a_draft_of_what_was_taken_back_can_be_looked_at_and_withdrawn_but_not_published(office):
    record = received()
    do("propose", "wang")
    seen = shown("feng").seen
    decide_on(record, "take_back", who("li"), at=on(9, 11), reason="编号有误")
    with pytest.raises(NotPublishable):
        do("publish", "feng", seen=seen)
    do("withdraw", "wang")
    assert shown().state is NoticeState.DRAFT


@pytest.mark.usefixtures("office")
def test_what_has_no_ledger_yet_says_which_it_waits_for():
    waiting = [each for each in publications().values() if each.waits]
    assert not [each for each in publications().values() if not each.source]
    for each in waiting:
        with pytest.raises(NotPublishable, match=each.waits):
            operations.propose(organisation="B", what=each.key, period=None, by=who("wang"), at=on(9, 10))


@pytest.mark.parametrize(
    ("name", "what", "period"),
    [
        ("2025Q1", "energy", "2025Q1"),
        ("creation_plan", "creation_plan", ""),
        ("filing_form-2025", "filing_form", "2025"),
    ],
)
def test_an_address_names_what_is_published_and_of_when(name, what, period):
    about = about_called(name)
    assert (about[0], str(about[1] or "")) == (what, period)
    assert publications()[what].called(about[1]) == name


CATALOGUE = """kind = "publications"
[[publications]]
key = "notice_board"
name = "公示栏"
days = 5
{more}
source = {{ document = "方案", clause = "一" }}
certainty = "verified"
"""


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ("", "没有写从哪里来"),
        ('document = "creation_plan"\nwaits = "台账"', "没有写从哪里来，或者写了两处"),
        ('document = "no_such"', "不认识材料“no_such”"),
        ('ledger = "no_such"\npaper = "energy-notice"', "没有可以公示的台账“no_such”"),
        ('ledger = "paper"', "由台账来的公示写明版式"),
        ('ledger = "refuellings"\npaper = "no_such"', "没有版式“no_such”"),
        ('document = "creation_plan"\npaper = "energy-notice"', "由台账来的公示写明版式，别的不写"),
    ],
)
def test_what_comes_from_nothing_is_refused_when_policy_is_read(tmp_path, more, says):
    (tmp_path / "publications").mkdir()
    (tmp_path / "publications" / "own.toml").write_text(CATALOGUE.format(more=more), "utf-8")
    with pytest.raises(PolicyRefused, match=says):
        load([tmp_path], offered=offered())


def test_the_page_the_files_and_the_list_of_a_published_plan(office):
    received()
    clerk, reader = office.as_("wang"), office.as_("sun")
    assert "创建行动计划" in clerk.get("/notices/?organisation=B").content.decode()
    clerk.post("/notices/B/creation_plan/words/", {"days": "5", "place": "大厅", "move": "propose"})
    seen = shown("feng").seen
    office.as_("feng").post("/notices/B/creation_plan/move/", {"move": "publish", "seen": seen})
    said = reader.get("/notices/B/creation_plan/1/").content.decode()
    assert "P收〔2020〕1号" in said
    assert "公示地点：大厅" in said
    for form in ("docx", "xlsx", "pdf"):
        assert reader.get(f"/notices/B/creation_plan/1/notice.{form}").status_code == 200


def test_a_monitor_in_the_hall_is_turned_from_one_notice_on_show_to_the_next(office):
    received()
    client = office.as_("sun")
    assert "现在没有正在公示的内容" in client.get("/notices/hall/B/").content.decode()
    now = {"organisation": "B", **PLAN, "at": timezone.now()}
    operations.propose(**now, by=who("wang"))
    operations.publish(**now, seen=shown("feng").seen, by=who("feng"))
    answer = client.get("/notices/hall/B/")
    assert answer["Refresh"].endswith("; url=/notices/hall/B/?page=1")
    assert "创建行动计划公示" in answer.content.decode()
    assert "</form>" not in answer.content.decode()
    assert office.as_("zhao").get("/notices/hall/B/").status_code == 404
