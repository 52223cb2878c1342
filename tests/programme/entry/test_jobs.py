"""A file from the page: looked at, decided upon, brought in once."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import openpyxl
import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from jieyue.files.sheet import FileRefused
from jieyue.programme.entry import jobs
from jieyue.programme.entry.reversing import ChangedSince
from jieyue.rules.person import Person, Post
from jieyue.rules.refusal import NotAllowed, Refused
from jieyue.rules.roles import Role
from jieyue.store.jobs import uploads
from jieyue.store.jobs.models import Job, State
from jieyue.store.ledgers.bills.models import Bill
from jieyue.store.people.models import User
from jieyue.store.records.log import head
from jieyue.store.records.models import LogEntry

pytestmark = pytest.mark.django_db

HEADER = "机构编码,能源资源,户号,起,止,数量,单位\n"
JANUARY = "A,电,D1,2024-01-01,2024-01-31,100,kWh\n"
FEBRUARY = "A,电,D1,2024-02-01,2024-02-29,200,kWh\n"
BAD = "A,电,D1,2024-03-31,2024-03-01,1.2万,kWh\n"
AT = timezone.now()


@pytest.fixture(autouse=True)
def _tree(house):
    house.have("organisations", "code | name | parent | level\n61 | 某省 | | 省\nA | 甲局 | 61 | 单位")


@pytest.fixture
def send(person):
    def sent(text: str | bytes, name="票据.csv", kind="bills", by=person, job_id=None) -> Job:
        content = text if isinstance(text, bytes) else text.encode()
        return jobs.begin_import(kind, name, [content], by=by, at=AT, job_id=job_id)

    return sent


@pytest.fixture
def decide(person):
    def decided(job: Job, accept_good=False, reason="", by=person) -> Job:
        return jobs.decide(job.pk, by=by, at=AT, accept_good=accept_good, reason=reason)

    return decided


def kept_files(home: Path) -> list[Path]:
    return list((home / "uploads").iterdir()) if (home / "uploads").is_dir() else []


def work_off() -> int:
    """What a worker would do with the tasks that wait."""
    waiting = list(DBTaskResult.objects.filter(status="READY"))
    for each in waiting:
        jobs.carry_on.func(*each.args_kwargs["args"])
        each.set_successful(None)
    return len(waiting)


def test_a_preview_says_what_would_be_and_writes_nothing(send, home):
    before = head()
    job = send(HEADER + JANUARY + FEBRUARY + BAD)
    assert job.state == State.WAITING
    assert (job.outcome["added"], job.outcome["refused"]) == (2, 1)
    looked = jobs.looked(job)
    assert [(line.row, line.outcome) for line in looked.lines] == [(2, "added"), (3, "added")]
    assert ("数量", "", "100") in looked.lines[0].cells
    assert {problem.row for problem in looked.problems} == {4}
    assert (head(), Bill.objects.count()) == (before, 0)
    (file,) = kept_files(home)
    assert oct(file.stat().st_mode)[-3:] == "600"


def test_what_changes_is_shown_before_and_after(house, send):
    house.have("bills", _sheet(house, JANUARY + FEBRUARY))
    job = send(HEADER + JANUARY.replace("100", "111") + FEBRUARY)
    assert (job.outcome["changed"], job.outcome["unchanged"]) == (1, 1)
    (line,) = jobs.looked(job).lines
    assert (line.row, line.outcome) == (2, "changed")
    assert ("数量", "100.000", "111.000") in line.cells
    assert ("起", "2024-01-01", "2024-01-01") in line.cells


def _sheet(house, rows: str) -> Path:
    path = house.folder / f"{uuid4()}.csv"
    path.write_text(HEADER + rows, "utf-8")
    return path


def test_a_withdrawal_is_shown_as_one(house, send):
    house.have("bills", _sheet(house, JANUARY))
    job = send((HEADER.strip() + ",作废\n") + JANUARY.strip() + ",是\n")
    assert ("作废", "", "是") in jobs.looked(job).lines[0].cells


def test_a_change_of_an_organisation_is_shown_by_its_columns(send):
    job = send("机构编码,机构名称,上级编码,层级,生效日期\nA,甲委,61,单位,2024-02-01\n", kind="organisations")
    (line,) = jobs.looked(job).lines
    assert ("机构名称", "甲局", "甲委") in line.cells


def test_taken_as_decided_and_in_the_log_with_the_file(send, decide):
    job = decide(send(HEADER + JANUARY + FEBRUARY))
    assert (job.state, job.outcome["added"]) == (State.DONE, 2)
    entry = LogEntry.objects.get(seq=job.entry)
    assert "票据.csv" in entry.details
    assert str(job.pk) in entry.details
    assert entry.reason == ""


def test_with_wrong_rows_only_the_good_ones_can_be_taken(send, decide):
    job = send(HEADER + JANUARY + BAD)
    with pytest.raises(jobs.NotWhole):
        decide(job)
    assert decide(job, accept_good=True).outcome["added"] == 1


def test_a_correction_needs_its_reason(house, send, decide):
    house.have("bills", _sheet(house, JANUARY))
    job = send(HEADER + JANUARY.replace("100", "111"))
    with pytest.raises(jobs.ReasonNeeded):
        decide(job, reason=" ")
    job = decide(job, reason="对过账")
    assert LogEntry.objects.get(seq=job.entry).reason == "对过账"


def test_pressed_twice_is_brought_in_once(send, decide):
    job = send(HEADER + JANUARY)
    first, second = decide(job), decide(job)
    assert first.entry == second.entry == head().seq
    assert Bill.objects.count() == 1


def test_sent_twice_by_the_same_page_is_one_job(send):
    job_id = uuid4()
    assert send(HEADER + JANUARY, job_id=job_id).pk == send(HEADER + JANUARY, job_id=job_id).pk
    assert Job.objects.count() == 1


def test_what_moved_since_the_preview_is_said_and_not_done(house, send, decide):
    job = send(HEADER + JANUARY + FEBRUARY)
    house.have("bills", _sheet(house, JANUARY.replace("100", "90")))
    entry = head()
    job = decide(job)
    assert job.state == State.WAITING
    assert "预览时新增 2 行、更正 0 行" in job.differs
    assert "现在新增 1 行、更正 1 行" in job.differs
    assert head() == entry
    assert [line.outcome for line in jobs.looked(job).lines] == ["added", "changed"]
    assert decide(job, reason="以本表为准").outcome["changed"] == 1


def test_the_same_counts_with_other_figures_are_told_too(house, send, decide):
    house.have("bills", _sheet(house, JANUARY))
    job = send(HEADER + JANUARY.replace("100", "111"))
    house.have("bills", _sheet(house, JANUARY.replace("100", "90")), reason="抄错")
    job = decide(job, reason="对过账")
    assert (job.state, job.differs) == (State.WAITING, "预览之后，要更正的记录又有变化。")


def test_given_up_leaves_no_file(send, home, person):
    job = send(HEADER + JANUARY)
    assert jobs.drop(job.pk, by=person, at=AT).state == State.DROPPED
    assert kept_files(home) == []
    with pytest.raises(jobs.NotWaiting):
        jobs.decide(job.pk, by=person, at=AT, accept_good=False, reason="")


def test_the_same_bytes_stay_for_another_job_that_needs_them(send, home, person):
    first, second = send(HEADER + JANUARY), send(HEADER + JANUARY)
    jobs.drop(first.pk, by=person, at=AT)
    assert len(kept_files(home)) == 1
    assert jobs.decide(second.pk, by=person, at=AT, accept_good=False, reason="").state == State.DONE


def test_the_marked_copy_is_of_the_persons_own_sheet(send, tmp_path):
    target = tmp_path / "copy.xlsx"
    jobs.marked_copy_of(send(HEADER + JANUARY + BAD), target)
    sheet = openpyxl.load_workbook(target).active
    assert sheet["F3"].value == "1.2万"
    assert "12000" in sheet["F3"].comment.text


# --- a worker's part


def large(rows: int = 600) -> str:
    return HEADER + "".join(
        f"A,电,D{n},2024-{month:02}-01,2024-{month:02}-28,{n}.5,kWh\n"
        for n in range(rows // 10)
        for month in range(1, 11)
    )


def test_a_large_file_is_looked_at_and_taken_by_a_worker(send, decide, person):
    job = send(large(1200))
    assert (job.is_large, job.state) == (True, State.CHECKING)
    assert work_off() == 1
    job = jobs.own_job(job.pk, person=person)
    assert (job.state, job.outcome["added"]) == (State.WAITING, 1200)
    assert len(jobs.looked(job).lines) == 1000
    assert decide(job).state == State.WORKING
    assert decide(job).state == State.WORKING
    assert work_off() == 1
    job = jobs.own_job(job.pk, person=person)
    assert (job.state, job.entry, Bill.objects.count()) == (State.DONE, head().seq, 1200)


def test_a_task_that_runs_again_after_its_work_does_nothing(send, decide):
    job = send(large())
    work_off()
    decide(job)
    work_off()
    last = head()
    jobs.carry_on.func(str(job.pk))
    assert head() == last


def test_a_job_whose_task_was_given_up_says_so(send, person):
    job = send(large())
    DBTaskResult.objects.get().set_failed(RuntimeError("three workers died"))
    job = jobs.own_job(job.pk, person=person)
    assert job.state == State.REFUSED
    assert "中断" in job.outcome["says"]


def test_whoever_lost_his_role_meanwhile_is_refused_by_the_worker(send, decide, person):
    job = send(large())
    work_off()
    decide(job)
    Job.objects.update(user_id=1, username="gone")
    User.objects.create(pk=1, username="gone", name="某人")
    work_off()
    job = Job.objects.get()
    assert (job.state, job.outcome["says"]) == (State.REFUSED, "您没有“填报”权限。")
    assert Bill.objects.count() == 0


# --- undo


def test_an_import_is_taken_back_from_its_job(send, decide, person):
    job = decide(send(HEADER + JANUARY))
    token = uuid4()
    undone = jobs.begin_undo(job.entry, by=person, at=AT, reason="传错", job_id=token)
    assert (undone.state, undone.outcome["removed"]) == (State.DONE, 2)
    assert jobs.begin_undo(job.entry, by=person, at=AT, reason="传错", job_id=token).entry == undone.entry
    with pytest.raises(ChangedSince):
        jobs.begin_undo(job.entry, by=person, at=AT, reason="又来")
    assert Job.objects.count() == 2


def test_a_large_one_is_taken_back_by_a_worker(send, decide, person):
    job = send(large())
    work_off()
    decide(job)
    work_off()
    entry = Job.objects.get().entry
    undone = jobs.begin_undo(entry, by=person, at=AT, reason="传错")
    assert undone.state == State.WORKING
    work_off()
    undone = jobs.own_job(undone.pk, person=person)
    assert (undone.state, undone.outcome["removed"], Bill.objects.count()) == (State.DONE, 660, 0)


# --- files that lie


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.xlsx", b"<html><table>", "网页"),
        ("a.csv", b"%PDF-1.7 ...", "PDF"),
        ("a.exe", b"MZ\x90\0", "程序"),
        ("a.csv", b"", "0 字节"),
        ("a.xlsx", b"PK\x03\x04 broken", "损坏"),
        ("a.svg", b"<svg><script/></svg>", "后缀"),
    ],
)
def test_a_file_that_lies_is_refused_and_leaves_nothing(send, home, name, content, says):
    with pytest.raises(Refused, match=says):
        send(content, name=name)
    assert kept_files(home) == []
    assert Job.objects.count() == 0


def test_too_large_is_refused_while_it_comes(person, home, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_BYTES", 1000)
    with pytest.raises(uploads.CannotBeTaken):
        jobs.begin_import("bills", "a.csv", (b"x" * 600 for _ in range(10**9)), by=person, at=AT)
    assert kept_files(home) == []


@pytest.mark.parametrize(
    ("given", "called"),
    [
        ("../../etc/passwd.csv", "passwd.csv"),
        ("C:\\Users\\w\\票据.xlsx", "票据.xlsx"),
        ("a\x00b\n.csv", "ab.csv"),
        ("xslx\u202evsc.csv", "xslxvsc.csv"),
        ("x" * 300 + ".csv", "x" * 116 + ".csv"),
    ],
)
def test_a_name_leads_nowhere(given, called):
    assert uploads.plain_name(given) == called
    assert uploads.path_of("0" * 64, given).parent == uploads.uploads()


# --- whose it is


def test_anothers_job_is_as_unknown(send):
    job = send(HEADER + JANUARY)
    other = Person("li", "10.0.0.2", (Post(Role.CLERK),), id=7)
    with pytest.raises(jobs.NoSuchJob) as hidden:
        jobs.own_job(job.pk, person=other)
    with pytest.raises(jobs.NoSuchJob) as unknown:
        jobs.own_job(uuid4(), person=other)
    assert str(hidden.value) == str(unknown.value)
    with pytest.raises(jobs.NoSuchJob):
        send(HEADER, job_id=job.pk, by=other)
    assert jobs.jobs_of(other) == []


def test_the_system_administrator_sees_that_it_runs_and_no_more(send, decide, person):
    send(large())
    ((seen, by),) = jobs.running(person=Person("root", "x", (Post(Role.SYSTEM_ADMINISTRATOR),), id=3))
    assert (by, seen.state) == (person.name, State.CHECKING)
    assert "outcome" in seen.get_deferred_fields()
    with pytest.raises(NotAllowed):
        jobs.running(person=Person("li", "x", (Post(Role.CLERK),), id=4))


def test_only_who_may_enter_may_send(send):
    with pytest.raises(NotAllowed):
        send(HEADER + JANUARY, by=Person("li", "x", (Post(Role.READER),), id=4))
    with pytest.raises(FileRefused):
        send("<html>")


def test_old_jobs_go_with_their_files(send, home, settings):
    send(HEADER + JANUARY)
    assert jobs.sweep(at=AT + timedelta(days=6)) == 0
    assert jobs.sweep(at=AT + timedelta(days=8)) == 1
    assert (Job.objects.count(), kept_files(home)) == (0, [])
