"""Another program brings and asks for what its owner may, and no more."""

import csv
import io
import json
from datetime import date, timedelta

import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jieyue.files.turns import turn_of
from jieyue.programme.people.operations import disable_person, end_appointment
from jieyue.programme.reporting.opening import open_period
from jieyue.programme.tokens.operations import TokenRefused, revoke_token
from jieyue.rules.period import Period
from jieyue.rules.reporting import Opened
from jieyue.store.ledgers.bills.models import Bill
from jieyue.store.people.models import Appointment
from jieyue.store.records.models import LogEntry, RowVersion
from jieyue.store.records.verifying import verify
from jieyue.store.tokens.models import Token
from offices import person_named
from reporting_desk import AT, FIRST_QUARTER
from samples import NOW

pytestmark = pytest.mark.both_databases
ROW = {"organisation": "B", "resource": "电", "account": "1002", "start_date": "2025-02-01", "end_date": "2025-02-28"}
FEBRUARY = {**ROW, "quantity": 380.5, "unit": "kWh"}


def rows(*values: dict, **how) -> dict:
    return {
        "source": "财务",
        **how,
        "rows": [{"values": each, "external_id": f"V-{n}"} for n, each in enumerate(values)],
    }


def lines(sent: list[dict]) -> bytes:
    return b"\n".join(orjson.dumps(each) for each in sent)


def test_a_program_knows_who_it_is(program):
    answer = program("wang").asks("GET", "/me")
    assert (answer.status_code, answer.json()["rights"]) == (200, ["read", "enter", "aim", "inspect"])


def test_bills_are_brought_and_sent_again_change_nothing(program):
    wang = program("wang")
    first = wang.asks("POST", "/rows/bills", rows(FEBRUARY))
    assert (first.status_code, first.json()["added"]) == (200, 1)
    again = wang.asks("POST", "/rows/bills", rows(FEBRUARY))
    assert (again.json()["unchanged"], again.json()["records"]) == (1, first.json()["records"])
    corrected = wang.asks("POST", "/rows/bills", rows({**FEBRUARY, "quantity": 390}, reason="对方更正"))
    assert (corrected.json()["changed"], corrected.json()["records"]) == (1, first.json()["records"])
    entry = LogEntry.objects.latest("seq")
    assert (entry.by, "财务系统" in entry.login, entry.operation) == ("wang", True, "enter bills")
    assert verify().holds


def test_a_number_like_a_known_one_is_asked_about_until_it_is_said_to_be_new(program):
    wang = program("wang")
    wang.asks("POST", "/rows/bills", rows({**FEBRUARY, "account": "E5190010001"}))
    mistyped = {**FEBRUARY, "account": "E519001001"}
    asked = wang.asks("POST", "/rows/bills", rows(mistyped, source="乙"))
    assert asked.status_code == 422
    assert "account_like_known" in {each["rule"] for each in asked.json()["problems"]}
    assert wang.asks("POST", "/rows/bills", rows(mistyped, source="乙", new_accounts=True)).json()["added"] == 1
    said = {**mistyped, "account": "E51900100011", "opened_on": "2025-01-01"}
    assert wang.asks("POST", "/rows/bills", rows(said, source="丙")).json()["added"] == 1


def test_refused_rows_are_told_with_row_column_and_what_to_do(program):
    answer = program("wang").asks("POST", "/rows/bills", rows(FEBRUARY, {**FEBRUARY, "quantity": "很多"}))
    assert answer.status_code == 422
    [problem] = [each for each in answer.json()["problems"] if each["severity"] == "error"]
    assert (problem["row"], problem["column"]) == (2, "quantity")
    assert problem["do"]
    assert not Bill.objects.filter(end_date="2025-02-28", account__number="1002").exists()


def test_many_rows_come_as_one_request(program):
    sent = [
        {"values": {**ROW, "account": f"N{n}", "quantity": n, "unit": "kWh"}, "external_id": f"M-{n}"}
        for n in range(600)
    ]
    wang = program("wang")
    answers = [wang.asks("POST", "/bulk/bills", lines(sent), "application/x-ndjson", source="财务") for _ in range(2)]
    assert [answer.json()["added"] for answer in answers] == [600, 0]
    assert answers[1].json()["unchanged"] == 600
    assert Bill.objects.filter(account__number__startswith="N").count() == 600


