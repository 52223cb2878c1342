"""Evidence from the hand of a clerk to whoever looks at it, and what nobody can do with it."""

from datetime import date

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from evidence_desk import FACT, NOW, TABLE, someone, upload
from handed_in import heic, pdf, picture
from jieyue.programme.entry.operations import kinds
from jieyue.programme.evidence import operations, queries
from jieyue.programme.evidence.operations import ItemUnknown, NotDescribed, OfAnotherOrganisation
from jieyue.programme.evidence.queries import EvidenceUnknown
from jieyue.programme.ledgers.catalogue import all_ledgers
from jieyue.programme.ledgers.listing import Wanted, listing
from jieyue.rules.refusal import Meanwhile, NotAllowed, NotThere
from jieyue.rules.roles import Role
from jieyue.store.evidence.keeping import AlreadyThere, IsCited, NotLinked, TooMany, cite
from jieyue.store.evidence.models import Citation, Item, Link, Version
from jieyue.store.evidence.owners import RecordUnknown, tables
from jieyue.store.evidence.previewing import NoPreview
from jieyue.store.evidence.vault import place_of
from jieyue.store.ledgers.bills.models import Bill
from jieyue.store.orgs.models import Organisation
from jieyue.store.records.models import LogEntry
from jieyue.store.records.verifying import verify
from jieyue.store.records.writing import writing
from ledger_samples import sample_rows, samples

TOMORROW = date(2026, 1, 16)


def of(desk, record: int | None = None, person=None):
    return queries.evidence_of(TABLE, record or desk.january, person=person or desk.clerk)


def names(found) -> list[str]:
    return [each.name for each in found]


def operations_logged() -> list[str]:
    kept = LogEntry.objects.filter(operation__startswith="evidence").order_by("seq")
    return list(kept.values_list("operation", flat=True))


def submit(record: int, name: str = "2025 年 1 月报送", id_: int = 1) -> None:
    """As a submission will do it."""
    with writing(operation="submit", by=someone(Role.CLERK, "A"), at=NOW) as change:
        cite(change, records=[(TABLE, record)], citing=("reporting_submission", id_), cited_by=name)


# --- adding


def test_several_files_prove_a_record(desk):
    desk.attached(upload(), upload("现场.jpg", picture()))
    assert sorted(names(of(desk).items)) == ["一月电费", "现场"]
    assert [each.fact_on for each in of(desk).items] == [FACT, FACT]
    assert operations_logged() == ["evidence add", "evidence add"]
    assert verify().holds


def test_a_refused_file_does_not_hold_up_the_others(desk):
    found = desk.attach(upload("假.pdf", b"<html>"), upload("现场.jpg", picture()))
    assert [(name, refusal.where) for name, refusal in found.refused] == [("假.pdf", "假.pdf")]
    assert names(of(desk).items) == ["现场"]


def test_one_file_proves_several_records(desk):
    (item,) = desk.attached()
    operations.link(item, table=TABLE, record_id=desk.february, by=desk.clerk, at=NOW)
    assert names(of(desk, desk.february).items) == ["一月电费"]
    assert [each.id for each in queries.item(item, person=desk.clerk).records] == [desk.january, desk.february]
    assert Version.objects.count() == 1


def test_the_same_content_is_stored_once(desk):
    content = pdf(2)
    desk.attached(upload("一.pdf", content))
    desk.attached(upload("二.pdf", content), record=desk.february)
    assert Version.objects.values("sha256").distinct().count() == 1
    assert len(list(place_of("ab" * 32).parents[2].glob("??/??/*"))) == 1


def test_the_same_file_twice_on_one_record_is_a_slip(desk):
    content = pdf()
    desk.attached(upload("一.pdf", content))
    ((name, refusal),) = desk.attach(upload("二.pdf", content)).refused
    assert name == "二.pdf"
    assert isinstance(refusal, AlreadyThere)
    assert "“一”" in refusal.says


def test_a_record_takes_no_more_than_its_number_of_files(desk, settings):
    settings.JIEYUE_EVIDENCE_MOST_FILES = 1
    desk.attached()
    ((_, refusal),) = desk.attach(upload("现场.jpg", picture())).refused
    assert isinstance(refusal, TooMany)
    assert Item.objects.count() == 1, "nothing of the refused one stays"


