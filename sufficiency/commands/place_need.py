"""The command ``place-need``: what is missing where, what to build of it, and what that costs and saves."""

import math
from collections.abc import Mapping
from pathlib import Path

import click
import pandas as pd

from sufficiency.errors import Fault, InputError
from sufficiency.harmless import say, visible
from sufficiency.packs.small_numbers import HOLDS_SMALL_NUMBERS
from sufficiency.reports.returns.place_need.files import WORKBOOK, place_need_files
from sufficiency.reports.returns.place_need.screen import mark_of, place_need_text
from sufficiency.returns.audience import Audience
from sufficiency.returns.dfe.reading import read_facts
from sufficiency.returns.dfe.shown import whole_returns
from sufficiency.returns.disclosure import hide
from sufficiency.returns.disclosure.notes import rule_words
from sufficiency.returns.every_export import together
from sufficiency.returns.place_need.answer import Asked, PlaceNeedAnswer, answer_of, hidden_in
from sufficiency.returns.place_need.prices_of_places import read_costs
from sufficiency.returns.place_need.reading import SavedNeed, read_need
from sufficiency.returns.place_need.spare import MINUTES
from sufficiency.running import folder_as_shown
from sufficiency.scenario.checks.believable import in_words
from sufficiency.tables.folders import claimed
from sufficiency.tables.outputs import OF_RUN, OWN_HASH, Readme, read_manifest, refuse_foreign, sha256, write_output

_PATH = click.Path(path_type=Path)
FOLDER, SCREEN = "place-need", "place_need.txt"
PLACE_NEED_FILES = {
    SCREEN: "What is missing where, on one screen.",
    WORKBOOK: "The tables as a workbook: cover, schools, summary, and every table.",
    "place_need.csv": "Place need by area, phase, need group, kind of place and year.",
    "place_need_totals.csv": "Its totals; each row says at which level it stands.",
    "independent_only.csv": "Learners whom only an independent school can serve; totals stand at their level.",
    "market_position.csv": "Who is in INMSS and why, and the places to build, by area, need group and year.",
    "schools.csv": "Every school, base and market by year.",
    "costs_a_place.csv": "What a place costs, beside an INMSS fee, mainstream and the benchmark given.",
}
DECIMALS = {
    Audience.PUBLIC: "Learners are whole and add up, cells within one of their figure and totals within one or two;"
    " ends of ranges have two decimals",
    Audience.INTERNAL: "Learners and places have two decimals",
}
NOTES = """
Pounds have no pence; a figure that is not known is blank. Forecast learners are expected numbers. The folder
is made of the run in which it stands and of its pack; it goes when the run is made again.
"""


class Minutes(click.FloatRange):
    """Minutes one way: a number within bounds."""

    def convert(self, value: float, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Refuse what is not a number, which a range alone lets pass."""
        minutes: float = super().convert(value, param, ctx)
        if math.isnan(minutes):
            self.fail(f"{value!r} is not a number of minutes", param, ctx)
        return minutes


@click.command("place-need")
@click.argument("run", type=_PATH)
@click.option(
    "--public/--internal",
    "public",
    default=True,
    help="For everybody, small numbers hidden (default); or for officers, in full.",
)
@click.option(
    "--within",
    type=Minutes(0, 240),
    default=MINUTES,
    show_default=True,
    help="Minutes one way within which a place to spare serves.",
)
@click.option("--cost-a-place", "file", type=_PATH, help="YAML of what building a place costs, and of a benchmark.")
@click.option("--scenarios", type=_PATH, default=Path("scenarios"), help="Folder of the scenarios; data/ is beside it.")
def place_need_command(run: Path, *, public: bool, within: float, file: Path | None, scenarios: Path) -> None:
    """Write RUN/place-need/: what is missing where, what to build, and what the market is asked for.

    --internal writes RUN/place-need-internal/, for officers, with two decimals and nothing hidden.
    """
    audience = Audience.PUBLIC if public else Audience.INTERNAL
    saved, asked = _read(run, Asked(audience, within), file, scenarios)
    folder = saved.folder / audience.folder(FOLDER)
    refuse_foreign(folder, _made_by(saved, audience))
    answer = answer_of(saved, asked)
    shown = hidden_in(answer, _hidden(saved)) if public else answer
    say(_write(shown, folder, file), end=False)


def _read(run: Path, asked: Asked, file: Path | None, scenarios: Path) -> tuple[SavedNeed, Asked]:
    """The run, and what is asked of it, with every fault at once."""
    faults: list[Fault] = []
    saved = None
    try:
        saved = read_need(run, scenarios)
    except InputError as error:
        faults += error.faults
    try:
        given, doubts = ({}, ()) if file is None else read_costs(file)
    except InputError as error:
        faults += error.faults
    if saved is None or faults:
        raise InputError(faults)
    for doubt in doubts:
        say(in_words(doubt), error=True)
    return saved, Asked(asked.audience, asked.within, given)


def _hidden(saved: SavedNeed) -> Mapping[str, pd.DataFrame]:
    """Every export of the run with small numbers hidden: always all together, whichever is asked for."""
    return hide(together(whole_returns(read_facts(saved.folder)).exports, saved.whole))


def _made_by(saved: SavedNeed, audience: Audience) -> str:
    return f"{audience.folder(FOLDER)} {saved.manifest['scenario']}"


def _write(answer: PlaceNeedAnswer, folder: Path, file: Path | None) -> str:
    """Write the folder, and return its screen."""
    saved, audience = answer.saved, answer.asked.audience
    screen = place_need_text(answer, f"{folder_as_shown(saved.folder)}{folder.name}/")
    files = place_need_files(answer) | {SCREEN: visible(screen)}
    facts = {
        OF_RUN: saved.manifest[OWN_HASH],
        "scenario": saved.manifest["scenario"],
        "audience": str(audience),
        "within_minutes": answer.asked.within,
        "costs": "" if file is None else sha256(file),
        HOLDS_SMALL_NUMBERS: saved.inputs.small_numbers and audience is Audience.INTERNAL,
        "inputs": dict(saved.inputs.hashes),
    }
    with claimed(saved.folder, has_out=False):
        if read_manifest(saved.folder)[OWN_HASH] != saved.manifest[OWN_HASH]:
            words = "was made again just now; ask for its place need again"
            raise InputError([Fault(str(saved.folder), 0, 0, "", words)])
        write_output(folder, files, _made_by(saved, audience), facts, _readme(answer))
    return screen


def _readme(answer: PlaceNeedAnswer) -> Readme:
    decimals = DECIMALS[answer.asked.audience]
    words = (f"{mark_of(answer).rstrip('.')}. {decimals}.", NOTES.strip(), rule_words(answer.asked.audience))
    return Readme(PLACE_NEED_FILES, " ".join(filter(None, words)))
