"""How long the short commands take, how long it takes to refuse a bomb, and how long to import a large return.

    python benchmarks/commands.py

Prints processor seconds and seconds on the clock, the least of five runs: of the commands as a person types them, with
the start of Python; of the refusals inside a program that runs already. A return of 17,000 invented plans is imported
once as CSV and once as XML, with the checks of the pack. One minute in all.
"""

import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sufficiency.demo_data.make import Wish, write_demo
from sufficiency.errors import InputError
from sufficiency.importers.sen2.files import read_return
from sufficiency.scenario.loader import load_scenario

ROOT = Path(__file__).parents[1]
BASELINE = "scenarios/hampshire/baseline.yaml"
PROGRAM = "from sufficiency.cli import main; main()"
RUNS = 5
PLANS = 17_000
TENFOLD = 10
"""Times that each name of a bomb stands for the one before."""


@dataclass(frozen=True, order=True)
class Spent:
    """Processor seconds, and seconds on the clock."""

    processor: float
    clock: float


def main() -> None:
    """Measure and print."""
    print("| what | processor seconds | seconds on the clock |\n|---|--:|--:|")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tell("`sufficiency --help`", least(partial(command, "--help")))
        tell(f"`sufficiency check {BASELINE}`", least(partial(command, "check", BASELINE)))
        for what, path, read in bombs(folder):
            tell(f"refuse {what}", least(partial(refused, read, path)))
        for kind in ("CSV files", "XML"):
            tell(f"`import sen2`, {PLANS:,} plans as {kind}", imported(folder / kind[:3], xml=kind == "XML"))


def tell(what: str, spent: Spent) -> None:
    """Print one row of the table."""
    print(f"| {what} | {spent.processor:.3f} | {spent.clock:.3f} |", flush=True)


def least(measure: Callable[[], Spent]) -> Spent:
    """Each of the two times in the run that had least of it, after one run that warms the disk's cache."""
    measure()
    runs = [measure() for _ in range(RUNS)]
    return Spent(min(run.processor for run in runs), min(run.clock for run in runs))


def command(*arguments: str) -> Spent:
    """Time of ``sufficiency`` with these arguments."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([sys.executable, "-c", PROGRAM, *arguments], cwd=ROOT, capture_output=True, check=True)
    clock, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Spent(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, clock)


def bombs(folder: Path) -> list[tuple[str, Path, Callable[[Path], object]]]:
    """Files that would fill the memory if they were believed, with what reads such a file."""
    scenario, many, document = (folder / "scenarios" / name for name in ("laughs.yaml", "many.yaml", "sen2.xml"))
    scenario.parent.mkdir()
    levels = range(1, TENFOLD)
    lists = [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * TENFOLD)}]\n" for level in levels]
    scenario.write_text("a0: &a0 ha\n" + "".join(lists), encoding="utf-8")
    many.write_text("".join(f"a{number}: 1\n" for number in range(9_000)), encoding="utf-8")
    entities = [f'<!ENTITY a{level} "{f"&a{level - 1};" * TENFOLD}">' for level in levels]
    document.write_text(
        f'<!DOCTYPE Message [<!ENTITY a0 "ha">{"".join(entities)}]><Message>&a{TENFOLD - 1};</Message>',
        encoding="utf-8",
    )
    return [
        ("a billion laughs in YAML", scenario, load_scenario),
        ("9,000 keys in YAML, the slowest scenario to refuse", many, load_scenario),
        ("a billion laughs in XML", document, read_return),
    ]


def refused(read: Callable[[Path], object], path: Path) -> Spent:
    """Time of refusing a file."""
    processor, clock = time.process_time(), time.perf_counter()
    try:
        read(path)
    except InputError:
        return Spent(time.process_time() - processor, time.perf_counter() - clock)
    raise AssertionError(f"{path.name} is not refused")


def imported(folder: Path, *, xml: bool) -> Spent:
    """Time of importing an invented return into a copy of Hampshire's pack."""
    demo, pack = folder / "demo", folder / "data" / "hampshire"
    for name in ("hampshire", "reference"):
        shutil.copytree(ROOT / "data" / name, pack.parent / name)
    write_demo(Wish(PLANS, 3, xml=xml), ROOT / "data" / "hampshire", demo)
    files = ["--gias", str(demo / "establishments.csv"), "--postcodes", str(demo / "postcodes.csv")]
    given = demo / "sen2.xml" if xml else demo
    return command("import", "sen2", "--pack", str(pack), "--from", str(given), *files)


if __name__ == "__main__":
    main()
