"""What becomes of 2,000 clerks who submit the year of their units in the last ten minutes, on PostgreSQL.

Each signs in through the page, opens 报送 of his unit and presses the button, at a moment of his own; one in ten does
so twice at once. The site is served as `jieyue serve` serves it, all by loopback, clerks and server on the same cores.
Afterwards it is counted: what each was told, the reports, what was pinned of them and what the log says, each once for
each unit, and the log verified.

    python benchmarks/deadline.py --home FOLDER
"""

import argparse
import json
import os
import random
import re
import sys
import threading
import time
import urllib.error
import urllib.parse
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from statistics import median

from bill_files import SUPPLIES, make_long_file
from pages import PASSWORD, Browser, parts, percentile, run
from postgres_server import postgres_server
from sheets_at_work import cpu_of, served, wait_until_it_answers

YEAR = 2025
MONTHS = 24
TWICE = 10
"""Of so many clerks one presses twice."""
STEPS = ("the page to sign in", "signing in", "the report", "submitting")
SUBMITTED = "已报送"
FORM = "application/x-www-form-urlencoded"

MAKE = f"""
import os, django
django.setup()
from datetime import date, timedelta
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from jieyue.programme.reporting.opening import open_period
from jieyue.rules.period import Period
from jieyue.rules.reporting import Opened
from jieyue.rules.roles import Role
from jieyue.store.orgs.models import Organisation
from jieyue.store.people.models import Appointment, User
from jieyue.store.people.people import person_at_console
from jieyue.store.records.keeping import keep
from jieyue.store.records.writing import writing
at, by = timezone.now(), person_at_console()
units = Organisation.objects.filter(level="unit").order_by("code")
with writing(operation="set up", by=by, at=at) as change:
    for n, unit in enumerate(units):
        about = {{"name": f"人员{{n}}", "password": make_password({PASSWORD!r}), "password_changed_at": at}}
        keep(change, user := User(username=f"person{{n}}", **about))
        keep(change, Appointment(user=user, role=Role.CLERK, organisation=unit, since=date(2024, 1, 1)))
today = timezone.localdate(at)
days = Opened(opens_on=date({YEAR + 1}, 1, 1), due_on=today + timedelta(days=1), closes_on=today + timedelta(days=2))
open_period(organisation="51", period=Period.parse("{YEAR}"), opened=days, by=by, at=at)
"""

COUNT = f"""
import json, django
django.setup()
from collections import Counter
from jieyue.programme.reporting.parties import SUBMITTING
from jieyue.rules.reporting import ReportState
from jieyue.store.records.models import LogEntry
from jieyue.store.records.verifying import verify
from jieyue.store.reporting.models import Report
from jieyue.store.snapshots.models import Snapshot
submitted = Report.objects.filter(period="{YEAR}", state=ReportState.SUBMITTED)
pinned = Counter(Snapshot.objects.filter(what="report", period="{YEAR}").values_list("organisation__code", flat=True))
print(json.dumps({{
    "reports": sorted(submitted.values_list("organisation__code", flat=True)),
    "pinned": dict(pinned),
    "logged": LogEntry.objects.filter(operation=SUBMITTING).count(),
    "holds": verify().holds,
}}))
"""


@dataclass
class Told:
    """Milliseconds of each step, the units that were told that theirs is submitted, and what went wrong."""

    ms: dict[str, list[float]] = field(default_factory=lambda: {step: [] for step in STEPS})
    submitted: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


