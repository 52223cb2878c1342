"""Contents on the disk: written whole or not at all, watched by the audit, swept when nobody needs them."""

import os
import stat
import sys
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from evidence_desk import FACT, NOW, upload
from handed_in import pdf
from jieyue.programme.evidence import operations, queries
from jieyue.programme.people.pressing import pressed
from jieyue.rules.person import Person
from jieyue.rules.refusal import NotAllowed, Refused
from jieyue.store.evidence.admission import Infected
from jieyue.store.evidence.models import Item, Quarantined, Version
from jieyue.store.evidence.scanning import ScannerUnavailable
from jieyue.store.evidence.vault import ContentLost, contents, place_of
from jieyue.store.people.models import Press
from jieyue.store.records.models import LogEntry
from jieyue.store.records.verifying import verify

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture(autouse=True)
def _unit(house):
    house.have("organisations", "code | name | level\nA | 甲局 | unit")


@pytest.fixture
def add(person):
    def add(name: str = "一.pdf", content: bytes | None = None) -> int:
        return operations.add(upload(name, content), organisation="A", fact_on=FACT, by=person, at=NOW)

    return add


def place_of_item(item: int) -> Path:
    return place_of(Version.objects.get(item=item).sha256)


def differences() -> list[str]:
    return [difference.says.partition("（")[0] for difference in verify().differences]


# --- the disk


def test_a_content_lies_under_its_hash(add, home):
    place = place_of_item(add())
    sha256 = place.name
    assert place == home / "evidence" / sha256[:2] / sha256[2:4] / sha256


def test_nothing_is_left_of_a_refused_file(add, home):
    with pytest.raises(Refused):
        add(content=b"<html>")
    assert [file for file in (home / "evidence").rglob("*") if file.is_file()] == []


def test_a_failed_transaction_leaves_a_content_and_no_row(add, monkeypatch):
    def fail(*_args, **_how):
        raise RuntimeError("the power went out")

    monkeypatch.setattr("jieyue.store.records.writing._keep", fail)
    with pytest.raises(RuntimeError):
        add()
    assert Item.objects.count() == 0
    assert len(list(contents())) == 1
    assert verify().holds


def test_a_reader_that_stops_leaves_nothing(person, home):
    class Broken:
        def read(self, _count):
            raise ConnectionError("the browser went away")

    with pytest.raises(ConnectionError):
        operations.add(operations.Upload("一.pdf", Broken()), organisation="A", fact_on=FACT, by=person, at=NOW)
    assert [file for file in (home / "evidence").rglob("*") if file.is_file()] == []


# --- the audit


def test_a_changed_content_shows(add, jieyue):
    place = place_of_item(add())
    place.write_bytes(place.read_bytes() + b" ")
    assert differences() == ["不是收下时的内容：被改动过。"]
    said = jieyue("audit", "verify")
    assert said.status == 1
    assert "“一”第 1 版" in said.err


def test_a_missing_content_shows(add):
    place_of_item(add()).unlink()
    assert differences() == ["文件不在了。"]


def test_whole_contents_are_counted(add, jieyue):
    add()
    add("二.pdf", pdf(2))
    assert jieyue("audit", "verify", "--json").json["files"] == 2


def test_a_changed_content_is_never_handed_out(add, person):
    item = add()
    place_of_item(item).write_bytes(b"something else")
    with pytest.raises(ContentLost):
        queries.download(item, 1, person=person)
    with pytest.raises(ContentLost):
        queries.preview(item, 1, person=person)


def test_bringing_the_same_file_again_mends_a_damaged_content(add):
    content = pdf(2)
    place = place_of_item(add(content=content))
    place.write_bytes(b"something else")
    add("同一份.pdf", content)
    assert place.read_bytes() == content
    assert verify().holds


def test_a_row_changed_past_the_log_shows(add):
    add()
    Version.objects.update(file_name="别的.pdf")
    assert len(differences()) == 1


# --- the sweep


