"""The command ``explore``: a saved run as files that other people's programs open."""

from pathlib import Path

import click

from sufficiency.errors import Fault, InputError
from sufficiency.harmless import say
from sufficiency.packs.small_numbers import HOLDS_SMALL_NUMBERS
from sufficiency.reports.explore.files import EXPLORE_FILES, explore_files, explore_notes, explore_text, gathered
from sufficiency.reports.explore.opened import OpenRun, open_run
from sufficiency.running import folder_as_shown
from sufficiency.tables.folders import claimed
from sufficiency.tables.outputs import OF_RUN, OWN_HASH, Readme, read_manifest, refuse_foreign, write_output

_PATH = click.Path(path_type=Path)
FOLDER = "explore"


@click.command("explore")
@click.argument("run", type=_PATH)
@click.option("--scenarios", type=_PATH, default=Path("scenarios"), help="Folder of the scenarios; data/ is beside it.")
def explore_command(run: Path, scenarios: Path) -> None:
    """Write RUN/explore/: a workbook, CSV with a dictionary, and maps for QGIS, for work inside the authority."""
    opened = open_run(run, scenarios)
    folder = opened.folder / FOLDER
    refuse_foreign(folder, _made_by(opened))
    say(_write(opened, folder), end=False)


def _made_by(run: OpenRun) -> str:
    return f"{FOLDER} {run.manifest['scenario']}"


def _write(run: OpenRun, folder: Path) -> str:
    """Write the folder, and return what the screen says of it."""
    made = gathered(run)
    files = explore_files(made)
    facts = {
        OF_RUN: run.manifest[OWN_HASH],
        "scenario": run.manifest["scenario"],
        HOLDS_SMALL_NUMBERS: run.small_numbers,
        "inputs": dict(run.inputs.hashes),
    }
    with claimed(run.folder, has_out=False):
        if read_manifest(run.folder)[OWN_HASH] != run.manifest[OWN_HASH]:
            raise InputError([Fault(str(run.folder), 0, 0, "", "was made again just now; explore it again")])
        readme = Readme(
            {**EXPLORE_FILES, **{f"{table.name}.csv": table.words for table in run.tables}}, explore_notes(made)
        )
        write_output(folder, files, _made_by(run), facts, readme)
    return explore_text(made, f"{folder_as_shown(run.folder)}{FOLDER}/")
