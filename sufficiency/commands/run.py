"""The command ``run``."""

from pathlib import Path
from typing import TypedDict, Unpack

import click

from sufficiency.errors import Fault, InputError
from sufficiency.harmless import say
from sufficiency.packs.inputs import load_inputs
from sufficiency.packs.new_schools import errors_of_scenario, warnings_of_scenario
from sufficiency.running import in_the_way, progress_of, run_scenario
from sufficiency.scenario.checks.believable import in_words
from sufficiency.scenario.checks.locating import CHANGES_NOTHING, PACK_UNREADABLE
from sufficiency.scenario.checks.whole import load_checked
from sufficiency.scenario.rebuilding import swept, with_values
from sufficiency.scenario.values import Scenario

RUNS = Path("runs")


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
    """Run SCENARIOS and write tables, summary and report to runs/<scenario>/."""
    loaded = [scenario for path in scenarios for scenario in swept(load_checked(path, errors_of_scenario), sweeps)]
    faults = [fault for scenario in loaded for fault in _faults_of(scenario)]
    if sweeps:  # one of the amounts may be the one that changes nothing
        faults = [fault for fault in faults if fault.kind != CHANGES_NOTHING]
    faults += in_the_way(loaded, out)
    if faults:
        raise InputError(faults)
    for line in dict.fromkeys(in_words(warning) for scenario in loaded for warning in warnings_of_scenario(scenario)):
        say(line, error=True)
    for scenario in loaded:
        chosen = scenario if draws is None else with_values(scenario, {"draws": draws}, scenario.scenario_id)
        folder, progress = out / scenario.scenario_id, progress_of(scenario.scenario_id)
        say(run_scenario(chosen, folder, progress=progress, **how))


def _faults_of(scenario: Scenario) -> list[Fault]:
    """Return the faults of a scenario; raises those of its pack where that cannot be read."""
    faults = errors_of_scenario(scenario)
    if any(fault.kind == PACK_UNREADABLE for fault in faults):
        load_inputs(scenario.pack_folder)
    return faults
