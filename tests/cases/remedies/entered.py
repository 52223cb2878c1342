"""What is said of rows that a page or another system brings."""

from cases.office import Office, Remedy, ask_with, does, holder, look_up, take_out
from cases.sheets import bills, profiles
from jieyue.programme.entry.operations import enter_rows
from jieyue.programme.entry.stale_rows import EnteredRow
from jieyue.programme.records.queries import last_seen
from jieyue.rules.roles import Role
from jieyue.store.ledgers.bills.models import Bill
from jieyue.store.ledgers.refuellings.models import Refuelling
from jieyue.store.orgs.models import Profile
from ledger_samples import sample_rows
from samples import NOW

JANUARY, FEBRUARY, MARCH = (
    {"start_date": "2024-01-01", "end_date": "2024-01-31"},
    {"start_date": "2024-02-01", "end_date": "2024-02-29"},
    {"start_date": "2024-03-01", "end_date": "2024-03-31"},
)
KEPT = [("bills", "\n".join(" | ".join(map(str, row)) for row in bills(JANUARY, {**FEBRUARY, "quantity": "10"})))]


def kept(place: int):
    """The record of the first bill that is kept, or of the second."""
    return lambda: Bill.objects.order_by("start_date")[place].id


def entered(rule: str, *cells: dict, ways, known: int | None, **more) -> Remedy:
    more = {"before": KEPT, "how": {"reason": "抄错"}, **more}
    return Remedy(rule, bills(*cells), ways, is_entered=True, known=known, **more)


def look_again(office: Office, _problem: object) -> None:
    seen = office.place("seen")
    for row in office.table[1:]:
        id_ = row[office.place("record")]()
        row[seen] = last_seen(Bill, [id_])[id_]


def changed(house, _patch) -> None:
    bill = Bill.objects.get(start_date="2024-01-01")
    values = dict(zip(*bills({"quantity": "1100"}), strict=True))
    assert enter_rows("bills", [EnteredRow(2, values, record=bill.id)], by=house.person, at=NOW, reason="先改").taken


def two_called_the_same(house, _patch) -> None:

    for code in ("510101", "510102"):
        values = dict(zip(*bills({"organisation": code}), strict=True))
        rows = [EnteredRow(2, values, external_id="d1")]
        assert enter_rows("bills", rows, by=holder(Role.CLERK, code), at=NOW, source="财务").taken


def sent_and_withdrawn(house, _patch) -> None:
    values = dict(zip(*bills({}), strict=True))
    row = EnteredRow(2, values, external_id="d1")
    id_ = enter_rows("bills", [row], by=house.person, at=NOW, source="财务").records[2]
    gone = EnteredRow(2, {**values, "withdrawn": "是"}, record=id_)
    assert enter_rows("bills", [gone], by=house.person, at=NOW, reason="重复").taken


