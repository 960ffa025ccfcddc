"""The verbs of the command line. Heavy imports happen inside the verb that needs them, so that help is instant."""

import importlib
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from sufficiency import __version__
from sufficiency.errors import InputError, SufficiencyError

RUNS = Path("runs")


VERBS = {
    "check": "sufficiency.scenario.commands:check_command",
    "show": "sufficiency.scenario.commands:show_command",
    "schema": "sufficiency.scenario.commands:schema_command",
    "new": "sufficiency.scenario.commands:new_command",
    "diff": "sufficiency.scenario.commands:diff_command",
    "monitor": "sufficiency.monitor_command:monitor_command",
    "compare": "sufficiency.compare_commands:compare_command",
    "goal": "sufficiency.compare_commands:goal_command",
    "frontier": "sufficiency.frontier_command:frontier_command",
    "check-pack": "sufficiency.pack_commands:check_pack_command",
    "fit-routes": "sufficiency.fit_routes:fit_routes_command",
    "demo-data": "sufficiency.importers.sen2_commands:demo_group",
    "import": "sufficiency.importers.commands:import_group",
    "allocate": "sufficiency.allocate:allocate_command",
    "backtest": "sufficiency.backtest.commands:backtest_command",
    "calibrate": "sufficiency.backtest.commands:calibrate_command",
}
"""Where each verb is, beside ``run``; a module is imported when its verb is asked for."""


class Verbs(click.Group):
    """A group whose verbs are imported on demand."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every verb, sorted."""
        return sorted([*super().list_commands(ctx), *VERBS])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the verb asked for."""
        if cmd_name not in VERBS:
            return super().get_command(ctx, cmd_name)
        module, name = VERBS[cmd_name].split(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command


@click.group(cls=Verbs)
@click.version_option(__version__)
def cli() -> None:
    """Forecast EHC plans, place the learners, and say which specialist places are missing."""


@cli.command("run")
@click.argument("scenarios", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--draws", type=click.IntRange(1, 100_000), help="Draws behind each range, in place of the scenario's.")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes for the draws.")
@click.option("--out", type=click.Path(path_type=Path), default=RUNS, show_default=True, help="Folder of the runs.")
@click.option("--sweep", "sweeps", multiple=True, metavar="PATH=A,B,C", help="Run every amount; again for a grid.")
def run_command(
    scenarios: tuple[Path, ...], draws: int | None, workers: int, out: Path, sweeps: tuple[str, ...]
) -> None:
    """Run SCENARIOS and write tables, summary and report to runs/<scenario>/."""
    from sufficiency.running import run_scenario  # noqa: PLC0415
    from sufficiency.scenario.against_pack import faults_against_pack  # noqa: PLC0415
    from sufficiency.scenario.loader import load_scenario  # noqa: PLC0415
    from sufficiency.scenario.rebuilding import with_values  # noqa: PLC0415
    from sufficiency.sweeping import swept  # noqa: PLC0415

    loaded = [scenario for path in scenarios for scenario in swept(load_scenario(path), sweeps)]
    faults = [fault for scenario in loaded for fault in faults_against_pack(scenario)]
    if sweeps:  # one of the amounts may be the one that changes nothing
        faults = [fault for fault in faults if not fault.message.startswith("changes nothing")]
    if faults:
        raise InputError(faults)
    for scenario in loaded:
        chosen = scenario if draws is None else with_values(scenario, {"draws": draws}, scenario.scenario_id)
        text = run_scenario(chosen, out / scenario.scenario_id, workers, progress_of(scenario.scenario_id))
        click.echo(text)


def progress_of(name: str) -> Callable[[str], None]:
    """Progress on stderr: one line rewritten where a person watches, few lines where nobody does."""
    watched = sys.stderr.isatty()

    def report(step: str) -> None:
        if watched:
            click.echo(f"\r\033[K{name}: {step}", err=True, nl=False)
            if step.startswith("writing"):
                click.echo(err=True)
        elif not step.startswith("draw "):
            click.echo(f"{name}: {step}", err=True)

    return report


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; errors raised on purpose end it with exit code 2 and no traceback."""
    try:
        cli.main(args=arguments, prog_name="sufficiency")
    except SufficiencyError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
