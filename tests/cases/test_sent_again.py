"""Another system sends what it has sent before: nothing may come of it."""

import json

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.conftest import CASES
from cases.sheets import BILL
from jieyue.programme.entry.operations import enter_rows, kinds
from jieyue.programme.entry.stale_rows import EnteredRow
from samples import NOW
from soaking import rounds

MONTHS = ("01-01", "01-31"), ("02-01", "02-29"), ("01-15", "02-10")
ROWS = st.builds(
    lambda name, account, days, quantity, refund: (
        name,
        {
            **BILL,
            "account": account,
            "start_date": f"2024-{days[0]}",
            "end_date": f"2024-{days[1]}",
            "quantity": -quantity if refund else quantity,
            "amount_yuan": "",
            **({"invoice_number": f"R{quantity}", "refund_of": "1"} if refund else {}),
        },
    ),
    name=st.sampled_from(["", "d1", "d2", "d3"]),
    account=st.sampled_from(["", "无", "E1", "E2"]),
    days=st.sampled_from(MONTHS),
    quantity=st.integers(1, 3),
    refund=st.sampled_from([False, False, False, True]),
)


def send(house, rows, **how):
    entered = [EnteredRow(n, values, external_id=name) for n, (name, values) in enumerate(rows, start=1)]
    return enter_rows("bills", entered, by=house.person, at=NOW, source="财务", **how)


def kept(house) -> list[tuple]:
    return sorted(map(str, kinds()["bills"].rows(house.person)))


@settings(max_examples=rounds(short=25, long=400), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(requests=st.lists(st.tuples(st.lists(ROWS, min_size=1, max_size=4), st.booleans()), min_size=1, max_size=2))
def test_any_accepted_request_sent_again_changes_nothing(cases, requests):
    with transaction.atomic():
        for rows, is_lenient in requests:
            how = {"accept_good": is_lenient, "reason": "更正"}
            first = send(cases.house, rows, **how)
            if first.taken:
                before = kept(cases.house)
                again = send(cases.house, rows, **how)
                assert (again.added, again.changed, again.refused) == (0, 0, first.refused)
                assert again.records == first.records
                assert kept(cases.house) == before
        transaction.set_rollback(True)


def test_one_name_for_two_rows_of_a_request_is_refused_with_both(cases):
    sent = json.loads((CASES / "same-external-id-twice.json").read_text("utf-8"))
    report = send(cases.house, [(row["external_id"], row["values"]) for row in sent["rows"]])
    assert [(each.row, each.rule) for each in report.problems] == [(1, "external_id_twice"), (2, "external_id_twice")]
    assert all("第 1 行、第 2 行" in each.says for each in report.problems)
    assert kept(cases.house) == []


@pytest.mark.parametrize("name", ["d1", "d2"])
def test_each_with_a_name_of_its_own_is_taken_and_known_again(cases, name):
    sent = json.loads((CASES / "same-external-id-twice.json").read_text("utf-8"))
    rows = [(own, row["values"]) for own, row in zip(["d1", "d2"], sent["rows"], strict=True)]
    assert send(cases.house, rows).added == 2
    assert send(cases.house, [row for row in rows if row[0] == name]).unchanged == 1