def test_evidence_can_wait_for_its_record(desk):
    item = operations.add(upload(), organisation="A", fact_on=FACT, name="  合同  一份 ", by=desk.clerk, at=NOW)
    assert names(queries.items(person=desk.clerk, not_of=(TABLE, desk.january)).items) == ["合同 一份"]
    operations.link(item, table=TABLE, record_id=desk.january, by=desk.clerk, at=NOW)
    assert queries.items(person=desk.clerk, not_of=(TABLE, desk.january)).count == 0


def test_the_fact_cannot_lie_in_the_future(desk):
    with pytest.raises(NotDescribed):
        desk.attach(fact_on=TOMORROW)


def test_a_file_may_be_as_large_as_its_kind_may_be(desk, settings):
    settings.JIEYUE_EVIDENCE_MOST_BYTES = {"pdf": 100, "picture": 10_000, "office": 10_000}
    ((_, refusal),) = desk.attach().refused
    assert "MB" in refusal.says
    desk.attached(upload("现场.jpg", picture()))


# --- versions


def test_a_new_version_keeps_the_old(desk):
    (item,) = desk.attached()
    assert desk.renew(item, upload("更清楚.pdf", pdf(2))) == 2
    found = queries.item(item, person=desk.clerk)
    assert [(each.number, each.file_name, each.pages) for each in found.files] == [
        (2, "更清楚.pdf", 2),
        (1, "一月电费.pdf", 1),
    ]
    assert queries.download(item, 1, person=desk.clerk).file_name == "一月电费.pdf"
    assert of(desk).items[0].newest.number == 2


def test_of_two_who_replace_a_file_the_second_is_told(desk):
    (item,) = desk.attached()
    desk.renew(item, upload("一.pdf", pdf(2)))
    with pytest.raises(Meanwhile):
        desk.renew(item, upload("二.pdf", pdf(3)))
    assert Version.objects.count() == 2


def test_the_same_file_is_no_new_version(desk):
    content = pdf()
    (item,) = desk.attached(upload("一.pdf", content))
    with pytest.raises(AlreadyThere):
        desk.renew(item, upload("二.pdf", content))


def test_name_and_date_can_be_put_right_with_a_reason(desk):
    (item,) = desk.attached()
    operations.describe(item, name="一月电费发票", fact_on=date(2025, 2, 3), by=desk.clerk, at=NOW, reason="日期填错")
    shown = queries.item(item, person=desk.clerk).shown
    assert (shown.name, shown.fact_on) == ("一月电费发票", date(2025, 2, 3))
    assert verify().holds


# --- taking away


def test_a_detached_item_stays_with_its_organisation(desk):
    (item,) = desk.attached()
    operations.unlink(item, table=TABLE, record_id=desk.january, by=desk.clerk, at=NOW, reason="附错了")
    assert of(desk).items == []
    assert names(queries.items(person=desk.clerk).items) == ["一月电费"]
    assert LogEntry.objects.get(operation="evidence unlink").reason == "附错了"
    with pytest.raises(NotLinked):
        operations.unlink(item, table=TABLE, record_id=desk.january, by=desk.clerk, at=NOW, reason="附错了")


def test_a_removed_item_is_gone_and_the_log_knows_it(desk):
    (item,) = desk.attached()
    desk.renew(item, upload("二.pdf", pdf(2)))
    operations.remove(item, by=desk.clerk, at=NOW, reason="传错了单位")
    assert (Item.objects.count(), Version.objects.count(), Link.objects.count()) == (0, 0, 0)
    assert operations_logged() == ["evidence add", "evidence renew", "evidence remove"]
    assert verify().holds


@pytest.mark.parametrize("without", ["", "  "])
def test_what_changes_something_needs_a_reason(desk, without):
    (item,) = desk.attached()
    asked = {"by": desk.clerk, "at": NOW, "reason": without}
    for change in (
        lambda: desk.renew(item, upload("二.pdf", pdf(2)), reason=without),
        lambda: operations.describe(item, name="x", fact_on=FACT, **asked),
        lambda: operations.unlink(item, table=TABLE, record_id=desk.january, **asked),
        lambda: operations.remove(item, **asked),
    ):
        with pytest.raises(NotDescribed):
            change()


