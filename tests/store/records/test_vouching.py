"""Nothing is believed: one cell of any table changed, a row slipped in, taken out or numbered anew, and verify says so.

The tables are those that there are. A table that says it is passing gives its reason and is left out; any other that
comes is in here by itself.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from jieyue.rules.person import Person
from jieyue.store.deployment.setting_up import catch_up
from jieyue.store.evidence.vault import place_of
from jieyue.store.people.models import User
from jieyue.store.policies import policy
from jieyue.store.records.keeping import keep
from jieyue.store.records.log import START_OF_CHAIN, digest_of_rows, hash_of
from jieyue.store.records.models import FIRST_VERSION, LogEntry, RowVersion
from jieyue.store.records.verifying import reason_to_pass, recorded_models, verify
from jieyue.store.records.writing import writing
from jieyue.store.snapshots.models import AppliedPolicy, Snapshot
from offices import open_office
from samples import NOW
from soaking import IS_SOAKING

pytestmark = pytest.mark.django_db

Table = type[models.Model]
ALL: dict[str, Table] = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
LOG = [LogEntry, RowVersion]
DERIVED = [model for model in ALL.values() if getattr(model, "derived", False)]
CONTENT = b"a content"
SHA256 = hashlib.sha256(CONTENT).hexdigest()
FAR = 1_000_003
LATE = date(2999, 1, 1)
BY_KIND: list[tuple[type[models.Field], object, Callable]] = [
    (models.TextField, "{}", lambda value: f"{value}x"),
    (models.CharField, "x", lambda value: f"~{value[1:]}"),
    (models.DateTimeField, datetime(2025, 1, 1, tzinfo=UTC), lambda value: value + timedelta(days=1)),
    (models.DateField, date(2025, 1, 1), None),
    (models.DecimalField, Decimal(1), lambda value: value + 1),
    (models.BooleanField, True, lambda value: not value),
    (models.IntegerField, 1, lambda value: value + FAR),
]


def test_every_table_that_there_is_is_recorded_derived_or_passing_with_a_reason():
    vouched = {model._meta.db_table for model in [*recorded_models(), *DERIVED, *LOG]}
    others = set(connection.introspection.table_names()) - vouched
    assert {table for table in others if not reason_to_pass(table, ALL.get(table))} == set()
    assert {table for table in vouched if reason_to_pass(table, ALL[table])} == set()
    assert all(reason for model in ALL.values() for _, reason in getattr(model, "passing_columns", ()))


# --- a world in which every table has rows ----------------------------------------------------------------------------


def some(field: models.Field) -> object:
    kind = field.target_field if field.is_relation else field
    return next(value for each, value, _ in BY_KIND if isinstance(kind, each))


def of_row(field: models.Field, by: Person) -> object:
    if field.is_relation and field.related_model is not field.model:  # the first of its kind has none of its own
        return a_row_of(field.related_model, by)
    if field.null:
        return None
    return SHA256 if field.name == "sha256" else field.choices[0][0] if field.choices else some(field)


def a_row_of(model: Table, by: Person) -> object:
    """The key of one that is there, or is made in the log's own way."""
    there = model._base_manager.order_by("pk").values_list("pk", flat=True).first()
    if there is not None:
        return there
    fields = [each for each in model._meta.concrete_fields if not each.primary_key and not each.generated]
    values = {each.attname: of_row(each, by) for each in fields}
    with writing(operation="test", by=by, at=NOW) as change:
        return keep(change, model(**values))


@pytest.fixture(autouse=True)
def _world(house):
    house.begun(with_rows_everywhere)


def with_rows_everywhere(house):
    open_office(house)
    place_of(SHA256).parent.mkdir(parents=True)
    place_of(SHA256).write_bytes(CONTENT)
    for model in recorded_models():
        a_row_of(model, house.person)
    assert verify().differences == []
    assert all(model._base_manager.exists() for model in [*recorded_models(), *DERIVED, *LOG])


# --- what somebody may do to a table ----------------------------------------------------------------------------------


def quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def run(statement: str, *values: object) -> bool:
    """Past everything but the database itself; whether the database took it."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
    except DatabaseError:
        return False
    return True


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def others(field: models.Field, value: object) -> Iterable[object]:
    """Values that a cell could have instead; the database has the last word on which it takes."""
    kind = field.target_field if field.is_relation else field
    change = next(change for each, _, change in BY_KIND if isinstance(kind, each))
    if change is None:
        return [each for each in (LATE, some(field), value and value - timedelta(days=1)) if each not in (None, value)]
    if value is None:
        return [some(field)]
    return [change(some(field) if value == "" else value), *(key for key, _ in field.choices or () if key != value)]


def kept_fields(model: Table) -> list[models.Field]:
    return [field for field in model._meta.concrete_fields if not field.generated]


def last_rows(model: Table) -> list[dict[str, object]]:
    return list(model._base_manager.order_by("-pk").values(*(field.attname for field in kept_fields(model)))[:20])


def change_cell(model: Table, field: models.Field) -> bool:
    """Of the last row in which the database lets it be another."""
    key = model._meta.pk
    change = f"UPDATE {quoted(model._meta.db_table)} SET {quoted(field.column)} = %s"  # noqa: S608
    statement = f"{change} WHERE {quoted(key.column)} = %s"
    return any(
        run(statement, field.get_db_prep_value(value, connection), row[key.attname])
        for row in last_rows(model)
        for value in others(field, row[field.attname])
    )


def slip_in(model: Table) -> bool:
    """The last row once more, under another key, and otherwise as the database asks for it."""
    row, fields, key = last_rows(model)[0], kept_fields(model), model._meta.pk
    columns = ", ".join(quoted(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quoted(model._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608
    different = [[key], *([key, field] for field in fields if field is not key), fields]
    for which in different:
        values = {**row, **{field.attname: next(iter(others(field, row[field.attname]))) for field in which}}
        if run(statement, *(field.get_db_prep_value(values[field.attname], connection) for field in fields)):
            return True
    return False


def take_out(model: Table) -> bool:
    key, row = model._meta.pk, last_rows(model)[0]
    statement = f"DELETE FROM {quoted(model._meta.db_table)} WHERE {quoted(key.column)} = %s"  # noqa: S608
    return run(statement, row[key.attname])


def number_anew(model: Table) -> bool:
    return change_cell(model, model._meta.pk)


DEEDS = {"slipped in": slip_in, "taken out": take_out, "numbered anew": number_anew}


def told() -> str:
    return "\n".join(f"{each.what} {each.says}" for each in verify(most=10_000).differences)


def watched_cells(model: Table) -> list[models.Field]:
    passing = dict(getattr(model, "passing_columns", ()))
    return [field for field in kept_fields(model) if field.name not in passing]


def tried_cells(model: Table) -> list[models.Field]:
    """On the second database one of each kind of column: what it makes of a value hangs on that alone."""
    fields = watched_cells(model)
    if connection.vendor != "postgresql" or IS_SOAKING:
        return fields
    return list({type(field): field for field in fields}.values())


def test_one_cell_of_any_recorded_table_shows():
    """A column of every table at once, then the next: each table has to be named every time."""
    cells = {model: tried_cells(model) for model in recorded_models()}
    for number in range(max(map(len, cells.values()))):
        changed = {model: fields[number] for model, fields in cells.items() if number < len(fields)}
        with undone():
            for model, field in changed.items():
                assert change_cell(model, field), f"the database takes no other {field}"
            found = told()
            unseen = [str(field) for model, field in changed.items() if f"{model._meta.db_table} 第" not in found]
            assert unseen == []


@pytest.mark.parametrize("deed", DEEDS)
def test_a_row_of_any_recorded_table_shows_when_it_is(deed):
    with undone():
        for model in recorded_models():
            assert DEEDS[deed](model), f"the database does not let a row of {model} be {deed}"
        found = told()
        assert [model for model in recorded_models() if f"{model._meta.db_table} 第" not in found] == []


@pytest.mark.parametrize("model", [*LOG, *DERIVED], ids=lambda model: model._meta.db_table)
def test_what_is_derived_and_the_log_itself_show_each_cell_and_row(model):
    deeds = [lambda field=field: change_cell(model, field) for field in tried_cells(model)]
    deeds += [lambda deed=deed: deed(model) for deed in (slip_in, take_out)]
    for deed in deeds:
        with undone():
            assert deed()
            assert told()


# --- what was believed once -------------------------------------------------------------------------------------------


@pytest.mark.one_database
@pytest.mark.parametrize(("column", "value"), [("quantity", 130.0004), ("quantity", "x"), ("estimated", 2)])
def test_a_value_that_reads_like_what_was_written_and_is_another_shows(house, column, value):
    """SQLite keeps what no column of ours is; it is found by one and read as the other."""
    bill = bill_with_a_history(house)
    assert run(f"UPDATE ledger_bills_bill SET {column} = %s WHERE id = %s", value, bill)  # noqa: S608
    assert "ledger_bills_bill" in told()


def test_a_figure_of_more_digits_than_a_double_has_is_no_finding(house):
    bill = bill_with_a_history(house)
    with undone():
        run("UPDATE ledger_bills_bill SET quantity = %s WHERE id = %s", "10004038462881.775", bill)
        assert "不是系统写入的样子" not in told()


def bill_with_a_history(house) -> int:
    """One that was 120 and was then put right to 130."""
    bill = """organisation | resource | account | start_date | end_date | quantity | unit
              A | 电 | 1001 | 2025-01-01 | 2025-01-31 | {} | kWh"""
    for quantity in (120, 130):
        house.have("bills", bill.format(quantity), reason="抄表更正")
    return RowVersion.objects.filter(table="ledger_bills_bill").order_by("id").last().record_id


@pytest.mark.parametrize("entry", [999_999, 0, -1])
def test_a_version_that_no_entry_vouches_for_is_not_believed(house, entry):
    bill = bill_with_a_history(house)
    last = RowVersion.objects.filter(table="ledger_bills_bill", record_id=bill).order_by("id").last()
    forged = last.after.replace("130.000", "1.000")
    RowVersion.objects.create(table=last.table, record_id=bill, before=last.after, after=forged, entry_id=entry)
    run("UPDATE ledger_bills_bill SET quantity = 1 WHERE id = %s", bill)
    assert f"称属于日志第 {entry} 条" in told()
    assert f"ledger_bills_bill 第 {bill} 号" in told()


def test_a_record_removed_by_a_version_of_entry_nought_shows(house):
    bill = bill_with_a_history(house)
    last = RowVersion.objects.filter(table="ledger_bills_bill", record_id=bill).order_by("id").last()
    RowVersion.objects.create(table=last.table, record_id=bill, before=last.after, after=None, entry_id=0)
    run("DELETE FROM ledger_bills_bill WHERE id = %s", bill)
    assert f"ledger_bills_bill 第 {bill} 号 日志中有这条记录，库中没有" in told()


@pytest.mark.parametrize("knows_its_ids", [True, False])
def test_versions_of_an_old_entry_that_get_higher_ids_do_not_become_the_last_word(house, knows_its_ids):
    """Also where the entry is of a version that did not write down its ids."""
    bill = bill_with_a_history(house)
    if not knows_its_ids:
        as_an_older_version_wrote()
    entry = LogEntry.objects.order_by("-seq")[1].seq
    run("UPDATE records_rowversion SET id = id + 1000000 WHERE entry_id = %s", entry)
    run("UPDATE ledger_bills_bill SET quantity = 120 WHERE id = %s", bill)
    assert "被重新编号过" in told()
    assert f"ledger_bills_bill 第 {bill} 号" in told()


def test_a_version_numbered_anew_in_its_place_shows():
    run("UPDATE records_rowversion SET id = id + 1000000 WHERE entry_id = %s", LogEntry.objects.last().seq)
    assert "被重新编号过" in told()


@pytest.mark.parametrize("seq", [0, -7])
def test_an_entry_below_one_shows(seq):
    entry = LogEntry.objects.order_by("seq").last()
    entry.seq = seq
    entry.save(force_insert=True)
    assert f"日志第 {seq} 条 日志从第 1 条开始" in told()


def as_an_older_version_wrote() -> None:
    """The chain made anew without what entries say of their versions' ids."""
    previous = START_OF_CHAIN
    for entry in LogEntry.objects.order_by("seq"):
        details = {name: said for name, said in json.loads(entry.details).items() if name != FIRST_VERSION}
        entry.details, entry.previous_hash = json.dumps(details), previous
        entry.hash = previous = hash_of(entry)
        entry.save()


