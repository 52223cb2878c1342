"""Wall time of the command `jieyue statistics` for a province of 3,000 units and their bills of a year.

The first command after an import also makes the warehouse; the next ones find it made.
"""

import argparse
import csv
import os
import random
import subprocess
import sys
import tempfile
import time
from calendar import monthrange
from datetime import date
from pathlib import Path

YEAR, COUNTIES, SEED = 2024, 100, 20261101
RESOURCES = (("电", "kWh", 20_000, 0.72), ("水", "m3", 800, 3.6), ("天然气", "m3", 4_000, 3.1))
COMMAND = "import sys; from jieyue.cli.main import main; sys.argv[0] = 'jieyue'; main()"


def make_files(folder: Path, units: int) -> dict[str, Path]:
    draw = random.Random(SEED)  # noqa: S311 (invented figures)
    counties = [f"5101{n:03d}" for n in range(COUNTIES)]
    codes = {f"{county}{n:04d}": county for n in range(units) for county in [counties[n % COUNTIES]]}
    places = [("51", "样本省", "", "省"), ("5101", "样本市", "51", "市")]
    places += [(county, f"样本县{county}", "5101", "县") for county in counties]
    organisations = [*places, *((code, f"样本单位{code}", county, "单位") for code, county in codes.items())]
    profiles = [(code, YEAR, draw.randrange(2_000, 30_000), draw.randrange(30, 900)) for code in codes]
    header = ("机构编码", "能源资源", "户号", "起", "止", "数量", "单位", "金额")
    return {
        "organisations": _csv(folder, "organisations", ("机构编码", "机构名称", "上级编码", "层级"), organisations),
        "profiles": _csv(folder, "profiles", ("机构编码", "年度", "建筑面积", "用能人数"), profiles),
        "bills": _csv(folder, "bills", header, [bill for code in codes for bill in _bills(code, draw)]),
    }


def _bills(code: str, draw: random.Random):
    for resource, unit, usual, yuan in RESOURCES:
        for month in range(1, 13):
            first, last = date(YEAR, month, 1), date(YEAR, month, monthrange(YEAR, month)[1])
            used = round(usual * draw.uniform(0.7, 1.4), 2)
            yield code, resource, f"{code}-{resource}", first, last, used, unit, round(used * yuan, 2)


def _csv(folder: Path, name: str, header: tuple, rows: list) -> Path:
    file = folder / f"{name}.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        csv.writer(opened).writerows([header, *rows])
    return file


def jieyue(home: Path, *words: object) -> float:
    """Seconds from starting the command to its end."""
    left_out = ("JIEYUE_", "PYTHONDONTWRITEBYTECODE")  # an installed program has its bytecode
    environment = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    environment |= {"JIEYUE_HOME": str(home), "PYTHONPYCACHEPREFIX": str(home.parent / "bytecode")}
    start = time.perf_counter()
    command = [sys.executable, "-c", COMMAND, *map(str, words)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode > 1:
        raise RuntimeError(done.stdout + done.stderr)
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", type=int, default=3_000)
    parser.add_argument("--repeats", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="jieyue-bench-") as folder:
        home = Path(folder) / "home"
        print(f"{given.units:,} units, {given.units * len(RESOURCES) * 12:,} bills of a year")
        print("| command | s, first | s, best of the next |")
        print("| --- | ---: | ---: |")
        for kind, file in make_files(Path(folder), given.units).items():
            print(f"| import {kind} | {jieyue(home, 'import', kind, file):.1f} | |")
        _time("--version", home, given.repeats, "--version")
        year = ("statistics", "--organisation", "51", "--period", YEAR)
        _time("statistics of the province and year", home, given.repeats, *year)
        _time("the same with --json", home, given.repeats, *year, "--json")
        _time("the same by region and month, --json", home, given.repeats, *year, "--by", "region,month", "--json")
        county = ("statistics", "--organisation", "5101007", "--period", f"{YEAR}-03")
        _time("statistics of a county and month", home, given.repeats, *county)


def _time(name: str, home: Path, repeats: int, *words: object) -> None:
    first, *others = (jieyue(home, *words) for _ in range(repeats + 1))
    print(f"| {name} | {first:.2f} | {min(others):.2f} |")


if __name__ == "__main__":
    main()
