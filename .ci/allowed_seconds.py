"""How many seconds the gate may take on this machine: half an hour where two processes count as fast as on the two idle
cores of the measures, in proportion more where they count slower, and never more than 75 minutes, for a gate of more
than 90 ends without an answer.
"""

import sys
from multiprocessing import Pool
from time import perf_counter

HALF_AN_HOUR, MOST = 1800, 4500
COUNTED_IN = 0.7
"""Seconds in which each of two processes counted on the cores of the measures, with Python 3.11."""


def seconds_of_counting(_: int) -> float:
    began = perf_counter()
    sum(number * number % 7 for number in range(4_000_000))
    len({str(number): number for number in range(800_000)})
    return perf_counter() - began


if __name__ == "__main__":
    with Pool(2) as pool:
        slowness = max(pool.map(seconds_of_counting, range(2))) / COUNTED_IN
    sys.stdout.write(f"{min(MOST, HALF_AN_HOUR * max(1, slowness)):.0f}\n")
