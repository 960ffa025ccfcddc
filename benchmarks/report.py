"""How long the page of a run takes, part by part, and how large it is.

    python benchmarks/report.py runs/hampshire-baseline [scenarios/hampshire/baseline.yaml]

Prints processor seconds: of the whole page as the first of a program, which also finds fonts and reads templates; then
of each part and of the whole page again, the least of five. With a scenario also of the summary, which is made of a run
that is made for it, with one draw; that takes half a minute more.
"""

import gc
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from sufficiency.finance.in_report.tables import money_tables
from sufficiency.forecast.pipeline import run
from sufficiency.packs.inputs import load_inputs
from sufficiency.reports.report.page import PARTS, render_page
from sufficiency.reports.summary.saved import read_shown
from sufficiency.reports.summary.summary import summarise
from sufficiency.reports.summary.view import RunView
from sufficiency.results.every_table import make_tables
from sufficiency.running import manifest_of, view_of
from sufficiency.scenario.loader import load_scenario

RUNS = 5


def main() -> None:
    """Measure and print."""
    saved, *scenarios = map(Path, sys.argv[1:])
    view, summary = read_shown(saved)
    print("| what | processor seconds |\n|---|--:|")
    page = partial(render_page, view, summary)
    tell("the page, first of a program", spent(page))
    tell("the page again", least(page))
    gc.disable()  # as while a page is made
    for part in PARTS:
        tell(f"- {part.name}", least(partial(part.gather, view, summary)))
    gc.enable()
    for scenario in scenarios:
        tell("the summary", least(partial(summarise, view_afresh(scenario))))
    print(f"\n{len(page().encode()) / 1e6:.2f} MB")


def tell(what: str, seconds: float) -> None:
    """Print one row of the table."""
    print(f"| {what} | {seconds:.2f} |", flush=True)


def spent(work: Callable[[], object]) -> float:
    """Processor seconds of some work."""
    started = time.process_time()
    work()
    return time.process_time() - started


def least(work: Callable[[], object]) -> float:
    """Processor seconds of some work in the run that took least of them."""
    return min(spent(work) for _ in range(RUNS))


def view_afresh(path: Path) -> RunView:
    """A run of the scenario with one draw, as a report sees it."""
    scenario = replace(load_scenario(path), draws=1)
    inputs = load_inputs(scenario.pack_folder)
    made = run(scenario, inputs, 1, lambda _: None)
    view = view_of(made, inputs, make_tables(made, inputs), manifest_of(made, inputs), "runs/")
    return replace(view, finance=money_tables(made, inputs))


if __name__ == "__main__":
    main()
