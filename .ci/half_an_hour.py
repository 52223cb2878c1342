"""Runs a command, and ends it when it has taken half an hour: of the machine of the measures, not of this clock.

A machine that is busy with what others do counts more slowly, and differently from one minute to the next. So it counts
every minute, and a minute in which the counting took twice the CPU is half a minute. 80 by the clock are the end in any
case: a gate of more than 90 ends without an answer.
"""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from time import monotonic, process_time

MOST = float(os.environ.get("JIEYUE_GATE_MOST_SECONDS", "1800"))
MOST_BY_THE_CLOCK = 4800
COUNTED_IN = 0.7
"""Seconds of CPU in which one process counted while the other core was busy too, on the cores of the measures."""
EVERY = 60
ENDED_BY_TIME = 124


def speed() -> float:
    """How fast this machine counts now, in parts of the machine of the measures; never faster, for a gain is a gain."""
    began = process_time()
    sum(number * number % 7 for number in range(4_000_000))
    len({str(number): number for number in range(800_000)})
    return min(1.0, COUNTED_IN / (process_time() - began))


def end(gate: subprocess.Popen[bytes]) -> None:
    for how, patience in ((signal.SIGTERM, 60), (signal.SIGKILL, None)):
        with suppress(ProcessLookupError):
            os.killpg(gate.pid, how)
        with suppress(subprocess.TimeoutExpired):
            gate.wait(patience)
            return


def run(command: list[str]) -> int:
    gate = subprocess.Popen(command, start_new_session=True)

    def stopped(number: int, _: object) -> None:
        end(gate)
        sys.exit(128 + number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stopped)
    began = last = monotonic()
    taken = 0.0
    status = None
    while status is None:
        with suppress(subprocess.TimeoutExpired):
            status = gate.wait(EVERY)
        now = monotonic()
        taken, last = taken + (now - last) * speed(), now
        if status is None and (taken > MOST or now - began > MOST_BY_THE_CLOCK):
            end(gate)
            status = ENDED_BY_TIME
    by_the_clock = f"{last - began:.0f} s by the clock, {taken:.0f} at the speed of the machine of the measures"
    if status == ENDED_BY_TIME:
        sys.stderr.write(f"== the gate was ended after {by_the_clock}; {MOST:.0f} are allowed: what has become slow?\n")
    else:
        sys.stdout.write(f"== the gate took {by_the_clock}\n")
    return status if status >= 0 else 128 - status


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