# --- cited


def test_name_and_date_of_what_was_cited_stay(desk):
    (item,) = desk.attached()
    submit(desk.january)
    with pytest.raises(IsCited):
        operations.describe(item, name="别的", fact_on=FACT, by=desk.clerk, at=NOW, reason="改名")
    with pytest.raises(IsCited):
        operations.describe(item, name="", fact_on=date(2024, 1, 1), by=desk.clerk, at=NOW, reason="改日期")
    shown = queries.item(item, person=desk.clerk).shown
    assert (shown.name, shown.fact_on) == ("一月电费", FACT)


def test_what_was_submitted_can_be_added_to_and_never_taken_away(desk):
    (item,) = desk.attached()
    submit(desk.january)
    asked = {"by": desk.clerk, "at": NOW, "reason": "不想要了"}
    with pytest.raises(IsCited, match="2025 年 1 月报送"):
        operations.remove(item, **asked)
    with pytest.raises(IsCited, match="2025 年 1 月报送"):
        operations.unlink(item, table=TABLE, record_id=desk.january, **asked)
    desk.renew(item, upload("二.pdf", pdf(2)))
    with pytest.raises(IsCited):
        operations.remove(item, **asked)
    found = queries.item(item, person=desk.clerk)
    assert [(each.number, each.cited_by) for each in found.files] == [(2, ()), (1, ("2025 年 1 月报送",))]
    assert of(desk).items[0].is_frozen


def test_a_link_made_after_the_submission_can_be_taken_away_again(desk):
    (item,) = desk.attached()
    submit(desk.january)
    operations.link(item, table=TABLE, record_id=desk.february, by=desk.clerk, at=NOW)
    assert not of(desk, desk.february).items[0].is_frozen
    operations.unlink(item, table=TABLE, record_id=desk.february, by=desk.clerk, at=NOW, reason="附错了")
    assert of(desk, desk.february).items == []


def test_a_second_submission_freezes_the_newer_version_too(desk):
    (item,) = desk.attached()
    submit(desk.january)
    submit(desk.january)
    assert Citation.objects.count() == 1, "the same thing cites once"
    desk.renew(item, upload("二.pdf", pdf(2)))
    submit(desk.january, "重新报送", 2)
    found = queries.item(item, person=desk.clerk)
    assert [each.cited_by for each in found.files] == [("重新报送",), ("2025 年 1 月报送",)]
    assert verify().holds


@pytest.mark.parametrize("table", ["evidence_link", "evidence_version"])
def test_the_database_itself_keeps_what_is_cited(desk, table):
    desk.attached()
    submit(desk.january)
    with pytest.raises(IntegrityError), transaction.atomic():
        delete_all(table)


