"""The command ``run``."""

from pathlib import Path

import click

from sufficiency.errors import Fault, InputError
from sufficiency.harmless import say, visible
from sufficiency.packs.inputs import load_inputs
from sufficiency.packs.small_numbers import notice
from sufficiency.running import in_the_way, made_by, progress_of, run_scenario
from sufficiency.scenario.checks.against_pack import faults_against_pack
from sufficiency.scenario.checks.locating import CHANGES_NOTHING, PACK_UNREADABLE
from sufficiency.scenario.loader import load_scenario
from sufficiency.scenario.rebuilding import swept, with_values
from sufficiency.scenario.values import Scenario
from sufficiency.studies.sweep import paths_of, sweep_folder, sweep_table, sweep_text, titled
from sufficiency.tables.files import frame_text
from sufficiency.tables.outputs import refuse_foreign, write_output

RUNS = Path("runs")
DECIMALS = 6
"""Decimals of the table of a sweep."""


@click.command("run")
@click.argument("scenarios", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--draws", type=click.IntRange(1, 100_000), help="Draws behind each range, in place of the scenario's.")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes for the draws.")
@click.option("--out", type=click.Path(path_type=Path), default=RUNS, show_default=True, help="Folder of the runs.")
@click.option("--sweep", "sweeps", multiple=True, metavar="PATH=A,B,C", help="Run every amount; again for a grid.")
@click.option("--resume", is_flag=True, help="Go on from the draws that a run cut off has kept, if nothing changed.")
def run_command(
    scenarios: tuple[Path, ...], draws: int | None, workers: int, out: Path, sweeps: tuple[str, ...], resume: bool
) -> None:
    """Run SCENARIOS and write tables, summary and report to runs/<scenario>/; of a sweep, one table of all amounts."""
    asked = [load_scenario(path) for path in scenarios]
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
    for scenario, several in zip(asked, of_each, strict=True):
        texts = []
        for one in several:
            chosen = one if draws is None else with_values(one, {"draws": draws}, one.scenario_id)
            folder, progress = out / one.scenario_id, progress_of(one.scenario_id)
            texts.append(run_scenario(titled(chosen, paths), folder, workers, progress, resume=resume))
        say(_table_of(scenario, several, out, paths) if sweeps else texts[0])


def _table_of(scenario: Scenario, several: list[Scenario], out: Path, paths: tuple[str, ...]) -> str:
    """Write the table of a sweep, and return it as text; each run's own screen is its summary.txt."""
    folders = [out / one.scenario_id for one in several]
    table, folder = sweep_table(several, folders, paths), sweep_folder(out, scenario, paths)
    warned = notice(small_numbers=load_inputs(scenario.pack_folder).small_numbers)
    text = f"{warned}{sweep_text(table, scenario.title, paths)}\n"
    files = {"sweep.csv": frame_text(table, DECIMALS), "sweep.txt": visible(text)}
    write_output(folder, files, _made_by_sweep(scenario, paths))
    return f"{text}\nFILES in {folder}/: sweep.csv has every year and measure with its range; beside it, a folder a run"


def _made_by_sweep(scenario: Scenario, paths: tuple[str, ...]) -> str:
    return f"sweep of {' and '.join(paths)}, {made_by(scenario)}"


def _faults_of(scenario: Scenario) -> list[Fault]:
    """Faults of a scenario against its pack; raises those of the pack itself where it cannot be read."""
    faults = faults_against_pack(scenario)
    if any(fault.kind == PACK_UNREADABLE for fault in faults):
        load_inputs(scenario.pack_folder)
    return faults
