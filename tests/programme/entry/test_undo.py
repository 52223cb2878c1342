"""An import taken back: everything as before, in an entry of its own, and never over somebody's later work."""

import pytest

from jieyue.programme.entry.operations import kinds
from jieyue.programme.entry.queries import export
from jieyue.programme.entry.reversing import ChangedSince, NoSuchEntry, NotReversible, ReasonNeeded, undo
from jieyue.rules.person import Person, Post
from jieyue.rules.refusal import NotAllowed
from jieyue.rules.roles import Role
from jieyue.store.orgs.models import Organisation, Placement
from jieyue.store.records.log import head
from jieyue.store.records.models import LogEntry, RowVersion
from jieyue.store.records.verifying import verify
from jieyue.store.records.writing import writing
from jieyue.store.registers.accounts.models import Account
from samples import NOW

pytestmark = pytest.mark.django_db

TREE = """code | name | parent | level
          61 | 某省 | | 省
          6101 | 甲市 | 61 | 市
          6102 | 乙市 | 61 | 市
          A | 甲局 | 6101 | 单位
          B | 乙局 | 6102 | 单位"""
HEADER = "organisation | 能源资源 | account | 起 | 止 | quantity | unit"
BILLS = """organisation | 能源资源 | account | 起 | 止 | quantity | unit
           A | 电 | D1 | 2024-01-01 | 2024-01-31 | 100 | kWh
           A | 电 | D1 | 2024-02-01 | 2024-02-29 | 200 | kWh"""


@pytest.fixture(autouse=True)
def _tree(house):
    house.have("organisations", TREE)
    house.have("profiles", "organisation | year | floor_area_m2 | persons\nA | 2024 | 1000 | 50")


@pytest.fixture
def everything(house, tmp_path):
    """All that can be asked of the house, as text."""

    def told():
        kept = {}
        for key in kinds():
            file = tmp_path / f"{key}.csv"
            export(key, file, person=house.person)
            kept[key] = file.read_text("utf-8")
        kept["statistics"] = [house.statistics(code, "2024").rows for code in ("61", "6101", "6102", "A", "B")]
        kept["places"] = sorted(Placement.objects.values_list("organisation_id", "since", "until", "path"))
        return kept

    return told


@pytest.fixture
def take_back(house):
    def undone(seq=None, by=None, reason="导错了"):
        return undo(seq or head().seq, by=by or house.person, at=NOW, reason=reason)

    return undone


def holding(role: Role, code: str, username: str = "wang") -> Person:
    place = Placement.objects.get(organisation__code=code)
    return Person(username, "10.0.0.1", (Post(role, place.path),), on=NOW.date())


def test_new_bills_go_and_the_accounts_they_opened(house, everything, take_back):
    before = everything()
    house.have("bills", BILLS)
    undone = take_back()
    assert (undone.removed, undone.restored, undone.readded, undone.kept) == (3, 0, 0, 0)
    assert everything() == before
    assert verify().holds


def test_the_log_keeps_both_and_says_what_was_undone(house, take_back):
    house.have("bills", BILLS)
    imported = head().seq
    take_back(reason="传错了文件")
    last = LogEntry.objects.get(seq=head().seq)
    assert (last.operation, last.reason, last.seq) == ("undo bills", "传错了文件", imported + 1)
    assert f'"undoes":{imported}' in last.details


def test_an_undo_is_undone(house, everything, take_back):
    house.have("bills", BILLS)
    before = everything()
    take_back()
    take_back(reason="没有错")
    assert everything() == before
    assert house.quantity("A", "2024") == 300
    assert verify().holds


def test_and_then_the_first_can_be_undone_again(house, take_back):
    house.have("bills", BILLS)
    first = head().seq
    take_back()
    take_back()
    take_back(first)
    assert house.quantity("A", "2024") is None
    assert verify().holds


def test_twice_is_refused_naming_who_did_it(house, take_back):
    house.have("bills", BILLS)
    first = head().seq
    take_back(first)
    with pytest.raises(ChangedSince, match=rf"第 {first + 1} 条（console.*撤销了 3 行"):
        take_back(first)


def test_corrections_and_withdrawals_come_back(house, everything, take_back):
    house.have("bills", BILLS)
    before = everything()
    changed = """organisation | 能源资源 | account | 起 | 止 | quantity | unit | 作废
                 A | 电 | D1 | 2024-01-01 | 2024-01-31 | 111 | kWh |
                 A | 电 | D1 | 2024-02-01 | 2024-02-29 | 200 | kWh | 是
                 A | 电 | D2 | 2024-02-01 | 2024-02-29 | 5 | kWh | """
    house.have("bills", changed, reason="更正")
    undone = take_back()
    assert (undone.removed, undone.restored, undone.readded) == (2, 1, 1)
    assert everything() == before
    assert verify().holds


