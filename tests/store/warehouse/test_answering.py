"""One DuckDB for a process: what it has answered is kept, and nothing of one asker stays for the next."""

from concurrent.futures import ThreadPoolExecutor

import duckdb
import pyarrow as pa
import pytest

from jieyue.store.warehouse.answering import ROWS_OF_A_BATCH, Held, _bytes_of, answer

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


def test_a_kept_answer_takes_the_room_that_it_says():
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
