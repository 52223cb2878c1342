"""Sheets that are not the template, by the pages: shown as they were understood, confirmed once, and again without."""

import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from files.reading_office import SHEETS
from files.test_office_samples import ANSWERS, expected
from jieyue.rules.roles import Role
from jieyue.rules.values import Resource
from jieyue.store.jobs.models import Job, State
from jieyue.store.layouts.models import SheetLayout
from jieyue.store.ledgers.bills.models import Bill
from jieyue.store.orgs.models import Organisation
from jieyue.store.people.models import Appointment, User
from jieyue.store.registers.stops.models import Stop
from jieyue.store.registers.trips.models import Trip

pytestmark = pytest.mark.django_db
BILL = "organisation | resource | account | start_date | end_date | quantity | unit"
LIST = "月份,户号,用水量,水费\n2025-07,0031,120,480\n2025-08,0031,130,520\n"


def sign_in(username: str, code: str) -> Client:
    user = User.objects.create(username=username, name=username)
    place = Organisation.objects.get(code=code)
    Appointment.objects.create(user=user, role=Role.CLERK, organisation=place, since="2020-01-01")
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def town(house):
    house.have("organisations", SHEETS / "organisations.csv")
    house.have("organisations", "code | name | level\n129901 | 青禾县档案馆 | 单位")


@pytest.fixture
def clerk(town) -> Client:
    return sign_in("lin", "94010102")


def send(client: Client, content: str | bytes, name: str = "自己的表.csv") -> str:
    file = SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
    sent = client.post("/import/", {"kind": "bills", "file": file, "token": uuid4()})
    assert sent.status_code == 302, sent.content.decode()
    return sent.url


def job_of(url: str) -> Job:
    return Job.objects.get(pk=re.findall(r"[0-9a-f-]{36}", url)[0])


def answers(url: str, said: dict[str, str]) -> dict[str, str]:
    """As the form sends them: what is proposed stands there already."""
    asked = job_of(url).reading["shown"]["questions"]
    keys = {f"answer-{place}": each for place, each in enumerate(asked)}
    return {name: _choice(each, said.get(each["key"], each["proposed"])) for name, each in keys.items()}


def _choice(question: dict, said: str) -> str:
    said = {each.value: each.zh for each in Resource}.get(said, said)  # as the page offers it
    return next((each for each in question["choices"] if said and said in each), said)


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def bills_there() -> set[tuple]:
    """As `expected` has them."""
    fields = ("account__organisation__code", "account__resource", "account__use", "account__number")
    rows = Bill.objects.values_list(*fields, "start_date", "end_date", "quantity", "amount_yuan")
    return {(*row[:4], str(row[4]), str(row[5]), row[6], row[7]) for row in rows}


def test_every_sample_goes_in_with_one_confirmation_and_again_without(town):
    for number, name in enumerate(ANSWERS):
        unit = "940101" if name.startswith("07") else expected(name)[0][0]
        client = sign_in(f"officer{number}", unit)
        url = send(client, (SHEETS / name).read_bytes(), name)
        assert job_of(url).state == State.ASKING, name
        assert client.post(f"{url}confirm/", answers(url, ANSWERS[name])).status_code == 302, name
        assert job_of(url).state == State.WAITING, name
        client.post(f"{url}decide/", {"take": "whole"})
        assert bills_there() == set(expected(name)), name
        again = send(client, (SHEETS / name).read_bytes(), name)
        assert job_of(again).state == State.WAITING, name
        assert job_of(again).outcome["unchanged"] == len(expected(name)), name
        entry = f"/import/entries/{job_of(url).entry}/undo/"
        client.post(entry, {"reason": "下一张表是同样的单位", "token": uuid4()})
        assert bills_there() == set(), name


def test_the_page_shows_the_sheet_with_what_was_recognised_on_it(clerk):
    url = send(clerk, (SHEETS / "03-months-down-two-row-header.xlsx").read_bytes(), "03.xlsx")
    page = text(clerk.get(url))
    assert "第 3 至 4 行是表头，月份=起止，用电 电量（度）=数量" in page
    assert "水费含2月" in page
    assert "合计行，不是数据，与读入的各行之和相等" in page
    assert "这些月份是哪一年的？" in page
    assert Bill.objects.count() == 0


def test_without_an_answer_nothing_goes_on_and_what_was_typed_stands(clerk):
    url = send(clerk, (SHEETS / "03-months-down-two-row-header.xlsx").read_bytes(), "03.xlsx")
    refused = clerk.post(f"{url}confirm/", answers(url, {"year": "", "days:Sheet1!7:水": "只有3月"}))
    assert refused.status_code == 400
    assert "请回答。" in text(refused)
    assert re.search(r'value="只有3月"[^>]*checked', refused.content.decode())
    wrong = clerk.post(f"{url}confirm/", answers(url, {"year": "明年"}))
    assert "看不懂" in text(wrong)
    assert job_of(url).state == State.ASKING


