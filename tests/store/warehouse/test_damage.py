"""Whatever somebody or a power cut does to the warehouse's files, the figures are right, and it is mended once.

The files are those that are found, of every kind that the warehouse has.
"""

import json
import logging
import os
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.db import connection

from jieyue.store.ledgers.bills.models import Bill
from jieyue.store.records.keeping import correct
from jieyue.store.records.verifying import verify
from jieyue.store.records.writing import writing
from jieyue.store.warehouse import manifest, refreshing
from jieyue.store.warehouse.manifest import LAYOUT, Manifest
from jieyue.store.warehouse.refreshing import up_to_date
from jieyue.store.warehouse.tables import SCHEMAS
from samples import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

BILLS = """organisation | resource | account | start_date | end_date | quantity | unit
           610101 | electricity | D1 | 2024-01-01 | 2024-01-28 | 100 | kWh
           610101 | electricity | D1 | 2024-02-01 | 2024-02-28 | {} | kWh"""
PAPER = """organisation | month | bought_reams | used_reams
           610101 | 2024-01 | 10 | 5
           610101 | 2024-02 | 10 | 6"""
NOISE = bytes(range(255, 0, -1)) * 100


@pytest.fixture(autouse=True)
def _rows(house):
    house.begun(with_rows)


def with_rows(house):
    house.have("organisations", "code | name | level\n610101 | 甲局 | unit")
    house.have("profiles", "organisation | year | floor_area_m2 | persons\n610101 | 2024 | 1000 | 50")
    house.have("bills", BILLS.format(200))
    house.have("paper", PAPER)
    with writing(operation="test", by=house.person, at=NOW) as change:
        correct(change, Bill.objects.first(), amount_yuan=Decimal(5))
        change.touch([f"accepted 2024-0{month}" for month in (1, 2)])
    assert {table for part in made().parts.values() for table in part.files} == set(SCHEMAS)
    assert verify().differences == []


def made() -> Manifest:
    return up_to_date()[1]


@pytest.fixture
def folder(home) -> Path:
    return home / "warehouse"


@pytest.fixture
def lines(caplog) -> Callable[[], list[str]]:
    """What the program's log says since it was last asked."""
    caplog.set_level(logging.WARNING, "jieyue.warehouse")

    def said() -> list[str]:
        found = [record.getMessage() for record in caplog.records]
        caplog.clear()
        return found

    return said


def figures(house) -> list[Decimal]:
    return [house.quantity("610101", f"2024-0{month}") for month in (1, 2)]


def rewrite(file: Path, content: bytes) -> None:
    then = file.stat().st_mtime_ns
    file.write_bytes(content)
    os.utime(file, ns=(then, then + 1_000_000))  # clocks of disks are coarse


def flip(content: bytes) -> bytes:
    return bytes([*content[:9], content[9] ^ 1, *content[10:]])


def of_another(file: Path) -> bytes:
    """The content of the same table's file of another month, or else of any other file."""
    same = sorted(file.parent.glob(f"{file.name.partition('-')[0]}-*.parquet"))
    contents = (each.read_bytes() for each in [*same, *sorted(file.parent.glob("*.parquet"))])
    return next(content for content in contents if content != file.read_bytes())


def into_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