def test_a_log_of_an_older_version_holds_and_is_caught_up_with_once():
    unsealed = User.objects.get(username="wang")
    version = RowVersion.objects.get(table="people_user", record_id=unsealed.id)
    without = {name: said for name, said in json.loads(version.after).items() if name != "password"}
    RowVersion.objects.filter(id=version.id).update(after=json.dumps(without))
    RowVersion.objects.filter(table="orgs_externalid").update(table="a_table_of_old")
    for entry in LogEntry.objects.all():
        rows = list(entry.versions.order_by("id").values_list("table", "record_id", "before", "after"))
        LogEntry.objects.filter(seq=entry.seq).update(rows_digest=digest_of_rows(rows), row_count=len(rows))
    as_an_older_version_wrote()
    assert {line.split(" ")[0] for line in told().splitlines()} == {"people_user", "orgs_externalid"}
    catch_up()
    assert told() == ""
    entries = LogEntry.objects.count()
    run("UPDATE people_user SET password = 'another'")
    catch_up()
    assert LogEntry.objects.count() == entries, "what was changed later is not taken in"
    assert f"people_user 第 {unsealed.id} 号" in told()


# --- a second digest --------------------------------------------------------------------------------------------------


@pytest.fixture
def with_sm3(house, settings):
    settings.JIEYUE_SM3 = True
    bill_with_a_history(house)
    assert told() == ""


