"""问题 by API and command: raised, answered, looked at again; what is wrong is said and nothing kept."""

from datetime import timedelta

import pytest

from jieyue.store.findings.models import Finding
from samples import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
LAMP = {"organisation": "A", "origin": "patrol", "title": "下班没有关灯", "says": "三楼会议室灯全开", "place": "三楼"}
JUMP = """organisation | resource | account | start_date | end_date | quantity | unit | amount_yuan
A | 电 | 1001 | 2025-03-01 | 2025-03-31 | 100 | kWh | 9000"""


def raised(program) -> dict:
    answer = program("liu").asks("POST", "/findings", LAMP)
    assert answer.status_code == 200, answer.json()
    return answer.json()


def test_a_program_raises_a_finding_and_the_unit_answers_it(program):
    found = raised(program)
    assert (found["state"], found["moves"]) == ("open", ["explain", "correct"])
    step = {"seen": found["seen"], "words": "已装感应开关"}
    after = program("liu").asks("POST", f"/findings/{found['id']}/correct", step).json()
    assert (after["state"], after["answer"]) == ("corrected", "已装感应开关")
    listed = program("li").asks("GET", "/findings", mine="recheck").json()
    assert (listed["count"], listed["findings"][0]["id"]) == (1, found["id"])
    closed = program("li").asks("POST", f"/findings/{found['id']}/close", {"seen": after["seen"]}).json()
    assert closed["state"] == "closed"


def test_what_a_check_finds_is_explained_by_its_mark(program, house):
    house.have("bills", JUMP)
    found = program("liu").asks("GET", "/checks", organisation="A", period="2025").json()
    price = next(each for each in found if each["rule"] == "unit_price" and each["period"] == "2025-03")
    sent = {"organisation": "A", "year": 2025, "mark": price["mark"], "words": "含补缴"}
    kept = program("liu").asks("POST", "/checks/explain", sent).json()
    again = program("liu").asks("GET", "/checks", organisation="A", period="2025").json()
    assert [(each["kept"], each["state"]) for each in again if each["mark"] == price["mark"]] == [
        (kept["id"], "explained")
    ]


@pytest.mark.parametrize(
    ("wrong", "status"),
    [({"title": " "}, 400), ({"origin": "check"}, 400), ({"origin": "dream"}, 422), ({"organisation": "X"}, 404),
     ({"due_on": "2020-01-01"}, 400), ({"origin": "reviewer"}, 404)],
)  # fmt: skip
def test_what_is_wrong_is_refused_in_words_and_nothing_is_kept(program, wrong, status):
    answer = program("liu").asks("POST", "/findings", {**LAMP, **wrong})
    assert (answer.status_code, Finding.objects.count()) == (status, 0)
    assert answer.json()["do"]


def test_a_step_that_is_none_and_one_on_what_was_not_seen_are_refused(program):
    found = raised(program)
    assert program("liu").asks("POST", f"/findings/{found['id']}/dream", {"seen": found["seen"]}).status_code == 404
    late = program("liu").asks("POST", f"/findings/{found['id']}/explain", {"seen": found["seen"] - 1, "words": "有"})
    assert (late.status_code, Finding.objects.get().state) == (409, "open")


def test_the_command_lists_what_the_api_lists_and_says_that_something_is_late(program, jieyue, monkeypatch):
    found = raised(program)
    said = jieyue("findings", "--organisation", "C1", "--json")
    assert (said.status, said.json["findings"]) == (0, program("li").asks("GET", "/findings").json()["findings"])
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(days=31))
    late = jieyue("findings", "--mine", "overdue")
    assert (late.status, late.out.splitlines()) == (
        1, [f"{found['id']} {found['due_on']} 待处理，逾期 A 三楼 下班没有关灯", "共 1 个问题。"],
    )  # fmt: skip
    assert jieyue("findings", "--organisation", "NICHTS").status == 2