def test_a_question_that_an_answer_opens_is_asked_on_the_same_page(clerk, house):
    house.have("bills", f"{BILL}\n94010102 | 天然气 | 8821 | 2025-01-01 | 2025-01-31 | 5 | m3")
    url = send(clerk, "类别,月份,用量,金额\n气,2025-07,10,20\n")
    opened = clerk.post(f"{url}confirm/", answers(url, {"resource:气": "天然气", "unit:气": "m3"}))
    assert opened.status_code == 400
    assert "记在哪个户号" in text(opened)
    assert clerk.post(f"{url}confirm/", answers(url, {})).status_code == 302
    assert job_of(url).state == State.WAITING


def test_a_pasted_table_goes_the_same_way(clerk):
    pasted = LIST.replace(",", "\t")
    sent = clerk.post("/import/", {"kind": "bills", "pasted": pasted, "token": uuid4()})
    assert job_of(sent.url).state == State.ASKING
    assert "0031" in text(clerk.get(sent.url))
    nothing = clerk.post("/import/", {"kind": "bills", "token": uuid4()})
    assert "请选择文件，或者粘贴表格。" in text(nothing)


def test_a_sheet_without_a_column_that_has_to_be_there_is_told_so_and_not_remembered(clerk):
    pasted = "单位\t哪一辆\t车辆类别\t使用燃料\n机关事务中心\t陕A12345\t机要通信用车\t汽油"
    sent = clerk.post("/import/", {"kind": "vehicles", "pasted": pasted, "token": uuid4()})
    assert job_of(sent.url).state == State.ASKING
    said = clerk.post(f"{sent.url}confirm/", answers(sent.url, {}))
    assert said.status_code == 400
    assert "表里没有认出必需的列：“号牌号码”" in text(said)
    assert (job_of(sent.url).state, SheetLayout.objects.count()) == (State.ASKING, 0)


def test_what_is_remembered_can_be_seen_changed_and_forgotten(clerk):
    url = send(clerk, LIST)
    clerk.post(f"{url}confirm/", answers(url, {"unit:水": "吨"}))
    kept = SheetLayout.objects.get()
    assert "苇塘县妇幼保健站" in text(clerk.get("/import/layouts/"))
    page = f"/import/layouts/{kept.pk}/"
    assert "“水”的数量用什么单位？" in text(clerk.get(page))
    assert clerk.post(page, {"answer-0": ""}).status_code == 400
    clerk.post(page, {"answer-0": "万m3"})
    again = send(clerk, LIST.replace("2025-0", "2024-0"))
    assert "按记住的表式读入" in text(clerk.get(again))
    assert "130 万m3" in text(clerk.get(f"{again}?show=added"))
    assert clerk.post(f"{page}forget/").status_code == 302
    assert job_of(send(clerk, LIST)).state == State.ASKING


def test_a_layout_of_a_neighbour_is_not_there(clerk):
    url = send(clerk, LIST)
    clerk.post(f"{url}confirm/", answers(url, {}))
    neighbour = sign_in("he", "94010103")
    page = f"/import/layouts/{SheetLayout.objects.get().pk}/"
    assert [neighbour.get(page).status_code, neighbour.post(f"{page}forget/").status_code] == [404, 404]
    assert job_of(send(neighbour, LIST)).state == State.ASKING


def test_a_sheet_in_the_columns_of_the_template_with_a_total_can_be_read_as_ones_own(clerk):
    rows = (
        "机构编码,能源资源,户号,起,止,数量,单位,金额\n94010102,电,,2025.1.1,2025.1.31,10,度,￥7.00\n合计,,,,,10,,7.00\n"
    )
    url = send(clerk, rows)
    assert job_of(url).outcome["refused"] == 2
    clerk.post(f"{url}read-as-own/")
    assert job_of(url).state == State.ASKING
    clerk.post(f"{url}confirm/", {})
    assert (job_of(url).outcome["added"], job_of(url).outcome["refused"]) == (1, 0)


def test_a_sheet_nobody_makes_anything_of_is_refused_as_before(clerk):
    file = SimpleUploadedFile("通知.csv", "各位同事：\n请于周五前交单据。\n".encode())
    refused = clerk.post("/import/", {"kind": "bills", "file": file, "token": uuid4()})
    assert refused.status_code == 400
    assert "第 1 行不是表头" in text(refused)


def test_the_notebook_of_the_vehicles_is_read_by_its_own_words(clerk):
    heads = "单位\t车牌号\t用车时间\t返回时间\t事由\t前往地点\t用车部门\t司机\t出车里程\t回场里程\t批准人"
    row = "机关事务中心\t陕A12345\t2025-03-03 08:30\t2025-03-03 17:00\t开会\t市政府\t办公室\t赵六\t500\t560\t王五"
    vehicles = "单位\t车牌号\t车辆类别\t使用燃料\n机关事务中心\t陕A12345\t机要通信用车\t汽油"
    for kind, pasted in (("vehicles", vehicles), ("trips", f"{heads}\n{row}")):
        sent = clerk.post("/import/", {"kind": kind, "pasted": pasted, "token": uuid4()})
        confirmed = clerk.post(f"{sent.url}confirm/", answers(sent.url, {}))
        assert confirmed.status_code == 302
        assert clerk.post(f"{sent.url}decide/", {"take": "whole"}).status_code == 302
    trip = Trip.objects.get()
    assert (trip.purpose, trip.used_by, trip.km, trip.approved_by) == ("开会", "办公室", 60, "王五")