def delete_all(table: str) -> None:
    """Past the product. The databases object at the end of a transaction; here they are asked at once."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")  # noqa: S608
    connection.check_constraints()


# --- who


def test_nobody_else_learns_that_it_is_there(desk):
    (item,) = desk.attached()
    nothing = 10**9
    for id_ in (item, nothing):
        for ask in (
            lambda id_=id_: queries.item(id_, person=desk.stranger),
            lambda id_=id_: queries.preview(id_, 1, person=desk.stranger),
            lambda id_=id_: queries.download(id_, 1, person=desk.stranger),
        ):
            with pytest.raises(EvidenceUnknown) as refusal:
                ask()
            assert str(refusal.value) == "没有这份佐证材料，或者不在您的权限范围内。 请从记录或材料列表重新打开。"
    said = set()
    for record in (desk.january, nothing):
        with pytest.raises(RecordUnknown) as refusal:
            queries.evidence_of(TABLE, record, person=desk.stranger)
        said.add(str(refusal.value))
    assert len(said) == 1
    assert queries.items(person=desk.stranger).count == 0


def test_nobody_else_changes_it(desk):
    (item,) = desk.attached()
    before = list(Item.objects.values()), list(Link.objects.values()), list(Version.objects.values())
    for person in (desk.stranger, desk.reader, someone(Role.AUDITOR, "P", "audit")):
        asked = {"by": person, "at": NOW}
        for change in (
            lambda asked=asked: operations.add(upload(), organisation="A", fact_on=FACT, **asked),
            lambda asked=asked: desk.attach(**asked),
            lambda asked=asked: desk.renew(item, upload("二.pdf", pdf(2)), **asked),
            lambda asked=asked: operations.describe(item, name="x", fact_on=FACT, reason="r", **asked),
            lambda asked=asked: operations.link(item, table=TABLE, record_id=desk.foreign, **asked),
            lambda asked=asked: operations.unlink(item, table=TABLE, record_id=desk.january, reason="r", **asked),
            lambda asked=asked: operations.remove(item, reason="r", **asked),
        ):
            with pytest.raises(NotThere):
                change()
    assert (list(Item.objects.values()), list(Link.objects.values()), list(Version.objects.values())) == before


def test_a_reader_above_sees_it_and_cannot_change_it(desk):
    (item,) = desk.attached()
    assert names(of(desk, person=desk.reader).items) == ["一月电费"]
    assert not of(desk, person=desk.reader).may_change
    assert not queries.item(item, person=desk.reader).may_change
    assert queries.item(item, person=desk.clerk).may_change


def test_evidence_is_not_lent_to_another_organisation(desk, person):
    (item,) = desk.attached()
    with pytest.raises(OfAnotherOrganisation):
        operations.link(item, table=TABLE, record_id=desk.foreign, by=person, at=NOW)
    with pytest.raises(RecordUnknown):
        operations.link(item, table=TABLE, record_id=desk.foreign, by=desk.clerk, at=NOW)


def test_whatever_is_entered_takes_evidence_and_only_what_says_so(desk):
    """Of all tables that there are: what a kind enters can be proved, and nothing else can be made to."""
    assert {kind.model for kind in kinds().values()} <= set(tables().values())
    others = {model._meta.db_table for model in apps.get_models()} - tables().keys()
    for table in sorted({*others, "no_such_table"}):
        with pytest.raises(RecordUnknown):
            desk.attach(table=table)


@pytest.mark.parametrize("model", [*tables().values()], ids=str)
def test_a_table_that_takes_evidence_has_a_name_and_a_way_to_its_organisation(model):
    assert model.zh
    at = model
    for step in model.organisation_lookup.split("__"):
        field = at._meta.get_field(step)
        at = field.related_model or at
    assert at is Organisation


def test_every_table_that_takes_evidence_leads_to_its_organisation(desk, person):
    desk.house.have("profiles", "organisation | year | floor_area_m2 | persons\nA | 2024 | 1000 | 50")
    desk.house.have(
        "no_use", "organisation | resource | account | start_date | end_date\nA | 水 | 7 | 2025-01-01 | 2025-01-31"
    )
    desk.house.have("targets", "organisation | year | energy_per_m2_kgce\nA | 2024 | 12.5")
    for key in samples():
        desk.house.have(key, sample_rows(key, unit="A"))
    for kind in kinds().values():
        assert kind.model.objects.exists(), f"{kind.key} has no sample"
    for table, model in tables().items():
        for id_ in model.objects.values_list("id", flat=True):
            found = queries.evidence_of(table, id_, person=person)
            assert found.organisation.code in {"P", "C1", "C2", "A", "X"}
            assert found.record.zh


def test_a_row_of_any_ledger_is_proved_found_by_its_evidence_and_keeps_it_when_it_is_withdrawn(desk):
    for key in samples():
        desk.house.have(key, sample_rows(key, unit="A"))
        ledger = all_ledgers()[key]
        table, record = ledger.model._meta.db_table, ledger.model.objects.latest("id").pk
        desk.attached(upload(), record=record, table=table)
        with_evidence = listing(key, person=desk.reader, wanted=Wanted(evidence="with"))
        assert [(line.id, line.evidence) for line in with_evidence.lines] == [(record, 1)], key
    # What rows are about stays for as long as they are there.
    for key in (each for each in reversed(samples()) if all_ledgers()[each].can_withdraw):
        model = all_ledgers()[key].model
        table, record = model._meta.db_table, model.objects.latest("id").pk
        rows = [{**row, "withdrawn": "是"} for row in sample_rows(key, unit="A")]
        desk.house.have(key, rows, reason="重复")
        assert not model.objects.filter(pk=record).exists(), key
        assert names(queries.evidence_of(table, record, person=desk.reader).items) == ["一月电费"], key
    assert verify().holds


def test_a_withdrawn_bill_keeps_its_evidence_and_takes_no_more(desk):
    desk.attached()
    bill = Bill.objects.get(id=desk.january)
    desk.house.have(
        "bills",
        "organisation | resource | account | start_date | end_date | quantity | unit | withdrawn\n"
        f"A | 电 | 1001 | {bill.start_date} | {bill.end_date} | 100 | kWh | 是",
        reason="登错了",
    )
    assert names(of(desk).items) == ["一月电费"]
    assert not of(desk).may_change
    with pytest.raises(RecordUnknown):
        desk.attach(upload("二.pdf", pdf(2)))
    with pytest.raises(RecordUnknown):
        of(desk, person=desk.stranger)


# --- looking


def test_pictures_are_made_once_and_again_when_they_are_gone(desk, home):
    (item,) = desk.attached(upload("三页.pdf", pdf(3)))
    first = queries.preview(item, 1, page=3, size="thumbnail", person=desk.clerk)
    assert first.read_bytes().startswith(b"\x89PNG")
    assert home in first.parents
    written = first.stat().st_mtime_ns
    assert queries.preview(item, 1, page=3, size="thumbnail", person=desk.clerk).stat().st_mtime_ns == written
    first.unlink()
    assert queries.preview(item, 1, page=3, size="thumbnail", person=desk.clerk).is_file()


@pytest.mark.parametrize(("page", "size"), [(0, "page"), (4, "page"), (1, "poster")])
def test_there_is_no_picture_of_a_page_that_is_not_there(desk, page, size):
    (item,) = desk.attached(upload("三页.pdf", pdf(3)))
    with pytest.raises(NoPreview):
        queries.preview(item, 1, page=page, size=size, person=desk.clerk)


def test_what_nobody_can_draw_can_still_be_fetched(desk):
    (item,) = desk.attached(upload("IMG_1.HEIC", heic()))
    with pytest.raises(NoPreview):
        queries.preview(item, 1, person=desk.clerk)
    assert queries.download(item, 1, person=desk.clerk).path.read_bytes() == heic()


@pytest.mark.parametrize("many", [1, 3, 20])
def test_a_list_makes_the_same_number_of_queries_however_long(desk, many, django_assert_num_queries):
    for number in range(many):
        desk.attached(upload(f"{number}.jpg", picture(size=(20 + number, 20))))
    with django_assert_num_queries(9):
        assert len(of(desk).items) == many
    with django_assert_num_queries(7):
        assert len(queries.items(person=desk.clerk).items) == many


def test_pages_of_equal_dates_show_every_item_once(desk):
    for number in range(7):
        desk.attached(upload(f"{number}.jpg", picture(size=(20 + number, 20))))
    pages = [queries.items(person=desk.clerk, first=first, many=3) for first in (0, 3, 6)]
    assert sorted(name for page in pages for name in names(page.items)) == [str(number) for number in range(7)]
    assert {page.count for page in pages} == {7}


def test_items_are_found_by_name_and_organisation(desk):
    desk.attached(upload("电费.pdf"), upload("水费.pdf", pdf(2)))
    assert names(queries.items(person=desk.reader, search="水", organisation="A").items) == ["水费"]
    with pytest.raises(NotThere):
        queries.items(person=desk.reader, organisation="X")


def test_only_whoever_runs_the_system_sees_what_was_quarantined(desk):
    with pytest.raises(NotAllowed):
        queries.quarantined(person=desk.clerk)
    assert queries.quarantined(person=someone(Role.SYSTEM_ADMINISTRATOR, "P", "sys")) == []
    assert ItemUnknown.__mro__[1] is NotThere
