"""Whatever can be brought in, in whatever order: taken back, everything is as it was before; or it is refused in words.

The kinds, the columns and what is compared are asked of the code, so that a new kind of entry is tried as well.
"""

from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from typing import NamedTuple

import pytest
from django.apps import apps
from django.db import transaction
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from jieyue.files.cells import CellRefused
from jieyue.files.sheet import Column
from jieyue.programme.completeness.queries import accounts_by_month
from jieyue.programme.entry.entries import entry as entry_told
from jieyue.programme.entry.operations import EnteredRow, enter_rows, kinds
from jieyue.programme.entry.reversing import ChangedSince, NotReversible, Undone, undo
from jieyue.rules.findings import UNANSWERED
from jieyue.rules.refusal import Refused
from jieyue.store.findings.models import Finding
from jieyue.store.records.models import LogEntry
from jieyue.store.records.tables import columns_of
from jieyue.store.records.verifying import recorded_models, verify
from jieyue.store.registers import registers
from ledger_samples import sample_rows, samples
from samples import NOW
from soaking import IS_SOAKING, rounds

pytestmark = pytest.mark.django_db
ON_BOTH = ("organisations", "profiles", "bills", "readings")
"""Those of which each is kept and taken back in a way of its own; the others are ledgers, all by the same code."""

TREE = """code | name | parent | level
          P | 某省 | | 省
          C | 甲市 | P | 市
          A | 甲局 | C | 单位
          B | 乙局 | C | 单位"""
PROFILES = "organisation | year | floor_area_m2 | persons\nA | 2024 | 1000 | 50\nB | 2024 | 1000 | 50"
UNITS = ("A", "B")
FIRST_DAYS, LAST_DAYS = ("2024-01-01", "2024-02-01", "2024-03-01"), ("2024-01-31", "2024-02-29", "2024-03-31")
CANDIDATES = ("", "1", "2", "12.5", "2024", "2024-02-01", "是", "D1", "C")
LIKELY = {
    "organisation": UNITS,
    "code": ("A", "B", "E", "F"),
    "name": ("甲局", "乙局", "丙局"),
    "parent": ("C", "C", "P", "A"),
    "successors": ("", "", "", "A"),
    "level": ("单位", "单位", "单位", "部门", "市"),
    "effective_on": ("", "", "2024-02-01"),
    "credit_code": ("",),
    "region_code": ("",),
    "opened_on": ("", "", "2023-01-01"),
    "closed_on": ("", "", "", "2025-01-01"),
    "resource": ("电", "电", "电", "水"),
    "use": ("", "", "供暖"),
    "account": ("D1", "D2", ""),
    "start_date": FIRST_DAYS,
    "end_date": LAST_DAYS,
    "unit": ("kWh", "kWh", "kWh", "m3"),
    "year": ("2024", "2025"),
    "amount_yuan": ("", "700"),
    "refund_of": ("",),
    "withdrawn": ("", "", "", "是"),
}
"""What makes most rows good ones; any other column is written with whatever it can read."""

EVERYWHERE = settings(
    max_examples=rounds(short=1, long=150),
    phases=[Phase.explicit, Phase.generate],  # each takes half a second: no hunt for the shortest
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much, HealthCheck.too_slow],
)


def written(column: Column) -> st.SearchStrategy[str]:
    return st.sampled_from(
        LIKELY.get(column.key) or column.choices or [each for each in CANDIDATES if _reads(column, each)]
    )


def _reads(column: Column, text: str) -> bool:
    if not text:
        return not column.required
    try:
        column.parse(text)
    except CellRefused:
        return False
    return True


class Sheet(NamedTuple):
    kind: str
    rows: Sequence[Mapping[str, str]]


def sheets(kind: str) -> st.SearchStrategy[Sheet]:
    if kind in samples():
        return st.builds(Sheet, st.just(kind), st.lists(st.sampled_from(_near_samples(kind)), min_size=3, max_size=6))
    row = st.fixed_dictionaries({column.key: written(column) for column in kinds()[kind].columns})
    return st.builds(Sheet, st.just(kind), st.lists(row, min_size=3, max_size=6))


def _near_samples(kind: str) -> list[dict[str, str]]:
    """Rows of the ledger's sample for either unit, and such as differ in one cell, or are withdrawn."""
    rows = [row for unit in UNITS for row in sample_rows(kind, unit=unit)]
    others = [{**row, key: other.get(key, "")} for row in rows for other in rows for key in row if key != "withdrawn"]
    return [*rows, *others, *({**row, "withdrawn": "是"} for row in rows)]


any_sheet = st.sampled_from(list(kinds())).flatmap(sheets)


