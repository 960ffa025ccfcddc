"""What money of a saved run is worked out from: its books, and its pack as it is now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sufficiency.errors import Fault, InputError
from sufficiency.finance.books import Books, costs_of, first_year, read_books
from sufficiency.finance.inputs import MoneyInputs, files_of_money, read_money
from sufficiency.packs.contracts import PRICES
from sufficiency.packs.particulars import PACK_FILE
from sufficiency.packs.small_numbers import HOLDS_SMALL_NUMBERS
from sufficiency.results.saved import load_manifest, settings_of
from sufficiency.scenario.rebuilding import from_values
from sufficiency.scenario.values import Scenario
from sufficiency.tables.outputs import sha256


@dataclass(frozen=True)
class SavedMoney:
    """A saved run with its books, the folder of its pack, and what that says of money."""

    folder: Path
    manifest: Mapping[str, Any]
    books: Books
    pack: Path
    money: MoneyInputs

    @property
    def small_numbers(self) -> bool:
        """Whether nothing made of the run may be published."""
        return bool(self.manifest[HOLDS_SMALL_NUMBERS])


def read_saved(folder: Path, scenarios: Path, *, as_priced: bool = True) -> SavedMoney:
    """Read a saved run and its pack; ``scenarios`` is the folder named so, beside that of packs.

    ``as_priced``: the pack's prices must be those of the run.

    Raises
    ------
    InputError
        When the folder holds no run, or one of an older version, or its pack is not there, is faulty, or has other
        prices.
    """
    manifest = load_manifest(folder)
    base = first_year(folder, manifest)
    pack = scenario_of(folder, manifest, scenarios).pack_folder
    money = read_money(pack, base, costs_of(manifest))
    prices = f"{PRICES.name}.csv"
    if as_priced:
        refuse_changed(folder, manifest, pack, [prices])
    return SavedMoney(folder, manifest, read_books(folder, money.panel), pack, money)


def scenario_of(folder: Path, manifest: Mapping[str, Any], scenarios: Path) -> Scenario:
    """The scenario of a saved run, as its manifest has it.

    Raises
    ------
    InputError
        When the schema refuses a setting, or the pack of the run is not there.
    """
    scenario = from_values(settings_of(manifest), str(manifest["scenario"]), scenarios)
    if not (scenario.pack_folder / PACK_FILE).is_file():
        words = f"the pack of {folder} is not here; name the folder of scenarios that stands beside it: --scenarios"
        raise InputError([Fault(str(scenario.pack_folder), 0, 0, "", words)])
    return scenario


def refuse_changed(run: Path, manifest: Mapping[str, Any], pack: Path, names: Iterable[str]) -> None:
    """Refuse files of a pack that are not as they were when a run was made of it.

    Raises
    ------
    InputError
        Naming every one of them.
    """
    noted = manifest["pack_files"]
    there = {name: sha256(pack / name) if (pack / name).is_file() else None for name in names}
    changed = [name for name, found in there.items() if found != noted.get(name)]
    if changed:
        words = f"has changed since {run} was run; make the run again: sufficiency run"
        raise InputError([Fault(str(pack / name), 0, 0, "", words) for name in changed])


def read_several(folders: Sequence[Path], scenarios: Path, *, as_priced: bool = True) -> list[SavedMoney]:
    """Read several saved runs of one authority, with every fault at once.

    Raises
    ------
    InputError
        As :func:`read_saved`, and when a run is named twice or two are of different authorities.
    """
    faults: list[Fault] = []
    read: list[SavedMoney] = []
    for folder in folders:
        try:
            read.append(read_saved(folder, scenarios, as_priced=as_priced))
        except InputError as error:
            faults += [fault for fault in error.faults if fault not in faults]
    twice = {folder.resolve() for folder in folders if sum(folder.resolve() == one.resolve() for one in folders) > 1}
    faults += [Fault(str(folder), 0, 0, "", "is named twice; name each run once") for folder in sorted(twice)]
    faults += [_of_another(run, read[0]) for run in read[1:] if run.books.authority != read[0].books.authority]
    if faults:
        raise InputError(faults)
    return read


def hashes_of_money(pack: Path) -> dict[str, str]:
    """sha256 of every file that :func:`sufficiency.finance.inputs.read_money` reads, by folder and name."""
    files = [path for path in files_of_money(pack) if path.exists()]
    return {f"{path.parent.name}/{path.name}": sha256(path) for path in files}


def _of_another(run: SavedMoney, first: SavedMoney) -> Fault:
    words = f"is of {run.books.authority}, and {first.folder} of {first.books.authority}; take them one at a time"
    return Fault(str(run.folder), 0, 0, "", words)
