"""Verified savings of many meters: how fast, in how much memory, how often the band holds; beside OpenEEmeter.

Meters are simulated (`tests/simulated_meters.py`): calendar-month bills of two years under seeded climates, of known
truth. The released OpenEEmeter 3.2.0 needs an older pandas than this project, so it runs in an environment of its own,
which `--package` names:

    python -m venv FOLDER && FOLDER/bin/pip install -r benchmarks/requirements-openeemeter.txt
    python benchmarks/savings.py --package FOLDER/bin/python
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

for each in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[each] = "1"  # one core is what is measured

HERE = Path(__file__).parent
sys.path.append(str(HERE.parent / "tests"))

import numpy as np  # noqa: E402

from jieyue.policy.loading import load  # noqa: E402
from jieyue.rules.savings import verifying  # noqa: E402
from jieyue.rules.savings.judging import disqualified, verdicts, warnings  # noqa: E402
from jieyue.rules.savings.verifying import Savings, verify  # noqa: E402
from simulated_meters import LOCAL_HOURS, Simulated, simulated  # noqa: E402

METHOD = load().method("caltrack-2.0-billing")
TRUTHS = 2000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--meters", type=int, default=50_000)
    parser.add_argument("--stations", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--package", metavar="PYTHON", help="interpreter of an environment with eemeter 3.2.0")
    parser.add_argument("--package-meters", type=int, default=3)
    asked = parser.parse_args()
    made = simulated(asked.meters, stations=asked.stations)
    before = _peak_mb()
    best = min((measured(made) for _ in range(asked.rounds)), key=lambda found: found["all_us"])
    print(
        f"{asked.meters:,} meters, {asked.stations} stations, one core; seconds are of CPU, the best of {asked.rounds}"
    )
    print(f"fit: {best['fit_us']:.1f} microseconds a meter, {1e6 / best['fit_us']:,.0f} meters a second")
    print(f"everything but words: {best['all_us']:.1f} microseconds a meter")
    print(f"words (warnings, verdicts) of one meter: {words_us(made):.0f} microseconds")
    print(f"peak memory: {_peak_mb():.0f} MB, of which {before:.0f} before")
    for months in (12, 6, 3):
        ours, theirs = coverage(months)
        print(f"90% band of {months} months over {TRUTHS:,} truths: ours holds {ours:.1%}, the package's {theirs:.1%}")
    if asked.package:
        beside(made, asked.package, asked.package_meters)


def measured(made: Simulated) -> dict[str, float]:
    spent, fit = [0.0], verifying.fit

    def timed(*args):
        began = time.process_time()
        found = fit(*args)
        spent[0] += time.process_time() - began
        return found

    verifying.fit = timed
    try:
        began = time.process_time()
        answered(made)
        whole = time.process_time() - began
    finally:
        verifying.fit = fit
    meters = len(made.meters)
    return {"fit_us": spent[0] / meters * 1e6, "all_us": whole / meters * 1e6}


def answered(made: Simulated) -> Savings:
    return verify(made.meters, made.bills, made.stations, METHOD, local_hours=LOCAL_HOURS)


def words_us(made: Simulated) -> float:
    """Sentences are made one meter at a time, for whoever reads them."""
    few = simulated(2000, stations=len(made.stations))
    found = answered(few)
    began = time.process_time()
    for n in range(len(few.meters)):
        for say in (warnings, disqualified, verdicts):
            say(found, n, METHOD)
    return (time.process_time() - began) / len(few.meters) * 1e6


def coverage(months: int) -> tuple[float, float]:
    made = simulated(TRUTHS, reporting_months=months)
    found = answered(made)
    off = np.abs(found.saving - made.saving)
    return float(np.mean(off <= found.band)), float(np.mean(off <= np.nan_to_num(found.band_caltrack)))


def beside(made: Simulated, python: str, count: int) -> None:
    """The same meters, one after another, by the released package."""
    which = np.linspace(0, len(made.meters) - 1, count).astype(int)
    found = answered(made)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "meters.json"
        file.write_text(json.dumps([_plain(made, int(n)) for n in which]), "utf-8")
        said = subprocess.run(
            [python, str(HERE / "savings_by_openeemeter.py"), str(file)], capture_output=True, text=True, check=True
        )
    theirs = json.loads(said.stdout)
    ours = [{"saving": found.saving[n], "band": found.band_caltrack[n], "r2": found.fits.r2_adjusted[n]} for n in which]
    apart = max(
        abs(one["saving"] - other["saving"]) / abs(other["saving"])
        for one, other in zip(ours, theirs["meters"], strict=True)
    )
    share = max(abs(one["r2"] - other["r2"]) for one, other in zip(ours, theirs["meters"], strict=True))
    print(
        f"OpenEEmeter {theirs['version']}, {count} of the same meters: {theirs['seconds'] / count:.2f} s of CPU a meter"
    )
    print(f"savings differ by at most {apart:.1e} of themselves, adjusted R2 by {share:.1e}")


def _plain(made: Simulated, n: int) -> dict[str, object]:
    own = made.bills.meter == n
    at = made.stations[made.meters.station[n]]
    return {
        "start": made.bills.start[own].tolist(),
        "end": int(made.bills.end[own][-1]),
        "quantity": made.bills.quantity[own].tolist(),
        "first_hour": at.first_hour,
        "celsius": at.celsius.tolist(),
        "turn": int(made.meters.reporting[n, 0]),
    }


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