def test_a_line_that_is_no_json_is_named_and_nothing_kept(program):
    body = lines([{"values": FEBRUARY}]) + b"\n{half"
    answer = program("wang").asks("POST", "/bulk/bills", body, "application/x-ndjson")
    assert (answer.status_code, answer.json()["says"]) == (400, "第 2 行不是 JSON。")
    assert Bill.objects.count() == 5


def test_a_file_is_brought_as_it_is(program):
    text = "机构编码,能源资源,户号,起,止,数量,单位\nB,电,1002,2025-02-01,2025-02-28,380.5,kWh\n"
    answer = program("wang").asks(
        "POST", "/imports/bills", text.encode("gb18030"), "application/octet-stream", form="csv"
    )
    assert (answer.status_code, answer.json()["added"]) == (200, 1)


OWN_SHEET = "甲县财政局用电\n月份,户号,用电量,电费\n2月,1002,380.5,270\n合计,,380.5,270\n".encode()


def test_an_offices_own_sheet_is_proposed_and_brought_once_its_questions_are_answered(program):
    wang, binary = program("wang"), "application/octet-stream"
    told = wang.asks("POST", "/proposals/bills", OWN_SHEET, binary).json()
    assert [each["from"] for each in told["columns"] if each["to"]] == ["月份", "户号", "用电量", "电费"]
    assert [each["key"] for each in told["questions"]] == ["year", "unit:电"]
    assert (told["rows"][0]["row"], told["rows"][0]["organisation"]) == (3, "B")
    refused = wang.asks("POST", "/imports/bills", OWN_SHEET, binary, accept_proposal=True)
    assert (refused.status_code, "没有回答" in refused.json()["says"]) == (400, True)
    answers = {"answer": ["year=2025", "unit:电=kWh"], "accept_proposal": True}
    assert wang.asks("POST", "/imports/bills", OWN_SHEET, binary, **answers).json()["added"] == 1
    again = wang.asks("POST", "/imports/bills", OWN_SHEET, binary, accept_proposal=True).json()
    assert again["unchanged"] == 1


def test_a_bill_is_read_with_its_history_corrected_and_withdrawn(program, office):
    wang, number = program("wang"), office.bill("25000004")
    before = wang.asks("GET", f"/ledgers/bills/{number}").json()
    values = {**ROW, "start_date": "2025-01-01", "end_date": "2025-01-31", "quantity": 401, "unit": "kWh"}
    sent = {"values": values, "seen": before["seen"], "reason": "抄错"}
    assert wang.asks("PUT", f"/ledgers/bills/{number}", sent).json()["changed"] == 1
    stale = wang.asks("PUT", f"/ledgers/bills/{number}", {**sent, "values": {**values, "quantity": 402}})
    assert (stale.status_code, stale.json()["problems"][0]["rule"]) == (409, "changed_meanwhile")
    after = wang.asks("GET", f"/ledgers/bills/{number}").json()
    assert after["history"][0]["reason"] == "抄错"
    gone = wang.asks("DELETE", f"/ledgers/bills/{number}", seen=after["seen"], reason="重复")
    assert gone.status_code == 200
    assert wang.asks("GET", f"/ledgers/bills/{number}").json()["is_withdrawn"]


def test_what_is_exported_can_be_read_as_csv(program):
    answer = program("wang").asks("GET", "/rows/bills")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert {row["机构编码"] for row in csv.DictReader(io.StringIO(text))} == {"A", "B"}


def test_statistics_are_those_of_the_command(program, jieyue):
    asked = program("li").asks("GET", "/statistics", organisation="P", period="2025", by="resource").json()
    said = jieyue("statistics", "--organisation", "P", "--period", "2025", "--by", "resource", "--json").json
    assert json.loads(json.dumps(asked)).keys() == said.keys()
    assert [(row["resource"], float(row["quantity"])) for row in asked["rows"]] == [
        (row["resource"], float(row["quantity"])) for row in said["rows"]
    ]


