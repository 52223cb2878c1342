"""How long the score sheet of a unit takes over HTTP where 20,000 units stand in one city and 20 people look at sheets.

The home is that of `round_of_units.py` with a reader of the city for each person; it is served as `jieyue serve` serves
it. Everybody signs in through the page and asks for the sheet of a unit that nobody has looked at yet, one every so
many seconds, at a moment of his own. A request ends when its last byte is there. Beside the clock stands what
the processes that serve took of a processor for each sheet, which is what to go by on a machine that others use.

    python benchmarks/sheets_at_work.py --home FOLDER
"""

import argparse
import os
import random
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from pages import MAKE, Browser, percentile, run
from round_of_units import YEAR, codes_of

HERE = Path(__file__).parent
CITY = "6101"
MOST_SECONDS_TO_START = 600
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


@dataclass
class Taken:
    """Milliseconds of each sheet, by everybody, and what went wrong."""

    ms: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Pace:
    seconds: float
    every: float
    rest: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, required=True, help="made when it is not there, and kept")
    parser.add_argument("--units", type=int, default=20_000)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--rest", type=float, default=30, help="seconds after the start before anybody asks")
    parser.add_argument("--every", type=float, nargs="*", default=[2.5, 5.0], help="seconds between two of somebody's")
    given = parser.parse_args()
    environment = {
        **os.environ,
        "JIEYUE_HOME": str(given.home.absolute()),
        "DJANGO_SETTINGS_MODULE": "jieyue.site.settings",
    }
    made(environment, given.home, units=given.units, people=given.people)
    print("| seconds between two | load | sheets | median ms | 95th ms | slowest ms | ms of CPU a sheet | faults |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for every in given.every:
        with served(environment) as (url, process):
            told(url, process, given.units, given.people, Pace(given.seconds, every, given.rest))


def made(environment: dict[str, str], home: Path, *, units: int, people: int) -> None:
    make = f"from pathlib import Path; from round_of_units import made; made(Path({str(home.absolute())!r}), {units})"
    run({**environment, "PYTHONPATH": f"{HERE}:{environment.get('PYTHONPATH', '')}"}, "-c", make)
    are_in = home / f"people-{people}"
    if not are_in.exists():
        run({**environment, "PEOPLE": repr([("reader", CITY)] * people)}, "-c", MAKE)
        are_in.touch()


@contextmanager
def served(environment: dict[str, str]) -> Iterator[tuple[str, int]]:
    """Its address and the number of the process."""
    command = [sys.executable, "-m", "jieyue.cli.main", "serve", "--port", "0"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        yield re.search(r"http://[^/]+", process.stdout.readline())[0], process.pid
    finally:
        process.terminate()
        process.wait(30)


def told(url: str, process: int, units: int, people: int, pace: Pace) -> None:
    codes = [code for code, _ in codes_of(units)]
    random.Random(units).shuffle(codes)  # noqa: S311 (no secret)
    wait_until_it_answers(url)
    time.sleep(pace.rest)
    taken, browsers = Taken(), [Browser(url) for _ in range(people)]
    for n, browser in enumerate(browsers):
        browser.sign_in(f"person{n}")
        browser.get(f"/evaluation/{codes[-1]}/{YEAR}/")
    threads = [
        threading.Thread(target=look, args=(browser, n, codes[n::people], pace, taken))
        for n, browser in enumerate(browsers)
    ]
    before = cpu_of(process)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    busy = cpu_of(process) - before
    row = (len(taken.ms), median(taken.ms), percentile(taken.ms, 0.95), max(taken.ms), busy / len(taken.ms) * 1000)
    figures = " | ".join(f"{each:.0f}" for each in row)
    print(f"| {pace.every} | {os.getloadavg()[1]:.0f} | {figures} | {len(taken.faults)} |", flush=True)
    for fault in taken.faults[:5]:
        print(f"  {fault}", file=sys.stderr)


def wait_until_it_answers(url: str) -> None:
    """It has a million bills to look ahead first."""
    begun = time.monotonic()
    while time.monotonic() - begun < MOST_SECONDS_TO_START:
        try:
            Browser(url).get("/sign-in/")
        except OSError:
            time.sleep(1)
        else:
            return
    raise SystemExit("it does not answer")


def look(browser: Browser, number: int, codes: list[str], pace: Pace, taken: Taken) -> None:
    begun = time.monotonic() + random.Random(number).uniform(0, pace.every)  # noqa: S311 (no secret)
    for turn in range(int(pace.seconds / pace.every)):
        time.sleep(max(0, begun + turn * pace.every - time.monotonic()))
        asked = time.perf_counter()
        try:
            browser.get(f"/evaluation/{codes[turn]}/{YEAR}/")
        except OSError as error:
            taken.faults.append(str(error))
        taken.ms.append((time.perf_counter() - asked) * 1000)


def cpu_of(process: int) -> float:
    """Seconds of processors that it and all that it started have had, as far as they still live."""
    counted = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    own = (int(counted[11]) + int(counted[12])) / TICKS_A_SECOND
    started = Path(f"/proc/{process}/task").glob("*/children")
    return own + sum(cpu_of(int(child)) for each in started for child in each.read_text().split())


if __name__ == "__main__":
    main()
