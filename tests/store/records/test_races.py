"""Two processes that import, or correct, at the same moment, many times over."""

import csv
import json
from pathlib import Path

from soaking import rounds
from store.records.deployment import Environment, deployment, jieyue, python, run_both, wake

ROUNDS = rounds(short=4, long=50)
ORGANISATIONS = "code,name,parent,level\n61,某省,,province\n610101,甲局,61,unit\n"

ASK_ALL = """
from jieyue.cli.main import run
for year in {years}:
    run(["jieyue", "statistics", "--organisation", "61", "--period", str(year), "--json"])
"""


def with_an_office(environment: Environment) -> None:
    file = Path(environment["JIEYUE_HOME"]) / "organisations.csv"
    file.write_text(ORGANISATIONS)
    assert jieyue(environment, "import", "organisations", file).returncode == 0


def imports(environment: dict[str, str], side: int, folder: Path, barrier, results) -> None:
    """One of the two: a bill of its own and one that both bring, each round at the same moment."""
    wake(environment)
    from django.utils import timezone  # noqa: PLC0415

    from jieyue.programme.entry.operations import import_sheet  # noqa: PLC0415
    from jieyue.rules.person import Person  # noqa: PLC0415

    told = []
    for turn in range(ROUNDS):
        path = folder / f"{side}-{turn}.csv"
        barrier.wait()
        report = import_sheet("bills", path, by=Person.at_console(f"side {side}"), at=timezone.now(), accept_good=True)
        told.append((report.added, report.unchanged, [p.rule for p in report.problems if p.severity == "error"]))
    results.put((side, told))


def corrections(environment: dict[str, str], side: int, _folder: Path, barrier, results) -> None:
    """One of the two: both look at the same bill, and both correct it at the same moment."""
    wake(environment)
    from django.utils import timezone  # noqa: PLC0415

    from jieyue.programme.entry.operations import EnteredRow, enter_rows  # noqa: PLC0415
    from jieyue.programme.records.queries import last_seen  # noqa: PLC0415
    from jieyue.rules.person import Person  # noqa: PLC0415
    from jieyue.store.ledgers.bills.models import Bill  # noqa: PLC0415

    told = []
    for turn in range(ROUNDS):
        barrier.wait()
        bill = Bill.objects.get()
        values = {"organisation": "610101", "resource": "电", "start_date": "2024-01-01", "end_date": "2024-01-31"}
        row = EnteredRow(
            1,
            {**values, "quantity": str(1000 * (turn + 1) + side), "unit": "kWh"},
            record=bill.id,
            seen=last_seen(Bill, [bill.id])[bill.id],
        )
        barrier.wait()
        by = Person.at_console(f"side {side}")
        report = enter_rows("bills", [row], by=by, at=timezone.now(), reason="更正")
        told.append((report.changed, [problem.rule for problem in report.problems if problem.severity == "error"]))
    results.put((side, told))


def sheets(folder: Path) -> None:
    """Each round: own account; the same bill from both; and two bills of one account that overlap."""
    for turn in range(ROUNDS):
        year, month = 2010 + turn // 12, turn % 12 + 1
        for side in (0, 1):
            with (folder / f"{side}-{turn}.csv").open("w", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(["organisation", "resource", "account", "start_date", "end_date", "quantity", "unit"])
                writer.writerow(["610101", "电", f"own{side}", *days(year, month, 1, 28), 1, "kWh"])
                writer.writerow(["610101", "电", "both", *days(year, month, 1, 28), 10, "kWh"])
                writer.writerow(["610101", "电", "rivals", *days(year, month, 1 + side, 20 + side), 100, "kWh"])


def days(year: int, month: int, first: int, last: int) -> tuple[str, str]:
    return f"{year}-{month:02}-{first:02}", f"{year}-{month:02}-{last:02}"


def test_two_imports_at_once_lose_nothing_and_count_nothing_twice(tmp_path):
    sheets(tmp_path)
    with deployment(tmp_path / "home", begun_by=with_an_office) as environment:
        told = run_both(imports, environment, tmp_path)
        for turn in range(ROUNDS):
            one, other = told[0][turn], told[1][turn]
            assert sorted([one[1], other[1]]) == [0, 1], "the bill that both bring is added once, then unchanged"
            assert sorted([one[2], other[2]]) == [[], ["overlap"]], "of two that overlap one is refused"
        assert jieyue(environment, "audit", "verify").returncode == 0
        assert total(environment, list(range(2010, 2010 + ROUNDS // 12 + 1))) == ROUNDS * (1 + 1 + 10 + 100)


def test_of_two_who_correct_the_same_bill_one_is_told_and_neither_is_lost(tmp_path):
    (tmp_path / "bills.csv").write_text(
        "organisation,resource,start_date,end_date,quantity,unit\n610101,电,2024-01-01,2024-01-31,1,kWh\n"
    )
    with deployment(tmp_path / "home", begun_by=with_an_office) as environment:
        assert jieyue(environment, "import", "bills", tmp_path / "bills.csv").returncode == 0
        told = run_both(corrections, environment, tmp_path)
        for turn in range(ROUNDS):
            assert sorted(told[side][turn] for side in (0, 1)) == [(0, ["changed_meanwhile"]), (1, [])]
        assert jieyue(environment, "audit", "verify").returncode == 0
        winner = max((0, 1), key=lambda side: told[side][-1][0])
        assert total(environment, [2024]) == 1000 * ROUNDS + winner


def total(environment: dict[str, str], years: list[int]) -> float:
    """The sums of the years, as the statistics command gives them."""
    said = python(environment, ASK_ALL.format(years=years))
    return sum(row["quantity"] for line in said.stdout.splitlines() for row in json.loads(line)["rows"])
