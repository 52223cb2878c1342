"""Pages of duties, reports, notices and scores: what they say, and that they ask no more for more units."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from handed_in import pdf
from jieyue.api.door import api
from jieyue.policy.loading import load
from jieyue.programme.duties.operations import end_plan, put_in_force
from jieyue.programme.reporting.operations import submit
from jieyue.programme.tokens.operations import TokenRefused, make_token
from jieyue.rules.period import Period
from offices import open_office, person_named
from reporting_desk import accept

AT = datetime(2025, 4, 14, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
Q1 = Period.parse("2025Q1")
REST = """organisation | resource | account | start_date | end_date | quantity | unit
B | 电 | 1002 | 2025-02-01 | 2025-02-28 | 500 | kWh
B | 电 | 1002 | 2025-03-01 | 2025-03-31 | 600 | kWh"""


@pytest.fixture
def carried_out(house):
    return house.begun(with_a_plan_carried_out)


def with_a_plan_carried_out(house):
    office = open_office(house)
    house.have("bills", REST)
    put_in_force(plan="sichuan-2020", organisation="P", since=date(2025, 1, 1), by=as_of("li"), at=AT)
    submit(organisation="B", period=Q1, by=as_of("wang"), at=AT)
    return office


def as_of(username: str):
    return person_named(username, on=AT.date())


def page(office, who: str, address: str) -> str:
    answer = office.as_(who).get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


@pytest.mark.parametrize(
    "address",
    ["/", "/start/duties/", "/start/reports/", "/start/year/", "/duties/", "/reporting/?year=2025", "/notices/",
     "/evaluation/?year=2025", "/duties/calendar.ics", "/duties/P/exempt/", "/duties/P/plan/"],
)  # fmt: skip
def test_a_page_asks_the_same_for_two_units_and_for_five(carried_out, house, address):
    def asked() -> int:
        page(carried_out, "li", address)  # the warehouse is brought up first
        with CaptureQueriesContext(connection) as queries:
            page(carried_out, "li", address)
        return len(queries)

    before = asked()
    tree = "code | name | parent | level\nD | 丁局 | C1 | 单位\nE | 戊局 | C1 | 单位\nF | 己局 | C1 | 单位"
    house.have("organisations", tree)
    assert asked() == before


def test_a_duty_leads_to_where_it_is_done(carried_out):
    shown = page(carried_out, "liu", "/duties/?organisation=A")
    assert "/duties/A/hand-in/?what=filing_form" in shown
    assert "每年5月10日前" in shown
    assert "还没有执行的行动方案" not in shown


def test_the_plan_is_shown_sentence_by_sentence(carried_out):
    shown = page(carried_out, "sun", "/duties/plans/sichuan-2020/")
    counts = load().plan("sichuan-2020").counts()
    assert "；".join(f"{carried.zh} {count} 句" for carried, count in counts.items()) in shown
    assert f'href="{reverse("ledgers:list", args=["paper"])}"' in shown
    assert "夏季空调温度不低于26℃；冬季空调温度不高于20℃" in shown


def test_what_is_refused_is_said_on_the_reports_own_page(carried_out):
    answer = carried_out.as_("liu").post("/reporting/A/2025Q1/move/", {"move": "submit"})
    assert answer.status_code == 422
    assert "还缺票据" in answer.content.decode()


def test_the_statistics_show_what_was_accepted_where_it_is_otherwise(carried_out, house):
    accept(organisation="B", period=Q1, by=as_of("li"), at=AT)
    assert "1,600" not in page(carried_out, "wang", "/organisations/B/figures/?period=2025Q1")
    corrected = "organisation | resource | account | start_date | end_date | quantity | unit\n"
    house.have("bills", corrected + "B | 电 | 1002 | 2025-03-01 | 2025-03-31 | 700 | kWh", reason="发票更正")
    shown = page(carried_out, "wang", "/organisations/B/figures/?period=2025Q1")
    assert "1,600" in shown
    assert "1,500" in shown
    assert "已验收 1 家" in shown


def test_a_calendar_program_gets_the_duties_with_a_token_and_nobody_without(carried_out, client):
    last_day = timezone.localdate() + timedelta(days=30)
    _, secret = make_token(name="日历", last_day=last_day, by=as_of("wang"), at=timezone.now())
    feed = client.get(f"/duties/calendar.ics?organisation=B&token={secret}")
    assert feed["Content-Type"].startswith("text/calendar")
    text = feed.content.decode().replace("\r\n ", "")
    assert "BEGIN:VEVENT" in text
    assert "SUMMARY:甲县财政局：报送创建备案表" in text
    assert client.get("/duties/calendar.ics?organisation=B").status_code == 403
    assert client.get("/duties/calendar.ics?organisation=B&token=wrong").status_code == 403
    assert client.get(f"/duties/calendar.ics?organisation=X&token={secret}").status_code == 404


def test_a_plan_in_force_at_two_levels_is_in_the_calendar_once(carried_out):
    put_in_force(plan="sichuan-2020", organisation="C1", since=date(2025, 2, 1), by=as_of("li"), at=AT)
    text = carried_out.as_("wang").get("/duties/calendar.ics?organisation=B").content.decode()
    uids = re.findall(r"UID:(\S+)", text)
    assert uids
    assert len(set(uids)) == len(uids)


def test_the_calendar_of_many_units_has_one_event_a_duty_and_counts(carried_out, monkeypatch):
    monkeypatch.setattr("jieyue.programme.duties.queries.MOST_UNITS_ONE_BY_ONE", 2)
    text = carried_out.as_("li").get("/duties/calendar.ics?organisation=P").content.decode().replace("\r\n ", "")
    uids = re.findall(r"UID:(\S+)", text)
    assert uids
    assert all(uid.startswith("P.sichuan-2020.") for uid in uids)
    assert len(set(uids)) == len(uids)
    assert re.search(
        r"某省：报送季度能源资源消费数据（2025Q1）\\?，应办 3 家\\?，已办 1 家（其中逾期后办结 1 家）\\?，逾期 2 家",
        text,
    )
    own = carried_out.as_("wang").get("/duties/calendar.ics?organisation=B").content.decode()
    assert "UID:B.sichuan-2020." in own


def test_the_page_says_that_the_address_of_the_calendar_lets_in_whoever_has_it(carried_out):
    assert "得到地址的人都能看到这些任务" in page(carried_out, "liu", "/duties/?organisation=A")


def test_an_exemption_is_given_for_all_below_and_lifted_on_pages(carried_out):
    li = carried_out.as_("li")
    shown = page(carried_out, "li", "/duties/C1/exempt/")
    assert "其下所有单位都免办" in shown
    assert "其下所有单位都免办" not in page(carried_out, "li", "/duties/A/exempt/")
    year = timezone.localdate().year
    sent = {"duty": f"sichuan-2020|filing|{year}", "covers_below": "on", "reason": "由县委办统一备案"}
    assert f'value="{sent["duty"]}"' in shown
    assert li.post("/duties/C1/exempt/", sent).status_code == 302
    for who, code in (("liu", "A"), ("li", "C1"), ("li", "P")):
        assert "甲县及其下所有单位：报送创建备案表" in page(carried_out, who, f"/duties/?organisation={code}")
    assert "甲县免办：由县委办统一备案" in page(carried_out, "liu", "/duties/?organisation=A")
    assert "取消免办" not in page(carried_out, "liu", "/duties/?organisation=A")
    (address,) = re.findall(r"/duties/exemptions/\d+/lift/", page(carried_out, "li", "/duties/?organisation=C1"))
    assert li.post(address, {"reason": ""}).status_code == 422
    assert li.post(address, {"reason": "分开备案"}).status_code == 302
    assert "甲县及其下所有单位" not in page(carried_out, "li", "/duties/?organisation=C1")
    assert li.get(address).status_code == 404


def test_a_plan_is_put_in_force_again_only_with_a_reason_and_revived_only_if_that_is_ticked(carried_out):
    li, address = carried_out.as_("li"), "/duties/P/plan/"
    sent = {"plan": "sichuan-2020", "since": "2025-03-01", "reason": ""}
    refused = li.post(address, sent)
    assert refused.status_code == 422
    assert "已经自 2025-01-01 起执行" in refused.content.decode()
    moved = li.post(address, {**sent, "reason": "上级通知"}, follow=True).content.decode()
    assert "原自 2025-01-01 起执行，现改为自 2025-03-01 起" in moved
    end_plan(plan="sichuan-2020", organisation="P", until=date(2025, 6, 1), by=as_of("li"), at=AT, reason="新方案")
    again = {**sent, "since": "2025-07-01", "reason": "恢复"}
    told = li.post(address, again).content.decode()
    assert "2025-06-01 起已经终止" in told
    assert "--revive" not in told
    assert "重新执行" in li.post(address, {**again, "revive": "on"}, follow=True).content.decode()


def test_a_token_for_the_calendar_opens_nothing_else(carried_out, client):
    about = {"last_day": timezone.localdate() + timedelta(days=30), "by": as_of("wang"), "at": timezone.now()}
    _, secret = make_token(name="日历", is_for_calendar=True, **about)
    assert client.get(f"/duties/calendar.ics?organisation=B&token={secret}").status_code == 200
    header = {"Authorization": f"Bearer {secret}"}
    paths = [f"/api/v1{path}" for path in api.get_openapi_schema(path_prefix="")["paths"] if "{" not in path]
    assert len(paths) > 5
    assert {client.get(path, headers=header).status_code for path in paths} <= {401, 405}
    with pytest.raises(TokenRefused):
        make_token(name="日历", is_for_calendar=True, may_enter=True, **about)


def test_a_document_is_handed_in_with_its_file(carried_out):
    sent = {"what": "filing_form", "period": "2025", "title": "备案表", "to": "县局"}
    answer = carried_out.as_("wang").post("/duties/B/hand-in/", sent)
    assert answer.status_code == 302
    listed = page(carried_out, "wang", answer.url)
    assert "备案表" in listed
    assert "自报、未核" in listed
    filed = {**sent, "what": "mobilisation", "file": SimpleUploadedFile("材料.pdf", pdf())}
    assert carried_out.as_("wang").post("/duties/B/hand-in/", filed).status_code == 302
    assert page(carried_out, "wang", answer.url).count("没有上传文件，不算办结") == 1
    again = carried_out.as_("wang").post("/duties/B/hand-in/", {**sent, "title": "备案表（改）"})
    assert again.status_code == 422
    assert "须写明原因" in again.content.decode()


def test_a_score_beyond_the_items_points_is_refused_beside_the_field(carried_out):
    wrong = {"points_N20-2.1a": "9", "because_N20-2.1a": "有文件"}
    answer = carried_out.as_("wang").post("/evaluation/B/2025/own/", wrong)
    assert answer.status_code == 422
    assert "超过满分" in answer.content.decode()


def test_a_target_is_entered_on_its_page_and_corrected_with_a_reason(carried_out):
    clerk = carried_out.as_("wang")
    address = "/evaluation/B/2025/targets/"
    assert clerk.post(address, {"energy_per_m2_kgce": "12.5", "document": "甲机管〔2025〕1号"}).status_code == 302
    assert 'value="12.500"' in page(carried_out, "wang", address)
    again = clerk.post(address, {"energy_per_m2_kgce": "11", "document": "甲机管〔2025〕1号"})
    assert again.status_code == 422
    assert "更正须写明原因" in again.content.decode()
    wrong = clerk.post(address, {"energy_per_m2_kgce": "-1"})
    assert "不是可能的目标值" in wrong.content.decode()
    assert "年度目标待上级确认" in page(carried_out, "wang", "/evaluation/B/2025/")
    assert "确认这些目标" not in page(carried_out, "wang", address)
    seen = re.search(r'name="seen" value="(\w{32})"', page(carried_out, "li", address)).group(1)
    assert carried_out.as_("li").post(f"{address}confirm/", {"seen": seen}).status_code == 302
    assert "上级已确认" in page(carried_out, "wang", address)
    assert "目标不高于 12.5" in page(carried_out, "wang", "/evaluation/B/2025/")


def test_the_targets_of_a_place_lead_back_to_targets_and_those_of_a_unit_to_its_score_sheet(office):
    li = office.as_("li")
    for code, back in (("C1", "/targets/?organisation=C1&year=2025"), ("A", "/evaluation/A/2025/")):
        page = li.get(f"/evaluation/{code}/2025/targets/")
        assert page.context["back"] == back
        assert li.get(back).status_code == 200
    offered = li.get("/documents/?organisation=P&year=2025").content.decode()
    assert "/documents/responsibility-letter/P/2025/" not in offered