def test_what_a_platform_exports_of_stops_is_read_by_its_own_words(clerk):
    heads = "车牌号码\t停车开始时间\t停车结束时间\t停车时长\t停车位置\t经度\t纬度"
    row = "陕A12345\t2025-03-03 08:30:15\t2025-03-03 17:00:02\t8小时29分47秒\t市政府\t108.94653212\t34.26120077"
    vehicles = "单位\t车牌号\t车辆类别\t使用燃料\n机关事务中心\t陕A12345\t机要通信用车\t汽油"
    for kind, pasted in (("vehicles", vehicles), ("stops", f"{heads}\n{row}\n{row.replace('03-03', '03-04')}")):
        sent = clerk.post("/import/", {"kind": kind, "pasted": pasted, "token": uuid4()})
        told = {"organisation": "94010102"} if kind == "stops" else {}
        confirmed = clerk.post(f"{sent.url}confirm/", answers(sent.url, told))
        assert confirmed.status_code == 302, text(confirmed)
        assert clerk.post(f"{sent.url}decide/", {"take": "whole"}).status_code == 302
    stop, _ = Stop.objects.order_by("arrived_at")
    assert (stop.place, stop.coordinates) == ("市政府", (108.946532, 34.261201))


BOOK = (
    "车牌号,用车日期,出车时间,收车时间,事由,前往地点,用车部门\n"
    "陕·A12345,{day},8:30,16:30,开会,市政府,办公室\n陕·A12345,{day},18:30,次日0:30,接站,车站,办公室\n"
)


def send_trips(client: Client, content: str) -> str:
    file = SimpleUploadedFile("用车.csv", content.encode())
    sent = client.post("/import/", {"kind": "trips", "file": file, "token": uuid4()})
    assert sent.status_code == 302, sent.content.decode()
    return sent.url


@pytest.fixture
def car(house, town):
    vehicle = {"organisation": "94010102", "plate": "陕A12345", "kind": "机要通信用车", "fuel": "汽油"}
    house.have("vehicles", [vehicle])


@pytest.fixture
def keeper(car) -> Client:
    return sign_in("gu", "94010102")


def test_the_usual_book_of_trips_is_shown_joined_and_remembered_so(keeper):
    url = send_trips(keeper, BOOK.format(day="2025-06-02"))
    assert job_of(url).state == State.ASKING
    page = text(keeper.get(url))
    assert "用车日期+出车时间=出车时间，用车日期+收车时间=回场时间" in page
    assert "2025-06-03 00:30" in page
    keeper.post(f"{url}confirm/", answers(url, {}))
    keeper.post(f"{url}decide/", {"take": "whole"})
    assert [f"{each.left_at:%d %H:%M}" for each in Trip.objects.order_by("left_at")] == ["02 00:30", "02 10:30"]  # UTC
    again = send_trips(keeper, BOOK.format(day="2025-07-02"))
    assert (job_of(again).state, job_of(again).outcome["added"]) == (State.WAITING, 2)


def test_a_reading_that_was_remembered_before_hours_were_joined_is_confirmed_anew(keeper):
    url = send_trips(keeper, BOOK.format(day="2025-06-02"))
    keeper.post(f"{url}confirm/", answers(url, {}))
    SheetLayout.objects.update(reading="")  # as it was kept then
    again = send_trips(keeper, BOOK.format(day="2025-07-02"))
    assert job_of(again).state == State.ASKING
    assert "“用车日期”的读法与上次确认的不同。请再确认一次。" in text(keeper.get(again))
    keeper.post(f"{again}confirm/", answers(again, {}))
    assert job_of(send_trips(keeper, BOOK.format(day="2025-08-02"))).state == State.WAITING


def test_a_sheet_that_is_read_otherwise_than_last_time_is_confirmed_anew(keeper):
    url = send_trips(keeper, BOOK.format(day="2025-06-02"))
    keeper.post(f"{url}confirm/", answers(url, {}))
    whole = BOOK.format(day="2025-07-02").replace(",8:30", ",2025-07-02 8:30").replace(",18:30", ",2025-07-02 18:30")
    again = send_trips(keeper, whole)
    assert job_of(again).state == State.ASKING
    assert "“用车日期”的读法与上次确认的不同" in text(keeper.get(again))


def test_the_year_of_a_title_is_told_before_it_is_confirmed(keeper):
    url = send_trips(keeper, f"2025年6月用车登记,,,,,,\n{BOOK.format(day='6月2日')}")
    assert "“6月2日”没有写年份，按标题里的 2025 年读入。同样的共 2 行。" in text(keeper.get(url))


def test_a_sheet_of_headings_alone_says_that_nothing_stands_below_them(keeper):
    file = SimpleUploadedFile("用车.csv", BOOK.partition("\n")[0].encode())
    refused = keeper.post("/import/", {"kind": "trips", "file": file, "token": uuid4()})
    assert "只有表头（第 1 行），表头下面没有数据。" in text(refused)
    assert "不认识列" not in text(refused)