def test_what_is_missing_and_found_is_told(program):
    months = program("wang").asks("GET", "/missing", organisation="C1", year=2025).json()
    assert [month["owed"] for month in months["months"]][:2] == [2, 2]
    assert "B" in months["late"]
    assert program("wang").asks("GET", "/checks", organisation="C1", period="2025").status_code == 200


# --- who may what


@pytest.mark.parametrize("address", ["/ledgers/bills", "/organisations"])
def test_lists_ask_as_often_for_few_as_for_many(program, office, address):
    wang = program("wang")
    wang.asks("GET", address)
    with CaptureQueriesContext(connection) as few:
        wang.asks("GET", address)
    office.house.have(
        "organisations",
        "code | name | parent | level\n" + "\n".join(f"N{n} | 第{n}小学 | C1 | 单位" for n in range(60)),
    )
    header = "organisation | resource | account | start_date | end_date | quantity | unit\n"
    office.house.have(
        "bills", header + "\n".join(f"N{n} | 电 | 1 | 2025-03-01 | 2025-03-31 | 7 | kWh" for n in range(60))
    )
    with CaptureQueriesContext(connection) as many:
        assert wang.asks("GET", address).json()["count"] > 60
    assert len(many) == len(few)


def test_another_county_sees_and_changes_nothing(program, office):
    zhao, number, before = program("zhao"), office.bill("25000004"), RowVersion.objects.count()
    asked = [
        ("GET", f"/ledgers/bills/{number}", None),
        ("GET", f"/ledgers/bills/{number}/evidence", None),
        ("GET", "/organisations/B", None),
        ("PUT", f"/ledgers/bills/{number}", {"values": FEBRUARY, "seen": 9, "reason": "试"}),
        ("DELETE", f"/ledgers/bills/{number}?seen=9", None),
        ("POST", "/rows/bills", rows(FEBRUARY)),
    ]
    for method, address, body in asked:
        answer = zhao.asks(method, address, body)
        assert answer.status_code in (404, 422), address
        assert "甲县" not in answer.content.decode()
    assert zhao.asks("GET", "/statistics", organisation="C1", period="2025").status_code == 404
    assert [each["organisation"] for each in zhao.asks("GET", "/ledgers/bills").json()["rows"]] == ["X"]
    assert RowVersion.objects.count() == before


def test_a_token_that_reads_does_not_enter(program):
    answer = program("wang", may_enter=False).asks("POST", "/rows/bills", rows(FEBRUARY))
    assert answer.status_code == 403


def test_a_token_reaches_no_further_than_its_organisation(program):
    only_a = program("wang", organisation="A")
    assert {each["organisation"] for each in only_a.asks("GET", "/ledgers/bills").json()["rows"]} == {"A"}
    assert only_a.asks("POST", "/rows/bills", rows(FEBRUARY)).status_code == 422
    with pytest.raises(Exception, match="没有编码为“X”的机构"):
        program("wang", organisation="X")


def refusals(program) -> list[tuple]:
    """What somebody without a good token hears."""
    bad = [program("wang") for _ in range(4)]
    bad[0].token, bad[1].token, bad[2].token = "", "jieyue_wrong", "x" * 5000
    token = Token.objects.latest("id")
    from jieyue.programme.people.queries import person_signed_in  # noqa: PLC0415

    revoke_token(token=token.id, by=person_signed_in(token.user, on=NOW.date(), address=""), at=NOW)
    return [(a.status_code, a.content) for a in (each.asks("GET", "/me") for each in bad)]


def test_without_a_good_token_everybody_hears_the_same(program):
    told = refusals(program)
    assert len(set(told)) == 1
    assert told[0][0] == 401


def test_a_session_opens_no_door_of_the_api(office):
    assert office.as_("wang").get("/api/v1/me").status_code == 401
    assert office.as_("wang").post("/api/v1/rows/bills", rows(FEBRUARY), "application/json").status_code == 401


