"""The command line: which commands there are and what each is for.

A command is imported when it is asked for, so that help is instant; that is why its one line of help stands here.
"""

import atexit
import importlib
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Timer
from types import FrameType
from typing import NamedTuple

import click

from sufficiency import __version__
from sufficiency.errors import Interrupted, SufficiencyError

NO_MEMORY = "there is not enough memory for this: close other programs, or ask for less (a run: fewer --workers)"
ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Signals by which a person (Ctrl-C) or the system (a time limit, a shutdown, a closed terminal) ends the program."""
ONE_ORDER = 1.0
"""Seconds in which several orders to end are one: some senders tell the process and then its group."""
SOON = 0.05
"""Seconds after which an order that Python dropped is given again."""
INTERRUPTED = 130
"""Exit code after such an order, as shells have it."""


class Command(NamedTuple):
    """Where a command is, as ``module:name``, and what ``--help`` says of it."""

    place: str
    help: str


COMMANDS = {
    "allocate": Command("allocate:allocate_command", "Place the learners of one September, given three CSVs."),
    "backtest": Command("backtest:backtest_command", "Forecast from past years, and score each forecast."),
    "calibrate": Command("backtest:calibrate_command", "Estimate growth and its errors again, after a new release."),
    "check": Command("scenario:check_command", "Check scenario files and what they name in their pack."),
    "check-pack": Command("packs:check_pack_command", "Check the data of a pack."),
    "compare": Command("studies:compare_command", "Show saved runs side by side, and what each change is worth."),
    "demo-data": Command("demo:demo_group", "Make synthetic files to try the importers on."),
    "diff": Command("scenario:diff_command", "Say in words what one scenario changes against another."),
    "fit-routes": Command("packs:fit_routes_command", "Fit detours and speeds to routes that were measured."),
    "frontier": Command("studies:frontier_command", "Show what a shorter journey costs."),
    "goal": Command("studies:goal_command", "Find the amount of a lever that reaches a target."),
    "import": Command("imports:import_group", "Make packs from official files."),
    "monitor": Command("studies:monitor_command", "Compare a saved run with what was counted later."),
    "new": Command("scenario:new_command", "Write a commented starter file for a scenario."),
    "run": Command("run:run_command", "Run scenarios: tables, summary and report of each."),
    "schema": Command("scenario:schema_command", "Write the JSON Schema of scenarios, which helps editors."),
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
        """Run the command asked for; an error raised on purpose ends it with exit code 2 and no traceback."""
        try:
            return super().invoke(ctx)
        except SufficiencyError as error:
            click.echo(_with_notes(str(error), error), err=True)
            raise SystemExit(2) from None
        except MemoryError as error:
            click.echo(_with_notes(NO_MEMORY, error), err=True)
            raise SystemExit(2) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as above
        """List every command with its line of help, without importing one."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name].help) for name in sorted(COMMANDS)])


def _with_notes(words: str, error: BaseException) -> str:
    """What an error says, and what was noted on its way."""
    return "; ".join([words, *getattr(error, "__notes__", ())])


@click.group(cls=Commands)
@click.version_option(__version__)
def cli() -> None:
    """Forecast EHC plans, place the learners, and say which specialist places are missing."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; an order to end is obeyed at any moment, with one sentence and no traceback."""
    with _orders_to_end_obeyed():
        try:
            cli.main(args=arguments, prog_name="sufficiency")
        except (Interrupted, KeyboardInterrupt) as order:
            unfinished = "\n" if sys.stderr.isatty() else ""  # a line of progress
            click.echo(unfinished + _with_notes("interrupted", order), err=True)
            raise SystemExit(INTERRUPTED) from None


@contextmanager
def _orders_to_end_obeyed() -> Iterator[None]:
    """Raise :class:`Interrupted` at one of :data:`ENDING`, for of what Python raises by itself click makes exit code 1.

    Those that the caller has this process ignore stay ignored; and once Python is ending, all are. Python drops an
    error that is raised in some of its own callbacks, as of imports; such an order is given again.
    """
    last = -ONE_ORDER
    hook = sys.unraisablehook

    def obey(number: int, _frame: FrameType | None) -> None:
        nonlocal last
        before, last = last, time.monotonic()
        if last - before >= ONE_ORDER:
            raise Interrupted(number)

    def give_again(dropped: "sys.UnraisableHookArgs") -> None:
        nonlocal last
        if isinstance(dropped.exc_value, Interrupted):
            last = -ONE_ORDER
            Timer(SOON, os.kill, (os.getpid(), *dropped.exc_value.args)).start()
        else:
            hook(dropped)

    sys.unraisablehook = give_again
    heard = {number: signal.getsignal(number) for number in ENDING if signal.getsignal(number) is not signal.SIG_IGN}
    for number in heard:
        signal.signal(number, obey)
        atexit.register(signal.signal, number, signal.SIG_IGN)
    try:
        yield
    finally:
        sys.unraisablehook = hook
        for number, handler in heard.items():
            signal.signal(number, handler)
