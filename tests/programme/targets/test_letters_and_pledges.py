"""责任书 signed level by level, and 承诺书 signed by every member of staff, of a county and its two units."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from jieyue.programme.duties.operations import put_in_force
from jieyue.programme.entry.operations import EnteredRow, enter_rows
from jieyue.programme.letters import operations, pledging
from jieyue.programme.letters.pledges import pledges
from jieyue.programme.letters.queries import letter_of, letters
from jieyue.rules.letters import LetterState
from jieyue.rules.moves import CannotMove
from jieyue.rules.refusal import NotThere
from jieyue.rules.roles import Role
from jieyue.store.ledgers.pledges.models import Pledge
from jieyue.store.letters.models import Letter, PledgeLink
from jieyue.store.orgs.models import Organisation
from jieyue.store.people.models import Appointment, Delegation, User
from jieyue.store.records.keeping import keep
from jieyue.store.records.models import LogEntry
from jieyue.store.records.writing import writing
from offices import Office, open_office, person_named

ZONE = ZoneInfo("Asia/Shanghai")
TODAY, AT = date(2026, 5, 10), datetime(2026, 5, 10, 10, tzinfo=ZONE)
LEADERS = {"ma": ("马明", "A"), "niu": ("牛宁", "B"), "yang": ("杨县", "C1")}
STAFF = """organisation | department | name | starts_on | ends_on
A | 办公室 | 王晓明 | 2020-01-01 |
A | 教务处 | 刘洋 | 2020-01-01 |
A | 教务处 | 张退休 | 2020-01-01 | 2026-01-31"""


def world(house) -> Office:
    office = open_office(house)
    house.have("staff", STAFF)
    house.have(
        "savings_targets",
        "organisation | year | measure | form | value | origin\n"
        + "\n".join(f"{code} | 2026 | 用电量 | 下降 | 2 | 上级下达" for code in ("C1", "A")),
    )
    with writing(operation="set up", by=house.person, at=AT) as change:
        for username, (name, code) in LEADERS.items():
            user = User(username=username, name=name, password="!", password_changed_at=AT)  # noqa: S106
            keep(change, user)
            place = Organisation.objects.get(code=code)
            keep(change, Appointment(user=user, role=Role.APPROVER, organisation=place, since=date(2024, 1, 1)))
    return office


@pytest.fixture
def office(house) -> Office:
    return house.begun(world)


def by(who: str) -> dict[str, object]:
    return {"by": person_named(who, on=TODAY), "at": AT}


def send(organisation: str = "C1", who: str = "li", **how) -> operations.Sent:
    return operations.send(organisation=organisation, year=2026, **how, **by(who))


def shown(organisation: str, who: str = "li"):
    return letters(organisation=organisation, year=2026, person=person_named(who, on=TODAY))


def letter_to(code: str) -> int:
    return Letter.objects.filter(organisation__code=code).latest("number").pk


# --- letters


def test_letters_are_sent_down_level_by_level_and_signed_with_name_post_and_time(office):
    assert (send("P").count, send("C1").count) == (1, 1)
    assert (shown("P").signed, shown("P").of) == (0, 5)
    operations.sign(letter=letter_to("C1"), **by("yang"))
    operations.sign(letter=letter_to("A"), **by("ma"))
    assert (shown("P").signed_here, shown("P").signed) == (1, 2)
    found = letter_of(letter=letter_to("A"), person=person_named("sun", on=TODAY))
    assert (found.state, found.letter.sent_signature, found.letter.signed_signature) == (
        LetterState.SIGNED,
        "李强（某省主管部门）",
        "马明（甲县一中审批人）",
    )
    assert found.letter.signed_at == AT
    assert [(each["what"], each["form"], each["value"]) for each in found.content["targets"]] == [
        ("用电量", "比2025年下降", "2")
    ]


def test_a_letter_says_what_plans_order_and_is_not_sent_where_it_would_say_nothing(office, house):
    put_in_force(plan="sichuan-2020", organisation="B", since=date(2026, 1, 1), by=house.person, at=AT)
    assert send().count == 2
    content = letter_of(letter=letter_to("B"), person=person_named("li", on=TODAY)).content
    assert "《省直机关工委创建节约型机关行动方案》" in {each["plan"] for each in content["duties"]}
    asked = {each["what"] for each in content["duties"]}
    assert "报送季度能源资源消费数据" in asked
    assert "报送创建行动实施方案" not in asked  # by 2020-05-15
    with pytest.raises(operations.NotSent) as refused:
        send("C2")
    assert "没有内容" in refused.value.says


def test_a_letter_says_the_targets_and_titles_that_plans_order(office, house):
    for plan in ("bureau-2009", "sichuan-2020"):
        put_in_force(plan=plan, organisation="B", since=date(2026, 1, 1), by=house.person, at=AT)
    send()
    content = letter_of(letter=letter_to("B"), person=person_named("li", on=TODAY)).content
    [paper] = [each for each in content["targets"] if "纸" in each["what"]]
    assert (paper["form"], paper["value"], paper["until"]) == ("比上年减少", "", "2026-12-31")
    assert content["titles"]
    assert all(each["title"] for each in content["titles"])


def test_what_was_sent_stays_as_it_was_when_the_target_changes(office, house):
    send()
    changed = "organisation | year | measure | form | value | origin\nA | 2026 | 用电量 | 下降 | 5 | 上级下达"
    house.have("savings_targets", changed, reason="加码")
    content = letter_of(letter=letter_to("A"), person=person_named("li", on=TODAY)).content
    assert content["targets"][0]["value"] == "2"


@pytest.mark.parametrize("who", ["li", "feng", "chen", "niu", "liu", "sun"])
def test_only_the_lower_side_signs(office, who):
    """Neither who sent it, nor who approves at the upper side, nor anybody of another unit, nor who may not approve."""
    send()
    with pytest.raises((operations.NotSigned, NotThere)):
        operations.sign(letter=letter_to("A"), **by(who))
    assert Letter.objects.get().state == LetterState.SENT


@pytest.mark.parametrize(("delegated", "sends", "signs"), [(Role.APPROVER, "li", "sun"), (Role.AUTHORITY, "sun", "li")])
def test_nobody_signs_for_both_sides_through_a_stand_in(office, house, delegated, sends, signs):
    """li directs the province and leads the county; sun stands in for him on one of the two sides."""
    li, county = User.objects.get(username="li"), Organisation.objects.get(code="C1")
    with writing(operation="set up", by=house.person, at=AT) as change:
        keep(change, Appointment(user=li, role=Role.APPROVER, organisation=county, since=date(2024, 1, 1)))
        own = Appointment.objects.get(user=li, role=delegated)
        days = {"since": TODAY, "last_day": TODAY}
        to = User.objects.get(username="sun")
        keep(change, Delegation(appointment=own, to=to, **days, state="approved", asked_reason="休假"))
    send("P", sends)
    with pytest.raises(operations.NotSigned):
        operations.sign(letter=letter_to("C1"), **by(signs))
    assert not letter_of(letter=letter_to("C1"), person=person_named(signs, on=TODAY)).may_sign
    operations.sign(letter=letter_to("C1"), **by("yang"))


def test_a_letter_of_another_county_is_not_there(office):
    send()
    with pytest.raises(NotThere):
        letter_of(letter=letter_to("A"), person=person_named("zhao", on=TODAY))


def test_of_two_who_sign_one_does(office):
    send()
    operations.sign(letter=letter_to("A"), **by("ma"))
    before = LogEntry.objects.count()
    with pytest.raises(CannotMove) as refused:
        operations.sign(letter=letter_to("A"), **by("ma"))
    assert refused.value.is_there
    assert LogEntry.objects.count() == before


def test_a_letter_is_taken_back_with_a_reason_and_another_sent(office):
    send()
    with pytest.raises(operations.NotSigned):
        operations.take_back(letter=letter_to("A"), reason=" ", **by("li"))
    with pytest.raises(NotThere):
        operations.take_back(letter=letter_to("A"), reason="不签", **by("ma"))
    operations.take_back(letter=letter_to("A"), reason="目标有误", **by("li"))
    send()
    assert list(Letter.objects.order_by("number").values_list("number", "state")) == [(1, "taken_back"), (2, "sent")]
    with pytest.raises(operations.NotSent):
        send(below=["A"])


# --- pledges


def open_signing() -> str:
    last = TODAY + timedelta(days=9)
    return pledging.open_pledge(organisation="A", year=2026, last_day=last, **by("liu"))


def sign(secret: str, department: str, name: str, address: str = "10.0.0.1") -> None:
    pledging.sign_by_link(secret, department=department, name=name, at=AT, address=address)


def told():
    return pledges(organisation="A", year=2026, person=person_named("liu", on=TODAY), today=TODAY)


def test_whoever_has_the_link_signs_once_by_name_and_department(office):
    secret = open_signing()
    sign(secret, "办公室", " 王晓明 ")
    assert (told().signed, told().of, told().share) == (1, 2, 50)
    assert told().waiting == [("教务处", "刘洋")]
    with pytest.raises(pledging.SignedAlready):
        sign(secret, "办公室", "王晓明")
    entry = LogEntry.objects.get(operation="pledge sign")
    assert (entry.by, entry.login, '"signed":"王晓明"' in entry.details) == ("pledge-link", "10.0.0.1", True)


def test_who_is_signed_in_signs_as_himself(office):
    pledging.sign_pledge(organisation="A", year=2026, **by("liu"))
    assert told().has_signed
    with pytest.raises(pledging.NotOnRoster):
        pledging.sign_pledge(organisation="A", year=2026, **by("wang"))


@pytest.mark.parametrize(("department", "name"), [("教务处", "王晓明"), ("办公室", "李四"), ("教务处", "张退休")])
def test_who_does_not_stand_on_the_roster_today_does_not_sign(office, department, name):
    with pytest.raises(pledging.NotOnRoster):
        sign(open_signing(), department, name)
    assert not Pledge.objects.exists()


def test_after_ten_wrong_names_an_address_waits_and_no_other(office):
    secret = open_signing()
    for n in range(pledging.MOST_WRONG):
        with pytest.raises(pledging.NotOnRoster):
            sign(secret, "办公室", f"王{n}")
    with pytest.raises(pledging.TooManyTries):
        sign(secret, "办公室", "王晓明")
    sign(secret, "办公室", "王晓明", address="10.0.0.2")
    later = AT + pledging.WHILE + timedelta(minutes=1)
    pledging.sign_by_link(secret, department="教务处", name="刘洋", at=later, address="10.0.0.1")
    assert told().signed == 2


def test_a_link_ends_by_its_day_or_by_hand_and_is_kept_as_a_digest(office):
    secret = open_signing()
    assert secret not in "".join(LogEntry.objects.values_list("details", flat=True))
    with pytest.raises(pledging.NotOpened):
        open_signing()
    for broken in ("", "x" * 22):
        with pytest.raises(NotThere):
            sign(broken, "办公室", "王晓明")
    with pytest.raises(NotThere):
        pledging.asked_by_link(secret, today=TODAY + timedelta(days=10))
    pledging.close_pledge(organisation="A", year=2026, **by("liu"))
    with pytest.raises(NotThere):
        sign(secret, "办公室", "王晓明")


def test_nobody_enters_for_another_that_he_signed_online(office):
    def enter(way: str, reason: str = "", **more):
        row = {"organisation": "A", "year": "2026", "department": "办公室", "name": "王晓明", "signed_on": "2026-05-01"}
        rows = [EnteredRow(row=1, values={**row, "way": way, **more})]
        return enter_rows("pledges", rows, reason=reason, **by("liu"))

    assert [each.rule for each in enter("网上签署").problems] == ["signed_online"]
    sign(open_signing(), "办公室", "王晓明")
    assert [each.rule for each in enter("纸质签署", "改").problems] == ["signed_online"]
    assert enter("网上签署", "不是本人签的", withdrawn="是").taken
    assert enter("纸质签署").taken


def test_the_page_of_the_link_names_nobody_and_says_what_is_wrong(office):
    secret, phone = open_signing(), Client()
    url = f"/letters/pledge/{secret}/"
    PledgeLink.objects.update(last_day=date(2099, 1, 1))
    page = phone.get(url).content.decode()
    assert "办公室" in page
    assert "人走灯关" in page
    assert "王晓明" not in page
    wrong = phone.post(url, {"department": "办公室", "name": "李四", "agrees": "on"})
    assert (wrong.status_code, "名册里没有" in wrong.content.decode()) == (422, True)
    assert phone.post(url, {"department": "办公室", "name": "王晓明"}).status_code == 422
    assert phone.get("/letters/pledge/nothing/").status_code == 404