def test_a_token_ends_with_its_last_day_and_with_its_owner(program, person, monkeypatch):
    wang, zhao = program("wang"), program("zhao")
    disable_person(username="wang", by=person, at=NOW, reason="调离")
    assert wang.asks("GET", "/me").status_code == 401
    post = Appointment.objects.get(user__username="zhao")
    end_appointment(appointment=post.id, until=NOW.date(), by=person, at=NOW, reason="调离")
    assert zhao.asks("GET", "/ledgers/bills").json()["rows"] == []
    liu = program("liu")
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(days=1))
    assert liu.asks("GET", "/me").status_code == 401


def test_the_three_administrators_have_no_tokens(office):
    for username in ("qian", "zhou", "wu"):
        assert office.as_(username).post("/tokens/", {"name": "x", "last_day": NOW.date()}).status_code == 422
    assert not Token.objects.exists()


def test_a_token_is_not_good_for_ever(program):
    with pytest.raises(TokenRefused):
        program("wang", last_day=NOW.date() + timedelta(days=400))


def test_what_a_program_sends_is_kept_nowhere(program):
    secret = program("wang").token
    kept = "".join(RowVersion.objects.exclude(after=None).values_list("after", flat=True))
    digest = Token.objects.get().digest
    assert digest
    assert secret not in kept
    assert digest not in kept


def test_a_token_is_made_on_a_page_shown_once_and_revoked(office):
    wang = office.as_("wang")
    page = wang.post("/tokens/", {"name": "财务", "last_day": NOW.date(), "may_enter": "on"}, follow=True)
    secret = page.content.decode().split('id="secret">')[1].split("<")[0]
    assert wang.get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"}).status_code == 200
    assert secret not in wang.get("/tokens/").content.decode()
    number = Token.objects.get().id
    assert office.as_("zhao").post(f"/tokens/{number}/revoke/").status_code == 404
    wang.post(f"/tokens/{number}/revoke/")
    assert wang.get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"}).status_code == 401


def test_faults_of_a_request_have_one_shape(program):
    wang = program("wang")
    asked = [
        ("GET", "/ledgers/bills/0", {}, 422),
        ("GET", "/ledgers/bills/99999999", {}, 404),
        ("GET", "/statistics", {}, 422),
        ("GET", "/statistics", {"organisation": "A", "period": "去年"}, 400),
        ("GET", "/rows/nothing", {}, 400),
        ("GET", "/ledgers/bills", {"sort": "colour"}, 400),
    ]
    for method, address, query, status in asked:
        answer = wang.asks(method, address, **query)
        assert answer.status_code == status, address
        assert set(answer.json()) == {"says", "do", "where"}


def test_of_one_person_one_large_request_is_read_at_a_time(program, home):
    wang, lines_ = program("wang"), b'{"values":{}}\n' * 100_000
    about = {"content_type": "application/x-ndjson", "dry_run": True}
    with turn_of("wang", folder=home / "turns"):
        told = wang.asks("POST", "/bulk/bills", lines_, **about)
        assert (told.status_code, "上一批" in told.json()["says"]) == (429, True)
        assert wang.asks("POST", "/imports/bills", lines_, **about).status_code == 429
        assert wang.asks("POST", "/bulk/bills", b'{"values":{}}', **about).status_code != 429
    assert wang.asks("POST", "/imports/bills", b"x" * 2_000_000, **about).status_code == 422


def test_a_line_without_an_end_is_refused_before_it_is_read(program):
    answer = program("wang").asks("POST", "/bulk/bills", b'{"values":' + b" " * 3_000_000, "application/x-ndjson")
    assert answer.status_code == 400
    assert "太长" in answer.json()["says"]


def test_reports_are_moved_by_a_program_as_far_as_its_owner_may_and_has_seen(program, house):
    house.have("bills", FIRST_QUARTER)
    clerk, authority, reader = (program(who) for who in ("wang", "li", "sun"))
    one = {"reports": [{"organisation": "B"}]}
    submitted = clerk.asks("POST", "/reports/2025Q1/submit", one)
    assert (submitted.status_code, submitted.json()["results"][0]["state"]) == (200, "submitted")
    unseen = authority.asks("POST", "/reports/2025Q1/accept", one)
    assert (unseen.status_code, unseen.json()["results"][0]["result"]) == (422, "changed")
    rows = authority.asks("GET", "/reports/2025Q1", organisation="C1").json()
    [seen] = [each["seen"] for each in rows if each["organisation"] == "B"]
    assert reader.asks("POST", "/reports/2025Q1/accept", one).status_code == 403
    sent = {"reports": [{"organisation": "B", "seen": seen}, {"organisation": "A"}]}
    accepted = authority.asks("POST", "/reports/2025Q1/accept", sent)
    assert accepted.status_code == 200
    assert [each["result"] for each in accepted.json()["results"]] == ["done", "refused"]


