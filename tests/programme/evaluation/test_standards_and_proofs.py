"""A deployment's own standard, evidence numbers that stay with their file, and the list of a place."""

import io
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from handed_in import pdf
from jieyue import policy as package
from jieyue.programme.evaluation import operations
from jieyue.programme.evaluation.listing import sheets_of_units
from jieyue.programme.evaluation.queries import NATIONAL, evaluation
from jieyue.programme.evaluation.self_scoring import Said, score_items
from jieyue.programme.evaluation.standards import NotChosen, choice, choose_standard
from jieyue.programme.evidence import operations as evidence
from jieyue.programme.evidence.operations import Upload, attach
from jieyue.rules.refusal import Refused
from jieyue.rules.scoring import Result
from jieyue.store.ledgers.bills.models import Bill
from jieyue.store.records.models import LogEntry
from offices import Office, open_office, person_named

AT = datetime(2026, 4, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = AT.date()
OURS = "our-county"
ITEM = "N20-2.1a"


@pytest.fixture
def office(house, settings, tmp_path) -> Office:
    """With a standard of its own beside the national one."""
    folder = tmp_path / "policy" / "standards" / OURS
    folder.mkdir(parents=True)
    national = Path(package.__file__).parent / "standards" / NATIONAL
    for name in ("standard.toml", "cases.toml"):
        text = (national / name).read_text(encoding="utf-8")
        text = text.replace(f'key = "{NATIONAL}"', f'key = "{OURS}"')
        text = text.replace('title = "节约型机关评价标准（2020）"', 'title = "甲县节约型机关评价标准"')
        (folder / name).write_text(text, encoding="utf-8")
    settings.JIEYUE_POLICY_FOLDERS = [folder.parent.parent]
    return open_office(house)


def who(name: str):
    return person_named(name, on=TODAY)


def shown(code: str = "B", **asked):
    return evaluation(organisation=code, year=2025, person=who("li"), today=TODAY, **asked)


def choose(standard: str = OURS, by: str = "li", place: str = "C1", year: int = 2025, **how) -> None:
    choose_standard(organisation=place, year=year, standard=standard, by=who(by), at=AT, **how)


def score(item: str = ITEM, standard: str = NATIONAL) -> int:
    about = {"standard": standard, "organisation": "B", "year": 2025, "by": who("wang"), "at": AT}
    return score_items(**about, said=[Said(item, Decimal(1), "有文件")])[item]


def prove(record: int, name: str, table: str = "scores_itemscore") -> int:
    fact = {"table": table, "record_id": record, "fact_on": date(2025, 1, 31), "by": who("wang"), "at": AT}
    kept = attach([Upload(f"{name}.pdf", io.BytesIO(pdf(len(name) + record)))], **fact, name=name)
    assert kept.refused == ()
    return kept.items[0]


def codes(item: str = ITEM) -> list[str]:
    return [proof.code for row in shown().rows if row.decision.item.key == item for proof in row.proofs]


def test_what_a_place_chose_holds_below_it_from_that_year_on(office):
    assert shown().sheet.standard.key == NATIONAL
    choose()
    assert [shown(code).sheet.standard.key for code in ("B", "X")] == [OURS, NATIONAL]
    choose(NATIONAL, place="B")
    assert shown().sheet.standard.key == NATIONAL
    asked = {"organisation": "A", "person": who("li")}
    found = [choice(**asked, year=year).standard.key for year in (2024, 2025, 2026)]
    assert found == [NATIONAL, OURS, OURS]


def test_only_who_shapes_the_place_chooses_and_another_time_with_a_reason(office):
    for name in ("wang", "sun", "feng", "zhao"):
        with pytest.raises(Refused):
            choose(by=name)
    choose()
    with pytest.raises(NotChosen, match="写明原因"):
        choose(NATIONAL)
    with pytest.raises(NotChosen, match="不适用"):
        choose(year=2019)
    choose(NATIONAL, reason="县标准废止")
    assert shown().sheet.standard.key == NATIONAL
    assert LogEntry.objects.latest("seq").operation == "standard chosen"


def test_a_sheet_keeps_the_standard_by_which_it_was_handed_in(office):
    operations.hand_in(standard=NATIONAL, organisation="B", year=2025, by=who("wang"), at=AT)
    choose()
    assert shown().sheet.standard.key == NATIONAL
    assert shown(standard=OURS).sheet.standard.key == OURS


def test_evidence_keeps_its_number_whatever_else_is_taken_away(office):
    record = score()
    first = prove(record, "一")
    prove(record, "二二")
    assert codes() == [f"{ITEM}-01", f"{ITEM}-02"]
    evidence.remove(first, by=who("wang"), at=AT, reason="传错")
    assert codes() == [f"{ITEM}-02"]
    prove(record, "三三三")
    assert codes() == [f"{ITEM}-02", f"{ITEM}-03"]


def test_evidence_of_the_records_behind_the_systems_points_is_numbered_too(office):
    bill = Bill.objects.get(invoice_number="25000004")
    item = prove(bill.pk, "一月电费", table="ledger_bills_bill")
    (row,) = [row for row in shown().rows if row.decision.item.key == "N20-2.2d1"]
    assert [(proof.code, proof.evidence) for proof in row.proofs] == [("N20-2.2d1-01", item)]
    operations.hand_in(standard=NATIONAL, organisation="B", year=2025, by=who("wang"), at=AT)
    with pytest.raises(Refused, match="引用"):
        evidence.remove(item, by=who("wang"), at=AT, reason="不要了")


def queries(act) -> int:
    act()
    with CaptureQueriesContext(connection) as asked:
        act()
    return len(asked)


def test_the_sheet_asks_as_much_for_many_proofs_and_scores_as_for_one(office):
    prove(score(), "一")
    before = queries(shown)
    for item in ("N20-2.1b", "N20-2.1d"):
        prove(score(item), item)
    assert queries(shown) == before


def listed(place: str = "P", name: str = "li", **asked):
    return sheets_of_units(organisation=place, year=2025, person=who(name), **asked)


def test_the_list_of_a_place_tells_what_was_handed_in_and_where_nothing_was(office):
    operations.hand_in(standard=NATIONAL, organisation="B", year=2025, by=who("wang"), at=AT)
    before = queries(listed)
    found = listed()
    assert (found.count, found.handed_in) == (3, 1)
    rows = {row.organisation.code: row for row in found.rows}
    sheet = shown().sheet
    assert (rows["B"].verified, rows["B"].decided, rows["B"].earned, rows["B"].result) == (
        30, sheet.verified_decided, sheet.verified_earned, Result.OPEN,
    )  # fmt: skip
    assert (rows["A"].handed_in_at, rows["A"].result) == (None, None)
    operations.hand_in(standard=NATIONAL, organisation="A", year=2025, by=who("wang"), at=AT)
    assert queries(listed) == before
    assert [row.organisation.code for row in listed(first=1, many=1).rows] == ["B"]
    assert [row.organisation.code for row in listed("C2", "zhao").rows] == ["X"]
    with pytest.raises(Refused):
        listed("C1", "zhao")
