"""自评材料 as one ZIP: papers and evidence with an index, and of what was handed in just what was cited then."""

import hashlib
import io
import zipfile
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from handed_in import pdf
from jieyue.programme.evaluation.bundling import bundle
from jieyue.programme.evaluation.operations import hand_in
from jieyue.programme.evaluation.queries import NATIONAL
from jieyue.programme.evaluation.self_scoring import Brought, Said, evaluate_oneself
from jieyue.programme.evidence.operations import Upload, renew
from jieyue.rules.refusal import NotThere
from jieyue.store.evidence.models import Item
from offices import Office, open_office, person_named

AT = datetime(2026, 4, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
A, B = "N20-2.1a", "N20-2.1b"


def with_evidence(house) -> Office:
    office = open_office(house)
    prove("创建方案：终稿😀", [A, B], pages=1)
    return office


@pytest.fixture
def office(house) -> Office:
    return house.begun(with_evidence)


def wang():
    return person_named("wang", on=AT.date())


def prove(name: str, items: list[str], *, pages: int) -> None:
    about = {"standard": NATIONAL, "organisation": "B", "year": 2025, "fact_on": date(2025, 3, 1)}
    brought = [Brought(items, Upload(f"{name}.pdf", io.BytesIO(pdf(pages))))]
    evaluate_oneself(**about, said=[Said(A, Decimal(1), "有文件")], brought=brought, by=wang(), at=AT)


def told() -> list[tuple[str, str, str]]:
    files = bundle(organisation="B", year=2025, person=wang(), today=AT.date()).files
    return [(each.item, each.number, each.sha256) for each in files]


def digest(pages: int) -> str:
    return hashlib.sha256(pdf(pages)).hexdigest()


def test_a_zip_has_the_papers_each_file_once_and_an_index_by_item(office):
    answer = office.as_("wang").get("/evaluation/B/2025/bundle/")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        names = [each.removeprefix("甲县财政局2025年度自评材料（草稿）/") for each in archive.namelist()]
        book = openpyxl.load_workbook(io.BytesIO(archive.read(archive.namelist()[0])))
        kept = archive.read(archive.namelist()[-1])
    assert {"目录.xlsx", "自评打分表.docx", "自评打分表.xlsx", "自评打分表.pdf"} <= set(names)
    assert [each for each in names if each.startswith("佐证材料/")] == ["佐证材料/2.1a-01 创建方案：终稿_.pdf"]
    index = [row[:6] for row in book["佐证材料目录"].values][1:]
    place = "佐证材料\\2.1a-01 创建方案：终稿_.pdf"
    assert [(row[0], row[2], row[5]) for row in index] == [("2.1a", "2.1a-01", place), ("2.1b", "2.1b-01", place)]
    assert {row[7] for row in list(book["佐证材料目录"].values)[1:]} == {hashlib.sha256(kept).hexdigest()}


def test_of_a_sheet_that_was_handed_in_it_is_what_was_cited_then(office):
    before = told()
    hand_in(standard=NATIONAL, organisation="B", year=2025, by=wang(), at=AT)
    prove("后补的", [B], pages=3)
    renew(
        Item.objects.order_by("id").first().pk,
        Upload("新.pdf", io.BytesIO(pdf(2))),
        seen=1,
        by=wang(),
        at=AT,
        reason="换",
    )
    assert told() == before
    assert {each[2] for each in before} == {digest(1)}
    hand_in(standard=NATIONAL, organisation="B", year=2025, by=wang(), at=AT)
    assert {each[2] for each in told()} == {digest(2), digest(3)}


def test_another_countys_bundle_is_not_there(office):
    with pytest.raises(NotThere):
        bundle(organisation="B", year=2025, person=person_named("zhao", on=AT.date()), today=AT.date())