def test_a_program_sees_and_submits_a_month_where_it_is_opened(program, house):
    house.have("bills", FIRST_QUARTER)
    clerk, authority = (program(who) for who in ("wang", "li"))
    one, march = {"reports": [{"organisation": "B"}]}, Period.parse("2025-03")
    refused = clerk.asks("POST", "/reports/2025-03/submit", one).json()["results"][0]
    assert (refused["result"], "没有开报" in refused["says"]) == ("refused", True)
    about = {"opened": Opened(date(2025, 4, 1), date(2025, 4, 8)), "by": person_named("li", on=AT.date()), "at": AT}
    open_period(organisation="C1", period=march, **about)
    assert clerk.asks("POST", "/reports/2025-03/submit", one).json()["results"][0]["state"] == "submitted"
    rows = authority.asks("GET", "/reports", organisation="P", year=2025).json()
    told = {row["organisation"]: (row["state"], row["standing"]) for row in rows if row["period"] == "2025-03"}
    assert told == {"A": ("not_submitted", "late"), "B": ("submitted", None), "X": ("not_submitted", "not_owed")}


def test_a_program_asks_when_it_returns_and_answers_when_it_submits_again(program, house):
    house.have("bills", FIRST_QUARTER)
    clerk, authority = (program(who) for who in ("wang", "li"))
    one = {"organisation": "B"}
    clerk.asks("POST", "/reports/2025Q1/submit", {"reports": [one]})
    wordless = authority.asks("POST", "/reports/2025Q1/return", {"reports": [one]})
    assert (wordless.status_code, wordless.json()["where"]) == (400, "reason")
    asked = {"reports": [{**one, "questions": [{"text": "三月为什么多？"}, {"text": "有发票吗？"}]}]}
    assert authority.asks("POST", "/reports/2025Q1/return", asked).json()["results"][0]["state"] == "returned"
    refused = clerk.asks("POST", "/reports/2025Q1/submit", {"reports": [one]}).json()["results"][0]
    assert (refused["result"], "还有 2 个没有答复" in refused["says"]) == ("refused", True)
    rows = clerk.asks("GET", "/reports/2025Q1", organisation="C1").json()
    [questions] = [each["questions"] for each in rows if each["organisation"] == "B"]
    assert [each["text"] for each in questions] == ["三月为什么多？", "有发票吗？"]
    answers = [{"question": each["question"], "text": "见附件"} for each in questions]
    again = clerk.asks("POST", "/reports/2025Q1/submit", {"reports": [{**one, "answers": answers}]})
    assert again.json()["results"][0]["state"] == "submitted"


def test_a_token_that_only_reads_moves_no_report(program, house):
    house.have("bills", FIRST_QUARTER)
    answer = program("wang", may_enter=False).asks(
        "POST", "/reports/2025Q1/submit", {"reports": [{"organisation": "B"}]}
    )
    assert answer.status_code == 403


def test_papers_are_those_of_the_pages(program):
    known = {each["key"]: each["months"] for each in program("wang").asks("GET", "/papers").json()}
    assert known["energy-notice"] == [3]
    asked = {"organisation": "B", "period": "2025"}
    answer = program("wang").asks("GET", "/papers/filing-form", **asked, form="docx")
    assert (answer.status_code, answer.content[:2]) == (200, b"PK")
    assert program("wang").asks("GET", "/papers/filing-form", **asked).content.startswith(b"%PDF")
    assert program("zhao").asks("GET", "/papers/filing-form", **asked).status_code == 404
    assert program("wang").asks("GET", "/papers/nothing", **asked).status_code == 404