class SubmitForm(HTMLParser):
    """What the form `form-submit` of a page would send."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.inside, self.sent = False, {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = dict(attrs)
        if tag == "form":
            self.inside = about.get("id") == "form-submit"
        elif self.inside and tag in ("input", "textarea") and about.get("name"):
            self.sent[about["name"]] = about.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "form"


def clerk(url: str, number: int, unit: str, told: Told, *, presses: int) -> None:
    browser = Browser(url)
    address = f"/reporting/{unit}/{YEAR}/"
    try:
        page = timed(told, STEPS[0], lambda: browser.get("/sign-in/"))
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        sent = {"username": f"person{number}", "password": PASSWORD, "csrfmiddlewaretoken": token}
        timed(told, STEPS[1], lambda: browser.post("/sign-in/", urllib.parse.urlencode(sent).encode(), FORM))
        page = timed(told, STEPS[2], lambda: browser.get(address))
        body = urllib.parse.urlencode(SubmitForm(page).sent).encode()
    except (OSError, TypeError) as error:
        told.faults.append(f"{unit}: {error}")
        return
    pressing = [threading.Thread(target=press, args=(browser, address, unit, body, told)) for _ in range(presses)]
    for thread in pressing:
        thread.start()
    for thread in pressing:
        thread.join()


def press(browser: Browser, address: str, unit: str, body: bytes, told: Told) -> None:
    """What was submitted a moment before by the other press is refused by 409 or 422, and that is no fault."""
    try:
        page = timed(told, STEPS[3], lambda: browser.post(f"{address}move/", body, FORM))
        if SUBMITTED in page:
            told.submitted.append(unit)
        else:
            told.faults.append(f"{unit}: not told that it is submitted")
    except urllib.error.HTTPError as error:
        refused = error.read().decode()
        if error.code not in (409, 422) or SUBMITTED not in refused:
            told.faults.append(f"{unit}: {error}")
    except OSError as error:
        told.faults.append(f"{unit}: {error}")


def timed(told: Told, step: str, act) -> str:
    begun = time.perf_counter()
    page = act()
    told.ms[step].append((time.perf_counter() - begun) * 1000)
    return page


def at_the_deadline(url: str, units: list[str], seconds: float) -> Told:
    """Everybody at a moment of his own within so many seconds."""
    told, draw = Told(), random.Random(len(units))  # noqa: S311 (no secret)
    moments = sorted((draw.uniform(0, seconds), n) for n in range(len(units)))
    begun, threads = time.monotonic(), []
    for moment, n in moments:
        time.sleep(max(0, begun + moment - time.monotonic()))
        about = {"presses": 2 if n % TWICE == 0 else 1}
        threads.append(threading.Thread(target=clerk, args=(url, n, units[n], told), kwargs=about))
        threads[-1].start()
    for thread in threads:
        thread.join()
    return told


def tell(told: Told, units: list[str], counted: dict, busy: float) -> None:
    print("| step | requests | median ms | 95th ms | slowest ms |\n| --- | ---: | ---: | ---: | ---: |")
    for step, ms in told.ms.items():
        if ms:
            print(f"| {step} | {len(ms)} | {median(ms):.0f} | {percentile(ms, 0.95):.0f} | {max(ms):.0f} |")
    lost = set(told.submitted) - set(counted["reports"])
    twice = [unit for unit, times in counted["pinned"].items() if times > 1]
    print(f"\n{len(units)} clerks, {len(set(told.submitted))} told that it is submitted, {len(told.faults)} faults")
    print(f"{len(counted['reports'])} reports, {len(lost)} lost, {len(twice)} pinned twice")
    holds = "holds" if counted["holds"] else "does NOT hold"
    print(f"{counted['logged']} in the log, which {holds}; {busy / len(units) * 1000:.0f} ms of CPU a clerk")
    for fault, times in Counter(re.sub(r"^\d+", "a unit", each) for each in told.faults).most_common(5):
        print(f"  {times} × {fault}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, required=True, help="a new one; who has submitted cannot do so again")
    parser.add_argument("--clerks", type=int, default=2000)
    parser.add_argument("--seconds", type=float, default=600)
    given = parser.parse_args()
    with suppress(FileExistsError):
        given.home.mkdir(parents=True)
    if any(given.home.iterdir()):
        raise SystemExit(f"{given.home} is not empty")
    with postgres_server() as database:
        environment = {
            **os.environ,
            "JIEYUE_HOME": str(given.home.absolute()),
            "JIEYUE_DATABASE_URL": database or "",
            "DJANGO_SETTINGS_MODULE": "jieyue.site.settings",
        }
        accounts = sum(supply.per_thousand for supply in SUPPLIES) * given.clerks // 1000
        organisations, file = make_long_file(given.home, units=given.clerks, bills=accounts * MONTHS)
        for kind, path in (("organisations", organisations), *(("bills", part) for part in parts(file))):
            run(environment, "-m", "jieyue.cli.main", "import", kind, str(path))
        run(environment, "-c", MAKE)
        units = [f"5101{n:06d}" for n in range(1, given.clerks + 1)]
        with served(environment) as (url, process):
            wait_until_it_answers(url)
            before = cpu_of(process)
            told = at_the_deadline(url, units, given.seconds)
            busy = cpu_of(process) - before
        tell(told, units, json.loads(run(environment, "-c", COUNT)), busy)
    sys.exit(1 if told.faults else 0)


if __name__ == "__main__":
    main()