def test_what_somebody_changed_since_is_named(house, take_back):
    house.have("bills", BILLS)
    first = head().seq
    row = (
        "organisation | 能源资源 | account | 起 | 止 | quantity | unit\nA | 电 | D1 | 2024-01-01 | 2024-01-31 | 7 | kWh"
    )
    house.have("bills", row, reason="对过账")
    log, rows = head(), RowVersion.objects.count()
    with pytest.raises(ChangedSince, match=r"其中 1 行又有改动.*A 电 建筑 D1 2024-01-01 2024-01-31"):
        take_back(first)
    assert (head(), RowVersion.objects.count()) == (log, rows)
    assert house.quantity("A", "2024") == 207


def test_a_row_changed_and_changed_back_is_as_it_was(house, take_back):
    house.have("bills", BILLS)
    first = head().seq
    row = f"{HEADER}\nA | 电 | D1 | 2024-01-01 | 2024-01-31 | %s | kWh"
    house.have("bills", row % 7, reason="对过账")
    house.have("bills", row % 100, reason="又对过账")
    take_back(first)
    assert house.quantity("A", "2024") is None


def test_an_account_that_others_use_by_now_stays(house, take_back):
    house.have("bills", BILLS)
    first = head().seq
    row = (
        "organisation | 能源资源 | account | 起 | 止 | quantity | unit\nA | 电 | D1 | 2024-03-01 | 2024-03-31 | 7 | kWh"
    )
    house.have("bills", row)
    undone = take_back(first)
    assert (undone.removed, undone.kept) == (2, 1)
    assert house.quantity("A", "2024") == 7
    assert verify().holds


def test_an_account_of_which_more_was_told_since_stays(house, take_back):
    house.have("bills", BILLS)
    first = head().seq
    house.have("accounts", "organisation | resource | account | billing_months\nA | 电 | D1 | 1", reason="补登")
    assert take_back(first).kept == 1
    assert Account.objects.get().billing_months == 1


def test_accounts_entered_as_such_are_not_taken_from_under_bills(house, take_back):
    house.have("accounts", "organisation | resource | account | billing_months\nA | 电 | D1 | 1")
    first = head().seq
    house.have("bills", BILLS)
    with pytest.raises(ChangedSince, match="2 条票据"):
        take_back(first)


def test_what_comes_back_must_not_share_days_with_what_came_since(house, take_back):
    house.have("bills", BILLS)
    row = f"{HEADER} | 作废\nA | 电 | D1 | %s | %s | %s | kWh | %s"
    house.have("bills", row % ("2024-01-01", "2024-01-31", 100, "是"), reason="作废")
    withdrawn = head().seq
    house.have("bills", row % ("2024-01-10", "2024-01-20", 50, ""))
    with pytest.raises(ChangedSince, match="与票据 2024-01-10 至 2024-01-20 重叠"):
        take_back(withdrawn)
    assert house.quantity("A", "2024") == 250
    assert verify().holds


def test_the_same_days_again_are_refused_in_words_too(house, take_back):
    house.have("bills", BILLS)
    row = f"{HEADER} | 作废\nA | 电 | D1 | 2024-01-01 | 2024-01-31 | %s | kWh | %s"
    house.have("bills", row % (100, "是"), reason="作废")
    withdrawn = head().seq
    house.have("bills", row % (50, ""))
    with pytest.raises(ChangedSince, match="重复"):
        take_back(withdrawn)
    assert verify().holds


def test_a_bill_does_not_come_back_without_its_account(house, take_back):
    house.have("bills", BILLS)
    opened = head().seq
    row = (
        "organisation | 能源资源 | account | 起 | 止 | quantity | unit\nA | 电 | D1 | 2024-03-01 | 2024-03-31 | 7 | kWh"
    )
    house.have("bills", row)
    second = take_back(head().seq)
    take_back(opened)
    with pytest.raises(ChangedSince, match=f"户号已不在（日志第 {second.entry + 1} 条）"):
        take_back(second.entry)


# --- organisations


def test_a_move_is_taken_back(house, everything, take_back):
    house.have("bills", BILLS)
    before = everything()
    moved = "code | name | parent | level | effective_on\nA | 甲局 | 6102 | 单位 | 2024-02-01"
    house.have("organisations", moved, reason="划转")
    assert house.quantity("6102", "2024") == 200
    take_back()
    assert everything() == before
    assert verify().holds


