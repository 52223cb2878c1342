"""One DuckDB for a process: what it has answered is kept, and nothing of one asker stays for the next."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.store.warehouse.answering import MOST_ROWS_WRITTEN, ROWS_OF_A_BATCH, Held, _bytes_of, answer

pytestmark = pytest.mark.one_database

ONE, OTHER = (Held.of("brought", pa.table({"number": [number]})) for number in (1, 2))
SUM = "SELECT sum(number) AS sum FROM brought"


def numbers(sql: str, *, views=(), held=(), **variables):
    (column,) = answer(sql, dict(views), held, variables).to_pydict().values()
    return column


def test_the_same_question_about_the_same_is_answered_once():
    assert answer(SUM, {}, [ONE], {}) is answer(SUM, {}, [Held.of("brought", pa.table({"number": [1]}))], {})


def test_another_table_of_the_same_name_gets_its_own_answer():
    assert numbers(SUM, held=[ONE]) == [1]
    assert numbers(SUM, held=[OTHER]) == [2]


@pytest.mark.parametrize("asked", ["SELECT count(*) FROM brought", "SELECT count(*) FROM shown"])
def test_a_table_that_the_next_asker_does_not_bring_is_not_there(asked):
    assert numbers("SELECT number FROM shown", views={"shown": "SELECT * FROM brought"}, held=[ONE]) == [1]
    with pytest.raises(duckdb.CatalogException):
        answer(asked, {}, [], {})


def test_a_variable_that_the_next_asker_does_not_give_is_empty():
    asked = "SELECT getvariable('whose') AS whose"
    assert numbers(asked, whose=7) == [7]
    assert numbers(asked) == [None]


def test_a_view_may_be_drawn_from_one_that_is_defined_with_it():
    views = {"first": "SELECT * FROM brought", "second": "SELECT number + 1 AS number FROM first"}
    assert numbers("SELECT number FROM second", views=views, held=[ONE]) == [2]
    assert numbers("SELECT number FROM second", views=views, held=[OTHER]) == [3]


def test_after_a_question_that_cannot_be_answered_the_next_one_is():
    with pytest.raises(duckdb.Error):
        answer("SELECT nothing FROM nowhere", {}, [ONE], {})
    assert numbers(SUM, held=[ONE]) == [1]


def test_many_askers_at_once_each_get_their_own():
    asked = [Held.of("brought", pa.table({"number": [number]})) for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda held: numbers(f"{SUM} -- at once", held=[held]), asked))
    assert found == [[number] for number in range(40)]


def test_a_kept_answer_takes_the_room_that_it_says(nothing_answered_yet):
    """DuckDB sets aside room for whole batches, and what it made would hold that for as long as it is kept."""
    before = pa.total_allocated_bytes()
    kept = [answer(f"SELECT {n} AS a, 'x' AS b, 1.5::DECIMAL(38, 3) AS c", {}, [], {}) for n in range(100)]
    taken = pa.total_allocated_bytes() - before
    said = sum(map(_bytes_of, kept))
    assert sum(each.nbytes for each in kept) <= taken <= said


def test_an_answer_of_many_rows_is_whole():
    rows = 3 * ROWS_OF_A_BATCH + 1
    asked = f"SELECT i AS number, CASE WHEN i % 7 = 0 THEN NULL ELSE i::VARCHAR END AS text FROM range({rows}) t(i)"  # noqa: S608
    found = answer(asked, {}, [], {})
    assert found["number"].to_pylist() == list(range(rows))
    assert found["text"].to_pylist()[6:9] == ["6", None, "8"]


BROUGHT = pa.schema(
    [
        ("text", pa.string()),
        ("is_so", pa.bool_()),
        ("small", pa.int32()),
        ("number", pa.int64()),
        ("ratio", pa.float64()),
        ("sum", pa.decimal128(38, 12)),
    ]
)
VALUES = (
    st.text(),
    st.booleans(),
    st.integers(-(2**31), 2**31 - 1),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.decimals(-(10**20), 10**20, places=12),
)
ROWS = st.lists(st.tuples(*(st.none() | each for each in VALUES)), max_size=4)


@given(ROWS)
def test_a_short_table_is_what_its_asker_brought_whatever_is_in_it(rows):
    columns = list(zip(*rows, strict=True)) or [()] * len(BROUGHT)
    brought = pa.table([pa.array(each, kind) for each, kind in zip(columns, BROUGHT.types, strict=True)], BROUGHT)
    assert answer("SELECT * FROM brought", {}, [Held.of("brought", brought)], {}).equals(brought)


@pytest.mark.parametrize("rows", [0, 1, MOST_ROWS_WRITTEN, MOST_ROWS_WRITTEN + 1])
@pytest.mark.parametrize("kind", [pa.int64(), pa.decimal128(18, 3), pa.date32(), pa.list_(pa.int64())])
def test_a_table_of_any_length_and_kind_is_what_its_asker_brought(rows, kind):
    value = {pa.decimal128(18, 3): Decimal("1.500"), pa.list_(pa.int64()): [1, 2]}.get(kind, 7)
    brought = pa.table({"one": pa.array([value] * rows, kind)})
    assert answer("SELECT * FROM brought", {}, [Held.of("brought", brought)], {}).equals(brought)


def test_a_question_with_parts_of_its_own_may_be_about_views():
    asked = "WITH twice AS (SELECT 2 * number AS number FROM second) SELECT number FROM twice"
    assert numbers(asked, views={"second": "SELECT number + 1 AS number FROM brought"}, held=[ONE]) == [4]


def test_every_asker_has_what_is_known_of_files_at_hand():
    """Each has a connection of his own, and a setting of one connection alone would hold for nobody else."""
    with ThreadPoolExecutor(2) as pool:
        asked = "SELECT current_setting('parquet_metadata_cache') AS cached"
        told = [each.result() for each in [pool.submit(numbers, f"{asked} -- {n}") for n in range(2)]]
    assert told == [[True], [True]]


ROOM_OF_A_BATCH = 100_000 * 16
"""Of two numbers in a batch for who brings 10,000 rows."""


@pytest.mark.parametrize("rows", [0, 1, 900, 2_500, 9_999])
def test_an_answer_about_a_long_table_is_whole_and_takes_no_room_for_a_whole_batch(rows):
    brought = Held.of("brought", pa.table({"number": pa.array(range(10_000), pa.int64())}))
    before = pa.total_allocated_bytes()
    found = answer(f"SELECT number, number * 2 AS twice FROM brought WHERE number < {rows}", {}, [brought], {})  # noqa: S608
    assert found["twice"].to_pylist() == [2 * n for n in range(rows)]
    assert pa.total_allocated_bytes() - before <= 2 * found.nbytes + ROOM_OF_A_BATCH // 10
