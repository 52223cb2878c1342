"""What pages cost, asked for in this process one at a time: milliseconds of processors of ours and of the database's.

Runs with Django set up, in a process that is made ready as one that serves. `first` is after somebody corrected a bill
of the year, as soon as the worker has counted it, `again` the mean of the next.
"""

import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, MutableMapping
from importlib import import_module
from pathlib import Path

from page_addresses import YEAR, first_of_each, shown
from statistics_command import _csv

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
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from jieyue.programme.completeness.answers import look_ahead
    from jieyue.programme.upkeep.warming import warm_up
    from jieyue.store.warehouse.refreshing import up_to_date

    import_module(settings.ROOT_URLCONF)
    warm_up()
    look_ahead([YEAR])
    corrected = corrections()
    server = process_of_server()
    print("| who | page | first ms | again ms | database ms | queries | kB |\n| --- | --- " + "| ---: " * 5 + "|")
    for (role, _), (username, code) in first_of_each(who).items():
        client = Client(HTTP_HOST="localhost")
        client.force_login(get_user_model().objects.get(username=username))
        pages, _ = shown(code, username)
        for name, address in ((name, address) for name, own in pages.items() for address in own):
            next(corrected)()
            up_to_date()
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
    from jieyue.programme.completeness import answers, queries
    from jieyue.programme.duties.discharging import _late_below, _late_with_records_below
    from jieyue.store.warehouse import answering

    _forget_last(_late_below.cache, lambda key: f"{key[1]:%Y-%m}", year)
    _forget_last(_late_with_records_below.cache, lambda key: key[2], year)
    for kept in (answers._answer, queries._incomplete):
        for key in [key for key in kept.cache if year in (None, key[0].year)]:
            del kept.cache[key]
    answering._answer.cache.clear()


def _forget_last(kept: MutableMapping, period_of: Callable[[tuple], str], year: int | None) -> None:
    """Without a year all of it."""
    periods = sorted({period_of(key) for key in kept if year is None or period_of(key).startswith(f"{year}")})
    gone = periods if year is None else periods[-1:]
    for key in [key for key in kept if period_of(key) in gone]:
        del kept[key]


def corrections() -> Iterator[Callable[[], object]]:
    """Each adds one to a bill of March of the year that pages are asked about, somewhere in the province, as a sheet of
    one row does.
    """
    from django.utils import timezone

    from jieyue.programme.entry.operations import import_sheet
    from jieyue.store.ledgers.bills.models import Bill
    from jieyue.store.people.people import person_at_console

    draw = random.Random(YEAR)  # noqa: S311 (no secret)
    in_march = {"end_date__range": (f"{YEAR}-03-01", f"{YEAR}-03-31"), "account__resource": "electricity"}
    ids = list(Bill.objects.filter(**in_march).values_list("id", flat=True))
    with tempfile.TemporaryDirectory(prefix="jieyue-bench-") as folder:
        while True:
            bill = Bill.objects.select_related("account__organisation").get(id=draw.choice(ids))
            about = (bill.account.organisation.code, "电", bill.account.number)
            row = (*about, bill.start_date, bill.end_date, bill.quantity + 1, "kWh")
            file = _csv(
                Path(folder),
                f"corrected-{bill.id}",
                ("机构编码", "能源资源", "户号", "起", "止", "数量", "单位"),
                [row],
            )
            yield lambda file=file: import_sheet(
                "bills", file, by=person_at_console(), at=timezone.now(), reason="benchmark"
            )


if __name__ == "__main__":
    import django

    django.setup()
    main(json.loads(sys.argv[1]))