def test_new_organisations_go_when_nothing_hangs_on_them(everything, house, take_back):
    before = everything()
    house.have("organisations", "code | name | parent | level\nC | 丙局 | 6101 | 单位\nC1 | 一处 | C | 部门")
    take_back()
    assert everything() == before
    assert verify().holds
    take_back(reason="没有错")
    assert Organisation.objects.filter(code__in=["C", "C1"]).count() == 2
    assert house.statistics("C", "2024").organisation_name == "丙局"


def test_organisations_with_records_are_not_taken_away(house, take_back):
    house.have("organisations", "code | name | parent | level\nC | 丙局 | 6101 | 单位")
    added = head().seq
    house.have("profiles", "organisation | year | floor_area_m2 | persons\nC | 2024 | 1000 | 50")
    with pytest.raises(ChangedSince, match="1 条年度基本信息，例如 C"):
        take_back(added)
    house.have("organisations", "code | name | parent | level\nC1 | 一处 | C | 部门")
    with pytest.raises(ChangedSince, match="落空"):
        take_back(added)
    assert verify().holds


def test_nobody_is_reopened_under_a_place_that_closed_since(house, take_back):
    closed = "code | name | parent | level | closed_on\n%s | %s | %s | %s | %s"
    house.have("organisations", closed % ("B", "乙局", "6102", "单位", "2024-03-01"), reason="撤销")
    first = head().seq
    house.have("organisations", closed % ("6102", "乙市", "61", "市", "2024-06-01"), reason="撤市")
    with pytest.raises(ChangedSince, match="B 仍在已于 2024-06-01 撤销的 6102 之下"):
        take_back(first)
    assert Organisation.objects.get(code="B").closed_on is not None


def test_a_level_has_to_be_possible_under_earlier_parents_too_so_that_its_undo_can_be_undone(house):
    moved = "code | name | parent | level | effective_on\nA | 甲局 | 61 | %s | 2024-02-01"
    assert house.refused("organisations", moved % "市", reason="升格") == [(2, "level_turned_round")]
    house.have("organisations", moved % "单位", reason="划转")


def test_a_dated_change_under_a_later_one_is_not_taken_out(house, take_back):
    dated = "code | name | parent | level | effective_on\nA | %s | %s | 单位 | %s"
    house.have("organisations", dated % ("甲委", "6101", "2024-02-01"), reason="更名")
    first = head().seq
    house.have("organisations", dated % ("甲委", "6102", "2024-05-01"), reason="划转")
    with pytest.raises(ChangedSince, match="自 2024-05-01 起的变更"):
        take_back(first)


# --- who may


def test_only_with_a_reason(house, take_back):
    house.have("bills", BILLS)
    with pytest.raises(ReasonNeeded):
        take_back(reason=" ")


def test_only_what_was_brought_in_can_be_undone(house, take_back, person):
    with writing(operation="appoint", by=person, at=NOW) as change:
        change.add(Account, [(Organisation.objects.get(code="A").id, "water", "building", "", None, None, None)])
    with pytest.raises(NotReversible):
        take_back()
    with pytest.raises(NoSuchEntry):
        take_back(99)


def test_a_clerk_of_the_unit_may_and_a_reader_may_not(house, take_back):
    house.have("bills", BILLS)
    with pytest.raises(NotAllowed):
        take_back(by=holding(Role.READER, "61"))
    assert take_back(by=holding(Role.CLERK, "6101")).removed == 3


def test_to_somebody_elsewhere_the_entry_is_as_unknown(house, take_back):
    house.have("bills", BILLS)
    with pytest.raises(NoSuchEntry) as out_of_reach:
        take_back(by=holding(Role.CLERK, "6102"))
    with pytest.raises(NoSuchEntry) as unknown:
        take_back(999, by=holding(Role.CLERK, "6102"))
    assert str(out_of_reach.value).replace(str(head().seq), "999") == str(unknown.value)


def test_of_two_counties_one_does_not_undo_for_both(house, take_back):
    house.have("bills", BILLS + "\nB | 电 | D9 | 2024-01-01 | 2024-01-31 | 1 | kWh")
    with pytest.raises(NoSuchEntry):
        take_back(by=holding(Role.CLERK, "6101"))
    assert take_back(by=holding(Role.CLERK, "61")).removed == 5


def test_a_move_is_undone_only_by_whoever_directs_both_places(house, take_back):
    moved = "code | name | parent | level | effective_on\nA | 甲局 | 6102 | 单位 | 2024-02-01"
    house.have("organisations", moved, reason="划转")
    with pytest.raises(NoSuchEntry):
        take_back(by=holding(Role.AUTHORITY, "6102"))
    assert take_back(by=holding(Role.AUTHORITY, "61")).removed == 1