def age(path: Path, days: int) -> None:
    then = (NOW - timedelta(days=days)).timestamp()
    os.utime(path, (then, then))


def test_the_sweep_takes_what_nobody_has_named_for_a_month(add, person):
    kept, removed, fresh = add("一.pdf"), add("二.pdf", pdf(2)), add("三.pdf", pdf(3))
    places = {each: place_of_item(each) for each in (kept, removed, fresh)}
    for item in (removed, fresh):
        operations.remove(item, by=person, at=NOW, reason="传错了")
    age(places[kept], 400)
    age(places[removed], 31)
    age(places[fresh], 29)
    assert operations.sweep_orphans(by=person, at=NOW) == 1
    assert [place.is_file() for place in places.values()] == [True, False, True]


def test_only_whoever_runs_the_system_sweeps():
    with pytest.raises(NotAllowed):
        operations.sweep_orphans(by=Person("wang", "x"), at=NOW)


# --- the scanner

SCANNER = """import sys, pathlib, time
content = pathlib.Path(sys.argv[1]).read_bytes()
if b"EICAR" in content:
    print(sys.argv[1] + ": Eicar-Signature FOUND")
    sys.exit(1)
if b"BREAK" in content:
    sys.exit(2)
if b"SLOW" in content:
    time.sleep(60)
"""


@pytest.fixture
def scanner(tmp_path, settings) -> Path:
    script = tmp_path / "scan ner.py"
    script.write_text(SCANNER)
    settings.JIEYUE_SCANNER = f"{sys.executable} '{script}' {{file}}"
    return script


def with_word(word: bytes) -> bytes:
    return pdf().replace(b"%%EOF", b"%" + word + b"\n%%EOF")


def test_what_the_scanner_lets_pass_is_kept(add, scanner):
    assert add()


def test_what_the_scanner_refuses_goes_into_quarantine_and_on_record(add, scanner, person, home):
    with pytest.raises(Infected) as refusal:
        add("../坏.pdf", with_word(b"EICAR"))
    assert refusal.value.where == "坏.pdf"
    assert Item.objects.count() == 0
    assert list(contents()) == []
    (found,) = queries.quarantined(person=person)
    assert (found.file_name, found.found, found.uploaded_by) == ("坏.pdf", "Eicar-Signature FOUND", "console")
    file = home / "evidence" / "quarantine" / found.sha256
    assert file.read_bytes() == with_word(b"EICAR")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert LogEntry.objects.last().operation == "evidence quarantine"
    assert verify().holds


def test_what_is_quarantined_is_on_record_though_the_form_it_came_with_is_taken_back(add, scanner, person):
    with pytest.raises(Infected), pressed(token=uuid4(), by=person, at=NOW):
        add("坏.pdf", with_word(b"EICAR"))
    assert [each.file_name for each in queries.quarantined(person=person)] == ["坏.pdf"]
    assert (Press.objects.count(), LogEntry.objects.last().operation) == (0, "evidence quarantine")


def test_a_scanner_that_fails_admits_nothing(add, scanner):
    with pytest.raises(ScannerUnavailable, match="检查程序不可用"):
        add(content=with_word(b"BREAK"))
    assert (Item.objects.count(), Quarantined.objects.count()) == (0, 0)


def test_a_scanner_that_takes_too_long_admits_nothing(add, scanner, settings):
    settings.JIEYUE_SCANNER_SECONDS = 0.5
    with pytest.raises(ScannerUnavailable):
        add(content=with_word(b"SLOW"))


def test_a_scanner_that_is_not_there_admits_nothing(add, settings):
    settings.JIEYUE_SCANNER = "/no/such/scanner {file}"
    with pytest.raises(ScannerUnavailable):
        add()


def test_the_scanner_is_started_without_a_shell(add, settings, tmp_path):
    settings.JIEYUE_SCANNER = f"true {{file}}; touch {tmp_path / 'shell'}"
    assert add()
    assert not (tmp_path / "shell").exists()
