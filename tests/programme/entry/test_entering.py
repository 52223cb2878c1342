"""Rows from pages and other systems: corrected by record, seen or not, and known again by their external ids."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.programme.entry.operations import EnteredRow, enter_rows
from jieyue.programme.entry.reversing import undo
from jieyue.programme.records.queries import last_seen
from jieyue.rules.person import Person, Post
from jieyue.rules.refusal import NotAllowed
from jieyue.rules.roles import Role
from jieyue.store.ledgers.bills.importing import in_free_order
from jieyue.store.ledgers.bills.kept_bills import Kept, KeptBills
from jieyue.store.ledgers.bills.models import Bill
from jieyue.store.orgs.models import Organisation
from jieyue.store.records.models import LogEntry
from jieyue.store.records.verifying import verify
from samples import NOW

ORGANISATIONS = """code | name | parent | level
P  | 某省     |    | 省
C1 | 甲县     | P  | 县
C2 | 乙县     | P  | 县
A  | 甲县一中 | C1 | 单位
B  | 乙县一中 | C2 | 单位"""
MONTHS = [("2025-01-01", "2025-01-31"), ("2025-02-01", "2025-02-28"), ("2025-03-01", "2025-03-31")]


@pytest.fixture
def tree(house):
    house.have("organisations", ORGANISATIONS)
    return house


def clerk(code: str, username: str = "wang") -> Person:
    tops = {"A": ["P", "C1", "A"], "B": ["P", "C2", "B"], "C1": ["P", "C1"], "P": ["P"]}[code]
    ids = dict(Organisation.objects.values_list("code", "id"))
    path = "".join(f"/{ids[each]}" for each in tops) + "/"
    return Person(username, "10.1.1.1", (Post(Role.CLERK, path),), on=date(2026, 1, 15), name="王敏")


def bill(month: int, quantity: object = 100, *, organisation: str = "A", account: str = "1001", **more) -> dict:
    start, end = MONTHS[month]
    about = {"organisation": organisation, "resource": "电", "account": account, "unit": "kWh"}
    return {**about, "start_date": start, "end_date": end, "quantity": str(quantity), **more}


def entered(*rows: EnteredRow, by: Person, **how):
    return enter_rows("bills", rows, by=by, at=NOW, **how)


def errors(report) -> list[tuple[int | None, str]]:
    return [(problem.row, problem.rule) for problem in report.problems if problem.severity == "error"]


def quantities() -> dict[str, Decimal]:
    return {f"{start:%m-%d}": quantity for start, quantity in Bill.objects.values_list("start_date", "quantity")}


def test_rows_are_told_by_the_numbers_they_were_sent_with(tree):
    report = entered(EnteredRow(40, bill(0)), EnteredRow(17, bill(1, "一百")), by=clerk("A"))
    assert errors(report) == [(17, "not_a_number")]
    assert (report.added, report.held_back, Bill.objects.count()) == (0, 1, 0)


def test_good_rows_can_be_kept_and_say_what_they_became(tree):
    report = entered(EnteredRow(40, bill(0)), EnteredRow(17, bill(1, "x")), by=clerk("A"), accept_good=True)
    assert report.records == {40: Bill.objects.get().id}
    assert LogEntry.objects.latest("seq").operation == "enter bills"


def test_a_rehearsal_keeps_nothing(tree):
    report = entered(EnteredRow(1, bill(0)), by=clerk("A"), dry_run=True)
    assert (report.added, report.dry_run, Bill.objects.count()) == (1, True, 0)


def test_nothing_at_all_and_columns_that_there_are_not_are_refused(tree):
    assert errors(entered(by=clerk("A"))) == [(None, "no_rows")]
    assert (1, "unknown_column") in errors(entered(EnteredRow(1, bill(0, colour="red")), by=clerk("A")))


def test_whoever_may_not_enter_is_refused(tree):
    reader = Person("li", "10.1.1.2", (Post(Role.READER),), on=date(2026, 1, 15))
    with pytest.raises(NotAllowed):
        entered(EnteredRow(1, bill(0)), by=reader)


def test_a_bill_keeps_its_record_when_its_days_and_account_are_corrected(tree):
    id_ = entered(EnteredRow(1, bill(0)), by=clerk("A")).records[1]
    moved = bill(1, 100, account="2002")
    report = entered(EnteredRow(1, moved, record=id_), by=clerk("A"), reason="户号写错")
    assert (report.changed, report.records) == (1, {1: id_})
    assert Bill.objects.get().account.number == "2002"
    assert tree.quantity("A", "2025-01") is None
    assert tree.quantity("A", "2025-02") == 100
    assert verify().holds


def test_a_correction_needs_a_reason(tree):
    id_ = entered(EnteredRow(1, bill(0)), by=clerk("A")).records[1]
    assert errors(entered(EnteredRow(1, bill(0, 7), record=id_), by=clerk("A"))) == [(1, "reason_needed")]


def test_bills_can_follow_each_other_by_a_month(tree):
    ids = entered(EnteredRow(1, bill(0, 1)), EnteredRow(2, bill(1, 2)), by=clerk("A")).records
    later = [EnteredRow(1, bill(1, 1), record=ids[1]), EnteredRow(2, bill(2, 2), record=ids[2])]
    assert entered(*later, by=clerk("A"), reason="都晚了一个月").changed == 2
    assert quantities() == {"02-01": 1, "03-01": 2}


def test_bills_that_would_exchange_their_days_are_told_so(tree):
    ids = entered(EnteredRow(1, bill(0, 1)), EnteredRow(2, bill(1, 2)), by=clerk("A")).records
    swapped = [EnteredRow(1, bill(1, 1), record=ids[1]), EnteredRow(2, bill(0, 2), record=ids[2])]
    assert errors(entered(*swapped, by=clerk("A"), reason="写反")) == [(1, "exchange"), (2, "exchange")]


def test_the_days_of_a_bill_that_could_not_be_corrected_are_not_free(tree):
    ids = entered(EnteredRow(1, bill(0, 1)), EnteredRow(2, bill(1, 2)), by=clerk("A")).records
    rows = [
        EnteredRow(1, bill(1, 1), record=ids[1]),  # takes the days that the second is to leave
        EnteredRow(2, bill(2, -2), record=ids[2]),  # which it cannot
        EnteredRow(3, bill(0, 3)),  # takes the days that the first is to leave, and does not
    ]
    report = entered(*rows, by=clerk("A"), reason="改期", accept_good=True)
    assert errors(report) == [(1, "overlap"), (2, "negative_without_refund"), (3, "overlap")]
    assert quantities() == {"01-01": 1, "02-01": 2}
    assert verify().holds


def test_two_rows_cannot_correct_the_same_bill(tree):
    id_ = entered(EnteredRow(1, bill(0)), by=clerk("A")).records[1]
    rows = [EnteredRow(1, bill(0, 2), record=id_), EnteredRow(2, bill(1, 3), record=id_)]
    assert errors(entered(*rows, by=clerk("A"), reason="改")) == [(2, "duplicate_in_file")]


def test_a_bill_of_another_county_sounds_like_one_that_is_not_there(tree):
    other = entered(EnteredRow(1, bill(0, organisation="B")), by=clerk("B")).records[1]
    told = [
        entered(EnteredRow(1, bill(1, 5), record=id_, seen=seen), by=clerk("A"), reason="试试").problems
        for id_ in (other, other + 999)
        for seen in (None, 0)
    ]
    assert all(each == told[0] for each in told)
    assert [problem.rule for problem in told[0]] == ["record_gone"]
    assert Bill.objects.get().quantity == 100


def test_a_bill_cannot_be_moved_to_where_one_does_not_enter(tree):
    id_ = entered(EnteredRow(1, bill(0)), by=clerk("A")).records[1]
    moved = EnteredRow(1, bill(0, organisation="B"), record=id_)
    assert errors(entered(moved, by=clerk("A"), reason="换单位")) == [(1, "unknown_organisation")]


def test_whoever_comes_second_is_told_who_was_first_and_what_it_is_now(tree):
    id_ = entered(EnteredRow(1, bill(0)), by=clerk("A")).records[1]
    seen = last_seen(Bill, [id_])[id_]
    assert entered(EnteredRow(1, bill(0, 200), record=id_, seen=seen), by=clerk("A"), reason="抄错").changed == 1
    report = entered(EnteredRow(1, bill(0, 300), record=id_, seen=seen), by=clerk("C1", "liu"), reason="也抄错")
    [problem] = report.problems
    assert problem.rule == "changed_meanwhile"
    assert "王敏（统计员）" in problem.says
    assert "数量由“100.000”改为“200.000”" in problem.says
    now = last_seen(Bill, [id_])[id_]
    assert entered(EnteredRow(1, bill(0, 300), record=id_, seen=now), by=clerk("C1"), reason="仍要改").changed == 1


def test_a_bill_withdrawn_meanwhile_is_told_too(tree):
    id_ = entered(EnteredRow(1, bill(0)), by=clerk("A")).records[1]
    seen = last_seen(Bill, [id_])[id_]
    entered(EnteredRow(1, bill(0, withdrawn="是"), record=id_), by=clerk("A"), reason="重复")
    report = entered(EnteredRow(1, bill(0, 300), record=id_, seen=seen), by=clerk("A"), reason="改")
    assert errors(report) == [(1, "changed_meanwhile")]
    assert Bill.objects.count() == 0


def test_a_registered_profile_cannot_become_that_of_another_year(tree):
    rows = [EnteredRow(1, {"organisation": "A", "year": "2025", "floor_area_m2": "900", "persons": "30"})]
    id_ = enter_rows("profiles", rows, by=clerk("A"), at=NOW).records[1]
    other = EnteredRow(1, {**rows[0].values, "year": "2024"}, record=id_)
    assert errors(enter_rows("profiles", [other], by=clerk("A"), at=NOW, reason="改年")) == [(1, "other_record")]


def test_an_organisation_renamed_meanwhile_is_noticed(tree):
    id_ = Organisation.objects.get(code="A").id
    seen = last_seen(Organisation, [id_])[id_]
    renamed = {"code": "A", "name": "甲县第一中学", "parent": "C1", "level": "单位"}
    tree.have("organisations", [{**renamed, "effective_on": "2025-06-01"}], reason="更名")
    row = EnteredRow(1, {**renamed, "name": "甲县中学"}, record=id_, seen=seen)
    report = enter_rows("organisations", [row], by=tree.person, at=NOW, reason="更名")
    assert errors(report) == [(1, "changed_meanwhile")]


# --- external ids


def sent(name: str, *values: object, by: Person, source: str = "用友", **how):
    return entered(EnteredRow(1, bill(*values), external_id=name), by=by, source=source, **how)


def test_what_is_sent_again_changes_nothing(tree):
    first = sent("V-1", 0, 100, by=clerk("A"))
    entries = LogEntry.objects.count()
    again = sent("V-1", 0, 100, by=clerk("A"))
    assert (first.added, again.unchanged, again.records) == (1, 1, first.records)
    assert LogEntry.objects.count() == entries


def test_what_is_sent_with_other_days_corrects_the_same_bill(tree):
    first = sent("V-1", 0, 100, by=clerk("A"))
    assert errors(sent("V-1", 1, 100, by=clerk("A"))) == [(1, "reason_needed")]
    again = sent("V-1", 1, 100, by=clerk("A"), reason="对方更正")
    assert (again.changed, again.records) == (1, first.records)
    assert quantities() == {"02-01": 100}


def test_what_was_entered_by_hand_is_taken_up_by_its_external_id(tree):
    by_hand = entered(EnteredRow(1, bill(0)), by=clerk("A")).records
    assert sent("V-1", 0, 100, by=clerk("A")).unchanged == 1
    assert sent("V-1", 1, 100, by=clerk("A"), reason="更正").records == by_hand


def test_what_was_withdrawn_does_not_come_back_by_being_sent_again(tree):
    first = sent("V-1", 0, 100, by=clerk("A"))
    entered(EnteredRow(1, bill(0, withdrawn="是"), record=first.records[1]), by=clerk("A"), reason="重复")
    assert errors(sent("V-1", 0, 100, by=clerk("A"))) == [(1, "record_gone")]


def test_what_was_undone_can_be_sent_again(tree):
    first = sent("V-1", 0, 100, by=tree.person)
    undo(first.entry, by=tree.person, at=NOW, reason="发错")
    assert Bill.objects.count() == 0
    assert sent("V-1", 0, 100, by=tree.person).added == 1
    assert sent("V-1", 0, 100, by=tree.person).unchanged == 1


def test_two_counties_may_use_the_same_names_for_their_own(tree):
    sent("V-1", 0, 100, by=clerk("A"))
    other = entered(EnteredRow(1, bill(0, 7, organisation="B"), external_id="V-1"), by=clerk("B"), source="用友")
    assert other.added == 1
    assert sent("V-1", 0, 100, by=clerk("A")).unchanged == 1


def test_a_name_that_means_two_bills_is_refused(tree):
    sent("V-1", 0, 100, by=clerk("A"))
    entered(EnteredRow(1, bill(0, 7, organisation="B"), external_id="V-1"), by=clerk("B"), source="用友")
    assert errors(sent("V-1", 0, 100, by=tree.person)) == [(1, "ambiguous_external_id")]


DAYS = [(1, date(2025, month, 1), date(2025, month, 20), "") for month in range(1, 7)]


@given(st.permutations(range(6)), st.sets(st.integers(0, 5)))
def test_corrections_are_written_so_that_no_days_are_taken_before_they_are_left(order, moving):
    """Bills that move to days of one another: in the order given nobody meets anybody; only circles are left over."""
    corrections = [
        (Kept(n, (*DAYS[n][:3], 1, None, "", False, "", "")), (*DAYS[order[n]][:3], 1, None, "", False, "", ""), None)
        for n in sorted(moving)
    ]
    ordered, stuck = in_free_order(corrections, KeptBills())
    held = {DAYS[n] for n in moving}
    for kept, after, _ in ordered:
        held.remove((*kept.row[:3], ""))
        assert (*after[:3], "") not in held
        held.add((*after[:3], ""))
    left = {(*kept.row[:3], "") for kept, _, _ in stuck}
    assert left <= held
    assert {(*after[:3], "") for _, after, _ in stuck} <= left
    assert len(ordered) + len(stuck) == len(moving)
