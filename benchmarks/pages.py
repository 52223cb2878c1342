"""How long pages take with 3,000 units and 1,000,000 bills on PostgreSQL, with 20 people at work.

Every page is asked for that Django's own resolver knows and that somebody of such a post gets (`page_addresses.py`),
over bills and rows of every ledger. The site is served as `jieyue serve` serves it. Everybody signs in through the page
and asks for something every five seconds; a request ends when its last byte is there, redirects followed. It is
measured twice: right after the bills were brought in, when nothing has been counted yet, and in the steady state that
follows. Beside it what each page costs in seconds of processors (`page_costs.py`), whatever else runs.
"""

import argparse
import http.cookiejar
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median
from uuid import uuid4

import xlsxwriter
from bill_files import HEADER, make_long_file
from postgres_server import postgres_server

HERE = Path(__file__).parent

AIM_MS = 300
PASSWORD = "Lv.dou-tang_88"  # noqa: S105 (of invented people)
PLACES = [("authority", "51"), ("authority", "5101")]
COUNTIES, UNITS_WITH_CLERKS = 10, 8
YEAR = 2025
BEING_COUNTED = 503
EVERY = 5.0
"""Seconds from one request of somebody's to the next."""


@dataclass
class Figures:
    """Milliseconds by what was asked for, and what went wrong."""

    taken: dict[str, list[float]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    put_off: int = 0


@dataclass
class During:
    """What those at work at the same time share."""

    figures: Figures
    everybody_is_in: threading.Barrier


# --- the home, made once -------------------------------------------------------------------------------------------

MAKE = f"""
import os, django
django.setup()
from datetime import date
from django.utils import timezone
from jieyue.programme.people.operations import add_person, appoint
from jieyue.rules.roles import Role
from jieyue.store.people.models import User
from jieyue.store.people.passwords import choose_password
from jieyue.store.people.people import person_at_console
from jieyue.store.records.writing import writing
by = person_at_console()
people = eval(os.environ["PEOPLE"])
for n, (role, code) in enumerate(people):
    about = {{"by": by, "at": timezone.now(), "reason": "benchmark"}}
    add_person(username=f"person{{n}}", name=f"人员{{n}}", **about)
    appoint(username=f"person{{n}}", role=Role(role), organisation=code, since=date(2024, 1, 1), **about)
    with writing(operation="set up", by=by, at=timezone.now()) as change:
        choose_password(change, User.objects.get(username=f"person{{n}}"), {PASSWORD!r})
"""


def people(count: int) -> list[tuple[str, str]]:
    """Roles and places: two authorities, counties' clerks and readers, and clerks of units."""
    counties = [("clerk" if n % 2 else "reader", f"5101{n + 1:02d}") for n in range(COUNTIES)]
    units = [("clerk", f"5101{n + 1:06d}") for n in range(UNITS_WITH_CLERKS)]
    return (PLACES + counties + units)[:count]


def make_home(environment: dict[str, str], folder: Path, *, units: int, bills: int) -> None:
    organisations, file = make_long_file(folder, units=units, bills=bills)
    for kind, path in (("organisations", organisations), *(("bills", part) for part in parts(file))):
        began = time.monotonic()
        run(environment, "-m", "jieyue.cli.main", "import", kind, str(path))
        print(f"  {kind}: {time.monotonic() - began:.0f} s")
    for kind, path in ledger_files(environment, folder, units=units):
        began = time.monotonic()
        run(environment, "-m", "jieyue.cli.main", "import", kind, path)
        print(f"  {kind}: {time.monotonic() - began:.0f} s")
    run({**environment, "PEOPLE": repr(people(20))}, "-c", MAKE)
    run(environment, "-m", "jieyue.cli.main", "plan", "sichuan-2020", "--organisation", "51", "--from", f"{YEAR}-01-01")


def ledger_files(environment: dict[str, str], folder: Path, *, units: int) -> list[tuple[str, str]]:
    told = run(environment, str(HERE / "ledger_files.py"), str(folder), str(units))
    return [tuple(line.split(" ", 1)) for line in told.splitlines()]


def parts(file: Path, most: int = 250_000) -> Iterator[Path]:
    """The file in pieces of a size that may be brought in."""
    header, *lines = file.read_text("utf-8-sig").splitlines()
    for n in range(0, len(lines), most):
        part = file.with_name(f"bills-{n}.csv")
        part.write_text("\n".join([header, *lines[n : n + most]]) + "\n", "utf-8")
        yield part


def run(environment: dict[str, str], *words: str) -> str:
    done = subprocess.run([sys.executable, *words], env=environment, capture_output=True, text=True, check=False)
    with_findings = words[1] == "jieyue.cli.main"
    if done.returncode not in ((0, 1) if with_findings else (0,)):
        raise SystemExit(f"{words[:4]} ended with {done.returncode}: {done.stderr[-2000:]}")
    return done.stdout


@contextmanager
def served(environment: dict[str, str]) -> Iterator[str]:
    command = [sys.executable, "-m", "jieyue.cli.main", "serve", "--port", "0"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        line = process.stdout.readline()
        yield re.search(r"http://[^/]+", line)[0]
    finally:
        process.terminate()
        process.wait(30)


# --- somebody at work ----------------------------------------------------------------------------------------------


class Browser:
    """Cookies, forms and redirects."""

    def __init__(self, url: str) -> None:
        self.url = url
        jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        self.opener.addheaders = [("Accept-Encoding", "identity")]

    def get(self, address: str) -> str:
        return self.opener.open(self.url + address, timeout=60).read().decode()

    def post(self, address: str, body: bytes, content_type: str) -> str:
        headers = {"Content-Type": content_type, "Referer": self.url + address}
        request = urllib.request.Request(self.url + address, body, headers)  # noqa: S310 (ours)
        return self.opener.open(request, timeout=60).read().decode()

    def sign_in(self, username: str) -> None:
        sent = {"username": username, "password": PASSWORD, "csrfmiddlewaretoken": token_in(self.get("/sign-in/"))}
        page = self.post("/sign-in/", urllib.parse.urlencode(sent).encode(), "application/x-www-form-urlencoded")
        if "退出" not in page:
            raise SystemExit(f"{username} could not sign in")


def token_in(page: str) -> str:
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]


def workbook(unit: str, rows: int = 100) -> bytes:
    """Bills of the unit that are new, a tenth of them with a fault."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        for n in range(rows):
            month, quantity = n % 12 + 1, "不详" if n % 10 == 9 else 1000 + n
            days = (f"2026-{month:02}-01", f"2026-{month:02}-28")
            sheet.write_row(n + 1, 0, (unit, "电", "", f"new-{n // 12}", *days, quantity, "kWh", 700 + n))
    return made.getvalue()


Deed = Callable[[Browser, random.Random], Callable[[], str]]
"""Gets ready, and gives what is measured."""


def deeds(role: str, code: str, pages: dict[str, list[str]]) -> list[tuple[str, Deed]]:
    """What somebody of the role does in turn."""
    unit = code if len(code) > len("510101") else f"5101{int(code[4:] or 1):06d}"
    sent = [("preview of 100 rows", partial(sending, unit))] if role == "clerk" else []
    return [*((what, getting(own)) for what, own in pages.items()), ("ledgers:row bills, any", one_bill), *sent]


def pages_of(environment: dict[str, str], who: list[tuple[str, str]]) -> list[dict[str, list[str]]]:
    """The pages of each, by what they are called. What is no page of anybody of them is told."""
    pages, others = json.loads(run(environment, str(HERE / "page_addresses.py"), json.dumps(who)))
    print("\nNot asked for:", *(f"{name} ({why})" for name, why in sorted(others.items())), sep="\n  ")
    return pages


def getting(addresses: list[str]) -> Deed:
    """One of them."""
    return lambda browser, draw: partial(browser.get, draw.choice(addresses))


def one_bill(browser: Browser, draw: random.Random) -> Callable[[], str]:
    return partial(browser.get, f"/ledgers/bills/{own_bill(browser, draw)}/")


def own_bill(browser: Browser, draw: random.Random) -> str:
    """One of a list that was shown before."""
    if not hasattr(browser, "shown"):
        browser.shown = re.findall(r'href="/ledgers/bills/(\d+)/"', browser.get("/ledgers/bills/"))
    return draw.choice(browser.shown)


def sending(unit: str, browser: Browser, _draw: random.Random) -> Callable[[], str]:
    """The form is there and the file chosen; the clock runs from pressing the button until the preview is shown."""
    page, mark = browser.get("/import/"), uuid4().hex
    fields = {"kind": "bills", "token": str(uuid4()), "csrfmiddlewaretoken": token_in(page)}
    body = b"".join(
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    )
    head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="bills.xlsx"\r\n\r\n'
    body += head.encode() + workbook(unit) + f"\r\n--{mark}--\r\n".encode()

    def send() -> str:
        page = browser.post("/import/", body, f"multipart/form-data; boundary={mark}")
        if "不能收下" not in page:
            raise ValueError("no preview")
        return page

    return send


def work(browser: Browser, number: int, turns: list[tuple[str, Deed]], seconds: float, during: During) -> None:
    """Somebody who does one thing after the other, one every five seconds, at a moment of his own."""
    figures, draw = during.figures, random.Random(number)  # noqa: S311 (no secret)
    browser.sign_in(f"person{number}")
    draw.shuffle(turns)
    own_bill(browser, draw)
    during.everybody_is_in.wait()
    begun = time.monotonic() + number * EVERY / 20
    for turn in range(int(seconds / EVERY)):
        what, get_ready = turns[turn % len(turns)]
        ask = get_ready(browser, draw)
        time.sleep(max(0, begun + turn * EVERY - time.monotonic()))
        asked = time.perf_counter()
        try:
            ask()
        except urllib.error.HTTPError as error:
            figures.put_off += error.code == BEING_COUNTED
            figures.faults += [f"{what}: {error}"] * (error.code != BEING_COUNTED)
        except (OSError, ValueError) as error:
            figures.faults.append(f"{what}: {error}")
        figures.taken.setdefault(what, []).append((time.perf_counter() - asked) * 1000)


def at_work(url: str, pages: list[dict[str, list[str]]], *, seconds: float) -> Figures:
    during = During(Figures(), threading.Barrier(len(pages)))
    turns = [deeds(*who, own) for who, own in zip(people(len(pages)), pages, strict=True)]
    threads = [
        threading.Thread(target=work, args=(Browser(url), n, own, seconds, during)) for n, own in enumerate(turns)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return during.figures


# --- telling -------------------------------------------------------------------------------------------------------


def percentile(taken: list[float], part: float) -> float:
    ordered = sorted(taken)
    return ordered[min(int(len(ordered) * part), len(ordered) - 1)]


def tell(when: str, figures: Figures, load: float) -> None:
    print(f"\n{when} (load of the machine {load:.1f} on {os.cpu_count()} processors)\n")
    print("| page | requests | median ms | 95th ms | slowest ms |\n| --- | ---: | ---: | ---: | ---: |")
    everything = [each for taken in figures.taken.values() for each in taken]
    for what, taken in [*sorted(figures.taken.items()), ("all", everything)]:
        row = (len(taken), median(taken), percentile(taken, 0.95), max(taken))
        print(f"| {what} | {row[0]} | {row[1]:.0f} | {row[2]:.0f} | {row[3]:.0f} |")
    print(f"\n{figures.put_off} told that it is being counted, {len(figures.faults)} faults")
    print(f"aim: {AIM_MS} ms at the 95th percentile")
    for fault in figures.faults[:10]:
        print(f"  {fault}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=3000)
    parser.add_argument("--bills", type=int, default=1_000_000)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--seconds-after", type=float, default=60)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--home", type=Path, required=True, help="made when it is not there, and kept")
    asked = parser.parse_args()
    asked.home.mkdir(parents=True, exist_ok=True)
    with postgres_server(kept_in=asked.home.absolute().with_name(f"{asked.home.name}-postgresql")) as url:
        environment = {
            **os.environ,
            "JIEYUE_HOME": str(asked.home.absolute()),
            "JIEYUE_DATABASE_URL": url or "",
            "DJANGO_SETTINGS_MODULE": "jieyue.site.settings",
        }
        marker = asked.home / f"made-{asked.units}-{asked.bills}"
        if not marker.exists():
            make_home(environment, asked.home, units=asked.units, bills=asked.bills)
            marker.touch()
        run(environment, "-m", "django", "migrate", "--verbosity", "0")  # a home that was kept may be of an older day
        pages = pages_of(environment, people(asked.people))
        shutil.rmtree(asked.home / "warehouse", ignore_errors=True)
        with served(environment) as address:
            for when, seconds in (("right after the bills", asked.seconds_after), ("steady", asked.seconds)):
                load = os.getloadavg()[0]
                tell(when, at_work(address, pages, seconds=seconds), load)
        print(run(environment, str(HERE / "page_costs.py"), json.dumps(people(asked.people))))


if __name__ == "__main__":
    main()
