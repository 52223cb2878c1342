"""In a process of its own, on a copy of the product into which the how-tos were written: their commands, and what one
sees then. Prints it as JSON.
"""

import io
import json
import shlex
import subprocess
import sys
from contextlib import redirect_stdout
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from runpy import run_path

DAY, YEAR = date(2026, 1, 15), "2025"
TREE = "机构编码,机构名称,上级编码,层级\nP,某省,,省\nU,某局,P,单位\n"
PROFILE = "机构编码,年度,建筑面积,用能人数\nU,2025,500,20\n"
BILL = "机构编码,能源资源,户号,起,止,数量,单位\nU,热力,R1,2025-01-01,2025-01-31,120,GJ\n"
PATROLS = "机构编码,巡查日期,地点,检查事项\n" + "".join(
    f"U,2025-{month:02}-08,305,人走灯关、空调和电脑关\n" for month in range(1, 13)
)


def jieyue(*words: str) -> tuple[int, str]:
    from jieyue.cli.main import run  # noqa: PLC0415 (of the copy)

    with redirect_stdout(io.StringIO()) as out:
        return run(["jieyue", *words]), out.getvalue()


def follow(command: str) -> str:
    name, *words = shlex.split(command)
    if name != "jieyue":
        return subprocess.run([name, *words], capture_output=True, text=True, check=True).stdout
    status, said = jieyue(*words)
    assert status in (0, 1), (command, status, said)
    return said


def bring(kind: str, sheet: str) -> list[str]:
    """The rules of what was said to it."""
    from jieyue.programme.entry.operations import import_sheet  # noqa: PLC0415

    (file := Path(f"{kind}.csv")).write_text(sheet, "utf-8")
    report = import_sheet(kind, file, by=console(), at=datetime.now(UTC))
    assert report.taken, [problem.says for problem in report.problems]
    return [problem.rule for problem in report.problems]


def console():
    from jieyue.store.people.people import person_at_console  # noqa: PLC0415

    return replace(person_at_console(), on=DAY)


def main(commands: dict[str, list[str]]) -> None:
    for command in commands.pop("add-a-ledger"):
        follow(command)
    Path("tree.csv").write_text(TREE, "utf-8")
    follow("jieyue import organisations tree.csv")
    bring("profiles", PROFILE)
    bring("bills", BILL)
    told: dict[str, object] = {"ledger": ledger(), "check": check(), "indicator": indicator(), "page": page()}
    bring("patrols", PATROLS)
    told |= {name: [follow(command) for command in each] for name, each in commands.items()}
    told["document"] = Path("card.txt").read_text("utf-8")
    told["notice"] = Path("policy/papers/energy-notice.toml").read_text("utf-8")
    sys.stdout.write(json.dumps(told, ensure_ascii=False))


def ledger() -> dict[str, object]:
    from jieyue.api.urls import api  # noqa: PLC0415
    from jieyue.programme.ledgers.listing import Wanted, listing  # noqa: PLC0415
    from jieyue.programme.ledgers.missing import missing_by_subject  # noqa: PLC0415

    for name in ("registers/bicycles", "ledgers/rides"):
        sample = Path("src/jieyue/store", name, "sample.csv").read_text("utf-8")
        bring(Path(name).name, sample.replace("610101001", "U"))
    listed = listing("rides", person=console(), wanted=Wanted())
    gaps = missing_by_subject("rides", person=console(), code="U", year=2025, today=DAY)
    return {
        "lines": [[cell.says for cell in line.cells] for line in listed.lines],
        "sums": [str(total.quantity) for each in listed.totals for total in each.whole.sums],
        "states": [cell.state.value for cell in gaps[0].cells],
        "addresses": [path for path in api.get_openapi_schema()["paths"] if "rides" in path],
    }


def check() -> dict[str, object]:
    from jieyue.store.findings.models import Finding  # noqa: PLC0415

    odd = Path("src/jieyue/store/ledgers/furniture_repairs/odd.csv").read_text("utf-8").replace("610101001", "U")
    told = bring("furniture_repairs", f"{odd}U,2025-03-02,椅子,305,80\n")
    return {"told": told, "kept": list(Finding.objects.values_list("title", "says"))}


def indicator() -> dict[str, object]:
    from jieyue.programme.statistics.queries import statistics  # noqa: PLC0415
    from jieyue.rules.period import Period  # noqa: PLC0415

    for name, test in run_path("tests/rules/test_heat.py").items():
        if name.startswith("test_"):
            test()
    return dict(statistics(person=console(), code="U", period=Period.parse(YEAR)).indicators)


def page() -> dict[str, object]:
    from django.test import Client  # noqa: PLC0415

    from jieyue.rules.roles import Role  # noqa: PLC0415
    from jieyue.store.ledgers.furniture_repairs.models import FurnitureRepair  # noqa: PLC0415

    client = Client(SERVER_NAME="localhost")
    nobody = client.get("/reach/").status_code
    client.force_login(somebody(Role.READER))
    address = f"/ledgers/furniture_repairs/{FurnitureRepair.objects.first().pk}/"
    pages = {"mine": client.get("/reach/"), "home": client.get("/"), "row": client.get(address)}
    visits = run_path("tests/walk/areas/reach.py")["visits"](None)
    shown = {name: answer.content.decode() for name, answer in pages.items()}
    return {"nobody": nobody, "visits": [str(each) for each in visits], **shown}


def somebody(role: str):
    from jieyue.store.orgs.models import Organisation  # noqa: PLC0415
    from jieyue.store.people.models import Appointment, User  # noqa: PLC0415
    from jieyue.store.records.keeping import keep  # noqa: PLC0415
    from jieyue.store.records.writing import writing  # noqa: PLC0415

    at = datetime.now(UTC)
    with writing(operation="set up", by=console(), at=at) as change:
        keep(change, user := User(username="du", name="杜明", password="!", password_changed_at=at))  # noqa: S106
        place = Organisation.objects.get(code="U")
        keep(change, Appointment(user=user, role=role, organisation=place, since=date(2024, 1, 1)))
    return user


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