@pytest.mark.usefixtures("with_sm3")
def test_both_digests_are_in_the_exported_head_and_both_are_compared(tmp_path, jieyue, settings, house):
    file = tmp_path / "head.json"
    assert jieyue("audit", "head", file).status == 0
    head = json.loads(file.read_text())
    assert (len(head["hash"]), len(head["sm3"])) == (64, 64)
    settings.JIEYUE_SM3 = False
    bill_with_a_history(house)
    assert jieyue("audit", "verify", "--head", file).status == 0
    for name in ("hash", "sm3"):
        file.write_text(json.dumps({**head, name: "0" * 64}))
        assert jieyue("audit", "verify", "--head", file).status == 1


@pytest.mark.usefixtures("with_sm3")
def test_sm3_is_a_chain_of_its_own():
    """What is sealed anew with SHA-256 alone shows by SM3, and SM3 that was taken away shows by SHA-256."""
    last = LogEntry.objects.order_by("-seq").first()
    with undone():
        version = last.versions.last()
        RowVersion.objects.filter(id=version.id).update(after=version.after.replace("130.000", "131.000"))
        last.rows_digest = digest_of_rows(
            last.versions.order_by("id").values_list("table", "record_id", "before", "after")
        )
        last.hash = hash_of(last)
        last.save()
        assert "SM3" in told()
    LogEntry.objects.filter(seq=last.seq).update(sm3="")
    assert "SM3" in told()


def test_a_machine_without_sm3_says_so_before_it_does_anything(settings, monkeypatch, jieyue):
    settings.JIEYUE_SM3 = True
    real = hashlib.new

    def without(name: str, *given: object) -> object:
        if name == "sm3":
            raise ValueError(name)
        return real(name, *given)

    monkeypatch.setattr(hashlib, "new", without)
    said = jieyue("audit", "verify")
    assert said.status == 2
    assert "OpenSSL 不提供 SM3" in said.err


def test_a_policy_file_that_is_not_the_one_of_the_last_time_is_named():
    name = next(name for name in policy().documents if "factors" in name)
    kept = AppliedPolicy.objects.get()
    AppliedPolicy.objects.filter(id=kept.id).update(name=name)
    assert f"政策文件 {name}" in told()
    AppliedPolicy.objects.filter(id=kept.id).update(name=name, sha256=policy().documents[name])
    assert f"政策文件 {name}" not in told()


def test_a_policy_file_that_is_gone_is_named_until_something_is_pinned_without_it():
    kept = AppliedPolicy.objects.get()
    AppliedPolicy.objects.filter(id=kept.id).update(name="own/withdrawn.toml")
    newest = Snapshot.objects.order_by("id").last()
    content = json.loads(newest.content)
    for named in (True, False):
        files = {**content.get("policy", {}), **({"own/withdrawn.toml": kept.sha256} if named else {})}
        Snapshot.objects.filter(id=newest.id).update(content=json.dumps({**content, "policy": files}))
        assert ("政策文件 own/withdrawn.toml 已经不在了" in told()) is named
