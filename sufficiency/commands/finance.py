"""The command ``finance``: who pays what for a run, the block's position, and how far the council's ledger agrees."""

from pathlib import Path

import click
import numpy as np

from sufficiency.errors import Fault, InputError
from sufficiency.finance.every_finance_table import EVERY_FINANCE_TABLE, make_finance_tables
from sufficiency.finance.saved import SavedMoney, hashes_of_money, read_saved, read_several
from sufficiency.finance.shapes import Given
from sufficiency.harmless import say, visible
from sufficiency.reports.finance.files import WORKBOOK, finance_files
from sufficiency.reports.finance.text import ShownFinance, finance_text
from sufficiency.running import folder_as_shown
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
@click.option("--scenarios", type=_PATH, default=Path("scenarios"), help="Folder of the scenarios.")
def finance_command(runs: tuple[Path, ...], last: Path | None, scenarios: Path) -> None:
    """Write RUN/finance/ for each RUN: ledger, reconciliation, block, monitoring, bridge.

    Of several, the first is the unmitigated one, and each of the others is set beside it.
    """
    read, before = _read(runs, last, scenarios)
    for run in read:
        refuse_foreign(run.folder / FOLDER, _made_by(run))
    screens = [_write(run, None if run is read[0] else read[0], before) for run in read]
    say("\n".join(screens), end=False)


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


def _write(run: SavedMoney, unmitigated: SavedMoney | None, last: SavedMoney | None) -> str:
    """Write the folder of a run, and return its screen."""
    given = Given(
        books=run.books,
        money=run.money,
        capital=np.zeros(len(run.books.years)),
        unmitigated=unmitigated.books if unmitigated else None,
        last=last.books if last else None,
    )
    tables = make_finance_tables(given)
    shown = ShownFinance(
        given=given,
        tables=tables,
        draws=int(run.manifest["draws"]),
        small_numbers=run.small_numbers,
        pack=f"data/{run.pack.name}",
        folder=f"{folder_as_shown(run.folder)}{FOLDER}/",
    )
    screen = finance_text(shown)
    files = finance_files(given, tables, EVERY_FINANCE_TABLE, run.manifest)
    beside = {"unmitigated": unmitigated, "last": last}
    facts = {
        OF_RUN: run.manifest[OWN_HASH],
        "scenario": run.manifest["scenario"],
        "inputs": hashes_of_money(run.pack),
        "beside": {name: _named(one) for name, one in beside.items() if one is not None},
    }
    with claimed(run.folder):
        if read_manifest(run.folder)[OWN_HASH] != run.manifest[OWN_HASH]:
            raise InputError([Fault(str(run.folder), 0, 0, "", "was made again just now; ask for its finance again")])
        write_output(run.folder / FOLDER, {**files, SCREEN: visible(screen)}, _made_by(run), facts, FINANCE_FILES)
    return screen


def _named(run: SavedMoney) -> dict[str, str]:
    """Which run stood beside: its scenario, and the hash of its manifest."""
    return {"scenario": str(run.manifest["scenario"]), OF_RUN: str(run.manifest[OWN_HASH])}
