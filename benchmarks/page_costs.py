"""What pages cost, asked for in this process one at a time: milliseconds of processors of ours and of the database's.

Runs with Django set up, in a process that is made ready as one that serves. `first` is when no answer is kept, as after
an entry, `again` the mean of the next.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from page_addresses import first_of_each, shown

AGAIN = 3


def measured(ask: Callable[[], object], server: int | None, times: int) -> tuple[float, float]:
    """Milliseconds of ours and of the database's, in the mean."""
    before, began = _of_server(server), time.process_time()
    for _ in range(times):
        ask()
    return (time.process_time() - began) * 1000 / times, (_of_server(server) - before) / times


def _of_server(process: int | None) -> float:
    """Milliseconds that the database's process has had; it counts hundredths of a second."""
    if process is None:
        return 0
    counted = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(counted[11]) + int(counted[12])) * 10


def process_of_server() -> int | None:
    from django.db import connection

    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def main(who: list[tuple[str, str]]) -> None:
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from jieyue.programme.upkeep.warming import warm_up

    warm_up()
    server = process_of_server()
    print("| who | page | first ms | again ms | database ms | queries | kB |\n| --- | --- " + "| ---: " * 5 + "|")
    for (role, _), (username, code) in first_of_each(who).items():
        client = Client(HTTP_HOST="localhost")
        client.force_login(get_user_model().objects.get(username=username))
        pages, _ = shown(code, username)
        for name, address in ((name, address) for name, own in pages.items() for address in own):
            forget()
            first, _ = measured(lambda: client.get(address), None, 1)  # noqa: B023
            again, database = measured(lambda: client.get(address), server, AGAIN)  # noqa: B023
            with CaptureQueriesContext(connection) as asked:
                answer = client.get(address)
            row = f"{first:.0f} | {again:.0f} | {database:.0f} | {len(asked)} | {len(answer.content) / 1024:.0f}"
            print(f"| {role} of {code} | {name}: {address} | {row} |", flush=True)


def forget(year: int | None = None) -> None:
    """What is kept of answers in this process; with a `year` of those about it only, as after an entry of that year.
    Who was late is kept by month, and such an entry touches one.
    """
    from jieyue.programme.completeness import queries
    from jieyue.programme.duties.discharging import _late_below
    from jieyue.store.warehouse import answering

    months = sorted({month for _, month, *_ in _late_below.cache if year in (None, month.year)})
    for key in [key for key in _late_below.cache if key[1] in (months if year is None else months[-1:])]:
        del _late_below.cache[key]

    for kept in (queries._answer, queries._incomplete):
        for key in [key for key in kept.cache if year is None or year in key]:
            del kept.cache[key]
    answering._answer.cache.clear()


if __name__ == "__main__":
    import django

    django.setup()
    main(json.loads(sys.argv[1]))
