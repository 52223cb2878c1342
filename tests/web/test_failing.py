"""What fails says so in words, with a number; what was typed stays; the traceback is kept and betrays nobody."""

import re
import sqlite3
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from ailing import KINDS, SAYS, ailing
from jieyue.files import faults
from jieyue.programme.records.queries import last_seen
from jieyue.store.deployment.troubles import trouble_in
from jieyue.store.ledgers.bills.models import Bill
from jieyue.store.records.models import LogEntry
from offices import open_office

SOURCES = Path(__file__).parents[2] / "src"
WHO, HOW_MUCH = "张三", "734019.5"
NUMBER = re.compile(r"\d{4}-[0-9A-F]{6}")
ROWS = [
    {
        "row": n,
        "id": None,
        "seen": None,
        "values": {
            "resource": "电",
            "account": f"33{n}",
            "start_date": "2025-03-01",
            "end_date": "2025-03-31",
            "quantity": "5",
            "unit": "kWh",
            "invoice_number": f"{n:060}",
        },
    }
    for n in range(1, 200)
]
GRID = "/ledgers/bills/grid/{}/?organisation=A&period=2025&below=0"


def browser_of(office, who: str) -> Client:
    client = office.as_(who)
    client.raise_request_exception = False
    return client


@pytest.fixture
def broken(monkeypatch) -> None:
    """A fault whose words name somebody and his figures."""

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError(f"{WHO} used {HOW_MUCH} kWh")

    for asked in ("jieyue.web.ledgers.views.listing", "jieyue.api.ledgers.listing"):
        monkeypatch.setattr(asked, fail)


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_fault_has_a_number_under_which_its_traceback_is_kept(office, broken, home, headers):
    answer = browser_of(office, "wang").get("/ledgers/bills/?organisation=A", headers=headers)
    said = answer.content.decode()
    assert answer.status_code == 500
    assert "系统出错" in said
    book = (home / "faults.log").read_text("utf-8")
    assert NUMBER.search(said)[0] in book
    assert "Traceback" in book
    assert "views.py" in book
    assert "RuntimeError" in book
    assert "GET ledgers/" in book
    assert not [each for each in (WHO, HOW_MUCH[:6], "organisation=A", "wang") if each in book]


def test_a_page_that_fails_keeps_the_look_of_the_house(office, broken):
    page = browser_of(office, "wang").get("/ledgers/bills/").content.decode()
    assert '<html lang="zh-hans">' in page
    assert "site-header" in page
    assert "Server Error" not in page


def test_the_book_of_faults_does_not_grow_for_ever(tmp_path, monkeypatch):
    monkeypatch.setattr(faults, "MOST_BYTES", 2000)
    numbers = [faults.note(ValueError(n), home=tmp_path, doing="x" * 200).number for n in range(100)]
    books = sorted(tmp_path.glob("faults.log*"))
    assert len(books) == 1 + faults.OLDER_KEPT
    assert sum(book.stat().st_size for book in books) <= 2000 * len(books)
    assert numbers[-1] in books[0].read_text("utf-8")


