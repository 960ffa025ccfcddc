"""The command ``run``."""

from pathlib import Path
from typing import TypedDict, Unpack

import click

from sufficiency.errors import Fault, InputError
from sufficiency.harmless import say, visible
from sufficiency.packs.inputs import load_inputs
from sufficiency.packs.new_schools import errors_of_scenario, warnings_of_scenario
from sufficiency.packs.small_numbers import notice
from sufficiency.reports.comparison.values import unexplained
from sufficiency.running import in_the_way, made_by, progress_of, run_scenario
from sufficiency.scenario.checks.believable import in_words
from sufficiency.scenario.checks.locating import CHANGES_NOTHING, PACK_UNREADABLE
from sufficiency.scenario.checks.whole import load_checked
from sufficiency.scenario.rebuilding import swept, with_values
from sufficiency.scenario.values import Scenario
from sufficiency.studies.compare import read_runs
from sufficiency.studies.sweep import paths_of, sweep_folder, sweep_table, sweep_text, titled
from sufficiency.tables.files import frame_text
from sufficiency.tables.outputs import Readme, refuse_foreign, write_output
from sufficiency.tables.rounding import FOR_PEOPLE, POUNDS_FOR_PEOPLE

RUNS = Path("runs")
SWEEP_FILES = Readme(
    {
        "sweep.txt": "Every amount of the sweep in one January, on one screen.",
        "sweep.csv": "Every amount, January and measure: the central figure, and the ends of its range (p10 to p90).",
    }
)


class HowRun(TypedDict):
    """How scenarios are run, whichever they are: options that go on to the run as they are."""

    workers: int
    resume: bool
    exact: bool


@click.command("run")
@click.argument("scenarios", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--draws", type=click.IntRange(1, 100_000), help="Draws behind each range, in place of the scenario's.")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes for the draws.")
@click.option("--out", type=click.Path(path_type=Path), default=RUNS, show_default=True, help="Folder of the runs.")
@click.option("--sweep", "sweeps", multiple=True, metavar="PATH=A,B,C", help="Run every amount; again for a grid.")
@click.option("--resume", is_flag=True, help="Go on from the draws that a run cut off has kept, if nothing changed.")
@click.option("--exact", is_flag=True, help="Write every figure in full; otherwise learners have two decimals.")
def run_command(
    scenarios: tuple[Path, ...], out: Path, draws: int | None, sweeps: tuple[str, ...], **how: Unpack[HowRun]
) -> None:
    """Run SCENARIOS and write tables, summary and report to runs/<scenario>/; of a sweep, one table of all amounts."""
    asked = [load_checked(path, errors_of_scenario) for path in scenarios]
    of_each = [swept(scenario, sweeps) for scenario in asked]
    loaded = [scenario for several in of_each for scenario in several]
    faults = [fault for scenario in loaded for fault in _faults_of(scenario)]
    if sweeps:  # one of the amounts may be the one that changes nothing
        faults = [fault for fault in faults if fault.kind != CHANGES_NOTHING]
    faults += in_the_way(loaded, out)
    paths = paths_of(sweeps)
    if sweeps:
        for scenario in asked:
            refuse_foreign(sweep_folder(out, scenario, paths), _made_by_sweep(scenario, paths))
    if faults:
        raise InputError(faults)
    for line in dict.fromkeys(in_words(warning) for scenario in loaded for warning in warnings_of_scenario(scenario)):
        say(line, error=True)
    for scenario, several in zip(asked, of_each, strict=True):
        texts = []
        for one in several:
            chosen = one if draws is None else with_values(one, {"draws": draws}, one.scenario_id)
            folder, progress = out / one.scenario_id, progress_of(one.scenario_id)
            texts.append(run_scenario(titled(chosen, paths), folder, progress=progress, swung=not sweeps, **how))
        say(_table_of(scenario, several, out, paths) if sweeps else texts[0])


def _table_of(scenario: Scenario, several: list[Scenario], out: Path, paths: tuple[str, ...]) -> str:
    """Write the table of a sweep, and return it as text; each run's own screen is its summary.txt."""
    folders = [out / one.scenario_id for one in several]
    runs, folder = read_runs(folders), sweep_folder(out, scenario, paths)
    table, unsure = sweep_table(several, runs, paths), unexplained(runs)[:1]
    warned = notice(small_numbers=load_inputs(scenario.pack_folder).small_numbers)
    text = "\n".join([f"{warned}{sweep_text(table, scenario.title, paths)}", *unsure, ""])
    files = {"sweep.csv": frame_text(table, FOR_PEOPLE, POUNDS_FOR_PEOPLE), "sweep.txt": visible(text)}
    write_output(folder, files, _made_by_sweep(scenario, paths), readme=SWEEP_FILES)
    return f"{text}\nFILES in {folder}/:\n  sweep.csv has every year and measure with its range; each run has a folder"


def _made_by_sweep(scenario: Scenario, paths: tuple[str, ...]) -> str:
    return f"sweep of {' and '.join(paths)}, {made_by(scenario)}"


def _faults_of(scenario: Scenario) -> list[Fault]:
    """Return the faults of a scenario; raises those of its pack where that cannot be read."""
    faults = errors_of_scenario(scenario)
    if any(fault.kind == PACK_UNREADABLE for fault in faults):
        load_inputs(scenario.pack_folder)
    return faults