@pytest.fixture
def each_way(house, settings):
    """What is done inside leaves nothing: no row, and no figures made from rows that are gone."""
    numbers = count()

    @contextmanager
    def begun():
        settings.JIEYUE_WAREHOUSE = settings.JIEYUE_HOME / f"warehouse-{next(numbers)}"
        with transaction.atomic():
            yield
            transaction.set_rollback(True)

    return begun


def begin(house):
    """What the samples of ledgers are about."""
    house.have("organisations", TREE)
    house.have("profiles", PROFILES)
    for register in (each for each in registers() if each.key in samples()):
        house.have(register.key, [row for unit in UNITS for row in sample_rows(register.key, unit=unit)])


@pytest.fixture
def bring(house):
    """The good rows of a sheet; the entry that they made, None where none was good or new."""
    house.begun(begin)

    def brought(sheet: Sheet) -> int | None:
        rows = [EnteredRow(number, values) for number, values in enumerate(sheet.rows, 1)]
        return enter_rows(sheet.kind, rows, by=house.person, at=NOW, reason="试", accept_good=True).entry

    return brought


@pytest.fixture
def take_back(house):
    def undone(seq: int) -> Undone:
        return undo(seq, by=house.person, at=NOW, reason="导错了")

    return undone


def tables() -> dict[str, list]:
    """Every row that the log vouches for, and every one that follows from them. A finding is not taken back but closed
    when it is found no longer: of these, what stands open.
    """
    derived = [
        model for model in apps.get_models() if getattr(model, "derived", False) and model._meta.app_label != "records"
    ]
    kept = {
        model._meta.db_table: sorted(model._base_manager.values_list("pk", *columns_of(model)), key=str)
        for model in recorded_models()
        if model is not Finding
    }
    open_ = Finding.objects.filter(state__in=UNANSWERED).values_list("organisation", "rule", "table", "day", "says")
    kept["findings"] = sorted(open_)
    return kept | {model._meta.db_table: _without_ids(model) for model in derived}


def _without_ids(model) -> list:
    return sorted(model._base_manager.values_list(*columns_of(model)), key=str)


def everything(house, kind: str) -> dict[str, object]:
    """The tables, and what is said of them: figures, what is missing, what is odd. Of kinds that are kept by the same
    code as the others nothing else is said than of those, which only a soak asks each time.
    """
    if kind not in ON_BOTH and not IS_SOAKING:
        return tables()
    figures = house.statistics("P", "2024", by=["organisation", "resource", "month"])
    accounts = (accounts_by_month(person=house.person, code=code, year=2024, today=NOW.date()) for code in UNITS)
    told = {"statistics": figures.rows, "completeness": figures.completeness, "checks": house.checks("P", "2024")}
    return {**tables(), **told, "accounts": list(accounts)}


KINDS = [pytest.param(kind, marks=[pytest.mark.both_databases] if kind in ON_BOTH else []) for kind in kinds()]


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_brought_in_last_is_taken_back_whole(house, each_way, bring, take_back, kind):
    @EVERYWHERE
    @given(st.lists(any_sheet, min_size=1, max_size=3), sheets(kind))
    def holds(earlier: list[Sheet], last: Sheet) -> None:
        with each_way():
            for sheet in earlier:
                bring(sheet)
            before = everything(house, kind)
            entry = bring(last)
            if entry is not None:
                after = tables()
                undone = take_back(entry)
                assert everything(house, kind) == before
                refused_in_words(lambda: take_back(entry))
                take_back(undone.entry)
                assert tables() == after
                assert entry_told(entry, person=house.person).rows
        assume(entry is not None)

    holds()


@pytest.mark.both_databases
@EVERYWHERE
@given(st.data())
def test_any_earlier_entry_is_taken_back_or_refused_in_words(each_way, bring, take_back, data):
    with each_way():
        for sheet in data.draw(st.lists(any_sheet, min_size=2, max_size=6)):
            bring(sheet)
        for seq in data.draw(st.permutations(list(LogEntry.objects.values_list("seq", flat=True))))[:4]:
            before, undone = tables(), None
            try:
                undone = take_back(seq)
            except Refused as refusal:
                assert_says_what_to_do(refusal)
            if undone is not None:
                take_back(undone.entry)
            assert tables() == before
        assert verify().holds


def refused_in_words(act) -> None:
    with pytest.raises(ChangedSince) as refused:
        act()
    assert_says_what_to_do(refused.value)


def assert_says_what_to_do(refusal: Refused) -> None:
    assert isinstance(refusal, (ChangedSince, NotReversible))
    assert refusal.says
    assert refusal.do
