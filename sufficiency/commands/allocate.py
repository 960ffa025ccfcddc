"""The command ``allocate``: one September from three CSVs, without a pack.

Reads entrants (``cell, learners``), providers (``provider_id, places``) and pairs (``cell, provider_id, cost_gbp,
miles``); writes placements, unplaced and providers as CSV, and ``solution.json``. Apart from the seconds in
``solution.json``, equal inputs give equal bytes.
"""

import math
from pathlib import Path

import click

from models.parameters.method import AllocationParameters
from sufficiency.harmless import say
from sufficiency.studies.one_september import read_september, write_answer

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
DEFAULTS = AllocationParameters()


class Pounds(click.FloatRange):
    """An amount of pounds: a number of 0 or more, with an end."""

    def convert(self, value: float, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Refuse what is not a number, which a range alone lets pass."""
        pounds: float = super().convert(value, param, ctx)
        if math.isnan(pounds):
            self.fail(f"{value!r} is not a number of pounds", param, ctx)
        return pounds


POUNDS = Pounds(0.0, 1e12)


@click.command("allocate")
@click.option("--entrants", required=True, type=FILE, help="CSV of learners to place: cell, learners.")
@click.option("--providers", required=True, type=FILE, help="CSV of places: provider_id, places.")
@click.option("--pairs", required=True, type=FILE, help="CSV of who may go where: cell, provider_id, cost_gbp, miles.")
@click.option("--out", type=FOLDER, default="allocation", show_default=True, help="Folder for the answer.")
@click.option(
    "--unplaced-penalty",
    "unplaced_penalty_gbp",
    type=POUNDS,
    default=DEFAULTS.unplaced_penalty_gbp,
    show_default=True,
    help="Pounds put on a learner without a place.",
)
@click.option(
    "--over-penalty",
    "over_penalty_gbp",
    type=POUNDS,
    default=DEFAULTS.over_penalty_gbp,
    show_default=True,
    help="Pounds put on a learner above a provider's places.",
)
@click.option(
    "--mile-weight",
    "mile_weight_gbp",
    type=POUNDS,
    default=DEFAULTS.mile_weight_gbp,
    show_default=True,
    help="Pounds a year put on each one-way mile.",
)
def allocate_command(entrants: Path, providers: Path, pairs: Path, out: Path, **prices: float) -> None:
    """Place the learners of one September at the least cost, and say what one more place is worth."""
    september = read_september(entrants, providers, pairs, out)
    say(write_answer(september, AllocationParameters(**prices), out))