REMEDIES = [
    entered(
        "exchange",
        {**FEBRUARY, "record": kept(0)},
        {**JANUARY, "record": kept(1), "quantity": "10"},
        ways=[
            [
                does("互换数量和金额", lambda office, _: office.table.__setitem__(slice(1, None), swapped())),
            ]
        ],
        known=1010,
    ),
    entered(
        "overlap",
        {**FEBRUARY, "record": kept(0)},
        {**MARCH, "record": kept(1), "quantity": "-2"},
        {**JANUARY, "quantity": "3"},
        ways=[[look_up("先改正那一行", "10", column="quantity", row=3)]],
        says="本次未能更正",
        known=1013,
    ),
    entered(
        "duplicate_in_file",
        {**JANUARY, "record": kept(0)},
        {**MARCH, "record": kept(0)},
        ways=[[take_out("保留正确的一行")]],
        known=1010,
    ),
    entered(
        "other_than_saved",
        {**MARCH, "record": kept(0), "may_move": False},
        ways=[
            [look_up("另起一行登记", "", column="record"), look_up("另起一行登记", True, column="may_move")],
            [look_up("就是这一条，写错了要更正", True, column="may_move")],
        ],
        known=None,
    ),
    entered(
        "record_gone",
        {**MARCH, "record": 10**6},
        ways=[
            [
                does(
                    "重新打开页面核对后再填写",
                    lambda office, _: office.table[1].__setitem__(office.place("record"), ""),
                )
            ]
        ],
        known=2010,
    ),
    entered(
        "changed_meanwhile",
        {**JANUARY, "quantity": "1200", "record": kept(0), "seen": 0},
        ways=[[does("再次保存将以您填写的为准", look_again)]],
        given=changed,
        known=1210,
    ),
    entered(
        "ambiguous_external_id",
        {"external_id": "d1", "quantity": "1300"},
        ways=[
            [look_up("写明登记的编号", kept(0), column="record")],
            [ask_with("分别使用不同的来源名称", source="财务一")],
        ],
        before=[],
        how={"reason": "抄错", "source": "财务"},
        given=two_called_the_same,
        known=2300,
    ),
    entered(
        "record_gone",
        {"external_id": "d1"},
        ways=[[look_up("换一个外部编号", "d2", column="external_id")]],
        before=[],
        how={"source": "财务"},
        given=sent_and_withdrawn,
        known=1000,
    ),
    Remedy(
        "external_id_twice",
        bills({"external_id": "d1"}, {"external_id": "d1", **FEBRUARY}),
        [[look_up("各自的外部编号", "d2", column="external_id")], [take_out("只发一次")]],
        is_entered=True,
        how={"source": "财务"},
    ),
    Remedy(
        "other_record",
        profiles({"year": "2026", "record": lambda: Profile.objects.get(organisation__code="510101", year=2024).id}),
        [
            [look_up("改回原来的对象", "2024", column="year")],
            [look_up("另起一行新登记", "", column="record")],
        ],
        kind="profiles",
        is_entered=True,
        how={"reason": "改"},
    ),
]


CAR, VAN, *_ = sample_rows("vehicles", unit="510101")
FIRST, _ = sample_rows("refuellings", unit="510101")
OF_OTHER = {**CAR, "organisation": "510102", "plate": "陕A00009", "card_number": ""}
FILLS = [
    ("vehicles", [CAR, VAN, OF_OTHER]),
    ("refuellings", [FIRST, {**FIRST, "refuelled_on": "2025-01-15", "receipt_number": "9"}]),
]


def first_fill() -> int:
    return Refuelling.objects.order_by("refuelled_on")[0].pk


def moving(rule: str, values: dict, ways) -> Remedy:
    row = {**FIRST, **values, "record": first_fill}
    return Remedy(
        rule,
        [list(row), list(row.values())],
        ways,
        kind="refuellings",
        before=FILLS,
        is_entered=True,
        how={"reason": "抄错"},
    )


REMEDIES += [
    moving(
        "already_there",
        {"refuelled_on": "2025-01-15", "receipt_number": "9"},
        [
            [look_up("请核对", "2025-01-16", column="refuelled_on")],
            [
                look_up("把多的一条作废", FIRST["refuelled_on"], column="refuelled_on"),
                look_up("把多的一条作废", FIRST["receipt_number"], column="receipt_number"),
                look_up("把多的一条作废", "是", column="withdrawn"),
            ],
        ],
    ),
    Remedy(
        "duplicate_in_file",
        [
            [*FIRST, "record"],
            [*{**FIRST, "refuelled_on": "2025-01-16"}.values(), first_fill],
            [*{**FIRST, "litres": "41"}.values(), ""],
        ],
        [[take_out("保留正确的一行")]],
        kind="refuellings",
        before=FILLS,
        is_entered=True,
        how={"reason": "抄错"},
        says="在更正的那一条",
    ),
    moving(
        "other_than_saved",
        {"refuelled_on": "2025-01-16", "may_move": False},
        [
            [look_up("另起一行登记", "", column="record"), look_up("另起一行登记", True, column="may_move")],
            [look_up("就是这一条，写错了要更正", True, column="may_move")],
        ],
    ),
    moving(
        "of_another_unit",
        {"organisation": "510102", "vehicle": OF_OTHER["plate"]},
        [
            [
                look_up("把机构改回来", "510101", column="organisation"),
                look_up("改回来", CAR["plate"], column="vehicle"),
            ],
            [look_up("另起一行登记", "", column="record")],
        ],
    ),
]


def swapped() -> list[list[object]]:
    return bills({**JANUARY, "record": kept(0), "quantity": "10"}, {**FEBRUARY, "record": kept(1)})[1:]