def test_where_the_book_cannot_be_written_the_fault_is_told_on_standard_error(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    noted = faults.note(ValueError("x"), home=tmp_path / "file", doing="x")
    assert not noted.is_kept
    assert noted.number in capsys.readouterr().err


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", KINDS)
def test_what_ails_the_machine_is_told_apart_and_nothing_typed_is_lost(house, jieyue, home, kind):
    office = open_office(house)
    client, bill = browser_of(office, "wang"), office.bill("25000001")
    sheet = house.sheet([{"organisation": "A", **row["values"]} for row in ROWS])
    entries, bills = LogEntry.objects.count(), Bill.objects.count()
    form = {"reason": "抄错了" * 60, "seen": str(last_seen(Bill, [bill])[bill]), "quantity": "101", "words": "字" * 400}
    with ailing(kind):
        grid = client.post(GRID.format("save"), {"rows": ROWS}, content_type="application/json")
        page = client.post(f"/ledgers/bills/{bill}/withdraw/", form) if kind != "full" or not _is_sqlite() else None
        part = client.post(f"/ledgers/bills/{bill}/withdraw/", form, headers={"HX-Request": "true"}) if page else None
        command = jieyue("import", "bills", sheet, "--json")
    assert grid.status_code == 503
    assert SAYS[kind] in grid.json()["says"]
    assert "仍在页上" in grid.json()["do"]
    assert command.status == 2
    assert SAYS[kind] in command.json["error"]["says"]
    assert "Traceback" not in command.err
    if page:
        said = page.content.decode()
        assert page.status_code == part.status_code == 503
        assert SAYS[kind] in said
        assert all(f'name="{name}" value="{value}"' in said for name, value in form.items())
        assert page.get("Retry-After") == ("10" if kind == "busy" else None)
    assert not (home / "faults.log").exists()
    assert (LogEntry.objects.count(), Bill.objects.count()) == (entries, bills)
    assert client.post(GRID.format("save"), {"rows": ROWS[:1]}, content_type="application/json").status_code == 200


def _is_sqlite() -> bool:
    return connection.vendor == "sqlite"


def test_a_database_that_is_gone_is_no_fault_of_the_program(home):
    for error in (FileNotFoundError(2, "no such file", "x"), ValueError("x"), PermissionError(13, "no", "/elsewhere")):
        assert trouble_in(error) is None
    assert "权限" in trouble_in(PermissionError(13, "no", str(home / "evidence"))).do
    assert "磁盘" in trouble_in(OSError(28, "no space")).do


def test_what_is_secret_or_not_from_our_own_page_is_never_kept_on_the_page(office, monkeypatch):
    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr("jieyue.web.account.views.authenticate", fail)
    secret = {"username": "wang", "password": "Lan-Hua-Qi-8421"}
    answer = Client(raise_request_exception=False).post("/sign-in/", secret)
    assert answer.status_code == 503
    assert "Lan-Hua" not in answer.content.decode()
    foreign = Client(enforce_csrf_checks=True).post("/sign-in/", {"username": "planted"})
    assert foreign.status_code == 403
    assert "planted" not in foreign.content.decode()
    assert "页面已经过期" in foreign.content.decode()


@pytest.mark.parametrize(
    ("method", "address", "status", "says"),
    [
        ("get", "/nowhere/", 404, "没有这个页面"),
        ("get", "/ledgers/bills/%2F/", 404, "没有这个页面"),
        ("delete", "/ledgers/bills/", 405, "不能这样打开"),
        ("get", "/static/none.css", 404, "没有这个页面"),
    ],
)
def test_what_the_framework_would_say_in_english_is_said_in_chinese(office, method, address, status, says):
    answer = getattr(office.as_("wang"), method)(address)
    assert answer.status_code == status
    assert says in answer.content.decode()
    assert "site-header" in answer.content.decode()


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/ledgers/bills/7/withdraw/", "/ledgers/bills/7/"),
        ("/reporting/B/2025Q1/move/", "/reporting/B/2025Q1/"),
        ("/notices/B/2025Q1/words/", "/notices/B/2025Q1/"),
        ("/notices/3/object/", "/notices/"),
        ("/sign-out/", "/"),
    ],
)
def test_the_address_of_a_button_leads_to_its_page_when_it_is_reloaded(office, address, page):
    answer = office.as_("wang").get(address)
    assert (answer.status_code, answer["Location"]) == (302, page)


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [("get", "/nowhere/", 404), ("get", "/people/", 403), ("get", "/ledgers/bills/999999/", 404), ("put", "/", 405)],
)
def test_whoever_is_told_no_is_told_a_number_that_stands_in_the_book(office, home, method, address, status):
    answer = getattr(office.as_("wang"), method)(address)
    number = re.search(r"编号 (\d{4}-[0-9A-F]{6})", answer.content.decode())[1]
    (line,) = [each for each in (home / "refusals.log").read_text("utf-8").splitlines() if number in each]
    assert answer.status_code == status
    assert f" {status} {method.upper()} " in line
    assert "wang" not in line


@pytest.mark.parametrize("address", ["/evidence/?search={}", "/organisations/?search={}", "/ledgers/bills/?account={}"])
def test_what_is_too_long_to_look_for_is_no_fault(office, home, address):
    answer = browser_of(office, "wang").get(address.format("a" * 60_000))
    assert answer.status_code in (200, 400, 404, 422)
    assert not (home / "faults.log").exists()


def test_too_many_fields_are_told_in_words(office):
    many = {f"field-{n}": "1" for n in range(1200)}
    answer = office.as_("wang").post(f"/ledgers/bills/{office.bill('25000001')}/withdraw/", many)
    assert answer.status_code == 413
    assert "请分几次" in answer.content.decode()


def test_a_name_that_is_not_ours_is_told_in_words(settings, db):
    settings.ALLOWED_HOSTS = ["jieyue.example"]
    answer = Client().get("/sign-in/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "请使用本单位公布的网址" in answer.content.decode()


def test_no_page_tells_a_refusal_as_the_terminal_is_told():
    """With the name of a field in the program, and with commands as the remedy."""
    as_text = re.compile(r"str\((refusal|error|refused)\)|\{(refusal|refused)\}")
    pages = (SOURCES / "jieyue" / "web").rglob("*.py")
    assert [page.name for page in pages if as_text.search(page.read_text("utf-8"))] == []


@pytest.mark.parametrize("content", [b"no database at all" * 500, b"SQLite format 3\0" + b"\xff" * 9000])
def test_a_database_file_that_is_damaged_is_told_as_such_with_the_way_back(tmp_path, content):
    (tmp_path / "jieyue.sqlite3").write_bytes(content)
    opened = sqlite3.connect(tmp_path / "jieyue.sqlite3")
    with pytest.raises(sqlite3.DatabaseError) as failure:
        opened.execute("SELECT * FROM sqlite_master")
    opened.close()
    told = trouble_in(failure.value)
    assert "已损坏" in told.says
    assert "jieyue restore" in told.at_machine
