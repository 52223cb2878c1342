"""Two processes that read the same meter at the same moment, many times over."""

import csv
import json
from pathlib import Path

from soaking import rounds
from store.records.deployment import Environment, deployment, jieyue, python, run_both, wake

ROUNDS = rounds(short=3, long=50)
SHEETS = {
    "organisations": "code,name,parent,level\n61,某省,,province\n610101,甲局,61,unit\n",
    "accounts": "organisation,resource,account\n610101,电,3001\n",
    "meters": "organisation,number,resource,multiplier,digits,account,is_source,installed_on,first_shown\n"
    "610101,D-1,电,10,6,3001,是,2024-01-01,0\n",
}
USED = """
from jieyue.cli.main import run
run(["jieyue", "statistics", "--organisation", "61", "--period", "2024", "--json"])
"""


def with_a_meter(environment: Environment) -> None:
    for kind, text in SHEETS.items():
        file = Path(environment["JIEYUE_HOME"]) / f"{kind}.csv"
        file.write_text(text)
        assert jieyue(environment, "import", kind, file).returncode == 0


def readings(folder: Path) -> None:
    """Each round both bring the reading of the day, and each one of an hour of its own."""
    for turn in range(ROUNDS):
        for side in (0, 1):
            with (folder / f"{side}-{turn}.csv").open("w", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(["organisation", "meter", "read_at", "shown"])
                day = f"2024-{turn // 28 + 1:02}-{turn % 28 + 1:02}"
                writer.writerow(["610101", "D-1", f"{day} {6 + side:02}:00", turn * 10 + side + 1])
                writer.writerow(["610101", "D-1", f"{day} 12:00", turn * 10 + 5])


def brings(environment: dict[str, str], side: int, folder: Path, barrier, results) -> None:
    wake(environment)
    from django.utils import timezone  # noqa: PLC0415

    from jieyue.programme.entry.operations import import_sheet  # noqa: PLC0415
    from jieyue.rules.person import Person  # noqa: PLC0415

    told = []
    for turn in range(ROUNDS):
        barrier.wait()
        by = Person.at_console(f"side {side}")
        report = import_sheet("readings", folder / f"{side}-{turn}.csv", by=by, at=timezone.now())
        told.append((report.added, report.unchanged))
    results.put((side, told))


def test_two_who_bring_readings_at_once_lose_nothing_and_count_nothing_twice(tmp_path):
    readings(tmp_path)
    with deployment(tmp_path / "home", begun_by=with_a_meter) as environment:
        told = run_both(brings, environment, tmp_path)
        for turn in range(ROUNDS):
            assert sorted((told[0][turn], told[1][turn])) == [(1, 1), (2, 0)]
        (row,) = json.loads(python(environment, USED).stdout)["rows"]
        assert row["quantity"] == ((ROUNDS - 1) * 10 + 5) * 10
