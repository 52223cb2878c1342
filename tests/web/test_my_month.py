"""The first page of a clerk: what this month still needs, what others have to do, and what is long past."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jieyue.programme.ledgers.catalogue import ledger_named
from jieyue.programme.ledgers.coming import coming
from jieyue.programme.workbench.month import my_month
from jieyue.rules.reporting import ReportState
from jieyue.store.orgs.models import Organisation
from offices import Office, person_named

TODAY = date(2025, 3, 10)
HEADER = "organisation | resource | account | start_date | end_date | quantity | unit\n"
TWO_MONTHS = HEADER + "A | 水 | 2002 | 2025-01-01 | 2025-02-28 | 60 | m3"
YEAR_BEFORE = HEADER + "A | 水 | 2001 | 2024-02-01 | 2024-02-29 | 24.5 | m3"


@pytest.fixture
def march(office, monkeypatch) -> Office:
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)
    return office


def said(office: Office, who: str, address: str = "/start/month/") -> str:
    return re.sub(r"<[^>]+>|\s+", " ", office.as_(who).get(address).content.decode())


def test_the_accounts_still_to_come_stand_beside_last_month_and_last_year(march):
    march.house.have("bills", YEAR_BEFORE)
    (of,) = my_month(person=person_named("liu", on=TODAY), today=TODAY).units
    (bills,) = of.coming
    told = [(each.name, each.unit_name, each.beside.last_month, each.beside.last_year) for each in bills.to_come]
    assert (bills.month, bills.owed, told) == (date(2025, 2, 1), 2, [("水 建筑 2001", "m3", 30, 24.5)])
    text = said(march, "liu")
    assert "填2025年2月票据" in text
    assert re.search(r"水 建筑 2001 +30 +24\.5 +m³", text)


def test_a_bill_of_two_months_is_not_asked_for_every_month(march):
    march.house.have("bills", TWO_MONTHS)
    for today, asked in ((TODAY, False), (date(2025, 4, 10), False), (date(2025, 5, 10), True)):
        unit = Organisation.objects.get(code="A").pk
        (bills,) = coming([unit], today=today)
        assert ("水 建筑 2002" in [each.name for each in bills.to_come]) is asked


def test_a_ledger_of_months_is_asked_for_beside_bills(march):
    march.house.have("paper", [{"organisation": "A", "month": "2025-01", "bought_reams": "10", "used_reams": "5"}])
    assert "填2025年2月用纸" in said(march, "liu").replace(ledger_named("paper").zh, "用纸")


def test_the_quarter_says_which_months_are_complete_and_what_became_of_it(march):
    (of,) = my_month(person=person_named("liu", on=TODAY), today=TODAY).units
    last, this = of.reports
    assert (str(last.period), last.is_over, last.state) == ("2024Q4", True, ReportState.NOT_SUBMITTED)
    assert this.months == [(date(2025, 1, 1), True), (date(2025, 2, 1), False)]
    assert not this.may_be_submitted


def test_a_quarter_with_all_its_bills_leads_to_submitting_it(march, monkeypatch):
    rows = [("电", "1001", 3, "kWh"), ("水", "2001", 2, "m3"), ("水", "2001", 3, "m3")]
    days = {2: "2025-02-28", 3: "2025-03-31"}
    bills = [f"A | {zh} | {no} | 2025-{n:02}-01 | {days[n]} | 30 | {unit}" for zh, no, n, unit in rows]
    march.house.have("bills", HEADER + "\n".join(bills))
    monkeypatch.setattr(timezone, "localdate", lambda *_: date(2025, 4, 3))
    text = said(march, "liu")
    assert "报送2025年一季度" in text
    assert "填2025年4月票据" in text  # March is there, so the next one comes in now


def test_several_units_are_told_in_as_many_questions_as_one(march):
    def questions(who: str) -> int:
        person = person_named(who, on=TODAY)
        my_month(person=person, today=TODAY)  # what is kept of an answer is kept by now
        with CaptureQueriesContext(connection) as asked:
            found = my_month(person=person, today=TODAY)
        assert found.lacking
        return len(asked)

    one = questions("liu")
    march.house.have("bills", HEADER + "\n".join(f"B | 水 | 3{n} | 2025-01-01 | 2025-01-31 | 5 | m3" for n in range(9)))
    assert questions("wang") <= one
    assert "您填报的 2 家单位" in said(march, "wang")


def test_who_enters_nothing_is_asked_for_nothing(march):
    assert march.as_("sun").get("/start/month/").content == b""
    assert "我的本月" not in said(march, "sun", "/")


def test_duties_of_others_and_of_years_gone_by_stand_apart(house, office, monkeypatch):
    from jieyue.programme.duties import operations as duties  # noqa: PLC0415

    today = date(2026, 11, 26)
    monkeypatch.setattr(timezone, "localdate", lambda *_: today)
    about = {"by": person_named("li", on=today), "at": timezone.now()}
    duties.put_in_force(plan="sichuan-2020", organisation="P", since=date(2025, 1, 1), reason="演示", **about)
    for year in (2025, 2026):
        duties.designate(organisation="A", year=year, document="8号", decided_on=date(year, 3, 1), **about)
    text = office.as_("liu").get("/start/duties/", headers={"HX-Request": "true"}).content.decode()
    now, past = text.split("<details>")
    waits = now.partition("等别人办的")[2]
    assert ("迎接抽查复核" in waits, "迎接抽查复核" in now.partition("等别人办的")[0]) == (True, False)
    assert re.search(r"最近的期限还有 <strong>\d+</strong> 天", now)
    assert set(re.findall(r"(\d{4})-\d\d-\d\d", past)) == {"2025"}
    assert set(re.findall(r"(\d{4})-\d\d-\d\d", now)) == {"2026"}


def test_a_unit_is_asked_for_nothing_from_before_it_joined(march):
    Organisation.objects.filter(code="A").update(joined_on=date(2025, 3, 1))
    (of,) = my_month(person=person_named("liu", on=TODAY), today=TODAY).units
    assert [(each.month, each.owed) for each in of.coming] == [(date(2025, 3, 1), 2)]
    assert [str(each.period) for each in of.reports] == ["2025Q1"]
