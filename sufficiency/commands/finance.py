"""The command ``finance``: who pays what for a run, the block's position, and how far the council's ledger agrees."""

from dataclasses import dataclass
from pathlib import Path

import click

from sufficiency.errors import Fault, InputError
from sufficiency.finance.appraisal.building import building, read_one_set
from sufficiency.finance.every_finance_table import EVERY_FINANCE_TABLE, make_finance_tables
from sufficiency.finance.saved import SavedMoney, hashes_of_money, read_saved, read_several
from sufficiency.finance.sets import PlaceSet
from sufficiency.finance.shapes import Given
from sufficiency.harmless import say, visible
from sufficiency.packs.small_numbers import HOLDS_SMALL_NUMBERS
from sufficiency.reports.finance.files import WORKBOOK, finance_files
from sufficiency.reports.finance.screen import ShownFinance, finance_text
from sufficiency.running import folder_as_shown
from sufficiency.scenario.checks.believable import in_words
from sufficiency.tables.folders import claimed
from sufficiency.tables.outputs import OF_RUN, OWN_HASH, Readme, read_manifest, refuse_foreign, write_output

_PATH = click.Path(path_type=Path)
FOLDER, SCREEN = "finance", "finance.txt"
NOTES = """
Nominal pounds are those of each financial year, real ones those of one year: they stand in columns of their own and are
never added up together. Spending is above zero, income below. Financial years run from April to March. Pounds are to
the penny. The folder is made of the run in which it stands and of its pack; it goes when the run is made again.
"""
FINANCE_FILES = Readme(
    {
        SCREEN: "What it costs whom, on one screen.",
        WORKBOOK: "The tables as a workbook whose summary sheets follow its sheet of assumptions.",
        **{f"{table.name}.csv": table.words for table in EVERY_FINANCE_TABLE},
    },
    NOTES,
)


@click.command("finance")
@click.argument("runs", nargs=-1, required=True, type=_PATH, metavar="RUN...")
@click.option("--last", type=_PATH, metavar="RUN", help="The run of the last monitoring, against which each has moved.")
@click.option("--set", "file", type=_PATH, help="YAML of new places, whose building the ledger then holds.")
@click.option("--scenarios", type=_PATH, default=Path("scenarios"), help="Folder of the scenarios.")
def finance_command(runs: tuple[Path, ...], last: Path | None, file: Path | None, scenarios: Path) -> None:
    """Write RUN/finance/ for each RUN: ledger, reconciliation, block, monitoring, bridge.

    Of several, the first is the unmitigated one, and each of the others is set beside it; what --set builds is theirs.
    """
    sets = None if file is None else read_one_set(file)
    for warning in sets.warnings if sets else ():
        say(in_words(warning), error=True)
    built = sets.options[0] if sets else None
    read, before = _read(runs, last, scenarios)
    for run in read:
        refuse_foreign(run.folder / FOLDER, _made_by(run))
    asked = [_Asked(run, None, before, built if len(read) == 1 else None) for run in read[:1]]
    asked += [_Asked(run, read[0], before, built) for run in read[1:]]
    given = [one.given() for one in asked]  # every fault before anything is written
    say("\n".join(map(_write, asked, given)), end=False)


@dataclass(frozen=True)
class _Asked:
    """A run, what it is set beside, and what is built for it."""

    run: SavedMoney
    unmitigated: SavedMoney | None
    last: SavedMoney | None
    built: PlaceSet | None

    def given(self) -> Given:
        """What its tables are made of."""
        return Given(
            books=self.run.books,
            money=self.run.money,
            capital=building(self.built, self.run.books, self.run.money),
            unmitigated=self.unmitigated.books if self.unmitigated else None,
            last=self.last.books if self.last else None,
        )

    def facts(self) -> dict[str, object]:
        """What the manifest says of it."""
        beside = {"unmitigated": self.unmitigated, "last": self.last}
        return {
            OF_RUN: self.run.manifest[OWN_HASH],
            "scenario": self.run.manifest["scenario"],
            HOLDS_SMALL_NUMBERS: self.run.small_numbers,
            "inputs": hashes_of_money(self.run.pack),
            "beside": {name: _named(one) for name, one in beside.items() if one is not None},
            "set": self.built.title if self.built else "",
        }


def _read(runs: tuple[Path, ...], last: Path | None, scenarios: Path) -> tuple[list[SavedMoney], SavedMoney | None]:
    """The runs, and the last one, with every fault at once."""
    faults: list[Fault] = []
    read: list[SavedMoney] = []
    before = None
    try:
        read = read_several(runs, scenarios)
    except InputError as error:
        faults += error.faults
    try:
        before = read_saved(last, scenarios, as_priced=False) if last is not None else None
    except InputError as error:
        faults += [fault for fault in error.faults if fault not in faults]
    if read and before is not None and before.books.authority != read[0].books.authority:
        words = f"is of {before.books.authority}, not of {read[0].books.authority}; name an earlier run of the same one"
        faults.append(Fault(str(last), 0, 0, "--last", words))
    if faults:
        raise InputError(faults)
    return read, before


def _made_by(run: SavedMoney) -> str:
    return f"{FOLDER} {run.manifest['scenario']}"


def _write(asked: _Asked, given: Given) -> str:
    """Write the folder of a run, and return its screen."""
    run, tables = asked.run, make_finance_tables(given)
    shown = ShownFinance(
        given=given,
        tables=tables,
        draws=int(run.manifest["draws"]),
        small_numbers=run.small_numbers,
        pack=f"data/{run.pack.name}",
        folder=f"{folder_as_shown(run.folder)}{FOLDER}/",
    )
    screen = finance_text(shown)
    files = finance_files(given, tables, EVERY_FINANCE_TABLE, run.manifest) | {SCREEN: visible(screen)}
    with claimed(run.folder, has_out=False):
        if read_manifest(run.folder)[OWN_HASH] != run.manifest[OWN_HASH]:
            raise InputError([Fault(str(run.folder), 0, 0, "", "was made again just now; ask for its finance again")])
        write_output(run.folder / FOLDER, files, _made_by(run), asked.facts(), FINANCE_FILES)
    return screen


def _named(run: SavedMoney) -> dict[str, str]:
    """Which run stood beside: its scenario, and the hash of its manifest."""
    return {"scenario": str(run.manifest["scenario"]), OF_RUN: str(run.manifest[OWN_HASH])}
