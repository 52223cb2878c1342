"""改进清单: lines with a day and a person, each closed by the records and by nothing else."""

from datetime import date, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from handed_in import pdf
from jieyue.programme.evaluation.improving import NotPlanned, Wanted, improvements, plan_improvements
from jieyue.programme.evaluation.papers import self_report_content
from jieyue.programme.evidence.operations import Upload, attach
from jieyue.rules.gaining import Progress
from jieyue.rules.period import Period
from jieyue.rules.refusal import NotThere
from jieyue.store.registers.posts.models import PostHolder
from jieyue.store.scores.models import Improvement
from offices import open_office, person_named

AT = datetime(2025, 6, 2, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY, DUE, LATER = AT.date(), date(2025, 7, 1), date(2025, 7, 2)
WHO = [{"organisation": "B", "post": "创建责任人（第一责任人）", "holder": "周局长", "starts_on": "2024-01-01"}]
ITEM = "N20-2.1a"


@pytest.fixture
def office(house):
    return house.begun(open_office)


def planned(*wanted: Wanted, by: str = "wang", at: datetime = AT) -> int:
    about = {"organisation": "B", "year": 2025, "at": at, "today": at.date()}
    return plan_improvements(wanted=wanted, by=person_named(by, on=at.date()), **about)


def line(today: date = TODAY):
    found = improvements(organisation="B", year=2025, person=person_named("wang", on=today), today=today)
    return next(each for each in found.lines if each.decision.item.key == ITEM)


def with_file(report) -> None:
    """The paper by which somebody was appointed hangs on the record."""
    [record] = report.records.values()
    about = {"table": PostHolder._meta.db_table, "record_id": record, "fact_on": date(2024, 1, 1)}
    attach([Upload("文件.pdf", BytesIO(pdf()))], **about, by=person_named("wang", on=TODAY), at=AT)


def test_a_line_is_open_then_late_and_done_once_the_records_earn_its_points_and_open_again_without_them(office, house):
    assert line().progress is None
    assert planned(Wanted(ITEM, DUE, "老周")) == 1
    assert (line().progress, line().due_on, line().responsible) == (Progress.OPEN, DUE, "老周")
    assert line(LATER).progress is Progress.OVERDUE
    with_file(house.have("posts", WHO))
    assert (line(LATER).progress, line().points) == (Progress.DONE, 0)
    assert line().then
    house.have("posts", [{**WHO[0], "ends_on": "2024-12-31"}], reason="调离")
    assert line().progress is Progress.OPEN


def test_the_same_again_changes_nothing_another_day_corrects_and_no_day_takes_it_off(office):
    assert [planned(Wanted(ITEM, DUE)) for _ in range(2)] == [1, 0]
    assert planned(Wanted(ITEM, LATER, "小王")) == 1
    assert (Improvement.objects.get().due_on, Improvement.objects.get().responsible) == (LATER, "小王")
    assert planned(Wanted(ITEM, None)) == 1
    assert Improvement.objects.count() == 0


def test_neither_a_day_that_is_over_nor_what_cannot_be_earned_is_planned_nor_by_who_only_reads(office):
    for wrong in (Wanted(ITEM, date(2025, 6, 1)), Wanted("N20-9.9", DUE)):
        with pytest.raises(NotPlanned) as refused:
            planned(wrong)
        assert refused.value.where == wrong.item
    with pytest.raises(NotThere):
        planned(Wanted(ITEM, DUE), by="sun")


def test_the_report_says_by_when_and_by_whom(office):
    planned(Wanted(ITEM, DUE, "老周"))
    person = person_named("wang", on=TODAY)
    content = self_report_content(organisation="B", period=Period.parse("2025"), person=person, today=TODAY)
    [told] = [each for each in content["gains"] if each["item"] == "2.1a"]
    assert (told["until"], told["who"]) == ("2025-07-01", "老周")


def test_the_list_is_kept_on_its_page(office):
    address = reverse("evaluation:improving", args=["B", timezone.localdate().year])
    client = office.as_("wang")
    due = f"{timezone.localdate()}"
    sent = {f"due_{ITEM}": due, f"who_{ITEM}": "老周"}
    assert "已保存，改动 1 项" in client.post(address, sent, follow=True).content.decode()
    assert 'value="老周"' in client.get(address).content.decode()
    wrong = client.post(address, {f"due_{ITEM}": "没有", f"who_{ITEM}": ""})
    assert wrong.status_code == 422
    assert "保存清单" not in office.as_("sun").get(address).content.decode()