DAMAGES: dict[str, Callable[[Path], None]] = {
    "cut to nothing": lambda file: rewrite(file, b""),
    "cut after 200 bytes": lambda file: rewrite(file, file.read_bytes()[:200]),
    "noise of the same length": lambda file: rewrite(file, NOISE[: file.stat().st_size]),
    "a bit flipped": lambda file: rewrite(file, flip(file.read_bytes())),
    "of another month": lambda file: rewrite(file, of_another(file)),
    "gone": Path.unlink,
    "a folder": into_folder,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_every_kind_of_file_is_mended_once_and_said_once(house, folder, lines, damage):
    files = [folder / made().files(table)[0] for table in sorted(SCHEMAS)]
    for file in files:
        DAMAGES[damage](file)
    assert figures(house) == [100, 200]
    said = lines()
    assert [sum(file.name in line for line in said) for file in files] == [1] * len(files)
    assert figures(house) == [100, 200]
    assert lines() == []
    assert verify().differences == []


def test_files_that_change_places_are_noticed(house, folder):
    one, other = (folder / name for name in made().files("facts"))
    first, second = one.read_bytes(), other.read_bytes()
    rewrite(one, second)
    rewrite(other, first)
    assert figures(house) == [100, 200]


MANIFESTS = [
    b"",
    b"{",
    b"null",
    b"[]",
    b'{"layout": 1}',
    b'{"layout": 2}',
    b'{"layout": "x", "parts": {}}',
    NOISE[:300],
]
PARTS = [
    [],
    {"month 2024-01": []},
    {"month 2024-01": {"made_from": 1, "files": []}},
    {"month 2024-01": {"made_from": "x", "files": {"facts": "facts.parquet"}}},
    {"month 2024-01": {"made_from": "x", "files": {"facts": {"name": "../../x", "size": 1, "sha256": ""}}}},
]


@pytest.mark.parametrize(
    "content", [*MANIFESTS, *(json.dumps({"layout": LAYOUT, "parts": each}).encode() for each in PARTS)]
)
def test_a_damaged_manifest_is_made_anew_once_and_said_once(house, folder, lines, content):
    (folder / "manifest.json").write_bytes(content)
    assert [each.what for each in verify().differences] == ["统计仓库的清单"]
    assert figures(house) == [100, 200]
    assert len(lines()) == 1
    assert figures(house) == [100, 200]
    assert lines() == []
    assert verify().differences == []


def test_a_part_without_one_of_its_files_is_made_anew(house, folder):
    content = json.loads((folder / "manifest.json").read_bytes())
    del content["parts"]["month 2024-01"]["files"]["facts"]
    (folder / "manifest.json").write_text(json.dumps(content))
    assert figures(house) == [100, 200]


def test_a_warehouse_of_an_older_version_is_made_anew_without_a_word(house, folder, lines):
    old = {"made_from": "x", "files": {"facts": "facts-2024-01-abc.parquet"}}
    (folder / "manifest.json").write_text(json.dumps({"layout": 1, "parts": {"month 2024-01": old}}))
    assert figures(house) == [100, 200]
    assert lines() == []


def test_every_kind_of_file_is_verified_by_its_content(folder):
    """Also when size and time are what they were."""
    for table in sorted(SCHEMAS):
        file = folder / made().files(table)[0]
        content, then = file.read_bytes(), file.stat().st_mtime_ns
        file.write_bytes(flip(content))
        os.utime(file, ns=(then, then))
        assert [each.what for each in verify().differences] == [f"统计仓库的文件 {file.name}"]
        file.write_bytes(content)


def test_figures_changed_together_with_their_digest_are_a_finding(folder):
    name, part = next((name, part) for name, part in sorted(made().parts.items()) if "facts" in part.files)
    facts = pq.read_table(folder / part.files["facts"].name)
    forged = refreshing._write(folder, name.partition(" ")[2], "facts", pa.concat_tables([facts] * 3))
    tripled = manifest.Part(part.made_from, {**part.files, "facts": forged})
    replace(made(), parts={**made().parts, name: tripled}).write(folder)
    sums = made().parts["place_sums 2024-01"].files
    wrong = (forged, sums["place_sums"], sums["unit_sums"])
    assert [each.what for each in verify().differences] == [f"统计仓库的文件 {each.name}" for each in wrong]


def test_kept_sums_changed_together_with_their_digest_are_a_finding(folder):
    name, part = next((name, part) for name, part in sorted(made().parts.items()) if "place_sums" in part.files)
    sums = pq.read_table(folder / part.files["place_sums"].name)
    forged = refreshing._write(folder, name.partition(" ")[2], "place_sums", pa.concat_tables([sums] * 2))
    forged_part = manifest.Part(part.made_from, {"place_sums": forged})
    replace(made(), parts={**made().parts, name: forged_part}).write(folder)
    assert [each.what for each in verify().differences] == [f"统计仓库的文件 {forged.name}"]


def test_files_are_on_the_disk_before_a_manifest_names_them(house, monkeypatch):
    done: list[str] = []

    def noted(what: str) -> Callable[[Path, bytes], None]:
        return lambda file, content: done.append(what) or file.write_bytes(content)

    monkeypatch.setattr(refreshing, "write_lasting", noted("file"))
    monkeypatch.setattr(manifest, "write_lasting", noted("manifest"))
    monkeypatch.setattr(manifest, "keep_names", lambda _folder: done.append("names"))
    house.have("bills", BILLS.format(300), reason="更正")
    assert figures(house) == [100, 300]
    assert done == ["file"] * done.count("file") + ["names", "manifest", "names"]


def test_a_process_reads_a_file_but_once(monkeypatch):
    made()
    monkeypatch.setattr(manifest.hashlib, "file_digest", None)
    made()


def test_sqlite_says_saved_when_it_is(on_postgresql):
    if on_postgresql:
        pytest.skip("PostgreSQL syncs by itself")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone() == (2,)
