"""The command ``bid``: the evidence for a capital bid as workbook, page and screen, for the public or for officers."""

from pathlib import Path

import click

from sufficiency.errors import Fault, InputError
from sufficiency.harmless import say, visible
from sufficiency.packs.small_numbers import HOLDS_SMALL_NUMBERS, notice
from sufficiency.reports.returns.bid.page import bid_page
from sufficiency.reports.returns.bid.screen import bid_screen
from sufficiency.reports.returns.bid.workbook import bid_workbook
from sufficiency.returns.audience import INTERNAL_MARK, Audience
from sufficiency.returns.bid.reading import ReadBid, read_bid
from sufficiency.returns.bid.whole import bid_sections
from sufficiency.returns.disclosure.notes import OFFICER, rule_words
from sufficiency.scenario.checks.believable import in_words
from sufficiency.tables.folders import claimed
from sufficiency.tables.outputs import OF_RUN, OWN_HASH, Readme, read_manifest, refuse_foreign, sha256, write_output

_PATH = click.Path(path_type=Path)
FOLDER, WORKBOOK, PAGE, SCREEN = "bid", "bid.xlsx", "bid.html", "bid.txt"
FILES = {
    SCREEN: "What is asked for and the figures on which the case rests, on one screen.",
    PAGE: "The whole bid as a page; open it in a browser, it needs no network.",
    WORKBOOK: "Every table of the bid on a sheet of its own, and the officer's words.",
}
NOTES = """
Forecast learners are expected numbers. The folder is made of the run in which it stands, of those that the project's
file names, and of their pack; it goes when the run is made again.
"""


@click.command("bid")
@click.argument("run", type=_PATH)
@click.option("--project", "file", required=True, type=_PATH, help="YAML of the project (docs/projects/).")
@click.option(
    "--public/--internal",
    "public",
    default=True,
    help="For everybody, small numbers hidden (default); or for officers, in full.",
)
@click.option("--scenarios", type=_PATH, default=Path("scenarios"), help="Folder of the scenarios; data/ is beside it.")
def bid_command(run: Path, file: Path, *, public: bool, scenarios: Path) -> None:
    """Write RUN/bid/: the evidence for a project, from RUN and the runs that its file names.

    RUN is the run with what the authority does instead of building (the mitigated one). Where RUN has the project's
    places too, the project's file names the run without them (mitigated:), and the gap is read from that.

    --internal writes RUN/bid-internal/, for officers, with nothing hidden.
    """
    audience = Audience.PUBLIC if public else Audience.INTERNAL
    read = read_bid(run, file, scenarios, audience)
    folder = run / audience.folder(FOLDER)
    refuse_foreign(folder, _made_by(read))
    for doubt in read.doubts:
        say(in_words(doubt), error=True)
    screen = _write(read, folder, file)
    say(screen, end=False)
    say(f"wrote {folder}/", error=True)


def _made_by(read: ReadBid) -> str:
    return f"{read.given.audience.folder(FOLDER)} {read.run.manifest['scenario']}"


def _write(read: ReadBid, folder: Path, file: Path) -> str:
    """Write the folder, and return its screen."""
    given, sections = read.given, bid_sections(read.given)
    notices = _notices(read)
    screen = bid_screen(given, sections, notices)
    files: dict[str, str | bytes] = {
        SCREEN: visible(screen),
        PAGE: bid_page(given, sections, notices),
        WORKBOOK: bid_workbook(given, sections, notices),
    }
    with claimed(read.run.folder, has_out=False):
        if read_manifest(read.run.folder)[OWN_HASH] != read.run.manifest[OWN_HASH]:
            words = "was made again just now; ask for its bid again"
            raise InputError([Fault(str(read.run.folder), 0, 0, "", words)])
        write_output(folder, files, _made_by(read), _facts(read, file), _readme(given.audience, notices))
    return screen


def _notices(read: ReadBid) -> list[str]:
    """What a bid says of a pack that was counted from persons."""
    if not read.run.inputs.small_numbers:
        return []
    return [OFFICER if read.given.audience is Audience.PUBLIC else notice(small_numbers=True).strip()]


def _facts(read: ReadBid, file: Path) -> dict[str, object]:
    """What the manifest says of it."""
    return {
        OF_RUN: read.run.manifest[OWN_HASH],
        "scenario": read.run.manifest["scenario"],
        "audience": str(read.given.audience),
        "project": read.given.project.title,
        "project_sha256": sha256(file),
        HOLDS_SMALL_NUMBERS: read.run.inputs.small_numbers,
        "inputs": dict(read.run.inputs.hashes),
        "beside": {
            name: {"scenario": str(one.manifest["scenario"]), OF_RUN: str(one.manifest[OWN_HASH])}
            for name, one in read.beside.items()
        },
    }


def _readme(audience: Audience, notices: list[str]) -> Readme:
    marks = [f"{INTERNAL_MARK}."] if audience is Audience.INTERNAL else []
    return Readme(FILES, " ".join(filter(None, [*marks, *notices, NOTES.strip(), rule_words(audience)])))
