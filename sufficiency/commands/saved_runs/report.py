"""The command ``report``: the report of a saved run made anew, with other runs beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import click

from sufficiency.errors import Fault, InputError
from sufficiency.harmless import say
from sufficiency.packs.small_numbers import HOLDS_SMALL_NUMBERS, notice
from sufficiency.reports.comparison.beside import beside_runs
from sufficiency.reports.report.page import render_page
from sufficiency.reports.summary.saved import read_shown
from sufficiency.reports.summary.values import Summary
from sufficiency.reports.summary.view import RunView
from sufficiency.results.saved import REPORT, SHOWN
from sufficiency.studies.compare import SavedRun, read_runs
from sufficiency.tables.folders import claimed
from sufficiency.tables.outputs import (
    MANIFEST,
    OF_RUN,
    OUTPUTS,
    OWN_HASH,
    SUMS,
    Readme,
    read_manifest,
    refuse_foreign,
    write_output,
)

_PATH = click.Path(path_type=Path)
FOLDER = "report"
MOST_RUNS = 8
"""More runs than this side by side nobody could read."""
README = Readme(
    {REPORT: "The report with other runs beside it; open it in a browser, it needs no network."},
    "Made of the values that the runs saved (summary.json, draws_in_full.txt); nothing is worked out anew.",
)
Shown = tuple[RunView, Summary]


@click.command("report")
@click.argument("runs", nargs=-1, required=True, type=_PATH, metavar="RUN [RUN...]")
@click.option("--out", type=_PATH, help="Folder for the report; without it RUN/report/ of the first run.")
def report_command(runs: tuple[Path, ...], out: Path | None) -> None:
    """Make the report of the first RUN anew, from what it saved, with the other RUNs beside it."""
    if len(runs) > MOST_RUNS:
        raise click.UsageError(f"{len(runs)} runs are given; name at most {MOST_RUNS}, so that they can be read")
    read, shown = _read(runs)
    folder = out if out is not None else runs[0] / FOLDER
    maker = f"{FOLDER} {read[0].manifest['scenario']}"
    if out is not None:
        _refuse_folder_of_a_run(out)
    refuse_foreign(folder, maker)
    view, summary = shown[0]
    if len(read) > 1:
        view = replace(view, beside=beside_runs(read, [of for _, of in shown]))
    page = render_page(view, summary)
    with claimed(runs[0], has_out=False):
        if read_manifest(runs[0])[OWN_HASH] != read[0].manifest[OWN_HASH]:
            raise InputError([Fault(str(runs[0]), 0, 0, "", "was made again just now; ask for its report again")])
        write_output(folder, {REPORT: page}, maker, _facts(read), README)
    say(notice(small_numbers=any(bool(run.manifest.get(HOLDS_SMALL_NUMBERS)) for run in read)), end=False)
    say(f"wrote {folder}/: {REPORT}", error=True)


def _refuse_folder_of_a_run(out: Path) -> None:
    """Refuse a folder inside one that a command wrote: what stands there is no part of what was written."""
    for above in out.absolute().parents:
        if (above / MANIFEST).is_file() and (above / SUMS).is_file():
            words = f"stands in {above.name}, which a command wrote; name a folder beside it with --out, or none"
            raise InputError([Fault(str(out), 0, 0, "", words)])


def _read(runs: Sequence[Path]) -> tuple[list[SavedRun], list[Shown]]:
    """Read runs that may stand side by side, with every fault of all of them at once."""
    read = read_runs(runs)
    faults: list[Fault] = []
    shown: list[Shown] = []
    for run in read:
        try:
            shown.append(_shown(run))
        except InputError as error:
            faults += error.faults
    faults += _apart(read, "authority", [str(run.values.get("authority", "none")) for run in read])
    if not faults:
        faults += _apart(read, "base year", [str(of.identity.base_census_year) for _, of in shown])
    if faults:
        raise InputError(faults)
    return read, shown


def _shown(run: SavedRun) -> Shown:
    outputs = run.manifest[OUTPUTS]
    if isinstance(outputs, Mapping) and SHOWN in outputs:
        return read_shown(run.folder)
    words = f"has no {SHOWN}: it is of an older version; make the run again"
    raise InputError([Fault(str(run.folder), 0, 0, "", words)])


def _apart(read: Sequence[SavedRun], what: str, values: Sequence[str]) -> list[Fault]:
    """Faults of the runs that are not of the first run's authority, or base year."""
    words = f"is of another {what}, {{}}, than {read[0].folder}, {values[0]}; name runs of one {what}"
    pairs = zip(read, values, strict=True)
    return [Fault(str(run.folder), 0, 0, "", words.format(own)) for run, own in pairs if own != values[0]]


def _facts(read: Sequence[SavedRun]) -> dict[str, object]:
    """What the manifest says of it."""
    return {
        OF_RUN: read[0].manifest[OWN_HASH],
        "scenario": read[0].manifest["scenario"],
        HOLDS_SMALL_NUMBERS: any(bool(run.manifest.get(HOLDS_SMALL_NUMBERS)) for run in read),
        "beside": {str(run.folder.name): str(run.manifest[OWN_HASH]) for run in read[1:]},
    }
