"""自评 of all items at once: nothing is written over unseen, one file proves several items, several prove one."""

import io
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from handed_in import pdf
from jieyue.programme.evaluation.queries import NATIONAL, evaluation
from jieyue.programme.evaluation.self_scoring import (
    Brought,
    Said,
    SomeNotScored,
    evaluate_oneself,
    seen_of_score,
)
from jieyue.programme.evidence.together import FilesRefused, Upload
from jieyue.store.records.models import LogEntry
from offices import Office, open_office, person_named

AT = datetime(2026, 4, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = AT.date()
A, B, C = "N20-2.1a", "N20-2.1b", "N20-2.1c"
NOTHING = seen_of_score(None, "")


@pytest.fixture
def office(house) -> Office:
    return house.begun(open_office)


def rows() -> dict:
    found = evaluation(organisation="B", year=2025, person=person_named("wang", on=TODAY), today=TODAY)
    return {row.decision.item.key: row for row in found.rows}


def say(*said: Said, brought=(), who: str = "wang"):
    about = {"standard": NATIONAL, "organisation": "B", "year": 2025, "fact_on": date(2025, 3, 1)}
    return evaluate_oneself(**about, said=said, brought=brought, by=person_named(who, on=TODAY), at=AT)


def file(name: str, pages: int = 1) -> Upload:
    return Upload(f"{name}.pdf", io.BytesIO(pdf(pages)))


def test_all_items_are_kept_in_one_operation_or_none_is(office):
    before = LogEntry.objects.count()
    with pytest.raises(SomeNotScored) as refused:
        say(Said(A, Decimal(1), "有文件"), Said(B, Decimal(9), "有文件"), Said(C, Decimal(1), " "))
    assert set(refused.value.each) == {B, C}
    assert LogEntry.objects.count() == before
    say(Said(A, Decimal(1), "有文件"), Said(B, Decimal(1), "有职责"))
    assert LogEntry.objects.count() == before + 1
    assert [rows()[item].own.points for item in (A, B)] == [1, 1]


def test_what_another_wrote_meanwhile_is_shown_and_not_written_over(office):
    say(Said(A, Decimal(1), "先写的", NOTHING))
    with pytest.raises(SomeNotScored) as refused:
        say(Said(A, Decimal(0), "后写的", NOTHING), Said(B, Decimal(1), "也写了", NOTHING))
    assert "1 分（先写的）" in refused.value.each[A].says
    assert (rows()[A].own.reason, rows()[B].own.points) == ("先写的", None)
    say(Said(A, Decimal(0), "后写的", seen_of_score(Decimal("1.00"), "先写的")))
    assert rows()[A].own.reason == "后写的"


def test_one_file_proves_several_items_and_several_files_one(office):
    kept = say(Said(A, Decimal(1), "有文件"), brought=[Brought([A, B], file("甲")), Brought([A], file("乙", 2))])
    assert (kept.scored, kept.proved) == (1, 2)
    assert {key: [proof.number for proof in row.proofs] for key, row in rows().items() if row.proofs} == {
        A: ["2.1a-01", "2.1a-02"],
        B: ["2.1b-01"],
    }
    [first] = rows()[B].proofs
    say(brought=[Brought([C, A], evidence=first.evidence)])
    assert [proof.evidence for proof in rows()[C].proofs] == [first.evidence]
    assert (rows()[B].own.points, rows()[A].own.points) == (None, 1)


def test_with_a_file_that_cannot_be_taken_nothing_is_kept_and_each_is_named(office):
    wrong = [Brought([B], Upload(name, io.BytesIO(b"MZ"))) for name in ("丙.exe", "丁.pdf")]
    entries = LogEntry.objects.count()
    with pytest.raises(FilesRefused) as refused:
        say(Said(A, Decimal(1), "有文件"), brought=[Brought([A], file("甲")), *wrong])
    assert [upload.name for upload, _why in refused.value.each] == ["丙.exe", "丁.pdf"]
    assert (rows()[A].own.points, LogEntry.objects.count()) == (None, entries)


def test_the_page_keeps_what_changed_with_its_files_and_what_was_typed_where_it_is_refused(office):
    clerk, address = office.as_("wang"), "/evaluation/B/2025/own/"
    sent = {f"points_{A}": "1", f"because_{A}": "甲财〔2025〕2号", f"seen_{A}": NOTHING, f"points_{B}": "7"}
    wrong = clerk.post(address, {**sent, f"because_{B}": "写了很久的理由"})
    assert (wrong.status_code, rows()[A].own.points) == (422, None)
    assert "写了很久的理由" in wrong.content.decode()
    files = [SimpleUploadedFile(f"{name}.pdf", pdf(pages)) for pages, name in enumerate("甲乙", 1)]
    shared = {"shared": SimpleUploadedFile("丙.pdf", pdf(9)), "used_for": [B, C], f"files_{A}": files}
    assert clerk.post(address, {**sent, f"points_{B}": "", **shared}).status_code == 302
    assert [len(rows()[item].proofs) for item in (A, B, C)] == [2, 1, 1]
    assert (rows()[A].own.reason, rows()[B].own.points) == ("甲财〔2025〕2号", None)
    alone = clerk.post(address, {"used_for": [A]})
    assert (alone.status_code, "没有选材料" in alone.content.decode()) == (422, True)
    said = clerk.get(address).content.decode()
    assert said.count('<fieldset class="card self-item"') == len(rows())
    assert office.as_("sun").get(address).status_code == 403
