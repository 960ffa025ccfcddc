"""The command ``run``."""

from pathlib import Path

import click

from sufficiency.errors import Fault, InputError
from sufficiency.harmless import say
from sufficiency.packs.inputs import load_inputs
from sufficiency.running import in_the_way, progress_of, run_scenario
from sufficiency.scenario.checks.against_pack import faults_against_pack
from sufficiency.scenario.checks.believable import in_words, warnings_of
from sufficiency.scenario.checks.locating import CHANGES_NOTHING, PACK_UNREADABLE
from sufficiency.scenario.checks.whole import load_checked
from sufficiency.scenario.rebuilding import swept, with_values
from sufficiency.scenario.values import Scenario

RUNS = Path("runs")


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
    """Run SCENARIOS and write tables, summary and report to runs/<scenario>/."""
    loaded = [scenario for path in scenarios for scenario in swept(load_checked(path), sweeps)]
    faults = [fault for scenario in loaded for fault in _faults_of(scenario)]
    if sweeps:  # one of the amounts may be the one that changes nothing
        faults = [fault for fault in faults if fault.kind != CHANGES_NOTHING]
    faults += in_the_way(loaded, out)
    if faults:
        raise InputError(faults)
    for line in dict.fromkeys(in_words(warning) for scenario in loaded for warning in warnings_of(scenario)):
        say(line, error=True)
    for scenario in loaded:
        chosen = scenario if draws is None else with_values(scenario, {"draws": draws}, scenario.scenario_id)
        folder, progress = out / scenario.scenario_id, progress_of(scenario.scenario_id)
        say(run_scenario(chosen, folder, workers, progress, resume=resume))


def _faults_of(scenario: Scenario) -> list[Fault]:
    """Faults of a scenario against its pack; raises those of the pack itself where it cannot be read."""
    faults = faults_against_pack(scenario)
    if any(fault.kind == PACK_UNREADABLE for fault in faults):
        load_inputs(scenario.pack_folder)
    return faults
