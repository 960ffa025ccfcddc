"""The command line: which commands there are and what each is for.

A command is imported when it is asked for, so that help is instant; that is why its one line of help stands here.
"""

import importlib
import sys
from collections.abc import Sequence
from typing import NamedTuple

import click

from sufficiency import __version__
from sufficiency.ending import ended_with_a_sentence, orders_to_end_obeyed, refuse_what_is_no_text
from sufficiency.harmless import no_letter_stops_the_screen, visible


class Command(NamedTuple):
    """Where a command is, as ``module:name``, and what ``--help`` says of it."""

    place: str
    help: str


COMMANDS = {
    "allocate": Command("allocate:allocate_command", "Place the learners of one September, given three CSVs."),
    "appraise": Command("appraise:appraise_command", "Say whether new places pay, in a saved run's prices."),
    "backtest": Command("backtest:backtest_command", "Forecast from past years, and score each forecast."),
    "bid": Command("bid:bid_command", "Write the evidence for a capital bid: workbook, page and screen."),
    "calibrate": Command("backtest:calibrate_command", "Estimate growth and its errors again, after a new release."),
    "check": Command("scenario:check_command", "Check scenario files and what they name in their pack."),
    "check-pack": Command("packs:check_pack_command", "Check the data of a pack."),
    "compare": Command("studies:compare_command", "Show saved runs side by side, and what each change is worth."),
    "demo-data": Command("demo:demo_group", "Make synthetic files to try the importers on."),
    "diff": Command("scenario:diff_command", "Say in words what one scenario changes against another."),
    "explore": Command("saved_runs.explore:explore_command", "Write a saved run for Excel, Power BI and QGIS."),
    "finance": Command("finance:finance_command", "Say what saved runs cost whom, and how the block stands."),
    "fit-routes": Command("packs:fit_routes_command", "Fit detours and speeds to routes that were measured."),
    "frontier": Command("studies:frontier_command", "Show what a shorter journey costs."),
    "goal": Command("studies:goal_command", "Find the amount of a lever that reaches a target."),
    "import": Command("imports:import_group", "Make packs from official files."),
    "monitor": Command("studies:monitor_command", "Compare a saved run with what was counted later."),
    "new": Command("scenario:new_command", "Write a commented starter file for a scenario."),
    "place-need": Command("place_need:place_need_command", "Say which places are missing where, and what to build."),
    "report": Command("saved_runs.report:report_command", "Make the report of saved runs anew, side by side."),
    "returns": Command("returns:returns_command", "Write DfE's returns of a saved run, and how they agree."),
    "run": Command("run:run_command", "Run scenarios: tables, summary and report of each."),
    "schema": Command("scenario:schema_command", "Write the JSON Schema of scenarios, which helps editors."),
    "verify": Command("verify:verify_command", "Say what was changed since runs were written."),
    "show": Command("scenario:show_command", "Print a scenario with everything it extends."),
}


class Commands(click.Group):
    """A group whose commands are imported on demand."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Every command, sorted."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Import the command asked for; None where there is no such command."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].place.split(":")
        command: click.Command = getattr(importlib.import_module(f"sufficiency.commands.{module}"), name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the command asked for; bad input, and what the machine refuses, end it with code 2 and a sentence."""
        with ended_with_a_sentence():
            try:
                return super().invoke(ctx)
            except click.UsageError as error:
                raise click.UsageError(visible(error.format_message()), error.ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as above
        """List every command with its line of help, without importing one."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name].help) for name in sorted(COMMANDS)])


@click.group(cls=Commands)
@click.version_option(__version__)
def cli() -> None:
    """Forecast EHC plans, place the learners, and say which specialist places are missing."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; an order to end is obeyed at any moment, with one sentence and no traceback."""
    no_letter_stops_the_screen()
    given = list(sys.argv[1:] if arguments is None else arguments)
    with orders_to_end_obeyed(), ended_with_a_sentence():
        refuse_what_is_no_text(given)
        cli.main(args=given, prog_name="sufficiency")
