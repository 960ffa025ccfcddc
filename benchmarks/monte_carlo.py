"""How long a Monte Carlo takes, and how fast the machine is meanwhile.

    python benchmarks/monte_carlo.py [--draws 1000]

Runs Hampshire's baseline with two workers, tables and report included, as a planner does; before and after it HiGHS's
interior point on the small-area instance of ``benchmarks/allocation.py``. On a shared machine the seconds mean little:
the ratio of the two is what can be compared.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from allocation import county, straight

ROOT = Path(__file__).parents[1]


def main() -> None:
    """Measure three times, and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--draws", type=int, default=1000)
    draws = arguments.parse_args().draws
    before, run, after = clock(interior_point), clock(lambda: monte_carlo(draws)), clock(interior_point)
    print(f"interior point, small areas   {before:6.1f} s before, {after:6.1f} s after")
    print(f"{draws:5} draws                   {run:6.1f} s, {2 * run / (before + after):.2f} of the interior point")


def clock(work: Callable[[], None]) -> float:
    """Seconds on the clock that some work takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def interior_point() -> None:
    """Solve the small-area instance, given whole to HiGHS."""
    straight(county(830, 40, 220), solver="ipm").run()


def monte_carlo(draws: int) -> None:
    """Run the baseline into a folder that is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        words = [str(ROOT / "scenarios/hampshire/baseline.yaml"), "--draws", str(draws), "--workers", "2"]
        command = [sys.executable, str(ROOT / "run_forecast.py"), *words, "--out", f"{folder}/run"]
        subprocess.run(command, check=True, capture_output=True)


if __name__ == "__main__":
    main()
